//! What was begun and not yet sent. It goes with its conversation.

use rusqlite::{Connection, OptionalExtension, params};

use super::{History, failed};
use crate::error::Error;

/// Keeps a draft, or forgets it.
pub(crate) fn set_draft(connection: &Connection, id: &str, content: Option<&str>) -> Result<(), Error> {
    let run = || match content {
        // A conversation that was deleted in the meantime keeps nothing.
        Some(content) => connection.execute(
            "INSERT INTO draft (conversation_id, content) SELECT id, ?2 FROM conversation WHERE id = ?1
             ON CONFLICT (conversation_id) DO UPDATE SET content = excluded.content",
            params![id, content],
        ),
        None => connection.execute("DELETE FROM draft WHERE conversation_id = ?1", [id]),
    };
    run().map(|_| ()).map_err(failed(connection))
}

impl History {
    pub(crate) async fn draft(&self, id: &str) -> Result<Option<String>, Error> {
        let id = id.to_owned();
        self.read(move |connection| {
            connection
                .query_row("SELECT content FROM draft WHERE conversation_id = ?1", [id], |row| row.get(0))
                .optional()
                .map_err(failed(connection))
        })
        .await
    }
}
