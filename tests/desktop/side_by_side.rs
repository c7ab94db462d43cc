//! The same messages to two merchants at once, with the keyboard alone: two servers, and both answers beside each other.

use anyhow::{Context, Result};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    axe::Axe,
    bounds::SOON,
    failure::skip,
    input_events::sent_in,
    needs,
    pages::NewMerchant,
    server::INVOKE,
    shop::{line, message, recommendation},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// What the server was sent in each call so far.
fn sent(server: &Server) -> Vec<String> {
    server.requests_to(INVOKE).iter().map(|request| sent_in(&request.body)).collect()
}

/// What all parts of a kind hold. The driver leaves out what does not fit into its line.
async fn held(window: &Window, selector: &str) -> Result<Vec<String>> {
    let all = "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)";
    Ok(serde_json::from_value(window.execute(all, vec![selector.into()]).await?)?)
}

async fn holds(window: &Window, selector: &str, text: &str) -> Result<()> {
    window
        .wait_until(&format!("{selector} to hold {text:?}"), SOON, async || {
            let texts = held(window, selector).await?;
            Ok(texts.iter().any(|held| held.contains(text)).then_some(()))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_merchants_are_asked_the_same_and_their_answers_come_in_beside_each_other() -> TestResult {
    needs!(NEEDS);
    if !Axe::path().is_file() {
        return skip(&format!("{} is missing", Axe::path().display()));
    }
    let axe = Axe::load()?;
    let (acme, sol) = (Server::with_session()?, Server::with_session()?);
    let products = recommendation(&["Vestido azul", "Saia midi"]);
    acme.allow(INVOKE, Script::ndjson([line(&[message("Temos dois."), products])]));
    // Without the second of them, so that each has one that the other does not have.
    let mut others = recommendation(&["Vestido azul", "Saia midi", "Chemise jeans"]);
    others["recommendationEvent"]["products"].as_array_mut().context("products")?.remove(1);
    let rest = Gate::new();
    sol.answer(
        INVOKE,
        Script::stream([
            Step::line(line(&[message("Um momento…")]).as_bytes()),
            Step::WaitFor(rest.clone()),
            Step::line(line(&[others]).as_bytes()),
            Step::LastChunk,
        ]),
    );
    sol.allow(INVOKE, Script::ndjson([line(&[message("Em preto, não.")])]));

    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &acme, KEY).await?;
    window.say_and_wait("tem vestido?").await?;
    let merchant = NewMerchant { name: "Moda Sol", base_url: &sol.base_url(), key: KEY };
    window.fill_merchant_form(merchant).await?;
    window.save_merchant().await?;

    // What was asked in the conversation is asked again of both.
    window.press("Ctrl+Shift+m").await?;
    window.wait_for("compare-merchants").await?;
    axe.check(&window, "the choice of two merchants").await?;
    let chosen = "const other = document.querySelector('[data-testid=compare-right]'); \
                  other.value = [...other.options].find((option) => option.text === 'Moda Sol').value; \
                  other.dispatchEvent(new Event('change', { bubbles: true }))";
    window.execute(chosen, Vec::new()).await?;
    window.tab_to("[data-testid=compare-start]").await?;
    window.press("Enter").await?;
    window.wait_for("beside").await?;
    let heads = held(&window, "[data-testid=beside-head]").await?;
    assert!(heads[0].contains("Loja Acme") && heads[1].contains("Moda Sol"), "{heads:?}");

    // One has answered while the other is still at it.
    let side =
        |name: &str, state: &str| format!("[data-side={name}] [data-testid=beside-turn][data-state={state}]");
    holds(&window, &side("left", "complete"), "Saia midi").await?;
    holds(&window, &side("right", "streaming"), "Um momento…").await?;
    window.wait_for_css("[data-testid=beside-row][data-verdict=coming]").await?;
    rest.open();
    window.wait_for_css("[data-testid=beside-row][data-verdict=different]").await?;
    holds(&window, "[data-side=left] [data-testid=beside-only]", "Saia midi").await?;
    holds(&window, "[data-side=right] [data-testid=beside-only]", "Chemise jeans").await?;
    for name in ["left", "right"] {
        holds(&window, &format!("[data-side={name}] [data-testid=beside-first-event]"), "ms").await?;
    }
    axe.check(&window, "two merchants beside each other").await?;

    // What is written goes to both.
    window.wait_focused("[data-testid=composer]").await?;
    window.type_text("e em preto?").await?;
    window.press("Enter").await?;
    holds(&window, &side("left", "complete"), "e em preto?").await?;
    holds(&window, &side("right", "complete"), "Em preto, não.").await?;
    let asked = sent(&acme);
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(asked[0], asked[1], "what was asked before is asked again");
    assert_eq!(sent(&sol), asked[1..], "both are sent the same");

    // It is left by Esc, and both conversations are in the list.
    window.press("Escape").await?;
    window.wait_gone("beside").await?;
    window.wait_answer("Temos dois.").await?;
    window.press("Ctrl+Shift+b").await?;
    window.wait_count("beside-row", 2).await?;
    window.has_no_reports().await?;
    Ok(())
}
