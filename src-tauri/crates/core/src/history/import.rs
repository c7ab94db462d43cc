//! A recording on its way into the database: one transaction for the whole file. What is there already is left out, unless
//! it is wanted again.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::failed;
use super::known::Known;
use super::rows::{branch_kind_word, ending_number, micros, turn_state_word};
use crate::clock;
use crate::error::Error;
use crate::recording::{
    ConversationEntry, MerchantEntry, Recorded, RecordedCall, RecordedConversation, RecordedTurn,
};

/// The states in which a recorded session can be. One that was open when it was recorded is closed as far as this
/// history is concerned: nobody here may close or use it.
const OVER: [&str; 3] = ["closed", "failed", "not_closed"];

/// An id of ours: another one is replaced, so that nothing here depends on what a file says.
fn is_id(id: &str) -> bool {
    Uuid::try_parse(id).is_ok_and(|parsed| parsed.to_string() == id)
}

/// What became of a conversation of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It was taken in under this id.
    TakenIn(String),
    /// It is there already, under this id.
    Known(String),
}

/// Puts the conversations of a file in; answers what became of each, in order. Those that are there already are left out,
/// unless they are wanted `again`.
pub(crate) fn import(
    connection: &Connection,
    conversations: &[RecordedConversation],
    owner: &str,
    again: bool,
) -> Result<Vec<Arrival>, Error> {
    // Before the first is taken in: a file that holds the same conversation twice is meant to.
    let known = if again { Known::default() } else { Known::of(connection)? };
    let arrive = |conversation: &RecordedConversation| match known.find(connection, conversation)? {
        Some(id) => Ok(Arrival::Known(id)),
        None => import_one(connection, conversation, owner).map(Arrival::TakenIn).map_err(failed(connection)),
    };
    conversations.iter().map(arrive).collect()
}

fn import_one(
    connection: &Connection,
    conversation: &RecordedConversation,
    owner: &str,
) -> rusqlite::Result<String> {
    let entry = &conversation.entry;
    let taken: Option<i64> = connection
        .prepare_cached("SELECT 1 FROM conversation WHERE id = ?1")?
        .query_row([&entry.id], |row| row.get(0))
        .optional()?;
    let id = if taken.is_none() && is_id(&entry.id) { entry.id.clone() } else { Uuid::new_v4().to_string() };
    let (merchant_id, same_merchant) = merchant(connection, &entry.merchant)?;
    let over = OVER.contains(&entry.state.as_str());
    let recorded = Recorded {
        id: Some(entry.id.clone()).filter(|recorded| *recorded != id),
        merchant: Some(entry.merchant.clone()).filter(|_| !same_merchant),
        state: Some(entry.state.clone()).filter(|_| !over),
        masked: entry.masked,
    };
    insert_conversation(connection, conversation, &id, &merchant_id, owner, &recorded)?;
    for tag in &entry.tags {
        connection
            .prepare_cached("INSERT OR IGNORE INTO tag (conversation_id, name) VALUES (?1, ?2)")?
            .execute([&id, tag])?;
    }
    for call in &conversation.calls {
        insert_call(connection, &id, call)?;
    }
    let mut turns: Vec<(u32, i64)> = Vec::new();
    for turn in &conversation.turns {
        let repeated = turn.retry_of.and_then(|of| turns.iter().find(|(ordinal, _)| *ordinal == of));
        let turn_id = insert_turn(connection, &id, turn, repeated.map(|(_, id)| *id))?;
        turns.push((turn.ordinal, turn_id));
    }
    Ok(id)
}

