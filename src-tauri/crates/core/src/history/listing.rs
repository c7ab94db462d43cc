//! Lists of conversations, newest first, a page at a time.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::History;
use super::queries::{all, one};
use super::rows::{self, CALL_COLUMNS, CONVERSATION_COLUMNS};
use crate::conversation::{Conversation, SessionCall};
use crate::error::Error;

/// Which conversations are listed, newest first.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only those of this merchant.
    pub merchant_id: Option<String>,
    /// Only those with this tag, whatever its case.
    pub tag: Option<String>,
    /// Only those that are pinned, or only those that are not.
    pub pinned: Option<bool>,
    /// Those that are deleted and can be taken back, instead of the others.
    pub deleted: bool,
    /// Only those in which something was last said at this time or later; milliseconds since 1970, UTC.
    pub from: Option<i64>,
    /// Only those in which something was last said before this time; milliseconds since 1970, UTC.
    pub until: Option<i64>,
    /// Only those behind this one: the last of the page before.
    pub behind: Option<ListPlace>,
    /// At most so many.
    pub limit: u32,
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    /// [`Conversation::id`]
    pub id: String,
    /// [`Conversation::last_at`]
    pub last_at: i64,
}

impl ListPlace {
    /// The place of a conversation.
    pub fn of(conversation: &Conversation) -> Self {
        Self { id: conversation.id.clone(), last_at: conversation.last_at }
    }
}

/// A merchant as far as the history knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMerchant {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it can be talked to: not removed, and not known from recordings alone.
    pub listed: bool,
    /// How many conversations there are with it.
    pub conversations: u32,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub conversations: u64,
    pub deleted: u64,
    pub turns: u64,
    pub lines: u64,
}

impl History {
    /// The revision of every conversation, those that are deleted included.
    pub(crate) async fn revisions(&self) -> Result<HashMap<String, i64>, Error> {
        let sql = "SELECT id, revision FROM conversation";
        let rows =
            self.read(move |connection| all(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?))));
        Ok(rows.await?.into_iter().collect())
    }

    /// Conversations, the newest first.
    pub(crate) async fn conversations(&self, filter: ListFilter) -> Result<Vec<Conversation>, Error> {
        self.read(move |connection| conversations(connection, &filter)).await
    }

    /// The merchants that have conversations, by name.
    pub(crate) async fn held_merchants(&self) -> Result<Vec<HeldMerchant>, Error> {
        self.read(|connection| {
            let sql = "SELECT merchant.id, merchant.name, merchant.removed_at IS NULL, count(*)
                       FROM conversation JOIN merchant ON merchant.id = conversation.merchant_id
                       WHERE conversation.deleted_at IS NULL
                       GROUP BY merchant.id ORDER BY merchant.name COLLATE NOCASE";
            all(connection, sql, [], |row| {
                Ok(HeldMerchant {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    listed: row.get(2)?,
                    conversations: row.get(3)?,
                })
            })
        })
        .await
    }

    /// The tags that are in use, and how often.
    pub(crate) async fn tags(&self) -> Result<Vec<(String, u32)>, Error> {
        self.read(|connection| {
            let sql = "SELECT tag.name, count(*) FROM tag
                       JOIN conversation ON conversation.id = tag.conversation_id
                       WHERE conversation.deleted_at IS NULL
                       GROUP BY tag.name ORDER BY tag.name COLLATE NOCASE";
            all(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        })
        .await
    }

    /// How much there is.
    pub(crate) async fn counts(&self) -> Result<Counts, Error> {
        self.read(|connection| {
            let sql = "SELECT (SELECT count(*) FROM conversation WHERE deleted_at IS NULL),
                              (SELECT count(*) FROM conversation WHERE deleted_at > 0),
                              count(*), coalesce(sum(lines), 0) FROM turn";
            let number = |row: &rusqlite::Row<'_>, column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            let counted = one(connection, sql, [], |row| {
                Ok(Counts {
                    conversations: number(row, 0)?,
                    deleted: number(row, 1)?,
                    turns: number(row, 2)?,
                    lines: number(row, 3)?,
                })
            })?;
            Ok(counted.unwrap_or_default())
        })
        .await
    }

    /// The process that holds, or held, the session of a conversation.
    pub(crate) async fn owner_of(&self, id: &str) -> Result<Option<String>, Error> {
        let id = id.to_owned();
        self.read(move |connection| {
            one(connection, "SELECT owner FROM conversation WHERE id = ?1", [id], |row| row.get(0))
        })
        .await
    }

    /// The calls that opened and closed a session, in order.
    pub(crate) async fn session_calls(&self, id: &str) -> Result<Vec<SessionCall>, Error> {
        let id = id.to_owned();
        self.read(move |connection| session_calls(connection, &id)).await
    }

    /// The ids that begin so, at most a few: people type the beginning of an id.
    pub(crate) async fn ids_beginning(&self, beginning: &str, limit: u32) -> Result<Vec<String>, Error> {
        let beginning = beginning.to_owned();
        self.read(move |connection| {
            let sql =
                "SELECT id FROM conversation WHERE substr(id, 1, length(?1)) = ?1 AND deleted_at IS NULL
                       ORDER BY id LIMIT ?2";
            all(connection, sql, rusqlite::params![beginning, limit], |row| row.get(0))
        })
        .await
    }
}

