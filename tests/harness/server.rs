use std::time::Duration;

use anyhow::Context;
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    server::{End, INIT, INVOKE, SESSION, refused_address},
};

async fn post(server: &Server, path: &str, body: &'static str) -> reqwest::Result<reqwest::Response> {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    client.post(format!("{}{path}", server.base_url())).header("X-Probe", "yes").body(body).send().await
}

#[tokio::test]
async fn a_request_is_recorded_to_the_letter() -> TestResult {
    let server = Server::start()?;
    server.answer(INIT, Script::init_ok(SESSION));
    let answer = post(&server, INIT, r#"{"clientKey":"ação"}"#).await?;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.text().await?, format!(r#"{{"response":{{"sessionId":"{SESSION}"}}}}"#));

    let request = server.requests().pop().context("no request")?;
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", INIT));
    assert_eq!(request.header("x-probe"), Some("yes"));
    assert_eq!(request.json()?["clientKey"], "ação");
    Ok(())
}

#[tokio::test]
async fn a_chunked_request_arrives_whole() -> TestResult {
    let server = Server::start()?;
    server.answer(INIT, Script::init_ok(SESSION));
    let mut stream = tokio::net::TcpStream::connect(server.address()).await?;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let request = format!(
        "POST {INIT} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await?;
    assert_eq!(&answer, b"HTTP/1.1 200");
    assert_eq!(server.requests()[0].body, "abcde");
    Ok(())
}

#[tokio::test]
async fn pieces_arrive_apart_and_a_gate_holds_the_rest_back() -> TestResult {
    let server = Server::start()?;
    let gate = Gate::new();
    server.answer(
        INVOKE,
        Script::stream([
            Step::chunk(b"first"),
            Step::WaitFor(gate.clone()),
            Step::chunk(b"second"),
            Step::LastChunk,
        ]),
    );
    let mut answer = post(&server, INVOKE, "{}").await?;
    assert_eq!(answer.chunk().await?.as_deref(), Some(&b"first"[..]));
    let early = tokio::time::timeout(Duration::from_millis(100), answer.chunk()).await;
    assert!(early.is_err(), "the gate was closed");
    gate.open();
    assert_eq!(answer.chunk().await?.as_deref(), Some(&b"second"[..]));
    assert_eq!(answer.chunk().await?, None);
    Ok(())
}

#[tokio::test]
async fn a_client_that_leaves_in_mid_stream_is_noticed() -> TestResult {
    let server = Server::start()?;
    server.answer(INVOKE, Script::stall("a line\n"));
    let mut answer = post(&server, INVOKE, "{}").await?;
    assert!(answer.chunk().await?.is_some());
    assert_eq!(server.exchanges(INVOKE)[0].end, None);
    drop(answer);
    server.client_gone(INVOKE).await?;
    Ok(())
}

#[tokio::test]
async fn a_cut_a_reset_and_a_false_length_are_errors_for_a_client() -> TestResult {
    let server = Server::start()?;
    for script in [Script::cut("half a li"), Script::reset("half a li"), Script::length(100, "half a li")] {
        server.answer(INVOKE, script);
        let mut answer = post(&server, INVOKE, "{}").await?;
        assert_eq!(answer.chunk().await?.as_deref(), Some(&b"half a li"[..]));
        assert!(answer.chunk().await.is_err());
    }
    assert!(server.exchanges(INVOKE).iter().all(|exchange| exchange.end == Some(End::Played)));
    Ok(())
}

#[tokio::test]
async fn a_server_that_takes_a_request_and_leaves_is_an_error_for_a_client() -> TestResult {
    let server = Server::start()?;
    for script in [Script::closes_unanswered(), Script::resets_unanswered()] {
        server.answer(INVOKE, script);
        assert!(post(&server, INVOKE, "{}").await.is_err());
    }
    let refused = format!("http://{}/", refused_address()?);
    let client = reqwest::Client::builder().no_proxy().build()?;
    assert!(client.get(refused).send().await.is_err_and(|error| error.is_connect()));
    Ok(())
}

#[tokio::test]
async fn statuses_redirects_and_bodies_without_a_length_arrive() -> TestResult {
    let server = Server::start()?;
    server.answer(INVOKE, Script::grpc_error(401, 16, "no"));
    server.answer(INVOKE, Script::redirect(307, "http://127.0.0.1:1/elsewhere"));
    server.answer(INVOKE, Script::until_close("all of it"));
    assert_eq!(
        post(&server, INVOKE, "{}").await?.text().await?,
        r#"{"code":16,"details":[],"message":"no"}"#
    );
    let redirect = post(&server, INVOKE, "{}").await?;
    assert_eq!(redirect.status(), 307);
    assert_eq!(redirect.headers()["location"], "http://127.0.0.1:1/elsewhere");
    assert_eq!(post(&server, INVOKE, "{}").await?.text().await?, "all of it");
    Ok(())
}

#[tokio::test]
async fn a_body_cut_at_every_offset_arrives_in_two_pieces_over_one_connection() -> TestResult {
    let server = Server::start()?;
    let body: &'static [u8] = "{\"a\":\"ação\"}\r\n\n{\"b\":1}".repeat(8).leak().as_bytes();
    server.allow_by(INVOKE, move |request| Script::split(body, &[request.ordinal]));
    let client = reqwest::Client::builder().no_proxy().build()?;
    for offset in 0..=body.len() {
        let url = format!("{}{INVOKE}", server.base_url());
        let mut answer = client.post(url).body("{}").send().await?;
        let mut pieces = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            pieces.push(piece);
        }
        let expected: Vec<&[u8]> =
            [&body[..offset], &body[offset..]].into_iter().filter(|p| !p.is_empty()).collect();
        assert_eq!(pieces, expected, "cut at {offset}");
        server.forget();
    }
    assert_eq!(server.connections(), 1);
    Ok(())
}

#[tokio::test]
async fn what_was_not_asked_for_and_what_nobody_expected_are_findings() -> TestResult {
    let server = Server::start()?;
    server.answer(INVOKE, Script::body(""));
    assert_eq!(post(&server, INIT, "{}").await?.status(), 404);
    let findings = server.finish().expect_err("two things were wrong");
    assert_eq!(findings.len(), 2, "{findings:?}");

    let server = Server::start()?;
    server.allow_by(INVOKE, |_| panic!("a mistake in a test"));
    assert!(post(&server, INVOKE, "{}").await.is_err());
    let findings = server.finish().expect_err("it panicked");
    assert!(findings[0].contains("panicked"), "{findings:?}");
    Ok(())
}

#[test]
#[should_panic(expected = "never asked for")]
fn a_drop_fails_the_test_when_an_answer_was_never_asked_for() {
    let server = Server::start().expect("a server");
    server.answer(INVOKE, Script::body(""));
}
