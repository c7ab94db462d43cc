//! Shards of one run, put together.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

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
    /// They are of different merchants.
    #[error(
        "{} has answers of {merchant}, and {} those of {other_merchant}: these are no parts of one run",
        .path.display(), .other.display()
    )]
    OfOtherMerchants {
        /// One of them.
        path: PathBuf,
        /// Its merchant.
        merchant: String,
        /// Another one.
        other: PathBuf,
        /// The merchant of that one.
        other_merchant: String,
    },
    /// They have answers of two runs to one test.
    #[error(
        "{} and {} both have the test {test:?} of {suite:?}: these are no parts of one run",
        .path.display(), .other.display()
    )]
    Twice {
        /// The test's suite.
        suite: String,
        /// The test.
        test: String,
        /// One of them.
        path: PathBuf,
        /// The other one.
        other: PathBuf,
    },
}

/// Puts the results of shards together into one file. Where a shard is there as it was before it went on and as it was
/// afterwards, the later one counts. What is no part of one run is refused.
pub fn merge(parts: &[Results], out: &mut dyn Write) -> Result<(), MergeError> {
    let parts = latest(parts);
    are_of_one_run(&parts)?;
    let Some(first) = parts.first() else { return Ok(()) };
    let mut header = RunHeader { tests: 0, repeats: 0, suites: Vec::new(), ..first.header.clone() };
    let mut summary = Summary::default();
    for part in &parts {
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
    for part in &parts {
        for test in &part.tests {
            part.repeats(test)?.iter().for_each(|repeat| writer.repeat(repeat));
            writer.test(test);
            if writer.has_failed() {
                break;
            }
        }
    }
    writer.end(&summary).map(drop).map_err(MergeError::Write)
}

/// The parts without those that went on in another one: the same header, and no test that the other one has not.
fn latest(parts: &[Results]) -> Vec<&Results> {
    let is_within = |part: &Results, other: &Results| {
        part.header == other.header && part.tests.iter().all(|test| other.has(&test.suite, &test.test))
    };
    let went_on = |(place, part): (usize, &Results)| {
        parts.iter().enumerate().any(|(other_place, other)| {
            // Of two that have the same tests, the one that is named later.
            let is_later = other.tests.len() > part.tests.len()
                || (other.tests.len() == part.tests.len() && other_place > place);
            is_later && is_within(part, other)
        })
    };
    parts.iter().enumerate().filter(|part| !went_on(*part)).map(|(_, part)| part).collect()
}

fn are_of_one_run(parts: &[&Results]) -> Result<(), MergeError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let mut ended = HashMap::new();
    for part in parts {
        if part.header.merchant != first.header.merchant {
            return Err(MergeError::OfOtherMerchants {
                path: first.path.clone(),
                merchant: first.header.merchant.clone(),
                other: part.path.clone(),
                other_merchant: part.header.merchant.clone(),
            });
        }
        for test in &part.tests {
            if let Some(before) = ended.insert((test.suite.as_str(), test.test.as_str()), *part) {
                return Err(MergeError::Twice {
                    suite: test.suite.clone(),
                    test: test.test.clone(),
                    path: before.path.clone(),
                    other: part.path.clone(),
                });
            }
        }
    }
    Ok(())
}
