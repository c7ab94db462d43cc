//! What a person does with conversations: names, notes, tags, ratings, deletion. Each function runs inside the
//! writer's transaction.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Params, params};

use super::failed;
use crate::clock;
use crate::conversation::Rating;
use crate::error::Error;

/// Stands for the time of a deletion that cannot be taken back any more: rows may be gone already.
const BEING_PURGED: i64 = 0;

/// Rows of one table that one step of a purge takes at most, so that nobody waits long for the writer.
const ROWS_IN_A_STEP: u32 = 2_000;

/// Pages of the full-text index that one step rewrites.
const PAGES_IN_A_STEP: i64 = 64;

/// Changes one conversation.
fn change(connection: &Connection, sql: &str, params: impl Params) -> Result<(), Error> {
    match connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params)) {
        Ok(0) => Err(Error::ConversationNotFound),
        Ok(_) => Ok(()),
        Err(error) => Err(failed(connection)(error)),
    }
}

pub(crate) fn rename(connection: &Connection, id: &str, own_title: Option<&str>) -> Result<(), Error> {
    change(
        connection,
        "UPDATE conversation SET own_title = ?2, unindexed = abs(unindexed) + 1 WHERE id = ?1",
        params![id, own_title],
    )
}

pub(crate) fn set_note(connection: &Connection, id: &str, note: &str) -> Result<(), Error> {
    change(
        connection,
        "UPDATE conversation SET note = ?2, unindexed = abs(unindexed) + 1 WHERE id = ?1",
        params![id, note],
    )
}

pub(crate) fn set_pinned(connection: &Connection, id: &str, pinned: bool) -> Result<(), Error> {
    let at = pinned.then(clock::now_ms);
    change(connection, "UPDATE conversation SET pinned_at = ?2 WHERE id = ?1", params![id, at])
}

/// Puts these tags in the place of those that it has.
pub(crate) fn set_tags(connection: &Connection, id: &str, tags: &[String]) -> Result<(), Error> {
    change(connection, "UPDATE conversation SET unindexed = abs(unindexed) + 1 WHERE id = ?1", [id])?;
    let run = || {
        connection.execute("DELETE FROM tag WHERE conversation_id = ?1", [id])?;
        let mut insert =
            connection.prepare_cached("INSERT OR IGNORE INTO tag (conversation_id, name) VALUES (?1, ?2)")?;
        for tag in tags {
            insert.execute([id, tag])?;
        }
        Ok(())
    };
    run().map_err(failed(connection))
}

/// Rates an answer, or takes its rating away; answers the id of its conversation.
pub(crate) fn rate(connection: &Connection, turn_id: i64, rating: Option<&Rating>) -> Result<String, Error> {
    let conversation: Option<String> = connection
        .query_row(
            "UPDATE turn SET rating = ?2, rating_reason = ?3, rated_at = ?4 WHERE id = ?1 RETURNING conversation_id",
            params![
                turn_id,
                rating.map(|rating| if rating.good { 1 } else { -1 }),
                rating.map_or("", |rating| rating.reason.as_str()),
                rating.map(|rating| rating.at)
            ],
            |row| row.get(0),
        )
        .optional()
        .map_err(failed(connection))?;
    let id = conversation.ok_or(Error::TurnNotFound)?;
    change(connection, "UPDATE conversation SET unindexed = abs(unindexed) + 1 WHERE id = ?1", [&id])?;
    Ok(id)
}

/// Deletes conversations so that they can be taken back. Answers those that there were.
pub(crate) fn delete(connection: &Connection, ids: &[String]) -> Result<Vec<String>, Error> {
    let now = clock::now_ms();
    marked(
        connection,
        "UPDATE conversation SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL",
        ids,
        now,
    )
}

/// Takes a deletion back. Answers those that were still there whole.
pub(crate) fn restore(connection: &Connection, ids: &[String]) -> Result<Vec<String>, Error> {
    marked(
        connection,
        "UPDATE conversation SET deleted_at = NULL WHERE id = ?1 AND deleted_at > ?2",
        ids,
        BEING_PURGED,
    )
}

/// Marks conversations as beyond recall: from now on nothing shows them, and steps take them out. With `due`, only those
/// whose time has come by it.
pub(crate) fn doom(connection: &Connection, ids: &[String], due: Option<Due>) -> Result<Vec<String>, Error> {
    let still: Vec<String>;
    let ids = match due {
        None => ids,
        Some(due) => {
            let all: HashSet<String> = self::due(connection, due)?.into_iter().collect();
            still = ids.iter().filter(|id| all.contains(*id)).cloned().collect();
            &still
        }
    };
    marked(connection, "UPDATE conversation SET deleted_at = ?2 WHERE id = ?1", ids, BEING_PURGED)
}

fn marked(connection: &Connection, sql: &str, ids: &[String], time: i64) -> Result<Vec<String>, Error> {
    let run = || {
        let mut update = connection.prepare_cached(sql)?;
        let mut done = Vec::new();
        for id in ids {
            if update.execute(params![id, time])? > 0 {
                done.push(id.clone());
            }
        }
        Ok(done)
    };
    run().map_err(failed(connection))
}

