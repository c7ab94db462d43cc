//! The calls that do not stream: init, close, health and invoke_sync, well answered, oddly and not at all.

use agent_graph::{Client, Delivery, Error, Timeouts};
use anyhow::Result;
use sofia_tests::{
    Script, Server, TestResult,
    server::{CLOSE, HEALTH, INIT, INVOKE_SYNC, SESSION},
    shop::{line, message},
};

use crate::support::{PATIENT, SHORT, client, identity, invocation, word};

const STATUS: &str = r#"{"code":14,"message":"fora do ar","details":[]}"#;

fn server_and_client() -> Result<(Server, Client)> {
    let server = Server::start()?;
    let client = client(&server.base_url(), PATIENT)?;
    Ok((server, client))
}

#[tokio::test]
async fn init_reads_the_session_out_of_every_shape_of_answer() -> TestResult {
    let (server, client) = server_and_client()?;
    let answers = [
        r#"{"response":{"sessionId":"s-1"}}"#,
        r#"{"response":{"session_id":"s-1"}}"#,
        r#"{"result":{"response":{"sessionId":"s-1"}},"error":null}"#,
        r#"{"result":{"sessionId":"s-1"}}"#,
        r#"{"sessionId":"s-1"}"#,
        "{\"result\":{\"response\":{\"sessionId\":\"s-1\"}}}\n",
        "\n {\"response\":{\"other\":null,\"sessionId\":\"s-1\"}}\r\n",
        "\u{FEFF}{\"response\":{\"sessionId\":\"s-1\"}}",
    ];
    for answer in answers {
        server.answer(INIT, Script::status(200, answer));
        let found = client.init(&identity()).await.map(|answered| (answered.value, answered.body));
        match found {
            Ok(found) => assert_eq!(found, ("s-1".to_owned(), answer.into()), "{answer:?}"),
            Err(error) => return Err(anyhow::anyhow!("{answer:?}: {error:?}").into()),
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_init_without_a_session_is_unreadable_and_kept() -> TestResult {
    let (server, client) = server_and_client()?;
    let answers = [
        "",
        "<html></html>",
        "[]",
        "null",
        "{}",
        r#"{"response":{}}"#,
        r#"{"response":{"sessionId":""}}"#,
        r#"{"response":{"sessionId":null}}"#,
        r#"{"response":{"sessionId":{"id":"s-1"}}}"#,
        r#"{"response":{"sessionId":"s-1""#,
    ];
    for answer in answers {
        server.answer(INIT, Script::status(200, answer));
        match client.init(&identity()).await {
            Err(Error::Unreadable { call: "init", body, .. }) => assert_eq!(body, answer.as_bytes()),
            other => return Err(anyhow::anyhow!("{answer:?}: {other:?}").into()),
        }
    }
    Ok(())
}

#[tokio::test]
async fn close_takes_any_answer_that_does_not_say_that_it_failed() -> TestResult {
    let (server, client) = server_and_client()?;
    let good = [
        r#"{"result":{"response":{}},"error":null}"#,
        "{\"result\":{\"response\":{}},\"error\":null}\n",
        r#"{"response":{}}"#,
        "{}",
        "",
    ];
    for answer in good {
        server.answer(CLOSE, Script::status(200, answer));
        assert!(client.close(&identity(), SESSION).await.is_ok(), "{answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn health_is_good_only_where_it_is_said() -> TestResult {
    let (server, client) = server_and_client()?;
    let table = [
        (r#"{"response":{"healthy":true}}"#, true),
        (r#"{"result":{"response":{"healthy":true}},"error":null}"#, true),
        (r#"{"healthy":true}"#, true),
        (r#"{"response":{"healthy":"true"}}"#, true),
        ("{\"response\":{\"healthy\":true}}\n", true),
        (r#"{"response":{"healthy":false}}"#, false),
        (r#"{"response":{"healthy":null}}"#, false),
        (r#"{"response":{}}"#, false),
        ("{}", false),
        ("", false),
        ("<html>ok</html>", false),
        (r#"{"response":{"healthy":1}}"#, false),
    ];
    for (answer, healthy) in table {
        server.answer(HEALTH, Script::status(200, answer));
        assert_eq!(client.health(&identity()).await?.value, healthy, "{answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn invoke_sync_hands_out_its_session_and_its_whole_body() -> TestResult {
    let (server, client) = server_and_client()?;
    let events = format!("[{},{}]", message("um"), message("dois"));
    let answers = [
        format!(r#"{{"response":{{"sessionId":"{SESSION}","responseEvents":{events}}}}}"#),
        format!(r#"{{"response":{{"session_id":"{SESSION}","response_events":{events}}}}}"#),
        format!("{}\n", line(&[message("um"), message("dois")])),
        format!(
            r#"{{"result":{{"response":{{"responseEvents":{events},"sessionId":"{SESSION}"}}}},"error":null}}"#
        ),
        format!(r#"{{"sessionId":"{SESSION}","responseEvents":{events}}}"#),
    ];
    for answer in answers {
        server.answer(INVOKE_SYNC, Script::status(200, &answer));
        let found = client.invoke_sync(&invocation(SESSION)).await?.value;
        assert_eq!(found.body, answer.as_bytes());
        assert_eq!(found.session_id.as_deref(), Some(SESSION), "{answer}");
        assert_eq!(agent_graph::read_line(&found.body, true).events.len(), 2, "{answer}");
    }
    Ok(())
}

/// One call of each kind; how it failed.
async fn failure_of(client: &Client, path: &str) -> Option<Error> {
    match path {
        INIT => client.init(&identity()).await.err(),
        CLOSE => client.close(&identity(), SESSION).await.err(),
        HEALTH => client.health(&identity()).await.err(),
        _ => client.invoke_sync(&invocation(SESSION)).await.err(),
    }
}

/// An answer may come as a line of a stream does, so an error can stand in a 200.
#[tokio::test]
async fn an_error_in_a_200_is_an_error_of_every_call() -> TestResult {
    let (server, client) = server_and_client()?;
    for path in [INIT, CLOSE, HEALTH, INVOKE_SYNC] {
        for answer in [
            format!(r#"{{"error":{STATUS}}}"#),
            format!("{{\"result\":null,\"error\":{STATUS}}}\n"),
            format!("\u{FEFF}{{\"error\":{STATUS}}}"),
        ] {
            server.answer(path, Script::status(200, &answer));
            match failure_of(&client, path).await {
                Some(Error::ErrorLine { status }) => assert_eq!(status.code, Some(14), "{path}: {answer}"),
                other => return Err(anyhow::anyhow!("{path}: {answer:?}: {other:?}").into()),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_call_that_fails_says_how_and_is_made_once() -> TestResult {
    use Delivery::{OutcomeUnknown, Refused};
    let table = [
        (Script::grpc_error(401, 16, "não"), "Status", Refused),
        (Script::grpc_error(503, 14, "fora do ar"), "Status", OutcomeUnknown),
        (Script::answer(502, &[("content-type", "text/html")], "<html>"), "Status", OutcomeUnknown),
        (Script::closes_unanswered(), "NoAnswer", OutcomeUnknown),
        (Script::resets_unanswered(), "NoAnswer", OutcomeUnknown),
        (Script::length(100, r#"{"response":"#), "Cut", OutcomeUnknown),
    ];
    for (script, expected, delivery) in table {
        for path in [INIT, CLOSE, HEALTH, INVOKE_SYNC] {
            let (server, client) = server_and_client()?;
            server.answer(path, script.clone());
            let error = failure_of(&client, path).await;
            assert_eq!(error.as_ref().map(word), Some(expected), "{path}: {error:?}");
            assert_eq!(error.map(|error| error.delivery()), Some(delivery), "{path}");
            assert_eq!(server.requests().len(), 1, "{path}, {expected}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_call_that_is_never_answered_is_given_up() -> TestResult {
    for path in [INIT, CLOSE, HEALTH, INVOKE_SYNC] {
        for script in [Script::never_answers(), Script::stall("{")] {
            let server = Server::start()?;
            server.answer(path, script);
            let client = client(&server.base_url(), Timeouts { answer: SHORT, ..PATIENT })?;
            let error = failure_of(&client, path).await;
            assert_eq!(error.as_ref().map(word), Some("NoFirstEvent"), "{path}: {error:?}");
            server.client_gone(path).await?;
        }
    }
    Ok(())
}
