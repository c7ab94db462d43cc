use sofia_tests::{
    Environment, Script, Server, TestResult,
    command::Sofia,
    server::{CLOSE, HEALTH, INIT, SESSION},
    shop::{AGENT, BUSINESS},
};

use crate::{KEY, add_merchant, shop_at};

#[test]
fn an_added_merchant_is_listed_until_it_is_removed() -> TestResult {
    let environment = Environment::new()?;
    add_merchant(&environment, "Loja Ação", "https://api.example.com")?;
    let listed = Sofia::new(&environment, &["merchants", "list"]).run()?.exits(0).text();
    assert!(listed.contains("Loja Ação") && listed.contains("api.example.com"), "{listed}");

    Sofia::new(&environment, &["merchants", "remove", "Loja Ação"]).run()?.exits(0);
    let listed = Sofia::new(&environment, &["merchants", "list"]).run()?.exits(0).text();
    assert!(!listed.contains("Loja Ação"), "{listed}");
    Ok(())
}

#[test]
fn a_name_is_given_once() -> TestResult {
    let environment = shop_at("https://api.example.com")?;
    let arguments = [
        "merchants",
        "add",
        "Loja",
        "--base-url",
        "https://api.example.com",
        "--business-id",
        BUSINESS,
        "--agent-id",
        AGENT,
    ];
    let outcome = Sofia::new(&environment, &arguments).key(KEY).run()?.exits(2);
    assert!(outcome.stderr.contains("Loja"), "{}", outcome.stderr);
    // An id that is none is a slip more often than not, and it is said.
    let said = |name: &str, id: &str| -> anyhow::Result<String> {
        let arguments = ["merchants", "add", name, "--business-id", id, "--agent-id", AGENT, "--no-key"];
        Ok(Sofia::new(&environment, &arguments).run()?.exits(0).said())
    };
    let words = said("Slip", "abc")?;
    assert!(words.contains("\"abc\" is not what a business id looks like"), "{words}");
    assert!(!said("Right", BUSINESS)?.contains("looks like"));
    Ok(())
}

#[test]
fn a_test_of_a_merchant_tries_health_init_and_close() -> TestResult {
    let server = Server::start()?;
    server.answer(HEALTH, Script::health_ok());
    server.answer(INIT, Script::init_ok(SESSION));
    server.answer(CLOSE, Script::close_ok());
    let environment = shop_at(&server.base_url())?;
    let said = Sofia::new(&environment, &["merchants", "test", "Loja"]).key(KEY).run()?.exits(0).text();
    for step in ["health", "init", "close"] {
        assert!(said.to_lowercase().contains(step), "{step} is not in {said:?}");
    }
    Ok(())
}

#[test]
fn a_test_of_a_merchant_exits_as_an_ask_would() -> TestResult {
    let server = Server::start()?;
    let environment = shop_at(&server.base_url())?;
    // Whether a session is tried after `health` failed is not what this is about.
    server.allow(INIT, Script::init_ok(SESSION));
    server.allow(CLOSE, Script::close_ok());
    let test = || Sofia::new(&environment, &["merchants", "test", "Loja"]).key(KEY).run();
    server.answer(HEALTH, Script::grpc_error(401, 16, "unknown key"));
    test()?.exits(3);
    server.answer(HEALTH, Script::grpc_error(503, 14, "down"));
    test()?.exits(5);
    server.answer(HEALTH, Script::closes_unanswered());
    test()?.exits(6);
    Ok(())
}
