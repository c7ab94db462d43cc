use std::time::Duration;

use sofia_tests::{
    Script, Server, Step, TestResult,
    bounds::SOON,
    history, needs,
    pages::LineBytes,
    server::{CLOSE, INVOKE, SESSION},
    shop::{line, message, recommendation},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_was_killed_in_mid_stream_has_everything_it_had_shown() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let lines = [
        line(&[message("primeiro")]),
        line(&[recommendation(&["Vestido midi", "Vestido longo"])]),
        "no JSON at all".to_owned(),
        line(&[message("último")]),
    ];
    let mut steps: Vec<Step> = lines.iter().map(|line| Step::line(line.as_bytes())).collect();
    steps.push(Step::HoldOpen);
    server.answer(INVOKE, Script::stream(steps));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("tem vestido azul?").await?;
    window.wait_answer("último").await?;
    let rows = window.wait_event_rows(lines.len()).await?;
    let shown = (window.messages("customer").await?, window.messages("sofia").await?);
    window.kill().await?;

    let window = Window::start(&environment).await?;
    window.open_conversation(0).await?;
    window.wait_answer("último").await?;
    assert_eq!((window.messages("customer").await?, window.messages("sofia").await?), shown);
    assert_eq!(window.count("product-card").await?, 2);
    assert_eq!(window.turn_states().await?, ["interrupted"]);
    assert_eq!(window.wait_event_rows(lines.len()).await?, rows);
    for (row, line) in rows.iter().zip(&lines) {
        assert_eq!(window.inspect(row).await?, LineBytes::of(line.as_bytes()));
    }
    // The session that the killed window left open is closed by the next one, which has the key.
    assert_eq!(server.asked(CLOSE, 1).await?[0].json()?["sessionId"], SESSION);
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_was_killed_in_a_burst_has_everything_it_had_shown() -> TestResult {
    needs!(NEEDS);
    /// A burst that is still going on when the window is killed.
    const LINES: usize = 2_000;
    let server = Server::with_session()?;
    let steps = (0..LINES).flat_map(|number| {
        let line = line(&[message(&format!("linha {number}"))]);
        [Step::line(line.as_bytes()), Step::Pause(Duration::from_millis(2))]
    });
    server.answer(INVOKE, Script::stream(steps.chain([Step::HoldOpen])));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("uma rajada").await?;
    let shown = window
        .wait_until("fifty bubbles", SOON, async || {
            Ok(Some(window.messages("sofia").await?).filter(|shown| shown.len() >= 50))
        })
        .await?;
    window.kill().await?;

    let stored = history::lines(&environment.data())?;
    assert!(stored.len() < LINES, "it was killed in the middle of it");
    for said in &shown {
        let line = line(&[message(said)]);
        assert!(
            stored.iter().any(|stored| stored.bytes == line.as_bytes()),
            "{said:?} was shown and is not stored"
        );
    }
    let window = Window::start(&environment).await?;
    window.open_conversation(0).await?;
    window.wait_answer(&format!("linha {}", stored.len() - 1)).await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_ends_in_order_closes_its_sessions_and_waits_for_no_silent_server() -> TestResult {
    needs!(NEEDS);
    for answers in [true, false] {
        let server = Server::start()?;
        server.answer(sofia_tests::server::INIT, Script::init_ok(SESSION));
        server.allow(sofia_tests::server::HEALTH, Script::health_ok());
        server.answer(CLOSE, if answers { Script::close_ok() } else { Script::never_answers() });
        let environment = desktop()?;
        let window = Window::start(&environment).await?;
        window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
        let took = window.close().await?;
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert_eq!(server.asked(CLOSE, 1).await?[0].json()?["sessionId"], SESSION);
    }
    Ok(())
}
