//! Answers of the past that can stand in for those that do not come: the same merchant, the same words of the customer.

use rusqlite::{Connection, params};

use super::Engine;
use crate::conversation::{Conversation, TurnState};
use crate::error::Error;
use crate::history::{all, read_conversation, turns};
use crate::words::said;

/// Conversations that are looked through at most, the newest first.
const LOOKED_THROUGH: u32 = 300;

/// What is missing.
#[derive(Debug, Clone, Default)]
pub struct AnswersWanted {
    /// Whose answers.
    pub merchant_id: String,
    /// The conversation that does not go on. Its last turn counts as unanswered where its answer is not complete.
    pub conversation_id: Option<String>,
    /// What the customer would have said next, in this order.
    pub next: Vec<String>,
}

/// Where answers are.
#[derive(Debug, Clone)]
pub struct RecordedAnswers {
    /// The conversation that holds them.
    pub conversation: Conversation,
    /// The turns of it that go on from what is there already, in order.
    pub turn_ids: Vec<i64>,
}

/// What the customer said, and whether it was answered.
struct Asked {
    turn_id: i64,
    words: String,
    complete: bool,
}

impl Engine {
    /// The conversation that goes on best from where another one does not: the customer has said the same until there and
    /// had complete answers, and has said the most of what would come next.
    pub async fn recorded_answers(&self, wanted: AnswersWanted) -> Result<Option<RecordedAnswers>, Error> {
        self.history().read(move |connection| find(connection, &wanted)).await
    }
}

fn find(connection: &Connection, wanted: &AnswersWanted) -> Result<Option<RecordedAnswers>, Error> {
    let held = match &wanted.conversation_id {
        Some(id) => asked(connection, id)?,
        None => Vec::new(),
    };
    let answered = held.iter().take_while(|asked| asked.complete).count();
    let sequence: Vec<String> = held
        .into_iter()
        .map(|asked| asked.words)
        .chain(wanted.next.iter().map(|text| folded(text)))
        .collect();
    let mut best: Option<(usize, String, Vec<Asked>)> = None;
    for id in candidates(connection, wanted)? {
        let mut turns = asked(connection, &id)?;
        let complete = turns.iter().take_while(|turn| turn.complete).count();
        turns.truncate(complete);
        let same = turns.iter().zip(&sequence).take_while(|(turn, words)| turn.words == **words).count();
        if same > answered && best.as_ref().is_none_or(|(most, ..)| same > *most) {
            best = Some((same, id, turns));
        }
    }
    let Some((_, id, turns)) = best else { return Ok(None) };
    let turn_ids = turns.into_iter().skip(answered).map(|turn| turn.turn_id).collect();
    Ok(Some(RecordedAnswers { conversation: read_conversation(connection, &id)?, turn_ids }))
}

fn candidates(connection: &Connection, wanted: &AnswersWanted) -> Result<Vec<String>, Error> {
    all(
        connection,
        "SELECT id FROM conversation WHERE merchant_id = ?1 AND deleted_at IS NULL AND id IS NOT ?2
         ORDER BY last_at DESC, rowid DESC LIMIT ?3",
        params![wanted.merchant_id, wanted.conversation_id, LOOKED_THROUGH],
        |row| row.get(0),
    )
}

/// What was said in a conversation; what was tried again was said once.
fn asked(connection: &Connection, id: &str) -> Result<Vec<Asked>, Error> {
    let turns = turns(connection, id)?;
    let repeated: Vec<i64> = turns.iter().filter_map(|turn| turn.retry_of).collect();
    let once = turns.into_iter().filter(|turn| !repeated.contains(&turn.id));
    Ok(once
        .map(|turn| Asked {
            turn_id: turn.id,
            words: words_of(&turn.request),
            complete: turn.state == TurnState::Complete,
        })
        .collect())
}

/// What the customer said last in a request: what stands before it is context.
fn words_of(request: &[u8]) -> String {
    folded(&said(request).into_iter().rfind(|said| said.customer).map(|said| said.words).unwrap_or_default())
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
