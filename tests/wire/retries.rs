//! Nothing is ever sent twice.

use std::collections::HashMap;

use agent_graph::Client;
use anyhow::{Result, bail};
use sofia_tests::{
    Script, Server, Step, TestResult,
    server::{INVOKE, SESSION},
    shop::{error_line, line, message},
};

use crate::support::{PATIENT, ask, client};

fn good() -> Script {
    Script::ndjson([line(&[message("Oi")])])
}

/// A whole answer, after which the server closes the connection without having said so.
fn good_then_closed() -> Script {
    let body = line(&[message("Oi")]);
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    Script::raw([Step::Write(format!("{head}{body}").into()), Step::Close])
}

fn failures() -> Vec<(&'static str, Script)> {
    let event = line(&[message("Oi")]);
    vec![
        ("Status", Script::grpc_error(429, 8, "devagar")),
        ("Status", Script::answer(503, &[("retry-after", "0")], "")),
        ("Status", Script::answer(408, &[("connection", "close")], "")),
        ("Status", Script::answer(421, &[], "")),
        ("Status", Script::answer(425, &[], "")),
        ("Status", Script::answer(401, &[("www-authenticate", "Basic realm=\"x\"")], "")),
        ("Status", Script::answer(502, &[("content-type", "text/html")], "<html>")),
        ("Redirect", Script::redirect(307, INVOKE)),
        ("NoAnswer", Script::closes_unanswered()),
        ("NoAnswer", Script::resets_unanswered()),
        ("NoAnswer", Script::raw([Step::write(b"HTTP/1.1 200"), Step::Close])),
        ("Cut", Script::cut(event.clone())),
        ("Cut", Script::reset(format!("{event}\n{{"))),
        ("Cut", Script::length(9_000, event)),
        ("Empty", Script::stream([Step::LastChunk])),
        ("ErrorLine", Script::ndjson([error_line(14, "caiu")])),
    ]
}

/// Invokes with good answers until a connection lies open for the next request.
async fn warmed(server: &Server, client: &Client) -> Result<usize> {
    for asked in 1..=50 {
        server.answer(INVOKE, good());
        let reading = ask(client, SESSION).await?;
        if reading.head.is_some_and(|head| head.connect.is_none()) {
            return Ok(asked);
        }
    }
    bail!("no connection was used a second time")
}

#[tokio::test]
async fn a_failure_on_a_fresh_connection_is_one_request() -> TestResult {
    for (expected, script) in failures() {
        let server = Server::start()?;
        server.answer(INVOKE, script);
        let reading = ask(&client(&server.base_url(), PATIENT)?, SESSION).await?;
        assert_eq!(reading.outcome(), expected, "{:?}", reading.end);
        assert_eq!((server.requests().len(), server.connections()), (1, 1), "{expected}");
    }
    Ok(())
}

#[tokio::test]
async fn a_failure_on_a_used_connection_is_one_request() -> TestResult {
    for (expected, script) in failures() {
        let mut used_again = false;
        for _ in 0..20 {
            let server = Server::start()?;
            let client = client(&server.base_url(), PATIENT)?;
            let before = warmed(&server, &client).await?;
            let connections = server.connections();
            server.answer(INVOKE, script.clone());
            let reading = ask(&client, SESSION).await?;
            assert_eq!(reading.outcome(), expected, "{:?}", reading.end);
            assert_eq!(server.requests().len(), before + 1, "{expected}");
            used_again = server.connections() == connections;
            if used_again {
                break;
            }
        }
        assert!(used_again, "{expected}: it was never seen on a used connection");
    }
    Ok(())
}

/// The server closes while the client believes that the connection lies open: a request may go down with it, and may
/// go over a fresh one if it had not been sent, but never twice.
#[tokio::test]
async fn a_request_on_a_connection_that_was_closed_meanwhile_arrives_at_most_once() -> TestResult {
    let server = Server::start()?;
    server.allow_by(INVOKE, |_| good_then_closed());
    let client = client(&server.base_url(), PATIENT)?;
    let mut outcomes = HashMap::new();
    for number in 0..150 {
        let reading = ask(&client, &format!("session-{number}")).await?;
        outcomes.insert(format!("session-{number}"), reading.outcome());
    }
    let mut arrived: HashMap<String, usize> = HashMap::new();
    for request in server.requests() {
        let session = request.json()?["sessionId"].as_str().unwrap_or_default().to_owned();
        *arrived.entry(session).or_default() += 1;
    }
    for (session, outcome) in &outcomes {
        let times = arrived.get(session).copied().unwrap_or_default();
        match *outcome {
            "Complete" => assert_eq!(times, 1, "{session}"),
            "NoAnswer" => assert!(times <= 1, "{session} arrived {times} times"),
            other => return Err(anyhow::anyhow!("{session} ended as {other}").into()),
        }
    }
    assert!(outcomes.values().any(|outcome| *outcome == "Complete"), "{outcomes:?}");
    Ok(())
}
