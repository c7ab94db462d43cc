//! Whether a recorded conversation is there already, judged by what was sent and what came, and not by a name: the same
//! bytes at the same times. What a person has added since, as a note or a rating, makes no other conversation of it.

use std::collections::HashMap;

use rusqlite::Connection;

use super::held::{held_turn, turn_ids};
use super::queries::all;
use crate::conversation::LineEnding;
use crate::error::Error;
use crate::recording::{RecordedConversation, RecordedTurn};

/// What tells most conversations apart without a look at their lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Outline {
    turns: usize,
    lines: usize,
    /// When its first message was sent. A capture has the time of its file, which says nothing.
    begun: Option<i64>,
}

/// The conversations that are not deleted, by their outline.
#[derive(Debug, Default)]
pub(super) struct Known {
    ids: HashMap<Outline, Vec<String>>,
}

impl Known {
    /// Those of the history.
    pub(super) fn of(connection: &Connection) -> Result<Self, Error> {
        // Oldest first: of several that are the same, the one that was there first is named.
        let rows = all(
            connection,
            "SELECT conversation.id, conversation.source = 'capture', COUNT(*), SUM(turn.lines), MIN(turn.sent_at)
             FROM conversation JOIN turn ON turn.conversation_id = conversation.id
             WHERE conversation.deleted_at IS NULL
             GROUP BY conversation.id ORDER BY conversation.created_at, conversation.rowid",
            [],
            |row| {
                let capture: bool = row.get(1)?;
                let count = |at| row.get::<_, i64>(at).map(|count| usize::try_from(count).unwrap_or_default());
                let outline = Outline {
                    turns: count(2)?,
                    lines: count(3)?,
                    begun: Some(row.get(4)?).filter(|_| !capture),
                };
                Ok((row.get::<_, String>(0)?, outline))
            },
        )?;
        let mut known = Self::default();
        for (id, outline) in rows {
            known.ids.entry(outline).or_default().push(id);
        }
        Ok(known)
    }

    /// The one that a recorded conversation is. Of one without a message nothing can be said.
    pub(super) fn find(
        &self,
        connection: &Connection,
        conversation: &RecordedConversation,
    ) -> Result<Option<String>, Error> {
        let turns = &conversation.turns;
        let begun = turns.iter().map(|turn| turn.sent_at).min();
        let outline = Outline {
            turns: turns.len(),
            lines: turns.iter().map(|turn| turn.lines.len()).sum(),
            begun: begun.filter(|_| !conversation.capture),
        };
        for id in self.ids.get(&outline).into_iter().flatten() {
            if is_same(connection, id, conversation)? {
                return Ok(Some(id.clone()));
            }
        }
        Ok(None)
    }
}

fn is_same(connection: &Connection, id: &str, conversation: &RecordedConversation) -> Result<bool, Error> {
    let ids = turn_ids(connection, id)?;
    for (turn_id, recorded) in ids.iter().zip(&conversation.turns) {
        let held = held_turn(connection, *turn_id)?;
        let same_time = conversation.capture || held.sent_at == recorded.sent_at;
        if !same_time || !said(&held).eq(said(recorded)) {
            return Ok(false);
        }
    }
    Ok(ids.len() == conversation.turns.len())
}

/// What was sent, and the lines that came, as far as they do not depend on who has measured them.
fn said(turn: &RecordedTurn) -> impl Iterator<Item = (&[u8], Option<LineEnding>)> {
    let sent = std::iter::once((turn.request.as_ref(), None));
    sent.chain(turn.lines.iter().map(|line| (line.bytes.as_ref(), Some(line.ending))))
}
