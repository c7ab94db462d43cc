//! The checks in the real window, with the keyboard alone: from a product feed to the report of a run that fails.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use sofia_core::price::price_text;
use sofia_simulator::{BUSINESS_ID, Lie, MERCHANTS, Settings, Simulator};
use sofia_tests::{TestResult, axe::Axe, bounds::LATER, failure::skip, needs, window::Window};

use crate::{KEY, NEEDS, desktop};

/// The shop that is talked to.
pub(crate) const SHOP: &str = "Moda Aurora";
const GREETING: &str = "Bom dia!";
const QUESTION: &str = "Tem vestido azul?";

/// A simulator that answers at once and says what its feed says.
pub(crate) async fn simulator() -> Result<Simulator> {
    let settings = Settings {
        key: KEY.to_owned(),
        first_event: Duration::ZERO,
        gap: Duration::ZERO,
        ..Settings::default()
    };
    Ok(Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), settings).await?)
}

/// The shop's feed, as a person would have it on their disk; one row of it is no product.
pub(crate) fn write_feed(folder: &Path) -> Result<usize> {
    let products = sofia_simulator::catalog::products("fashion");
    let mut feed = String::from("id\ttitle\tprice\tlink\tavailability\tproduct_type\tcustom_label_0\n");
    for product in products {
        let (whole, cents) = (product.price_cents / 100, product.price_cents % 100);
        let stock = if product.stock > 0 { "in stock" } else { "out of stock" };
        let (id, title, url, kind) = (&product.id, &product.title, &product.url, &product.category);
        feed.push_str(&format!("{id}\t{title}\t{whole}.{cents:02} BRL\t{url}\t{stock}\t{kind}\tx\n"));
    }
    feed.push_str("\tno id\t1.00 BRL\t\tin stock\t\t\n");
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("aurora.tsv"), feed)?;
    Ok(products.len())
}

/// Adds the merchant that the simulator plays.
pub(crate) async fn add_shop(window: &Window, simulator: &Simulator) -> Result<()> {
    window.wait_ready().await?;
    let agent = MERCHANTS.iter().find(|shop| shop.name == SHOP).context("there is no such shop")?.agent_id;
    window.click("merchant-add").await?;
    window.wait_for("merchant-form").await?;
    for (field, text) in [
        ("merchant-name", SHOP),
        ("merchant-base-url", simulator.base_url().as_str()),
        ("merchant-business-id", BUSINESS_ID),
        ("merchant-agent-id", agent),
        ("merchant-api-key", KEY),
    ] {
        window.fill(field, text).await?;
    }
    window.save_merchant().await
}

/// Opens the palette and gives a command by its name.
pub(crate) async fn command(window: &Window, name: &str) -> Result<()> {
    window.press("Ctrl+k").await?;
    window.wait_for("palette").await?;
    window.type_text(name).await?;
    window.wait_text("palette", name).await?;
    window.press("Enter").await?;
    window.wait_gone("palette").await
}

/// Goes to a part with Tab and presses Enter.
async fn enter(window: &Window, selector: &str) -> Result<()> {
    window.wait_for_css(&format!("{selector}:not(:disabled)")).await?;
    window.tab_to(selector).await?;
    window.press("Enter").await
}

/// The first badge of a wrong price, opened: what the answer says, and what the catalog says.
async fn explanation(window: &Window, badge: &str) -> Result<(String, String)> {
    enter(window, badge).await?;
    window.wait_for_css("[data-testid=catalog-explanation]:popover-open").await?;
    let value = async |side: &str| -> Result<String> {
        let selector = format!("[data-testid=catalog-explanation]:popover-open [data-testid={side}]");
        window.texts_css(&selector).await?.into_iter().next().context("the explanation has no such value")
    };
    let both = (value("truth-answer").await?, value("truth-catalog").await?);
    window.press("Escape").await?;
    Ok(both)
}

/// A run that is over.
pub(crate) struct Ended {
    pub(crate) id: String,
    /// How its tests ended, in the order in which they are listed.
    pub(crate) statuses: Vec<String>,
}

