//! axe-core on every view of the window, in both themes and both contrasts.

use anyhow::Result;
use serde_json::json;
use sofia_tests::{
    Script, Server, Step, TestResult,
    axe::Axe,
    failure::skip,
    needs,
    server::INVOKE,
    shop::{AGENT, BUSINESS, error_line, line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

const EVERY_EVENT: &str = include_str!("../fixtures/wire/every-event.ndjson");

/// Looks at one view after another, and tells at the end what was found in any of them.
struct Tour<'a> {
    window: &'a Window,
    axe: Axe,
    found: Vec<String>,
}

impl<'a> Tour<'a> {
    fn of(window: &'a Window) -> Result<Self> {
        Ok(Self { window, axe: Axe::load()?, found: Vec::new() })
    }

    async fn look(&mut self, view: &str) {
        if let Err(error) = self.axe.check(self.window, view).await {
            self.found.push(format!("{error:#}"));
        }
    }

    /// What was found counts also where the tour came to an end before its time.
    fn end(mut self, walked: Result<()>) -> TestResult {
        self.found.extend(walked.err().map(|error| format!("{error:#}")));
        if self.found.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(self.found.join("\n")).into()) }
    }
}

/// Skips where the UI's packages are not installed.
macro_rules! needs_axe {
    () => {
        needs!(NEEDS);
        if !Axe::path().is_file() {
            return skip(&format!("{} is missing", Axe::path().display()));
        }
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn no_view_of_a_conversation_has_a_barrier() -> TestResult {
    needs_axe!();
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson(EVERY_EVENT.lines()));
    server.answer(INVOKE, Script::ndjson([line(&[message("o começo")]), error_line(14, "gone")]));
    server.answer(INVOKE, Script::stream([Step::line(line(&[message("ainda")]).as_bytes()), Step::HoldOpen]));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    let mut tour = Tour::of(&window)?;
    let walked = through_a_conversation(&mut tour, &server).await;
    tour.end(walked)
}

async fn through_a_conversation(tour: &mut Tour<'_>, server: &Server) -> Result<()> {
    let window = tour.window;
    window.talk_to_new_merchant("Loja Acme", server, KEY).await?;
    tour.look("an empty conversation").await;
    window.say_and_wait("tem vestido azul?").await?;
    tour.look("every event").await;
    for tab in ["pretty", "raw", "tree"] {
        window.click("event-row").await?;
        window.click(&format!("inspector-detail-tab-{tab}")).await?;
        window.wait_for_css(&format!("[data-testid=event-{tab}]")).await?;
        tour.look(&format!("the inspector, {tab}")).await;
    }
    for (tab, part) in [("request", "request-view"), ("timing", "timing-view"), ("events", "event-list")] {
        window.click(&format!("inspector-tab-{tab}")).await?;
        window.wait_for(part).await?;
        tour.look(&format!("the inspector, {tab}")).await;
    }
    window.press("Ctrl+f").await?;
    window.fill("find-field", "vestido").await?;
    window.wait_for_css("[data-testid=find-count]:not([data-count='0'])").await?;
    tour.look("finding").await;
    window.press("Escape").await?;
    window.say_and_wait("e agora?").await?;
    tour.look("an answer that failed").await;
    window.say("e depois?").await?;
    window.wait_answer("ainda").await?;
    tour.look("an answer that is coming").await;
    window.click("stop").await?;
    window.wait_turn_ended(3).await?;
    window.click("conversation-close").await?;
    window.wait_state("closed").await?;
    tour.look("a closed session").await;

    window.resize(880, 700).await?;
    window.wait_gone("inspector").await?;
    window.click("inspector-toggle").await?;
    window.wait_for("inspector").await?;
    tour.look("the inspector as a drawer").await;
    window.has_no_reports().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_view_around_the_conversation_has_a_barrier() -> TestResult {
    needs_axe!();
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    let mut tour = Tour::of(&window)?;
    let walked = around_the_conversation(&mut tour).await;
    tour.end(walked)
}

async fn around_the_conversation(tour: &mut Tour<'_>) -> Result<()> {
    let window = tour.window;
    window.wait_for("first-run").await?;
    tour.look("the first run").await;

    window.click("merchant-add").await?;
    window.wait_for("merchant-form").await?;
    tour.look("the form of a merchant").await;
    window.fill("merchant-base-url", "http://example.com").await?;
    window.click("merchant-save").await?;
    window.wait_for_css("[aria-invalid=true]").await?;
    tour.look("a form with errors").await;
    window.fill("merchant-name", "Loja Acme").await?;
    window.fill("merchant-base-url", "http://127.0.0.1:9").await?;
    window.fill("merchant-business-id", BUSINESS).await?;
    window.fill("merchant-agent-id", AGENT).await?;
    window.fill("merchant-api-key", KEY).await?;
    window.click("merchant-test").await?;
    window.wait_for_css("[data-testid=merchant-test-result]:not([data-state=running])").await?;
    tour.look("a connection test").await;
    window.save_merchant().await?;

    window.press("Ctrl+n").await?;
    window.wait_for("toast").await?;
    tour.look("a refusal").await;
    for (keys, part) in [("Ctrl+,", "settings"), ("Ctrl+/", "shortcuts"), ("Ctrl+k", "palette")] {
        window.press(keys).await?;
        window.wait_for(part).await?;
        tour.look(part).await;
        window.press("Escape").await?;
        window.wait_gone(part).await?;
    }
    window.press("Ctrl+/").await?;
    window.click_css("[data-command=newConversation] [data-testid=shortcut-change]").await?;
    window.press("Ctrl+k").await?;
    window.wait_for("shortcut-take").await?;
    tour.look("keys that are taken").await;
    window.press("Escape").await?;
    window.press("Escape").await?;
    window.wait_gone("shortcuts").await?;
    window.press("Ctrl+k").await?;
    window.fill("search", "quit nothing like it").await?;
    tour.look("a palette that finds nothing").await;
    window.press("Escape").await?;
    window.wait_gone("palette").await?;

    window.click_containing("merchant-item", "[data-testid=merchant-menu]", "Loja Acme").await?;
    window.wait_for_css("[role=menu]:popover-open").await?;
    tour.look("a menu").await;
    window.click_css("[role=menu]:popover-open [data-testid=merchant-remove]").await?;
    window.wait_for("merchant-remove-confirm").await?;
    tour.look("the question before a merchant is removed").await;
    window.press("Escape").await?;

    for language in ["pt-BR", "es"] {
        window.press("Ctrl+,").await?;
        window.click_css(&format!("[data-testid=settings-language] label:has([value='{language}'])")).await?;
        window.wait_for_css(&format!("html[lang='{language}']")).await?;
        tour.look(&format!("the settings in {language}")).await;
        window.press("Escape").await?;
        window.wait_gone("settings").await?;
    }
    window.has_no_reports().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barrier_is_found_where_there_is_one() -> TestResult {
    needs_axe!();
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    let axe = Axe::load()?;
    axe.check(&window, "the first run").await?;
    window
        .execute(
            "const button = document.createElement('button'); document.querySelector('main').append(button); \
             document.documentElement.style.setProperty('--ink-2', arguments[0])",
            vec![json!("#cccccc")],
        )
        .await?;
    let found =
        axe.check(&window, "a broken one").await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(found.contains("button-name") && found.contains("light standard: color-contrast"), "{found}");
    Ok(())
}
