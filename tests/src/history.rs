//! What the application stored, read from its database by somebody else.
//!
//! For tests that drive a program, the only place that knows the schema: tables `turn`, `line` and `draft` in `sofia.db`.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

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
