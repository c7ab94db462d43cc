//! The way of somebody who has a product feed and no test yet: to a verdict over fifty questions, without leaving the checks.

use std::time::{Duration, Instant};

use anyhow::Result;
use sofia_simulator::Lie;
use sofia_tests::{TestResult, bounds::SOON, needs, window::Window};

use crate::checks::{Ended, SHOP, add_shop, command, ended_run, simulator, write_feed};
use crate::{NEEDS, desktop};

const QUESTIONS: usize = 50;

/// What customers ask for and the shop does not have, as somebody at the merchant wrote it down.
const GAPS: &str = "name: Gaps\nmerchant: Moda Aurora\ntests:\n  - name: a fridge\n    turns:\n      \
    - {say: Vocês têm geladeira?, assert: [{type: recommends}]}\n";

/// The merchant whose shops the application plays itself, by its id.
const DEMO: &str = "demo";

/// What the task of this issue may take at most.
const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);

/// Goes to a part of the checks.
async fn section(window: &Window, name: &str) -> Result<()> {
    window.click_css(&format!("[data-testid=checks-section] label:has(input[value={name}])")).await
}

/// Chooses a merchant in a list: whom the catalog and the coverage are about, or who is asked.
async fn choose_merchant(window: &Window, list: &str, name: &str) -> Result<()> {
    window.wait_for(list).await?;
    let choose = "const [id, name] = arguments; const list = document.querySelector(`[data-testid=${id}]`); \
        const option = [...list.options].find((option) => option.value === name || option.text === name); \
        list.value = option.value; list.dispatchEvent(new Event('change', { bubbles: true }))";
    window.execute(choose, vec![list.into(), name.into()]).await?;
    Ok(())
}

/// How many tests of the run on the screen ended so.
async fn count_of(window: &Window, outcome: &str) -> Result<usize> {
    let selector = format!("[data-testid=run-count][data-outcome={outcome}]");
    let Some(count) = window.find_all(&selector).await?.into_iter().next() else { return Ok(0) };
    Ok(count.attr("data-count").await?.and_then(|count| count.parse().ok()).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_in_hand_is_a_verdict_over_fifty_questions_on_one_screen_in_less_than_five_minutes()
-> TestResult {
    needs!(NEEDS);
    let simulator = simulator().await?;
    let mut environment = desktop()?;
    let files = environment.root().join("chosen");
    let products = write_feed(&files.join("open"))?;
    environment.set("SOFIA_CHOSEN_FILES", files.as_os_str());
    let window = Window::start(&environment).await?;
    add_shop(&window, &simulator).await?;

    // First what the application brings along: a suite for a shop that it plays itself, with that shop's catalog.
    window.press("Ctrl+t").await?;
    window.click("suites-demo").await?;
    window.wait_count("suite", 1).await?;
    section(&window, "catalog").await?;
    choose_merchant(&window, "checks-merchant", DEMO).await?;
    window.click("catalog-demo").await?;
    window.wait_for("catalog-summary").await?;
    section(&window, "suites").await?;
    window.click_css("[data-testid=suite][title$='moda-aurora.yaml']").await?;
    choose_merchant(&window, "run-merchant", DEMO).await?;
    window.click("suite-run").await?;
    let Ended { id: demo, statuses, .. } = ended_run(&window, None).await?;
    assert!(statuses.len() >= 6 && statuses.iter().all(|status| status == "passed"), "{statuses:?}");
    window.wait_for("simulated").await?;

    // Then the feed. All of it happens in this one place.
    window
        .execute("document.querySelector('[data-testid=checks]').dataset.begun = 'here'", Vec::new())
        .await?;
    simulator.set_settings(|settings| {
        settings.lies = vec![Lie::WrongPrice];
        settings.lie_rate = 0.3;
    });
    let began = Instant::now();
    command(&window, "Checks: catalog").await?;
    choose_merchant(&window, "checks-merchant", SHOP).await?;
    window.click("catalog-import").await?;
    window.wait_for_css("[data-testid=feed-column][data-column=price]").await?;
    window.click("catalog-start").await?;
    window.wait_text("catalog-imported", &products.to_string()).await?;
    window.click("catalog-done").await?;
    window.fill("from-catalog-sample", &QUESTIONS.to_string()).await?;
    window.click("from-catalog-run").await?;
    let Ended { id: run, statuses, .. } = ended_run(&window, Some(&demo)).await?;
    let took = began.elapsed();
    eprintln!("from a feed in hand to a verdict over {QUESTIONS} questions: {took:.1?}");
    assert!(took < FIVE_MINUTES, "{took:?}");
    assert_eq!(statuses.len(), QUESTIONS);
    // Each answer has a verdict, and the catalog has found out what was not true.
    let (passed, failed) = (count_of(&window, "passed").await?, count_of(&window, "failed").await?);
    assert!(passed + failed == QUESTIONS && passed > 0 && failed > 0, "{statuses:?}");
    assert!(!simulator.told_lies().is_empty());
    window.click("suite-result").await?;
    window.wait_for_css("[data-testid=verdict][data-status=failed]").await?;

    // Somebody writes down what customers ask for in vain, in an editor beside the window.
    std::fs::write(environment.data().join("suites").join("gaps.yaml"), GAPS)?;
    section(&window, "suites").await?;
    // The list is read again when somebody comes back from their editor.
    window.execute("dispatchEvent(new Event('focus'))", Vec::new()).await?;
    window.click_css("[data-testid=suite][title$='gaps.yaml']").await?;
    choose_merchant(&window, "run-merchant", SHOP).await?;
    window.click("suite-run").await?;
    let Ended { id: gaps, statuses, .. } = ended_run(&window, Some(&run)).await?;
    assert_eq!(statuses, ["failed"]);

    // What the catalog has and nobody was shown, and what was asked for and is not there.
    section(&window, "coverage").await?;
    choose_merchant(&window, "checks-merchant", SHOP).await?;
    let covered = window
        .wait_until("the coverage", SOON, async || {
            let covered = window.attribute("coverage", "data-covered").await?;
            Ok(covered.and_then(|covered| covered.parse::<usize>().ok()))
        })
        .await?;
    assert!((10..products).contains(&covered), "{covered} of {products}");
    assert!(window.count("coverage-category").await? > 3);
    window.wait_text("coverage-question", "Vocês têm geladeira?").await?;
    // A brand that is not sold, and is not to be, is no gap: the drawn questions that found nothing are not listed.
    assert_eq!(window.count("coverage-question").await?, 1);
    assert_eq!(window.count_css("[data-testid=checks][data-begun=here]").await?, 1, "the checks were left");

    // The runs are kept, before the one with the shop that the application plays.
    section(&window, "runs").await?;
    window.click("run-back").await?;
    window.wait_count("run", 3).await?;
    let kept = "return [...document.querySelectorAll('[data-testid=run]')].map((run) => run.dataset.runId)";
    let kept: Vec<String> = serde_json::from_value(window.execute(kept, Vec::new()).await?)?;
    assert_eq!(kept, [gaps, run, demo]);
    window.has_no_reports().await?;
    Ok(())
}
