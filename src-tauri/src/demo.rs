//! The demo merchant: a simulator inside the application, so that the main job runs with no account and no network.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::ControlFlow;

use agent_graph::ApiKey;
use sofia_check::feed::{FeedOptions, Source};
use sofia_check::stored::{self, CatalogImported, ImportError, ImportedCatalog};
use sofia_core::merchant::Merchant;
use sofia_core::{Engine, Error};
use sofia_simulator::catalog::feed;
use sofia_simulator::{
    BUSINESS_ID, MERCHANTS, Settings, SimulatedMerchant, Simulator, StartError, merchant_of_agent,
};
use url::Url;

use crate::convert;
use crate::transfer::{DemoProblem, DemoShop};

/// The id of the one row that stands for it.
const DEMO_ID: &str = "demo";

/// Its name is the same in every language: it is a merchant's name, and "simulated" must be seen.
const DEMO_NAME: &str = "Demo merchant (simulated)";

/// The shops that it can play.
pub(crate) fn shops() -> Vec<DemoShop> {
    let shop = |merchant: &SimulatedMerchant| DemoShop {
        agent_id: merchant.agent_id.to_owned(),
        name: merchant.name.to_owned(),
        language: merchant.language.to_owned(),
        currency: merchant.currency.to_owned(),
    };
    MERCHANTS.iter().map(shop).collect()
}

/// Starts the simulator on this machine and makes the merchant that stands for it.
pub(crate) async fn start(engine: &Engine) -> Result<Simulator, DemoProblem> {
    let simulator =
        listening(engine).await.map_err(|error| DemoProblem::Listen { words: system_words(&error) })?;
    let stored = |error: Error| DemoProblem::Store { error: convert::error(error) };
    let key = ApiKey::new(simulator.key()).map_err(|error| stored(error.into()))?;
    let merchant = Merchant {
        id: DEMO_ID.to_owned(),
        name: DEMO_NAME.to_owned(),
        base_url: simulator.base_url(),
        business_id: BUSINESS_ID.to_owned(),
        agent_id: MERCHANTS[0].agent_id.to_owned(),
        colour: "#5140d6".to_owned(),
        simulated: true,
        stored_key: None,
        created_at: 0,
    };
    engine.put_simulated_merchant(merchant, key).await.map_err(stored)?;
    Ok(simulator)
}

/// The shop that the demo merchant plays at the moment.
pub(crate) async fn shop_played(engine: &Engine) -> Result<&'static SimulatedMerchant, Error> {
    let merchant = engine.merchant(DEMO_ID).await?;
    Ok(merchant_of_agent(Some(&merchant.agent_id)).unwrap_or(&MERCHANTS[0]))
}

/// Imports what the shop sells that the demo merchant plays, so that its answers can be held against it. What the other
/// shops sell is none of its business: it would be asked for things that it does not have.
pub(crate) async fn import_catalog(engine: &Engine) -> Result<CatalogImported, ImportError> {
    let shop = shop_played(engine).await?;
    let products = Source::bytes(feed(&[shop.slug]).into_bytes());
    let (file, options) = (feed_file(shop), FeedOptions::default());
    stored::import(engine, DEMO_ID, products, file, options, |_| ControlFlow::Continue(())).await
}

/// Where the demo merchant has the products of one of its shops as its catalog, and plays another one now, it gets those
/// of that one. A feed that a person has imported stays.
pub(crate) async fn catalog_follows_shop(engine: &Engine) -> Result<(), ImportError> {
    let Some(catalog) = ImportedCatalog::of(engine, DEMO_ID).await? else { return Ok(()) };
    let (file, own) = (&catalog.summary().file, feed_file(shop_played(engine).await?));
    if *file != own && MERCHANTS.iter().any(|shop| *file == feed_file(shop)) {
        import_catalog(engine).await?;
    }
    Ok(())
}

fn feed_file(shop: &SimulatedMerchant) -> String {
    format!("demo-{}.tsv", shop.slug)
}

/// On the port of the last time where that is free, since old conversations name pictures there; else on any free one.
async fn listening(engine: &Engine) -> Result<Simulator, StartError> {
    let at = |port| Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), Settings::default());
    let before = engine.merchant(DEMO_ID).await.ok();
    let port = before.and_then(|merchant| Url::parse(&merchant.base_url).ok()?.port());
    match at(port.unwrap_or(0)).await {
        Err(StartError::PortInUse { .. }) => at(0).await,
        started => started,
    }
}

/// What the system said, where it said anything: our own words about it are the window's, in its language.
fn system_words(error: &StartError) -> String {
    match error {
        StartError::Listen { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
