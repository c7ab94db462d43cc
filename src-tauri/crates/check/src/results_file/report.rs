//! A report in JSON, read back as the lines of results that it was made of.

use serde::Deserialize;

use super::ResultsWriter;
use crate::result::{RepeatResult, RunHeader, Summary, TestResult};
use crate::run::Sink as _;

/// What a report in JSON has of a run. What has changed since another run can be told again.
#[derive(Debug, Deserialize)]
struct Reported {
    run: RunHeader,
    summary: Summary,
    tests: Vec<ReportedTest>,
}

#[derive(Debug, Deserialize)]
struct ReportedTest {
    test: TestResult,
    repeats: Vec<RepeatResult>,
}

/// The lines of the results that a report tells of.
pub(super) fn lines(report: &[u8]) -> serde_json::Result<Vec<u8>> {
    let Reported { run, summary, tests } = serde_json::from_slice(report)?;
    let mut lines = Vec::new();
    let mut writer = ResultsWriter::begin(&mut lines, &run);
    for ReportedTest { test, repeats } in tests {
        repeats.iter().for_each(|repeat| writer.repeat(repeat));
        writer.test(&test);
    }
    writer.end(&summary).map_err(serde_json::Error::io)?;
    Ok(lines)
}
