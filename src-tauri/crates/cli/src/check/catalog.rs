//! The catalog that answers are held against.

use std::sync::Arc;

use sofia_check::feed::FeedOptions;
use sofia_check::job::{Against, FeedCatalog, pages_of, pictures_of, read_feed};
use sofia_check::stored::ImportedCatalog;
use sofia_core::Engine;
use sofia_core::merchant::Merchant;

use super::arguments::Check;
use crate::exit::Failure;
use crate::notices::say;

/// The feed that was named, else the catalog that was imported for the merchant. Pictures and pages are asked for where
/// that was wanted.
pub(super) async fn against(
    engine: &Engine,
    arguments: &Check,
    merchant: &Merchant,
) -> Result<Against, Failure> {
    let mut against = of_feed(arguments)?;
    if against.catalog.is_none()
        && let Some(catalog) = ImportedCatalog::of(engine, &merchant.id).await?
    {
        let summary = catalog.summary();
        say(&format!("Catalog: {} products, imported from {}.", summary.products, summary.file));
        against.currency = catalog.currency();
        against.catalog = Some(Arc::new(catalog));
    }
    against.images = arguments.images.then(|| pictures_of(merchant));
    against.links = arguments.links.then(|| pages_of(merchant));
    Ok(against)
}

/// The feed that was named, if one was.
pub(super) fn of_feed(arguments: &Check) -> Result<Against, Failure> {
    let Some(file) = &arguments.catalog else { return Ok(Against::default()) };
    let options =
        FeedOptions { currency: arguments.currency, shop: arguments.shop.clone(), ..FeedOptions::default() };
    let feed =
        read_feed(file, &options).map_err(|error| Failure::usage(format!("{}: {error}.", file.display())))?;
    told(&feed);
    Ok(Against { catalog: Some(Arc::new(feed.catalog)), currency: feed.currency, ..Against::default() })
}

/// Says what was read.
fn told(feed: &FeedCatalog) {
    let summary = &feed.summary;
    say(&format!("Catalog: {} products of {} rows ({}).", summary.products, summary.rows, summary.format));
    for finding in &feed.listed {
        say(&format!("  {finding}"));
    }
    let more = feed.findings - feed.listed.len();
    if more > 0 {
        say(&format!("  and {more} more findings"));
    }
}
