//! Drafts: kept as the window writes them, so that neither a restart nor a crash takes away what was typed.

use super::Engine;
use crate::error::Error;
use crate::history;

/// A draft holds at most the longest message and a few forms.
const MAX_DRAFT_BYTES: usize = 4 * 1024 * 1024;

impl Engine {
    /// What was begun in a conversation and not sent.
    pub async fn draft(&self, conversation_id: &str) -> Result<Option<String>, Error> {
        self.history().draft(conversation_id).await
    }

    /// Keeps what was begun in a conversation; `None` forgets it.
    pub async fn set_draft(&self, conversation_id: &str, content: Option<String>) -> Result<(), Error> {
        if content.as_ref().is_some_and(|content| content.len() > MAX_DRAFT_BYTES) {
            return Err(Error::FieldTooLong { field: "draft", limit: MAX_DRAFT_BYTES });
        }
        let id = conversation_id.to_owned();
        self.history().write(move |connection| history::set_draft(connection, &id, content.as_deref())).await
    }
}
