use std::path::Path;

use super::*;
use crate::answer::Answer;
use crate::assertion::{Verdict, VerdictStatus};
use crate::result::{
    Interval, RepeatResult, RepeatStatus, RunError, RunErrorKind, RunHeader, Summary, TurnResult,
};
use crate::results_file::{ResultsError, ResultsWriter, merge};
use crate::run::Sink as _;

/// What a server might say to break a report.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)> & \"quotes\" | `code` =1+1\n@all";

fn header(tests: usize) -> RunHeader {
    RunHeader {
        suites: vec!["Acme".to_owned()],
        merchant: "Loja <Acme>".to_owned(),
        simulated: true,
        began_at: 1_780_000_000_000,
        tests,
        repeats: tests * 2,
        repeat: None,
        version: "0".to_owned(),
        rejudged: false,
        pair: None,
    }
}

fn repeat(test: &str, repeat: u32, status: RepeatStatus) -> RepeatResult {
    let mut answer = Answer::default();
    let text = serde_json::to_string(HOSTILE).unwrap();
    let line =
        format!(r#"{{"messageEvent":{{"role":"ASSISTANT","content":{{"textContent":{{"text":{text}}}}}}}}}"#);
    answer.take_line(line.as_bytes(), 1, std::time::Duration::from_millis(20));
    let verdict = Verdict {
        assertion: format!("contains {HOSTILE:?}"),
        line: 4,
        status: if status == RepeatStatus::Failed { VerdictStatus::Failed } else { VerdictStatus::Passed },
        message: format!("expected x; found {HOSTILE}"),
        said: None,
    };
    RepeatResult {
        suite: "Acme".to_owned(),
        test: test.to_owned(),
        repeat,
        status,
        error: (status == RepeatStatus::Error).then(|| RunError {
            kind: RunErrorKind::Api,
            message: format!("HTTP 500 {HOSTILE}"),
            status: Some(500),
        }),
        turns: vec![TurnResult {
            did: HOSTILE.to_owned(),
            context: vec![],
            sent: None,
            answer: answer.to_saved(),
            verdicts: if status == RepeatStatus::Error { vec![] } else { vec![verdict] },
            unreachable: vec![],
            line: 3,
        }],
        customer: "c".to_owned(),
        session: Some("s".to_owned()),
        not_closed: None,
        took_ms: 12.5,
    }
}

fn result(test: &str, statuses: [RepeatStatus; 2], reached: bool) -> TestResult {
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count() as u32;
    let (passed, failed, errors) =
        (count(RepeatStatus::Passed), count(RepeatStatus::Failed), count(RepeatStatus::Error));
    TestResult {
        suite: "Acme".to_owned(),
        test: test.to_owned(),
        tags: vec!["catalog".to_owned()],
        file: "acme.yaml".to_owned(),
        line: 2,
        status: match (passed, failed) {
            (0, 0) => TestStatus::Error,
            (_, 0) => TestStatus::Passed,
            (0, _) => TestStatus::Failed,
            _ => TestStatus::Flaky,
        },
        reached,
        passed,
        failed,
        errors,
        open: 0,
        min_pass: 0.5,
        interval: Interval::wilson(passed, passed + failed),
        error: repeat(test, 1, statuses[0]).error,
        took_ms: 25.0,
    }
}

use RepeatStatus::{Error as E, Failed as F, Passed as P};

/// Writes a results file of these tests and opens it.
fn results(folder: &Path, name: &str, tests: &[(&str, [RepeatStatus; 2], bool)]) -> Results {
    let path = folder.join(name);
    let mut writer = ResultsWriter::begin(std::fs::File::create(&path).unwrap(), &header(tests.len()));
    let mut summary = Summary { took_ms: 3_723_000.0, ..Summary::default() };
    for (test, statuses, reached) in tests {
        for (number, status) in (1..).zip(statuses) {
            writer.repeat(&repeat(test, number, *status));
        }
        let result = result(test, *statuses, *reached);
        writer.test(&result);
        summary.count(&result);
    }
    writer.end(&summary).unwrap();
    Results::open(&path).unwrap()
}

const TESTS: [(&str, [RepeatStatus; 2], bool); 4] =
    [("good", [P, P], true), ("flaky", [F, P], true), (HOSTILE, [F, F], false), ("broken", [E, E], false)];

fn written(results: &Results, format: ReportFormat) -> String {
    let mut out = Vec::new();
    write(results, format, &Extras::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_test_that_is_flaky_is_counted_as_flaky_in_every_report_though_it_is_under_its_share() {
    let folder = tempfile::tempdir().unwrap();
    let tests = [("good", [P, P], true), ("often", [F, P], true), ("too often", [P, F], false)];
    let results = results(folder.path(), "a.jsonl", &tests);
    let Summary { passed, flaky, flaky_under, failed, .. } = results.summary;
    assert_eq!((passed, flaky, flaky_under, failed, results.summary.under_their_share()), (1, 2, 1, 0, 1));
    let markdown = written(&results, ReportFormat::Markdown);
    assert!(markdown.contains("| 1 | 2 (1 under the share that must pass) | 0 | 0 |"), "{markdown}");
    assert!(markdown.contains("### too often — flaky, under its share, 1 of 2"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&written(&results, ReportFormat::Json)).unwrap();
    let counted = |what: &str| json["summary"][what].as_u64();
    assert_eq!((counted("flaky"), counted("flaky_under"), counted("failed")), (Some(2), Some(1), Some(0)));
    // There is no word of JUnit's for it that makes a build fail but a failure.
    let junit = written(&results, ReportFormat::Junit);
    assert!(junit.contains("failures=\"1\"") && junit.contains("type=\"flaky, under its share\""), "{junit}");
    let page = written(&results, ReportFormat::Html);
    assert!(page.contains("<dt>flaky</dt><dd>2</dd>") && page.contains("<dt>failed</dt><dd>0</dd>"));
}

#[test]
fn a_results_file_is_read_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let results = results(folder.path(), "a.jsonl", &TESTS);
    assert_eq!(results.header, header(4));
    assert_eq!(
        (results.summary.passed, results.summary.flaky, results.summary.failed, results.summary.errors),
        (1, 1, 1, 1)
    );
    assert_eq!(results.tests.len(), 4);
    let flaky = results.tests.iter().find(|test| test.test == "flaky").unwrap();
    let repeats = results.repeats(flaky).unwrap();
    assert_eq!(repeats.iter().map(|repeat| repeat.status).collect::<Vec<_>>(), [F, P]);
    assert_eq!(
        written(&results, ReportFormat::JsonLines),
        std::fs::read_to_string(folder.path().join("a.jsonl")).unwrap()
    );
}

#[test]
fn what_a_killed_run_has_written_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    results(folder.path(), "a.jsonl", &TESTS);
    let path = folder.path().join("a.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    // Killed in the middle of the last test's line.
    let end = text.trim_end().rfind('\n').unwrap();
    std::fs::write(&path, &text[..end - 10]).unwrap();
    let results = Results::open(&path).unwrap();
    assert_eq!((results.tests.len(), results.summary.not_run, results.summary.stopped), (3, 1, true));
    std::fs::write(&path, "{\"type\":\"other\"}\n").unwrap();
    assert!(Results::open(&path).unwrap_err().to_string().contains("a.jsonl:1: this is no results file"));
}

#[test]
fn nothing_that_a_server_says_becomes_a_part_of_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = written(&results(folder.path(), "a.jsonl", &TESTS), ReportFormat::Html);
    assert!(!page.contains("<img") && !page.contains("<script") && !page.contains("onerror=alert(1)>"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("Loja &lt;Acme&gt;") && page.contains("Simulated"));
    // No address that a browser would load.
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    // What failed comes first and is open.
    assert!(page.find("broken").unwrap() < page.find("<strong>good").unwrap());
    let opened = page.matches("<details").count();
    assert_eq!(opened, page.matches("</details>").count());
    assert!(page.contains("62 min 3 s"));
}

#[test]
fn junit_tells_failure_error_and_flaky_apart() {
    let folder = tempfile::tempdir().unwrap();
    let xml = written(&results(folder.path(), "a.jsonl", &TESTS), ReportFormat::Junit);
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut names = Vec::new();
    let mut attributes = std::collections::HashMap::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start) => {
                let name: &str = start.name().into_inner();
                if name == "testsuite" {
                    for attribute in start.attributes() {
                        let attribute = attribute.unwrap();
                        attributes.insert(attribute.key.into_inner().to_owned(), attribute.value.to_string());
                    }
                }
                names.push(name.to_owned());
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    let count = |wanted: &str| names.iter().filter(|name| *name == wanted).count();
    assert_eq!(attributes.get("tests").map(String::as_str), Some("4"));
    assert_eq!(attributes.get("failures").map(String::as_str), Some("1"));
    assert_eq!(attributes.get("errors").map(String::as_str), Some("1"));
    assert_eq!((count("failure"), count("error"), count("flakyFailure")), (1, 1, 1));
    assert_eq!((count("rerunFailure"), count("rerunError")), (1, 1));
}

#[test]
fn csv_is_read_back_and_holds_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let tests = [("=SUM(A1)", [P, P], true), ("flaky", [F, P], true)];
    let text = written(&results(folder.path(), "a.jsonl", &tests), ReportFormat::Csv);
    let mut table = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    let statuses: Vec<(&str, &str, &str)> = rows.iter().map(|row| (&row[1], &row[4], &row[5])).collect();
    assert_eq!(
        statuses,
        [
            ("'=SUM(A1)", "1", "passed"),
            ("'=SUM(A1)", "2", "passed"),
            ("flaky", "1", "failed"),
            ("flaky", "2", "passed")
        ]
    );
    assert_eq!(&rows[0][13], "true");
}

#[test]
fn json_is_one_object_with_every_repeat() {
    let folder = tempfile::tempdir().unwrap();
    let value: serde_json::Value =
        serde_json::from_str(&written(&results(folder.path(), "a.jsonl", &TESTS), ReportFormat::Json))
            .unwrap();
    assert_eq!(value["tests"].as_array().unwrap().len(), 4);
    assert_eq!(value["run"]["simulated"], true);
    assert!(
        value["tests"].as_array().unwrap().iter().all(|test| test["repeats"].as_array().unwrap().len() == 2)
    );
}

#[test]
fn a_json_report_is_opened_as_the_results_that_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let run = results(folder.path(), "a.jsonl", &TESTS);
    let report = folder.path().join("report.json");
    let json: serde_json::Value = serde_json::from_str(&written(&run, ReportFormat::Json)).unwrap();
    // Also as another program has laid it out.
    for text in [json.to_string(), serde_json::to_string_pretty(&json).unwrap()] {
        std::fs::write(&report, text).unwrap();
        let read = Results::open(&report).unwrap();
        assert!(read.is_report() && !run.is_report());
        assert_eq!((&read.header, &read.tests, &read.summary), (&run.header, &run.tests, &run.summary));
        for test in &run.tests {
            assert_eq!(read.repeats(test).unwrap().len(), 2, "{}", test.test);
        }
        assert_eq!(Comparison::of(&run, &read).unwrap(), Comparison::default());
    }
    for text in ["", "{}", "[1]", "{\"run\": {}", "{\"tests\": []}\n"] {
        std::fs::write(&report, text).unwrap();
        assert!(matches!(Results::open(&report), Err(ResultsError::Format { line: 1, .. })), "{text}");
    }
}

#[test]
fn markdown_keeps_what_was_said_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let text = written(&results(folder.path(), "a.jsonl", &TESTS), ReportFormat::Markdown);
    assert!(text.contains("| 1 | 1 | 1 | 1 | 0 | 0 | 62 min 3 s |"), "{text}");
    // Between backticks nothing means anything.
    let outside: String = text.split('`').step_by(2).collect();
    assert!(
        !outside.contains("<img") && !outside.contains("@all") && outside.contains("Simulated"),
        "{outside}"
    );
}

