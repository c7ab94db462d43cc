//! Shards of one run, put together.

use std::io::{self, Write};

use super::{Results, ResultsError, ResultsWriter};
use crate::result::{RunHeader, Summary};
use crate::run::Sink as _;

/// Shards cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// One of them cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The whole cannot be written.
    #[error(transparent)]
    Write(io::Error),
}

/// Puts the results of shards together into one file.
pub fn merge(parts: &[Results], out: &mut dyn Write) -> Result<(), MergeError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let mut header = RunHeader { tests: 0, repeats: 0, suites: Vec::new(), ..first.header.clone() };
    let mut summary = Summary::default();
    for part in parts {
        header.tests += part.header.tests;
        header.repeats += part.header.repeats;
        header.simulated |= part.header.simulated;
        header.began_at = header.began_at.min(part.header.began_at);
        header.suites.extend(
            part.header
                .suites
                .iter()
                .filter(|suite| !header.suites.contains(suite))
                .cloned()
                .collect::<Vec<_>>(),
        );
        summary.passed += part.summary.passed;
        summary.flaky += part.summary.flaky;
        summary.flaky_under += part.summary.flaky_under;
        summary.failed += part.summary.failed;
        summary.errors += part.summary.errors;
        summary.open += part.summary.open;
        summary.not_run += part.summary.not_run;
        summary.not_closed += part.summary.not_closed;
        summary.stopped |= part.summary.stopped;
        // Shards run side by side.
        summary.took_ms = summary.took_ms.max(part.summary.took_ms);
    }
    let mut writer = ResultsWriter::begin(&mut *out, &header);
    for part in parts {
        for test in &part.tests {
            part.repeats(test)?.iter().for_each(|repeat| writer.repeat(repeat));
            writer.test(test);
            if writer.has_failed() {
                break;
            }
        }
    }
    writer.end(&summary).map_err(MergeError::Write)
}
