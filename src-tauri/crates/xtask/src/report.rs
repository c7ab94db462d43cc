//! The steps of a long command: a heading before each, its time after it, and a table at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

#[derive(Debug)]
enum Outcome {
    Passed,
    Failed,
    Skipped(&'static str),
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
}

#[derive(Debug)]
pub(crate) struct Report {
    rows: Vec<Row>,
    started: Instant,
}

/// A step that ran beside others, whose output waited.
#[derive(Debug)]
pub(crate) struct Transcript {
    pub(crate) name: &'static str,
    pub(crate) passed: bool,
    pub(crate) text: String,
    pub(crate) time: Duration,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { rows: Vec::new(), started: Instant::now() }
    }

    /// Runs a step in the foreground and says whether it passed.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n=== {name}");
        let started = Instant::now();
        let result = work();
        let time = started.elapsed();
        let passed = result.is_ok();
        if let Err(error) = result {
            // Not on the other stream: a log keeps the two in no order.
            println!("error: {error:#}");
        }
        self.close_step(name, passed, time)
    }

    /// Runs a step that makes sense only when `ready`; else notes why it was skipped.
    pub(crate) fn step_if(
        &mut self,
        ready: bool,
        name: &'static str,
        otherwise: &'static str,
        work: impl FnOnce() -> Result<()>,
    ) -> bool {
        if ready {
            return self.step(name, work);
        }
        println!("\n=== {name}: skipped, {otherwise}");
        self.rows.push(Row { name, outcome: Outcome::Skipped(otherwise), time: Duration::ZERO });
        false
    }

    /// Notes a step that ran beside others.
    pub(crate) fn add(&mut self, transcript: &Transcript) -> bool {
        println!("\n=== {} (ran beside the others)", transcript.name);
        println!("{}", transcript.text.trim_end());
        self.close_step(transcript.name, transcript.passed, transcript.time)
    }

    fn close_step(&mut self, name: &'static str, passed: bool, time: Duration) -> bool {
        println!("--- {name}: {} in {}", if passed { "passed" } else { "FAILED" }, seconds(time));
        self.rows.push(Row { name, outcome: if passed { Outcome::Passed } else { Outcome::Failed }, time });
        passed
    }

    /// Prints the table; a step that failed or could not run makes the whole fail.
    pub(crate) fn close(self) -> ExitCode {
        let mut lines = vec![vec![String::from("step"), String::from("result"), String::from("time")]];
        let mut passed = true;
        for row in &self.rows {
            let result = match row.outcome {
                Outcome::Passed => String::from("passed"),
                Outcome::Failed => String::from("FAILED"),
                Outcome::Skipped(why) => format!("skipped: {why}"),
            };
            passed &= matches!(row.outcome, Outcome::Passed);
            lines.push(vec![row.name.to_owned(), result, seconds(row.time)]);
        }
        let result = if passed { "passed" } else { "FAILED" };
        lines.push(vec![String::from("all"), result.to_owned(), seconds(self.started.elapsed())]);
        println!("\n{}", table(&lines));
        if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// Columns in line, the first row set off as the heading.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (place, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
        if place == 0 {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text.push_str(&rules.join("  "));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_and_stops_nothing() {
        let mut report = Report::new();
        assert!(!report.step("first", || bail!("no")));
        assert!(report.step("second", || Ok(())));
        assert_eq!(format!("{:?}", report.close()), format!("{:?}", ExitCode::FAILURE));
    }

    #[test]
    fn a_skipped_step_is_no_success() {
        let mut report = Report::new();
        assert!(!report.step_if(false, "tests", "nothing was built", || Ok(())));
        assert_eq!(format!("{:?}", report.close()), format!("{:?}", ExitCode::FAILURE));
    }

    #[test]
    fn columns_stand_in_line() {
        let rows = [["step", "time"], ["é", "1.0 s"]].map(|row| row.map(String::from).to_vec());
        assert_eq!(table(&rows), "step  time\n----  -----\né     1.0 s\n");
    }
}
