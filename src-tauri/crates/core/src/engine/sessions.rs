//! Sessions with a server, as long as this process holds them: opened, closed, given a new key.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use agent_graph::{Answered, ApiKey, Client, Identity, InputEvent, SentRequest};
use bytes::Bytes;
use tokio::sync::{Mutex, oneshot, watch};

use super::{Change, Engine};
use crate::conversation::{Conversation, ConversationState};
use crate::error::Error;
use crate::history::{self, CallAnswer, NewCall};
use crate::merchant::Merchant;
use crate::problem::{Context, Problem};

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
    /// What was said before the session began. It goes along with the first message.
    preface: Vec<InputEvent>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Opening {
    UnderWay,
    Open(String),
    Failed,
}

impl LiveSession {
    pub(super) fn new(
        client: Client,
        merchant: &Merchant,
        customer_key: &str,
        preface: Vec<InputEvent>,
    ) -> Self {
        Self {
            client: std::sync::RwLock::new(client),
            merchant_id: merchant.id.clone(),
            identity: Identity {
                business_id: merchant.business_id.clone(),
                client_key: customer_key.to_owned(),
            },
            agent_id: Some(merchant.agent_id.clone()).filter(|id| !id.is_empty()),
            merchant_name: merchant.name.clone(),
            opened: watch::Sender::new(Opening::UnderWay),
            stop: std::sync::Mutex::default(),
            closing: AtomicBool::new(false),
            worked: AtomicBool::new(false),
            turn: Mutex::new(()),
            preface,
        }
    }

    /// What has to be sent before a message: what was said earlier, until the server has taken it.
    pub(super) fn preface(&self) -> &[InputEvent] {
        if self.worked.load(Ordering::Acquire) { &[] } else { &self.preface }
    }

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
        let client = session.client();
        let call = new_call(id, "close", client.closing(&session.identity, &session_id)?);
        self.set_state_with(id, ConversationState::Closing, None, move |connection| {
            history::insert_call(connection, &call)
        })
        .await
        // A session is closed also where that cannot be written down.
        .unwrap_or_else(|error| tracing::error!(%error, "a close could not be stored"));
        let sent = Instant::now();
        let closed = client.close(&session.identity, &session_id).await;
        let answer = call_answer(
            &client,
            sent,
            &closed,
            Context { merchant: &session.merchant_name, in_session: true },
        );
        let gone =
            closed.is_err_and(|error| error.refusal().is_some_and(|refusal| refusal.http_status == 404));
        let (state, problem) = match &answer.problem {
            // A session that the server does not know is as dead as one that it has closed.
            Some(problem) if !gone => (ConversationState::NotClosed, Some(problem.clone())),
            _ => (ConversationState::Closed, None),
        };
        let row = id.to_owned();
        self.set_state_with(id, state, problem, move |connection| {
            history::call_answered(connection, &row, "close", &answer)
        })
        .await?;
        self.conversation(id).await
    }

    /// Lets the sessions that are open with a merchant go on with its new key, as far as they are of the same origin.
    pub(super) async fn use_new_key(&self, merchant: &Merchant, key: &ApiKey) {
        let of_merchant = |session: &&Arc<LiveSession>| session.merchant_id == merchant.id;
        let sessions: Vec<_> = self.live().values().filter(of_merchant).cloned().collect();
        for session in sessions {
            let base = session.client().base().clone();
            if base.origin() != merchant.origin() {
                continue;
            }
            match self.client_for(base, key).await {
                Ok(client) => *session.client.write().unwrap_or_else(PoisonError::into_inner) = client,
                Err(error) => tracing::warn!(%error, "a session goes on with its old key"),
            }
        }
    }

    /// Stops and closes everything, for at most so long. What could not be closed in time is tried again at the next start.
    pub async fn shut_down(&self, within: Duration) {
        // A last attempt. What still cannot be written, the next start marks as interrupted.
        self.store_unstored().await.ok();
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

    pub(super) async fn open_session(&self, id: &str, session: &LiveSession) {
        let client = session.client();
        let sent = Instant::now();
        let opened = client.init(&session.identity).await;
        let context = Context { merchant: &session.merchant_name, in_session: false };
        let answer = call_answer(&client, sent, &opened, context);
        let problem = answer.problem.clone();
        let opening = match opened {
            Ok(opened) => {
                let (row, session_id) = (id.to_owned(), opened.value.clone());
                let stored = self
                    .history()
                    .write_durably(move |connection| {
                        history::call_answered(connection, &row, "init", &answer)?;
                        history::session_opened(connection, &row, &session_id, opened.simulated)
                    })
                    .await;
                if stored.is_err() {
                    // A session that nobody would know of is not left open. How that ends, there is nowhere to note.
                    client.close(&session.identity, &opened.value).await.ok();
                }
                stored.map(|()| opened.value).map_err(|error| error.problem_of(&session.merchant_name))
            }
            Err(error) => {
                let row = id.to_owned();
                let noted = self
                    .history()
                    .write(move |connection| history::call_answered(connection, &row, "init", &answer))
                    .await;
                if let Err(error) = noted {
                    tracing::error!(%error, "how init was answered could not be stored");
                }
                Err(problem.unwrap_or_else(|| Error::from(error).problem_of(&session.merchant_name)))
            }
        };
        let state = match opening {
            Ok(session_id) => Opening::Open(session_id),
            Err(problem) => {
                // Where even this cannot be stored, it stands over the row. It comes before the removal: whoever asks
                // `opened` and finds no session reads the row at once.
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
        self.set_state_with(id, state, problem, |_| Ok(())).await
    }

    /// Writes the state of a conversation, and what belongs to it. Where neither can be written, the state is told all the
    /// same and written later.
    async fn set_state_with(
        &self,
        id: &str,
        state: ConversationState,
        problem: Option<Problem>,
        write: impl FnOnce(&rusqlite::Connection) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let (row, kept, unstored) = (id.to_owned(), problem.clone(), self.shared.unstored.clone());
        let written = self
            .history()
            .write_durably(move |connection| {
                unstored.superseded(&row);
                write(connection)?;
                history::set_conversation_state(connection, &row, state, problem.as_ref())
            })
            .await;
        match &written {
            Ok(()) => self.changed(Change::Conversation(id.to_owned())),
            Err(_told) => self.keep_unstored(id, None, (state, kept)),
        }
        written
    }
}

/// A call that opens or closes a session, as it is kept.
pub(super) fn new_call(conversation_id: &str, name: &'static str, request: SentRequest) -> NewCall {
    NewCall {
        conversation_id: conversation_id.to_owned(),
        name,
        url: request.url.to_string(),
        request: request.body,
    }
}

fn call_answer<T>(
    client: &Client,
    sent: Instant,
    answered: &Result<Answered<T>, agent_graph::Error>,
    context: Context<'_>,
) -> CallAnswer {
    match answered {
        Ok(answer) => {
            let places = client.key_trace().places(&answer.body);
            // Nothing of this call is shown as it came, so what repeats the key is masked before it is kept.
            let body = if places.is_empty() {
                answer.body.clone()
            } else {
                Bytes::from(client.key_trace().masked(&String::from_utf8_lossy(&answer.body)))
            };
            CallAnswer { took: answer.took, answer: Some(body), problem: None }
        }
        Err(error) => CallAnswer {
            took: sent.elapsed(),
            answer: None,
            problem: Some(Problem::of(&Error::from(error.clone()), context)),
        },
    }
}
