//! Reports as their readers read them: a validator, a spreadsheet, and the runs of several machines put together.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;
use serde_json::json;
use sofia_check::results_file::Results;
use sofia_tests::command::Sofia;
use sofia_tests::server::INVOKE;
use sofia_tests::shop::{line, message};
use sofia_tests::window::{NEEDS, Window, within};
use sofia_tests::{Script, Server, TestResult, failure, needs, programs};

use crate::support::{KEY, add_shop, feed_of, shop_at, simulator};

const SUITE: &str = r#"
name: 'Moda "&<all>'
tests:
  - name: passes
    turns: [{say: Oi, assert: [{type: icontains, value: moda}]}]
  - name: "fails ]]> \"quoted\" 👗"
    repeat: 2
    turns: [{say: "Oi, tudo bem?", assert: [{type: contains, value: "a,b\n\"c\""}]}]
  - name: cannot be judged
    turns: [{say: vestido, assert: [{type: catalog-truth}]}]
  - name: for a person
    turns: [{say: Oi, assert: [{type: human, value: friendly}]}]
  - name: sometimes
    repeat: 6
    min_pass: 0.1
    turns: [{say: vestido, assert: [{type: event-count, kind: recommendation, min: 1}, {type: regex, value: "(?i)separei|aqui"}]}]
"#;

fn schema() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/check/junit.xsd")
}

#[tokio::test(flavor = "multi_thread")]
async fn junit_is_valid_and_a_spreadsheet_reads_every_repeat() -> TestResult {
    needs!(["xmllint"]);
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, results, junit, csv) = (path("s.yaml"), path("r.jsonl"), path("junit.xml"), path("r.csv"));
    fs::write(&suite, SUITE)?;
    Sofia::new(&environment, &["check", &suite, "--results", &results]).key(KEY).run()?.exits(1);
    Sofia::new(&environment, &["report", "junit", &results, "-o", &junit]).run()?.exits(0);
    Sofia::new(&environment, &["report", "csv", &results, "-o", &csv]).run()?.exits(0);

    let checked = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema()).arg(&junit).output()?;
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    // The validator would refuse what is wrong.
    let broken = fs::read_to_string(&junit)?.replace(" tests=\"5\"", " tests=\"five\"");
    fs::write(&junit, broken)?;
    let refused = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema()).arg(&junit).output()?;
    assert!(!refused.status.success());

    let run = Results::open(results.as_ref())?;
    let mut reader = csv::Reader::from_path(&csv)?;
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    assert_eq!(rows.len(), 11);
    for test in &run.tests {
        let own: Vec<_> = rows.iter().filter(|row| &row[1] == test.test.as_str()).collect();
        assert_eq!(own.len(), run.repeats(test)?.len(), "{}", test.test);
        assert!(own.iter().all(|row| &row[0] == "Moda \"&<all>"), "{own:?}");
    }
    let failed = rows.iter().find(|row| row[1].starts_with("fails")).context("there is a row")?;
    assert!(failed[7].contains("a,b\\n\\\"c\\\""), "{failed:?}");
    Ok(())
}

