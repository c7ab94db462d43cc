//! JSON for programs: everything that is known of the conversations, with the events as they came.

use agent_graph::read_line;
use serde::Serialize;
use serde_json::value::RawValue;

use super::transcript::state_word;
use super::{Sheet, Writing};
use crate::error::Error;
use crate::recording::{
    CallEntry, ConversationEntry, RatingEntry, Raw, RawProblem, RecordedConversation, RecordedTurn,
    TimingEntry, micros,
};

#[derive(Debug, Default)]
pub(super) struct JsonSheet {
    conversations: u64,
    turns: u64,
}

#[derive(Serialize)]
struct HeadObject<'a> {
    #[serde(flatten)]
    entry: &'a ConversationEntry,
    calls: Vec<CallEntry<'a>>,
}

#[derive(Serialize)]
struct TurnObject<'a> {
    ordinal: u32,
    url: &'a str,
    sent_at: i64,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a RawProblem>,
    timing: TimingEntry,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_of: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<RatingEntry>,
    request: Value<'a>,
    lines: Vec<LineObject<'a>>,
}

#[derive(Serialize)]
struct LineObject<'a> {
    seq: u64,
    offset_us: u64,
    kinds: Vec<String>,
    #[serde(flatten)]
    value: LineValue<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LineValue<'a> {
    /// The whole line, where it is JSON.
    Json(&'a RawValue),
    Text(String),
    Base64(String),
}

/// JSON as it came, or a text where it is none.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Json(&'a RawValue),
    Text(String),
}

impl Sheet for JsonSheet {
    fn begin(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        out.write(b"{\"format\":\"sofia-conversations\",\"version\":1,\"conversations\":[")
    }

    fn conversation(
        &mut self,
        conversation: &RecordedConversation,
        out: &mut Writing<'_>,
    ) -> Result<(), Error> {
        let calls = conversation.calls.iter().map(|call| CallEntry {
            name: call.name.clone(),
            url: call.url.clone(),
            request: Raw::of(&call.request),
            sent_at: call.sent_at,
            took_us: call.took.map(micros),
            answer: call.answer.as_deref().map(Raw::of),
            problem: call.problem.clone(),
        });
        let head = text(&HeadObject { entry: &conversation.entry, calls: calls.collect() })?;
        let begin = if self.conversations == 0 { "\n" } else { ",\n" };
        self.conversations += 1;
        self.turns = 0;
        // The object stays open for its turns, which come one by one.
        let open = head.strip_suffix('}').unwrap_or(&head);
        out.write(format!("{begin}{open},\"turns\":[").as_bytes())
    }

    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error> {
        let request = String::from_utf8_lossy(&turn.request);
        let object = TurnObject {
            ordinal: turn.ordinal,
            url: &turn.url,
            sent_at: turn.sent_at,
            state: state_word(turn.state),
            problem: turn.problem.as_ref(),
            timing: turn.timing.into(),
            retry_of: turn.retry_of,
            rating: turn.rating.as_ref().map(|rating| RatingEntry {
                good: rating.good,
                reason: rating.reason.clone(),
                at: rating.at,
            }),
            request: match serde_json::from_str(&request) {
                Ok(json) => Value::Json(json),
                Err(_no_json) => Value::Text(request.clone().into_owned()),
            },
            lines: turn
                .lines
                .iter()
                .map(|line| LineObject {
                    seq: line.seq,
                    offset_us: micros(line.offset),
                    kinds: read_line(&line.bytes, line.seq == 1)
                        .events
                        .into_iter()
                        .map(|event| event.kind.into_owned())
                        .collect(),
                    value: value_of(&line.bytes),
                })
                .collect(),
        };
        let begin = if self.turns == 0 { "\n" } else { ",\n" };
        self.turns += 1;
        out.write(format!("{begin}{}", text(&object)?).as_bytes())
    }

    fn conversation_over(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        out.write(b"]}")
    }

    fn end(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        out.write(b"\n]}\n")
    }
}

fn value_of(bytes: &[u8]) -> LineValue<'_> {
    match std::str::from_utf8(bytes).map(str::trim) {
        Ok(text) => match serde_json::from_str(text) {
            Ok(json) => LineValue::Json(json),
            Err(_no_json) => LineValue::Text(text.to_owned()),
        },
        Err(_binary) => match Raw::of(bytes) {
            Raw::Text(text) => LineValue::Text(text.into_owned()),
            Raw::Base64(text) => LineValue::Base64(text.into_owned()),
        },
    }
}

fn text(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal { reason: error.to_string() })
}
