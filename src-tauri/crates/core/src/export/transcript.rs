//! A turn as people read it.

use std::time::Duration;

use agent_graph::event::{Interactive, ResponseEvent};
use agent_graph::{LineClass, read_line};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::conversation::{LineEnding, TurnState};
use crate::recording::RecordedTurn;
use crate::words::{event_words, is_customers, joined, product_words, said};

/// One line of an answer, with its meaning.
#[derive(Debug)]
pub(super) struct Came {
    pub seq: u64,
    pub offset: Duration,
    /// The events in it, with their keys and their JSON as it came.
    pub events: Vec<(String, String, ResponseEvent)>,
    /// Why it has no meaning, or what it reports.
    pub problem: Option<String>,
    /// Its text, invalid UTF-8 replaced.
    pub text: String,
    pub bytes: usize,
}

/// The lines of an answer that say anything.
pub(super) fn came(turn: &RecordedTurn) -> Vec<Came> {
    let mut came = Vec::new();
    for line in &turn.lines {
        let reading = read_line(&line.bytes, line.seq == 1);
        if reading.class == LineClass::KeepAlive {
            continue;
        }
        let events = reading
            .events
            .iter()
            .map(|slice| (slice.kind.clone().into_owned(), slice.json.to_owned(), ResponseEvent::read(slice)))
            .collect();
        let cut = (line.ending == LineEnding::TooLong).then(|| "the line was cut at its bound".to_owned());
        came.push(Came {
            seq: line.seq,
            offset: line.offset,
            events,
            problem: cut
                .or(reading.problem.map(|problem| problem.to_string()))
                .or_else(|| reading.error.map(|status| status.to_string())),
            text: String::from_utf8_lossy(&line.bytes).into_owned(),
            bytes: line.bytes.len(),
        });
    }
    came
}

/// A turn in the cells of a table.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub question: String,
    pub words: String,
    pub products: String,
    pub suggestions: String,
    pub handover: String,
    pub state: &'static str,
}

impl Answer {
    pub(super) fn of(turn: &RecordedTurn) -> Self {
        let mut answer = Self { state: state_word(turn.state), ..Self::default() };
        answer.question =
            joined("\n", said(&turn.request).into_iter().filter(|said| said.customer).map(|said| said.words));
        let add = |cell: &mut String, words: String| *cell = joined("\n", [std::mem::take(cell), words]);
        for (_, _, event) in came(turn).into_iter().flat_map(|line| line.events) {
            let words = event_words(&event).unwrap_or_default();
            match &event {
                event if is_customers(event) => {}
                ResponseEvent::Recommendation(_) => add(&mut answer.products, words),
                ResponseEvent::ChatSuggestion(questions) => {
                    add(&mut answer.suggestions, questions.join("\n"));
                }
                ResponseEvent::Handover(_) => add(&mut answer.handover, words),
                ResponseEvent::Interactive(Interactive::SingleProduct(message)) => {
                    add(
                        &mut answer.products,
                        message.product.as_ref().map(|product| product_words(product)).unwrap_or_default(),
                    );
                    add(&mut answer.words, words);
                }
                ResponseEvent::Message(_) | ResponseEvent::Interactive(_) | ResponseEvent::Unknown(_) => {
                    add(&mut answer.words, words);
                }
            }
        }
        answer
    }
}

pub(super) fn state_word(state: TurnState) -> &'static str {
    match state {
        TurnState::Complete => "complete",
        TurnState::Failed => "failed",
        TurnState::Stopped => "stopped",
        TurnState::Interrupted | TurnState::Waiting | TurnState::Streaming => "interrupted",
    }
}

/// A time by the clock of a place, with its distance from UTC: `2025-07-05 13:19:26-03:00`.
pub(super) fn moment(at_ms: i64, zone: &TimeZone) -> String {
    let Ok(time) = Timestamp::from_millisecond(at_ms) else { return String::new() };
    time.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string()
}

/// A duration for people.
pub(super) fn shown(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    if milliseconds < 10_000 {
        format!("{milliseconds} ms")
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}
