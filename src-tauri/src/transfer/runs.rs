//! Runs of test suites: how one goes, and what it came to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorReport, Event, SentEvent, VerdictSaid};

/// A run, by the name of its results file.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunId {
    pub id: String,
}

/// What is to be run. It is kept beside the results, so that a run can be resumed and its failures run again.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunPlan {
    pub merchant_id: String,
    pub suites: Vec<PickedSuite>,
    /// How often each test is played, in place of what the suite says.
    pub repeat: Option<u32>,
    /// Repeats at the same time.
    pub concurrency: u32,
    /// Requests a second at most, all together.
    pub rate: Option<f64>,
    /// Look whether the pictures and pages that answers name are there.
    pub reach: bool,
    /// The run that asks another merchant the same.
    pub pair: Option<String>,
}

/// The same tests with two merchants, side by side.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PairPlan {
    pub plan: RunPlan,
    /// Who is asked beside the plan's merchant.
    pub other_merchant_id: String,
}

#[derive(Debug, Clone, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PickedSuite {
    pub path: String,
    /// The names of the tests; `None` for all.
    pub tests: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunAgain {
    pub id: String,
    pub which: AgainWhich,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AgainWhich {
    /// Everything, as a run of its own.
    All,
    /// What failed or could not be judged, as a run of its own.
    Failed,
    /// What a run that was stopped has left, into the same results.
    Rest,
}

/// Asks how a run goes, and waits until there is something to tell.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunLook {
    pub id: String,
    /// So many tests are known already.
    pub tests: u32,
    /// As [`RunNews::repeats_done`] was last.
    pub repeats_done: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunNews {
    /// The tests that ended after the ones that were known, as they ended.
    pub ended: Vec<RunTest>,
    pub tests: u32,
    pub repeats_done: u32,
    pub repeats: u32,
    #[ts(type = "number")]
    pub elapsed_us: u64,
    /// How long it may take still; `None` until something has ended.
    #[ts(type = "number | null")]
    pub left_us: Option<u64>,
    pub running: bool,
    /// Why it was ended: what came could not be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub failed: Option<ErrorReport>,
}

/// A run in the list of runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRow {
    pub id: String,
    pub merchant: String,
    /// A simulator answered, not Sofia.
    pub simulated: bool,
    pub suites: Vec<String>,
    #[ts(type = "number")]
    pub began_at: i64,
    pub tests: u32,
    pub passed: u32,
    /// Flaky, and often enough right.
    pub flaky: u32,
    pub failed: u32,
    pub errors: u32,
    pub open: u32,
    pub not_run: u32,
    /// It was stopped before its end.
    pub stopped: bool,
    #[ts(type = "number")]
    pub took_us: u64,
    pub not_closed: u32,
    pub running: bool,
    /// Another process plays it.
    pub elsewhere: bool,
    /// Later runs of the same suites are compared with it.
    pub baseline: bool,
    /// The answers of an earlier run, judged anew.
    pub rejudged: bool,
    /// Where the same was asked of two merchants, the run with the other one.
    pub pair: Option<String>,
    /// What was run is known, so that it can be run again.
    pub repeatable: bool,
}

/// A run with its tests, in the order of their suites.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    pub row: RunRow,
    pub tests: Vec<RunTest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TestStatus {
    Passed,
    Flaky,
    Failed,
    Error,
    /// A person is to judge.
    Open,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunTest {
    pub suite: String,
    pub test: String,
    pub tags: Vec<String>,
    pub status: TestStatus,
    /// The share of passed repeats is what it must be.
    pub reached: bool,
    pub passed: u32,
    pub failed: u32,
    pub errors: u32,
    pub open: u32,
    pub min_pass: f64,
    /// Where the true pass rate lies, with 95 % confidence.
    pub interval: Option<RateInterval>,
    #[ts(type = "number")]
    pub took_us: u64,
    /// The first thing that is wrong with it, in English.
    pub reason: Option<String>,
    /// The verdict that the reason is of, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub wrong: Option<RunVerdict>,
}

#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RateInterval {
    pub low: f64,
    pub high: f64,
}

