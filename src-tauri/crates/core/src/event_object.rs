//! An event with its place on the wire, as one JSON object: a line of `sofia ask --json`, and the input of a jq
//! expression.

use std::time::Duration;

use agent_graph::{LineClass, read_line};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::conversation::{LineEnding, StoredLine};

/// Deeper JSON is given to no recursive reader.
const DEEPEST: usize = 4_000;

#[derive(Serialize)]
struct EventObject<'a> {
    seq: u64,
    index: Option<usize>,
    offset_ms: f64,
    kind: &'a str,
    event: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    simulated: bool,
}

/// The object of one event: `seq` of its line, `index` in it, `offset_ms` since the request was sent, `kind`, and
/// `event` as it came. An event that is no JSON has none.
pub fn event_object(
    seq: u64,
    index: usize,
    offset: Duration,
    kind: &str,
    json: &str,
    simulated: bool,
) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&EventObject {
        seq,
        index: Some(index),
        offset_ms: milliseconds(offset),
        kind,
        event: Some(serde_json::from_str(json)?),
        simulated,
    })
}

/// What an expression is run over for one line: the objects of its events. A line that has none, or that is an error,
/// is an object too, with its class as `kind`, no `index`, and its JSON, if it is any, as `event`, so that every row of
/// the inspector can be asked for.
pub(crate) fn objects_of_line(line: &StoredLine, simulated: bool) -> Vec<Vec<u8>> {
    let reading = read_line(&line.bytes, line.seq == 1);
    let of_event = |(index, slice): (usize, &agent_graph::envelope::EventSlice<'_>)| {
        let is_shallow = is_shallow(slice.json);
        is_shallow
            .then(|| event_object(line.seq, index, line.offset, &slice.kind, slice.json, simulated).ok())?
    };
    let mut objects: Vec<Vec<u8>> = reading.events.iter().enumerate().filter_map(of_event).collect();
    if reading.events.is_empty() || reading.class == LineClass::Error {
        let kind = match reading.class {
            _ if line.ending == LineEnding::TooLong => "tooLong",
            LineClass::Events => "events",
            LineClass::NoEvents => "noEvents",
            LineClass::KeepAlive => "keepAlive",
            LineClass::Error => "error",
            LineClass::UnknownShape => "unknownShape",
            LineClass::NotJson => "notJson",
        };
        let text = std::str::from_utf8(&line.bytes).ok().filter(|text| is_shallow(text));
        let object = EventObject {
            seq: line.seq,
            index: None,
            offset_ms: milliseconds(line.offset),
            kind,
            event: text.and_then(|text| serde_json::from_str(text).ok()),
            simulated,
        };
        objects.extend(serde_json::to_vec(&object).ok());
    }
    objects
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

fn is_shallow(json: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > DEEPEST {
                    return false;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn objects(bytes: &[u8]) -> Vec<String> {
        let line = StoredLine {
            id: 1,
            turn_id: 1,
            seq: 3,
            offset: Duration::from_micros(1_500),
            bytes: Bytes::copy_from_slice(bytes),
            ending: LineEnding::Terminated,
        };
        objects_of_line(&line, false).into_iter().map(|object| String::from_utf8(object).unwrap()).collect()
    }

    #[test]
    fn each_event_is_an_object_as_the_command_prints_it() {
        let line = br#"{"result":{"response":{"responseEvents":[{"messageEvent":{"a":1.10}},{"odd":{}}]}}}"#;
        assert_eq!(
            objects(line),
            [
                r#"{"seq":3,"index":0,"offset_ms":1.5,"kind":"messageEvent","event":{"messageEvent":{"a":1.10}}}"#,
                r#"{"seq":3,"index":1,"offset_ms":1.5,"kind":"odd","event":{"odd":{}}}"#,
            ]
        );
    }

    #[test]
    fn a_line_without_events_is_an_object_with_its_class() {
        let of = |kind: &str, event: &str| {
            [format!(r#"{{"seq":3,"index":null,"offset_ms":1.5,"kind":"{kind}","event":{event}}}"#)]
        };
        assert_eq!(objects(b""), of("keepAlive", "null"));
        assert_eq!(objects(b"<html>"), of("notJson", "null"));
        assert_eq!(objects(b"\xff"), of("notJson", "null"));
        assert_eq!(objects(br#"{"x":1}"#), of("unknownShape", r#"{"x":1}"#));
        let error = r#"{"error":{"code":14,"message":"gone"}}"#;
        assert_eq!(objects(error.as_bytes()), of("error", error));
    }

    #[test]
    fn what_is_too_deep_for_a_recursive_reader_is_not_handed_to_one() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let line = format!(r#"{{"responseEvents":[{{"messageEvent":{deep}}}]}}"#);
        assert_eq!(objects(line.as_bytes()), [""; 0]);
        assert!(is_shallow(r#"{"a":"[[[[\"[[[["}"#));
    }
}
