//! What became of an assertion.

use super::Asserted;

/// What an assertion comes to, before `not-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    outcome: Outcome,
    /// What was expected, as the end of a sentence.
    expected: String,
    /// What there is instead.
    found: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Holds,
    DoesNotHold,
    Error,
    /// A person has not said yet.
    Open,
}

impl Judgement {
    pub(crate) fn of(holds: bool, expected: impl Into<String>, found: impl Into<String>) -> Self {
        let outcome = if holds { Outcome::Holds } else { Outcome::DoesNotHold };
        Self { outcome, expected: expected.into(), found: found.into() }
    }

    pub(crate) fn error(reason: impl Into<String>) -> Self {
        Self { outcome: Outcome::Error, expected: String::new(), found: reason.into() }
    }

    pub(crate) fn open(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { outcome: Outcome::Open, expected: expected.into(), found: found.into() }
    }
}

/// What became of an assertion in a suite.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Verdict {
    /// The assertion as it was written.
    pub assertion: String,
    /// The line in the suite.
    pub line: u64,
    /// How it went.
    pub status: VerdictStatus,
    /// What was expected and what there is, or why it could not be judged.
    pub message: String,
}

/// How an assertion went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictStatus {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It could not be judged.
    Error,
    /// A person is to say.
    Open,
}

/// What is shown of a long answer; the whole stands beside it.
const MOST_SHOWN: usize = 600;

impl Verdict {
    pub(super) fn of(asserted: &Asserted, judgement: Judgement) -> Self {
        let Judgement { outcome, expected, found } = judgement;
        let not = if asserted.negated { "not " } else { "" };
        let (status, message) = match (outcome, asserted.negated) {
            (Outcome::Error, _) => (VerdictStatus::Error, found),
            (Outcome::Open, _) => (VerdictStatus::Open, format!("a person is to judge: {expected}")),
            (Outcome::Holds, false) | (Outcome::DoesNotHold, true) => {
                (VerdictStatus::Passed, format!("expected {not}{expected}; found {}", shown(&found)))
            }
            (Outcome::Holds, true) | (Outcome::DoesNotHold, false) => {
                (VerdictStatus::Failed, format!("expected {not}{expected}; found {}", shown(&found)))
            }
        };
        Self { assertion: asserted.text.clone(), line: asserted.line, status, message }
    }
}

fn shown(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
