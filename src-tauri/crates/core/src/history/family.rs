//! Conversations that left one another: an origin, its branches, and theirs.

use rusqlite::{Connection, params};

use super::History;
use super::queries::all;
use super::rows::{self, CONVERSATION_COLUMNS};
use crate::conversation::Conversation;
use crate::error::Error;

/// Members that are told of at most: more than anybody chooses from.
const LARGEST_FAMILY: u32 = 500;

impl History {
    /// A conversation with all that it left and all that left these, the oldest first. One that is gone or deleted still
    /// holds its branches together.
    pub(crate) async fn family(&self, id: &str) -> Result<Vec<Conversation>, Error> {
        let id = id.to_owned();
        self.read(move |connection| family(connection, &id)).await
    }
}

fn family(connection: &Connection, id: &str) -> Result<Vec<Conversation>, Error> {
    // UNION takes each id once, so that a circle in a recording from elsewhere ends.
    let sql = format!(
        "WITH RECURSIVE
           above (id) AS (
             SELECT ?1
             UNION
             SELECT conversation.branch_of FROM above JOIN conversation ON conversation.id = above.id
             WHERE conversation.branch_of IS NOT NULL),
           family (id) AS (
             SELECT id FROM above
             UNION
             SELECT conversation.id FROM family JOIN conversation ON conversation.branch_of = family.id)
         SELECT {CONVERSATION_COLUMNS} FROM conversation
         WHERE id IN (SELECT id FROM family) AND deleted_at IS NULL
         ORDER BY created_at, rowid LIMIT ?2"
    );
    all(connection, &sql, params![id, LARGEST_FAMILY], rows::conversation)
}
