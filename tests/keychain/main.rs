//! A key's life in a real Secret Service, through the command: gnome-keyring on a bus of the test's own.

mod exports;

use std::time::Duration;

use anyhow::Result;
use sofia_tests::{
    Environment, Script, Server, TestResult,
    command::{Outcome, Sofia},
    needs, secrets,
    server::INVOKE,
    services::KeyringState,
    shop::{AGENT, BUSINESS, line, message},
};

/// A person's own action waits for the keychain, who may be asking for a password; a background read does not. Nobody
/// can be asked here, so that either must come to an end long before a minute is over.
const PATIENCE: Duration = Duration::from_secs(45);

fn add(environment: &Environment, name: &str, base_url: &str, key: &str) -> Result<Outcome> {
    let arguments =
        ["merchants", "add", name, "--base-url", base_url, "--business-id", BUSINESS, "--agent-id", AGENT];
    Sofia::new(environment, &arguments).input(&format!("{key}\n")).run()
}

fn ask(environment: &Environment) -> Sofia<'_> {
    Sofia::new(environment, &["ask", "oi", "--merchant", "Loja"])
}

fn answering_server() -> Result<Server> {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    Ok(server)
}

fn last_key(server: &Server) -> Option<String> {
    server.requests_to(INVOKE).last()?.header("x-api-key").map(str::to_owned)
}

