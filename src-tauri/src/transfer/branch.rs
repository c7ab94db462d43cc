//! Branches: a conversation gone back into, in a session of its own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Conversation;

/// What a branch goes on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// The conversation that it left. It may be gone.
    pub of: String,
    /// How many of that conversation's turns lie before the branch, the one in whose answer it left included.
    pub after: u32,
    pub kind: BranchKind,
}

/// How a branch comes to know what was said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BranchKind {
    /// It goes along with the first message.
    Context,
    /// The customer's messages are sent again, one by one.
    Reasked,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BranchStart {
    pub conversation_id: String,
    #[ts(type = "number")]
    pub turn_id: i64,
    /// Behind which message of the answer; `None` is before what the customer did in this turn.
    pub behind: Option<AnswerPlace>,
    pub kind: BranchKind,
}

/// A message of an answer.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerPlace {
    /// Its line's number in the body, from 1.
    #[ts(type = "number")]
    pub seq: u64,
    /// Its number in the line, from 0; `None` is all of the line.
    pub event_index: Option<u32>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BranchStarted {
    pub conversation: Conversation,
    /// How many messages of the customer are sent again; it ends with the first whose answer is not complete.
    pub reasked: u32,
}
