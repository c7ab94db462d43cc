use sofia_tests::{
    Environment, Script, Server, TestResult,
    canary::Canary,
    command::Sofia,
    needs, secrets,
    server::INVOKE,
    shop::{AGENT, BUSINESS, line, message},
};

use crate::{ask, shop_at};

#[test]
fn no_option_takes_a_key() -> TestResult {
    let environment = Environment::new()?;
    let base = [
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
    for option in ["--key", "--api-key", "--apikey", "--token", "--secret"] {
        for call in [[&base[..], &[option, "a-key"]].concat(), vec!["ask", "oi", option, "a-key"]] {
            let outcome = Sofia::new(&environment, &call).input("").run()?;
            assert_eq!(outcome.code, Some(2), "sofia {call:?}; it said: {}", outcome.said());
        }
    }
    let outcome = Sofia::new(&environment, &[&base[..], &["a-key"]].concat()).input("").run()?;
    assert_eq!(outcome.code, Some(2), "a stray word is not a key; it said: {}", outcome.said());
    Ok(())
}

#[test]
fn the_environment_is_all_that_is_needed_where_there_is_no_keychain() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = shop_at(&server.base_url())?;
    ask(&environment, &[]).key("from-the-environment").run()?.exits(0);
    assert_eq!(server.requests_to(INVOKE)[0].header("x-api-key"), Some("from-the-environment"));
    Ok(())
}

#[test]
fn the_environment_goes_before_the_keychain() -> TestResult {
    needs!(secrets::NEEDS);
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = Environment::with_keychain()?;
    let base_url = server.base_url();
    let arguments =
        ["merchants", "add", "Loja", "--base-url", &base_url, "--business-id", BUSINESS, "--agent-id", AGENT];
    Sofia::new(&environment, &arguments).input("from-the-keychain\n").run()?.exits(0);

    let question = ["ask", "oi", "--merchant", "Loja"];
    Sofia::new(&environment, &question).run()?.exits(0);
    Sofia::new(&environment, &question).key("from-the-environment").run()?.exits(0);
    let keys: Vec<_> = server
        .requests_to(INVOKE)
        .iter()
        .map(|request| request.header("x-api-key").map(str::to_owned))
        .collect();
    assert_eq!(keys, [Some("from-the-keychain".to_owned()), Some("from-the-environment".to_owned())]);
    Ok(())
}

#[test]
fn without_any_key_an_ask_sends_nothing_and_says_what_is_missing() -> TestResult {
    let server = Server::start()?;
    let environment = shop_at(&server.base_url())?;
    let outcome = Sofia::new(&environment, &["ask", "oi", "--merchant", "Loja"]).run()?;
    assert!(outcome.code.is_some_and(|code| code != 0), "{}", outcome.said());
    assert!(outcome.stderr.contains("SOFIA_API_KEY"), "{}", outcome.stderr);
    assert_eq!(server.connections(), 0);
    Ok(())
}

#[test]
fn a_key_from_the_environment_is_written_nowhere() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos um vestido.")])]));
    server.answer(INVOKE, Script::grpc_error(401, 16, "unknown key"));
    let environment = shop_at(&server.base_url())?;
    let canary = Canary::new("environment");
    ask(&environment, &[]).key(canary.text()).run()?.exits(0);
    ask(&environment, &[]).key(canary.text()).run()?.exits(3);
    let (found, _) = canary.search_files(environment.root())?;
    assert!(found.is_empty(), "{found:?}");
    let (control, _) = Canary::of("Temos um vestido.").search_files(&environment.data())?;
    assert!(!control.is_empty(), "the answer is stored, and the search finds it");
    Ok(())
}
