//! What a run's end says: its exit code, the names of what was lost, and nothing that moves a terminal's cursor.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::Result;
use sofia_check::results_file::Results;
use sofia_tests::command::{Outcome, Sofia};
use sofia_tests::server::{INVOKE, Request};
use sofia_tests::shop::{AGENT, BUSINESS, line, message, recommendation};
use sofia_tests::{Environment, Script, Server, TestResult};

const KEY: &str = "sk-outcomes-0123456789";

const SUITE: &str = "name: Loja\ntests:\n  - {name: greets, turns: [{say: Oi, assert: [{type: contains, value: Temos}]}]}\n  - {name: sells, turns: [{say: vestido azul, assert: [{type: contains, value: Temos}]}]}\n";

/// A shop, a folder with a suite, and how the server answers whoever asks for a dress: 200, or an error.
struct Shop {
    environment: Environment,
    folder: tempfile::TempDir,
    dresses: Arc<AtomicU16>,
    server: Server,
}

impl Shop {
    fn open() -> Result<Self> {
        let server = Server::with_session()?;
        let dresses = Arc::new(AtomicU16::new(200));
        let status = Arc::clone(&dresses);
        server.allow_by(INVOKE, move |request: &Request| {
            let status = status.load(Ordering::Relaxed);
            let is_asked = memchr::memmem::find(&request.body, b"vestido").is_some();
            match status {
                200 => Script::ndjson([line(&[message("Temos!")])]),
                _ if !is_asked => Script::ndjson([line(&[message("Temos!")])]),
                401 => Script::status(401, "{}"),
                _ => Script::grpc_error(status, 14, "\u{1b}]0;owned\u{7}\u{1b}[2Jdown"),
            }
        });
        let (environment, folder) = (Environment::new()?, tempfile::tempdir()?);
        let url = server.base_url();
        for name in ["Loja", "Outra"] {
            let add = [
                "merchants",
                "add",
                name,
                "--base-url",
                &url,
                "--business-id",
                BUSINESS,
                "--agent-id",
                AGENT,
                "--no-key",
            ];
            Sofia::new(&environment, &add).run()?.exits(0);
        }
        fs::write(folder.path().join("suite.yaml"), SUITE)?;
        Ok(Self { environment, folder, dresses, server })
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn check(&self, more: &[&str]) -> Result<Outcome> {
        let suite = self.path("suite.yaml");
        let mut arguments = vec!["check", &suite];
        if !more.contains(&"--merchant") && !more.contains(&"--rejudge") {
            arguments.extend(["--merchant", "Loja"]);
        }
        arguments.extend(more);
        Sofia::new(&self.environment, &arguments).key(KEY).run()
    }
}

#[test]
fn what_could_not_be_judged_is_no_success_where_only_regressions_count() -> TestResult {
    let shop = Shop::open()?;
    let (before, report) = (shop.path("before.jsonl"), shop.path("report.md"));
    shop.check(&["--results", &before])?.exits(0);
    let gate = ["--baseline", &before, "--fail-on", "regression", "--reporter-markdown", &report];
    shop.check(&gate)?.exits(0);
    for status in [500, 401] {
        shop.dresses.store(status, Ordering::Relaxed);
        let text = shop.check(&gate)?.exits(1).text();
        assert!(text.contains("Not judged any more: sells (1 of 1 → "), "{text}");
        assert!(!text.contains("Regressions"), "{text}");
        let report = fs::read_to_string(&report)?;
        assert!(report.contains("Not judged any more") && report.contains("sells"), "{report}");
    }
    // What is missing was not judged either: as after the loss of a shard.
    shop.dresses.store(200, Ordering::Relaxed);
    let part = shop.path("part.jsonl");
    shop.check(&["--shard", "1/2", "--results", &part])?.exits(0);
    let missing = ["--rejudge", &part, "--baseline", &before, "--fail-on", "regression"];
    let text = shop.check(&missing)?.exits(1).text();
    assert!(text.contains("1 passed, 1 not run"), "{text}");
    Ok(())
}

#[test]
fn the_network_has_a_code_of_its_own_where_nothing_could_be_judged() -> TestResult {
    let shop = Shop::open()?;
    // Another test passed, so that one is under its share as any other would be.
    shop.dresses.store(401, Ordering::Relaxed);
    shop.check(&[])?.exits(1);
    let refused = shop.check(&["--filter", "sells", "--repeat", "3"])?.exits(3);
    assert!(refused.text().contains("! sells  not judged\n"), "{}", refused.text());
    // What stands in the way of every test is said once, with what to do about it.
    let sentence = "The API key in SOFIA_API_KEY was refused (401). Set it to the key of Loja.";
    assert_eq!((refused.said().matches(sentence).count(), refused.text().matches("401").count()), (1, 0));
    shop.dresses.store(503, Ordering::Relaxed);
    shop.check(&["--filter", "sells"])?.exits(5);
    // A test that failed was judged.
    fs::write(shop.path("suite.yaml"), SUITE.replacen("value: Temos", "value: XYZ", 1))?;
    shop.check(&[])?.exits(1);
    shop.dresses.store(200, Ordering::Relaxed);
    fs::write(shop.path("suite.yaml"), SUITE)?;
    let nowhere = shop.path("no/such/folder/file");
    for option in ["--results", "--reporter-html"] {
        shop.check(&[option, &nowhere])?.exits(1);
    }
    let gone = [
        "merchants",
        "add",
        "Nowhere",
        "--base-url",
        "http://127.0.0.1:9",
        "--business-id",
        BUSINESS,
        "--agent-id",
        AGENT,
        "--no-key",
    ];
    Sofia::new(&shop.environment, &gone).run()?.exits(0);
    let (page, list) = (shop.path("page.html"), shop.path("list.md"));
    let arguments = ["--merchant", "Nowhere", "--reporter-html", &page, "--reporter-markdown", &list];
    let unreachable = shop.check(&arguments)?.exits(4);
    let said = unreachable.said();
    assert_eq!(said.matches("127.0.0.1:9 cannot be reached").count(), 1, "{said}");
    assert!(said.contains("Check the base URL and the network."), "{said}");
    assert_eq!(unreachable.text().matches("not judged\n").count(), 2, "{}", unreachable.text());
    for report in [page, list] {
        let report = fs::read_to_string(report)?;
        assert!(report.contains("not judged") && !report.contains("0 of 0"), "{report}");
    }
    let needs_catalog = SUITE.replacen("{type: contains, value: Temos}", "{type: catalog-truth}", 1);
    fs::write(shop.path("suite.yaml"), needs_catalog)?;
    assert!(shop.check(&[])?.exits(1).text().contains("no catalog"));
    let broken = SUITE.replacen("{type: contains, value: Temos}", "{type: jq, value: 'error(\"no\")'}", 1);
    fs::write(shop.path("suite.yaml"), broken)?;
    shop.check(&[])?.exits(1);
    Ok(())
}

#[test]
fn what_a_server_says_moves_no_cursor() -> TestResult {
    let shop = Shop::open()?;
    shop.dresses.store(500, Ordering::Relaxed);
    let outcome = shop.check(&[])?.exits(1);
    assert!(outcome.text().contains("down"), "{}", outcome.text());
    shop.dresses.store(200, Ordering::Relaxed);
    let title = "Vestido \u{1b}[31mazul\u{9b}2J";
    shop.server
        .answer(INVOKE, Script::ndjson([line(&[message("Temos!\u{1b}[2J"), recommendation(&[title])])]));
    let asserts = "{type: equals, value: X}, {type: recommends, title: X}";
    let one = format!("tests: [{{name: \"one\\ntest\", turns: [{{say: Oi, assert: [{asserts}]}}]}}]");
    fs::write(shop.path("suite.yaml"), one)?;
    let failed = shop.check(&[])?.exits(1);
    assert!(failed.text().contains("✗ one test\n") && failed.text().contains("azul"), "{}", failed.text());
    for outcome in [outcome, failed] {
        let raw = |byte: char| outcome.text().contains(byte) || outcome.stderr.contains(byte);
        assert!(!raw('\u{1b}') && !raw('\u{7}') && !raw('\u{9b}'), "{:?}", outcome.text());
    }
    Ok(())
}

#[test]
fn a_run_goes_on_in_its_own_results_alone() -> TestResult {
    let shop = Shop::open()?;
    let results = shop.path("r.jsonl");
    let twice = SUITE.replacen("name: sells,", "name: sells, repeat: 3,", 1);
    fs::write(shop.path("suite.yaml"), &twice)?;
    shop.check(&["--results", &results])?.exits(0);
    let text = fs::read_to_string(&results)?;
    // Another merchant's, and another suite's.
    let refused = shop.check(&["--merchant", "Outra", "--resume", &results])?.exits(2);
    assert!(refused.said().contains("has the results of Loja"), "{}", refused.said());
    fs::write(shop.path("suite.yaml"), twice.replacen("name: Loja", "name: Outra", 1))?;
    let refused = shop.check(&["--resume", &results])?.exits(2);
    assert!(refused.said().contains("it also had Loja, it did not have Outra"), "{}", refused.said());
    assert_eq!(fs::read_to_string(&results)?, text, "what was refused has written nothing");

    // As a run leaves it that was killed when two of the three repeats were played.
    let ended: Vec<&str> = text.lines().collect();
    let is_last = |line: &&str| !line.starts_with("{\"summary\"") && !is_sold(line);
    let kept: Vec<&str> = ended.iter().copied().filter(is_last).collect();
    fs::write(&results, format!("{}\n", kept.join("\n")))?;
    fs::write(shop.path("suite.yaml"), SUITE)?;
    shop.check(&["--resume", &results])?.exits(0);
    let run = Results::open(Path::new(&results))?;
    let numbers: Vec<u32> = run.repeats_of("Loja", "sells")?.iter().map(|repeat| repeat.repeat).collect();
    assert_eq!(numbers, [1], "it was played once in the end, and the two before are of no run");
    Ok(())
}

#[test]
fn a_run_that_goes_on_plays_again_what_has_changed_lists_what_fails_and_keeps_how_often() -> TestResult {
    let shop = Shop::open()?;
    let results = shop.path("r.jsonl");
    let failing = SUITE.replacen("value: Temos", "value: Bom dia", 1);
    fs::write(shop.path("suite.yaml"), &failing)?;
    shop.check(&["--repeat", "2", "--concurrency", "1", "--results", &results])?.exits(1);
    // As a run leaves it that was killed before *sells* was played.
    let text = fs::read_to_string(&results)?;
    let is_first = |line: &&str| !line.starts_with("{\"summary\"") && !line.contains("\"test\":\"sells\"");
    let kept: Vec<&str> = text.lines().filter(is_first).collect();
    fs::write(&results, format!("{}\n", kept.join("\n")))?;
    let early = fs::read_to_string(&results)?;

    // What failed then counts, and is named with its reason.
    let asked = shop.server.requests_to(INVOKE).len();
    let said = shop.check(&["--resume", &results])?.exits(1);
    let (text, all) = (said.text(), said.said());
    assert!(
        text.contains("✗ greets  0 of 2\n") && text.contains("expected \"Bom dia\" in the text"),
        "{text}"
    );
    assert!(text.contains("✓ sells  2 of 2\n") && text.contains("1 passed, 1 failed"), "{text}");
    assert!(!all.contains("changed since"), "{all}");
    assert_eq!(shop.server.requests_to(INVOKE).len(), asked + 2, "*sells*, as often as was said at first");

    // With another assertion the answers that were judged by the old one say nothing.
    fs::write(&results, &early)?;
    fs::write(shop.path("suite.yaml"), SUITE)?;
    let said = shop.check(&["--resume", &results])?.exits(0);
    let all = said.said();
    assert!(all.contains("1 test has changed since it was played, and is played again: greets."), "{all}");
    assert!(
        said.text().contains("✓ greets  2 of 2\n") && said.text().contains("2 passed"),
        "{}",
        said.text()
    );
    assert_eq!(shop.server.requests_to(INVOKE).len(), asked + 6);
    assert_eq!(Results::open(Path::new(&results))?.summary.passed, 2);
    Ok(())
}

/// The end of the test *sells*, and its third repeat.
fn is_sold(line: &str) -> bool {
    let of_test = line.contains("\"test\":\"sells\"");
    of_test && (line.starts_with("{\"test\"") || line.contains("\"repeat\":3,"))
}

#[test]
fn a_rate_that_is_no_limit_is_refused() -> TestResult {
    let shop = Shop::open()?;
    for rate in ["1e-300", "0", "-1", "inf", "NaN", "0.0009"] {
        let refused = shop.check(&[&format!("--rate={rate}")])?.exits(2);
        assert!(refused.said().contains("from 0.001 on"), "{}", refused.said());
    }
    shop.check(&["--rate", "50"])?.exits(0);
    Ok(())
}
