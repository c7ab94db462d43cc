//! `sofia ask` with input events other than words.

use sofia_tests::{
    Script, Server, TestResult,
    command::{Outcome, Sofia},
    input_events::{EVERY_KIND, WELCOME, sent_in},
    server::INVOKE,
    shop::{line, message},
};

use crate::{KEY, shop_at};

/// What a call sends, and how it ended.
fn run(arguments: &[&str]) -> anyhow::Result<(Vec<String>, Outcome)> {
    let server = Server::start()?;
    server.allow(sofia_tests::server::INIT, Script::init_ok("s1"));
    server.allow(sofia_tests::server::CLOSE, Script::close_ok());
    server.allow(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = shop_at(&server.base_url())?;
    let all: Vec<&str> = ["ask", "--merchant", "Loja"].iter().chain(arguments).copied().collect();
    let outcome = Sofia::new(&environment, &all).key(KEY).run()?;
    let sent = server.requests_to(INVOKE).iter().map(|request| sent_in(&request.body)).collect();
    Ok((sent, outcome))
}

#[test]
fn events_are_sent_as_they_were_written() -> TestResult {
    for event in EVERY_KIND {
        let (sent, outcome) = run(&["--event", event])?;
        assert_eq!((sent, outcome.code), (vec![event.to_owned()], Some(0)), "it said: {}", outcome.said());
    }
    Ok(())
}

#[test]
fn the_welcome_comes_first_and_the_message_last() -> TestResult {
    let array = format!("[{},{}]", EVERY_KIND[4], EVERY_KIND[7]);
    let arguments = ["Ola", "--event", EVERY_KIND[3], "--event", &array, "--welcome", "Oi! Posso ajudar?"];
    let (sent, outcome) = run(&arguments)?;
    let expected = [WELCOME, EVERY_KIND[3], EVERY_KIND[4], EVERY_KIND[7], EVERY_KIND[0]].join(",");
    assert_eq!((sent, outcome.code), (vec![expected], Some(0)), "it said: {}", outcome.said());
    Ok(())
}

#[test]
fn what_is_no_event_exits_2_with_what_is_wrong_and_where() -> TestResult {
    let table: [(&[&str], &str); 6] = [
        (&["--event", "{"], "--event number 1 cannot be sent: it is not JSON: "),
        (
            &["oi", "--event", EVERY_KIND[7], "--event", r#"{"storeEvent":{"storeId":7}}"#],
            "--event number 2 cannot be sent: storeEvent.storeId must be a text.",
        ),
        (
            &["--event", r#"[{"storeEvent":{"storeId":"7"}},{}]"#],
            "--event number 1, event 2 in it, cannot be sent: the event is empty and must have exactly one key.",
        ),
        (&["--event", r#"{"newEvent":1}"#], "newEvent is not known. If it is meant, add --allow-unknown."),
        (&["oi", "--welcome", " "], "The welcome is empty."),
        (&["   "], "The message is empty."),
    ];
    for (arguments, expected) in table {
        let (sent, outcome) = run(arguments)?;
        assert_eq!((sent, outcome.code), (vec![], Some(2)), "{arguments:?}");
        assert!(outcome.stderr.contains(expected), "{arguments:?} said: {}", outcome.stderr);
    }
    Ok(())
}

#[test]
fn an_unknown_event_is_sent_where_it_is_meant() -> TestResult {
    let newer = r#"{"newEvent":{"price":1.10}}"#;
    let (sent, outcome) = run(&["--allow-unknown", "--event", newer])?;
    assert_eq!((sent, outcome.code), (vec![newer.to_owned()], Some(0)), "it said: {}", outcome.said());
    Ok(())
}
