//! What the inspector asks for, one line or one turn at a time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineId {
    #[ts(type = "number")]
    pub id: i64,
}

/// The bytes of a line. Text where they are UTF-8; a hex dump of the first 64 KiB where they are not.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RawLine {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub bytes: u64,
    /// Of the exact bytes, lower-case hex.
    pub sha256: String,
    pub text: Option<String>,
    pub hex: Option<String>,
}

/// The line laid out over several lines: only white space differs from the raw text, no number or key is touched.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrettyLine {
    #[ts(type = "number")]
    pub id: i64,
    /// `None` where the line is not JSON; then `problem` says why.
    pub text: Option<String>,
    pub problem: Option<String>,
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
    /// The body, laid out for reading.
    pub body: String,
    /// A cURL command that reads the key from the environment variable SOFIA_API_KEY.
    pub curl: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeaderView {
    pub name: String,
    pub value: String,
}

/// The events of a line that was held back because of its size.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeldEvents {
    #[ts(type = "number")]
    pub id: i64,
    pub events: Vec<super::Event>,
}

/// The lines of a conversation whose raw text contains `text`, case-insensitively.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineFilter {
    pub conversation_id: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineMatches {
    #[ts(type = "number[]")]
    pub ids: Vec<i64>,
}
