//! One repeat of a test: init, its turns, close.

use std::time::Instant;

use agent_graph::error::{Delivery, Error};
use agent_graph::{Identity, InputEvent, Invocation, TurnUpdate};
use serde_json::value::RawValue;
use sofia_core::Problem;
use sofia_core::problem::Context;
use uuid::Uuid;

use super::pace::Pace;
use super::patience::Patience;
use super::{Judges, Planned, Stop, Target, judge, judging_error, milliseconds};
use crate::answer::Answer;
use crate::assertion::Verdict;
use crate::jq::JqRunner;
use crate::result::{RepeatResult, RunError, RunErrorKind, TurnResult};
use crate::suite::{Action, Click, Target as ClickTarget, Turn};
use crate::words;

pub(super) struct Play<'a> {
    pub planned: &'a Planned,
    pub repeat: u32,
    pub target: &'a Target,
    pub judges: &'a Judges,
    pub pace: &'a Pace,
    pub stop: &'a Stop,
}

/// What came of a repeat.
pub(super) enum Played {
    /// It was played to its end, whatever that was.
    Ended(Box<RepeatResult>),
    /// A person broke it off: it says nothing about the test.
    BrokenOff {
        /// Its session may still be open.
        not_closed: bool,
    },
}

/// Why a repeat goes no further.
enum Halt {
    /// A person has stopped the run.
    Stopped,
    /// A person has stopped the run, and the server did not say in time whether there is a session.
    StillOpening,
    /// It cannot be judged.
    Error(RunError),
    /// What is to be clicked is not there; the verdict says so.
    NothingToClick,
}