/// A test of a run.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunTestId {
    pub id: String,
    pub suite: String,
    pub test: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRepeat {
    pub repeat: u32,
    /// Never flaky.
    pub status: TestStatus,
    /// Why it could not be judged.
    pub error: Option<RunFault>,
    pub turns: Vec<RunTurn>,
    pub customer: String,
    pub session: Option<String>,
    /// Why its session could not be closed.
    pub not_closed: Option<String>,
    #[ts(type = "number")]
    pub took_us: u64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunFault {
    pub kind: RunFaultKind,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RunFaultKind {
    KeyRefused,
    Unreachable,
    Api,
    Judging,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunTurn {
    /// What the customer did; empty where nothing was sent.
    pub did: String,
    /// What went in front of it, as said before.
    pub context: Vec<SentEvent>,
    /// The event that was sent.
    pub sent: Option<String>,
    pub events: Vec<RunEvent>,
    #[ts(type = "number | null")]
    pub complete_us: Option<u64>,
    /// Lines that have no meaning.
    #[ts(type = "number")]
    pub unreadable_lines: u64,
    pub verdicts: Vec<RunVerdict>,
    #[ts(type = "number")]
    pub line: u64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunEvent {
    #[ts(type = "number")]
    pub offset_us: u64,
    pub event: Event,
    /// As it came.
    pub raw: String,
    /// The same laid out.
    pub pretty: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunVerdict {
    /// As it was written.
    pub assertion: String,
    #[ts(type = "number")]
    pub line: u64,
    pub status: TestStatus,
    /// What was expected and what there is, in English.
    pub message: String,
    /// The same apart from the words; results of earlier versions do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub said: Option<VerdictSaid>,
    /// A person judges it, or has judged it and may have thought better of it.
    pub for_a_person: bool,
}

/// A run and the one that it is compared with; without one, its baseline.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunCompare {
    pub id: String,
    pub with: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunComparison {
    pub with: RunRow,
    pub regressions: Vec<RunChange>,
    /// Tests that passed before and could not be judged now.
    pub unjudged: Vec<RunChange>,
    pub fixes: Vec<RunChange>,
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Tests whose answers or verdicts are not the same.
    pub differences: Vec<RunDifference>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunDifference {
    pub suite: String,
    pub test: String,
    pub turns: Vec<RunTurnDifference>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunTurnDifference {
    /// From 1.
    pub turn: u32,
    pub did: String,
    /// What a customer read in the first repeat, where it is not the same.
    pub text: Option<ChangedText>,
    pub products_gone: Vec<String>,
    pub products_new: Vec<String>,
    pub assertions: Vec<RunAssertionChange>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangedText {
    pub before: String,
    pub now: String,
}

/// An assertion that holds more or less often than before.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunAssertionChange {
    pub assertion: String,
    pub held_before: u32,
    pub of_before: u32,
    pub held_now: u32,
    pub of_now: u32,
    pub worse: bool,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub said: Option<VerdictSaid>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunChange {
    pub suite: String,
    pub test: String,
    pub before: RunHeld,
    pub now: RunHeld,
}

/// In how many of its repeats a test passed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunHeld {
    pub passed: u32,
    pub judged: u32,
    pub errors: u32,
    pub open: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BaselineSet {
    pub id: String,
    /// Whether it is the baseline from now on.
    pub on: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReportKind {
    Html,
    Junit,
    Json,
    JsonLines,
    Csv,
    Markdown,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReportsSave {
    pub id: String,
    pub kinds: Vec<ReportKind>,
    /// Ask for a folder; otherwise they go into the data folder.
    pub choose: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReportsSaved {
    pub folder: String,
    pub files: Vec<String>,
}

/// What a person says of an answer against an `expected` of the suite.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerJudged {
    pub id: String,
    pub suite: String,
    pub test: String,
    pub repeat: u32,
    /// The turn's place, from 0.
    pub turn: u32,
    /// The assertion's line in the suite.
    #[ts(type = "number")]
    pub line: u64,
    /// The assertion as it was written: a row of a spreadsheet has several on one line.
    pub assertion: String,
    /// `None` takes back what was said.
    pub holds: Option<bool>,
}
