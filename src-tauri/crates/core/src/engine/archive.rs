//! What a person does with conversations that were held: names, notes, tags, ratings, deletion and its undoing.

use super::{Change, Engine};
use crate::clock;
use crate::conversation::{Conversation, ConversationState, Rating, SessionCall, Turn};
use crate::error::Error;
use crate::history::{self, Due, HeldMerchant};

/// Longer titles are no titles. The bound is in characters, as are the others.
const MAX_TITLE: usize = 200;
const MAX_NOTE: usize = 20_000;
const MAX_REASON: usize = 4_000;
const MAX_TAG: usize = 40;
const MAX_TAGS: usize = 20;

/// How a purge went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Gone, from the file too.
    pub purged: u32,
    /// Left alone, since another process has a session of theirs open.
    pub in_use: u32,
}

impl Engine {
    /// Gives a conversation a title of one's own; `None` brings back the customer's first words.
    pub async fn rename_conversation(&self, id: &str, title: Option<&str>) -> Result<Conversation, Error> {
        let title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
        let title = title.filter(|title| !title.is_empty());
        bounded("title", title.as_deref().unwrap_or_default(), MAX_TITLE)?;
        self.edit(id, move |connection, id| history::rename(connection, id, title.as_deref())).await
    }

    /// Keeps a conversation on top of the list and out of the retention, or no longer.
    pub async fn pin_conversation(&self, id: &str, pinned: bool) -> Result<Conversation, Error> {
        self.edit(id, move |connection, id| history::set_pinned(connection, id, pinned)).await
    }

    /// Puts a note in the place of the one that a conversation has; an empty one takes it away.
    pub async fn note_conversation(&self, id: &str, note: &str) -> Result<Conversation, Error> {
        let note = note.trim().to_owned();
        bounded("note", &note, MAX_NOTE)?;
        self.edit(id, move |connection, id| history::set_note(connection, id, &note)).await
    }

    /// Puts tags in the place of those that a conversation has. Tags that differ in case alone are one.
    pub async fn tag_conversation(&self, id: &str, tags: &[String]) -> Result<Conversation, Error> {
        let tags = checked_tags(tags)?;
        self.edit(id, move |connection, id| history::set_tags(connection, id, &tags)).await
    }

    /// All tags that are in use, and how often each is.
    pub async fn tags(&self) -> Result<Vec<(String, u32)>, Error> {
        self.history().tags().await
    }

    /// The merchants that have conversations, also those that are removed or known from recordings alone.
    pub async fn held_merchants(&self) -> Result<Vec<HeldMerchant>, Error> {
        self.history().held_merchants().await
    }

    /// Says what one thinks of an answer, and why; `None` takes it back.
    pub async fn rate_answer(&self, turn_id: i64, rating: Option<(bool, &str)>) -> Result<Turn, Error> {
        let rating = match rating {
            Some((good, reason)) => {
                bounded("reason", reason.trim(), MAX_REASON)?;
                Some(Rating { good, reason: reason.trim().to_owned(), at: clock::now_ms() })
            }
            None => None,
        };
        let id = self
            .history()
            .write_durably(move |connection| history::rate(connection, turn_id, rating.as_ref()))
            .await?;
        self.changed(Change::Conversation(id));
        self.turn(turn_id).await
    }

    /// Deletes conversations in such a way that [`Engine::restore_conversations`] brings them back, for some days. A
    /// session that this process has open in one of them is closed. Answers those that were not deleted before.
    pub async fn delete_conversations(&self, ids: &[String]) -> Result<Vec<String>, Error> {
        let all = ids.to_vec();
        let deleted =
            self.history().write_durably(move |connection| history::delete(connection, &all)).await?;
        for id in &deleted {
            self.changed(Change::Conversation(id.clone()));
            if self.live().contains_key(id) {
                let (engine, id) = (self.clone(), id.clone());
                // How closing ends stands in its row.
                tokio::spawn(async move { engine.close_conversation(&id).await.ok() });
            }
        }
        Ok(deleted)
    }

    /// Takes a deletion back. Answers those that are there again.
    pub async fn restore_conversations(&self, ids: &[String]) -> Result<Vec<String>, Error> {
        let all = ids.to_vec();
        let restored =
            self.history().write_durably(move |connection| history::restore(connection, &all)).await?;
        for id in &restored {
            self.changed(Change::Conversation(id.clone()));
        }
        Ok(restored)
    }

