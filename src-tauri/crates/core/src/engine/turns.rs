//! One message and its answer: stored before it is sent, stored as it comes, and only then told.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use agent_graph::{Client, InputEvent, Invocation, LineClass, TurnUpdate, read_line};
use tokio::sync::{mpsc, oneshot};

use super::sessions::LiveSession;
use super::title::title_of;
use super::{Change, Engine};
use crate::context::sent_events;
use crate::conversation::{ConversationState, Timing, Turn, TurnState};
use crate::error::Error;
use crate::history::{self, NewLine, NewTurn, TurnChange};
use crate::problem::{Context, Problem, ProblemCode};

/// Longer texts are refused by no rule that is known; the bound keeps a slip of the clipboard out.
const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// What the body of an invocation has at most: room for the longest text with every character of it escaped.
pub(super) const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// What a turn tells whoever listens to it directly, always after it was stored.
#[derive(Debug)]
pub enum TurnProgress {
    /// Lines, in order.
    Lines(Vec<agent_graph::Line>),
    /// Nothing more comes, with what ended it on the wire. `None` says nothing of what could be stored: that stands in
    /// the turn, which has its end already.
    Ended(Option<agent_graph::Error>),
}

impl Engine {
    /// Says something as the customer. Answers the turn's id as soon as the turn is stored; the answer comes behind it.
    pub async fn say(&self, conversation_id: &str, text: &str) -> Result<i64, Error> {
        self.send(conversation_id, vec![InputEvent::text(spoken(text)?)]).await
    }

    /// As [`Engine::say`], with every line handed over after it was stored.
    pub async fn say_listening(
        &self,
        conversation_id: &str,
        text: &str,
        listener: mpsc::Sender<TurnProgress>,
    ) -> Result<i64, Error> {
        self.send_listening(conversation_id, vec![InputEvent::text(spoken(text)?)], listener).await
    }

    /// Sends what the customer did, and whatever came before it, oldest first, in one call. Answers the turn's id as
    /// soon as the turn is stored.
    pub async fn send(&self, conversation_id: &str, events: Vec<InputEvent>) -> Result<i64, Error> {
        self.start_turn(conversation_id, events, None).await
    }

    /// As [`Engine::send`], with every line handed over after it was stored.
    pub async fn send_listening(
        &self,
        conversation_id: &str,
        events: Vec<InputEvent>,
        listener: mpsc::Sender<TurnProgress>,
    ) -> Result<i64, Error> {
        self.start_turn(conversation_id, events, Some(listener)).await
    }

    /// Sends what an earlier turn sent, once more, as a new turn in the same session.
    pub async fn retry(&self, conversation_id: &str, turn_id: i64) -> Result<i64, Error> {
        let before = self.turn(turn_id).await?;
        if before.conversation_id != conversation_id {
            return Err(Error::TurnNotFound);
        }
        let events = sent_again(&before)?;
        let session = self.session(conversation_id)?;
        self.begin(conversation_id, session, events, String::new(), Some(turn_id), None).await
    }

    /// Sends what a turn has sent once more, in its own conversation or in a later one of the same merchant. Unlike a
    /// retry it does not stand for that turn.
    pub async fn resend(&self, conversation_id: &str, turn_id: i64) -> Result<i64, Error> {
        let before = self.turn(turn_id).await?;
        if before.conversation_id != conversation_id {
            let (from, to) = (
                self.conversation(&before.conversation_id).await?,
                self.conversation(conversation_id).await?,
            );
            if from.merchant_id != to.merchant_id {
                return Err(Error::TurnNotFound);
            }
        }
        let events = sent_again(&before)?;
        let session = self.session(conversation_id)?;
        let title = title_of(&events);
        // A first message was stored with what stood before it.
        let events = if begins_with(&events, session.preface()) {
            events
        } else {
            session.preface().iter().cloned().chain(events).collect()
        };
        self.begin(conversation_id, session, events, title, None, None).await
    }

    /// Ends the answer that is coming in; what came stays.
    pub fn stop(&self, conversation_id: &str) {
        let session = self.live().get(conversation_id).cloned();
        if let Some(session) = session {
            session.stop();
        }
    }

    /// Waits until nothing is coming in any more.
    pub async fn settled(&self, conversation_id: &str) {
        let session = self.live().get(conversation_id).cloned();
        if let Some(session) = session {
            drop(session.turn.lock().await);
        }
    }

    async fn start_turn(
        &self,
        conversation_id: &str,
        events: Vec<InputEvent>,
        listener: Option<mpsc::Sender<TurnProgress>>,
    ) -> Result<i64, Error> {
        if events.is_empty() {
            return Err(nothing_to_send());
        }
        let session = self.session(conversation_id)?;
        let title = title_of(&events);
        let events = session.preface().iter().cloned().chain(events).collect();
        self.begin(conversation_id, session, events, title, None, listener).await
    }

