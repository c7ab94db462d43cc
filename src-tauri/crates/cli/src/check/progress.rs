//! How far a run is: a line for each test as it ends, and, in a terminal, how many are left.

use std::io::{IsTerminal as _, Write as _, stderr};

use sofia_check::job::{Earlier, JobError};
use sofia_check::result::{RepeatResult, RepeatStatus, RunErrorKind, TestResult, TestStatus};
use sofia_check::run::Sink;

use crate::notices::say;
use crate::open::print;
use crate::text::one_line;

/// Whether it is the same for every test.
pub(super) fn is_of_all(kind: RunErrorKind) -> bool {
    matches!(kind, RunErrorKind::KeyRefused | RunErrorKind::Unreachable)
}

/// Tells of results as they come.
pub(super) struct Progress {
    /// Whose results they are, where two merchants are asked at the same time.
    whose: Option<String>,
    total: usize,
    done: usize,
    bad: usize,
    /// What is wrong with the repeats of tests that have not ended.
    reasons: Vec<(String, String, String)>,
    terminal: bool,
}

impl Progress {
    pub(super) fn new(total: usize, whose: Option<String>) -> Self {
        Self { whose, total, done: 0, bad: 0, reasons: Vec::new(), terminal: stderr().is_terminal() }
    }

    /// Says what stays of the earlier part of a run and what is played again, and lists what is not as it should be of what
    /// stays: it counts at the end.
    pub(super) fn go_on(&mut self, earlier: &Earlier) -> Result<(), JobError> {
        let changed: Vec<_> = earlier.changed().map(one_line).collect();
        if !changed.is_empty() {
            let names = changed.join(", ");
            say(&match changed.len() {
                1 => format!("1 test has changed since it was played, and is played again: {names}."),
                count => format!(
                    "{count} tests have changed since they were played, and are played again: {names}."
                ),
            });
        }
        for test in earlier.kept().filter(|test| !test.reached) {
            self.total += 1;
            earlier.repeats(test)?.iter().for_each(|repeat| self.repeat(repeat));
            self.test(test);
        }
        Ok(())
    }

    pub(super) fn end(self) {
        self.line("");
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

/// Each reason once, and in how many repeats it was there.
fn counted(reasons: &[String]) -> Vec<(&str, usize)> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for reason in reasons {
        match counted.iter_mut().find(|(known, _)| known == reason) {
            Some((_, times)) => *times += 1,
            None => counted.push((reason, 1)),
        }
    }
    counted
}

impl Sink for Progress {
    fn repeat(&mut self, result: &RepeatResult) {
        if matches!(result.status, RepeatStatus::Failed | RepeatStatus::Error) {
            // Servers have a say in it, and terminals obey what they print.
            let mut wait = |reason: String| {
                let reason = format!("    {}", one_line(&reason));
                self.reasons.push((result.suite.clone(), result.test.clone(), reason));
            };
            for turn in &result.turns {
                for verdict in turn.failures() {
                    wait(format!("{}, line {}: {}", verdict.assertion, verdict.line, verdict.message));
                }
            }
            // What keeps all tests from being judged is said once, at the end, with what to do about it.
            let error = result.error.as_ref().filter(|error| !is_of_all(error.kind));
            if let Some(error) =
                error.filter(|_| result.turns.iter().all(|turn| turn.failures().next().is_none()))
            {
                wait(error.message.clone());
            }
            if let Some(reason) = &result.not_closed {
                wait(format!("the session could not be closed: {reason}"));
            }
        }
    }

    fn test(&mut self, result: &TestResult) {
        self.done += 1;
        let mark = match (result.status, result.reached) {
            (TestStatus::Open, _) => '?',
            (TestStatus::Error, _) => '!',
            (_, true) => '✓',
            (_, false) => '✗',
        };
        self.bad += usize::from(matches!(mark, '✗' | '!'));
        let judged = result.passed + result.failed;
        let repeats = if result.status == TestStatus::Error {
            "  not judged".to_owned()
        } else if judged > 1 || (judged > 0 && result.errors > 0) {
            format!("  {} of {judged}", result.passed)
        } else {
            String::new()
        };
        let whose = self.whose.as_ref().map(|whose| format!("[{whose}] ")).unwrap_or_default();
        let mut text = format!("{mark} {whose}{}{repeats}\n", one_line(&result.test));
        let reasons = self.take(result);
        if mark != '✓' {
            for (reason, times) in counted(&reasons) {
                let times = if times > 1 { format!(" ({times} times)") } else { String::new() };
                text.push_str(&format!("{reason}{times}\n"));
            }
        }
        self.line("");
        // Whoever read standard output may have gone; the results are in their file.
        print(&text).ok();
        self.line(&format!("{} of {} tests, {} not as they should be", self.done, self.total, self.bad));
    }
}
