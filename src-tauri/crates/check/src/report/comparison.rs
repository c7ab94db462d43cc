//! What has changed since another run.

use std::collections::HashMap;

use super::difference::TestDifference;
use crate::result::{TestResult, TestStatus};
use crate::results_file::{Results, ResultsError};

/// What stands above [`Comparison::unjudged`].
pub const UNJUDGED: &str = "Not judged any more";

/// A run against an earlier one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Whose answers it is held against, where it is another merchant and not an earlier run.
    pub other: Option<String>,
    /// Tests that reached their share before and do not now.
    pub regressions: Vec<Change>,
    /// Tests that reached their share before and could not be judged now.
    pub unjudged: Vec<Change>,
    /// Tests that did not and now do.
    pub fixes: Vec<Change>,
    /// Tests that were not there before.
    pub added: Vec<String>,
    /// Tests that are not there any more.
    pub removed: Vec<String>,
    /// Tests in both runs whose answers or verdicts are not the same, turn by turn.
    pub differences: Vec<TestDifference>,
}

/// A test that has changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The suite.
    pub suite: String,
    /// The test.
    pub test: String,
    /// How it was: `3 of 3`.
    pub before: String,
    /// How it is.
    pub now: String,
    /// The same apart from the words.
    pub held_before: Held,
    /// The same apart from the words.
    pub held_now: Held,
}

/// In how many of its repeats a test passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Repeats that passed.
    pub passed: u32,
    /// Repeats that passed or failed.
    pub judged: u32,
    /// Repeats that could not be judged.
    pub errors: u32,
    /// Repeats that wait for a person.
    pub open: u32,
}

impl Held {
    fn of(test: &TestResult) -> Self {
        let TestResult { passed, failed, errors, open, .. } = test;
        Self { passed: *passed, judged: passed + failed, errors: *errors, open: *open }
    }
}

impl Comparison {
    /// Compares two runs. A test that could not be judged in one of them is neither better nor worse; where it had reached
    /// its share, that is said.
    pub fn of(before: &Results, now: &Results) -> Result<Self, ResultsError> {
        let key = |test: &TestResult| (test.suite.clone(), test.test.clone());
        let judged = |test: &&TestResult| !matches!(test.status, TestStatus::Error | TestStatus::Open);
        let earlier: HashMap<_, _> = before.tests.iter().map(|test| (key(test), test)).collect();
        let other = &before.header.merchant;
        let is_other = now.header.pair.is_some() && *other != now.header.merchant;
        let mut comparison = Self { other: is_other.then(|| other.clone()), ..Self::default() };
        for test in &now.tests {
            let Some(was) = earlier.get(&key(test)).copied() else {
                comparison.added.push(test.test.clone());
                continue;
            };
            let difference = TestDifference::of(before, now, &test.suite, &test.test)?;
            comparison.differences.extend(difference.filter(|difference| !difference.turns.is_empty()));
            let is_lost = judged(&was) && was.reached && test.status == TestStatus::Error;
            if !is_lost && (!judged(&was) || !judged(&test) || was.reached == test.reached) {
                continue;
            }
            let change = Change {
                suite: test.suite.clone(),
                test: test.test.clone(),
                before: super::rate(was),
                now: super::rate(test),
                held_before: Held::of(was),
                held_now: Held::of(test),
            };
            let changes = match was.reached {
                true if is_lost => &mut comparison.unjudged,
                true => &mut comparison.regressions,
                false => &mut comparison.fixes,
            };
            changes.push(change);
        }
        let known: std::collections::HashSet<_> = now.tests.iter().map(key).collect();
        let gone = before.tests.iter().filter(|test| !known.contains(&key(test)));
        comparison.removed = gone.map(|test| test.test.clone()).collect();
        Ok(comparison)
    }

    /// What stands above the tests that are worse, and above those that are better.
    pub fn titles(&self) -> (String, String) {
        match &self.other {
            Some(other) => (format!("Worse than {other}"), format!("Better than {other}")),
            None => ("Regressions".to_owned(), "Fixed".to_owned()),
        }
    }

    /// What the two sides are called.
    pub fn sides(&self) -> (&str, &str) {
        match &self.other {
            Some(other) => (other, "here"),
            None => ("before", "now"),
        }
    }
}
