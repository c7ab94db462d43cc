//! A merchant's catalog is taken away when nobody writes to it.

use std::ops::ControlFlow;

use sofia_core::Error;
use sofia_core::catalog_store::NewEntry;
use sofia_tests::{Server, TestResult};

use crate::support::{Shop, open};

#[tokio::test]
async fn a_catalog_is_not_removed_in_the_middle_of_an_import_also_of_another_process() -> TestResult {
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let (engine, id) = (&shop.engine, shop.merchant.id.as_str());
    assert!(!engine.remove_catalog(id).await?, "there is none");
    let mut writer = engine.begin_catalog(id).await?;
    for other in [engine, &open(shop.folder.path())?] {
        let refused = other.remove_catalog(id).await;
        assert!(
            matches!(&refused, Err(Error::CatalogBusy { merchant }) if merchant == "Loja"),
            "{refused:?}"
        );
        let second = other.begin_catalog(id).await;
        assert!(matches!(second, Err(Error::CatalogBusy { .. })), "{second:?}");
    }
    writer.add(&NewEntry {
        id: "A",
        sku: None,
        item_group: None,
        retailer_id: None,
        handle: None,
        title_key: "vestido",
        full_title_key: None,
        body: "A",
    })?;
    writer.finish(String::new(), &mut |_| ControlFlow::Continue(()))?;
    assert_eq!(engine.catalog(id).await?.map(|catalog| catalog.about().products), Some(1));
    assert!(engine.remove_catalog(id).await?);
    assert!(engine.catalog(id).await?.is_none());
    // The next one finds its place free.
    drop(engine.begin_catalog(id).await?);
    assert!(!engine.remove_catalog(id).await?, "one that was given up is none");
    engine.remove_merchant(id).await?;
    let left = std::fs::read_dir(shop.folder.path().join("catalogs"))?.count();
    assert_eq!(left, 0, "no folder and no lock stays behind");
    Ok(())
}