/// Takes out some rows of the conversations that are marked as beyond recall. Answers whether there may be more.
pub(crate) fn purge_step(connection: &Connection) -> Result<bool, Error> {
    let run = || {
        let doomed: Option<String> = connection
            .query_row("SELECT id FROM conversation WHERE deleted_at = ?1 LIMIT 1", [BEING_PURGED], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(id) = doomed else { return Ok(false) };
        let turn: Option<i64> = connection
            .query_row("SELECT id FROM turn WHERE conversation_id = ?1 ORDER BY id LIMIT 1", [&id], |row| {
                row.get(0)
            })
            .optional()?;
        match turn {
            Some(turn) => purge_turn(connection, turn)?,
            None => purge_rest(connection, &id)?,
        }
        Ok(true)
    };
    run().map_err(failed(connection))
}

/// Rewrites some pages of the full-text index, so that what was taken out of it leaves the file. Begins with `fresh`;
/// answers whether there is more to do.
pub(crate) fn tidy_index_step(connection: &Connection, fresh: bool) -> Result<bool, Error> {
    let run = || {
        let before = connection.total_changes();
        // A negative number begins to merge everything into one; a positive one goes on. Pages, a few milliseconds' worth.
        let pages = if fresh { -PAGES_IN_A_STEP } else { PAGES_IN_A_STEP };
        connection.execute("INSERT INTO found (found, rank) VALUES ('merge', ?1)", [pages])?;
        // The statement itself counts as one change where it has found nothing to do.
        Ok(connection.total_changes() - before > 1)
    };
    run().map_err(failed(connection))
}

fn purge_turn(connection: &Connection, turn: i64) -> rusqlite::Result<()> {
    let some = |sql: &str| connection.prepare_cached(sql)?.execute(params![turn, ROWS_IN_A_STEP]);
    let pieces = "SELECT id FROM piece WHERE turn_id = ?1 ORDER BY id LIMIT ?2";
    some(&format!("DELETE FROM found WHERE rowid IN ({pieces})"))?;
    if some(&format!("DELETE FROM piece WHERE id IN ({pieces})"))? > 0 {
        return Ok(());
    }
    connection.execute("DELETE FROM key_place WHERE turn_id = ?1", [turn])?;
    if some("DELETE FROM line WHERE id IN (SELECT id FROM line WHERE turn_id = ?1 LIMIT ?2)")? > 0 {
        return Ok(());
    }
    connection.execute("DELETE FROM turn WHERE id = ?1", [turn])?;
    Ok(())
}

fn purge_rest(connection: &Connection, id: &str) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM found WHERE rowid IN (SELECT id FROM piece WHERE conversation_id = ?1)",
        "DELETE FROM piece WHERE conversation_id = ?1",
        "DELETE FROM session_call WHERE conversation_id = ?1",
        "DELETE FROM tag WHERE conversation_id = ?1",
        "DELETE FROM conversation WHERE id = ?1",
        // A merchant that was known from recordings alone goes with the last of them.
        "DELETE FROM merchant WHERE removed_at IS NOT NULL
           AND id NOT IN (SELECT merchant_id FROM conversation)",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        let parameters: &[&dyn rusqlite::ToSql] = if sql.contains("?1") { &[&id] } else { &[] };
        statement.execute(parameters)?;
    }
    Ok(())
}

/// Whose time has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    /// Deleted before this.
    pub deleted: i64,
    /// Without anything new since this, unless they are pinned or a session of theirs may be open.
    pub unused: Option<i64>,
}

/// The conversations whose time has come.
pub(crate) fn due(connection: &Connection, Due { deleted, unused }: Due) -> Result<Vec<String>, Error> {
    let run = || {
        let mut select = connection.prepare_cached(
            "SELECT id FROM conversation WHERE deleted_at IS NOT NULL AND deleted_at < ?1 AND deleted_at <> ?3
             UNION
             SELECT id FROM conversation WHERE last_at < ?2 AND pinned_at IS NULL AND deleted_at IS NULL
                AND state IN ('closed', 'failed', 'not_closed')",
        )?;
        let rows = select.query_map(params![deleted, unused, BEING_PURGED], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<Vec<String>>>()
    };
    run().map_err(failed(connection))
}

pub(crate) fn setting(connection: &Connection, name: &str) -> Result<Option<String>, Error> {
    connection
        .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
        .optional()
        .map_err(failed(connection))
}

pub(crate) fn set_setting(connection: &Connection, name: &str, value: &str) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO setting (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )
        .map(|_| ())
        .map_err(failed(connection))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pinned_or_restored_since_it_was_due_stays() {
        let folder = tempfile::tempdir().unwrap();
        let connection = super::super::schema::open(&folder.path().join("sofia.db")).ok().unwrap();
        connection
            .execute_batch(
                "INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at)
                     VALUES ('m', 'Loja', 'https://a.example', 'b', 'a', '', 0, 1)",
            )
            .unwrap();
        let all = ["old", "old and deleted", "pinned", "restored"].map(str::to_owned);
        for id in &all {
            connection
                .execute(
                    "INSERT INTO conversation (id, merchant_id, title, customer_key, base_url, business_id, agent_id,
                         state, simulated, owner, created_at, last_at, deleted_at)
                         VALUES (?1, 'm', '', 'c', '', 'b', 'a', 'closed', 0, 'o', 5, 5, ?2)",
                    params![id, ["old and deleted", "restored"].contains(&id.as_str()).then_some(6)],
                )
                .unwrap();
        }
        let due = Due { deleted: 10, unused: Some(10) };
        let read = super::due(&connection, due).unwrap();
        assert_eq!(read.len(), all.len());
        set_pinned(&connection, "pinned", true).unwrap();
        // Used again, too: what is merely restored is as old as before.
        restore(&connection, &all[3..]).unwrap();
        connection.execute("UPDATE conversation SET last_at = 20 WHERE id = 'restored'", []).unwrap();
        assert_eq!(doom(&connection, &read, Some(due)).unwrap(), all[..2]);
        assert_eq!(doom(&connection, &all[2..], None).unwrap(), all[2..]);
    }
}
