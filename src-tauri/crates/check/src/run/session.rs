//! One repeat of a test: init, its turns, close.

use std::time::{Duration, Instant};

use agent_graph::error::{Delivery, Error};
use agent_graph::{Identity, InputEvent, Invocation, TurnUpdate};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::pace::Pace;
use super::{Judges, Planned, Stop, Target, judge, judging_error, milliseconds};
use crate::answer::Answer;
use crate::assertion::{Verdict, VerdictStatus};
use crate::jq::JqRunner;
use crate::result::{RepeatResult, RunError, RunErrorKind, TurnResult};
use crate::suite::{Action, Click, Target as ClickTarget, Turn};
use crate::words;

/// How often something is tried again where nothing was sent, and how long is waited before, doubling each time.
const TRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// How often a server may say *too many*, and how long it may ask to wait.
const TOO_MANY_TIMES: u32 = 5;
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How long closing may take where the run was stopped.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct Play<'a> {
    pub planned: &'a Planned,
    pub repeat: u32,
    pub target: &'a Target,
    pub judges: &'a Judges,
    pub pace: &'a Pace,
    pub stop: &'a Stop,
}

/// Why a repeat goes no further.
enum Halt {
    /// A person has stopped the run.
    Stopped,
    /// It cannot be judged.
    Error(RunError),
    /// What is to be clicked is not there; the verdict says so.
    NothingToClick,
}

impl Play<'_> {
    /// Plays the repeat; `None` where a person broke it off.
    pub(super) async fn play(&self, jq: &mut JqRunner) -> Option<RepeatResult> {
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
            Some(Halt::Stopped) => return None,
            Some(Halt::Error(error)) => Some(error),
            Some(Halt::NothingToClick) | None => judging_error(&turns),
        };
        Some(RepeatResult {
            suite: self.planned.suite.clone(),
            test: self.planned.test.name.clone(),
            repeat: self.repeat,
            status: RepeatResult::status_of(error.as_ref(), &turns),
            error,
            turns,
            customer: identity.client_key,
            session,
            not_closed,
            took_ms: milliseconds(began.elapsed()),
        })
    }

    async fn open(&self, identity: &Identity) -> Result<String, Halt> {
        let mut patience = Patience::default();
        loop {
            self.pace.turn().await;
            let opening = self.target.client.init(identity);
            let opened = tokio::select! {
                opened = opening => opened,
                () = self.stop.stopped() => return Err(Halt::Stopped),
            };
            match opened {
                Ok(session) => return Ok(session.value),
                Err(error) => self.again(&mut patience, error).await?,
            }
        }
    }

    /// Closes the session. After a stop only a short time is spent on it.
    async fn close(&self, identity: &Identity, session: &str) -> Result<(), String> {
        let closing = async {
            let mut patience = Patience::default();
            loop {
                self.pace.turn().await;
                match self.target.client.close(identity, session).await {
                    Ok(_) => return Ok(()),
                    Err(error) => match patience.wait(&error) {
                        Some(wait) => tokio::time::sleep(wait).await,
                        None => return Err(error.to_string()),
                    },
                }
            }
        };
        tokio::pin!(closing);
        tokio::select! {
            closed = &mut closing => closed,
            () = async { self.stop.stopped().await; tokio::time::sleep(LAST_PATIENCE).await } => {
                Err("there was no time left".to_owned())
            }
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
            let context = turn.context.iter().filter_map(|json| RawValue::from_string(json.clone()).ok());
            let events = context.map(InputEvent::Raw).chain([event]).collect();
            let answer = self.ask(identity, session, events).await;
            let (answer, halt) = match answer {
                Ok(answer) => (answer, None),
                Err((answer, halt)) => (answer, Some(halt)),
            };
            // A part of an answer is kept, and not judged.
            let verdicts = match halt {
                None => judge(self.judges, turn, &answer, crate::clock::now_ms(), jq).await,
                Some(_) => Vec::new(),
            };
            turns.push(TurnResult { did, sent, answer: answer.to_saved(), verdicts, line: turn.place.line });
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
            self.pace.turn().await;
            match self.once(&request).await {
                Ok(answer) => return Ok(answer),
                Err((answer, None)) => return Err((answer, Halt::Stopped)),
                Err((answer, Some(error))) => {
                    self.again(&mut patience, error).await.map_err(|halt| (answer, halt))?;
                }
            }
        }
    }

    /// One attempt; without an error where a person has stopped it.
    async fn once(&self, request: &agent_graph::SentRequest) -> Result<Answer, (Answer, Option<Error>)> {
        let mut turn = self.target.client.invoke(request);
        let mut answer = Answer::default();
        loop {
            let update = tokio::select! {
                update = turn.next() => update,
                () = self.stop.stopped() => return Err((answer, None)),
            };
            match update {
                Some(TurnUpdate::Head(_)) => {}
                Some(TurnUpdate::Lines(lines)) => {
                    for line in lines {
                        answer.take_line(&line.bytes, line.seq, line.after);
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

/// How often something was tried in vain.
#[derive(Debug, Default)]
struct Patience {
    not_sent: u32,
    too_many: u32,
}

impl Patience {
    /// How long to wait before it may be tried again; `None` where it may not.
    fn wait(&mut self, error: &Error) -> Option<Duration> {
        if error.delivery() == Delivery::NotSent {
            self.not_sent += 1;
            return (self.not_sent <= TRIES).then(|| FIRST_WAIT * 2u32.pow(self.not_sent - 1));
        }
        let refusal = error.refusal().filter(|refusal| refusal.http_status == 429)?;
        self.too_many += 1;
        let wait = retry_after(refusal.retry_after.as_deref()?)?;
        (self.too_many <= TOO_MANY_TIMES && wait <= LONGEST_WAIT).then_some(wait)
    }
}

/// Seconds, or a date as HTTP writes it.
fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp().as_millisecond();
    Some(Duration::from_millis(u64::try_from(date - crate::clock::now_ms()).unwrap_or_default()))
}

fn run_error(error: &Error) -> RunError {
    let kind = if error.is_key_refused() {
        RunErrorKind::KeyRefused
    } else if error.delivery() == Delivery::NotSent {
        RunErrorKind::Unreachable
    } else {
        RunErrorKind::Api
    };
    RunError { kind, message: error.to_string() }
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
    let offered = if offered.is_empty() { "none".to_owned() } else { format!("{offered:?}") };
    let verdict = Verdict {
        assertion: format!("click {}: {:?}", click.target, click.label),
        line: turn.place.line,
        status: VerdictStatus::Failed,
        message: format!("there is no {} {:?} to click; offered: {offered}", click.target, click.label),
    };
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
            sent: None,
            answer: Answer::default().to_saved(),
            verdicts: Vec::new(),
            line: turn.place.line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_or_seconds_say_when_to_come_again() {
        assert_eq!(retry_after("7"), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
    }

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
