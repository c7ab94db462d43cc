//! The demo merchant: a simulator inside the application, so that the main job runs with no account and no network.

use std::net::{Ipv4Addr, SocketAddr};

use agent_graph::ApiKey;
use sofia_core::Engine;
use sofia_core::merchant::Merchant;
use sofia_simulator::{BUSINESS_ID, MERCHANTS, Settings, SimulatedMerchant, Simulator};

use crate::transfer::DemoShop;

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

/// Starts the simulator on a free port of this machine and makes the merchant that stands for it.
pub(crate) async fn start(engine: &Engine) -> Result<Simulator, String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let simulator =
        Simulator::start(address, Settings::default()).await.map_err(|error| error.to_string())?;
    let key = ApiKey::new(simulator.key()).map_err(|error| error.to_string())?;
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
    engine.put_simulated_merchant(merchant, key).await.map_err(|error| error.to_string())?;
    Ok(simulator)
}