    fn session(&self, conversation_id: &str) -> Result<Arc<LiveSession>, Error> {
        self.live().get(conversation_id).cloned().ok_or(Error::ConversationClosed)
    }

    async fn begin(
        &self,
        conversation_id: &str,
        session: Arc<LiveSession>,
        events: Vec<InputEvent>,
        title: String,
        retry_of: Option<i64>,
        listener: Option<mpsc::Sender<TurnProgress>>,
    ) -> Result<i64, Error> {
        let session_id = session.session_id().await?;
        let invocation = Invocation {
            identity: session.identity.clone(),
            session_id,
            agent_id: session.agent_id.clone(),
            input_events: events,
        };
        // One client for all of the turn: a key that is replaced meanwhile is not the one that an answer may repeat.
        let client = session.client();
        let request = client.invocation(&invocation)?;
        if request.body.len() > MAX_BODY_BYTES {
            return Err(Error::BodyTooLarge { limit: MAX_BODY_BYTES });
        }
        let (started, waiting) = oneshot::channel();
        let (engine, id) = (self.clone(), conversation_id.to_owned());
        tokio::spawn(async move {
            let Ok(_turn) = session.turn.try_lock() else {
                // Whoever asked may be gone.
                started.send(Err(Error::TurnInProgress)).ok();
                return;
            };
            let stopped = session.stoppable();
            if session.is_closing() {
                started.send(Err(Error::ConversationClosed)).ok();
                return;
            }
            let turn = NewTurn {
                conversation_id: id.clone(),
                url: request.url.to_string(),
                request: request.body.clone(),
                retry_of,
                title,
                key: client.key_trace().places(&request.body),
            };
            let stored = async {
                // What came before has to be in its row first.
                engine.store_unstored().await?;
                engine
                    .history()
                    .write_durably(move |connection| history::insert_turn(connection, &turn))
                    .await
            };
            let stored = stored.await;
            engine.changed(Change::Conversation(id.clone()));
            let turn_id = stored.as_ref().ok().copied();
            started.send(stored).ok();
            if let Some(turn_id) = turn_id {
                let session = &session;
                Answering { engine: &engine, conversation_id: &id, turn_id, session, client, listener }
                    .run(&request, stopped)
                    .await;
            }
        });
        let ended = || Error::Internal { reason: "the turn ended before it began".to_owned() };
        waiting.await.map_err(|_dropped| ended())?
    }
}

/// One answer on its way into the history.
struct Answering<'a> {
    engine: &'a Engine,
    conversation_id: &'a str,
    turn_id: i64,
    session: &'a LiveSession,
    client: Client,
    listener: Option<mpsc::Sender<TurnProgress>>,
}

