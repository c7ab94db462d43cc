//! One answer as it is judged: its events in order, and when they came.

use std::time::Duration;

use agent_graph::envelope::EventSlice;
use agent_graph::event::{Content, Handover, Interactive, ListRow, Product, ReplyButton, Role};
use agent_graph::{LineClass, ResponseEvent, read_line};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One event of an answer.
#[derive(Debug, Clone)]
pub struct AnswerEvent {
    /// Its key, as it came; empty where it has none.
    pub kind: String,
    /// Since the request was sent.
    pub offset: Duration,
    /// The event as it came.
    pub json: String,
    /// What it means.
    pub response: ResponseEvent,
}

/// One answer.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Its events, in order.
    pub events: Vec<AnswerEvent>,
    /// Since the request was sent, when the answer was complete.
    pub complete: Option<Duration>,
    /// Lines that are no JSON, or of a shape that we do not know.
    pub unreadable_lines: u64,
}

impl Answer {
    /// Takes a line of the wire. The first of an answer may begin with a byte order mark.
    pub fn take_line(&mut self, bytes: &[u8], seq: u64, offset: Duration) {
        let reading = read_line(bytes, seq == 1);
        if matches!(reading.class, LineClass::NotJson | LineClass::UnknownShape) {
            self.unreadable_lines += 1;
        }
        for slice in &reading.events {
            self.take_event(slice, offset);
        }
    }

    fn take_event(&mut self, slice: &EventSlice<'_>, offset: Duration) {
        self.events.push(AnswerEvent {
            kind: slice.kind.clone().into_owned(),
            offset,
            json: slice.json.to_owned(),
            response: ResponseEvent::read(slice),
        });
    }

    /// When the first event came.
    pub fn first_event(&self) -> Option<Duration> {
        self.events.first().map(|event| event.offset)
    }

    /// What a customer reads: the words of messages, captions and interactive messages, one to a line.
    pub fn text(&self) -> String {
        let mut texts: Vec<&str> = Vec::new();
        for event in &self.events {
            match &event.response {
                ResponseEvent::Message(message) if message.role != Role::User => match &message.content {
                    Content::Text(text) => texts.push(text),
                    Content::Image { caption, .. } => texts.extend(caption.as_deref()),
                    Content::Audio { .. } | Content::Location(_) | Content::Unknown(_) => {}
                },
                ResponseEvent::Interactive(interactive) => texts.extend(frame(interactive)),
                _ => {}
            }
        }
        texts.join("\n")
    }

    /// The recommended products, in order.
    pub fn products(&self) -> Vec<&Product> {
        let mut products = Vec::new();
        for event in &self.events {
            match &event.response {
                ResponseEvent::Recommendation(recommended) => products.extend(recommended),
                ResponseEvent::Interactive(Interactive::SingleProduct(single)) => {
                    products.extend(single.product.as_deref());
                }
                _ => {}
            }
        }
        products
    }

    /// The suggested questions, in order.
    pub fn suggestions(&self) -> Vec<&str> {
        self.collect(|event| match event {
            ResponseEvent::ChatSuggestion(questions) => questions.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }

    /// The rows of lists, in order.
    pub fn list_rows(&self) -> Vec<&ListRow> {
        self.collect(|event| match event {
            ResponseEvent::Interactive(Interactive::List(list)) => {
                list.sections.iter().flat_map(|section| &section.rows).collect()
            }
            _ => Vec::new(),
        })
    }

    /// The reply buttons, in order.
    pub fn reply_buttons(&self) -> Vec<&ReplyButton> {
        self.collect(|event| match event {
            ResponseEvent::Interactive(Interactive::ReplyButtons(message)) => {
                message.buttons.iter().collect()
            }
            ResponseEvent::Interactive(Interactive::SingleProduct(single)) => {
                single.action_button.iter().chain(&single.buttons).collect()
            }
            _ => Vec::new(),
        })
    }

    /// The handovers that are meant: one that says `triggerHandover: false` is none.
    pub fn handovers(&self) -> Vec<&Handover> {
        self.collect(|event| match event {
            ResponseEvent::Handover(handover) if handover.trigger != Some(false) => vec![handover],
            _ => Vec::new(),
        })
    }

    fn collect<'a, T>(&'a self, of: impl Fn(&'a ResponseEvent) -> Vec<T>) -> Vec<T> {
        self.events.iter().flat_map(|event| of(&event.response)).collect()
    }

    /// The events as one JSON array, as they came; `null` for one that is no JSON.
    pub fn events_json(&self) -> String {
        let events: Vec<&str> = self
            .events
            .iter()
            .map(
                |event| {
                    if agent_graph::json::check(&event.json).is_ok() { event.json.as_str() } else { "null" }
                },
            )
            .collect();
        format!("[{}]", events.join(","))
    }

    /// The answer in the form in which it is kept.
    pub fn to_saved(&self) -> SavedAnswer {
        let saved = |event: &AnswerEvent| SavedEvent {
            kind: event.kind.clone(),
            offset_ms: milliseconds(event.offset),
            event: RawValue::from_string(event.json.clone()).ok(),
            text: agent_graph::json::check(&event.json).is_err().then(|| event.json.clone()),
        };
        SavedAnswer {
            events: self.events.iter().map(saved).collect(),
            complete_ms: self.complete.map(milliseconds),
            unreadable_lines: self.unreadable_lines,
        }
    }
}

fn frame(interactive: &Interactive) -> Vec<&str> {
    let parts = match interactive {
        Interactive::List(list) => [&list.header, &list.body, &list.footer],
        Interactive::ReplyButtons(buttons) => [&buttons.header, &buttons.body, &buttons.footer],
        Interactive::SingleProduct(single) => [&single.header, &single.body, &single.footer],
        Interactive::Other { .. } => return Vec::new(),
    };
    parts.into_iter().filter_map(|part| part.as_deref()).collect()
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

/// An answer as it is kept beside its verdicts, so that it can be judged again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedAnswer {
    /// Its events, in order.
    pub events: Vec<SavedEvent>,
    /// When it was complete, in milliseconds since the request was sent.
    pub complete_ms: Option<f64>,
    /// Lines that are no JSON, or of a shape that we do not know.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unreadable_lines: u64,
}

/// One event as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedEvent {
    /// Its key.
    pub kind: String,
    /// When it came, in milliseconds since the request was sent.
    pub offset_ms: f64,
    /// The event as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Box<RawValue>>,
    /// The event as it came, where it is no JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl SavedAnswer {
    /// The answer, to be judged again.
    pub fn to_answer(&self) -> Answer {
        let duration =
            |milliseconds: f64| Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default();
        let mut answer = Answer {
            complete: self.complete_ms.map(duration),
            unreadable_lines: self.unreadable_lines,
            ..Answer::default()
        };
        for event in &self.events {
            let json =
                event.event.as_deref().map(RawValue::get).or(event.text.as_deref()).unwrap_or_default();
            answer.take_event(
                &EventSlice { kind: event.kind.as_str().into(), json },
                duration(event.offset_ms),
            );
        }
        answer
    }
}
