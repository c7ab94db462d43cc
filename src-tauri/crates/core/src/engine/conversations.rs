//! Sessions: opened, closed, begun again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use agent_graph::{ApiKey, BaseUrl, Client, Identity};
use tokio::sync::{Mutex, oneshot, watch};
use uuid::Uuid;

use super::{Change, Engine};
use crate::clock;
use crate::conversation::{Conversation, ConversationState, Cursor, News, StoredLine, Turn};
use crate::credentials::Patience;
use crate::error::Error;
use crate::history::{self, ListFilter};
use crate::merchant::Merchant;
use crate::problem::{Context, Problem};

/// A customer key is an identifier, not a text.
const MAX_CUSTOMER_KEY: usize = 200;

/// A session that this process holds.
#[derive(Debug)]
pub(super) struct LiveSession {
    /// Replaced when the merchant's key is.
    client: std::sync::RwLock<Client>,
    merchant_id: String,
    pub(super) identity: Identity,
    pub(super) agent_id: Option<String>,
    pub(super) merchant_name: String,
    /// Whether `init` has answered.
    opened: watch::Sender<Opening>,
    /// Stops the turn that is under way.
    stop: std::sync::Mutex<Option<oneshot::Sender<()>>>,
    /// It is being closed, so no turn may begin.
    closing: AtomicBool,
    /// A turn has been answered, so the server has known the session and the agent.
    pub(super) worked: AtomicBool,
    /// Held while a turn is under way.
    pub(super) turn: Mutex<()>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Opening {
    UnderWay,
    Open(String),
    Failed,
}

impl LiveSession {
    /// Makes the way in which the turn that now begins can be stopped.
    pub(super) fn stoppable(&self) -> oneshot::Receiver<()> {
        let (stop, stopped) = oneshot::channel();
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
        stopped
    }

    /// A client with the key as it is now.
    pub(super) fn client(&self) -> Client {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Stops the turn that is under way, if there is one.
    pub(super) fn stop(&self) {
        if let Some(stop) = self.stop.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A turn that has ended in the meantime needs no stopping.
            stop.send(()).ok();
        }
    }

    /// The session's id, as soon as `init` has answered.
    pub(super) async fn session_id(&self) -> Result<String, Error> {
        let mut opened = self.opened.subscribe();
        let state = opened.wait_for(|state| *state != Opening::UnderWay).await;
        match state.as_deref() {
            Ok(Opening::Open(id)) => Ok(id.clone()),
            _ => Err(Error::ConversationClosed),
        }
    }
}

impl Engine {
    /// Conversations, the newest first.
    pub async fn conversations(&self, filter: ListFilter) -> Result<Vec<Conversation>, Error> {
        self.history().conversations(filter).await
    }

    /// A conversation as it stands.
    pub async fn conversation(&self, id: &str) -> Result<Conversation, Error> {
        self.history().conversation(id).await
    }

    /// What has come into a conversation behind a cursor, a bounded number of lines at a time.
    pub async fn news(&self, id: &str, after: Cursor, every_turn: bool) -> Result<News, Error> {
        self.history().news(id, after, every_turn).await
    }

    /// The cursor behind a line, for a reader that knows the line's id alone.
    pub async fn cursor_at(&self, line_id: i64) -> Result<Cursor, Error> {
        self.history().cursor_at(line_id).await
    }

    /// A turn, with the body that was sent.
    pub async fn turn(&self, id: i64) -> Result<Turn, Error> {
        self.history().turn(id).await
    }

    /// A line, with its bytes.
    pub async fn line(&self, id: i64) -> Result<StoredLine, Error> {
        self.history().line(id).await
    }

    /// The ids of the lines whose bytes contain a text.
    pub async fn lines_containing(&self, conversation_id: &str, text: &str) -> Result<Vec<i64>, Error> {
        self.history().lines_containing(conversation_id, text).await
    }

