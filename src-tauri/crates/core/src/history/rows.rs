//! Rows of the tables, as types of the use cases and back.

use std::time::Duration;

use bytes::Bytes;
use rusqlite::Row;

use crate::conversation::{
    Branch, BranchKind, Conversation, ConversationState, LineEnding, Rating, SessionCall, Source, StoredLine,
    Timing, Turn, TurnState,
};
use crate::merchant::{Merchant, StoredKey};
use crate::problem::Problem;

pub(super) const MERCHANT_COLUMNS: &str =
    "id, name, base_url, business_id, agent_id, colour, simulated, key_origin, key_since, created_at";

pub(super) fn merchant(row: &Row<'_>) -> rusqlite::Result<Merchant> {
    let origin: Option<String> = row.get(7)?;
    let since: Option<i64> = row.get(8)?;
    Ok(Merchant {
        id: row.get(0)?,
        name: row.get(1)?,
        base_url: row.get(2)?,
        business_id: row.get(3)?,
        agent_id: row.get(4)?,
        colour: row.get(5)?,
        simulated: row.get(6)?,
        stored_key: origin.map(|origin| StoredKey { origin, since: since.unwrap_or_default() }),
        created_at: row.get(9)?,
    })
}

pub(super) const CONVERSATION_COLUMNS: &str = "id, merchant_id, title, customer_key, session_id, state, problem, \
     simulated, created_at, last_at, (SELECT count(*) FROM turn WHERE turn.conversation_id = conversation.id), \
     coalesce((SELECT name FROM merchant WHERE merchant.id = conversation.merchant_id), ''), own_title, note, \
     pinned_at IS NOT NULL, deleted_at, source, branch_of, branch_after, branch_kind, \
     (SELECT json_group_array(name) FROM tag WHERE tag.conversation_id = conversation.id), \
     coalesce((SELECT state = 'failed' FROM turn WHERE turn.conversation_id = conversation.id \
     ORDER BY ordinal DESC LIMIT 1), 0), revision";

pub(super) fn conversation(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    let branch_of: Option<String> = row.get(17)?;
    let branch_kind: Option<String> = row.get(19)?;
    let tags: String = row.get(20)?;
    Ok(Conversation {
        id: row.get(0)?,
        merchant_id: row.get(1)?,
        merchant_name: row.get(11)?,
        title: row.get(2)?,
        own_title: row.get(12)?,
        customer_key: row.get(3)?,
        session_id: row.get(4)?,
        state: conversation_state(&row.get::<_, String>(5)?),
        problem: problem(row.get(6)?),
        simulated: row.get(7)?,
        created_at: row.get(8)?,
        last_at: row.get(9)?,
        revision: row.get(22)?,
        turns: row.get(10)?,
        last_turn_failed: row.get(21)?,
        pinned: row.get(14)?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        note: row.get(13)?,
        deleted_at: row.get(15)?,
        source: source(&row.get::<_, String>(16)?),
        branch: match branch_of {
            Some(of) => Some(Branch {
                of,
                after: row.get::<_, Option<u32>>(18)?.unwrap_or_default(),
                kind: branch_kind_of(branch_kind.as_deref()),
            }),
            None => None,
        },
    })
}

pub(super) const TURN_COLUMNS: &str = "id, conversation_id, ordinal, url, request, sent_at, state, problem, \
     connect_us, head_us, first_byte_us, first_event_us, end_us, lines, bytes, retry_of, rating, rating_reason, rated_at";

pub(super) fn turn(row: &Row<'_>) -> rusqlite::Result<Turn> {
    let micros = |column: usize| -> rusqlite::Result<Option<Duration>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(duration))
    };
    Ok(Turn {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        ordinal: row.get(2)?,
        url: row.get(3)?,
        request: Bytes::from(row.get::<_, Vec<u8>>(4)?),
        sent_at: row.get(5)?,
        state: turn_state(&row.get::<_, String>(6)?),
        problem: problem(row.get(7)?),
        timing: Timing {
            connect: micros(8)?,
            head: micros(9)?,
            first_byte: micros(10)?,
            first_event: micros(11)?,
            end: micros(12)?,
        },
        lines: row.get(13)?,
        bytes: u64::try_from(row.get::<_, i64>(14)?).unwrap_or_default(),
        retry_of: row.get(15)?,
        rating: match row.get::<_, Option<i64>>(16)? {
            Some(rating) => Some(Rating {
                good: rating > 0,
                reason: row.get(17)?,
                at: row.get::<_, Option<i64>>(18)?.unwrap_or_default(),
            }),
            None => None,
        },
    })
}

