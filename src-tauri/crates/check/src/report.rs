//! Reports of a run, for machines and for people: each is written from the results file, one test after the other.

mod comparison;
mod csv;
mod difference;
mod html;
mod json;
mod junit;
mod markdown;

use std::fmt;
use std::io::Write;
use std::str::FromStr;

pub use comparison::{Change, Comparison, Held, UNJUDGED};
pub use difference::{AssertionChange, TestDifference, TurnDifference};
pub(crate) use html::{begin as begin_page, end as end_page, escaped};

use crate::assertion::VerdictStatus;
use crate::result::{RunError, RunErrorKind, TestResult, TestStatus, TurnResult};
use crate::results_file::{Results, ResultsError};
use crate::runs::TrendPoint;

/// The kinds of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportFormat {
    /// One page with everything in it, for a browser without a network.
    Html,
    /// For CI systems.
    Junit,
    /// One JSON object.
    Json,
    /// The results file itself.
    JsonLines,
    /// For spreadsheets.
    Csv,
    /// For a pull request.
    Markdown,
}

impl ReportFormat {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Html, Self::Junit, Self::Json, Self::JsonLines, Self::Csv, Self::Markdown];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Junit => "junit",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
        }
    }
}

impl fmt::Display for ReportFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for ReportFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| format!("there is no report {text:?}"))
    }
}

/// Why a report cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The results cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The report cannot be written.
    #[error("the report cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The library for CSV refused something.
    #[error("the CSV report cannot be made: {0}")]
    Csv(#[from] ::csv::Error),
    /// Something is no JSON.
    #[error("the JSON report cannot be made: {0}")]
    Json(#[from] serde_json::Error),
}

/// What a report can say beside the run itself.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// What has changed since another run.
    pub comparison: Option<Comparison>,
    /// Earlier runs of the same suites, the oldest first.
    pub trend: Vec<TrendPoint>,
}

/// Writes a report.
pub fn write(
    results: &Results,
    format: ReportFormat,
    extras: &Extras,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    let comparison = extras.comparison.as_ref();
    match format {
        ReportFormat::Html => html::write(results, extras, out),
        ReportFormat::Junit => junit::write(results, out),
        ReportFormat::Json => json::write(results, comparison, out),
        ReportFormat::JsonLines => Ok(results.copy_to(out)?),
        ReportFormat::Csv => csv::write(results, out),
        ReportFormat::Markdown => markdown::write(results, comparison, out),
    }
}

/// One word for how a test ended.
pub(crate) fn word(test: &TestResult) -> &'static str {
    match (test.status, test.reached) {
        (TestStatus::Passed, _) => "passed",
        (TestStatus::Flaky, true) => "flaky",
        (TestStatus::Flaky, false) => "flaky, under its share",
        (TestStatus::Failed, _) => "failed",
        (TestStatus::Error, _) => "error",
        (TestStatus::Open, _) => "to be judged",
    }
}

/// `2 of 3`, with the interval where there is more than one repeat.
pub(crate) fn rate(test: &TestResult) -> String {
    let judged = test.passed + test.failed;
    if judged == 0 {
        return if test.open > 0 { "waits for a person" } else { "not judged" }.to_owned();
    }
    let mut text = format!("{} of {judged}", test.passed);
    if let Some(interval) = test.interval.filter(|_| judged > 1) {
        text.push_str(&format!(" ({:.0}–{:.0} %)", interval.low * 100.0, interval.high * 100.0));
    }
    if test.errors > 0 {
        text.push_str(&format!(", {} not judged", test.errors));
    }
    text
}

/// Why something could not be judged, where none of the verdicts says it already.
pub(crate) fn unsaid<'a>(
    error: Option<&'a RunError>,
    turns: impl Iterator<Item = &'a TurnResult>,
) -> Option<&'a str> {
    let mut verdicts = turns.flat_map(|turn| &turn.verdicts);
    let error = error?;
    let is_said =
        error.kind == RunErrorKind::Judging && verdicts.any(|verdict| verdict.status == VerdictStatus::Error);
    (!is_said).then_some(error.message.as_str())
}

/// Milliseconds as a person reads them.
pub(crate) fn duration(milliseconds: f64) -> String {
    if milliseconds < 1000.0 {
        return format!("{milliseconds:.0} ms");
    }
    let seconds = milliseconds / 1000.0;
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

#[cfg(test)]
mod tests;