/// Waits for a run on the screen that is over and is not the one before.
pub(crate) async fn ended_run(window: &Window, before: Option<&str>) -> Result<Ended> {
    let look = "const run = document.querySelector('[data-testid=suite-progress][data-state=ended]'); \
        const results = [...document.querySelectorAll('[data-testid=suite-result]')]; \
        return [run?.dataset.runId ?? null, results.map((result) => result.dataset.status)]";
    window
        .wait_until("the run to end", LATER, async || {
            let looked: (Option<String>, Vec<String>) =
                serde_json::from_value(window.execute(look, Vec::new()).await?)?;
            let (Some(id), statuses) = looked else { return Ok(None) };
            let is_it = !statuses.is_empty() && before != Some(id.as_str());
            Ok(is_it.then_some(Ended { id, statuses }))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_becomes_a_catalog_a_wrong_price_a_badge_a_chat_a_test_and_its_failure_a_report() -> TestResult
{
    needs!(NEEDS);
    if !Axe::path().is_file() {
        return skip(&format!("{} is missing", Axe::path().display()));
    }
    let axe = Axe::load()?;
    let simulator = simulator().await?;
    let mut environment = desktop()?;
    let files = environment.root().join("chosen");
    let products = write_feed(&files.join("open"))?;
    environment.set("SOFIA_CHOSEN_FILES", files.as_os_str());
    let window = Window::start(&environment).await?;
    add_shop(&window, &simulator).await?;

    // The feed: looked at, with the row that cannot be read and its line, and imported.
    command(&window, "Checks: catalog").await?;
    enter(&window, "[data-testid=catalog-import]").await?;
    window.wait_for("catalog-import-dialog").await?;
    window.wait_for_css("[data-testid=feed-column][data-column=price]").await?;
    let left_out = format!("line {}", products + 2);
    window.wait_text("feed-findings", &left_out).await?;
    axe.check(&window, "the import of a feed").await?;
    enter(&window, "[data-testid=catalog-start]").await?;
    window.wait_for("catalog-imported").await?;
    assert!(window.text("catalog-imported").await?.contains(&products.to_string()), "not all went in");
    enter(&window, "[data-testid=catalog-done]").await?;
    window.wait_for("catalog-summary").await?;
    axe.check(&window, "the catalog").await?;

    // An answer with a wrong price carries a badge that has both values, the true one from the feed.
    simulator.set_settings(|settings| settings.lies = vec![Lie::WrongPrice]);
    window.press("Ctrl+n").await?;
    window.wait_state("live").await?;
    window.wait_focused("[data-testid=composer]").await?;
    window.type_text(QUESTION).await?;
    window.press("Enter").await?;
    window.wait_turn_ended(1).await?;
    let wrong = "[data-testid=product-card] [data-testid=catalog-badge][data-kind=priceDiffers]";
    window.wait_for_css(wrong).await?;
    let (said, true_price) = explanation(&window, wrong).await?;
    let lie = simulator.told_lies().pop().context("no lie was told")?;
    let product = sofia_simulator::catalog::products("fashion").iter().find(|known| known.id == lie.product);
    let cents = product.context("the lie is about no product")?.price_cents;
    let reais = |price: &str| price_text(price, Some("BRL"));
    let expected = (reais(&lie.said), reais(&format!("{}.{:02}", cents / 100, cents % 100)));
    assert_eq!((said, true_price), expected, "{lie:?}");

    // An honest answer has none, and becomes a test that passes.
    simulator.set_settings(|settings| settings.lies = Vec::new());
    window.press("Ctrl+Shift+r").await?;
    window.wait_state("live").await?;
    window.wait_focused("[data-testid=composer]").await?;
    window.type_text(GREETING).await?;
    window.press("Enter").await?;
    window.wait_turn_ended(1).await?;
    window.type_text(QUESTION).await?;
    window.press("Enter").await?;
    window.wait_turn_ended(2).await?;
    window.wait_for_css("[data-testid=product-card] [data-testid=catalog-badge][data-kind=match]").await?;
    assert_eq!(window.count_css(wrong).await?, 0);
    window.press("Ctrl+Shift+t").await?;
    window.wait_for("save-test").await?;
    window.wait_text("save-test", "catalog-truth").await?;
    axe.check(&window, "a conversation that becomes a test").await?;
    // The greeting is no part of it.
    window.click("save-test-turn-kept").await?;
    enter(&window, "[data-testid=save-test-open]").await?;
    window.wait_for("test-list").await?;
    let suites: Vec<_> = std::fs::read_dir(environment.data().join("suites"))?.collect::<Result<_, _>>()?;
    let written = std::fs::read_to_string(suites.first().context("no suite was written")?.path())?;
    assert!(written.contains("catalog-truth") && written.contains(QUESTION), "{written}");
    assert!(!written.contains(&format!("say: {GREETING}")), "{written}");
    axe.check(&window, "the suites").await?;
    enter(&window, "[data-testid=suite-run]").await?;
    let first = ended_run(&window, None).await?;
    assert_eq!(first.statuses, ["passed"]);
    enter(&window, "[data-testid=run-baseline]").await?;

    // The same test fails as soon as the agent lies; the failure says both prices, and that it was better before.
    simulator.set_settings(|settings| settings.lies = vec![Lie::WrongPrice]);
    enter(&window, "[data-testid=run-again]").await?;
    assert_eq!(ended_run(&window, Some(&first.id)).await?.statuses, ["failed"]);
    window.wait_for_css("[data-testid=compare][data-regressions='1']").await?;
    enter(&window, "[data-testid=suite-result]").await?;
    window.wait_for_css("[data-testid=verdict][data-status=failed]").await?;
    let lie = simulator.told_lies().pop().context("no lie was told")?;
    window.wait_text("test-detail", &reais(&lie.said)).await?;
    window.click_css("[data-testid=run-raw] summary").await?;
    window.wait_for("run-raw-event").await?;
    axe.check(&window, "a run").await?;
    assert!(window.texts("run-raw-event").await?.iter().any(|raw| raw.contains(&lie.product)), "{lie:?}");

    // The report is a page of its own.
    enter(&window, "[data-testid=run-reports]").await?;
    window.wait_for("reports").await?;
    enter(&window, "[data-testid=reports-save]").await?;
    window.wait_for("reports-saved").await?;
    let reports: Vec<_> = std::fs::read_dir(environment.data().join("reports"))?.collect::<Result<_, _>>()?;
    let page = reports.first().context("no report was written")?.path().join("report.html");
    let page = std::fs::read_to_string(page)?;
    assert!(
        page.contains("catalog-truth") && page.contains(&reais(&lie.said)),
        "the report does not tell of {lie:?}"
    );
    window.press("Escape").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_merchants_are_asked_the_same_and_what_only_one_gets_right_is_named() -> TestResult {
    needs!(NEEDS);
    let simulator = simulator().await?;
    simulator.set_settings(|settings| settings.lies = vec![Lie::DroppedHandover]);
    let environment = desktop()?;
    let suites = environment.data().join("suites");
    std::fs::create_dir_all(&suites)?;
    let suite = format!(
        "name: Handover\nmerchant: {SHOP}\ntests:\n  \
         - name: a person is asked for\n    turns:\n      \
         - say: Quero falar com um atendente\n        assert: [{{type: handover}}]\n  \
         - name: a greeting\n    turns:\n      - say: Oi\n        assert: [{{type: not-handover}}]\n"
    );
    std::fs::write(suites.join("handover.yaml"), suite)?;
    let window = Window::start(&environment).await?;
    add_shop(&window, &simulator).await?;
    window.press("Ctrl+t").await?;
    window.wait_count("test", 2).await?;
    // The merchant that the suite names is the one that is asked, and the demo merchant beside it.
    window
        .execute(
            "const beside = document.querySelector('[data-testid=run-beside]'); \
             beside.value = 'demo'; beside.dispatchEvent(new Event('change', { bubbles: true }))",
            Vec::new(),
        )
        .await?;
    enter(&window, "[data-testid=suite-run]").await?;
    let one = ended_run(&window, None).await?;
    assert_eq!(one.statuses, ["failed", "passed"]);
    window.wait_for_css("[data-testid=compare][data-regressions='1']").await?;
    window.click_css("[data-testid=compare] summary").await?;
    window.wait_text("regression", "a person is asked for").await?;
    // The other side is a run of its own.
    enter(&window, "[data-testid=run-other-side]").await?;
    assert_eq!(ended_run(&window, Some(&one.id)).await?.statuses, ["passed", "passed"]);
    window.has_no_reports().await?;
    Ok(())
}
