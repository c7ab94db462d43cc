use sofia_tests::{
    Script, Server, TestResult, needs,
    server::{INVOKE, SESSION},
    shop::{error_line, line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// An answer that is no good, what the window calls it, and what it says about a repeat.
struct Failure {
    script: Script,
    code: &'static str,
    delivery: &'static str,
    /// What stays of the answer.
    came: Option<&'static str>,
}

fn failures() -> Vec<Failure> {
    let came = line(&[message("o começo")]);
    let partial = |script, code| Failure { script, code, delivery: "partial", came: Some("o começo") };
    let refused = |script, code| Failure { script, code, delivery: "refused", came: None };
    let unknown = |script, code| Failure { script, code, delivery: "outcomeUnknown", came: None };
    vec![
        refused(Script::grpc_error(401, 16, "unknown key"), "keyRefused"),
        refused(Script::grpc_error(400, 3, "bad"), "badRequest"),
        refused(Script::grpc_error(429, 8, "slower"), "tooManyRequests"),
        refused(Script::redirect(307, "https://example.com/"), "redirected"),
        partial(Script::cut(format!("{came}\n{{\"result\"")), "cut"),
        partial(Script::reset(format!("{came}\n")), "cut"),
        partial(Script::ndjson([came, error_line(14, "gone")]), "errorLine"),
        unknown(Script::closes_unanswered(), "noAnswer"),
        unknown(Script::resets_unanswered(), "noAnswer"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_failure_has_its_name_keeps_what_came_and_offers_a_retry() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    for (number, failure) in failures().into_iter().enumerate() {
        let Failure { script, code, delivery, came } = failure;
        server.answer(INVOKE, script);
        window.say_and_wait(&format!("pergunta {number}")).await?;
        let error = Window::in_last_turn("error");
        assert_eq!(window.css_attribute(&error, "data-code").await?.as_deref(), Some(code));
        let retry = Window::in_last_turn("retry");
        let said = window.css_attribute(&retry, "data-delivery").await?;
        assert_eq!(said.as_deref(), Some(delivery), "{code}");
        if let Some(came) = came {
            assert_eq!(window.messages("sofia").await?.last().map(String::as_str), Some(came), "{code}");
        }
    }
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_sends_the_same_again_in_the_same_session_as_a_new_turn() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(500, 13, "oh"));
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("tem vestido azul?").await?;
    assert_eq!(window.attribute("error", "data-code").await?.as_deref(), Some("serverFailed"));
    assert_eq!(server.requests_to(INVOKE).len(), 1, "nothing is tried twice by itself");

    window.click("retry").await?;
    window.wait_turn_ended(2).await?;
    assert_eq!(window.turn_states().await?, ["failed", "complete"]);
    assert_eq!(window.messages("customer").await?, ["tem vestido azul?", "tem vestido azul?"]);
    assert_eq!(window.messages("sofia").await?, ["Temos!"]);
    assert_eq!(window.count("error").await?, 1, "the first failure stays");
    let sent = server.requests_to(INVOKE);
    assert_eq!(sent[0].body, sent[1].body);
    assert_eq!(sent[1].json()?["sessionId"], SESSION);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_went_away_is_told_as_not_sent() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    drop(server);
    window.say_and_wait("tem alguém?").await?;
    let error = Window::in_last_turn("error");
    assert_eq!(window.css_attribute(&error, "data-code").await?.as_deref(), Some("unreachable"));
    let retry = Window::in_last_turn("retry");
    assert_eq!(window.css_attribute(&retry, "data-delivery").await?.as_deref(), Some("notSent"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_leads_to_the_field_where_it_is_replaced() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(401, 16, "unknown key"));
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, "an-old-key").await?;
    window.say_and_wait("oi").await?;
    let said = window.text("error").await?;
    assert!(said.contains("401") && said.contains("Loja Acme"), "{said}");
    window.click("remedy").await?;
    window.fill("merchant-api-key", "a-new-key").await?;
    window.save_merchant().await?;
    window.click("retry").await?;
    window.wait_answer("Temos!").await?;
    let keys: Vec<_> =
        server.requests_to(INVOKE).iter().map(|sent| sent.header("x-api-key").map(str::to_owned)).collect();
    assert_eq!(keys, [Some("an-old-key".to_owned()), Some("a-new-key".to_owned())]);
    Ok(())
}
