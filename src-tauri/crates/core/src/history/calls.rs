//! The calls that open and close a session, and where a key stands in what came back. Each function that writes runs
//! inside the writer's transaction.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, params};

use super::failed;
use super::rows::{micros, problem_text};
use crate::clock;
use crate::error::Error;
use crate::problem::Problem;

/// A call before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct NewCall {
    pub conversation_id: String,
    /// `init` or `close`.
    pub name: &'static str,
    pub url: String,
    pub request: Bytes,
}

/// How a call was answered.
#[derive(Debug, Clone)]
pub(crate) struct CallAnswer {
    pub took: Duration,
    /// The body, the key masked.
    pub answer: Option<Bytes>,
    pub problem: Option<Problem>,
}

pub(crate) fn insert_call(connection: &Connection, call: &NewCall) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO session_call (conversation_id, name, url, request, sent_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![call.conversation_id, call.name, call.url, call.request.as_ref(), clock::now_ms()],
        )
        .map(|_| ())
        .map_err(failed(connection))
}

/// Notes how the newest call of this name was answered.
pub(crate) fn call_answered(
    connection: &Connection,
    conversation_id: &str,
    name: &str,
    answer: &CallAnswer,
) -> Result<(), Error> {
    connection
        .execute(
            "UPDATE session_call SET took_us = ?3, answer = ?4, problem = ?5
             WHERE id = (SELECT max(id) FROM session_call WHERE conversation_id = ?1 AND name = ?2)",
            params![
                conversation_id,
                name,
                micros(answer.took),
                answer.answer.as_deref(),
                problem_text(answer.problem.as_ref())
            ],
        )
        .map(|_| ())
        .map_err(failed(connection))
}

pub(super) fn put_key_places(
    connection: &Connection,
    turn_id: i64,
    line_id: Option<i64>,
    places: &[Range<usize>],
) -> rusqlite::Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT INTO key_place (turn_id, line_id, first, behind) VALUES (?1, ?2, ?3, ?4)")?;
    let number = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    for place in places {
        insert.execute(params![turn_id, line_id, number(place.start), number(place.end)])?;
    }
    Ok(())
}

/// Where the key stands in a turn: the line, or nothing for what was sent, and the bytes.
pub(super) fn key_places(
    connection: &Connection,
    turn_id: i64,
) -> rusqlite::Result<Vec<(Option<i64>, Range<usize>)>> {
    let mut select = connection
        .prepare_cached("SELECT line_id, first, behind FROM key_place WHERE turn_id = ?1 ORDER BY first")?;
    let number = |place: i64| usize::try_from(place).unwrap_or_default();
    let rows =
        select.query_map([turn_id], |row| Ok((row.get(0)?, number(row.get(1)?)..number(row.get(2)?))))?;
    rows.collect()
}

/// Whether there is a turn of a conversation that was stored by a version which did not look for the key.
pub(super) fn key_unchecked(connection: &Connection, conversation_id: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM turn WHERE conversation_id = ?1 AND NOT key_checked LIMIT 1";
    Ok(connection.query_row(sql, [conversation_id], |_| Ok(())).optional()?.is_some())
}