#[test]
fn a_comparison_names_what_got_worse_and_what_got_better() {
    let folder = tempfile::tempdir().unwrap();
    let before = results(
        folder.path(),
        "a.jsonl",
        &[("one", [P, P], true), ("two", [F, F], false), ("three", [P, P], true), ("gone", [P, P], true)],
    );
    let now = results(
        folder.path(),
        "b.jsonl",
        &[("one", [F, F], false), ("two", [P, P], true), ("three", [E, E], false), ("new", [P, P], true)],
    );
    let comparison = Comparison::of(&before, &now).unwrap();
    let names = |changes: &[Change]| changes.iter().map(|change| change.test.clone()).collect::<Vec<_>>();
    assert_eq!(names(&comparison.regressions), ["one"]);
    assert_eq!(names(&comparison.fixes), ["two"]);
    assert_eq!(
        (comparison.added.as_slice(), comparison.removed.as_slice()),
        (["new".to_owned()].as_slice(), ["gone".to_owned()].as_slice())
    );
    let mut out = Vec::new();
    write(
        &now,
        ReportFormat::Markdown,
        &Extras { comparison: Some(comparison), trend: Vec::new() },
        &mut out,
    )
    .unwrap();
    assert!(String::from_utf8(out).unwrap().contains("**Regressions**\n\n- one: 2 of 2"));
}

