//! What a line holds: the events of an envelope, an error, or nothing that we know.
//!
//! The public reference describes a line in several ways. All of these are read: an envelope with `result`, one with
//! `response` only, a bare `responseEvents`, and a bare event. That a line which fits none of them is to be shown
//! and not to end the answer is our assumption.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::error::GrpcStatus;
use crate::event::is_event_key;
use crate::json::{self, Object};
use crate::problem::LineProblem;
use crate::usual::{self, Usual};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What kind of thing a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineClass {
    /// One or more response events.
    Events,
    /// An envelope that we know, with no event in it.
    NoEvents,
    /// Nothing but white space: a keep-alive.
    KeepAlive,
    /// An error in mid-stream.
    Error,
    /// JSON, but of a shape that we do not know.
    UnknownShape,
    /// Not JSON, or not UTF-8. A line with a sound frame is not looked into further: what is no JSON inside an event
    /// makes that event unreadable, not the line.
    NotJson,
}

/// One event of a line: its key, and its JSON as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSlice<'a> {
    /// The key that is not `null`, as it came; empty where the element has none.
    pub kind: Cow<'a, str>,
    /// The whole element.
    pub json: &'a str,
}

/// A line, read.
#[derive(Debug, Clone)]
pub struct LineReading<'a> {
    /// What kind of thing it is.
    pub class: LineClass,
    /// Its events, in order.
    pub events: Vec<EventSlice<'a>>,
    /// The session id, where the envelope names it.
    pub session_id: Option<String>,
    /// The error, for [`LineClass::Error`].
    pub error: Option<GrpcStatus>,
    /// Why it has no meaning, or only a part of one.
    pub problem: Option<LineProblem>,
}

impl<'a> LineReading<'a> {
    fn of(class: LineClass) -> Self {
        Self { class, events: Vec::new(), session_id: None, error: None, problem: None }
    }

    fn problem(class: LineClass, problem: LineProblem) -> Self {
        Self { problem: Some(problem), ..Self::of(class) }
    }
}

/// Reads a line. An event is found by its frame and not looked into: one whose inside is no JSON becomes
/// [`crate::event::ResponseEvent::Unknown`] when it is given its meaning. `first` says that it is the first of the answer, where a byte order mark may stand.
pub fn read_line(bytes: &[u8], first: bool) -> LineReading<'_> {
    let bytes = if first { bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) } else { bytes };
    let bytes = bytes.trim_ascii();
    if bytes.is_empty() {
        return LineReading::of(LineClass::KeepAlive);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            return LineReading::problem(LineClass::NotJson, LineProblem::NotUtf8 { at });
        }
    };
    if let Some(Usual { events, session_id }) = usual::read(text) {
        let session_id = session_id.and_then(json::scalar);
        return LineReading { events, session_id, ..LineReading::of(LineClass::Events) };
    }
    read_any(text)
}

/// Whether the last line of an answer that lacks a line feed is whole: it is if it parses.
pub(crate) fn is_whole(bytes: &[u8], first: bool) -> bool {
    let bytes = if first { bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) } else { bytes };
    std::str::from_utf8(bytes).is_ok_and(|text| json::check(text).is_ok())
}

/// The error that a line carries, looked for only where the word occurs at all.
pub(crate) fn error_in(bytes: &[u8], first: bool) -> Option<GrpcStatus> {
    static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"error\""));
    WORD.find(bytes)?;
    read_line(bytes, first).error
}

fn read_any(text: &str) -> LineReading<'_> {
    if let Some(fault) = json::fault(text) {
        return LineReading::problem(LineClass::NotJson, LineProblem::NotJson(fault));
    }
    let Some(top) = Object::read(text) else {
        return LineReading::problem(LineClass::UnknownShape, LineProblem::NotAnObject);
    };
    if let Some(error) = top.get("error") {
        let status = GrpcStatus::read(error);
        let mut reading = LineReading::of(LineClass::Error);
        // The reference shows `error` beside `result`: whatever events came with it are kept.
        if let Some((events, _)) = top.object("result").as_ref().and_then(events_of) {
            reading.events = events;
        }
        reading.problem = status.is_none().then_some(LineProblem::UnknownError);
        reading.error = Some(status.unwrap_or_else(|| GrpcStatus::unreadable(error)));
        return reading;
    }
    let envelopes = [top.object("result"), Some(top)];
    for envelope in envelopes.iter().flatten() {
        if let Some((events, session_id)) = events_of(envelope) {
            let class = if events.is_empty() { LineClass::NoEvents } else { LineClass::Events };
            return LineReading { events, session_id, ..LineReading::of(class) };
        }
    }
    let [_, Some(top)] = &envelopes else {
        return LineReading::of(LineClass::UnknownShape);
    };
    // The close call answers `{"result":{"response":{}},"error":null}`, also as a line of a stream.
    let known = ["result", "response"];
    if top.present().any(|(key, _)| known.contains(&key))
        && top.present().all(|(key, _)| known.contains(&key))
    {
        return LineReading::of(LineClass::NoEvents);
    }
    match bare_event(text, top) {
        Some(event) => LineReading { events: vec![event], ..LineReading::of(LineClass::Events) },
        None => LineReading::problem(LineClass::UnknownShape, LineProblem::UnknownMembers),
    }
}

/// `{"response":{"responseEvents":[…]}}` or `{"responseEvents":[…]}`, in either spelling.
fn events_of<'a>(envelope: &Object<'a>) -> Option<(Vec<EventSlice<'a>>, Option<String>)> {
    let inner = envelope.object("response");
    let holder = inner.as_ref().unwrap_or(envelope);
    holder.get("responseEvents")?;
    let events = holder.list("responseEvents").into_iter().map(slice).collect();
    Some((events, holder.text("sessionId")))
}

