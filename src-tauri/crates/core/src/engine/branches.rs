//! Going back into a conversation: a session of its own that knows what was said until then.

use agent_graph::InputEvent;
use rusqlite::Connection;

use super::Engine;
use super::turns::{MAX_BODY_BYTES, raw_events};
use crate::context::{answered_before, put_in_front, sent_before};
use crate::conversation::{Branch, BranchKind, Conversation, TurnState};
use crate::error::Error;
use crate::history::{held_turn, turn_behind, turn_ids};
use crate::recording::RecordedTurn;

/// Where a branch leaves the conversation that it goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BranchPoint {
    /// In which turn.
    pub turn_id: i64,
    /// Behind which message of the answer; `None` is before what the customer did in that turn.
    pub behind: Option<AnswerPlace>,
}

/// A message of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerPlace {
    /// Its line's number in the body, from 1.
    pub seq: u64,
    /// Its number in the line, from 0; `None` is all of the line.
    pub event_index: Option<u32>,
}

/// A branch that has begun.
#[derive(Debug, Clone)]
pub struct Branched {
    /// The new conversation.
    pub conversation: Conversation,
    /// How many messages of the customer are sent again, one by one. Sending ends with the first whose answer is not
    /// complete.
    pub reasked: u32,
}

/// What was said until a branch leaves.
struct Before {
    /// The number of the last turn that lies before the branch.
    after: u32,
    context: Vec<InputEvent>,
    asked: Vec<Vec<InputEvent>>,
}

impl Engine {
    /// Starts a session with the same merchant for the same customer that goes on from a place in a conversation, which
    /// itself stays as it is. It is answered at once, as [`Engine::start_conversation`] is.
    pub async fn branch_conversation(
        &self,
        id: &str,
        at: BranchPoint,
        kind: BranchKind,
    ) -> Result<Branched, Error> {
        let origin = self.conversation(id).await?;
        let row = id.to_owned();
        let before = self.history().read(move |connection| before(connection, &row, at)).await?;
        let branch = Branch { of: origin.id, after: before.after, kind };
        let (preface, asked) = match kind {
            BranchKind::Reasked if !before.asked.is_empty() => (Vec::new(), before.asked),
            // Where nothing was asked before, there is nothing to ask again.
            BranchKind::Reasked | BranchKind::Context => (before.context, Vec::new()),
        };
        let size: usize = preface.iter().map(size_of).sum();
        if size > MAX_BODY_BYTES {
            return Err(Error::BodyTooLarge { limit: MAX_BODY_BYTES });
        }
        let conversation = self
            .begin_conversation(&origin.merchant_id, Some(&origin.customer_key), Some(branch), preface)
            .await?;
        let reasked = u32::try_from(asked.len()).unwrap_or(u32::MAX);
        let (engine, id) = (self.clone(), conversation.id.clone());
        tokio::spawn(async move { engine.ask_again(&id, asked).await });
        Ok(Branched { conversation, reasked })
    }

    /// A conversation with all that it left and all that left these, the oldest first: any two of them can be compared.
    pub async fn family_of(&self, id: &str) -> Result<Vec<Conversation>, Error> {
        let mut family = self.history().family(id).await?;
        for conversation in &mut family {
            self.shared.unstored.over_conversation(conversation);
        }
        Ok(family)
    }

    /// What goes along with the first message of a conversation that was begun as a branch, until it was sent.
    pub fn preface_of(&self, conversation_id: &str) -> Vec<InputEvent> {
        let session = self.live().get(conversation_id).cloned();
        session.map(|session| session.preface().to_vec()).unwrap_or_default()
    }

    /// What a branch that has said nothing yet would have begun with, and that it is one. Where its origin is gone, it is
    /// a conversation like any other.
    pub(super) async fn unsaid(
        &self,
        conversation: &Conversation,
    ) -> Result<(Option<Branch>, Vec<InputEvent>), Error> {
        let Some(branch) = conversation.branch.clone() else { return Ok((None, Vec::new())) };
        let waiting = self.preface_of(&conversation.id);
        if !waiting.is_empty() {
            return Ok((Some(branch), waiting));
        }
        if conversation.turns > 0 {
            return Ok((None, Vec::new()));
        }
        let (of, after) = (branch.of.clone(), branch.after);
        let said = self
            .history()
            .read(move |connection| {
                let whole = AnswerPlace { seq: u64::MAX, event_index: None };
                let next = turn_behind(connection, &of, after)?;
                let at = match (next, turn_ids(connection, &of)?.last()) {
                    (Some(turn_id), _) => BranchPoint { turn_id, behind: None },
                    (None, Some(&turn_id)) => BranchPoint { turn_id, behind: Some(whole) },
                    (None, None) => return Ok(None),
                };
                before(connection, &of, at).map(|before| Some(before.context))
            })
            .await?;
        Ok(said.map_or_else(|| (None, Vec::new()), |said| (Some(branch), said)))
    }

    /// Sends messages one by one, each when the answer before it is complete. Whatever else happens ends it: it stands in
    /// the turn in which it happened.
    async fn ask_again(&self, id: &str, asked: Vec<Vec<InputEvent>>) {
        for events in asked {
            let Ok(turn_id) = self.send(id, events).await else { return };
            self.settled(id).await;
            match self.turn(turn_id).await {
                Ok(turn) if turn.state == TurnState::Complete => {}
                _ => return,
            }
        }
    }
}

fn size_of(event: &InputEvent) -> usize {
    serde_json::to_string(event).map(|json| json.len()).unwrap_or_default()
}

fn before(connection: &Connection, id: &str, at: BranchPoint) -> Result<Before, Error> {
    let ids = turn_ids(connection, id)?;
    let place = ids.iter().position(|id| *id == at.turn_id).ok_or(Error::TurnNotFound)?;
    let mut turns = Vec::new();
    for turn_id in ids.into_iter().take(place + 1) {
        turns.push(held_turn(connection, turn_id)?);
    }
    let left = if at.behind.is_none() { turns.pop() } else { None };
    let after = turns.last().map_or(0, |turn| turn.ordinal);
    let mut said = Before { after, context: Vec::new(), asked: Vec::new() };
    let last = turns.len().saturating_sub(1);
    for (index, turn) in turns.iter().enumerate() {
        // What was tried again was said once.
        if turns.iter().any(|later| later.retry_of == Some(turn.ordinal)) {
            continue;
        }
        let sent = raw_events(&turn.request);
        if !sent.is_empty() {
            said.asked.push(sent);
        }
        said.context.extend(sent_before(turn));
        said.context.extend(answer_until(turn, at.behind.filter(|_| index == last)));
    }
    if let Some(turn) = &left {
        said.context.extend(put_in_front(turn));
    }
    Ok(said)
}

fn answer_until(turn: &RecordedTurn, until: Option<AnswerPlace>) -> Vec<InputEvent> {
    let lines = turn.lines.iter().filter(|line| until.is_none_or(|until| line.seq <= until.seq));
    lines
        .flat_map(|line| {
            let last = until.filter(|until| until.seq == line.seq).and_then(|until| until.event_index);
            answered_before(line, last)
        })
        .collect()
}