/// The merchant of a recording: the one here that is talked to at the same place under the same ids, or one that is known
/// from recordings alone and stands in no list. Answers its id, and whether it is what the recording says to the letter.
fn merchant(connection: &Connection, recorded: &MerchantEntry) -> rusqlite::Result<(String, bool)> {
    let mut select = connection.prepare_cached(
        "SELECT id, name, colour, simulated FROM merchant
         WHERE base_url = ?1 AND business_id = ?2 AND agent_id = ?3
         ORDER BY removed_at IS NOT NULL, name <> ?4, created_at LIMIT 1",
    )?;
    let key = params![recorded.base_url, recorded.business_id, recorded.agent_id, recorded.name];
    let known: Option<(String, String, String, bool)> = select
        .query_row(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?
        // Of answers without an address nothing says that they come from the same place.
        .filter(|(_, name, _, _): &(String, String, String, bool)| {
            !recorded.base_url.is_empty() || *name == recorded.name
        });
    if let Some((id, name, colour, simulated)) = known {
        let same = (&name, &colour, simulated) == (&recorded.name, &recorded.colour, recorded.simulated);
        return Ok((id, same));
    }
    let id = Uuid::new_v4().to_string();
    let now = clock::now_ms();
    connection
        .prepare_cached(
            "INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at, removed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        )?
        .execute(params![
            id,
            recorded.name,
            recorded.base_url,
            recorded.business_id,
            recorded.agent_id,
            recorded.colour,
            recorded.simulated,
            now
        ])?;
    Ok((id, true))
}

fn insert_conversation(
    connection: &Connection,
    conversation: &RecordedConversation,
    id: &str,
    merchant_id: &str,
    owner: &str,
    recorded: &Recorded,
) -> rusqlite::Result<()> {
    let entry: &ConversationEntry = &conversation.entry;
    let branch = entry.branch();
    let state = if recorded.state.is_some() { "closed" } else { entry.state.as_str() };
    let recorded =
        (*recorded != Recorded::default()).then(|| serde_json::to_string(recorded).unwrap_or_default());
    connection
        .prepare_cached(
            "INSERT INTO conversation (id, merchant_id, title, customer_key, base_url, business_id, agent_id, session_id,
                 state, problem, simulated, owner, created_at, last_at, own_title, note, source, recorded, branch_of,
                 branch_after, branch_kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        )?
        .execute(params![
            id,
            merchant_id,
            entry.title,
            entry.customer,
            entry.merchant.base_url,
            entry.merchant.business_id,
            entry.merchant.agent_id,
            entry.session,
            state,
            entry.problem.as_ref().map(|problem| problem.text()),
            entry.simulated,
            owner,
            entry.created_at,
            entry.last_at,
            entry.own_title,
            entry.note,
            if conversation.capture { "capture" } else { "recording" },
            recorded,
            branch.as_ref().map(|branch| &branch.of),
            branch.as_ref().map(|branch| branch.after),
            branch.as_ref().map(|branch| branch_kind_word(branch.kind)),
        ])
        .map(|_| ())
}

fn insert_call(connection: &Connection, id: &str, call: &RecordedCall) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO session_call (conversation_id, name, url, request, sent_at, took_us, answer, problem)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id,
            call.name,
            call.url,
            call.request.as_ref(),
            call.sent_at,
            call.took.map(micros),
            call.answer.as_deref(),
            call.problem.as_ref().map(|problem| problem.text())
        ])
        .map(|_| ())
}

fn insert_turn(
    connection: &Connection,
    id: &str,
    turn: &RecordedTurn,
    retry_of: Option<i64>,
) -> rusqlite::Result<i64> {
    let timing = &turn.timing;
    let bytes: usize = turn.lines.iter().map(|line| line.bytes.len()).sum();
    let rating = turn.rating.as_ref();
    connection
        .prepare_cached(
            "INSERT INTO turn (conversation_id, ordinal, url, request, sent_at, state, problem, connect_us, head_us,
                 first_byte_us, first_event_us, end_us, lines, bytes, retry_of, rating, rating_reason, rated_at,
                 key_checked)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 1)",
        )?
        .execute(params![
            id,
            turn.ordinal,
            turn.url,
            turn.request.as_ref(),
            turn.sent_at,
            turn_state_word(turn.state),
            turn.problem.as_ref().map(|problem| problem.text()),
            timing.connect.map(micros),
            timing.head.map(micros),
            timing.first_byte.map(micros),
            timing.first_event.map(micros),
            timing.end.map(micros),
            i64::try_from(turn.lines.len()).unwrap_or(i64::MAX),
            i64::try_from(bytes).unwrap_or(i64::MAX),
            retry_of,
            rating.map(|rating| if rating.good { 1 } else { -1 }),
            rating.map_or("", |rating| rating.reason.as_str()),
            rating.map(|rating| rating.at)
        ])?;
    let turn_id = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached(
        "INSERT INTO line (turn_id, seq, offset_us, ending, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for line in &turn.lines {
        insert.execute(params![
            turn_id,
            i64::try_from(line.seq).unwrap_or(i64::MAX),
            micros(line.offset),
            ending_number(line.ending),
            line.bytes.as_ref()
        ])?;
    }
    Ok(turn_id)
}
