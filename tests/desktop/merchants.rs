use anyhow::Result;
use serde_json::json;
use sofia_tests::{
    Script, Server, TestResult,
    bounds::SOON,
    needs,
    pages::NewMerchant,
    secrets,
    server::{CLOSE, HEALTH, INIT, INVOKE, SESSION},
    shop::{AGENT, BUSINESS, line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// What each step of the connection test says, once there is a verdict.
async fn steps(window: &Window, verdict: &str) -> Result<Vec<(String, String)>> {
    window.wait_for_css(&format!("[data-testid=merchant-test-result][data-state={verdict}]")).await?;
    let steps = window
        .execute(
            "return [...document.querySelectorAll('[data-testid=merchant-test-result] li')] \
             .map((step) => [step.dataset.call, step.dataset.state])",
            Vec::new(),
        )
        .await?;
    Ok(serde_json::from_value(steps)?)
}

fn expected(states: [&str; 3]) -> Vec<(String, String)> {
    ["health", "init", "close"]
        .into_iter()
        .zip(states)
        .map(|(call, state)| (call.into(), state.into()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_test_shows_each_step_and_where_it_ends() -> TestResult {
    needs!(NEEDS);
    let server = Server::start()?;
    server.answer(HEALTH, Script::health_ok());
    server.answer(INIT, Script::init_ok(SESSION));
    server.answer(CLOSE, Script::close_ok());
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window
        .fill_merchant_form(NewMerchant { name: "Loja Acme", base_url: &server.base_url(), key: KEY })
        .await?;
    window.click("merchant-test").await?;
    assert_eq!(steps(&window, "passed").await?, expected(["passed", "passed", "passed"]));
    assert!(server.requests().iter().all(|request| request.header("x-api-key") == Some(KEY)));
    assert_eq!(secrets::all(&environment)?, Vec::<String>::new(), "a test stores nothing");

    server.answer(HEALTH, Script::health_ok());
    server.answer(INIT, Script::grpc_error(401, 16, "unknown key"));
    window.click("merchant-test").await?;
    assert_eq!(steps(&window, "failed").await?, expected(["passed", "failed", "skipped"]));
    window.wait_text("merchant-test-result", "401").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_onboarding_mail_fills_the_form_and_its_key_goes_straight_to_the_keychain() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let key = "ck_live_9f8e7d6c5b4a39281706f5e4d3c2b1a0";
    let mail = format!(
        "Hi team,\n\nhere is all you need for Sofia:\n\n* agent_descriptor_id: {AGENT}\n* Your API key is `{key}` - keep it \
         secret!\n* business_id = \"{BUSINESS}\"\n\nBest,\nConnectly"
    );
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.click("merchant-add").await?;
    window.wait_for("merchant-paste").await?;
    // The mail names no address, so its key belongs to the one in the form.
    window.fill("merchant-base-url", &server.base_url()).await?;
    // As from the clipboard, which a virtual display has nobody to fill.
    window
        .execute(
            "const field = document.querySelector('[data-testid=merchant-paste]'); field.focus(); \
             field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }))",
            vec![json!(mail)],
        )
        .await?;
    window.wait_for("merchant-pasted").await?;
    let value = async |id: &str| -> Result<String> {
        let value = window
            .execute(
                "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`).value",
                vec![json!(id)],
            )
            .await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(value("merchant-business-id").await?, BUSINESS);
    assert_eq!(value("merchant-agent-id").await?, AGENT);
    assert_eq!(value("merchant-paste").await?, "", "the text goes out of the field at once");
    let page = window.client().source().await?;
    assert!(!page.contains(key), "the key is not in the page");

    window.fill("merchant-name", "Loja Bela").await?;
    window.save_merchant().await?;
    assert_eq!(secrets::all(&environment)?, [key]);
    window.choose_merchant("Loja Bela").await?;
    window.wait_state("live").await?;
    window.say_and_wait("oi").await?;
    assert_eq!(server.requests_to(INVOKE)[0].header("x-api-key"), Some(key));
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_key_is_the_one_that_is_sent_and_the_only_one_that_is_kept() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, "first-key").await?;
    window.say_and_wait("oi").await?;
    window.edit_merchant("Loja Acme").await?;
    assert_eq!(window.count("merchant-api-key").await?, 0, "a stored key has no field");
    window.click("merchant-key-replace").await?;
    window.fill("merchant-api-key", "second-key").await?;
    window.save_merchant().await?;
    assert_eq!(secrets::all(&environment)?, ["second-key"]);
    window.say_and_wait("e agora?").await?;
    assert_eq!(server.requests_to(INVOKE)[1].header("x-api-key"), Some("second-key"));

    window.remove_merchant("Loja Acme").await?;
    window
        .wait_until("the key to leave the keychain", SOON, async || {
            Ok(secrets::all(&environment)?.is_empty().then_some(()))
        })
        .await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_address_asks_for_the_key_again_and_the_old_one_goes_nowhere() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let other = Server::start()?;
    other.allow(HEALTH, Script::health_ok());
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window
        .fill_merchant_form(NewMerchant { name: "Loja Acme", base_url: &server.base_url(), key: KEY })
        .await?;
    window.save_merchant().await?;
    window.edit_merchant("Loja Acme").await?;
    window.fill("merchant-base-url", &other.base_url()).await?;
    window.click("merchant-save").await?;
    window.wait_for("merchant-api-key").await?;
    for request in other.requests() {
        assert_eq!(request.header("x-api-key"), None, "{request:?}");
    }
    assert_eq!(secrets::all(&environment)?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_key_is_not_sent_to_an_address_that_was_typed_later() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let other = Server::start()?;
    other.allow(HEALTH, Script::health_ok());
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.click("merchant-add").await?;
    window.wait_for("merchant-paste").await?;
    let mail = format!("base_url: {}\nbusiness_id: {BUSINESS}\napi_key: {KEY}", server.base_url());
    window
        .execute(
            "const field = document.querySelector('[data-testid=merchant-paste]'); field.focus(); \
             field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }))",
            vec![json!(mail)],
        )
        .await?;
    window.wait_for("merchant-pasted").await?;
    window.fill("merchant-base-url", &other.base_url()).await?;
    window.wait_for("merchant-api-key").await?;
    window.click("merchant-test").await?;
    window.wait_for_css("[data-testid=merchant-api-key][aria-invalid=true]").await?;
    assert_eq!(other.connections(), 0, "the key goes nowhere else");
    assert_eq!(server.connections(), 0);
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_a_key_can_be_used_for_this_session_only() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let mut environment = sofia_tests::Environment::new()?;
    environment.start_bus()?;
    environment.start_display(1400, 900)?;
    let window = Window::start(&environment).await?;
    window
        .fill_merchant_form(NewMerchant { name: "Loja Acme", base_url: &server.base_url(), key: KEY })
        .await?;
    // Where there is no keychain the form offers the session first, and says so.
    window.wait_for_css("[data-testid=merchant-session-only]:checked").await?;
    window.click("merchant-save").await?;
    window.wait_gone("merchant-form").await?;
    window.choose_merchant("Loja Acme").await?;
    window.wait_state("live").await?;
    window.say_and_wait("oi").await?;
    assert_eq!(server.requests_to(INVOKE)[0].header("x-api-key"), Some(KEY));
    window.kill().await?;

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.wait_for("merchant-key-missing").await?;
    Ok(())
}
