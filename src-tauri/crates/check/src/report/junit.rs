//! JUnit's XML, as CI systems read it: a failure is Sofia's, an error is not, and a flaky test has reruns.

use std::io::Write;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::{ReportError, rate, word};
use crate::result::{RepeatResult, RepeatStatus, TestResult, TestStatus};
use crate::results_file::Results;

pub(super) fn write(results: &Results, out: &mut dyn Write) -> Result<(), ReportError> {
    let mut report = Report::new("sofia check");
    report.set_time(seconds(results.summary.took_ms));
    for suite in &results.header.suites {
        let mut cases = TestSuite::new(suite.clone());
        cases.add_property(("merchant", results.header.merchant.as_str()));
        cases.add_property(("simulated", if results.header.simulated { "true" } else { "false" }));
        for test in results.tests.iter().filter(|test| test.suite == *suite) {
            cases.add_test_case(case(test, &results.repeats(test)?));
        }
        report.add_test_suite(cases);
    }
    Ok(out.write_all(without_skipped(&report.to_string()?).as_bytes())?)
}

/// The library counts skipped tests in the report's first element too, where the strictest schema (that of Jenkins) has
/// no such attribute.
fn without_skipped(xml: &str) -> String {
    let Some((before, rest)) = xml.split_once(" skipped=\"") else { return xml.to_owned() };
    let Some((_, behind)) = rest.split_once('"') else { return xml.to_owned() };
    // Only where it stands in that element: the first one that is opened.
    if before.matches('<').count() > 2 { xml.to_owned() } else { format!("{before}{behind}") }
}

fn seconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

fn case(test: &TestResult, repeats: &[RepeatResult]) -> TestCase {
    let bad: Vec<&RepeatResult> = repeats
        .iter()
        .filter(|repeat| matches!(repeat.status, RepeatStatus::Failed | RepeatStatus::Error))
        .collect();
    let reruns = bad.iter().skip(1).map(|repeat| rerun(repeat));
    let status = match (test.status, test.reached) {
        (TestStatus::Passed, _) => TestCaseStatus::success(),
        (TestStatus::Flaky, true) => {
            let mut status = TestCaseStatus::success();
            if let TestCaseStatus::Success { flaky_runs, .. } = &mut status {
                flaky_runs.extend(bad.iter().map(|repeat| rerun(repeat)));
            }
            status
        }
        (TestStatus::Open, _) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message("a person is to judge");
            status
        }
        (TestStatus::Flaky | TestStatus::Failed | TestStatus::Error, _) => {
            let kind = if test.status == TestStatus::Error {
                NonSuccessKind::Error
            } else {
                NonSuccessKind::Failure
            };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_message(format!("{}: {}", word(test), rate(test)));
            status.set_type(word(test));
            if let Some(first) = bad.first() {
                // The schema of Jenkins has no place for a file and a line, and refuses a test case that names them.
                status.set_description(format!("{}:{}\n{}", test.file, test.line, description(first)));
            }
            status.add_reruns(reruns);
            status
        }
    };
    let mut case = TestCase::new(test.test.clone(), status);
    case.set_classname(test.suite.clone());
    case.set_time(seconds(test.took_ms));
    case
}

fn rerun(repeat: &RepeatResult) -> TestRerun {
    let kind =
        if repeat.status == RepeatStatus::Error { NonSuccessKind::Error } else { NonSuccessKind::Failure };
    let mut rerun = TestRerun::new(kind);
    rerun.set_message(format!("repeat {}", repeat.repeat));
    rerun.set_type(if repeat.status == RepeatStatus::Error { "error" } else { "failed" });
    rerun.set_description(description(repeat));
    rerun
}

/// The conversation so far, with everything that does not hold.
fn description(repeat: &RepeatResult) -> String {
    let mut lines = Vec::new();
    for turn in &repeat.turns {
        lines.push(format!("customer: {}", turn.did));
        let text = turn.answer.to_answer().text();
        if !text.is_empty() {
            lines.push(format!("sofia: {text}"));
        }
        for verdict in turn.failures() {
            lines.push(format!("  line {}, {}: {}", verdict.line, verdict.assertion, verdict.message));
        }
    }
    lines.extend(repeat.error.as_ref().map(|error| error.message.clone()));
    lines.join("\n")
}
