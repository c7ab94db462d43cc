//! What the inspector asks for, one line or one turn at a time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorReport, LineProblem};

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineId {
    #[ts(type = "number")]
    pub id: i64,
}

/// A line as text.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RawLine {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub bytes: u64,
    /// Of the exact bytes, lower-case hex.
    pub sha256: String,
    /// Each byte that is not UTF-8 is one U+FFFD.
    pub text: String,
    /// How many bytes are not UTF-8.
    #[ts(type = "number")]
    pub invalid_bytes: u64,
    /// The first of them.
    pub invalid: Vec<InvalidByte>,
}

/// A byte that is not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvalidByte {
    /// The place of its U+FFFD in the text, in UTF-16 units.
    pub at: u32,
    pub byte: u8,
}

/// A part of a line's bytes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinePart {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub from: u64,
    /// At most 1 MiB.
    #[ts(type = "number")]
    pub length: u64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineBytes {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub from: u64,
    /// Two lower-case digits for each byte; fewer than were asked for at the end of the line.
    pub hex: String,
}

/// The line laid out over several lines: only white space differs from the raw text, no number or key is touched.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrettyLine {
    #[ts(type = "number")]
    pub id: i64,
    /// `None` where the line is not JSON; then `problem` says why.
    pub text: Option<String>,
    pub problem: Option<LineProblem>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnId {
    #[ts(type = "number")]
    pub id: i64,
}

/// What was sent, with the key masked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    pub method: String,
    pub url: String,
    pub headers: Vec<HeaderView>,
    /// The body as it was sent.
    pub body: String,
    /// The body, laid out for reading.
    pub pretty: String,
    /// In bytes.
    #[ts(type = "number")]
    pub body_bytes: u64,
    pub copies: RequestCopies,
}

/// The request to be run again elsewhere. The key is read from the environment variable SOFIA_API_KEY.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RequestCopies {
    pub curl: String,
    pub python: String,
    pub httpie: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeaderView {
    pub name: String,
    pub value: String,
}

/// A call that opened or closed the session of a conversation.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionCallView {
    /// `init` or `close`.
    pub name: String,
    pub request: RequestView,
    #[ts(type = "number")]
    pub sent_at: i64,
    /// `None` while it has not been answered.
    #[ts(type = "number | null")]
    pub took_us: Option<u64>,
    /// The body of the answer, laid out where it is JSON, the key masked.
    pub answer: Option<String>,
    pub error: Option<ErrorReport>,
}

/// A turn's lines were written into a file, byte for byte.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnSaved {
    pub path: String,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// The events of a line that was held back because of its size.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeldEvents {
    #[ts(type = "number")]
    pub id: i64,
    pub events: Vec<super::Event>,
}