impl Answering<'_> {
    async fn run(mut self, request: &agent_graph::SentRequest, mut stopped: oneshot::Receiver<()>) {
        let mut turn = self.client.invoke(request);
        let mut change = TurnChange { state: TurnState::Waiting, problem: None, timing: Timing::default() };
        let mut stored = Ok(());
        let mut stopping = false;
        let outcome = loop {
            let update = tokio::select! {
                biased;
                _ = &mut stopped, if !stopping => {
                    stopping = true;
                    turn.stop();
                    continue;
                }
                update = turn.next() => update,
            };
            match update {
                Some(TurnUpdate::Head(head)) => {
                    self.session.worked.store(true, Ordering::Release);
                    change.state = TurnState::Streaming;
                    change.timing.connect = head.connect;
                    change.timing.head = Some(head.after);
                    stored = self.store(&change, Vec::new(), head.simulated).await;
                }
                Some(TurnUpdate::Lines(lines)) => {
                    note_firsts(&mut change.timing, &lines);
                    stored = self.store_lines(&change, lines).await;
                }
                Some(TurnUpdate::Ended(end)) => {
                    change.timing.end = Some(end.after);
                    break end.outcome;
                }
                None => break Err(agent_graph::Error::Stopped { lines: 0 }),
            }
            if stored.is_err() {
                // What cannot be kept is not shown, so there is no use in reading on.
                turn.stop();
                break Ok(());
            }
        };
        drop(turn);
        self.end(change, outcome, stored).await;
    }

    async fn store_lines(&mut self, change: &TurnChange, lines: Vec<agent_graph::Line>) -> Result<(), Error> {
        let new = lines
            .iter()
            .map(|line| NewLine {
                seq: line.seq,
                offset: line.after,
                ending: line.end.into(),
                key: self.client.key_trace().places(&line.bytes),
                bytes: line.bytes.clone(),
            })
            .collect();
        self.store(change, new, false).await?;
        if let Some(listener) = &self.listener
            && listener.send(TurnProgress::Lines(lines)).await.is_err()
        {
            // The listener has gone; the answer goes on into the history.
            self.listener = None;
        }
        Ok(())
    }

    async fn store(&self, change: &TurnChange, lines: Vec<NewLine>, simulated: bool) -> Result<(), Error> {
        let (turn_id, change, conversation) = (self.turn_id, change.clone(), self.conversation_id.to_owned());
        self.engine
            .history()
            .write(move |connection| {
                if simulated {
                    history::mark_simulated(connection, &conversation)?;
                }
                history::append_lines(connection, turn_id, &lines, &change)
            })
            .await?;
        self.engine.changed(Change::Conversation(self.conversation_id.to_owned()));
        Ok(())
    }

    async fn end(
        self,
        mut change: TurnChange,
        outcome: Result<(), agent_graph::Error>,
        stored: Result<(), Error>,
    ) {
        // A 404 in a session that has worked says that the session is gone; before that, the agent may be unknown.
        let worked = self.session.worked.load(Ordering::Acquire);
        let context = Context { merchant: &self.session.merchant_name, in_session: worked };
        let problem = match (&outcome, &stored) {
            (_, Err(error)) => Some(Problem::of(error, context)),
            (Err(error), Ok(())) => Some(Problem::of(&Error::from(error.clone()), context)),
            (Ok(()), Ok(())) => None,
        };
        change.state = match &problem {
            None => TurnState::Complete,
            Some(problem) if problem.code == ProblemCode::Stopped => TurnState::Stopped,
            Some(_) => TurnState::Failed,
        };
        let session_gone = problem.as_ref().is_some_and(|problem| problem.code == ProblemCode::SessionGone);
        let state = if session_gone { ConversationState::Failed } else { ConversationState::Live };
        let conversation_problem = problem.clone().filter(|_| session_gone);
        change.problem = problem;
        if session_gone {
            self.engine.live().remove(self.conversation_id);
        }
        let (turn_id, conversation) = (self.turn_id, self.conversation_id.to_owned());
        let (kept_change, kept_problem) = (change.clone(), conversation_problem.clone());
        let written = self
            .engine
            .history()
            .write_durably(move |connection| {
                history::change_turn(connection, turn_id, &change)?;
                history::set_conversation_state(
                    connection,
                    &conversation,
                    state,
                    conversation_problem.as_ref(),
                )
            })
            .await;
        if let Err(error) = written {
            tracing::error!(%error, "the end of a turn could not be stored");
            let turn = Some((turn_id, kept_change));
            self.engine.keep_unstored(self.conversation_id, turn, (state, kept_problem));
        }
        self.engine.changed(Change::Conversation(self.conversation_id.to_owned()));
        if let Some(listener) = self.listener {
            // The listener may have gone.
            listener.send(TurnProgress::Ended(outcome.err())).await.ok();
        }
        if session_gone && let Ok(session_id) = self.session.session_id().await {
            // The 404 may have meant something else than the session, which is then not left open. A second 404 is fine.
            self.session.client().close(&self.session.identity, &session_id).await.ok();
        }
    }
}

fn note_firsts(timing: &mut Timing, lines: &[agent_graph::Line]) {
    if let (None, Some(first)) = (timing.first_byte, lines.first()) {
        timing.first_byte = Some(first.after);
    }
    if timing.first_event.is_none() {
        let has_event =
            |line: &&agent_graph::Line| read_line(&line.bytes, line.seq == 1).class == LineClass::Events;
        timing.first_event = lines.iter().find(has_event).map(|line| line.after);
    }
}

/// What a turn has sent, to be sent once more.
fn sent_again(before: &Turn) -> Result<Vec<InputEvent>, Error> {
    let events = raw_events(&before.request);
    if events.is_empty() { Err(nothing_to_send()) } else { Ok(events) }
}

fn nothing_to_send() -> Error {
    Error::InputInvalid { reason: "there is nothing to send".to_owned() }
}

pub(super) fn spoken(text: &str) -> Result<&str, Error> {
    if text.trim().is_empty() {
        return Err(Error::InputInvalid { reason: "the message is empty".to_owned() });
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(Error::InputInvalid {
            reason: format!("the message has more than {MAX_TEXT_BYTES} bytes"),
        });
    }
    Ok(text)
}

/// Whether these events begin with those, as they are written.
fn begins_with(events: &[InputEvent], preface: &[InputEvent]) -> bool {
    let written = |event: &InputEvent| serde_json::to_value(event).ok();
    events.len() > preface.len()
        && preface.iter().zip(events).all(|(before, event)| written(before) == written(event))
}

/// The input events of a stored request, as the exact JSON that was sent; none where it cannot be read.
pub(super) fn raw_events(request: &[u8]) -> Vec<InputEvent> {
    sent_events(request).into_iter().map(InputEvent::Raw).collect()
}
