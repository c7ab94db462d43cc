//! What is wrong with a part of a suite, before it is known where the part stands.

/// What is wrong with a turn or with a text in it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// `{{name}}` of which nothing says what it is.
    #[error("there is no variable {0:?}")]
    NoVariable(String),
    /// A variable that is begun and not ended.
    #[error("{{{{ is not closed by }}}}")]
    NotClosed,
    /// A list or an object in the middle of a text.
    #[error("{0:?} is no text or number")]
    NoText(String),
    /// A message without words.
    #[error("say is empty")]
    SayEmpty,
    /// None or several of what a customer can do.
    #[error("a turn needs exactly one of say, event and click")]
    Action,
    /// None or several of what can be clicked.
    #[error("click needs exactly one of suggestion, row and button")]
    Click,
    /// An event is named by its one key.
    #[error("an event has exactly one key, such as messageEvent")]
    EventKeys,
    /// An event that is no JSON.
    #[error(transparent)]
    Event(#[from] serde_json::Error),
}

/// What is wrong with an assertion, and on which line of it.
#[derive(Debug)]
pub(super) struct AssertionFault {
    pub line: u64,
    pub message: String,
}

impl AssertionFault {
    pub(super) fn new(line: u64, message: String) -> Self {
        Self { line, message }
    }
}
