//! What the application stored, read from its database by somebody else, or put there as if it had been said.
//!
//! For tests that drive a program, the only place that knows the schema: tables `turn`, `line` and `draft` in `sofia.db`.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::bounds::SOON;

/// One stored line of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    pub turn: i64,
    pub seq: u64,
    /// Without the line feed.
    pub bytes: Vec<u8>,
    /// A line feed ended it, and not the end of the answer.
    pub ended: bool,
}

fn open(data: &Path) -> Result<Connection> {
    let path = data.join("sofia.db");
    Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("{} cannot be read", path.display()))
}

/// Every stored line, in the order in which they came.
pub fn lines(data: &Path) -> Result<Vec<StoredLine>> {
    lines_of(&open(data)?, 0)
}

/// The newest turn: the body that was sent, and the lines that came. `None` where there is none, or no database yet.
pub fn newest_turn(data: &Path) -> Result<Option<(Vec<u8>, Vec<StoredLine>)>> {
    if !data.join("sofia.db").exists() {
        return Ok(None);
    }
    let connection = open(data)?;
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('turn', 'line')";
    let tables: i64 = connection.query_row(tables, [], |row| row.get(0))?;
    if tables < 2 {
        return Ok(None);
    }
    let newest = "SELECT id, request FROM turn ORDER BY id DESC LIMIT 1";
    let newest: Option<(i64, Vec<u8>)> =
        connection.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    newest.map(|(id, request)| Ok((request, lines_of(&connection, id)?))).transpose()
}

/// Stores the newest turn so many times more, as if the same had been said and answered again and again. A window that
/// shows the conversation meanwhile sees it when the conversation is opened anew.
pub fn repeat_newest_turn(data: &Path, times: usize) -> Result<()> {
    let mut connection = Connection::open(data.join("sofia.db"))?;
    connection.busy_timeout(SOON)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for _ in 0..times {
        transaction.execute(
            "INSERT INTO turn (conversation_id, ordinal, url, request, sent_at, state, head_us, first_byte_us,
                 first_event_us, end_us, lines, bytes)
             SELECT conversation_id, ordinal + 1, url, request, sent_at, state, head_us, first_byte_us,
                 first_event_us, end_us, lines, bytes FROM turn ORDER BY id DESC LIMIT 1",
            [],
        )?;
        let turn = transaction.last_insert_rowid();
        transaction.execute(
            "INSERT INTO line (turn_id, seq, offset_us, ending, bytes)
             SELECT ?1, seq, offset_us, ending, bytes FROM line WHERE turn_id = ?1 - 1 ORDER BY id",
            [turn],
        )?;
    }
    Ok(transaction.commit()?)
}

/// What SQLite finds wrong with the whole database; `ok` where it is nothing.
pub fn integrity(data: &Path) -> Result<String> {
    Ok(open(data)?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?)
}

/// The lines of this turn and of those behind it.
fn lines_of(connection: &Connection, first_turn: i64) -> Result<Vec<StoredLine>> {
    let mut query =
        connection.prepare("SELECT turn_id, seq, bytes, ending FROM line WHERE turn_id >= ?1 ORDER BY id")?;
    let lines = query.query_map([first_turn], |row| {
        Ok(StoredLine {
            turn: row.get(0)?,
            seq: row.get::<_, i64>(1)?.unsigned_abs(),
            bytes: row.get(2)?,
            ended: row.get::<_, i64>(3)? == 0,
        })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// Everything that was begun and not sent, as the window wrote it.
pub fn drafts(data: &Path) -> Result<Vec<String>> {
    let connection = open(data)?;
    let mut query = connection.prepare("SELECT content FROM draft")?;
    let drafts = query.query_map([], |row| row.get(0))?;
    Ok(drafts.collect::<Result<_, _>>()?)
}

/// The bodies of all answers, one after the other, as they came over the wire.
pub fn wire(lines: &[StoredLine]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        bytes.extend_from_slice(&line.bytes);
        if line.ended {
            bytes.push(b'\n');
        }
    }
    bytes
}
