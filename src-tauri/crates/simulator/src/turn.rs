//! Playing one answer onto the wire: its pace, its faults, and noticing a client that has gone.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    answer::{Pace, Reply},
    clock,
    life::until_stopped,
    server::Counts,
    settings::{Fault, Settings},
};

/// The gap of a slow answer: long enough to be seen, shorter than any idle time-out.
const SLOW_GAP: Duration = Duration::from_secs(3);

/// What is written before a cut needs a moment to leave the process; then the connection ends.
pub(crate) const TIME_TO_FLUSH: Duration = Duration::from_millis(30);

const GARBAGE: &str = "<<< upstream hiccup: this line is not JSON (simulated fault) >>>\n";

/// Counts a turn as abandoned unless it was finished: its drop is how the server learns that a client has gone.
#[derive(Debug)]
pub(crate) struct Presence {
    counts: Arc<Counts>,
    finished: bool,
}

impl Presence {
    pub(crate) fn begin(counts: Arc<Counts>) -> Self {
        counts.started.fetch_add(1, Ordering::Relaxed);
        Self { counts, finished: false }
    }

    pub(crate) fn finish(&mut self) {
        self.finished = true;
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if !self.finished {
            self.counts.abandoned.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[derive(Debug)]
enum Step {
    Wait(Duration),
    /// A line of events, stamped with the time at which it is sent.
    Line(Vec<Value>),
    /// The first half of such a line.
    HalfLine(Vec<Value>),
    Raw(String),
    /// Nothing, until the client goes or the server stops.
    Hang,
    /// The connection ends without the end of the answer.
    Break,
}

fn steps(reply: Reply, settings: &Settings, fault: Option<Fault>) -> VecDeque<Step> {
    let gap = match reply.pace {
        Pace::Usual => settings.gap,
        Pace::Slow => SLOW_GAP,
        Pace::Burst => Duration::ZERO,
    };
    let mut steps = VecDeque::from([Step::Wait(settings.first_event)]);
    for (at, line) in reply.lines.into_iter().enumerate() {
        if at == 0 {
            let again = line.clone();
            steps.push_back(Step::Line(line));
            match fault {
                Some(Fault::Stall) => steps.push_back(Step::Hang),
                Some(Fault::Cut) => {
                    let rest =
                        [Step::Wait(gap), Step::HalfLine(again), Step::Wait(TIME_TO_FLUSH), Step::Break];
                    steps.extend(rest);
                }
                Some(Fault::ErrorLine) => steps.extend([Step::Wait(gap), Step::Raw(error_line())]),
                Some(Fault::GarbageLine) => steps.extend([Step::Wait(gap), Step::Raw(GARBAGE.to_owned())]),
                _ => continue,
            }
            if fault != Some(Fault::GarbageLine) {
                return steps;
            }
            continue;
        }
        if !gap.is_zero() {
            steps.push_back(Step::Wait(gap));
            // A gateway keeps a slow stream alive with empty lines.
            if reply.pace == Pace::Slow {
                steps.extend([Step::Raw("\n".to_owned()), Step::Wait(gap)]);
            }
        }
        steps.push_back(Step::Line(line));
    }
    steps
}

struct Playing {
    steps: VecDeque<Step>,
    session_id: String,
    presence: Presence,
    stopping: watch::Receiver<bool>,
}

/// The stream of one answer. Whoever reads it must poll it to its end, or it counts as abandoned.
pub(crate) fn stream_body(
    reply: Reply,
    settings: &Settings,
    fault: Option<Fault>,
    session_id: String,
    presence: Presence,
    stopping: watch::Receiver<bool>,
) -> Body {
    let playing = Playing { steps: steps(reply, settings, fault), session_id, presence, stopping };
    Body::from_stream(stream::unfold(playing, next_bytes))
}

async fn next_bytes(mut playing: Playing) -> Option<(Result<Bytes, io::Error>, Playing)> {
    loop {
        let step = playing.steps.pop_front();
        // From the last step on nothing is missing, even if the client goes without reading the end.
        if playing.steps.is_empty() && !matches!(step, Some(Step::Hang)) {
            playing.presence.finish();
        }
        let bytes = match step? {
            Step::Wait(time) => {
                tokio::select! {
                    () = tokio::time::sleep(time) => continue,
                    () = until_stopped(playing.stopping.clone()) => return Some((Err(broken()), playing)),
                }
            }
            Step::Hang => {
                until_stopped(playing.stopping.clone()).await;
                return Some((Err(broken()), playing));
            }
            Step::Break => return Some((Err(broken()), playing)),
            Step::Line(events) => Bytes::from(line_of(&playing.session_id, events)),
            Step::HalfLine(events) => {
                let whole = Bytes::from(line_of(&playing.session_id, events));
                whole.slice(..whole.len() / 2)
            }
            Step::Raw(text) => Bytes::from(text),
        };
        return Some((Ok(bytes), playing));
    }
}

/// A body that ends the connection after its first half.
pub(crate) fn cut_body(whole: &str) -> Body {
    let half = Bytes::copy_from_slice(&whole.as_bytes()[..whole.len() / 2]);
    Body::from_stream(stream::unfold(Some(half), async |half| {
        if let Some(half) = half {
            return Some((Ok(half), None));
        }
        tokio::time::sleep(TIME_TO_FLUSH).await;
        Some((Err(broken()), None))
    }))
}

pub(crate) fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the simulator ends this connection on purpose")
}

fn error_line() -> String {
    let error = json!({ "error": {
        "code": 14,
        "message": "upstream connect error or disconnect before headers (simulated fault)",
        "details": [{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SIMULATED_FAULT",
            "domain": "simulator.example",
        }],
    }});
    format!("{error}\n")
}

/// The body that `invoke_sync` answers, and what each line of the stream holds under `result`.
pub(crate) fn response_of(session_id: &str, mut events: Vec<Value>) -> Value {
    for event in &mut events {
        if let Some(message) = event.get_mut("messageEvent").and_then(Value::as_object_mut) {
            message.insert("createdAt".to_owned(), Value::String(clock::created_at()));
        }
    }
    json!({ "response": { "sessionId": session_id, "responseEvents": events } })
}

fn line_of(session_id: &str, events: Vec<Value>) -> String {
    let line = json!({ "result": response_of(session_id, events) });
    format!("{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_has_long_gaps_with_an_empty_line_in_each() {
        let line = || vec![json!({ "surpriseEvent": {} })];
        let reply = Reply { lines: vec![line(), line(), line()], pace: Pace::Slow, fault: None };
        let steps = steps(reply, &Settings::default(), None);
        let gaps = steps.iter().filter(|step| matches!(step, Step::Wait(SLOW_GAP))).count();
        let empty = steps.iter().filter(|step| matches!(step, Step::Raw(text) if text == "\n")).count();
        assert_eq!((gaps, empty), (4, 2));
    }
}
