//! What a run comes to: per turn, per repeat, per test and in all. These are the lines of a results file, so they can be
//! read back by a later version, and judged again.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::answer::SavedAnswer;
use crate::assertion::{Verdict, VerdictStatus};
use crate::truth::Unreached;

/// A line of a results file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultLine {
    /// The first line.
    Run(RunHeader),
    /// A repeat of a test, as it ended.
    Repeat(RepeatResult),
    /// A test, when all its repeats have ended.
    Test(TestResult),
    /// The last line; it is missing where the run was killed.
    Summary(Summary),
}

/// What was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunHeader {
    /// The names of the suites.
    pub suites: Vec<String>,
    /// Whose agent was asked.
    pub merchant: String,
    /// A simulator answered, not Sofia.
    pub simulated: bool,
    /// When it began, in milliseconds since 1970, UTC.
    pub began_at: i64,
    /// How many tests there are, of this shard.
    pub tests: usize,
    /// How many repeats there are in all.
    pub repeats: usize,
    /// How often each test was to be played, where that was said whatever the suites say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u32>,
    /// The version of this program.
    pub version: String,
    /// Saved answers were judged anew, and nobody was asked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rejudged: bool,
    /// The merchant on the other side, where two were asked the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl RunHeader {
    /// Now, for [`RunHeader::began_at`].
    pub fn now() -> i64 {
        crate::clock::now_ms()
    }
}

/// How a repeat ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatStatus {
    /// Every assertion holds.
    Passed,
    /// One does not.
    Failed,
    /// It could not be judged: the network, the API, no catalog.
    Error,
    /// A person is to judge.
    Open,
}

/// A repeat of a test.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RepeatResult {
    /// The suite that the test is of.
    pub suite: String,
    /// The test.
    pub test: String,
    /// Its number, from 1.
    pub repeat: u32,
    /// How it ended.
    pub status: RepeatStatus,
    /// Why it could not be judged, where it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<RunError>,
    /// Its turns, as far as it came.
    pub turns: Vec<TurnResult>,
    /// `clientKey` of the fresh customer.
    pub customer: String,
    /// The session, where one was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// It could not be closed, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_closed: Option<String>,
    /// Milliseconds in all.
    pub took_ms: f64,
}

/// A turn of a repeat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TurnResult {
    /// What the customer did, in words.
    pub did: String,
    /// The events that went in front of it, as said before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Box<RawValue>>,
    /// The event that was sent; nothing where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Box<RawValue>>,
    /// The answer.
    pub answer: SavedAnswer,
    /// Its assertions.
    pub verdicts: Vec<Verdict>,
    /// Pictures and pages of it that did not come, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreachable: Vec<Unreached>,
    /// The line in the suite.
    pub line: u64,
}

impl TurnResult {
    /// The assertions that do not hold or could not be judged.
    pub fn failures(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts
            .iter()
            .filter(|verdict| matches!(verdict.status, VerdictStatus::Failed | VerdictStatus::Error))
    }
}

/// Why something could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunError {
    /// Whose fault it is.
    pub kind: RunErrorKind,
    /// What happened.
    pub message: String,
    /// HTTP status, where the server refused the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunErrorKind {
    /// The key was refused.
    KeyRefused,
    /// Nothing could be sent.
    Unreachable,
    /// The API answered with an error, or not to the end.
    Api,
    /// An assertion could not be judged: no catalog, a jq expression that fails.
    Judging,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestStatus {
    /// Every repeat that could be judged passed.
    Passed,
    /// Some passed and some failed.
    Flaky,
    /// All failed.
    Failed,
    /// None could be judged.
    Error,
    /// A person is to judge, and nothing failed.
    Open,
}

/// A test, all repeats together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    /// The suite that it is of.
    pub suite: String,
    /// Its name.
    pub test: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// The file that it stands in.
    pub file: String,
    /// The line on which it begins.
    pub line: u64,
    /// How it ended.
    pub status: TestStatus,
    /// Whether the share of passed repeats is what it must be.
    pub reached: bool,
    /// Repeats that passed.
    pub passed: u32,
    /// Repeats that failed.
    pub failed: u32,
    /// Repeats that could not be judged.
    pub errors: u32,
    /// Repeats that a person is to judge.
    pub open: u32,
    /// The share of the judged repeats that must pass.
    pub min_pass: f64,
    /// Where the true pass rate lies, with 95 % confidence; nothing where nothing could be judged.
    pub interval: Option<Interval>,
    /// The first error, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<RunError>,
    /// Milliseconds of all repeats together.
    pub took_ms: f64,
}

