//! A table of repeats, for spreadsheets.

use std::io::Write;

use super::{ReportError, word};
use crate::result::RepeatStatus;
use crate::results_file::Results;

const COLUMNS: [&str; 14] = [
    "suite",
    "test",
    "tags",
    "test_status",
    "repeat",
    "status",
    "turns",
    "failures",
    "error",
    "first_event_ms",
    "complete_ms",
    "customer",
    "session",
    "simulated",
];

pub(super) fn write(results: &Results, out: &mut dyn Write) -> Result<(), ReportError> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for test in &results.tests {
        for repeat in results.repeats(test)? {
            let failures: Vec<String> = repeat
                .turns
                .iter()
                .flat_map(|turn| turn.failures())
                .map(|verdict| format!("{}: {}", verdict.assertion, verdict.message))
                .collect();
            let last = repeat.turns.last().map(|turn| &turn.answer);
            let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
            let status = match repeat.status {
                RepeatStatus::Passed => "passed",
                RepeatStatus::Failed => "failed",
                RepeatStatus::Error => "error",
                RepeatStatus::Open => "open",
            };
            let cells = [
                test.suite.clone(),
                test.test.clone(),
                test.tags.join(", "),
                word(test).to_owned(),
                repeat.repeat.to_string(),
                status.to_owned(),
                repeat.turns.len().to_string(),
                failures.join("\n"),
                repeat.error.map(|error| error.message).unwrap_or_default(),
                number(last.and_then(|answer| answer.events.first()).map(|event| event.offset_ms)),
                number(last.and_then(|answer| answer.complete_ms)),
                repeat.customer,
                repeat.session.unwrap_or_default(),
                results.header.simulated.to_string(),
            ];
            table.write_record(cells.map(|cell| inert(&cell)))?;
        }
    }
    Ok(table.flush()?)
}

/// A spreadsheet takes a cell that begins so for a formula; what a server said must not become one.
fn inert(cell: &str) -> String {
    let number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