#[test]
fn shards_are_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let parts =
        [results(folder.path(), "a.jsonl", &TESTS[..2]), results(folder.path(), "b.jsonl", &TESTS[2..])];
    let path = folder.path().join("all.jsonl");
    merge(&parts, &mut std::fs::File::create(&path).unwrap()).unwrap();
    let all = Results::open(&path).unwrap();
    assert_eq!((all.header.tests, all.tests.len(), all.summary.failed), (4, 4, 1));
    assert_eq!(all.header.suites, ["Acme"]);
    assert!(all.tests.iter().all(|test| all.repeats(test).unwrap().len() == 2));
}

#[test]
fn what_differs_between_two_runs_is_told_turn_by_turn() {
    let folder = tempfile::tempdir().unwrap();
    let with_products = |name: &str, text: &str, ids: &[&str], status: VerdictStatus| {
        let products: Vec<String> =
            ids.iter().map(|id| format!(r#"{{"productId":"{id}","title":"Title {id}"}}"#)).collect();
        let mut played = repeat("one", 1, P);
        let mut answer = Answer::default();
        let line = format!(
            r#"{{"responseEvents":[{{"messageEvent":{{"role":"ASSISTANT","content":{{"textContent":{{"text":"{text}"}}}}}}}},{{"recommendationEvent":{{"products":[{}]}}}}]}}"#,
            products.join(",")
        );
        answer.take_line(line.as_bytes(), 1, std::time::Duration::from_millis(1));
        played.turns[0].answer = answer.to_saved();
        played.turns[0].verdicts[0].status = status;
        let path = folder.path().join(name);
        let mut writer = ResultsWriter::begin(std::fs::File::create(&path).unwrap(), &header(1));
        writer.repeat(&played);
        writer.test(&result("one", [P, P], true));
        writer.end(&Summary::default()).unwrap();
        Results::open(&path).unwrap()
    };
    let before = with_products("a.jsonl", "Temos", &["A", "B"], VerdictStatus::Passed);
    let now = with_products("b.jsonl", "Temos sim", &["B", "C"], VerdictStatus::Failed);
    let difference = TestDifference::of(&before, &now, "Acme", "one").unwrap().unwrap();
    let [turn] = difference.turns.as_slice() else { panic!("{difference:?}") };
    assert_eq!(turn.text, Some(("Temos".to_owned(), "Temos sim".to_owned())));
    assert_eq!(
        (&turn.products_gone[..], &turn.products_new[..]),
        (&["Title A".to_owned()][..], &["Title C".to_owned()][..])
    );
    assert!(
        turn.assertions[0].is_worse()
            && turn.assertions[0].before == (1, 1)
            && turn.assertions[0].now == (0, 1)
    );
    // The same run against itself differs in nothing.
    assert_eq!(Comparison::of(&now, &now).unwrap(), Comparison::default());
    assert_eq!(TestDifference::of(&before, &now, "Acme", "two").unwrap(), None);
}
