//! Test suites: YAML files in git, or CSV for those who live in a spreadsheet.
//!
//! A file is read in two steps. The first takes its structure and where everything stands; the second fills in variables
//! and examples and gives assertions their meaning, and reports everything that is wrong with a file, each with its line.

mod assertions;
mod compile;
mod csv_suite;
mod fault;
mod raw;
mod schema;
mod template;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use agent_graph::InputEvent;

pub use schema::schema;

use crate::assertion::Asserted;

/// A suite, ready to be run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Suite {
    /// What it is called.
    pub name: String,
    /// Whose agent it is for, where it says so.
    pub merchant: Option<String>,
    /// The file that it was read from.
    pub file: PathBuf,
    /// Its tests, those of included files first.
    pub tests: Vec<Test>,
}

/// One test: a conversation and what is asserted of its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Unique within the suite.
    pub name: String,
    /// For choosing some of the tests.
    pub tags: Vec<String>,
    /// How often it is played, each time by a fresh customer in a fresh session.
    pub repeat: u32,
    /// The share of the repeats that must pass.
    pub min_pass: f64,
    /// Its turns, shared set-up turns first.
    pub turns: Vec<Turn>,
    /// Where it stands.
    pub place: Place,
}

/// One turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Events that are sent in front of it, as JSON: what the agent is to know that it has said, such as a welcome.
    pub context: Vec<String>,
    /// What the customer does.
    pub action: Action,
    /// What is asserted of the answer.
    pub assertions: Vec<Asserted>,
    /// It comes from a shared set-up.
    pub is_setup: bool,
    /// Where it stands.
    pub place: Place,
}

/// What the customer does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Says something.
    Say(String),
    /// Sends an event, as JSON.
    Event(InputEvent),
    /// Chooses something that the answer before offered.
    Click(Click),
}

impl PartialEq for Action {
    /// By what goes over the wire.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Say(one), Self::Say(other)) => one == other,
            (Self::Click(one), Self::Click(other)) => one == other,
            (Self::Event(one), Self::Event(other)) => {
                serde_json::to_string(one).ok() == serde_json::to_string(other).ok()
            }
            _ => false,
        }
    }
}

/// A choice among what the answer before offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Click {
    /// Among what.
    pub target: Target,
    /// Which one: the first whose label is this, or else the first whose label contains it, whatever the case.
    pub label: String,
}

/// What can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A suggested question.
    Suggestion,
    /// A row of a list.
    Row,
    /// A reply button.
    Button,
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Suggestion => "suggestion",
            Self::Row => "row",
            Self::Button => "button",
        })
    }
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
}

/// Something that is wrong with a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteError {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
}

impl fmt::Display for SuiteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.place.file.display(), self.place.line, self.message)
    }
}

/// What is said of a file that has everything but a test.
const NO_TEST: &str = "there is no test in it";

impl SuiteError {
    /// Whether there is nothing wrong but that no test is there yet.
    pub(crate) fn is_empty_suite(&self) -> bool {
        self.message == NO_TEST
    }

    pub(crate) fn new(file: &Path, line: u64, message: impl Into<String>) -> Self {
        Self { place: Place { file: file.to_owned(), line }, message: message.into() }
    }
}

/// Reads a suite and what it includes. The errors are all that were found, in the order of the file.
pub fn read(file: &Path) -> Result<Suite, Vec<SuiteError>> {
    let text = std::fs::read(file)
        .map_err(|error| vec![SuiteError::new(file, 1, format!("it cannot be read: {error}"))])?;
    if is_spreadsheet(file) {
        return read_text(file, &text_of_spreadsheet(&text));
    }
    let text = String::from_utf8(text).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        vec![SuiteError::new(file, line as u64, "it is not UTF-8 from this line on")]
    })?;
    read_text(file, &text)
}

/// Reads the text of a suite; `file` says what kind it is and where its includes are.
pub fn read_text(file: &Path, text: &str) -> Result<Suite, Vec<SuiteError>> {
    if is_spreadsheet(file) { csv_suite::read(file, text) } else { compile::read(file, text) }
}

fn is_spreadsheet(file: &Path) -> bool {
    let extension = file.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    matches!(extension.as_deref(), Some("csv" | "tsv"))
}

/// What is no UTF-8 is UTF-16 where a mark says so, and otherwise what Excel calls plain CSV.
fn text_of_spreadsheet(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_other_encoding) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    }
}

#[cfg(test)]
mod tests;
