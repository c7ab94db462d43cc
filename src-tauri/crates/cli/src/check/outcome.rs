//! What a run came to: the words at its end, and the exit code.

use sofia_check::report::{Comparison, UNJUDGED};
use sofia_check::result::{RunErrorKind, TestStatus};
use sofia_check::results_file::Results;

use super::arguments::FailOn;
use super::progress::is_of_all;
use crate::exit::{Exit, Failure};
use crate::notices::{key_refused, say};
use crate::text::{one_line, simulated_mark};

/// Prints the summary.
pub(super) fn print(results: &Results, comparison: Option<&Comparison>) -> Result<(), Failure> {
    let summary = &results.summary;
    let mut parts = vec![format!("{} passed", summary.passed)];
    if summary.flaky > 0 {
        let under = match summary.flaky_under {
            0 => String::new(),
            under if under == summary.flaky => " under the share that must pass".to_owned(),
            under => format!(", {under} of them under the share that must pass"),
        };
        parts.push(format!("{} flaky{under}", summary.flaky));
    }
    for (count, what) in [
        (summary.failed, "failed"),
        (summary.errors, "could not be judged"),
        (summary.open, "to be judged by a person"),
        (summary.not_run, "not run"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let simulated = simulated_mark(&results.header.merchant, results.header.simulated);
    let mut text = format!(
        "\n{}{simulated}: {}, in {:.1} s\n",
        one_line(&results.header.merchant),
        parts.join(", "),
        summary.took_ms / 1000.0
    );
    if let Some(comparison) = comparison {
        let (worse, better) = comparison.titles();
        let parts = [
            (worse, &comparison.regressions),
            (UNJUDGED.to_owned(), &comparison.unjudged),
            (better, &comparison.fixes),
        ];
        for (title, changes) in parts {
            for change in changes {
                let test = one_line(&change.test);
                text.push_str(&format!(
                    "{}: {test} ({} → {})\n",
                    one_line(&title),
                    change.before,
                    change.now
                ));
            }
        }
    }
    if summary.not_closed > 0 {
        text.push_str(&format!("{} sessions could not be closed.\n", summary.not_closed));
    }
    crate::open::print(&text)?;
    reasons(results);
    Ok(())
}

/// Says what kept tests from being judged and is no fault of theirs: each thing once, with what to do next.
fn reasons(results: &Results) {
    let mut said: Vec<String> = Vec::new();
    for error in results.tests.iter().filter_map(|test| test.error.as_ref()) {
        if !is_of_all(error.kind) {
            continue;
        }
        let sentence = match error.kind {
            RunErrorKind::KeyRefused => {
                let status = error.status.map_or_else(|| "401".to_owned(), |status| status.to_string());
                key_refused(&results.header.merchant, &status)
            }
            _ => error.message.clone(),
        };
        if !said.contains(&sentence) {
            say(&sentence);
            said.push(sentence);
        }
    }
}

/// The exit code, as `sofia check --help` explains it.
pub(super) fn exit(results: &Results, comparison: Option<&Comparison>, fail_on: Option<FailOn>) -> Exit {
    let is_judged = |status| !matches!(status, TestStatus::Error);
    if !results.tests.iter().any(|test| is_judged(test.status))
        && let Some(exit) = of_errors(results)
    {
        return exit;
    }
    // What could not be judged, or is missing, has not passed, whatever became of the rest.
    let is_worse = match (fail_on, comparison) {
        (Some(FailOn::Regression), Some(comparison)) => {
            !comparison.regressions.is_empty() || !comparison.unjudged.is_empty()
        }
        _ => {
            let under = |status| matches!(status, TestStatus::Failed | TestStatus::Flaky | TestStatus::Error);
            results.tests.iter().any(|test| under(test.status) && !test.reached)
        }
    };
    if is_worse || results.summary.not_run > 0 { Exit::Other } else { Exit::Fine }
}

/// What the network's errors come to where there is nothing else.
fn of_errors(results: &Results) -> Option<Exit> {
    let kinds: Vec<_> =
        results.tests.iter().filter_map(|test| test.error.as_ref().map(|error| error.kind)).collect();
    let codes = [
        (RunErrorKind::KeyRefused, Exit::KeyRefused),
        (RunErrorKind::Unreachable, Exit::Unreachable),
        (RunErrorKind::Api, Exit::ApiError),
    ];
    codes.into_iter().find(|(kind, _)| kinds.contains(kind)).map(|(_, exit)| exit)
}