pub(super) const LINE_COLUMNS: &str =
    "line.id, line.turn_id, line.seq, line.offset_us, line.ending, line.bytes";

pub(super) fn line(row: &Row<'_>) -> rusqlite::Result<StoredLine> {
    Ok(StoredLine {
        id: row.get(0)?,
        turn_id: row.get(1)?,
        seq: u64::try_from(row.get::<_, i64>(2)?).unwrap_or_default(),
        offset: duration(row.get(3)?),
        ending: ending(row.get(4)?),
        bytes: Bytes::from(row.get::<_, Vec<u8>>(5)?),
    })
}

pub(super) const CALL_COLUMNS: &str = "name, url, request, sent_at, took_us, answer, problem";

pub(super) fn session_call(row: &Row<'_>) -> rusqlite::Result<SessionCall> {
    Ok(SessionCall {
        name: row.get(0)?,
        url: row.get(1)?,
        request: Bytes::from(row.get::<_, Vec<u8>>(2)?),
        sent_at: row.get(3)?,
        took: row.get::<_, Option<i64>>(4)?.map(duration),
        answer: row.get::<_, Option<Vec<u8>>>(5)?.map(Bytes::from),
        problem: problem(row.get(6)?),
    })
}

pub(super) fn ending(number: i64) -> LineEnding {
    match number {
        0 => LineEnding::Terminated,
        1 => LineEnding::Unterminated,
        _ => LineEnding::TooLong,
    }
}

pub(super) fn ending_number(ending: LineEnding) -> i64 {
    match ending {
        LineEnding::Terminated => 0,
        LineEnding::Unterminated => 1,
        LineEnding::TooLong => 2,
    }
}

pub(super) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

pub(super) fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or_default())
}

pub(super) fn conversation_state_word(state: ConversationState) -> &'static str {
    match state {
        ConversationState::Opening => "opening",
        ConversationState::Live => "live",
        ConversationState::Answering => "answering",
        ConversationState::Closing => "closing",
        ConversationState::Closed => "closed",
        ConversationState::Failed => "failed",
        ConversationState::NotClosed => "not_closed",
    }
}

fn conversation_state(word: &str) -> ConversationState {
    match word {
        "opening" => ConversationState::Opening,
        "live" => ConversationState::Live,
        "answering" => ConversationState::Answering,
        "closing" => ConversationState::Closing,
        "closed" => ConversationState::Closed,
        "not_closed" => ConversationState::NotClosed,
        _ => ConversationState::Failed,
    }
}

fn source(word: &str) -> Source {
    match word {
        "recording" => Source::Recording,
        "capture" => Source::Capture,
        _ => Source::Held,
    }
}

pub(super) fn branch_kind_word(kind: BranchKind) -> &'static str {
    match kind {
        BranchKind::Context => "context",
        BranchKind::Reasked => "reasked",
    }
}

fn branch_kind_of(word: Option<&str>) -> BranchKind {
    match word {
        Some("reasked") => BranchKind::Reasked,
        _ => BranchKind::Context,
    }
}

pub(super) fn turn_state_word(state: TurnState) -> &'static str {
    match state {
        TurnState::Waiting => "waiting",
        TurnState::Streaming => "streaming",
        TurnState::Complete => "complete",
        TurnState::Failed => "failed",
        TurnState::Stopped => "stopped",
        TurnState::Interrupted => "interrupted",
    }
}

fn turn_state(word: &str) -> TurnState {
    match word {
        "waiting" => TurnState::Waiting,
        "streaming" => TurnState::Streaming,
        "complete" => TurnState::Complete,
        "stopped" => TurnState::Stopped,
        "interrupted" => TurnState::Interrupted,
        _ => TurnState::Failed,
    }
}

pub(super) fn problem_text(problem: Option<&Problem>) -> Option<String> {
    problem.and_then(|problem| serde_json::to_string(problem).ok())
}

/// A problem of a later version, with a code that is not known here, is left out rather than making its row unreadable.
fn problem(text: Option<String>) -> Option<Problem> {
    serde_json::from_str(&text?).ok()
}