#[test]
fn a_key_is_kept_in_the_keychain_used_from_there_and_removed_with_its_merchant() -> TestResult {
    needs!(secrets::NEEDS);
    let server = answering_server()?;
    let environment = Environment::with_keychain()?;
    add(&environment, "Loja", &server.base_url(), "first-key")?.exits(0);
    assert_eq!(secrets::all(&environment)?, ["first-key"]);

    ask(&environment).run()?.exits(0);
    assert_eq!(last_key(&server).as_deref(), Some("first-key"));

    Sofia::new(&environment, &["merchants", "remove", "Loja"]).run()?.exits(0);
    assert_eq!(secrets::all(&environment)?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_item_names_the_application_and_neither_the_merchant_nor_the_key() -> TestResult {
    needs!(secrets::NEEDS);
    let environment = Environment::with_keychain()?;
    add(&environment, "Loja Secreta", "https://api.example.com", "first-key")?.exits(0);
    let items = secrets::items(&environment)?;
    assert_eq!(items.len(), 1);
    let seen = format!("{:?} {}", items[0].attributes, items[0].label).to_lowercase();
    assert!(seen.contains("sofia"), "{seen}");
    assert!(!seen.contains("first-key") && !seen.contains("loja"), "{seen}");
    Ok(())
}

#[test]
fn a_merchant_that_is_added_again_has_its_new_key() -> TestResult {
    needs!(secrets::NEEDS);
    let server = answering_server()?;
    let environment = Environment::with_keychain()?;
    add(&environment, "Loja", &server.base_url(), "first-key")?.exits(0);
    Sofia::new(&environment, &["merchants", "remove", "Loja"]).run()?.exits(0);
    add(&environment, "Loja", &server.base_url(), "second-key")?.exits(0);
    assert_eq!(secrets::all(&environment)?, ["second-key"]);
    ask(&environment).run()?.exits(0);
    assert_eq!(last_key(&server).as_deref(), Some("second-key"));
    Ok(())
}

#[test]
fn two_data_folders_keep_their_keys_apart_in_one_keychain() -> TestResult {
    needs!(secrets::NEEDS);
    let server = answering_server()?;
    let mut environment = Environment::with_keychain()?;
    add(&environment, "Loja", &server.base_url(), "key-of-the-first")?.exits(0);
    let first = environment.data();
    environment.set("SOFIA_DATA_DIR", environment.root().join("other-data"));
    add(&environment, "Loja", &server.base_url(), "key-of-the-second")?.exits(0);
    assert_eq!(secrets::all(&environment)?, ["key-of-the-first", "key-of-the-second"]);
    ask(&environment).run()?.exits(0);
    assert_eq!(last_key(&server).as_deref(), Some("key-of-the-second"));
    Sofia::new(&environment, &["merchants", "remove", "Loja"]).run()?.exits(0);
    environment.set("SOFIA_DATA_DIR", first);
    ask(&environment).run()?.exits(0);
    assert_eq!(last_key(&server).as_deref(), Some("key-of-the-first"));
    Ok(())
}

#[test]
fn a_locked_keychain_is_named_in_good_time_and_nothing_is_sent() -> TestResult {
    needs!(secrets::NEEDS);
    let server = answering_server()?;
    let mut environment = Environment::with_keychain()?;
    add(&environment, "Loja", &server.base_url(), "first-key")?.exits(0);
    environment.lock_keyring()?;

    let outcome = ask(&environment).run()?;
    assert!(outcome.code.is_some_and(|code| code != 0), "{}", outcome.said());
    assert!(outcome.took < PATIENCE, "{:?}", outcome.took);
    assert!(outcome.stderr.to_lowercase().contains("lock"), "{}", outcome.stderr);
    assert_eq!(server.connections(), 0);

    // The environment needs no keychain at all.
    let outcome = ask(&environment).key("from-the-environment").run()?.exits(0);
    assert!(outcome.took < PATIENCE, "{:?}", outcome.took);
    assert_eq!(last_key(&server).as_deref(), Some("from-the-environment"));
    Ok(())
}

#[test]
fn a_key_that_a_locked_keychain_does_not_take_is_stored_nowhere_and_that_is_said() -> TestResult {
    needs!(secrets::NEEDS);
    let mut environment = Environment::new()?;
    environment.start_keyring(KeyringState::Locked)?;
    let outcome = add(&environment, "Loja", "https://api.example.com", "first-key")?;
    assert!(outcome.took < PATIENCE, "{:?}", outcome.took);
    assert!(outcome.said().to_lowercase().contains("lock"), "{}", outcome.said());
    assert!(!outcome.said().contains("first-key"));
    let listed = Sofia::new(&environment, &["merchants", "list"]).run()?.exits(0).text();
    assert!(listed.contains("Loja"), "the merchant is kept: {listed}");
    Ok(())
}

#[test]
fn a_keychain_that_hangs_does_not_hang_an_ask() -> TestResult {
    needs!(secrets::NEEDS);
    let server = answering_server()?;
    let environment = Environment::with_keychain()?;
    add(&environment, "Loja", &server.base_url(), "first-key")?.exits(0);
    environment.keyring()?.freeze()?;
    let outcome = ask(&environment).run()?;
    environment.keyring()?.thaw()?;
    assert!(outcome.code.is_some_and(|code| code != 0), "{}", outcome.said());
    assert!(outcome.took < PATIENCE, "{:?}", outcome.took);
    assert!(outcome.stderr.to_lowercase().contains("keychain"), "{}", outcome.stderr);
    assert_eq!(server.connections(), 0);
    ask(&environment).run()?.exits(0);
    Ok(())
}

#[test]
fn without_a_keychain_the_merchant_is_kept_and_no_key() -> TestResult {
    needs!(secrets::NEEDS);
    let server = answering_server()?;
    let mut with_a_bus = Environment::new()?;
    with_a_bus.start_bus()?;
    let mut without_a_bus = Environment::new()?;
    without_a_bus.unset("DBUS_SESSION_BUS_ADDRESS");
    for environment in [with_a_bus, without_a_bus] {
        let canary = sofia_tests::canary::Canary::new("no keychain");
        let outcome = add(&environment, "Loja", &server.base_url(), canary.text())?.exits(0);
        assert!(outcome.took < PATIENCE, "{:?}", outcome.took);
        let said = outcome.said().to_lowercase();
        assert!(said.contains("key") && (said.contains("not stored") || said.contains("no key")), "{said}");
        let listed = Sofia::new(&environment, &["merchants", "list"]).run()?.exits(0).text();
        assert!(listed.contains("Loja"), "{listed}");
        let (found, _) = canary.search_files(environment.root())?;
        assert!(found.is_empty(), "never a file instead: {found:?}");

        let outcome = ask(&environment).run()?;
        assert!(outcome.code.is_some_and(|code| code != 0), "{}", outcome.said());
        ask(&environment).key("from-the-environment").run()?.exits(0);
        assert_eq!(last_key(&server).as_deref(), Some("from-the-environment"));
    }
    Ok(())
}

#[test]
fn a_key_of_several_lines_or_of_no_sense_is_refused_before_it_is_stored() -> TestResult {
    needs!(secrets::NEEDS);
    let environment = Environment::with_keychain()?;
    for (name, key) in
        [("long", "k".repeat(1_201)), ("control", "first\u{7}key".to_owned()), ("words", "a ção".to_owned())]
    {
        let outcome = add(&environment, name, "https://api.example.com", &key)?;
        assert!(
            outcome.code.is_some_and(|code| code != 0) || outcome.said().contains("not stored"),
            "{}",
            outcome.said()
        );
        assert!(!outcome.said().contains(&key));
    }
    assert_eq!(secrets::all(&environment)?, Vec::<String>::new());
    Ok(())
}
