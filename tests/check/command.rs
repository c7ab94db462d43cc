//! `sofia check`, as a script meets it.

use std::fs;

use anyhow::Result;
use sofia_simulator::Fault;
use sofia_tests::command::{Outcome, Sofia};
use sofia_tests::{Environment, TestResult};

use crate::support::{KEY, feed_of, shop_at, simulator};

fn check(environment: &Environment, suite: &str, more: &[&str]) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("suite.yaml");
    fs::write(&file, suite)?;
    let file = file.display().to_string();
    let mut arguments = vec!["check", &file];
    arguments.extend(more);
    Sofia::new(environment, &arguments).key(KEY).run()
}

const GOOD: &str = "name: Moda\nmerchant: Moda\ntests:\n  - {name: greets, tags: [talk], turns: [{say: Oi, assert: [{type: icontains, value: moda}]}]}\n  - {name: sells, turns: [{say: vestido azul, assert: [{type: recommends, currency: BRL}]}]}\n";
const BAD: &str = "tests:\n  - name: never\n    turns: [{say: Oi, assert: [{type: contains, value: XYZ}, {type: handover}]}]\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_that_holds_exits_0_and_writes_every_report() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let kinds = ["html", "junit", "json", "jsonl", "csv", "markdown"];
    let mut arguments = vec!["--results".to_owned(), path("results.jsonl")];
    for kind in kinds {
        arguments.extend([format!("--reporter-{kind}"), path(kind)]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = check(&environment, GOOD, &arguments)?.exits(0);
    let text = outcome.text();
    assert!(text.contains("✓ greets") && text.contains("✓ sells"), "{text}");
    assert!(text.contains("Moda (simulated): 2 passed"), "{text}");
    for kind in kinds {
        assert!(fs::metadata(path(kind))?.len() > 100, "{kind}");
    }
    assert_eq!(fs::read(path("jsonl"))?, fs::read(path("results.jsonl"))?);
    assert!(!outcome.said().contains('\u{1B}') && !text.contains('\u{1B}'));
    assert_eq!(simulator.counters().sessions_open, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_end_has_its_exit_code() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let text = check(&environment, BAD, &[])?.exits(1).text();
    assert!(
        text.contains("✗ never")
            && text.contains("{type: contains, value: XYZ}, line 3")
            && text.contains("{type: handover}, line 3"),
        "{text}"
    );
    let broken = check(&environment, "tests:\n  - {name: t, turns: [{say: a, shout: b}]}\n", &[])?.exits(2);
    assert!(broken.said().contains("suite.yaml:2: "), "{}", broken.said());
    check(&environment, GOOD, &["--tag", "nothing"])?.exits(2);
    check(&environment, GOOD, &["--merchant", "Nobody"])?.exits(2);
    let jq = "tests: [{name: t, turns: [{say: Oi, assert: [{type: jq, value: '.[ | x'}]}]}]";
    assert!(check(&environment, jq, &[])?.exits(2).said().contains("suite.yaml:1: "));
    // Nothing could be judged: the key, the network, the API.
    for (fault, code) in [(Fault::Unauthorized, 3), (Fault::Internal, 5)] {
        simulator.set_settings(|settings| settings.fault = Some(fault));
        check(&environment, GOOD, &[])?.exits(code);
    }
    simulator.set_settings(|settings| settings.fault = None);
    assert_eq!(simulator.counters().sessions_open, 0);
    simulator.stop().await;
    check(&environment, GOOD, &[])?.exits(4);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_can_be_chosen_repeated_and_shared_out() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let tagged = check(&environment, GOOD, &["--tag", "talk", "--repeat", "3"])?.exits(0).text();
    assert!(tagged.contains("✓ greets  3 of 3") && !tagged.contains("sells"), "{tagged}");
    let filtered = check(&environment, GOOD, &["--filter", "SELL"])?.exits(0).text();
    assert!(filtered.contains("✓ sells") && !filtered.contains("greets"), "{filtered}");
    let parts: Vec<String> = ["1/2", "2/2"]
        .iter()
        .map(|part| Ok(check(&environment, GOOD, &["--shard", part])?.exits(0).text()))
        .collect::<Result<_>>()?;
    let played = |name: &str| parts.iter().filter(|part| part.contains(name)).count();
    assert_eq!((played("✓ greets"), played("✓ sells")), (1, 1), "{parts:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_played_again_alone() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (first, second) = (path("first.jsonl"), path("second.jsonl"));
    check(&environment, &GOOD.replace("value: moda}", "value: XYZ}"), &["--results", &first])?.exits(1);
    let again = check(&environment, GOOD, &["--failed-in", &first, "--results", &second])?.exits(0).text();
    assert!(again.contains("✓ greets") && !again.contains("sells"), "{again}");
    // Nothing failed in that.
    check(&environment, GOOD, &["--failed-in", &second])?.exits(2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_regression_is_told_from_what_never_worked() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let results = folder.path().join("before.jsonl").display().to_string();
    let was_bad = GOOD.replace("value: moda}", "value: XYZ}");
    check(&environment, &was_bad, &["--results", &results])?.exits(1);
    let against = ["--baseline", results.as_str(), "--fail-on", "regression"];
    let same = check(&environment, &was_bad, &against)?.exits(0).text();
    assert!(!same.contains("Regressions"), "{same}");
    let worse = was_bad.replace("currency: BRL", "currency: USD");
    let text = check(&environment, &worse, &against)?.exits(1).text();
    assert!(text.contains("Regressions: sells (1 of 1 → 0 of 1)"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_enough_to_hold_answers_against() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let feed = folder.path().join("feed.tsv");
    fs::write(&feed, feed_of("fashion"))?;
    let feed = feed.display().to_string();
    let suite = "tests: [{name: truth, turns: [{say: vestido azul, assert: [{type: catalog-truth}]}]}]";
    check(&environment, suite, &["--catalog", &feed, "--images"])?.exits(0);
    // Without one nothing can be judged, which is said.
    let without = check(&environment, suite, &[])?.exits(1).text();
    assert!(without.contains("! truth") && without.contains("no catalog"), "{without}");
    simulator.set_settings(|settings| settings.lies = vec![sofia_simulator::Lie::WrongPrice]);
    let lied = check(&environment, suite, &["--catalog", &feed])?.exits(1).text();
    assert!(lied.contains("price-differs: "), "{lied}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_ended_early_goes_on_where_it_was() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("suite.yaml");
    fs::write(&file, GOOD)?;
    let (suite, results) = (file.display().to_string(), folder.path().join("r.jsonl"));
    let path = results.display().to_string();
    Sofia::new(&environment, &["check", &suite, "--results", &path]).key(KEY).run()?.exits(0);
    // As a run leaves it that was killed after its first test: its lines, and a part of the next.
    let text = fs::read_to_string(&results)?;
    let ended = text
        .match_indices("{\"test\":")
        .next()
        .map_or(0, |(at, _)| text[at..].find('\n').map_or(at, |end| at + end + 1));
    fs::write(&results, format!("{}{{\"repeat\":{{\"su", &text[..ended]))?;
    let before = simulator.counters().turns_started;
    let outcome = Sofia::new(&environment, &["check", &suite, "--resume", &path]).key(KEY).run()?.exits(0);
    assert_eq!(simulator.counters().turns_started - before, 1);
    assert!(outcome.text().contains("2 passed"), "{}", outcome.text());
    Ok(())
}