impl TestResult {
    /// How many repeats of it there were.
    pub fn repeats(&self) -> u32 {
        self.passed + self.failed + self.errors + self.open
    }
}

/// An interval of a share, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Wilson's score interval with 95 % confidence. Unlike the usual one it is sound for few repeats and for shares near
    /// none and all.
    pub fn wilson(passed: u32, judged: u32) -> Option<Self> {
        /// The quantile of the normal distribution for 95 %.
        const Z: f64 = 1.959_963_984_540_054;
        if judged == 0 {
            return None;
        }
        let (count, share) = (f64::from(judged), f64::from(passed) / f64::from(judged));
        let scale = 1.0 + Z * Z / count;
        let middle = (share + Z * Z / (2.0 * count)) / scale;
        let reach = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt() / scale;
        Some(Self { low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) })
    }
}

/// A run, all tests together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Tests that passed.
    pub passed: usize,
    /// Tests some of whose repeats passed and some failed.
    pub flaky: usize,
    /// Those of the flaky ones that do not reach their share.
    #[serde(default)]
    pub flaky_under: usize,
    /// Tests all of whose repeats failed.
    pub failed: usize,
    /// Tests that could not be judged.
    pub errors: usize,
    /// Tests that a person is to judge.
    pub open: usize,
    /// Tests that were not played, since the run was stopped.
    pub not_run: usize,
    /// It was stopped by a person or by `--bail`.
    pub stopped: bool,
    /// Milliseconds.
    pub took_ms: f64,
    /// Sessions that could not be closed.
    pub not_closed: usize,
}

impl Summary {
    /// This part of a run and the next one.
    pub(crate) fn and(&self, next: &Self) -> Self {
        Self {
            passed: self.passed + next.passed,
            flaky: self.flaky + next.flaky,
            flaky_under: self.flaky_under + next.flaky_under,
            failed: self.failed + next.failed,
            errors: self.errors + next.errors,
            open: self.open + next.open,
            // What the first part had left is what the next one had to play.
            not_run: next.not_run,
            stopped: next.stopped,
            took_ms: self.took_ms + next.took_ms,
            not_closed: self.not_closed + next.not_closed,
        }
    }

    /// Counts a test.
    pub fn count(&mut self, test: &TestResult) {
        match test.status {
            TestStatus::Error => self.errors += 1,
            TestStatus::Open => self.open += 1,
            TestStatus::Passed => self.passed += 1,
            TestStatus::Flaky => {
                self.flaky += 1;
                self.flaky_under += usize::from(!test.reached);
            }
            TestStatus::Failed => self.failed += 1,
        }
    }

    /// Tests that were judged and do not reach their share.
    pub fn under_their_share(&self) -> usize {
        self.failed + self.flaky_under
    }

    /// How many are flaky, in words, and how many of them too much so.
    pub fn flaky_in_words(&self) -> String {
        match self.flaky_under {
            0 => self.flaky.to_string(),
            under => format!("{} ({under} under the share that must pass)", self.flaky),
        }
    }
}

impl RepeatResult {
    /// How the repeat ended, from its verdicts and whether it could be played at all.
    pub(crate) fn status_of(error: Option<&RunError>, turns: &[TurnResult]) -> RepeatStatus {
        let has =
            |status| turns.iter().flat_map(|turn| &turn.verdicts).any(|verdict| verdict.status == status);
        // A turn that failed has failed, whatever the network did afterwards.
        if has(VerdictStatus::Failed) {
            RepeatStatus::Failed
        } else if error.is_some() || has(VerdictStatus::Error) {
            RepeatStatus::Error
        } else if has(VerdictStatus::Open) {
            RepeatStatus::Open
        } else {
            RepeatStatus::Passed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_is_that_of_the_textbooks() {
        // Figures as other programs give them, to four digits.
        let table = [
            (0, 3, 0.0, 0.5615),
            (3, 3, 0.4385, 1.0),
            (2, 3, 0.2077, 0.9385),
            (8, 10, 0.4902, 0.9433),
            (50, 100, 0.4038, 0.5962),
        ];
        for (passed, judged, low, high) in table {
            let interval = Interval::wilson(passed, judged).unwrap();
            assert!(
                (interval.low - low).abs() < 1e-4 && (interval.high - high).abs() < 1e-4,
                "{passed}/{judged}: {interval:?}"
            );
        }
        assert_eq!(Interval::wilson(0, 0), None);
    }
}
