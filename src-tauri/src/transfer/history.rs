//! What a person does with conversations that were held: finding, naming, rating, deleting.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Conversation;

/// What a person thinks of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Rating {
    pub good: bool,
    /// Why, or empty.
    pub reason: String,
}

/// `None` brings back the customer's first words.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRename {
    pub id: String,
    pub title: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPin {
    pub id: String,
    pub pinned: bool,
}

/// Tags and note, each in the place of what there is.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationDescribe {
    pub id: String,
    pub tags: Vec<String>,
    pub note: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationIds {
    pub ids: Vec<String>,
}

/// A tag that is in use.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TagUse {
    pub name: String,
    pub conversations: u32,
}

/// `None` takes the rating back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnRate {
    #[ts(type = "number")]
    pub turn_id: i64,
    pub rating: Option<Rating>,
}

/// Words, phrases and filters, a page of hits at a time.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistorySearch {
    pub text: String,
    /// Where the page before ended.
    #[ts(type = "number | null")]
    pub behind: Option<i64>,
    pub limit: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryFound {
    /// Newest first.
    pub hits: Vec<Hit>,
    /// The conversations that they are in, each once.
    pub conversations: Vec<Conversation>,
    /// Where the next page begins, if there is one.
    #[ts(type = "number | null")]
    pub more: Option<i64>,
    /// Turns that are not in the index yet: what is in them is not found.
    #[ts(type = "number")]
    pub behind: u64,
    /// What looked like a filter and was looked for as a text.
    pub literal: Vec<String>,
    /// Values of `kind:` that are none of the known kinds, and that nothing here has.
    pub unknown_kinds: Vec<String>,
    /// Where nothing was found: what was typed and is the name of a field that events have anyway.
    pub everywhere: Vec<String>,
}

/// One place where it was found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    pub conversation_id: String,
    pub part: HitPart,
    /// The turn, unless it is in the conversation itself.
    #[ts(type = "number | null")]
    pub turn_id: Option<i64>,
    /// The line, if it is in an answer.
    #[ts(type = "number | null")]
    pub line_id: Option<i64>,
    #[ts(type = "number")]
    pub at: i64,
    /// The text around it.
    pub snippet: Vec<SnippetPart>,
}

/// What a hit is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HitPart {
    /// Its title, note, tags, ids, or the reason of a rating.
    Conversation,
    Sent,
    Answer,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SnippetPart {
    pub text: String,
    /// It is what was looked for.
    pub found: bool,
}
