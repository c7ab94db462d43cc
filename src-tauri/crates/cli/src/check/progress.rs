//! How far a run is: a line for each test as it ends, and, in a terminal, how many are left.

use std::io::{self, IsTerminal as _, Write, stderr};

use sofia_check::result::{RepeatResult, RepeatStatus, Summary, TestResult, TestStatus};
use sofia_check::results_file::ResultsWriter;
use sofia_check::run::Sink;

use crate::open::print;

/// Writes results to their file and tells of them.
pub(super) struct Progress<W> {
    results: ResultsWriter<W>,
    total: usize,
    done: usize,
    bad: usize,
    /// What is wrong with the repeats of tests that have not ended.
    reasons: Vec<(String, String, String)>,
    terminal: bool,
}

impl<W: Write> Progress<W> {
    pub(super) fn new(results: ResultsWriter<W>, total: usize) -> Self {
        Self { results, total, done: 0, bad: 0, reasons: Vec::new(), terminal: stderr().is_terminal() }
    }

    pub(super) fn end(self, summary: &Summary) -> io::Result<()> {
        self.line("");
        self.results.end(summary)
    }

    /// The line at the bottom of a terminal. Where there is none, nothing is said: a log would be full of it.
    fn line(&self, text: &str) {
        if self.terminal {
            // A terminal that has gone misses nothing.
            write!(stderr(), "\r\u{1B}[K{text}").ok();
        }
    }

    /// Takes the reasons of a test out of those that wait.
    fn take(&mut self, test: &TestResult) -> Vec<String> {
        let mut own = Vec::new();
        self.reasons.retain(|(suite, name, reason)| {
            let mine = *suite == test.suite && *name == test.test;
            if mine {
                own.push(reason.clone());
            }
            !mine
        });
        own
    }
}

impl<W: Write> Sink for Progress<W> {
    fn repeat(&mut self, result: &RepeatResult) {
        self.results.repeat(result);
        if matches!(result.status, RepeatStatus::Failed | RepeatStatus::Error) {
            let mut wait =
                |reason: String| self.reasons.push((result.suite.clone(), result.test.clone(), reason));
            for turn in &result.turns {
                for verdict in turn.failures() {
                    wait(format!("    {}, line {}: {}", verdict.assertion, verdict.line, verdict.message));
                }
            }
            if let Some(error) = result
                .error
                .as_ref()
                .filter(|_| result.turns.iter().all(|turn| turn.failures().next().is_none()))
            {
                wait(format!("    {}", error.message));
            }
            if let Some(reason) = &result.not_closed {
                wait(format!("    the session could not be closed: {reason}"));
            }
        }
    }

    fn test(&mut self, result: &TestResult) {
        self.results.test(result);
        self.done += 1;
        let mark = match (result.status, result.reached) {
            (TestStatus::Open, _) => '?',
            (TestStatus::Error, _) => '!',
            (_, true) => '✓',
            (_, false) => '✗',
        };
        self.bad += usize::from(matches!(mark, '✗' | '!'));
        let judged = result.passed + result.failed;
        let repeats = if judged > 1 || result.errors > 0 {
            format!("  {} of {judged}", result.passed)
        } else {
            String::new()
        };
        let mut text = format!("{mark} {}{repeats}\n", result.test);
        let mut reasons = self.take(result);
        reasons.dedup();
        if mark != '✓' {
            reasons.iter().for_each(|reason| text.push_str(&format!("{reason}\n")));
        }
        self.line("");
        // Whoever read standard output may have gone; the results are in their file.
        print(&text).ok();
        self.line(&format!("{} of {} tests, {} not as they should be", self.done, self.total, self.bad));
    }
}