#[test]
fn a_flaky_test_is_one_that_was_run_again_also_for_the_strictest_schema() -> TestResult {
    needs!(["xmllint"]);
    // Right every third time.
    let server = Server::with_session()?;
    server.allow_by(INVOKE, |request| {
        let text = if request.ordinal % 3 == 2 { "Temos!" } else { "Não entendi." };
        Script::ndjson([line(&[message(text)])])
    });
    let environment = shop_at(&server.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, junit) = (path("s.yaml"), path("junit.xml"));
    let test = |name: &str, share: &str| {
        format!(
            "  - {{name: {name}, repeat: 3, min_pass: {share}, turns: [{{say: Oi, assert: [{{type: contains, value: Temos}}]}}]}}\n"
        )
    };
    fs::write(&suite, format!("tests:\n{}{}", test("often enough", "0.3"), test("too seldom", "0.5")))?;
    let check = ["check", &suite, "--concurrency", "1", "--reporter-junit", &junit];
    let text = Sofia::new(&environment, &check).key(KEY).run()?.exits(1).text();
    assert!(text.contains("✓ often enough  1 of 3") && text.contains("✗ too seldom  1 of 3"), "{text}");
    let checked = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema()).arg(&junit).output()?;
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let xml = fs::read_to_string(&junit)?;
    let count = |tag: &str| xml.matches(&format!("<{tag} ")).count();
    // Of the one that is often enough right both attempts that failed are reruns of a success; of the other the first is
    // the failure, and the second was tried again.
    assert_eq!((count("flakyFailure"), count("failure"), count("rerunFailure")), (2, 1, 1), "{xml}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_are_put_together_and_the_page_shows_how_earlier_runs_went() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let suite = path("s.yaml");
    fs::write(&suite, SUITE)?;
    let parts = [path("1.jsonl"), path("2.jsonl")];
    for (part, results) in ["1/2", "2/2"].iter().zip(&parts) {
        Sofia::new(&environment, &["check", &suite, "--shard", part, "--results", results]).key(KEY).run()?;
    }
    let all = path("all.jsonl");
    Sofia::new(&environment, &["report", "merge", &parts[0], &parts[1], "-o", &all]).run()?.exits(0);
    assert_eq!(Results::open(all.as_ref())?.tests.len(), 5);

    // Two runs that are kept in the data folder, the second with a page.
    let page = path("page.html");
    Sofia::new(&environment, &["check", &suite]).key(KEY).run()?.exits(1);
    Sofia::new(&environment, &["check", &suite, "--reporter-html", &page]).key(KEY).run()?.exits(1);
    let page = fs::read_to_string(page)?;
    assert!(page.contains("<h2>Trend</h2>") && page.contains("in 2 runs"), "{}", &page[..600]);

    // Where the data folder has none of them, as in CI, they are named; the baseline counts by itself, each run counts once,
    // and what cannot be read is said and left out.
    let (environment, page, report) = (shop_at(&simulator.base_url())?, path("history.html"), path("r.json"));
    let run = |more: &[&str]| {
        let arguments = [&["check", &suite], more].concat();
        Sofia::new(&environment, &arguments).key(KEY).run()
    };
    let runs = [path("a.jsonl"), path("b.jsonl"), path("c.jsonl")];
    run(&["--results", &runs[0], "--reporter-json", &report])?.exits(1);
    run(&["--results", &runs[1]])?.exits(1);
    let nowhere = path("nowhere.jsonl");
    let more = ["--results", &runs[2], "--reporter-html", &page, "--history", &report, &runs[0], &nowhere];
    let said = run(&[&more[..], &["--baseline", &runs[1]]].concat())?.exits(1).said();
    assert!(said.contains("nowhere.jsonl cannot be read") && !said.contains("Nowhere"), "{said}");
    let told = fs::read_to_string(&page)?;
    assert!(told.contains("in 3 runs"), "{}", &told[..600]);
    let report = ["report", "html", &runs[2], "--baseline", &runs[1], "--history", &runs[0], "-o", &page];
    Sofia::new(&environment, &report).run()?.exits(0);
    let told = fs::read_to_string(&page)?;
    assert!(told.contains("in 3 runs"), "{}", &told[..600]);
    // What needs somebody stands first, what is right at the end.
    let places: Vec<_> = ["Failed", "Not judged", "Waiting for a person", "Passed"]
        .iter()
        .map(|title| told.find(&format!("<h2>{title} ")))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_tells_what_the_agent_never_recommends() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, results, feed) = (path("s.yaml"), path("r.jsonl"), path("feed.tsv"));
    fs::write(&feed, feed_of("fashion"))?;
    fs::write(
        &suite,
        "tests: [{name: t, turns: [{say: vestido azul, assert: [{type: recommends}]}, {say: geladeira, assert: [{type: recommends}]}]}]",
    )?;
    Sofia::new(&environment, &["check", &suite, "--results", &results]).key(KEY).run()?.exits(1);
    let (html, json, svg) = (path("c.html"), path("c.json"), path("c.svg"));
    let arguments =
        ["report", "coverage", &results, "--catalog", &feed, "--html", &html, "--json", &json, "--svg", &svg];
    let text = Sofia::new(&environment, &arguments).run()?.exits(0).text();
    assert!(text.contains("geladeira (1 times, and should have)"), "{text}");
    // A run that is spoilt is named, and the others are looked at.
    let spoilt = path("spoilt.jsonl");
    fs::write(&spoilt, "{\"run\": 1}\n")?;
    let both = Sofia::new(&environment, &["report", "coverage", &spoilt, &results]).run()?.exits(0);
    assert!(both.said().contains("spoilt.jsonl:1: ") && both.text().contains("geladeira"), "{}", both.said());
    Sofia::new(&environment, &["report", "coverage", &spoilt]).run()?.exits(2);
    let coverage: serde_json::Value = serde_json::from_slice(&fs::read(json)?)?;
    let products = sofia_simulator::catalog::products("fashion").len();
    assert_eq!(coverage["catalog_products"], products);
    let covered = coverage["covered_products"].as_u64().unwrap_or_default();
    assert!((1..=6).contains(&covered), "{covered}");
    assert!(fs::read_to_string(html)?.contains("<svg") && fs::read_to_string(svg)?.contains("Vestidos"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agents_are_asked_the_same_and_compared() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    add_shop(&environment, "Lumora", &simulator.base_url(), "electronics")?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, page) = (path("s.yaml"), path("page.html"));
    fs::write(
        &suite,
        "tests: [{name: greets, turns: [{say: Oi, assert: [{type: icontains, value: moda}]}]}]",
    )?;
    let arguments = ["check", &suite, "--merchant", "Lumora", "--against", "Moda", "--reporter-html", &page];
    let outcome = Sofia::new(&environment, &arguments).key(KEY).run()?.exits(1);
    let text = outcome.text();
    assert!(text.contains("✓ [Moda] greets") && text.contains("✗ [Lumora] greets"), "{text}");
    assert!(text.contains("Worse than Moda: greets (1 of 1 → 0 of 1)"), "{text}");
    assert_eq!(outcome.said().matches("Results: ").count(), 2);
    let page = fs::read_to_string(page)?;
    assert!(page.contains("<th>Moda</th><th>here</th>") && page.contains("Moda Aurora"), "{page}");
    assert_eq!(simulator.counters().sessions_open, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_shown_by_a_browser_without_a_network_and_nothing_of_it_runs() -> TestResult {
    needs!(NEEDS);
    let Some(browser) = programs::little_browser() else {
        return failure::skip("WebKit's MiniBrowser is not installed");
    };
    let simulator = simulator(|_| {}).await?;
    let mut environment = shop_at(&simulator.base_url())?;
    add_shop(&environment, "Lumora", &simulator.base_url(), "electronics")?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, feed, results) = (path("s.yaml"), path("feed.tsv"), path("r.jsonl"));
    let (page, coverage) = (path("page.html"), path("coverage.html"));
    fs::write(&suite, SUITE)?;
    fs::write(&feed, feed_of("fashion"))?;
    // With a trend behind it and another merchant beside it.
    Sofia::new(&environment, &["check", &suite, "--merchant", "Moda"]).key(KEY).run()?.exits(1);
    let both = [
        "check",
        &suite,
        "--merchant",
        "Moda",
        "--against",
        "Lumora",
        "--reporter-html",
        &page,
        "--results",
        &results,
    ];
    Sofia::new(&environment, &both).key(KEY).run()?.exits(1);
    let covered = ["report", "coverage", &results, "--catalog", &feed, "--html", &coverage];
    Sofia::new(&environment, &covered).run()?.exits(0);
    simulator.stop().await;

    environment.start_display(900, 700)?;
    let window = Window::start_program(&environment, &browser, &["--automation"]).await?;
    let expected = [
        (
            &page,
            vec![
                "Moda \"&<all>",
                "Trend",
                "fails ]]> \"quoted\" 👗",
                "a,b\\n\\\"c\\\"",
                "Better than Lumora",
            ],
        ),
        (&coverage, vec!["Moda: coverage", "Categories", "Vestidos", "Questions that found nothing"]),
    ];
    for (file, words) in expected {
        within("go", window.client().goto(&format!("file://{file}"))).await?;
        let shown = window.visible_text().await?;
        for words in words {
            assert!(shown.contains(words), "{words:?} is not in the page: {shown}");
        }
        // Nothing of it runs, nothing comes from elsewhere, and its style is taken.
        let looked = "return [document.scripts.length, performance.getEntriesByType('resource').length,
            document.querySelectorAll('[style], img, iframe, object, link').length,
            getComputedStyle(document.querySelector('main')).maxWidth !== 'none', document.querySelectorAll('svg rect').length > 0]";
        assert_eq!(window.execute(looked, Vec::new()).await?, json!([0, 0, 0, true, true]), "{file}");
    }
    Ok(())
}
