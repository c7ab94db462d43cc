//! The presentation in the real window: the whole screen, a title that says nothing, and the way back.

use anyhow::{Result, ensure};
use sofia_tests::{
    Script, Server, Step, TestResult,
    bounds::SOON,
    needs,
    server::{INVOKE, SESSION},
    shop::{line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// What the display of these tests has.
const SCREEN: (u64, u64) = (1400, 900);
const TITLE: &str = "Sofia Desk";

/// Any small PNG.
const LOGO: &[u8] = include_bytes!("../../icons/32x32.png");

async fn size(window: &Window) -> Result<(u64, u64)> {
    let size = window.execute("return [window.innerWidth, window.innerHeight]", Vec::new()).await?;
    Ok(serde_json::from_value(size)?)
}

async fn wait_size(window: &Window, expected: (u64, u64)) -> Result<()> {
    let what = format!("a window of {expected:?}");
    window.wait_until(&what, SOON, async || Ok((size(window).await? == expected).then_some(()))).await
}

async fn wait_title(window: &Window, expected: &str) -> Result<()> {
    let what = format!("the title {expected:?}");
    window.wait_until(&what, SOON, async || Ok((window.title()? == expected).then_some(()))).await
}

/// Fails where the page shows one of these.
async fn shows_none_of(window: &Window, words: &[&str]) -> Result<()> {
    let shown = window.visible_text().await?;
    for word in words {
        ensure!(!shown.contains(word), "{word:?} is on the screen: {shown}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presentation_fills_the_screen_says_prompts_by_one_key_and_gives_the_window_back() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    // The system's own dialog picks a logo; where it then lies is all that the window knows of that.
    let logos = environment.data().join("logos");
    std::fs::create_dir_all(&logos)?;
    std::fs::write(logos.join("demo"), LOGO)?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.resize(1000, 700).await?;
    wait_size(&window, (1000, 700)).await?;
    assert_eq!(window.title()?, TITLE);

    window.press("F11").await?;
    window.wait_for("presentation-prepare").await?;
    window.wait_count("presentation-prompt", 3).await?;
    window.click("presentation-check").await?;
    window.wait_for_css("[data-testid=presentation-check-result][data-state=passed]").await?;
    for part in ["key", "health", "init", "answer"] {
        let state = window.css_attribute(&format!("[data-part={part}]"), "data-state").await?;
        assert_eq!(state.as_deref(), Some("passed"), "{part}");
    }
    // On this bus nobody keeps a screen awake, which is told and hinders nothing.
    assert_eq!(window.css_attribute("[data-part=awake]", "data-state").await?.as_deref(), Some("noted"));
    // The check has left no conversation of its own.
    assert_eq!(window.count("conversation-item").await?, 1);

    window.click("presentation-start").await?;
    window.wait_for("presentation").await?;
    wait_title(&window, "Moda Aurora").await?;
    wait_size(&window, SCREEN).await?;
    for part in ["merchant-list", "inspector", "status-api", "conversation-state"] {
        assert_eq!(window.count(part).await?, 0, "{part}");
    }

    let drawn = "return document.querySelector('[data-testid=presentation-logo] img')?.naturalWidth ?? 0";
    window
        .wait_until("the logo", SOON, async || {
            Ok((window.execute(drawn, Vec::new()).await?.as_u64() == Some(32)).then_some(()))
        })
        .await?;

    window.press("PageDown").await?;
    window.wait_turn_ended(1).await?;
    window.read_to_end().await?;
    window.press("PageDown").await?;
    window.wait_turn_ended(2).await?;
    assert_eq!(window.messages("customer").await?.len(), 2);
    assert!(window.count("product-card").await? > 0);
    shows_none_of(&window, &["{", "}", "Event", "http", "sofia-desk", "Demo merchant", "simulat"]).await?;

    window.press("Home").await?;
    window
        .wait_until("a fresh customer", SOON, async || Ok((window.count("turn").await? == 0).then_some(())))
        .await?;
    // Something of the presenter's own, and the first prompt again.
    window.type_text("horário").await?;
    window.press("Enter").await?;
    window.wait_turn_ended(1).await?;
    window.read_to_end().await?;
    window.press("PageDown").await?;
    window.wait_turn_ended(2).await?;
    assert_eq!(window.messages("customer").await?.len(), 2);

    // Whoever leaves and comes back at once has the whole screen again, and in the end the window as it was.
    window.press("Escape").await?;
    window.wait_gone("presentation").await?;
    // The window may be on its way back still, when a key is nobody's.
    window
        .wait_until("the preparation", SOON, async || {
            if window.count("presentation-prepare").await? == 0 {
                window.press("F11").await?;
            }
            Ok((window.count("presentation-prepare").await? == 1).then_some(()))
        })
        .await?;
    window.click_css("[data-testid=presentation-customer] label:has([value=continued])").await?;
    window.click("presentation-start-unchecked").await?;
    window.wait_for("presentation").await?;
    wait_title(&window, "Moda Aurora").await?;
    wait_size(&window, SCREEN).await?;
    window.press("Escape").await?;
    window.wait_gone("presentation").await?;
    wait_title(&window, TITLE).await?;
    wait_size(&window, (1000, 700)).await?;
    // What was presented is in the rail like any other, the customer before as closed.
    window.wait_count("conversation-item", 2).await?;
    assert_eq!(window.messages("customer").await?.len(), 2);
    window.wait_state("live").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_in_a_presentation_is_a_neutral_line_and_one_key_goes_on() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(503, 14, "no model is free"));
    let said = line(&[message("Temos sim!")]);
    server.answer(INVOKE, Script::stream([Step::line(said.as_bytes()), Step::LastChunk]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.click("presentation-open").await?;
    window.fill("presentation-prompt-add", "tem vestido azul?").await?;
    window.press("Enter").await?;
    window.wait_count("presentation-prompt", 1).await?;
    window.click("presentation-start-unchecked").await?;
    window.wait_for("presentation").await?;
    wait_title(&window, "Loja Acme").await?;
    // A key that is pressed while the window moves to the whole screen is nobody's.
    wait_size(&window, SCREEN).await?;

    window.press("PageDown").await?;
    window.wait_for("presentation-trouble").await?;
    shows_none_of(&window, &["503", "no model", "UNAVAILABLE", "{", SESSION, KEY]).await?;
    window.press("Enter").await?;
    window.wait_answer("Temos sim!").await?;
    window.wait_gone("presentation-trouble").await?;
    let said = window.messages("customer").await?;
    assert!(said.len() == 1 && said[0].starts_with("tem vestido azul?"), "{said:?}");

    // In the working window nothing is hidden again: both turns, and the error of the first.
    window.press("F11").await?;
    window.wait_gone("presentation").await?;
    window.wait_turn_ended(2).await?;
    assert_eq!(window.turn_states().await?, ["failed", "complete"]);
    window.wait_for("error").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_closed_in_a_presentation_comes_back_as_it_was_before_with_its_prompts() -> TestResult
{
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.resize(1000, 700).await?;
    wait_size(&window, (1000, 700)).await?;
    window.press("Ctrl+Shift+D").await?;
    window.wait_count("presentation-prompt", 3).await?;
    let prompts = window.count("presentation-prompt").await?;
    // Without Enter behind it, it is meant all the same.
    window.fill("presentation-prompt-add", "qual o prazo?").await?;
    window.click("presentation-start-unchecked").await?;
    window.wait_for("presentation").await?;
    wait_size(&window, SCREEN).await?;
    window.close().await?;

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    wait_size(&window, (1000, 700)).await?;
    assert_eq!(window.title()?, TITLE);
    window.press("F11").await?;
    window.wait_count("presentation-prompt", prompts + 1).await?;
    window.has_no_reports().await?;
    Ok(())
}
