//! What is written. Each function runs inside the writer's transaction.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, params};

use super::calls::put_key_places;
use super::failed;
use super::rows::{
    branch_kind_word, conversation_state_word, ending_number, micros, problem_text, turn_state_word,
};
use crate::clock;
use crate::conversation::{Conversation, ConversationState, LineEnding, Timing, TurnState};
use crate::error::Error;
use crate::merchant::{Merchant, StoredKey};
use crate::problem::Problem;

/// A turn before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct NewTurn {
    pub conversation_id: String,
    pub url: String,
    pub request: Bytes,
    pub retry_of: Option<i64>,
    /// The title of the conversation, where it has none yet.
    pub title: String,
    /// Where the key stands in the request: a person may have pasted it into the message.
    pub key: Vec<Range<usize>>,
}

/// A line on its way into the history.
#[derive(Debug, Clone)]
pub(crate) struct NewLine {
    pub seq: u64,
    pub offset: Duration,
    pub ending: LineEnding,
    pub bytes: Bytes,
    /// Where the key stands in it: some servers repeat it.
    pub key: Vec<Range<usize>>,
}

/// How a turn stands now.
#[derive(Debug, Clone)]
pub(crate) struct TurnChange {
    pub state: TurnState,
    pub problem: Option<Problem>,
    pub timing: Timing,
}

pub(crate) fn insert_merchant(connection: &Connection, merchant: &Merchant) -> Result<(), Error> {
    name_free(connection, merchant)?;
    let inserted = connection.execute(
        "INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            merchant.id,
            merchant.name,
            merchant.base_url,
            merchant.business_id,
            merchant.agent_id,
            merchant.colour,
            merchant.simulated,
            merchant.created_at
        ],
    );
    name_taken(connection, inserted, &merchant.name)
}

pub(crate) fn update_merchant(connection: &Connection, merchant: &Merchant) -> Result<(), Error> {
    name_free(connection, merchant)?;
    let updated = connection.execute(
        "UPDATE merchant SET name = ?2, base_url = ?3, business_id = ?4, agent_id = ?5, colour = ?6
         WHERE id = ?1 AND removed_at IS NULL",
        params![
            merchant.id,
            merchant.name,
            merchant.base_url,
            merchant.business_id,
            merchant.agent_id,
            merchant.colour
        ],
    );
    name_taken(connection, updated, &merchant.name)
}

/// An error where another merchant has the name. The index of the table knows upper and lower case of ASCII alone.
fn name_free(connection: &Connection, merchant: &Merchant) -> Result<(), Error> {
    match holder_of(connection, &merchant.name).map_err(failed(connection))? {
        Some(holder) if holder != merchant.id => {
            Err(Error::MerchantNameTaken { name: merchant.name.clone() })
        }
        _ => Ok(()),
    }
}

/// The id of the merchant that has a name, whatever its case.
pub(super) fn holder_of(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let name = name.to_lowercase();
    let mut select = connection.prepare_cached("SELECT id, name FROM merchant WHERE removed_at IS NULL")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        if row.get_ref(1)?.as_str()?.to_lowercase() == name {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

fn name_taken(connection: &Connection, done: rusqlite::Result<usize>, name: &str) -> Result<(), Error> {
    match done {
        Ok(0) => Err(Error::MerchantNotFound { name: name.to_owned() }),
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Err(Error::MerchantNameTaken { name: name.to_owned() })
        }
        Err(error) => Err(failed(connection)(error)),
    }
}

pub(crate) fn set_stored_key(
    connection: &Connection,
    id: &str,
    stored: Option<&StoredKey>,
) -> Result<(), Error> {
    connection
        .execute(
            "UPDATE merchant SET key_origin = ?2, key_since = ?3 WHERE id = ?1",
            params![id, stored.map(|stored| &stored.origin), stored.map(|stored| stored.since)],
        )
        .map(|_| ())
        .map_err(failed(connection))
}

/// Hides a merchant; answers how many of its conversations stay.
pub(crate) fn remove_merchant(connection: &Connection, id: &str) -> Result<u32, Error> {
    let run = || {
        connection.execute(
            "UPDATE merchant SET removed_at = ?2, key_origin = NULL, key_since = NULL WHERE id = ?1",
            params![id, clock::now_ms()],
        )?;
        connection
            .query_row("SELECT count(*) FROM conversation WHERE merchant_id = ?1", [id], |row| row.get(0))
    };
    run().map_err(failed(connection))
}

pub(crate) fn insert_conversation(
    connection: &Connection,
    conversation: &Conversation,
    merchant: &Merchant,
    owner: &str,
) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO conversation (id, merchant_id, title, customer_key, base_url, business_id, agent_id,
                 session_id, state, problem, simulated, owner, created_at, last_at, branch_of, branch_after, branch_kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            params![
                conversation.id,
                conversation.merchant_id,
                conversation.title,
                conversation.customer_key,
                merchant.base_url,
                merchant.business_id,
                merchant.agent_id,
                conversation.session_id,
                conversation_state_word(conversation.state),
                conversation.simulated,
                owner,
                conversation.created_at,
                conversation.last_at,
                conversation.branch.as_ref().map(|branch| branch.of.as_str()),
                conversation.branch.as_ref().map(|branch| branch.after),
                conversation.branch.as_ref().map(|branch| branch_kind_word(branch.kind))
            ],
        )
        .map(|_| ())
        .map_err(failed(connection))
}