impl Play<'_> {
    /// Plays the repeat.
    pub(super) async fn play(&self, jq: &mut JqRunner) -> Played {
        let began = Instant::now();
        let identity = Identity {
            business_id: self.target.business_id.clone(),
            client_key: format!("sofia-check-{}", Uuid::new_v4()),
        };
        let mut turns = Vec::new();
        let (session, halt) = match self.open(&identity).await {
            Ok(session) => {
                let halt = self.turns(&identity, &session, &mut turns, jq).await.err();
                (Some(session), halt)
            }
            Err(halt) => (None, Some(halt)),
        };
        let not_closed = match &session {
            Some(session) => self.close(&identity, session).await.err(),
            None => None,
        };
        let error = match halt {
            Some(Halt::Stopped) => return Played::BrokenOff { not_closed: not_closed.is_some() },
            Some(Halt::StillOpening) => return Played::BrokenOff { not_closed: true },
            Some(Halt::Error(error)) => Some(error),
            Some(Halt::NothingToClick) | None => judging_error(&turns),
        };
        Played::Ended(Box::new(RepeatResult {
            suite: self.planned.suite.clone(),
            test: self.planned.test.name.clone(),
            repeat: self.repeat,
            status: RepeatResult::status_of(error.as_ref(), &turns),
            error,
            turns,
            customer: identity.client_key,
            session: session.map(|session| self.target.client.key_trace().masked(&session)),
            not_closed: not_closed.map(|reason| reason.to_string()),
            took_ms: milliseconds(began.elapsed()),
        }))
    }

    /// Waits until one more request may be sent. After a stop none may.
    async fn may_send(&self) -> Result<(), Halt> {
        tokio::select! {
            biased;
            () = self.stop.stopped() => Err(Halt::Stopped),
            () = self.pace.turn() => Ok(()),
        }
    }

    async fn open(&self, identity: &Identity) -> Result<String, Halt> {
        let mut patience = Patience::default();
        loop {
            self.may_send().await?;
            let opened = tokio::select! {
                // A stop does not end this at once: a session that was opened has to be closed, and for that be known.
                opened = self.target.client.init(identity) => opened,
                () = self.stop.out_of_patience() => return Err(Halt::StillOpening),
            };
            match opened {
                Ok(session) => return Ok(session.value),
                Err(error) => self.again(&mut patience, error).await?,
            }
        }
    }

    /// Closes the session. After a stop only a short time is spent on it, and none on keeping the pace.
    async fn close(&self, identity: &Identity, session: &str) -> Result<(), NotClosed> {
        let closing = async {
            let mut patience = Patience::default();
            loop {
                tokio::select! {
                    () = self.pace.turn() => {}
                    () = self.stop.stopped() => {}
                }
                match self.target.client.close(identity, session).await {
                    Ok(_) => return Ok(()),
                    Err(error) => match patience.wait(&error) {
                        Some(wait) => tokio::time::sleep(wait).await,
                        None => return Err(error.into()),
                    },
                }
            }
        };
        tokio::select! {
            closed = closing => closed,
            () = self.stop.out_of_patience() => Err(NotClosed::NoTime),
        }
    }

    async fn turns(
        &self,
        identity: &Identity,
        session: &str,
        turns: &mut Vec<TurnResult>,
        jq: &mut JqRunner,
    ) -> Result<(), Halt> {
        let mut before = Answer::default();
        for turn in &self.planned.test.turns {
            let Some((did, event)) = input(&turn.action, &before) else {
                turns.push(nothing_to_click(turn, &before));
                return Err(Halt::NothingToClick);
            };
            let sent = serde_json::to_string(&event).ok().and_then(|json| RawValue::from_string(json).ok());
            let context: Vec<Box<RawValue>> =
                turn.context.iter().filter_map(|json| RawValue::from_string(json.clone()).ok()).collect();
            let events = context.iter().cloned().map(InputEvent::Raw).chain([event]).collect();
            let answer = self.ask(identity, session, events).await;
            let (answer, halt) = match answer {
                Ok(answer) => (answer, None),
                Err((answer, halt)) => (answer, Some(halt)),
            };
            // A part of an answer is kept, and not judged.
            let (mut unreachable, at) = (Vec::new(), crate::clock::now_ms());
            let verdicts = match halt {
                None => tokio::select! {
                    biased;
                    () = self.stop.stopped() => return Err(Halt::Stopped),
                    verdicts = judge(self.judges, turn, &answer, at, jq, &mut unreachable) => verdicts,
                },
                Some(_) => Vec::new(),
            };
            turns.push(TurnResult {
                did,
                context,
                sent,
                answer: answer.to_saved(),
                verdicts,
                unreachable,
                line: turn.place.line,
            });
            if let Some(halt) = halt {
                return Err(halt);
            }
            before = answer;
        }
        Ok(())
    }

    /// Sends events and waits for the whole answer.
    async fn ask(
        &self,
        identity: &Identity,
        session: &str,
        input_events: Vec<InputEvent>,
    ) -> Result<Answer, (Answer, Halt)> {
        let invocation = Invocation {
            identity: identity.clone(),
            session_id: session.to_owned(),
            agent_id: self.target.agent_id.clone(),
            input_events,
        };
        let none = |halt| (Answer::default(), halt);
        let request = self
            .target
            .client
            .invocation(&invocation)
            .map_err(|error| none(Halt::Error(run_error(&error))))?;
        let mut patience = Patience::default();
        loop {
            self.may_send().await.map_err(none)?;
            match self.once(&request).await {
                Ok(answer) => return Ok(answer),
                Err((answer, None)) => return Err((answer, Halt::Stopped)),
                Err((answer, Some(error))) => {
                    self.again(&mut patience, error).await.map_err(|halt| (answer, halt))?;
                }
            }
        }
    }

    /// One attempt; without an error where a person has stopped it. Where the server repeats the key it is masked before
    /// anything is made of a line: what is asserted is what a reader of the results sees.
    async fn once(&self, request: &agent_graph::SentRequest) -> Result<Answer, (Answer, Option<Error>)> {
        let key = self.target.client.key_trace();
        let mut turn = self.target.client.invoke(request);
        let mut answer = Answer::default();
        loop {
            let update = tokio::select! {
                biased;
                () = self.stop.stopped() => return Err((answer, None)),
                update = turn.next() => update,
            };
            match update {
                Some(TurnUpdate::Head(_)) => {}
                Some(TurnUpdate::Lines(lines)) => {
                    for line in lines {
                        answer.take_line(&key.masked_bytes(&line.bytes), line.seq, line.after);
                    }
                }
                Some(TurnUpdate::Ended(end)) => {
                    answer.complete = Some(end.after);
                    return match end.outcome {
                        Ok(()) => Ok(answer),
                        Err(error) => Err((answer, Some(error))),
                    };
                }
                None => return Err((answer, Some(Error::Stopped { lines: 0 }))),
            }
        }
    }

    /// Waits where something may be tried again; otherwise that is how it ends.
    async fn again(&self, patience: &mut Patience, error: Error) -> Result<(), Halt> {
        let Some(wait) = patience.wait(&error) else { return Err(Halt::Error(run_error(&error))) };
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(()),
            () = self.stop.stopped() => Err(Halt::Stopped),
        }
    }
}

