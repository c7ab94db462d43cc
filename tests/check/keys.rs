//! A server that repeats the key: it stands in no results, in no report and in no suite, which are for others to see.

use std::fs;

use sofia_tests::canary::Canary;
use sofia_tests::command::Sofia;
use sofia_tests::server::{CLOSE, HEALTH, INIT, INVOKE};
use sofia_tests::shop::{AGENT, BUSINESS, line, message, recommendation, suggestions};
use sofia_tests::{Environment, Script, Server, TestResult};

fn shop(server: &Server) -> anyhow::Result<Environment> {
    let environment = Environment::new()?;
    let url = server.base_url();
    let add = [
        "merchants",
        "add",
        "Loja",
        "--base-url",
        &url,
        "--business-id",
        BUSINESS,
        "--agent-id",
        AGENT,
        "--no-key",
    ];
    Sofia::new(&environment, &add).run()?.exits(0);
    Ok(environment)
}

/// Answers in which the key is wherever a server can put it.
fn answers(key: &str) -> Script {
    let title = format!("Vestido {key}");
    let button = serde_json::json!({"connectlyInteractiveEvent": {"interactive": {"replyButtonMessage": {
        "body": {"text": key}, "buttons": [{"id": key, "text": format!("chave {key}")}]
    }}}});
    Script::ndjson([
        line(&[message(&format!("sua chave é {key}")), recommendation(&[&title])]),
        line(&[suggestions(&[&format!("mostrar {key}")]), button]),
    ])
}

#[test]
fn a_key_that_a_server_repeats_is_in_no_results_and_in_no_report() -> TestResult {
    let canary = Canary::new("results");
    let key = canary.text();
    let server = Server::start()?;
    server.allow(HEALTH, Script::health_ok());
    server.allow(INIT, Script::init_ok(&format!("session-{key}")));
    server.allow(CLOSE, Script::grpc_error(500, 13, &format!("cannot close for {key}")));
    server.answer(INVOKE, answers(key));
    server.answer(INVOKE, answers(key));
    server.answer(INVOKE, Script::grpc_error(500, 13, &format!("no such key: {key}")));
    let environment = shop(&server)?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let suite = r#"
name: Loja
tests:
  - name: repeats
    turns:
      - say: oi
        assert:
          - {type: contains, value: XYZ}
          - {type: recommends, title: XYZ}
          - {type: suggests, value: XYZ}
          - {type: reply-button, value: XYZ}
          - {type: not-jq, value: "[.[] | .. | strings] | join(\" \")"}
          - {type: human, value: It is friendly}
      - click: {button: chave}
      - say: tchau
"#;
    fs::write(path("suite.yaml"), suite)?;
    let kinds = ["html", "junit", "json", "jsonl", "csv", "markdown"];
    let mut arguments =
        vec!["check".to_owned(), path("suite.yaml"), "--results".to_owned(), path("results.jsonl")];
    for kind in kinds {
        arguments.extend([format!("--reporter-{kind}"), path(kind)]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = Sofia::new(&environment, &arguments).key(key).run()?.exits(1);
    canary.is_absent_from("standard output", &outcome.stdout)?;
    canary.is_absent_from("standard error", &outcome.stderr)?;
    for file in kinds.iter().chain(&["results.jsonl"]) {
        let text = fs::read(path(file))?;
        canary.is_absent_from(file, &text)?;
        assert!(memchr::memmem::find(&text, "••••••••".as_bytes()).is_some(), "{file}: nothing was masked");
    }
    let (sightings, files) = canary.search_files(environment.root())?;
    assert!(sightings.is_empty() && files > 0, "{sightings:?}");
    // It was sent, and it came back: the search would have found it.
    assert!(server.requests_to(INVOKE).iter().all(|request| request.header("x-api-key") == Some(key)));
    assert_eq!((server.requests_to(INVOKE).len(), server.requests_to(CLOSE).len()), (3, 1));
    Ok(())
}

#[test]
fn a_suite_that_is_made_of_a_conversation_has_no_key_that_was_said_in_it() -> TestResult {
    let canary = Canary::new("drafted");
    let key = canary.text();
    let server = Server::with_session()?;
    server.allow(INVOKE, answers(key));
    let environment = shop(&server)?;
    let ask = ["ask", "oi", "--merchant", "Loja"];
    Sofia::new(&environment, &ask).key(key).run()?.exits(0);
    let listed = Sofia::new(&environment, &["conversations", "--json"]).run()?.exits(0);
    let listed: serde_json::Value = serde_json::from_str(&listed.text())?;
    let id = listed[0]["id"].as_str().unwrap();
    // Neither with the key at hand nor without it.
    for with_key in [true, false] {
        let make = Sofia::new(&environment, &["suite", "from-conversation", id, "--all"]);
        let made = if with_key { make.key(key) } else { make }.run()?.exits(0);
        canary.is_absent_from("the suite", &made.stdout)?;
        assert!(made.text().contains("oi") && made.text().contains("••••••••"), "{}", made.text());
    }
    Ok(())
}
