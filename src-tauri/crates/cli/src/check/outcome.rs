//! What a run came to: the words at its end, and the exit code.

use sofia_check::report::Comparison;
use sofia_check::result::{RunErrorKind, TestStatus};
use sofia_check::results_file::Results;

use super::arguments::FailOn;
use crate::exit::{Exit, Failure};

/// Prints the summary.
pub(super) fn print(results: &Results, comparison: Option<&Comparison>) -> Result<(), Failure> {
    let summary = &results.summary;
    let mut parts = vec![format!("{} passed", summary.passed)];
    for (count, what) in [
        (summary.flaky, "flaky"),
        (summary.failed, "failed"),
        (summary.errors, "could not be judged"),
        (summary.open, "to be judged by a person"),
        (summary.not_run, "not run"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let simulated = if results.header.simulated { " (simulated)" } else { "" };
    let mut text = format!(
        "\n{}{simulated}: {}, in {:.1} s\n",
        results.header.merchant,
        parts.join(", "),
        summary.took_ms / 1000.0
    );
    if let Some(comparison) = comparison {
        let (worse, better) = comparison.titles();
        for (title, changes) in [(worse, &comparison.regressions), (better, &comparison.fixes)] {
            for change in changes {
                text.push_str(&format!("{title}: {} ({} → {})\n", change.test, change.before, change.now));
            }
        }
    }
    if summary.not_closed > 0 {
        text.push_str(&format!("{} sessions could not be closed.\n", summary.not_closed));
    }
    crate::open::print(&text)
}

/// The exit code, as `sofia check --help` explains it.
pub(super) fn exit(results: &Results, comparison: Option<&Comparison>, fail_on: Option<FailOn>) -> Exit {
    let judged = results.tests.iter().any(|test| test.status != TestStatus::Error);
    let errors: Vec<RunErrorKind> = results
        .tests
        .iter()
        .filter(|test| test.status == TestStatus::Error)
        .filter_map(|test| Some(test.error.as_ref()?.kind))
        .collect();
    let of_errors = [
        (RunErrorKind::KeyRefused, Exit::KeyRefused),
        (RunErrorKind::Unreachable, Exit::Unreachable),
        (RunErrorKind::Api, Exit::ApiError),
        (RunErrorKind::Judging, Exit::Other),
    ];
    let of_errors = of_errors.into_iter().find(|(kind, _)| errors.contains(kind)).map(|(_, exit)| exit);
    let under = |test: &sofia_check::result::TestResult| {
        matches!(test.status, TestStatus::Failed | TestStatus::Flaky) && !test.reached
    };
    match (judged, of_errors, fail_on, comparison) {
        (false, Some(exit), _, _) => exit,
        (_, _, Some(FailOn::Regression), Some(comparison)) => {
            if comparison.regressions.is_empty() {
                Exit::Fine
            } else {
                Exit::Other
            }
        }
        _ if results.tests.iter().any(under) => Exit::Other,
        (_, Some(exit), _, _) => exit,
        _ => Exit::Fine,
    }
}
