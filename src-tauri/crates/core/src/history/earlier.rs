//! A long conversation from its end: what a window needs at once, and what lies before it, page by page.

use rusqlite::{Connection, params};

use super::queries::{all, one};
use super::rows::{self, LINE_COLUMNS, TURN_COLUMNS};
use super::{History, failed};
use crate::conversation::{Cursor, Earlier, StoredLine};
use crate::error::Error;

/// What an opened conversation shows at first, at most: a screen or two. All of it has to be drawn before any of it is
/// seen, and the rest follows while it is read.
const TURNS_AT_FIRST: u32 = 40;
const LINES_AT_FIRST: u32 = 80;

/// Lines in one page at most, by number and by bytes.
const LINES_IN_A_PAGE: usize = 2_000;
const BYTES_IN_A_PAGE: usize = 1024 * 1024;

/// Turns in one page at most, for those that have no lines.
const TURNS_IN_A_PAGE: u32 = 1_000;

impl History {
    /// The cursor behind which the end of the conversation lies.
    pub(crate) async fn tail(&self, id: &str) -> Result<Cursor, Error> {
        let id = id.to_owned();
        self.read(move |connection| tail(connection, &id)).await
    }

    /// The lines up to a cursor, and their turns.
    pub(crate) async fn earlier(&self, id: &str, before: Cursor) -> Result<Earlier, Error> {
        let id = id.to_owned();
        self.read(move |connection| earlier(connection, &id, before)).await
    }
}

fn tail(connection: &Connection, id: &str) -> Result<Cursor, Error> {
    let sql = "SELECT id, lines FROM turn WHERE conversation_id = ?1 ORDER BY ordinal DESC LIMIT ?2";
    let newest: Vec<(i64, u32)> =
        all(connection, sql, params![id, TURNS_AT_FIRST + 1], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (mut shown, mut turns) = (0, 0);
    for (turn_id, lines) in newest {
        if turns < TURNS_AT_FIRST && shown + lines <= LINES_AT_FIRST {
            turns += 1;
            shown += lines;
            continue;
        }
        // Of the turn that does not fit the end is shown too, so that even one endless answer opens at its end.
        let room = if turns < TURNS_AT_FIRST { LINES_AT_FIRST - shown } else { 0 };
        let sql = "SELECT id FROM line WHERE turn_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2";
        let line_id = match one(connection, sql, params![turn_id, room], |row| row.get(0))? {
            Some(line_id) => line_id,
            None => newest_line_before(connection, id, turn_id)?,
        };
        return Ok(Cursor { turn_id, line_id });
    }
    Ok(Cursor::default())
}

/// The newest line of all that is older than what the turns behind this one have: lines of one conversation have
/// ascending ids, so every line of it up to this turn is at or before that.
fn newest_line_before(connection: &Connection, id: &str, turn_id: i64) -> Result<i64, Error> {
    let sql = "SELECT coalesce(max(id), 0) FROM line WHERE id < coalesce(
                   (SELECT min(line.id) FROM turn CROSS JOIN line ON line.turn_id = turn.id
                    WHERE turn.conversation_id = ?1 AND turn.id > ?2), 9223372036854775807)";
    Ok(one(connection, sql, params![id, turn_id], |row| row.get(0))?.unwrap_or_default())
}

fn earlier(connection: &Connection, id: &str, before: Cursor) -> Result<Earlier, Error> {
    let snapshot = connection.unchecked_transaction().map_err(failed(connection))?;
    let sql = format!(
        "SELECT {TURN_COLUMNS} FROM turn WHERE conversation_id = ?1 AND id <= ?2 ORDER BY id DESC LIMIT ?3"
    );
    let mut turns = all(&snapshot, &sql, params![id, before.turn_id, TURNS_IN_A_PAGE], rows::turn)?;
    let more_turns = turns.len() >= TURNS_IN_A_PAGE as usize;
    let oldest_turn = turns.last().map_or(0, |turn| turn.id);
    let (mut lines, more_lines) =
        lines_before(&snapshot, id, before, oldest_turn).map_err(failed(&snapshot))?;
    lines.reverse();
    let next = match lines.first() {
        // The turn of the oldest line may have more of them, so it comes again with the next page.
        Some(first) if more_lines => {
            turns.retain(|turn| turn.id >= first.turn_id);
            Some(Cursor { turn_id: first.turn_id, line_id: first.id - 1 })
        }
        _ if more_turns => {
            let line_id = lines.first().map_or(before.line_id, |first| first.id - 1);
            Some(Cursor { turn_id: oldest_turn - 1, line_id })
        }
        _ => None,
    };
    turns.reverse();
    Ok(Earlier { turns, lines, before: next })
}

/// Backwards from the cursor, to the turn `oldest` at most; whether there are more.
fn lines_before(
    connection: &Connection,
    id: &str,
    before: Cursor,
    oldest: i64,
) -> rusqlite::Result<(Vec<StoredLine>, bool)> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {LINE_COLUMNS} FROM turn CROSS JOIN line ON line.turn_id = turn.id AND line.id <= ?3
         WHERE turn.conversation_id = ?1 AND turn.id BETWEEN ?4 AND ?2 ORDER BY turn.id DESC, line.id DESC"
    ))?;
    let mut rows = select.query(params![id, before.turn_id, before.line_id, oldest])?;
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        if lines.len() == LINES_IN_A_PAGE || bytes >= BYTES_IN_A_PAGE {
            return Ok((lines, true));
        }
        let line = rows::line(row)?;
        bytes += line.bytes.len();
        lines.push(line);
    }
    Ok((lines, false))
}
