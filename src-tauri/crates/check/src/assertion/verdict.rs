//! What became of an assertion.

use super::Asserted;
use super::phrase::{Phrase, PhraseCode, beginning};

/// What an assertion comes to, before `not-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    outcome: Outcome,
    /// What was expected, as the end of a sentence.
    expected: Option<Phrase>,
    /// What there is instead.
    found: Phrase,
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
    pub(crate) fn of(holds: bool, expected: Phrase, found: Phrase) -> Self {
        let outcome = if holds { Outcome::Holds } else { Outcome::DoesNotHold };
        Self { outcome, expected: Some(expected), found }
    }

    pub(crate) fn error(reason: Phrase) -> Self {
        Self { outcome: Outcome::Error, expected: None, found: reason }
    }

    pub(crate) fn open(expected: Phrase, found: Phrase) -> Self {
        Self { outcome: Outcome::Open, expected: Some(expected), found }
    }
}

/// What became of an assertion in a suite.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Verdict {
    /// The assertion as it is written on one line.
    pub assertion: String,
    /// The line in the suite.
    pub line: u64,
    /// How it went.
    pub status: VerdictStatus,
    /// What was expected and what there is, or why it could not be judged.
    pub message: String,
    /// The same to be said in other languages; results of earlier versions do not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// What a verdict says, apart from the words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Said {
    /// It must not be what is expected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub negated: bool,
    /// Nothing where it could not be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Phrase>,
    /// What there is, or why it could not be judged.
    pub found: Phrase,
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

impl Verdict {
    /// Whether it is for a person to say, said or not.
    pub fn is_for_a_person(&self) -> bool {
        matches!(self.kind(), "human" | "not-human")
    }

    /// The name of the assertion, with `not-` where it is turned around.
    pub(crate) fn kind(&self) -> &str {
        // In results of earlier versions the name stands first.
        let text = self.assertion.strip_prefix("{type: ").unwrap_or(&self.assertion);
        text.split([' ', ',', '}']).next().unwrap_or_default()
    }

    pub(super) fn of(asserted: &Asserted, judgement: Judgement) -> Self {
        let Judgement { outcome, expected, found } = judgement;
        let not = if asserted.negated { "not " } else { "" };
        let wanted = expected.as_ref().map_or("", Phrase::english);
        let compared = || format!("expected {not}{wanted}; found {}", beginning(found.english()));
        let (status, message) = match (outcome, asserted.negated) {
            (Outcome::Error, _) => (VerdictStatus::Error, found.english().to_owned()),
            (Outcome::Open, _) => (VerdictStatus::Open, format!("a person is to judge: {wanted}")),
            (Outcome::Holds, false) | (Outcome::DoesNotHold, true) => (VerdictStatus::Passed, compared()),
            (Outcome::Holds, true) | (Outcome::DoesNotHold, false) => (VerdictStatus::Failed, compared()),
        };
        let said = Some(Said { negated: asserted.negated, expected, found });
        Self { assertion: asserted.text.clone(), line: asserted.line, status, message, said }
    }

    /// What was to be clicked was not offered.
    pub(crate) fn not_offered(target: &str, label: &str, offered: &[&str], line: u64) -> Self {
        let code =
            if offered.is_empty() { PhraseCode::ClickNothingOffered } else { PhraseCode::ClickMissing };
        let list = if offered.is_empty() { "none".to_owned() } else { format!("{offered:?}") };
        let message = format!("there is no {target} {label:?} to click; offered: {list}");
        let found = Phrase::of(code, &*message)
            .with("target", target)
            .with("label", label)
            .with("values", offered.join(", "));
        Self {
            assertion: format!("click: {{{target}: {label:?}}}"),
            line,
            status: VerdictStatus::Failed,
            message,
            said: Some(Said { negated: false, expected: None, found }),
        }
    }
}
