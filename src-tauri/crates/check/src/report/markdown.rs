//! A summary for a pull request.

use std::io::Write;

use super::{Change, Comparison, ReportError, UNJUDGED, duration, rate, unsaid, word};
use crate::result::{RepeatResult, TestResult, TestStatus};
use crate::results_file::Results;

/// A pull request that is longer is not read.
const MOST_TESTS: usize = 50;

pub(super) fn write(
    results: &Results,
    comparison: Option<&Comparison>,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    let (header, summary) = (&results.header, &results.summary);
    writeln!(out, "## Sofia: {}\n", escaped(&header.merchant))?;
    if header.simulated {
        writeln!(out, "> **Simulated.** A simulator answered, not Sofia.\n")?;
    }
    writeln!(out, "| passed | flaky | failed | errors | to be judged | not run | time |")?;
    writeln!(out, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    writeln!(
        out,
        "| {} | {} | {} | {} | {} | {} | {} |\n",
        summary.passed,
        summary.flaky_in_words(),
        summary.failed,
        summary.errors,
        summary.open,
        summary.not_run,
        duration(summary.took_ms)
    )?;
    let bad: Vec<_> =
        results.tests.iter().filter(|test| !test.reached && test.status != TestStatus::Open).collect();
    for test in bad.iter().take(MOST_TESTS) {
        writeln!(out, "### {} — {}, {}\n", escaped(&test.test), word(test), rate(test))?;
        for (line, count) in reasons(test, &results.repeats(test)?) {
            let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
            writeln!(out, "- {line}{times}")?;
        }
        writeln!(out)?;
    }
    if bad.len() > MOST_TESTS {
        writeln!(out, "… and {} more.\n", bad.len() - MOST_TESTS)?;
    }
    if let Some(comparison) = comparison {
        let (worse, better) = comparison.titles();
        changes(out, &worse, &comparison.regressions)?;
        changes(out, UNJUDGED, &comparison.unjudged)?;
        changes(out, &better, &comparison.fixes)?;
    }
    Ok(())
}

/// What is wrong with a test, each thing once, and how often it was.
fn reasons(test: &TestResult, repeats: &[RepeatResult]) -> Vec<(String, usize)> {
    let mut reasons: Vec<(String, usize)> = Vec::new();
    let turns = || repeats.iter().flat_map(|repeat| &repeat.turns);
    for (turn, verdict) in turns().flat_map(|turn| turn.failures().map(move |verdict| (turn, verdict))) {
        let (did, assertion) = (escaped(&turn.did), code(&verdict.assertion));
        let line = format!("*{did}* → {assertion}: {}", escaped(&verdict.message));
        match reasons.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => reasons.push((line, 1)),
        }
    }
    reasons.extend(unsaid(test.error.as_ref(), turns()).map(|message| (escaped(message), 1)));
    reasons
}

fn changes(out: &mut dyn Write, title: &str, changes: &[Change]) -> std::io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "**{}**\n", escaped(title))?;
    for change in changes {
        writeln!(out, "- {}: {} → {}", escaped(&change.test), change.before, change.now)?;
    }
    writeln!(out)
}

/// What Markdown or HTML would read something into.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '`' => escaped.push('\''),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '@' => escaped.push_str("@\u{200B}"),
            '\n' | '\r' => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace(['`', '\n', '\r'], "'"))
}