fn slice(json: &str) -> EventSlice<'_> {
    let key = Object::read(json).and_then(|object| event_key(&object));
    EventSlice { kind: Cow::Owned(key.unwrap_or_default()), json }
}

/// The one key that is not null; where there are several, the first that is an event's.
fn event_key(object: &Object<'_>) -> Option<String> {
    let mut keys = object.present().map(|(key, _)| key);
    let first = keys.next()?;
    if is_event_key(first) {
        return Some(first.to_owned());
    }
    Some(keys.find(|key| is_event_key(key)).unwrap_or(first).to_owned())
}

/// Assumption: an object on a line of its own is an event if its key is a known event's or ends in `Event`.
fn bare_event<'a>(text: &'a str, top: &Object<'_>) -> Option<EventSlice<'a>> {
    let key = event_key(top)?;
    (is_event_key(&key) || key.ends_with("Event") || key.ends_with("_event"))
        .then_some(EventSlice { kind: Cow::Owned(key), json: text })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi"}}}}"#;

    fn kinds(line: &str) -> (LineClass, Vec<String>) {
        let reading = read_line(line.as_bytes(), true);
        (reading.class, reading.events.into_iter().map(|event| event.kind.into_owned()).collect())
    }

    #[test]
    fn every_envelope_of_the_reference_is_read() {
        let message = || vec!["messageEvent".to_owned()];
        let table = [
            (format!(r#"{{"result":{{"response":{{"sessionId":"s","responseEvents":[{TEXT}]}}}}}}"#), message()),
            (format!(r#"{{"result":{{"response":{{"session_id":"s","response_events":[{TEXT}]}}}},"error":null}}"#), message()),
            (format!(r#"{{"error":null,"result":{{"response":{{"responseEvents":[{TEXT},{TEXT}]}}}}}}"#), vec!["messageEvent".into(), "messageEvent".into()]),
            (format!(r#"{{"response":{{"responseEvents":[{TEXT}]}}}}"#), message()),
            (format!(r#"{{"responseEvents":[{TEXT}]}}"#), message()),
            (format!(r#"{{"result":{{"responseEvents":[{TEXT}]}}}}"#), message()),
            (TEXT.to_owned(), message()),
            (r#"{"message_event":{"role":"ASSISTANT"}}"#.to_owned(), vec!["message_event".into()]),
            (r#"{"brandNewEvent":{"x":1}}"#.to_owned(), vec!["brandNewEvent".into()]),
            (r#"{"responseEvents":[{"messageEvent":null,"recommendationEvent":{"products":[]},"x":null}]}"#.to_owned(), vec!["recommendationEvent".into()]),
            (r#"{"result":{"response":{"responseEvents":[{"surprise":{}},{},7]}}}"#.to_owned(), vec!["surprise".into(), String::new(), String::new()]),
            (format!("\u{FEFF}{TEXT}\r"), message()),
        ];
        for (line, expected) in table {
            assert_eq!(kinds(&line), (LineClass::Events, expected), "{line}");
        }
    }

    #[test]
    fn what_is_no_event_has_its_own_class() {
        let table = [
            ("", LineClass::KeepAlive),
            (" \t\r", LineClass::KeepAlive),
            (r#"{"result":{"response":{"responseEvents":[]}}}"#, LineClass::NoEvents),
            (r#"{"result":{"response":{}},"error":null}"#, LineClass::NoEvents),
            (r#"{"error":{"code":14,"message":"gone"}}"#, LineClass::Error),
            (r#"{"error":"plain words"}"#, LineClass::Error),
            (r#"{"something":{"else":1}}"#, LineClass::UnknownShape),
            ("[1,2]", LineClass::UnknownShape),
            ("42", LineClass::UnknownShape),
            ("{}", LineClass::UnknownShape),
            ("<html>", LineClass::NotJson),
            (r#"{"a":"#, LineClass::NotJson),
            (r#"{"result":{"response":{"responseEvents":[{"messageEvent":{}}]}}} x"#, LineClass::NotJson),
        ];
        for (line, expected) in table {
            assert_eq!(kinds(line).0, expected, "{line}");
        }
        assert_eq!(read_line(b"\xff\xfe", true).class, LineClass::NotJson);
        assert_eq!(read_line("\u{FEFF}{}".as_bytes(), false).class, LineClass::NotJson);
    }

    #[test]
    fn an_error_line_keeps_its_status_and_the_events_beside_it() {
        let line = format!(
            r#"{{"result":{{"response":{{"responseEvents":[{TEXT}]}}}},"error":{{"code":"14","message":"gone","details":[]}}}}"#
        );
        let reading = read_line(line.as_bytes(), false);
        assert_eq!(reading.class, LineClass::Error);
        assert_eq!(reading.events.len(), 1);
        let status = reading.error.unwrap();
        assert_eq!((status.code, status.message.as_str()), (Some(14), "gone"));
    }

    #[test]
    fn the_fast_and_the_patient_reader_agree() {
        let line =
            format!(r#"{{"result":{{"response":{{"sessionId":"s","responseEvents":[{TEXT},{TEXT}]}}}}}}"#);
        let fast = usual::read(&line).unwrap();
        let patient = read_any(&line);
        assert_eq!(fast.events, patient.events);
        assert_eq!((fast.session_id, patient.session_id.as_deref()), (Some("\"s\""), Some("s")));
    }
}
