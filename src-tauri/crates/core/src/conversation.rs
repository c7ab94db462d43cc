//! Conversations, turns and lines, as the use cases see them.

use std::time::Duration;

use bytes::Bytes;

use crate::problem::Problem;

/// A session with one customer of one merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// A random UUID.
    pub id: String,
    /// Whose agent answers.
    pub merchant_id: String,
    /// What that merchant is called, also where it has been removed or is known from a recording alone.
    pub merchant_name: String,
    /// The customer's first words, or empty.
    pub title: String,
    /// What a person calls it instead.
    pub own_title: Option<String>,
    /// `clientKey`: the customer who is being played.
    pub customer_key: String,
    /// From `init`.
    pub session_id: Option<String>,
    /// What can be done with it.
    pub state: ConversationState,
    /// Why it failed, or could not be closed.
    pub problem: Option<Problem>,
    /// Whatever answered said that it is a simulator.
    pub simulated: bool,
    /// Milliseconds since 1970, UTC.
    pub created_at: i64,
    /// When something was last said to it, or when it was begun; milliseconds since 1970, UTC. Lists go by it.
    pub last_at: i64,
    /// Grows with every change: of two readings the one with the higher number is the later.
    pub revision: i64,
    /// How many turns it has.
    pub turns: u32,
    /// Its last turn failed.
    pub last_turn_failed: bool,
    /// Kept on top, and out of the retention.
    pub pinned: bool,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    /// What a person has noted about it, or empty.
    pub note: String,
    /// Since when it is deleted and can be taken back; milliseconds since 1970, UTC.
    pub deleted_at: Option<i64>,
    /// How it came here.
    pub source: Source,
    /// What it goes on from, where it is a branch.
    pub branch: Option<Branch>,
}

impl Conversation {
    /// What it is called: the title that a person gave it, or the customer's first words.
    pub fn called(&self) -> &str {
        self.own_title.as_deref().unwrap_or(&self.title)
    }
}

/// How a conversation came here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// It was held with a server.
    Held,
    /// It was read from a recording.
    Recording,
    /// It was read from the bare lines of an answer.
    Capture,
    /// It is being played: nothing of it is stored, and nothing goes over the network.
    Playback {
        /// The conversation that is played.
        of: String,
    },
}

/// What a branch goes on from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Branch {
    /// The conversation that it left. It may be gone.
    pub of: String,
    /// The number of the last turn of that conversation which lies before the branch, the one in whose answer it left
    /// included; 0 where none does.
    pub after: u32,
    /// How it came to know what was said before.
    pub kind: BranchKind,
}

/// How a branch came to know what was said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BranchKind {
    /// It was given along with the first message.
    Context,
    /// The customer's messages were sent again, one by one.
    Reasked,
}

/// What can be done with a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConversationState {
    /// `init` is under way.
    Opening,
    /// The session is open.
    Live,
    /// An answer is coming in.
    Answering,
    /// `close` is under way.
    Closing,
    /// The session is closed.
    Closed,
    /// `init` failed, or the server no longer knows the session.
    Failed,
    /// The application ended while it was open, and it could not be closed afterwards.
    NotClosed,
}

/// One exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Grows over the whole history.
    pub id: i64,
    /// Its conversation.
    pub conversation_id: String,
    /// 1, 2, 3 … in its conversation.
    pub ordinal: u32,
    /// Where it was sent.
    pub url: String,
    /// The exact body that was sent.
    pub request: Bytes,
    /// Milliseconds since 1970, UTC.
    pub sent_at: i64,
    /// How it stands.
    pub state: TurnState,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// When what happened.
    pub timing: Timing,
    /// Lines so far, empty ones counted.
    pub lines: u32,
    /// Bytes so far, without line feeds.
    pub bytes: u64,
    /// The turn that this one repeats.
    pub retry_of: Option<i64>,
    /// What a person thinks of the answer.
    pub rating: Option<Rating>,
}

/// What a person thinks of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rating {
    /// Good or bad.
    pub good: bool,
    /// Why, or empty.
    pub reason: String,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
}

/// A call that opened or closed a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCall {
    /// `init` or `close`.
    pub name: String,
    /// Where it was sent.
    pub url: String,
    /// The exact body that was sent.
    pub request: Bytes,
    /// Milliseconds since 1970, UTC.
    pub sent_at: i64,
    /// Until the whole answer was there.
    pub took: Option<Duration>,
    /// The body of the answer, the key masked.
    pub answer: Option<Bytes>,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// How a turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TurnState {
    /// Sent; nothing has come back.
    Waiting,
    /// The answer is coming in.
    Streaming,
    /// The whole answer is there.
    Complete,
    /// It ended with a problem.
    Failed,
    /// A person stopped it.
    Stopped,
    /// The application was killed while it came in.
    Interrupted,
}

impl TurnState {
    /// Whether nothing more will come.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Streaming)
    }
}

/// Durations since the request was handed to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    /// How long connecting took; `None` where an open connection was used again.
    pub connect: Option<Duration>,
    /// The head of the answer.
    pub head: Option<Duration>,
    /// The first line, an empty one included.
    pub first_byte: Option<Duration>,
    /// The first line with an event.
    pub first_event: Option<Duration>,
    /// The end.
    pub end: Option<Duration>,
}

/// One stored line of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    /// Grows over the whole history.
    pub id: i64,
    /// Its turn.
    pub turn_id: i64,
    /// Its number in the body, from 1; empty lines count.
    pub seq: u64,
    /// Since the request was handed to the network.
    pub offset: Duration,
    /// Its bytes, without the line feed.
    pub bytes: Bytes,
    /// How it ended.
    pub ending: LineEnding,
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineEnding {
    /// With a line feed.
    Terminated,
    /// With the end of the answer.
    Unterminated,
    /// At the bound of a line.
    TooLong,
}

impl From<agent_graph::framing::LineEnd> for LineEnding {
    fn from(end: agent_graph::framing::LineEnd) -> Self {
        match end {
            agent_graph::framing::LineEnd::Terminated => Self::Terminated,
            agent_graph::framing::LineEnd::Unterminated => Self::Unterminated,
            agent_graph::framing::LineEnd::TooLong => Self::TooLong,
        }
    }
}

/// What has come into a conversation behind a cursor.
#[derive(Debug, Clone)]
pub struct News {
    /// The conversation as it stands.
    pub conversation: Conversation,
    /// Turns that are new or changed.
    pub turns: Vec<Turn>,
    /// Lines behind the cursor, in order, bounded.
    pub lines: Vec<StoredLine>,
    /// The cursor behind the last of these lines.
    pub cursor: Cursor,
    /// There are more lines at once.
    pub more: bool,
}

/// What lies before a cursor.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The turns of these lines and those between them, in order.
    pub turns: Vec<Turn>,
    /// Lines up to the cursor, in order, bounded.
    pub lines: Vec<StoredLine>,
    /// The cursor before the first of these; `None` where this is the beginning of the conversation.
    pub before: Option<Cursor>,
}

/// A place in the lines of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Cursor {
    /// The turn of the line.
    pub turn_id: i64,
    /// The line.
    pub line_id: i64,
}
