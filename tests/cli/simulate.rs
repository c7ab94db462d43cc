use anyhow::Context;
use sofia_tests::{Environment, TestResult, command::Sofia, processes::Signal};

use crate::add_merchant;

/// The one business that the simulator knows.
const SIMULATED_BUSINESS: &str = "50f1ade5-c000-4000-8000-000000000001";

fn address_in(text: &str) -> Option<String> {
    let begin = text.find("http://127.0.0.1:")?;
    let address = text.get(begin..)?.split(|c: char| c.is_whitespace() || "\"'`,".contains(c)).next()?;
    let address = address.trim_end_matches('/');
    // The port may still be on its way.
    text.contains(SIMULATED_BUSINESS).then(|| address.to_owned())
}

#[test]
fn a_simulator_tells_how_to_reach_it_and_answers_an_ask() -> TestResult {
    let environment = Environment::new()?;
    let mut running =
        Sofia::new(&environment, &["simulate", "--port", "0", "--key", "a-probe-key"]).start()?;
    let (address, said) =
        running.until_stdout("an address", |text| Some((address_in(text)?, text.to_owned())))?;
    assert!(said.contains("a-probe-key"), "{said}");
    // Names and ids of the three built-in merchants.
    for part in ["50f1ade5-c000-4000-8000-0000000000a1", "0000000000a2", "0000000000a3", "Moda Aurora"] {
        assert!(said.contains(part), "{part} is not in {said:?}");
    }

    add_merchant(&environment, "another", "https://api.example.com")?;
    let arguments = [
        "merchants",
        "add",
        "Moda",
        "--base-url",
        &address,
        "--business-id",
        SIMULATED_BUSINESS,
        "--agent-id",
        "50f1ade5-c000-4000-8000-0000000000a1",
    ];
    Sofia::new(&environment, &arguments).key("a-probe-key").run()?.exits(0);
    let question = ["ask", "vestido azul até 200 reais", "--merchant", "Moda", "--json"];
    let events = Sofia::new(&environment, &question).key("a-probe-key").run()?.exits(0).json_lines()?;
    let products = events.iter().find(|event| event["kind"] == "recommendationEvent");
    let event = products.context("no recommendation")?["event"].clone();
    let products = event.get("recommendationEvent").unwrap_or(&event)["products"].clone();
    let products = products.as_array().context("no products")?;
    assert!(!products.is_empty());
    for product in products {
        let title = product["title"].as_str().unwrap_or_default().to_lowercase();
        let price = product["price"].as_f64().or_else(|| product["price"].as_str()?.parse().ok());
        assert!(title.contains("vestido"), "{product}");
        assert!(price.is_some_and(|price| price <= 200.0), "{product}");
    }
    Sofia::new(&environment, &question).key("another-key").run()?.exits(3);

    running.signal(Signal::Interrupt)?;
    let ended = running.finish()?;
    assert!(matches!(ended.code, Some(0 | 130)), "{ended:?}");
    Ok(())
}

#[test]
fn a_simulator_without_a_key_of_ours_makes_one_up_each_time() -> TestResult {
    let environment = Environment::new()?;
    let mut keys = Vec::new();
    for _ in 0..2 {
        let mut running = Sofia::new(&environment, &["simulate", "--port", "0"]).start()?;
        let key = running.until_stdout("a key", |text| {
            let begin = text.find("sim-")?;
            let key = text.get(begin..)?.split(|c: char| c != '-' && !c.is_ascii_alphanumeric()).next()?;
            address_in(text).map(|_| key.to_owned())
        })?;
        assert!(key.len() >= 20, "{key}");
        keys.push(key);
        running.signal(Signal::Interrupt)?;
        running.finish()?;
    }
    assert_ne!(keys[0], keys[1]);
    Ok(())
}
