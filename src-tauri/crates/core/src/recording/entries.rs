//! The lines of a recording as they are written and read.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{RecordedCall, RecordedLine, RecordedTurn, VERSION};
use crate::conversation::{Branch, BranchKind, LineEnding, Rating, Timing, TurnState};
use crate::error::Error;
use crate::problem::Problem;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub format: String,
    pub version: u64,
}

pub(super) const FORMAT: &str = "sofia-recording";

/// The first line of what is written.
pub(crate) const HEADER: &str = "{\"format\":\"sofia-recording\",\"version\":1}";
const _: () = assert!(VERSION == 1, "the header names the version");

/// A line behind the first, on its way into a file.
#[derive(Debug, Serialize)]
struct Tagged<'a, T> {
    r#type: &'static str,
    #[serde(flatten)]
    entry: &'a T,
}

/// What a line behind the first is.
pub(crate) trait Entry: Serialize + Sized {
    /// What stands under `type`.
    const TYPE: &'static str;

    /// The line, with its line feed.
    fn line(&self) -> Result<Vec<u8>, Error> {
        let tagged = Tagged { r#type: Self::TYPE, entry: self };
        let mut line =
            serde_json::to_vec(&tagged).map_err(|error| Error::Internal { reason: error.to_string() })?;
        line.push(b'\n');
        Ok(line)
    }
}

macro_rules! entries {
    ($($entry:ty => $name:literal),+ $(,)?) => {
        $(impl Entry for $entry { const TYPE: &'static str = $name; })+
    };
}

entries!(
    ConversationEntry => "conversation",
    CallEntry<'_> => "call",
    TurnEntry<'_> => "turn",
    LineEntry<'_> => "line",
    BlockEnd => "end",
);

/// The name of a line, before its meaning.
#[derive(Debug, Deserialize)]
pub(super) struct Peek<'a> {
    #[serde(borrow)]
    pub r#type: Cow<'a, str>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ConversationEntry {
    pub id: String,
    pub merchant: MerchantEntry,
    pub customer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_title: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    pub created_at: i64,
    pub last_at: i64,
    pub state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<RawProblem>,
    pub simulated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchEntry>,
    /// Personal data was taken out on the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MerchantEntry {
    pub name: String,
    pub base_url: String,
    pub business_id: String,
    pub agent_id: String,
    pub colour: String,
    pub simulated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BranchEntry {
    pub of: String,
    pub after: u32,
    pub kind: BranchKindWord,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BranchKindWord {
    Context,
    Reasked,
}

/// What a row says otherwise than its recording did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Recorded {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<MerchantEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

/// A problem as it was written, also where this version does not know its code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct RawProblem(Box<RawValue>);

impl RawProblem {
    /// The text of the column, if it is JSON.
    pub(crate) fn of(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }

    pub(crate) fn text(&self) -> &str {
        self.0.get()
    }

    pub(crate) fn read(&self) -> Option<Problem> {
        serde_json::from_str(self.0.get()).ok()
    }
}

impl PartialEq for RawProblem {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

/// Bytes: as text where they are UTF-8.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Raw<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    #[serde(borrow)]
    Base64(Cow<'a, str>),
}

impl<'a> Raw<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(Cow::Borrowed(text)),
            Err(_binary) => Self::Base64(Cow::Owned(STANDARD.encode(bytes))),
        }
    }

    fn bytes(self) -> Result<Bytes, String> {
        match self {
            Self::Text(text) => Ok(Bytes::from(text.into_owned())),
            Self::Base64(text) => {
                STANDARD.decode(text.as_bytes()).map(Bytes::from).map_err(|error| error.to_string())
            }
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CallEntry<'a> {
    pub name: String,
    pub url: String,
    #[serde(borrow)]
    pub request: Raw<'a>,
    pub sent_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_us: Option<u64>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Raw<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<RawProblem>,
}

/// A number as the database can hold it.
fn held(number: u64) -> Result<u64, String> {
    if i64::try_from(number).is_ok() { Ok(number) } else { Err(format!("{number} is too large")) }
}

fn duration(micros: u64) -> Result<Duration, String> {
    held(micros).map(Duration::from_micros)
}

impl CallEntry<'_> {
    pub(super) fn read(self) -> Result<RecordedCall, String> {
        Ok(RecordedCall {
            name: self.name,
            url: self.url,
            request: self.request.bytes()?,
            sent_at: self.sent_at,
            took: self.took_us.map(duration).transpose()?,
            answer: self.answer.map(Raw::bytes).transpose()?,
            problem: self.problem,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TurnEntry<'a> {
    pub ordinal: u32,
    pub url: String,
    #[serde(borrow)]
    pub request: Raw<'a>,
    pub sent_at: i64,
    pub state: TurnStateWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<RawProblem>,
    pub timing: TimingEntry,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_of: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingEntry>,
}

/// How a turn ended. One that was still coming in is written as interrupted: that is what it is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TurnStateWord {
    Complete,
    Failed,
    Stopped,
    Interrupted,
}

impl From<TurnState> for TurnStateWord {
    fn from(state: TurnState) -> Self {
        match state {
            TurnState::Complete => Self::Complete,
            TurnState::Failed => Self::Failed,
            TurnState::Stopped => Self::Stopped,
            TurnState::Interrupted | TurnState::Waiting | TurnState::Streaming => Self::Interrupted,
        }
    }
}

impl From<TurnStateWord> for TurnState {
    fn from(word: TurnStateWord) -> Self {
        match word {
            TurnStateWord::Complete => Self::Complete,
            TurnStateWord::Failed => Self::Failed,
            TurnStateWord::Stopped => Self::Stopped,
            TurnStateWord::Interrupted => Self::Interrupted,
        }
    }
}

/// Microseconds since the request was handed to the network.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TimingEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_byte_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_event_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_us: Option<u64>,
}

impl From<Timing> for TimingEntry {
    fn from(timing: Timing) -> Self {
        Self {
            connect_us: timing.connect.map(micros),
            head_us: timing.head.map(micros),
            first_byte_us: timing.first_byte.map(micros),
            first_event_us: timing.first_event.map(micros),
            end_us: timing.end.map(micros),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RatingEntry {
    pub good: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    pub at: i64,
}

impl TurnEntry<'_> {
    pub(super) fn read(self) -> Result<RecordedTurn, String> {
        let timing = self.timing;
        Ok(RecordedTurn {
            ordinal: self.ordinal,
            url: self.url,
            request: self.request.bytes()?,
            sent_at: self.sent_at,
            state: self.state.into(),
            problem: self.problem,
            timing: Timing {
                connect: timing.connect_us.map(duration).transpose()?,
                head: timing.head_us.map(duration).transpose()?,
                first_byte: timing.first_byte_us.map(duration).transpose()?,
                first_event: timing.first_event_us.map(duration).transpose()?,
                end: timing.end_us.map(duration).transpose()?,
            },
            retry_of: self.retry_of,
            rating: self.rating.map(|rating| Rating {
                good: rating.good,
                reason: rating.reason,
                at: rating.at,
            }),
            lines: Vec::new(),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LineEntry<'a> {
    pub turn: u32,
    pub seq: u64,
    pub offset_us: u64,
    pub end: LineEndWord,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<Cow<'a, str>>,
}

/// How a line ended: with a line feed, with the answer, or at the bound of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineEndWord {
    Lf,
    Eof,
    Cut,
}

impl From<LineEnding> for LineEndWord {
    fn from(ending: LineEnding) -> Self {
        match ending {
            LineEnding::Terminated => Self::Lf,
            LineEnding::Unterminated => Self::Eof,
            LineEnding::TooLong => Self::Cut,
        }
    }
}

impl<'a> LineEntry<'a> {
    pub(crate) fn of(turn: u32, seq: u64, offset_us: u64, end: LineEnding, bytes: &'a [u8]) -> Self {
        let (text, base64) = match Raw::of(bytes) {
            Raw::Text(text) => (Some(text), None),
            Raw::Base64(text) => (None, Some(text)),
        };
        Self { turn, seq, offset_us, end: end.into(), text, base64 }
    }

    pub(super) fn read(self) -> Result<RecordedLine, String> {
        let raw = match (self.text, self.base64) {
            (Some(text), None) => Raw::Text(text),
            (None, Some(text)) => Raw::Base64(text),
            _ => return Err("it has to have either `text` or `base64`".to_owned()),
        };
        Ok(RecordedLine {
            seq: held(self.seq)?,
            offset: duration(self.offset_us)?,
            ending: match self.end {
                LineEndWord::Lf => LineEnding::Terminated,
                LineEndWord::Eof => LineEnding::Unterminated,
                LineEndWord::Cut => LineEnding::TooLong,
            },
            bytes: raw.bytes()?,
        })
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BlockEnd {
    pub turns: u64,
    pub lines: u64,
}

impl ConversationEntry {
    pub(crate) fn branch(&self) -> Option<Branch> {
        self.branch.as_ref().map(|branch| Branch {
            of: branch.of.clone(),
            after: branch.after,
            kind: match branch.kind {
                BranchKindWord::Context => BranchKind::Context,
                BranchKindWord::Reasked => BranchKind::Reasked,
            },
        })
    }
}

impl From<&Branch> for BranchEntry {
    fn from(branch: &Branch) -> Self {
        Self {
            of: branch.of.clone(),
            after: branch.after,
            kind: match branch.kind {
                BranchKind::Context => BranchKindWord::Context,
                BranchKind::Reasked => BranchKindWord::Reasked,
            },
        }
    }
}

pub(crate) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
