//! What the application stored, read from its database by somebody else.
//!
//! The only place of the tests that knows the schema: tables `line` and `draft` in `sofia.db`.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};

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

/// Every stored line, in the order in which they came.
pub fn lines(data: &Path) -> Result<Vec<StoredLine>> {
    let path = data.join("sofia.db");
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut query = connection.prepare("SELECT turn_id, seq, bytes, ending FROM line ORDER BY id")?;
    let lines = query.query_map([], |row| {
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
    let path = data.join("sofia.db");
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("{} cannot be read", path.display()))?;
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
