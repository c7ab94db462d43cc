//! What a start does for sessions that an earlier process left open.

use agent_graph::{BaseUrl, Identity};

use super::Engine;
use crate::conversation::ConversationState;
use crate::credentials::Patience;
use crate::error::Error;
use crate::history::{self, LeftOpen};
use crate::merchant::Merchant;
use crate::problem::{Context, Problem, ProblemCode};

/// How the sessions of a process that is gone ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Closed now.
    pub closed: u32,
    /// The server could not be asked to: no key, or no answer.
    pub not_closed: u32,
}

impl Engine {
    /// Takes over what processes that are gone have left. Their turns are marked as interrupted before this
    /// answers; their sessions are closed by [`Takeover::close`], which may take its time.
    pub async fn take_over(&self) -> Result<Takeover, Error> {
        let mut left = Vec::new();
        for owner in self.history().owners().await? {
            if owner == self.shared.owner || !self.folder().owner_is_gone(&owner) {
                continue;
            }
            let to = self.shared.owner.clone();
            left.extend(
                self.history()
                    .write_durably(move |connection| history::take_over(connection, &owner, &to))
                    .await?,
            );
        }
        self.folder().sweep_locks();
        Ok(Takeover { engine: self.clone(), left })
    }

    async fn close_left(&self, left: &LeftOpen) -> Result<(), Problem> {
        let merchant = self.merchant(&left.merchant_id).await.map_err(|error| error.problem())?;
        // A simulator inside the application ended with it, and its sessions with the simulator.
        if merchant.simulated {
            return Ok(());
        }
        let Some(session_id) = left.session_id.as_deref() else {
            let ended = "The application ended while the session was being opened, so its id is not known and it cannot be closed.";
            return Err(Problem::other(ProblemCode::Internal, ended));
        };
        let at_the_time = Merchant { base_url: left.base_url.clone(), ..merchant };
        let name = at_the_time.name.clone();
        let closing = async {
            let key = self.key_of(&at_the_time, Patience::Background).await?;
            let client = self.client_for(BaseUrl::parse(&left.base_url)?, &key).await?;
            let identity =
                Identity { business_id: left.business_id.clone(), client_key: left.customer_key.clone() };
            match client.close(&identity, session_id).await {
                Err(error) if error.refusal().is_none_or(|refusal| refusal.http_status != 404) => {
                    Err(Error::from(error))
                }
                _ => Ok(()),
            }
        };
        let context = Context { merchant: &name, in_session: true };
        closing.await.map_err(|error| Problem::of(&error, context))
    }
}

/// Sessions of processes that are gone, now ours to close.
#[derive(Debug)]
pub struct Takeover {
    engine: Engine,
    left: Vec<LeftOpen>,
}

impl Takeover {
    /// Only the sessions that were opened with a merchant at its present address; the others are left for a later
    /// start. For a process whose one key, that of the environment, is meant for this merchant alone.
    #[must_use]
    pub fn of_merchant(mut self, merchant: &Merchant) -> Self {
        self.left.retain(|left| left.merchant_id == merchant.id && left.base_url == merchant.base_url);
        self
    }

    /// Closes them, one after the other.
    pub async fn close(self) -> Recovered {
        let mut recovered = Recovered::default();
        for left in &self.left {
            let (state, problem) = match self.engine.close_left(left).await {
                Ok(()) => (ConversationState::Closed, None),
                Err(problem) => (ConversationState::NotClosed, Some(problem)),
            };
            match state {
                ConversationState::Closed => recovered.closed += 1,
                _ => recovered.not_closed += 1,
            }
            if let Err(error) = self.engine.set_state(&left.conversation_id, state, problem).await {
                tracing::error!(%error, "the end of a session could not be stored");
            }
        }
        recovered
    }
}