pub(crate) fn set_conversation_state(
    connection: &Connection,
    id: &str,
    state: ConversationState,
    problem: Option<&Problem>,
) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE conversation SET state = ?2, problem = ?3 WHERE id = ?1")
        .and_then(|mut statement| {
            statement.execute(params![id, conversation_state_word(state), problem_text(problem)])
        })
        .map(|_| ())
        .map_err(failed(connection))
}

pub(crate) fn session_opened(
    connection: &Connection,
    id: &str,
    session: &str,
    simulated: bool,
) -> Result<(), Error> {
    connection
        .execute(
            "UPDATE conversation SET session_id = ?2, simulated = simulated OR ?3, state = ?4, unindexed = abs(unindexed) + 1
             WHERE id = ?1",
            params![id, session, simulated, conversation_state_word(ConversationState::Live)],
        )
        .map(|_| ())
        .map_err(failed(connection))
}

/// Starts a turn and marks its conversation as answering; answers its id.
pub(crate) fn insert_turn(connection: &Connection, turn: &NewTurn) -> Result<i64, Error> {
    let now = clock::now_ms();
    let run = || {
        connection.execute(
            "INSERT INTO turn (conversation_id, ordinal, url, request, sent_at, state, retry_of, key_checked)
             SELECT ?1, coalesce(max(ordinal), 0) + 1, ?2, ?3, ?4, ?5, ?6, 1
             FROM turn WHERE conversation_id = ?1",
            params![
                turn.conversation_id,
                turn.url,
                turn.request.as_ref(),
                now,
                turn_state_word(TurnState::Waiting),
                turn.retry_of
            ],
        )?;
        let id = connection.last_insert_rowid();
        put_key_places(connection, id, None, &turn.key)?;
        connection.execute(
            "UPDATE conversation SET state = ?2, last_at = ?3, title = CASE title WHEN '' THEN ?4 ELSE title END,
                 unindexed = CASE title WHEN '' THEN abs(unindexed) + 1 ELSE unindexed END
             WHERE id = ?1",
            params![turn.conversation_id, conversation_state_word(ConversationState::Answering), now, turn.title],
        )?;
        Ok(id)
    };
    run().map_err(failed(connection))
}

pub(crate) fn change_turn(connection: &Connection, id: i64, change: &TurnChange) -> Result<(), Error> {
    append_lines(connection, id, &[], change)
}

/// Puts lines in, and writes how their turn stands. The row of the turn holds what was sent, which may be long, so it is
/// written once for both.
pub(crate) fn append_lines(
    connection: &Connection,
    turn_id: i64,
    lines: &[NewLine],
    change: &TurnChange,
) -> Result<(), Error> {
    insert_lines(connection, turn_id, lines).map_err(failed(connection))?;
    let timing = &change.timing;
    let bytes: usize = lines.iter().map(|line| line.bytes.len()).sum();
    connection
        .prepare_cached(
            "UPDATE turn SET state = ?2, problem = ?3, connect_us = ?4, head_us = ?5, first_byte_us = ?6,
                 first_event_us = ?7, end_us = ?8, lines = lines + ?9, bytes = bytes + ?10
             WHERE id = ?1",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                turn_id,
                turn_state_word(change.state),
                problem_text(change.problem.as_ref()),
                timing.connect.map(micros),
                timing.head.map(micros),
                timing.first_byte.map(micros),
                timing.first_event.map(micros),
                timing.end.map(micros),
                i64::try_from(lines.len()).unwrap_or(i64::MAX),
                i64::try_from(bytes).unwrap_or(i64::MAX)
            ])
        })
        .map(|_| ())
        .map_err(failed(connection))
}

