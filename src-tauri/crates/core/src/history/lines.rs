//! Lines page by page, for whoever goes through all of a conversation or of a turn.

use rusqlite::{Connection, Params, params};

use super::queries::one;
use super::rows::{self, LINE_COLUMNS};
use super::{History, failed};
use crate::conversation::{Cursor, StoredLine};
use crate::error::Error;

/// One page at most, by number and by bytes; a page has at least one line.
const LINES_IN_A_PAGE: usize = 1_000;
const BYTES_IN_A_PAGE: usize = 2 * 1024 * 1024;

impl History {
    /// Lines of a conversation behind a cursor, in order; empty at the end.
    pub(crate) async fn lines_behind(&self, id: &str, after: Cursor) -> Result<Vec<StoredLine>, Error> {
        let id = id.to_owned();
        self.read(move |connection| {
            page(
                connection,
                &format!(
                    "SELECT {LINE_COLUMNS} FROM turn CROSS JOIN line ON line.turn_id = turn.id AND line.id > ?3
                     WHERE turn.conversation_id = ?1 AND turn.id >= ?2 ORDER BY turn.id, line.id"
                ),
                params![id, after.turn_id, after.line_id],
            )
        })
        .await
    }

    /// So many bytes of a line from one of them on, fewer at its end.
    pub(crate) async fn line_part(&self, id: i64, from: u64, length: u64) -> Result<Vec<u8>, Error> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        // SQLite counts from 1, and zero bytes of a blob are NULL to it.
        let (from, length) = (number(from).saturating_add(1), number(length));
        self.read(move |connection| {
            let sql = "SELECT coalesce(substr(bytes, ?2, ?3), x'') FROM line WHERE id = ?1";
            one(connection, sql, params![id, from, length], |row| row.get(0))?.ok_or(Error::LineNotFound)
        })
        .await
    }

    /// Lines of a turn behind one of them (0: from the first on), in order; empty at the end.
    pub(crate) async fn lines_of_turn(&self, turn_id: i64, after: i64) -> Result<Vec<StoredLine>, Error> {
        self.read(move |connection| {
            page(
                connection,
                &format!("SELECT {LINE_COLUMNS} FROM line WHERE turn_id = ?1 AND id > ?2 ORDER BY id"),
                params![turn_id, after],
            )
        })
        .await
    }
}

fn page(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<StoredLine>, Error> {
    let run = || {
        let mut select = connection.prepare_cached(sql)?;
        let mut rows = select.query(params)?;
        let (mut lines, mut bytes) = (Vec::new(), 0);
        while lines.len() < LINES_IN_A_PAGE && bytes < BYTES_IN_A_PAGE {
            let Some(row) = rows.next()? else { break };
            let line = rows::line(row)?;
            bytes += line.bytes.len();
            lines.push(line);
        }
        Ok(lines)
    };
    run().map_err(failed(connection))
}