fn conversations(connection: &Connection, filter: &ListFilter) -> Result<Vec<Conversation>, Error> {
    let mut conditions =
        vec![if filter.deleted { "deleted_at > 0".to_owned() } else { "deleted_at IS NULL".to_owned() }];
    let mut values: Vec<Value> = Vec::new();
    let mut condition = |sql: &str, value: Value| {
        values.push(value);
        conditions.push(sql.replace('?', &format!("?{}", values.len())));
    };
    if let Some(merchant_id) = &filter.merchant_id {
        condition("merchant_id = ?", merchant_id.clone().into());
    }
    if let Some(tag) = &filter.tag {
        let named = tags_called(connection, tag)?;
        let names =
            serde_json::to_string(&named).map_err(|error| Error::Internal { reason: error.to_string() })?;
        condition(
            "id IN (SELECT conversation_id FROM tag WHERE name IN (SELECT value FROM json_each(?)))",
            names.into(),
        );
    }
    if let Some(pinned) = filter.pinned {
        condition("(pinned_at IS NOT NULL) = ?", i64::from(pinned).into());
    }
    if let Some(from) = filter.from {
        condition("last_at >= ?", from.into());
    }
    if let Some(until) = filter.until {
        condition("last_at < ?", until.into());
    }
    if let Some(behind) = &filter.behind {
        // Of two with the same millisecond the one that was made later comes first.
        let made: Option<i64> =
            one(connection, "SELECT rowid FROM conversation WHERE id = ?1", [&behind.id], |row| row.get(0))?;
        condition("last_at <= ?", behind.last_at.into());
        let before = format!("(last_at < {} OR rowid < ?)", behind.last_at);
        condition(&before, made.unwrap_or(i64::MAX).into());
    }
    values.push(filter.limit.into());
    let sql = format!(
        "SELECT {CONVERSATION_COLUMNS} FROM conversation WHERE {} ORDER BY last_at DESC, rowid DESC LIMIT ?{}",
        conditions.join(" AND "),
        values.len()
    );
    all(connection, &sql, params_from_iter(values), rows::conversation)
}

pub(super) fn session_calls(connection: &Connection, id: &str) -> Result<Vec<SessionCall>, Error> {
    let sql = format!("SELECT {CALL_COLUMNS} FROM session_call WHERE conversation_id = ?1 ORDER BY id");
    all(connection, &sql, [id], rows::session_call)
}

/// The tags of this name, whatever their case: SQLite folds the letters of English alone.
pub(super) fn tags_called(connection: &Connection, name: &str) -> Result<Vec<String>, Error> {
    let name = name.to_lowercase();
    let names: Vec<String> = all(connection, "SELECT DISTINCT name FROM tag", [], |row| row.get(0))?;
    Ok(names.into_iter().filter(|tag| tag.to_lowercase() == name).collect())
}