    /// Starts a conversation. It is answered at once, in the state `Opening`; `init` goes on behind it. Without a
    /// customer key a random one is drawn.
    pub async fn start_conversation(
        &self,
        merchant_id: &str,
        customer: Option<&str>,
    ) -> Result<Conversation, Error> {
        let merchant = self.merchant(merchant_id).await?;
        let customer_key = customer_key(customer)?;
        let key = self.key_of(&merchant, Patience::Person).await?;
        let client = Client::new(BaseUrl::parse(&merchant.base_url)?, &key, self.shared.timeouts)?;
        let identity =
            Identity { business_id: merchant.business_id.clone(), client_key: customer_key.clone() };
        let now = clock::now_ms();
        let conversation = Conversation {
            id: Uuid::new_v4().to_string(),
            merchant_id: merchant.id.clone(),
            title: String::new(),
            customer_key,
            session_id: None,
            state: ConversationState::Opening,
            problem: None,
            simulated: merchant.simulated,
            created_at: now,
            last_at: now,
            turns: 0,
        };
        let session = Arc::new(LiveSession {
            client: std::sync::RwLock::new(client),
            merchant_id: merchant.id.clone(),
            identity,
            agent_id: Some(merchant.agent_id.clone()).filter(|id| !id.is_empty()),
            merchant_name: merchant.name.clone(),
            opened: watch::Sender::new(Opening::UnderWay),
            stop: std::sync::Mutex::default(),
            closing: AtomicBool::new(false),
            worked: AtomicBool::new(false),
            turn: Mutex::new(()),
        });
        self.insert_conversation(&conversation, &merchant).await?;
        self.live().insert(conversation.id.clone(), session.clone());
        self.changed(Change::Conversation(conversation.id.clone()));
        let (engine, id) = (self.clone(), conversation.id.clone());
        tokio::spawn(async move { engine.open_session(&id, &session).await });
        Ok(conversation)
    }

    /// Waits until `init` has answered, and answers the conversation as it then stands.
    pub async fn opened(&self, id: &str) -> Result<Conversation, Error> {
        let session = self.live().get(id).cloned();
        if let Some(session) = session {
            // Whether it failed stands in the row that is read next.
            session.session_id().await.ok();
        }
        self.conversation(id).await
    }

    /// A fresh session with the same merchant, for the same customer or a new one. The old session is closed.
    pub async fn restart_conversation(&self, id: &str, same_customer: bool) -> Result<Conversation, Error> {
        let old = self.conversation(id).await?;
        let customer = same_customer.then_some(old.customer_key.as_str());
        let fresh = self.start_conversation(&old.merchant_id, customer).await?;
        let (engine, id) = (self.clone(), id.to_owned());
        // The person has moved on to the fresh one; how closing ends stands in the row of the old one.
        tokio::spawn(async move { engine.close_conversation(&id).await.ok() });
        Ok(fresh)
    }

    /// Stops what is coming in and closes the session; its id is dead afterwards.
    pub async fn close_conversation(&self, id: &str) -> Result<Conversation, Error> {
        let Some(session) = self.live().remove(id) else {
            return self.conversation(id).await;
        };
        // First the mark, then the stop: a turn that begins in between sees the one or the other.
        session.closing.store(true, Ordering::Release);
        session.stop();
        let _turn = session.turn.lock().await;
        let Ok(session_id) = session.session_id().await else {
            return self.conversation(id).await;
        };
        self.set_state(id, ConversationState::Closing, None).await?;
        let closed = session.client().close(&session.identity, &session_id).await;
        let (state, problem) = match closed {
            Ok(_) => (ConversationState::Closed, None),
            // A session that the server does not know is as dead as one that it has closed.
            Err(error) if error.refusal().is_some_and(|refusal| refusal.http_status == 404) => {
                (ConversationState::Closed, None)
            }
            Err(error) => {
                let context = Context { merchant: &session.merchant_name, in_session: true };
                (ConversationState::NotClosed, Some(Problem::of(&Error::from(error), context)))
            }
        };
        self.set_state(id, state, problem).await?;
        self.conversation(id).await
    }

