//! Recordings: conversations in a file, `*.sofia.ndjson`, without loss and for other machines to read.
//!
//! One JSON object a line. The first line names the format and its version:
//! ```json
//! {"format":"sofia-recording","version":1}
//! ```
//! Then come conversations, one or many, each as a block of lines whose `type` says what they are:
//!
//! | type | what it holds |
//! | --- | --- |
//! | `conversation` | `id`, `merchant`, `customer`, `session`, titles, note, tags, times, state, what it is a branch of |
//! | `call` | a call of `init` or `close`: address, body, time, answer |
//! | `turn` | `ordinal`, address, the body that was sent, times, how it ended, its rating |
//! | `line` | `turn`, `seq` and `offset_us` of a line of the answer, how it ended, and its bytes |
//! | `end` | how many turns and lines the block has: without it the file was cut |
//!
//! Bytes stand as `text` where they are UTF-8, and as `base64` where they are not. Times are milliseconds since 1970,
//! UTC; durations are microseconds. Nothing in it depends on when or by whom it was written, so that a recording that is
//! read and written again is the same to the byte. There is no key in it.
//!
//! A file is judged by what is in it. The bare lines of an answer, as `curl -N … > file` leaves them, are read as well:
//! see [`read`].

mod capture;
mod encoding;
mod entries;
mod read;

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;

use crate::conversation::{Branch, LineEnding, Rating, Timing, TurnState};

#[cfg(test)]
pub(crate) use entries::BranchKindWord;
pub(crate) use entries::{
    BlockEnd, BranchEntry, CallEntry, ConversationEntry, Entry, HEADER, LineEntry, MerchantEntry,
    RatingEntry, Raw, RawProblem, Recorded, TimingEntry, TurnEntry, micros,
};
pub use read::{File, Notice, read};

/// What the name of a recording ends in.
pub const EXTENSION: &str = "sofia.ndjson";

/// The version of the format that is written. Files of a newer one are refused.
pub const VERSION: u32 = 1;

/// Larger files are read by nobody in one piece.
pub const LARGEST_FILE: u64 = 1024 * 1024 * 1024;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordingFault {
    /// Nothing is in it.
    #[error("it is empty")]
    Empty,
    /// It was written by a later version of the application.
    #[error("its format has version {version}, and this application knows up to {VERSION}")]
    Newer {
        /// The version that it has.
        version: u64,
    },
    /// Its end is missing.
    #[error("its end is missing: it was cut at line {line}")]
    Cut {
        /// The last line that is there, from 1.
        line: usize,
    },
    /// A line has no meaning.
    #[error("line {line} cannot be read: {reason}")]
    Damaged {
        /// Its number, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// It is something else.
    #[error("it is neither a recording nor the answer of a call: {reason}")]
    Other {
        /// What was found instead.
        reason: String,
    },
    /// It is larger than [`LARGEST_FILE`].
    #[error("it has {bytes} bytes, and at most {LARGEST_FILE} can be read")]
    TooLarge {
        /// How large it is.
        bytes: u64,
    },
}

/// A conversation out of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedConversation {
    /// What is known of it, but for its calls and turns.
    pub(crate) entry: ConversationEntry,
    /// The calls that opened and closed its session.
    pub calls: Vec<RecordedCall>,
    /// Its turns, in order.
    pub turns: Vec<RecordedTurn>,
    /// It was read from the bare lines of an answer.
    pub capture: bool,
}

/// A call that opened or closed a session.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedCall {
    /// `init` or `close`.
    pub name: String,
    /// Where it was sent.
    pub url: String,
    /// The body that was sent.
    pub request: Bytes,
    /// Milliseconds since 1970, UTC.
    pub sent_at: i64,
    /// Until the whole answer was there.
    pub took: Option<Duration>,
    /// The body of the answer.
    pub answer: Option<Bytes>,
    /// Why it failed.
    pub(crate) problem: Option<RawProblem>,
}

/// A turn.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedTurn {
    /// Its number in the conversation, from 1.
    pub ordinal: u32,
    /// Where it was sent.
    pub url: String,
    /// The body that was sent.
    pub request: Bytes,
    /// Milliseconds since 1970, UTC.
    pub sent_at: i64,
    /// How it ended.
    pub state: TurnState,
    /// Why it failed.
    pub(crate) problem: Option<RawProblem>,
    /// When what happened.
    pub timing: Timing,
    /// The number of the turn that it repeats.
    pub retry_of: Option<u32>,
    /// What a person thinks of its answer.
    pub rating: Option<Rating>,
    /// The lines of its answer, in order.
    pub lines: Vec<RecordedLine>,
}

/// A line of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedLine {
    /// Its number in the answer, from 1.
    pub seq: u64,
    /// Since the request was handed to the network.
    pub offset: Duration,
    /// How it ended.
    pub ending: LineEnding,
    /// Its bytes, without the line feed.
    pub bytes: Bytes,
}

impl RecordedConversation {
    /// The id that it had where it was written.
    pub fn id(&self) -> &str {
        &self.entry.id
    }

    /// What its merchant was called there.
    pub fn merchant_name(&self) -> &str {
        &self.entry.merchant.name
    }

    /// The merchant's `businessId`.
    pub fn business_id(&self) -> &str {
        &self.entry.merchant.business_id
    }

    /// The merchant's `agentId`, or empty.
    pub fn agent_id(&self) -> &str {
        &self.entry.merchant.agent_id
    }

    /// What it is called.
    pub fn called(&self) -> &str {
        self.entry.own_title.as_deref().unwrap_or(&self.entry.title)
    }

    /// What it goes on from, where it is a branch.
    pub fn branch(&self) -> Option<Branch> {
        self.entry.branch()
    }
}

impl RecordedTurn {
    /// Why it failed, as far as this version knows the error.
    pub fn problem(&self) -> Option<crate::Problem> {
        self.problem.as_ref().and_then(RawProblem::read)
    }
}

/// The name of a file without the endings of a recording, for a title.
pub(crate) fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let endings = [".sofia.ndjson", ".ndjson", ".jsonl", ".json", ".txt"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    stem.to_owned()
}