    /// Takes conversations out for good, with everything that belongs to them. Sessions of this process are closed first;
    /// a conversation whose session another process has open is left alone.
    pub async fn purge_conversations(&self, ids: &[String]) -> Result<Purged, Error> {
        self.purge(ids, None).await
    }

    /// As [`Engine::purge_conversations`], of those whose time has come and still has when they go: a person may pin or
    /// restore one while the others are gone through.
    pub(super) async fn purge(&self, ids: &[String], due: Option<Due>) -> Result<Purged, Error> {
        let mut purged = Purged::default();
        let mut doomed = Vec::new();
        for id in ids {
            let Ok(conversation) = self.close_conversation(id).await else { continue };
            if self.is_open_elsewhere(&conversation).await? {
                purged.in_use += 1;
            } else {
                doomed.push(id.clone());
            }
        }
        let gone =
            self.history().write_durably(move |connection| history::doom(connection, &doomed, due)).await?;
        for id in &gone {
            self.changed(Change::Conversation(id.clone()));
        }
        purged.purged = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        self.sweep_doomed().await?;
        Ok(purged)
    }

    /// Takes out what is marked as beyond recall, in steps between which others may write.
    pub(super) async fn sweep_doomed(&self) -> Result<(), Error> {
        let mut swept = false;
        while self.history().write(history::purge_step).await? {
            swept = true;
        }
        if !swept {
            return Ok(());
        }
        let mut fresh = true;
        while self.history().write(move |connection| history::tidy_index_step(connection, fresh)).await? {
            fresh = false;
        }
        // What was purged stands in the log too.
        self.history().checkpoint().await
    }

    /// The calls that opened and closed the session of a conversation.
    pub async fn session_calls(&self, conversation_id: &str) -> Result<Vec<SessionCall>, Error> {
        self.history().session_calls(conversation_id).await
    }

    async fn is_open_elsewhere(&self, conversation: &Conversation) -> Result<bool, Error> {
        use ConversationState::{Answering, Closing, Live, Opening};
        if !matches!(conversation.state, Opening | Live | Answering | Closing) {
            return Ok(false);
        }
        let owner = self.history().owner_of(&conversation.id).await?;
        Ok(owner.is_some_and(|owner| owner != self.shared.owner && !self.folder().owner_is_gone(&owner)))
    }

    async fn edit(
        &self,
        id: &str,
        edit: impl FnOnce(&rusqlite::Connection, &str) -> Result<(), Error> + Send + 'static,
    ) -> Result<Conversation, Error> {
        let row = id.to_owned();
        self.history().write_durably(move |connection| edit(connection, &row)).await?;
        self.changed(Change::Conversation(id.to_owned()));
        self.conversation(id).await
    }
}

fn bounded(field: &'static str, text: &str, limit: usize) -> Result<(), Error> {
    if text.chars().count() > limit { Err(Error::FieldTooLong { field, limit }) } else { Ok(()) }
}

fn checked_tags(tags: &[String]) -> Result<Vec<String>, Error> {
    let mut checked: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        let tag = tag.trim_start_matches('#');
        if tag.is_empty() || checked.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            continue;
        }
        bounded("tag", tag, MAX_TAG)?;
        if tag.chars().any(char::is_control) {
            return Err(Error::InputInvalid { reason: "a tag holds a control character".to_owned() });
        }
        checked.push(tag.to_owned());
    }
    if checked.len() > MAX_TAGS {
        return Err(Error::InputInvalid { reason: format!("there are more than {MAX_TAGS} tags") });
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_trimmed_and_differ_by_more_than_case() {
        let tags = ["  Frete  grátis ", "#ação", "AÇÃO", "", "#"].map(str::to_owned);
        assert_eq!(checked_tags(&tags).unwrap(), ["Frete grátis", "ação"]);
        assert!(checked_tags(&["x".repeat(41)]).is_err());
        assert!(checked_tags(&["a\u{7}b".to_owned()]).is_err());
        let many: Vec<String> = (0..21).map(|number| format!("t{number}")).collect();
        assert!(checked_tags(&many).is_err());
    }
}
