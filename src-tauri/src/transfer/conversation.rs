//! Conversations, their turns, and the batches in which they reach the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Branch, ErrorReport, Line};

/// One row of the rail, and the head of the open conversation.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    pub id: String,
    pub merchant_id: String,
    /// The customer's first words, or empty before there are any.
    pub title: String,
    pub customer_key: String,
    pub session_id: Option<String>,
    pub state: ConversationState,
    /// Why it is `Failed`, or why closing failed.
    pub error: Option<ErrorReport>,
    /// Whatever answered said that it is a simulator.
    pub simulated: bool,
    #[ts(type = "number")]
    pub created_at: i64,
    /// When something was last said to it, or when it was begun: lists go by it.
    #[ts(type = "number")]
    pub last_at: i64,
    /// Grows with every change: of two readings the one with the higher number is the later.
    #[ts(type = "number")]
    pub revision: i64,
    pub turns: u32,
    pub last_turn_failed: bool,
    /// What the merchant is called, also where it has been removed or is known from a recording alone.
    pub merchant_name: String,
    /// What a person calls it instead of its title.
    pub own_title: Option<String>,
    /// Kept on top, and out of the retention.
    pub pinned: bool,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    /// What a person has noted about it, or empty.
    pub note: String,
    /// Since when it is deleted and can be taken back.
    #[ts(type = "number | null")]
    pub deleted_at: Option<i64>,
    pub source: Source,
    /// What it goes on from, where it is a branch.
    pub branch: Option<Branch>,
}

/// How a conversation came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Source {
    /// It was held with a server.
    Held,
    /// It was read from a recording.
    Recording,
    /// It was read from the bare lines of an answer.
    Capture,
    /// It is being played: nothing of it is stored, and nothing goes over the network.
    #[serde(rename_all = "camelCase")]
    Playback { of: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConversationState {
    /// `init` is under way.
    Opening,
    /// The session is open and nothing is coming in.
    Live,
    /// An answer is coming in.
    Answering,
    /// `close` is under way.
    Closing,
    Closed,
    /// `init` failed, or the server no longer knows the session.
    Failed,
    /// The app ended while it was live and it could not be closed afterwards.
    NotClosed,
}

/// One exchange: what was sent, and how it ended. Its lines come beside it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    #[ts(type = "number")]
    pub id: i64,
    /// 1, 2, 3 … in its conversation.
    pub ordinal: u32,
    pub sent: Vec<SentEvent>,
    #[ts(type = "number")]
    pub sent_at: i64,
    pub state: TurnState,
    pub error: Option<ErrorReport>,
    pub timing: Timing,
    /// Lines and bytes so far.
    pub lines: u32,
    #[ts(type = "number")]
    pub bytes: u64,
    /// The turn that this one repeats, after *Retry*.
    #[ts(type = "number | null")]
    pub retry_of: Option<i64>,
    /// What a person thinks of the answer.
    pub rating: Option<super::Rating>,
}