    /// The key of a merchant, if the merchant is still the one that the caller has read: waiting for a keychain can take
    /// minutes, in which another process may have moved the merchant and given it another key.
    pub(super) async fn key_of(&self, merchant: &Merchant, patience: Patience) -> Result<ApiKey, Error> {
        let key = self.shared.credentials.key(merchant, patience).await?;
        let now = self.merchant(&merchant.id).await?;
        if now.stored_key == merchant.stored_key {
            return Ok(key);
        }
        let origin = now.stored_key.map(|stored| stored.origin).unwrap_or_default();
        Err(Error::KeyForAnotherOrigin { merchant: merchant.name.clone(), origin })
    }

    /// Lets the sessions that are open with a merchant go on with its new key, as far as they are of the same origin.
    pub(super) fn use_new_key(&self, merchant: &Merchant, key: &ApiKey) {
        for session in self.live().values().filter(|session| session.merchant_id == merchant.id) {
            let before = session.client();
            if before.base().origin() != merchant.origin() {
                continue;
            }
            match Client::new(before.base().clone(), key, self.shared.timeouts) {
                Ok(client) => *session.client.write().unwrap_or_else(PoisonError::into_inner) = client,
                Err(error) => tracing::warn!(%error, "a session goes on with its old key"),
            }
        }
    }

    /// How many sessions this process holds.
    pub fn live_sessions(&self) -> usize {
        self.live().len()
    }

    /// Stops and closes everything, for at most so long. What could not be closed in time is tried again at the next start.
    pub async fn shut_down(&self, within: Duration) {
        let ids: Vec<String> = self.live().keys().cloned().collect();
        let closing: Vec<_> = ids
            .into_iter()
            .map(|id| {
                let engine = self.clone();
                tokio::spawn(async move { engine.close_conversation(&id).await.map(|_| ()) })
            })
            .collect();
        let all = async {
            for task in closing {
                // How each one ended stands in its row.
                task.await.ok();
            }
        };
        // Running out of time is expected where a server does not answer.
        tokio::time::timeout(within, all).await.ok();
    }

    async fn open_session(&self, id: &str, session: &LiveSession) {
        let opening = match session.client().init(&session.identity).await {
            Ok(answer) => {
                let (row, session_id) = (id.to_owned(), answer.value.clone());
                let stored = self
                    .history()
                    .write_durably(move |connection| {
                        history::session_opened(connection, &row, &session_id, answer.simulated)
                    })
                    .await;
                stored.map(|()| answer.value)
            }
            Err(error) => Err(Error::from(error)),
        };
        let state = match opening {
            Ok(session_id) => Opening::Open(session_id),
            Err(error) => {
                let problem = error.problem_of(&session.merchant_name);
                // Where even this cannot be stored, the window still hears that it has changed and reads why. It comes
                // before the removal: whoever asks `opened` and finds no session reads the row at once.
                self.set_state(id, ConversationState::Failed, Some(problem)).await.ok();
                self.live().remove(id);
                Opening::Failed
            }
        };
        session.opened.send_replace(state);
        self.changed(Change::Conversation(id.to_owned()));
    }

    pub(super) async fn set_state(
        &self,
        id: &str,
        state: ConversationState,
        problem: Option<Problem>,
    ) -> Result<(), Error> {
        let row = id.to_owned();
        self.history()
            .write_durably(move |connection| {
                history::set_conversation_state(connection, &row, state, problem.as_ref())
            })
            .await?;
        self.changed(Change::Conversation(id.to_owned()));
        Ok(())
    }

    async fn insert_conversation(
        &self,
        conversation: &Conversation,
        merchant: &Merchant,
    ) -> Result<(), Error> {
        let (row, merchant, owner) = (conversation.clone(), merchant.clone(), self.shared.owner.clone());
        self.history()
            .write_durably(move |connection| {
                history::insert_conversation(connection, &row, &merchant, &owner)
            })
            .await
    }
}

fn customer_key(given: Option<&str>) -> Result<String, Error> {
    let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) else {
        return Ok(format!("sofia-desk-{}", Uuid::new_v4()));
    };
    if given.chars().count() > MAX_CUSTOMER_KEY {
        return Err(Error::FieldTooLong { field: "customer", limit: MAX_CUSTOMER_KEY });
    }
    if given.chars().any(char::is_control) {
        return Err(Error::InputInvalid { reason: "the customer holds a control character".to_owned() });
    }
    Ok(given.to_owned())
}
