//! Test suites as the window lists them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A suite file that is open, by its path.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuitePath {
    pub path: String,
}

/// A suite file: its tests, or what is wrong with it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Suite {
    pub path: String,
    pub name: String,
    /// Whose agent it is for, where it says so.
    pub merchant: Option<String>,
    pub tests: Vec<SuiteTest>,
    /// With any of these it has no tests.
    pub faults: Vec<SuiteFault>,
    /// It lies in the folder whose suites are always listed, so it cannot be taken off the list.
    pub in_folder: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuiteTest {
    /// Unlike any other in its suite.
    pub name: String,
    pub tags: Vec<String>,
    pub repeat: u32,
    /// The share of the repeats that must pass, from 0 to 1.
    pub min_pass: f64,
    pub turns: Vec<SuiteTurn>,
    /// The file that it stands in, which may be an included one.
    pub file: String,
    #[ts(type = "number")]
    pub line: u64,
    /// Without its merchant's catalog it cannot be judged.
    pub needs_catalog: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuiteTurn {
    pub action: SuiteAction,
    /// It comes from a shared set-up.
    pub setup: bool,
    /// As they were written.
    pub assertions: Vec<String>,
}

/// What the customer does.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum SuiteAction {
    #[serde(rename_all = "camelCase")]
    Say { text: String },
    #[serde(rename_all = "camelCase")]
    Event { json: String },
    #[serde(rename_all = "camelCase")]
    Click { target: ClickTarget, label: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ClickTarget {
    Suggestion,
    Row,
    Button,
}

/// Something that is wrong with a suite. The words are the reader's own, as on the command line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuiteFault {
    pub file: String,
    #[ts(type = "number")]
    pub line: u64,
    pub message: String,
}
