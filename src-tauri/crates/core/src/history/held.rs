//! A conversation on its way out of the database: as it is stored, but for the key, which is left out wherever it was
//! found.

use std::ops::Range;

use agent_graph::MASKED_KEY;
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, params};

use super::calls::{key_places, key_unchecked};
use super::failed;
use super::rows::{self, TURN_COLUMNS};
use crate::conversation::Turn;
use crate::error::Error;
use crate::recording::{
    BranchEntry, ConversationEntry, MerchantEntry, RawProblem, Recorded, RecordedCall, RecordedConversation,
    RecordedLine, RecordedTurn,
};

/// A conversation without its turns.
pub(crate) fn held(connection: &Connection, id: &str) -> Result<RecordedConversation, Error> {
    let conversation = super::read_conversation(connection, id)?;
    type Columns = (String, String, String, Option<String>, Option<String>, String, bool);
    let read = || {
        connection
            .prepare_cached(
                "SELECT conversation.base_url, conversation.business_id, conversation.agent_id,
                        conversation.recorded, conversation.problem, merchant.colour, merchant.simulated
                 FROM conversation JOIN merchant ON merchant.id = conversation.merchant_id
                 WHERE conversation.id = ?1",
            )?
            .query_row([id], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            })
    };
    let (base_url, business_id, agent_id, recorded, problem, colour, simulated): Columns =
        read().map_err(failed(connection))?;
    let recorded: Recorded = recorded.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let own = MerchantEntry {
        name: conversation.merchant_name.clone(),
        base_url,
        business_id,
        agent_id,
        colour,
        simulated,
    };
    let entry = ConversationEntry {
        id: recorded.id.unwrap_or(conversation.id),
        merchant: recorded.merchant.unwrap_or(own),
        customer: conversation.customer_key,
        session: conversation.session_id,
        title: conversation.title,
        own_title: conversation.own_title,
        note: conversation.note,
        tags: conversation.tags,
        created_at: conversation.created_at,
        last_at: conversation.last_at,
        state: recorded.state.unwrap_or_else(|| rows::conversation_state_word(conversation.state).to_owned()),
        problem: problem.and_then(RawProblem::of),
        simulated: conversation.simulated,
        branch: conversation.branch.as_ref().map(BranchEntry::from),
        masked: recorded.masked,
    };
    let calls = calls(connection, id).map_err(failed(connection))?;
    Ok(RecordedConversation { entry, calls, turns: Vec::new(), capture: false })
}

fn calls(connection: &Connection, id: &str) -> rusqlite::Result<Vec<RecordedCall>> {
    let mut select = connection.prepare_cached(
        "SELECT name, url, request, sent_at, took_us, answer, problem FROM session_call
         WHERE conversation_id = ?1 ORDER BY id",
    )?;
    let rows = select.query_map([id], |row| {
        Ok(RecordedCall {
            name: row.get(0)?,
            url: row.get(1)?,
            request: Bytes::from(row.get::<_, Vec<u8>>(2)?),
            sent_at: row.get(3)?,
            took: row.get::<_, Option<i64>>(4)?.map(rows::duration),
            answer: row.get::<_, Option<Vec<u8>>>(5)?.map(Bytes::from),
            problem: row.get::<_, Option<String>>(6)?.and_then(RawProblem::of),
        })
    })?;
    rows.collect()
}

/// The ids of a conversation's turns, in order.
pub(crate) fn turn_ids(connection: &Connection, id: &str) -> Result<Vec<i64>, Error> {
    super::queries::all(
        connection,
        "SELECT id FROM turn WHERE conversation_id = ?1 ORDER BY ordinal",
        [id],
        |row| row.get(0),
    )
}

/// The first turn of a conversation behind the one with this number. Those of recordings may have gaps between them.
pub(crate) fn turn_behind(connection: &Connection, id: &str, ordinal: u32) -> Result<Option<i64>, Error> {
    let sql = "SELECT id FROM turn WHERE conversation_id = ?1 AND ordinal > ?2 ORDER BY ordinal LIMIT 1";
    let found = connection.query_row(sql, params![id, ordinal], |row| row.get(0)).optional();
    found.map_err(failed(connection))
}

/// A turn with its lines.
pub(crate) fn held_turn(connection: &Connection, turn_id: i64) -> Result<RecordedTurn, Error> {
    read_turn(connection, turn_id).map_err(failed(connection))?.ok_or(Error::TurnNotFound)
}

fn read_turn(connection: &Connection, turn_id: i64) -> rusqlite::Result<Option<RecordedTurn>> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {TURN_COLUMNS}, (SELECT before.ordinal FROM turn AS before WHERE before.id = turn.retry_of
             AND before.conversation_id = turn.conversation_id) FROM turn WHERE id = ?1"
    ))?;
    let found: Option<(Turn, Option<String>, Option<u32>)> =
        select.query_row([turn_id], |row| Ok((rows::turn(row)?, row.get(7)?, row.get(19)?))).optional()?;
    let Some((turn, problem, retry_of)) = found else { return Ok(None) };
    let places = key_places(connection, turn_id)?;
    let of = |line: Option<i64>| -> Vec<Range<usize>> {
        places.iter().filter(|(at, _)| *at == line).map(|(_, place)| place.clone()).collect()
    };
    let mut select = connection.prepare_cached(
        "SELECT id, seq, offset_us, ending, bytes FROM line WHERE turn_id = ?1 ORDER BY id",
    )?;
    let mut lines = Vec::with_capacity(usize::try_from(turn.lines).unwrap_or_default());
    let mut rows = select.query(params![turn_id])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let bytes = row.get::<_, Vec<u8>>(4)?;
        let key = if places.is_empty() { Vec::new() } else { of(Some(id)) };
        lines.push(RecordedLine {
            seq: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
            offset: rows::duration(row.get(2)?),
            ending: rows::ending(row.get(3)?),
            bytes: without(Bytes::from(bytes), &key),
        });
    }
    Ok(Some(RecordedTurn {
        ordinal: turn.ordinal,
        url: turn.url,
        request: without(turn.request, &of(None)),
        sent_at: turn.sent_at,
        state: turn.state,
        problem: problem.and_then(RawProblem::of),
        timing: turn.timing,
        retry_of,
        rating: turn.rating,
        lines,
    }))
}

/// Bytes with what stands in these places masked.
fn without(bytes: Bytes, places: &[Range<usize>]) -> Bytes {
    if places.is_empty() {
        return bytes;
    }
    let mut masked = Vec::with_capacity(bytes.len());
    let mut rest = 0;
    for place in places {
        masked.extend_from_slice(bytes.get(rest..place.start).unwrap_or_default());
        masked.extend_from_slice(MASKED_KEY.as_bytes());
        rest = place.end;
    }
    masked.extend_from_slice(bytes.get(rest..).unwrap_or_default());
    Bytes::from(masked)
}

/// Whether something of a conversation was stored by a version that did not look for the key.
pub(crate) fn needs_key(connection: &Connection, id: &str) -> Result<bool, Error> {
    key_unchecked(connection, id).map_err(failed(connection))
}
