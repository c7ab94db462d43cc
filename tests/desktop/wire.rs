use sofia_tests::{
    Gate, Script, Server, Step, TestResult, needs,
    pages::LineBytes,
    secrets,
    server::{CLOSE, INVOKE, SESSION},
    shop::{handover, line, message, recommendation, suggestions, unknown},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

#[tokio::test(flavor = "multi_thread")]
async fn the_raw_bytes_in_the_inspector_are_those_that_the_server_sent() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let lines: Vec<Vec<u8>> = vec![
        line(&[message("Olá 👗, *temos* três"), recommendation(&["Vestido midi", "Vestido longo"])]).into_bytes(),
        br#"{ "result" : {"response":{"responseEvents":[{"odd":{"__proto__":{"a":1.10},"a":1e400,"a":2}}]}}}"#.to_vec(),
        line(&[suggestions(&["Tem em preto?"]), handover("wants a person"), unknown()]).into_bytes(),
        b"<html>this is no JSON".to_vec(),
        b"\"\xff\xfe\x00 is no UTF-8\"".to_vec(),
        Vec::new(),
        format!("{}\r", line(&[message("com CR")])).into_bytes(),
        line(&[message(&"longo ".repeat(10_000))]).into_bytes(),
    ];
    server.answer(INVOKE, Script::ndjson(&lines));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("tem vestido azul?").await?;
    assert_eq!(window.turn_states().await?, ["complete"]);

    assert_eq!(window.count("product-card").await?, 2);
    assert_eq!(window.count("handover").await?, 1);
    assert_eq!(window.count("unknown-event").await?, 2);
    let rows = window.wait_event_rows(lines.len()).await?;
    assert_eq!(rows.len(), lines.len());
    for (row, (seq, line)) in rows.iter().zip((1..).zip(&lines)) {
        assert_eq!(row.seq, seq);
        assert_eq!(window.inspect(row).await?, LineBytes::of(line), "line {seq}");
    }

    let sent = server.requests_to(INVOKE);
    assert_eq!(sent[0].texts()?, ["tem vestido azul?"]);
    assert_eq!(sent[0].json()?["sessionId"], SESSION);
    assert_eq!(sent[0].header("x-api-key"), Some(KEY));
    assert_eq!(secrets::all(&environment)?, [KEY]);
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_shown_before_the_answer_is_over() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let gate = Gate::new();
    server.answer(
        INVOKE,
        Script::stream([
            Step::line(line(&[message("primeiro")]).as_bytes()),
            Step::WaitFor(gate.clone()),
            Step::line(line(&[message("segundo")]).as_bytes()),
            Step::LastChunk,
        ]),
    );
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("oi").await?;
    window.wait_answer("primeiro").await?;
    window.wait_state("answering").await?;
    assert_eq!(window.turn_states().await?, ["streaming"]);
    gate.open();
    window.wait_turn_ended(1).await?;
    assert_eq!(window.messages("sofia").await?, ["primeiro", "segundo"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_keeps_what_came_is_seen_by_the_server_and_the_session_goes_on() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("primeiro")]))));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("oi").await?;
    window.wait_answer("primeiro").await?;
    window.click("stop").await?;
    server.client_gone(INVOKE).await?;
    assert_eq!(window.wait_turn_ended(1).await?, "stopped");
    assert_eq!(window.messages("sofia").await?, ["primeiro"]);

    server.answer(INVOKE, Script::ndjson([line(&[message("ainda aqui")])]));
    window.say_and_wait("e agora?").await?;
    assert_eq!(window.messages("sofia").await?, ["primeiro", "ainda aqui"]);

    assert!(server.requests_to(CLOSE).is_empty());
    window.click("conversation-close").await?;
    window.wait_state("closed").await?;
    assert_eq!(server.asked(CLOSE, 1).await?[0].json()?["sessionId"], SESSION);
    assert_eq!(window.count("composer").await?, 0);
    window.has_no_reports().await?;
    Ok(())
}