/// What the customer did, as the conversation shows it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum SentEvent {
    #[serde(rename_all = "camelCase")]
    Text {
        text: String,
        role: super::Role,
        /// The event as it was sent, where it held more than stands here. So in every kind.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        json: Option<String>,
    },
    /// A message that is no text.
    #[serde(rename_all = "camelCase")]
    Message {
        role: super::Role,
        content: super::MessageContent,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        json: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    ButtonResponse {
        id: String,
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        json: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    ListReply {
        id: String,
        title: String,
        description: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        json: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    Form {
        /// In the order in which they were sent.
        values: Vec<super::Detail>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        json: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    Store {
        store_id: String,
        name: Option<String>,
        cp_name: Option<String>,
        city: Option<String>,
        state: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        json: Option<String>,
    },
    /// Any other input event: its key, which may be empty, and the whole event as it was sent.
    #[serde(rename_all = "camelCase")]
    Other { key: String, json: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TurnState {
    /// Sent, nothing has come back yet.
    Waiting,
    Streaming,
    Complete,
    /// It ended under the name in `error.code`; what came is kept.
    Failed,
    Stopped,
    /// The app was killed while it streamed.
    Interrupted,
}

/// Microseconds since the request was handed to the network; `None` for what has not happened.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    /// A new connection took this long; `None` where an open one was used again.
    #[ts(type = "number | null")]
    pub connect_us: Option<u64>,
    #[ts(type = "number | null")]
    pub head_us: Option<u64>,
    #[ts(type = "number | null")]
    pub first_byte_us: Option<u64>,
    #[ts(type = "number | null")]
    pub first_event_us: Option<u64>,
    #[ts(type = "number | null")]
    pub end_us: Option<u64>,
}

/// What reached the history since the last batch. Batches of one feed are numbered 1, 2, 3 …; a gap means that
/// one was lost on the way, and `feed_pull` fetches what it held.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    #[ts(type = "number")]
    pub feed: u64,
    #[ts(type = "number")]
    pub number: u64,
    pub conversation: Conversation,
    /// Turns that are new or changed since the batch before, each whole.
    pub turns: Vec<Turn>,
    /// Lines that are new, in order.
    pub lines: Vec<Line>,
    /// The id of the newest line in this batch or before it: the `after` of a pull.
    #[ts(type = "number")]
    pub cursor: i64,
    /// There is more to come at once: the batch was full.
    pub more: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationId {
    pub id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationStart {
    pub merchant_id: String,
    /// `None` draws a random one.
    pub customer_key: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRestart {
    pub id: String,
    /// The same customer in a fresh session, or a new customer.
    pub same_customer: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSend {
    pub id: String,
    pub text: String,
}

/// Several events in one call, oldest first.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSendEvents {
    pub id: String,
    pub events: Vec<InputEvent>,
    /// Keys and fields that are not known are meant. What is known is checked all the same.
    pub allow_unknown: bool,
}

/// One element of `inputEvents`: its only key, and the value under it as JSON.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InputEvent {
    pub key: String,
    pub json: String,
}

/// What was begun in a conversation and not sent. Its content is the window's own; `None` forgets it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftSet {
    pub conversation_id: String,
    pub content: Option<String>,
}

/// What a turn has sent, once more, as it was sent. The turn may be of an earlier conversation of the same merchant.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationResend {
    pub id: String,
    #[ts(type = "number")]
    pub turn_id: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRetry {
    pub id: String,
    #[ts(type = "number")]
    pub turn_id: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnStarted {
    #[ts(type = "number")]
    pub turn_id: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationList {
    /// `None` lists those of all merchants.
    pub merchant_id: Option<String>,
    pub limit: u32,
    /// Only those with this tag.
    #[serde(default)]
    #[ts(optional)]
    pub tag: Option<String>,
    /// Only those that are pinned, or only those that are not.
    #[serde(default)]
    #[ts(optional)]
    pub pinned: Option<bool>,
    /// Those that are deleted and can be taken back, instead of the others.
    #[serde(default)]
    #[ts(optional)]
    pub deleted: Option<bool>,
    /// Only those behind this one: the last of the page before.
    #[serde(default)]
    #[ts(optional)]
    pub behind: Option<ConversationPlace>,
}

/// A place in the list of conversations.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPlace {
    pub id: String,
    #[ts(type = "number")]
    pub last_at: i64,
}

/// Opens a feed: the end of the conversation, then what comes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedOpen {
    pub conversation_id: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedOpened {
    #[ts(type = "number")]
    pub feed: u64,
    /// The line behind which the first batch begins.
    #[ts(type = "number")]
    pub cursor: i64,
    /// Where what came earlier ends; `None` where the feed begins at the beginning.
    pub earlier: Option<Place>,
}

/// A place in the lines of a conversation.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    #[ts(type = "number")]
    pub turn_id: i64,
    #[ts(type = "number")]
    pub line_id: i64,
}

/// Asks for what lies before a place, a page at a time.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EarlierWanted {
    pub conversation_id: String,
    pub before: Place,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Earlier {
    pub turns: Vec<Turn>,
    pub lines: Vec<Line>,
    /// Where the next page ends; `None` at the beginning.
    pub before: Option<Place>,
}

/// The window has drawn batch `number`; the next one may come.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedAcknowledge {
    #[ts(type = "number")]
    pub feed: u64,
    #[ts(type = "number")]
    pub number: u64,
}

/// A pull, when a batch is missing or the feed has been silent for too long: everything after line `after`, as one
/// batch with the number that the feed will go on from. The turns from that line's on are sent again.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedPull {
    #[ts(type = "number")]
    pub feed: u64,
    #[ts(type = "number")]
    pub after: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedClose {
    #[ts(type = "number")]
    pub feed: u64,
}
