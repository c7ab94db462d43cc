//! What is read.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::rows::{self, CONVERSATION_COLUMNS, LINE_COLUMNS, MERCHANT_COLUMNS, TURN_COLUMNS};
use super::{History, failed, statements};
use crate::conversation::{Conversation, Cursor, News, StoredLine, Turn};
use crate::error::Error;
use crate::merchant::Merchant;

/// Lines in one piece of news at most, by number and by bytes: what a window takes in one go without a hitch.
const LINES_AT_ONCE: usize = 400;
const BYTES_AT_ONCE: usize = 512 * 1024;

/// Lines that a text filter looks at and answers at most.
const MATCHES_AT_MOST: u32 = 200_000;

pub(crate) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Error> {
    let run =
        || connection.prepare_cached(sql)?.query_map(params, read)?.collect::<rusqlite::Result<Vec<T>>>();
    run().map_err(failed(connection))
}

pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, Error> {
    let run = || connection.prepare_cached(sql)?.query_row(params, read).optional();
    run().map_err(failed(connection))
}

impl History {
    /// All merchants that are not removed, the application's own first, then by name.
    pub(crate) async fn merchants(&self) -> Result<Vec<Merchant>, Error> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {MERCHANT_COLUMNS} FROM merchant WHERE removed_at IS NULL
                 ORDER BY simulated DESC, name COLLATE NOCASE"
            );
            all(connection, &sql, [], rows::merchant)
        })
        .await
    }

    pub(crate) async fn merchant(&self, id: &str) -> Result<Option<Merchant>, Error> {
        let id = id.to_owned();
        self.read(move |connection| {
            let sql = format!("SELECT {MERCHANT_COLUMNS} FROM merchant WHERE id = ?1");
            one(connection, &sql, [id], rows::merchant)
        })
        .await
    }

    pub(crate) async fn merchant_named(&self, name: &str) -> Result<Option<Merchant>, Error> {
        let name = name.trim().to_owned();
        self.read(move |connection| {
            let Some(id) = statements::holder_of(connection, &name).map_err(failed(connection))? else {
                return Ok(None);
            };
            let sql = format!("SELECT {MERCHANT_COLUMNS} FROM merchant WHERE id = ?1");
            one(connection, &sql, [id], rows::merchant)
        })
        .await
    }

    pub(crate) async fn conversation(&self, id: &str) -> Result<Conversation, Error> {
        let id = id.to_owned();
        self.read(move |connection| read_conversation(connection, &id)).await
    }

    pub(crate) async fn turn(&self, id: i64) -> Result<Turn, Error> {
        self.read(move |connection| {
            let sql = format!("SELECT {TURN_COLUMNS} FROM turn WHERE id = ?1");
            one(connection, &sql, [id], rows::turn)?.ok_or(Error::TurnNotFound)
        })
        .await
    }

    pub(crate) async fn line(&self, id: i64) -> Result<StoredLine, Error> {
        self.read(move |connection| {
            let sql = format!("SELECT {LINE_COLUMNS} FROM line WHERE id = ?1");
            one(connection, &sql, [id], rows::line)?.ok_or(Error::LineNotFound)
        })
        .await
    }

    /// The turns from the cursor's on, and a bounded number of lines behind the cursor.
    pub(crate) async fn news(&self, id: &str, after: Cursor) -> Result<News, Error> {
        let id = id.to_owned();
        self.read(move |connection| news(connection, &id, after)).await
    }

    /// The turn that a line belongs to, for a reader that remembers the line alone.
    pub(crate) async fn cursor_at(&self, line_id: i64) -> Result<Cursor, Error> {
        self.read(move |connection| {
            let turn =
                one(connection, "SELECT turn_id FROM line WHERE id = ?1", [line_id], |row| row.get(0))?;
            Ok(turn.map_or_else(Cursor::default, |turn_id| Cursor { turn_id, line_id }))
        })
        .await
    }

    /// The lines of a conversation whose bytes contain a text, upper and lower case alike.
    pub(crate) async fn lines_containing(&self, id: &str, text: &str) -> Result<Vec<i64>, Error> {
        let (id, text) = (id.to_owned(), text.to_lowercase());
        self.read(move |connection| {
            let mut matches = all(
                connection,
                "SELECT line.id, line.bytes FROM turn CROSS JOIN line ON line.turn_id = turn.id
                 WHERE turn.conversation_id = ?1 ORDER BY turn.id, line.id LIMIT ?2",
                params![id, MATCHES_AT_MOST],
                |row| {
                    let bytes = row.get_ref(1)?.as_blob()?;
                    let found = String::from_utf8_lossy(bytes).to_lowercase().contains(&text);
                    Ok((row.get(0)?, found))
                },
            )?;
            matches.retain(|(_, found)| *found);
            Ok(matches.into_iter().map(|(id, _)| id).collect())
        })
        .await
    }

    /// The owners that are named by sessions which are still open.
    pub(crate) async fn owners(&self) -> Result<Vec<String>, Error> {
        self.read(|connection| {
            let sql = "SELECT DISTINCT owner FROM conversation
                       WHERE state NOT IN ('closed', 'failed', 'not_closed')";
            all(connection, sql, [], |row| row.get(0))
        })
        .await
    }
}

pub(crate) fn read_conversation(connection: &Connection, id: &str) -> Result<Conversation, Error> {
    let sql = format!("SELECT {CONVERSATION_COLUMNS} FROM conversation WHERE id = ?1");
    one(connection, &sql, [id], rows::conversation)?.ok_or(Error::ConversationNotFound)
}

/// The turns of a conversation, in order, without their lines.
pub(crate) fn turns(connection: &Connection, id: &str) -> Result<Vec<Turn>, Error> {
    let sql = format!("SELECT {TURN_COLUMNS} FROM turn WHERE conversation_id = ?1 ORDER BY ordinal");
    all(connection, &sql, [id], rows::turn)
}

fn news(connection: &Connection, id: &str, after: Cursor) -> Result<News, Error> {
    // One snapshot for all three, so that a turn is never ahead of its lines.
    let snapshot = connection.unchecked_transaction().map_err(failed(connection))?;
    let conversation = read_conversation(&snapshot, id)?;
    let sql = format!("SELECT {TURN_COLUMNS} FROM turn WHERE conversation_id = ?1 AND id >= ?2 ORDER BY id");
    let turns = all(&snapshot, &sql, params![id, after.turn_id], rows::turn)?;
    let (lines, more) = lines_behind(&snapshot, id, after).map_err(failed(&snapshot))?;
    let cursor = lines.last().map_or(after, |line| Cursor { turn_id: line.turn_id, line_id: line.id });
    Ok(News { conversation, turns, lines, cursor, more })
}

fn lines_behind(
    connection: &Connection,
    id: &str,
    after: Cursor,
) -> rusqlite::Result<(Vec<StoredLine>, bool)> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {LINE_COLUMNS} FROM turn CROSS JOIN line ON line.turn_id = turn.id AND line.id > ?3
         WHERE turn.conversation_id = ?1 AND turn.id >= ?2 ORDER BY turn.id, line.id"
    ))?;
    let mut rows = select.query(params![id, after.turn_id, after.line_id])?;
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        if lines.len() == LINES_AT_ONCE || bytes >= BYTES_AT_ONCE {
            return Ok((lines, true));
        }
        let line = rows::line(row)?;
        bytes += line.bytes.len();
        lines.push(line);
    }
    Ok((lines, false))
}