/// Why a session is still open.
#[derive(Debug, thiserror::Error)]
enum NotClosed {
    /// The server did not close it.
    #[error(transparent)]
    Refused(#[from] Error),
    /// The run was stopped, and the server took longer than a person waits then.
    #[error("there was no time left")]
    NoTime,
}

fn run_error(error: &Error) -> RunError {
    let kind = if error.is_key_refused() {
        RunErrorKind::KeyRefused
    } else if error.delivery() == Delivery::NotSent {
        RunErrorKind::Unreachable
    } else {
        RunErrorKind::Api
    };
    let message = match kind {
        // With what to do next, as everywhere else.
        RunErrorKind::Unreachable => {
            let context = Context { merchant: "", in_session: false };
            Problem::of(&sofia_core::Error::from(error.clone()), context).message
        }
        RunErrorKind::KeyRefused | RunErrorKind::Api | RunErrorKind::Judging => error.to_string(),
    };
    RunError { kind, message, status: error.refusal().map(|refusal| refusal.http_status) }
}

/// What the customer does, in words, and as the event that says it. `None` where there is nothing to click.
fn input(action: &Action, before: &Answer) -> Option<(String, InputEvent)> {
    match action {
        Action::Say(text) => Some((text.clone(), InputEvent::text(text.clone()))),
        Action::Event(event) => {
            let json = serde_json::to_string(event).unwrap_or_default();
            Some((json, event.clone()))
        }
        Action::Click(click) => clicked(click, before),
    }
}

fn clicked(click: &Click, before: &Answer) -> Option<(String, InputEvent)> {
    let said = |label: &str| format!("{}: {label}", click.target);
    match click.target {
        ClickTarget::Suggestion => {
            let suggestions = before.suggestions();
            let label = chosen(&suggestions, |label| label, &click.label)?;
            Some((said(label), InputEvent::text(*label)))
        }
        ClickTarget::Row => {
            let rows = before.list_rows();
            let row = chosen(&rows, |row| row.title.as_str(), &click.label)?;
            let event = InputEvent::ListReplyEvent {
                id: row.id.clone(),
                title: row.title.clone(),
                description: row.description.clone(),
            };
            Some((said(&row.title), event))
        }
        ClickTarget::Button => {
            let buttons = before.reply_buttons();
            let button = chosen(&buttons, |button| button.text.as_str(), &click.label)?;
            let event = InputEvent::ButtonResponseEvent { id: button.id.clone(), title: button.text.clone() };
            Some((said(&button.text), event))
        }
    }
}

/// The first with this label, or else the first whose label contains it, whatever the case and the accents.
fn chosen<'a, T>(offered: &'a [T], label: impl Fn(&T) -> &str, wanted: &str) -> Option<&'a T> {
    let wanted = words::fold(wanted.trim());
    let is = |offered: &&T| words::fold(label(offered).trim()) == wanted;
    let contains = |offered: &&T| words::fold(label(offered)).contains(&wanted);
    offered.iter().find(is).or_else(|| offered.iter().find(contains))
}

fn nothing_to_click(turn: &Turn, before: &Answer) -> TurnResult {
    let Action::Click(click) = &turn.action else { return TurnResult::empty(turn) };
    let offered: Vec<&str> = match click.target {
        ClickTarget::Suggestion => before.suggestions(),
        ClickTarget::Row => before.list_rows().into_iter().map(|row| row.title.as_str()).collect(),
        ClickTarget::Button => {
            before.reply_buttons().into_iter().map(|button| button.text.as_str()).collect()
        }
    };
    let verdict = Verdict::not_offered(&click.target.to_string(), &click.label, &offered, turn.place.line);
    TurnResult {
        did: format!("{}: {}", click.target, click.label),
        verdicts: vec![verdict],
        ..TurnResult::empty(turn)
    }
}

impl TurnResult {
    fn empty(turn: &Turn) -> Self {
        Self {
            did: String::new(),
            context: Vec::new(),
            sent: None,
            answer: Answer::default().to_saved(),
            verdicts: Vec::new(),
            unreachable: Vec::new(),
            line: turn.place.line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_chosen_exactly_or_by_a_part_of_it() {
        let offered = ["Tem em preto?", "Preto", "Qual o frete?"];
        let table = [
            ("preto", Some("Preto")),
            ("em preto", Some("Tem em preto?")),
            ("FRETE", Some("Qual o frete?")),
            ("azul", None),
        ];
        for (wanted, expected) in table {
            assert_eq!(chosen(&offered, |label| label, wanted).copied(), expected, "{wanted}");
        }
    }
}
