//! `sofia simulate`: the simulator as a server of its own, or a recording in its place, until it is stopped.

mod recorded;

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::json;
use sofia_core::credentials::KEY_VARIABLE;
use sofia_simulator::{BUSINESS_ID, MERCHANTS, Settings, Simulator, StartError};

use crate::arguments::Simulate;
use crate::exit::{Exit, Failure, Said};
use crate::notices::quoted;
use crate::open::print;
use crate::stop::StopSignal;

pub(crate) async fn run(arguments: Simulate) -> Result<Exit, Failure> {
    let json = arguments.json;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    // Listened for before anything is printed: whoever reads the address may stop the simulator at once.
    let mut stop = StopSignal::listen()?;
    if let Some(file) = arguments.from.as_deref() {
        return recorded::serve(file, address, &arguments, &mut stop).await;
    }
    let simulator = Simulator::start(address, settings(arguments)).await.map_err(not_started)?;
    print(&if json { as_json(&simulator) } else { as_text(&simulator) })?;
    stop.received().await;
    simulator.stop().await;
    Ok(Exit::Fine)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn not_started(error: StartError) -> Failure {
    let exit = if matches!(error, StartError::UnusableKey) { Exit::Usage } else { Exit::Other };
    Failure { exit, said: Said::Words(format!("{error}.")) }
}

fn settings(arguments: Simulate) -> Settings {
    let usual = Settings::default();
    Settings {
        seed: arguments.seed.unwrap_or(usual.seed),
        key: arguments.key.unwrap_or(usual.key),
        first_event: arguments.first_event_ms.map_or(usual.first_event, Duration::from_millis),
        gap: arguments.gap_ms.map_or(usual.gap, Duration::from_millis),
        fault: arguments.fault,
        fault_rate: arguments.fault_rate.unwrap_or(usual.fault_rate),
        lies: arguments.lie,
        lie_rate: arguments.lie_rate.unwrap_or(usual.lie_rate),
    }
}

fn as_json(simulator: &Simulator) -> String {
    let merchants: Vec<_> = MERCHANTS
        .iter()
        .map(|merchant| {
            json!({
                "name": merchant.name,
                "slug": merchant.slug,
                "agent_id": merchant.agent_id,
                "language": merchant.language,
                "currency": merchant.currency,
            })
        })
        .collect();
    let object = json!({
        "simulated": true,
        "base_url": simulator.base_url(),
        "key": simulator.key(),
        "business_id": BUSINESS_ID,
        "merchants": merchants,
    });
    format!("{object}\n")
}

fn as_text(simulator: &Simulator) -> String {
    let (base_url, key) = (simulator.base_url(), simulator.key());
    let mut text = format!(
        "A simulated Agent Graph server is running on this machine. Ctrl-C ends it.\n\n\
         Base URL:     {base_url}\n\
         API key:      {key}\n\
         Business id:  {BUSINESS_ID}\n\
         Agent ids:\n"
    );
    // Writing into a string cannot fail.
    for merchant in MERCHANTS {
        writeln!(
            text,
            "  {}  {} ({}, {})",
            merchant.agent_id, merchant.name, merchant.language, merchant.currency
        )
        .ok();
    }
    if let Some(first) = MERCHANTS.first() {
        let (name, key) = (quoted(first.name), quoted(key));
        write!(
            text,
            "\nTo talk to it, in another terminal:\n  \
             printf %s {key} | sofia merchants add {name} --base-url {base_url} --business-id {BUSINESS_ID} --agent-id {}\n  \
             {KEY_VARIABLE}={key} sofia ask \"vestido azul até 200 reais\" --merchant {name}\n",
            first.agent_id
        )
        .ok();
    }
    text
}