fn insert_lines(connection: &Connection, turn_id: i64, lines: &[NewLine]) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO line (turn_id, seq, offset_us, ending, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for line in lines {
        let seq = i64::try_from(line.seq).unwrap_or(i64::MAX);
        insert.execute(params![
            turn_id,
            seq,
            micros(line.offset),
            ending_number(line.ending),
            line.bytes.as_ref()
        ])?;
        if !line.key.is_empty() {
            put_key_places(connection, turn_id, Some(connection.last_insert_rowid()), &line.key)?;
        }
    }
    Ok(())
}

/// A session whose owner is gone, with what is needed to close it.
#[derive(Debug, Clone)]
pub(crate) struct LeftOpen {
    pub conversation_id: String,
    pub merchant_id: String,
    pub base_url: String,
    pub business_id: String,
    pub customer_key: String,
    pub session_id: Option<String>,
}

/// Takes over what an owner that is gone has left: its turns are interrupted, its sessions become ours to close.
pub(crate) fn take_over(connection: &Connection, from: &str, to: &str) -> Result<Vec<LeftOpen>, Error> {
    let run = || {
        connection.execute(
            "UPDATE turn SET state = ?2
             WHERE state IN ('waiting', 'streaming')
               AND conversation_id IN (SELECT id FROM conversation WHERE owner = ?1)",
            params![from, turn_state_word(TurnState::Interrupted)],
        )?;
        let open = "state NOT IN ('closed', 'failed', 'not_closed')";
        let mut select = connection.prepare(&format!(
            "SELECT id, merchant_id, base_url, business_id, customer_key, session_id
             FROM conversation WHERE owner = ?1 AND {open}"
        ))?;
        let left = select
            .query_map([from], |row| {
                Ok(LeftOpen {
                    conversation_id: row.get(0)?,
                    merchant_id: row.get(1)?,
                    base_url: row.get(2)?,
                    business_id: row.get(3)?,
                    customer_key: row.get(4)?,
                    session_id: row.get(5)?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        connection.execute(
            &format!("UPDATE conversation SET owner = ?2, state = 'closing' WHERE owner = ?1 AND {open}"),
            params![from, to],
        )?;
        Ok(left)
    };
    run().map_err(failed(connection))
}

/// The row of the application's own merchant, made once; its address changes with every start.
pub(crate) fn put_simulated_merchant(connection: &Connection, merchant: &Merchant) -> Result<(), Error> {
    let run = || {
        let known: Option<String> = connection
            .query_row("SELECT id FROM merchant WHERE id = ?1", [&merchant.id], |row| row.get(0))
            .optional()?;
        if known.is_some() {
            return connection.execute(
                "UPDATE merchant SET base_url = ?2, business_id = ?3, removed_at = NULL WHERE id = ?1",
                params![merchant.id, merchant.base_url, merchant.business_id],
            );
        }
        // A person may have given the same name to a merchant of their own.
        let taken = holder_of(connection, &merchant.name)?;
        let name = if taken.is_some() { format!("{} *", merchant.name) } else { merchant.name.clone() };
        connection.execute(
            "INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)",
            params![
                merchant.id,
                name,
                merchant.base_url,
                merchant.business_id,
                merchant.agent_id,
                merchant.colour,
                merchant.created_at
            ],
        )
    };
    run().map(|_| ()).map_err(failed(connection))
}

/// Whatever answered in this conversation said that it is a simulator.
pub(crate) fn mark_simulated(connection: &Connection, conversation_id: &str) -> Result<(), Error> {
    connection
        .execute("UPDATE conversation SET simulated = 1 WHERE id = ?1", [conversation_id])
        .map(|_| ())
        .map_err(failed(connection))
}
