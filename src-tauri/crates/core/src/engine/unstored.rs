//! What could not be written down: it is told all the same, and written as soon as it can be.
//!
//! Where the disk is full, the end of a turn cannot be stored either. It is kept here and stands over its row until the
//! row has it, so that no answer seems to be coming in for ever. What a process that ends meanwhile had here, the next
//! start finds as interrupted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Change, Engine, Shared};
use crate::conversation::{Conversation, ConversationState, Turn};
use crate::error::Error;
use crate::history::{self, TurnChange};
use crate::problem::Problem;

/// How long is waited before it is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// What waits to be written. All clones are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Unstored {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Clone, Default)]
struct Waiting {
    turns: BTreeMap<i64, (String, TurnChange)>,
    conversations: BTreeMap<String, (ConversationState, Option<Problem>)>,
    /// Somebody tries again until all is written.
    retried: bool,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.turns.is_empty() && self.conversations.is_empty()
    }
}

impl Unstored {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what waits for a conversation, since something newer is being written. For jobs of the writer, so that the
    /// older never comes behind the newer.
    pub(super) fn superseded(&self, conversation_id: &str) {
        self.waiting().conversations.remove(conversation_id);
    }

    /// A turn as it is, whatever its row says.
    pub(super) fn over_turn(&self, turn: &mut Turn) {
        if let Some((_, change)) = self.waiting().turns.get(&turn.id) {
            turn.state = change.state;
            turn.problem.clone_from(&change.problem);
            turn.timing = change.timing;
        }
    }

    /// A conversation as it is, whatever its row says.
    pub(super) fn over_conversation(&self, conversation: &mut Conversation) {
        if let Some((state, problem)) = self.waiting().conversations.get(&conversation.id) {
            conversation.state = *state;
            conversation.problem.clone_from(problem);
        }
    }
}

impl Engine {
    /// Keeps what could not be written, tells those who listen, and tries again until it is.
    pub(super) fn keep_unstored(
        &self,
        conversation_id: &str,
        turn: Option<(i64, TurnChange)>,
        state: (ConversationState, Option<Problem>),
    ) {
        let retried = {
            let mut waiting = self.unstored().waiting();
            if let Some((id, change)) = turn {
                waiting.turns.insert(id, (conversation_id.to_owned(), change));
            }
            waiting.conversations.insert(conversation_id.to_owned(), state);
            std::mem::replace(&mut waiting.retried, true)
        };
        self.changed(Change::Conversation(conversation_id.to_owned()));
        if retried {
            return;
        }
        // What waits keeps no engine alive.
        let shared = Arc::downgrade(&self.shared);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(AGAIN).await;
                let Some(shared) = shared.upgrade() else { return };
                if (Self { shared }).retry_unstored().await {
                    return;
                }
            }
        });
    }

    /// Tries again; answers whether nothing is left.
    async fn retry_unstored(&self) -> bool {
        if let Err(error) = self.store_unstored().await {
            tracing::debug!(%error, "what was told can still not be stored");
            return false;
        }
        let mut waiting = self.unstored().waiting();
        let done = waiting.is_empty();
        waiting.retried = !done;
        done
    }

    /// Writes what waits, if anything does.
    pub(super) async fn store_unstored(&self) -> Result<(), Error> {
        if self.unstored().waiting().is_empty() {
            return Ok(());
        }
        let unstored = self.unstored().clone();
        let written = self
            .history()
            .write_durably(move |connection| {
                // As it is when it is this job's turn: something newer may have been written before it.
                let waiting = unstored.waiting().clone();
                for (id, (_, change)) in &waiting.turns {
                    history::change_turn(connection, *id, change)?;
                }
                for (id, (state, problem)) in &waiting.conversations {
                    history::set_conversation_state(connection, id, *state, problem.as_ref())?;
                }
                Ok(waiting)
            })
            .await?;
        let mut waiting = self.unstored().waiting();
        for id in written.turns.keys() {
            waiting.turns.remove(id);
        }
        for (id, state) in &written.conversations {
            if waiting.conversations.get(id) == Some(state) {
                waiting.conversations.remove(id);
            }
        }
        drop(waiting);
        tracing::info!(turns = written.turns.len(), "what could not be stored before is stored now");
        for id in written.conversations.into_keys() {
            self.changed(Change::Conversation(id));
        }
        Ok(())
    }

    fn unstored(&self) -> &Unstored {
        let shared: &Shared = &self.shared;
        &shared.unstored
    }
}
