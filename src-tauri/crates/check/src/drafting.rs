//! Suites that a program writes: from a conversation that was held, and from a merchant's catalog.
//!
//! What is written is the same YAML that people write, laid out as they would, so that it can be read in a review and
//! changed by hand.

mod append;
mod catalog;
mod conversation;
mod proposals;
mod yaml;

use serde_json::Value;

pub use append::{AppendError, append, append_to_file};
pub use catalog::{FromCatalog, Language, Shelf, UnknownLanguage, from_catalog};
pub use conversation::{DraftedTest, DraftedTurn, from_conversation};
pub use proposals::Proposal;
pub use yaml::{suite_text, tests_text};

use crate::suite::Click;

/// A suite to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SuiteDraft {
    /// What it is called.
    pub name: String,
    /// Whose agent it is for.
    pub merchant: Option<String>,
    /// Where it comes from: a comment at its head, a line each.
    pub about: Vec<String>,
    /// Its tests.
    pub tests: Vec<TestDraft>,
}

/// A test to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestDraft {
    /// What it is called.
    pub name: String,
    /// For choosing some of the tests.
    pub tags: Vec<String>,
    /// Its turns.
    pub turns: Vec<TurnDraft>,
}

/// A turn to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnDraft {
    /// Events that are sent in front of it.
    pub context: Vec<Value>,
    /// What the customer does.
    pub action: ActionDraft,
    /// What is asserted of the answer.
    pub assertions: Vec<AssertionDraft>,
}

/// What the customer does.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionDraft {
    /// Says something.
    Say(String),
    /// Sends an event, as JSON with one key.
    Event(Value),
    /// Chooses something that the answer before offered.
    Click(Click),
}

/// An assertion to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct AssertionDraft {
    /// `recommends`, `not-handover`.
    pub name: String,
    /// Its entries in order.
    pub entries: Vec<(String, Value)>,
}

impl AssertionDraft {
    /// An assertion without entries.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), entries: Vec::new() }
    }

    /// With one more entry.
    #[must_use]
    pub fn with(mut self, entry: &str, value: impl Into<Value>) -> Self {
        self.entries.push((entry.to_owned(), value.into()));
        self
    }

    /// As it will stand in the file: `{type: icontains, value: azul}`.
    pub fn text(&self) -> String {
        yaml::assertion(self)
    }
}

#[cfg(test)]
mod tests;
