//! Input events that come from outside as JSON: read strictly, and sent as they were written.
//!
//! The shapes below are those of the reference. What it does not name is refused, unless whoever asks says that it is
//! meant: the API may have learnt more than we know. Which fields may be left out is our assumption, since the
//! reference shows every one of them and says nothing about it.

use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::json::{self, Object, elements, scalar};
use crate::request::InputEvent;

/// What happens to keys and fields that the reference does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// They are a slip.
    Refused,
    /// They are meant, and sent as they are. What is known is still checked.
    Allowed,
}

/// Why JSON is no input event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct InputFault {
    /// Where in the event it is, such as `messageEvent.role`; empty where it is about the event itself.
    pub field: String,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What can be wrong with an input event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The text is no JSON, for this reason.
    NotJson(String),
    /// An array without events.
    NoEvent,
    /// Not exactly one key, but so many.
    KeyCount(usize),
    /// A key that the reference does not name.
    Unknown,
    /// A key that stands there more than once.
    Repeated,
    /// A field that has to be there.
    Missing,
    /// A text without a visible character.
    Empty,
    /// It must be a text.
    NotText,
    /// It must be an object.
    NotObject,
    /// It must be one of these words.
    NotOneOf(&'static [&'static str]),
}

impl FaultKind {
    /// A name for it that programs can rely on.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "notJson",
            Self::NoEvent => "noEvent",
            Self::KeyCount(_) => "keyCount",
            Self::Unknown => "unknown",
            Self::Repeated => "repeated",
            Self::Missing => "missing",
            Self::Empty => "empty",
            Self::NotText => "notText",
            Self::NotObject => "notObject",
            Self::NotOneOf(_) => "notOneOf",
        }
    }

    /// What belongs into the blank of its sentence: a reason, a number, the words that are allowed.
    pub fn detail(&self) -> String {
        match self {
            Self::NotJson(reason) => reason.clone(),
            Self::KeyCount(count) => count.to_string(),
            Self::NotOneOf(words) => words.join(", "),
            _ => String::new(),
        }
    }
}

impl InputFault {
    fn new(field: &str, kind: FaultKind) -> Self {
        Self { field: field.to_owned(), kind }
    }

    fn sentence(&self) -> String {
        let field = if self.field.is_empty() { "the event" } else { &self.field };
        match &self.kind {
            FaultKind::NotJson(reason) => format!("it is not JSON: {reason}"),
            FaultKind::NoEvent => "there is no event in it".to_owned(),
            FaultKind::KeyCount(0) => format!("{field} is empty and must have exactly one key"),
            FaultKind::KeyCount(count) => format!("{field} has {count} keys and must have exactly one"),
            FaultKind::Unknown => format!("{field} is not known"),
            FaultKind::Repeated => format!("{field} is there more than once"),
            FaultKind::Missing => format!("{field} is missing"),
            FaultKind::Empty => format!("{field} is empty"),
            FaultKind::NotText => format!("{field} must be a text"),
            FaultKind::NotObject => format!("{field} must be an object"),
            FaultKind::NotOneOf(words) => format!("{field} must be one of {}", words.join(", ")),
        }
    }
}

impl InputEvent {
    /// Reads an event from its key and the JSON under it.
    pub fn read(key: &str, json: &str, unknown: Unknown) -> Result<Self, InputFault> {
        json::check(json).map_err(|fault| InputFault::new(key, FaultKind::NotJson(fault.words)))?;
        let not_json = |error: serde_json::Error| InputFault::new(key, FaultKind::NotJson(error.to_string()));
        let name = serde_json::to_string(key).map_err(not_json)?;
        match EVENTS.iter().find(|event| event.name == key) {
            Some(event) => event.shape.check(json, key, unknown)?,
            None if unknown == Unknown::Refused || key.is_empty() => {
                return Err(InputFault::new(key, FaultKind::Unknown));
            }
            None => {}
        }
        RawValue::from_string(format!("{{{name}:{}}}", json.trim_ascii())).map(Self::Raw).map_err(not_json)
    }

    /// Reads one event, `{"key":…}`, or an array of them. A fault comes with the number of its event, from 1.
    pub fn read_all(text: &str, unknown: Unknown) -> Result<Vec<Self>, (usize, InputFault)> {
        json::check(text).map_err(|fault| (1, InputFault::new("", FaultKind::NotJson(fault.words))))?;
        let one = |(number, text): (usize, &str)| {
            let event =
                Object::read(text).ok_or_else(|| (number, InputFault::new("", FaultKind::NotObject)))?;
            let members: Vec<_> = event.members().collect();
            let [(key, value)] = members.as_slice() else {
                return Err((number, InputFault::new("", FaultKind::KeyCount(members.len()))));
            };
            Self::read(key, value, unknown).map_err(|fault| (number, fault))
        };
        let events: Vec<Self> = (1..).zip(values(text)).map(one).collect::<Result<_, _>>()?;
        if events.is_empty() {
            return Err((1, InputFault::new("", FaultKind::NoEvent)));
        }
        Ok(events)
    }
}

/// As [`elements`], with its `null`s, which are no events and must be named as such.
fn values(text: &str) -> Vec<&str> {
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(values) => values.into_iter().map(RawValue::get).collect(),
        Err(_no_array) => elements(text),
    }
}

struct Field {
    name: &'static str,
    required: bool,
    shape: Shape,
}

enum Shape {
    /// A text; one that is required has something in it.
    Text,
    Word(&'static [&'static str]),
    /// An object of any fields.
    Free,
    Object(&'static [Field]),
    /// An object with exactly one of these keys.
    Choice(&'static [Field]),
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, required: true, shape }
}

const fn text(name: &'static str) -> Field {
    Field { name, required: true, shape: Shape::Text }
}

const fn optional(name: &'static str) -> Field {
    Field { name, required: false, shape: Shape::Text }
}

static EVENTS: [Field; 5] = [
    required(
        "messageEvent",
        Shape::Object(&[
            required("role", Shape::Word(&["USER", "ASSISTANT"])),
            required(
                "content",
                Shape::Choice(&[
                    required("textContent", Shape::Object(&[text("text")])),
                    required("audioContent", Shape::Object(&[text("url")])),
                    required("imageContent", Shape::Object(&[text("url"), optional("caption")])),
                    required(
                        "locationContent",
                        Shape::Object(&[
                            text("latitude"),
                            text("longitude"),
                            optional("name"),
                            optional("address"),
                        ]),
                    ),
                ]),
            ),
        ]),
    ),
    required("buttonResponseEvent", Shape::Object(&[text("id"), text("title")])),
    required("listReplyEvent", Shape::Object(&[text("id"), text("title"), optional("description")])),
    required("filledFormResponseEvent", Shape::Object(&[required("formData", Shape::Free)])),
    required(
        "storeEvent",
        Shape::Object(&[
            text("storeId"),
            optional("name"),
            optional("cpName"),
            optional("city"),
            optional("state"),
        ]),
    ),
];

impl Shape {
    fn check(&self, value: &str, path: &str, unknown: Unknown) -> Result<(), InputFault> {
        let fault = |kind| Err(InputFault::new(path, kind));
        match self {
            Self::Text if !value.starts_with('"') => fault(FaultKind::NotText),
            Self::Text => Ok(()),
            Self::Word(words) if words.iter().any(|word| Some(*word) == scalar(value).as_deref()) => Ok(()),
            Self::Word(words) => fault(FaultKind::NotOneOf(words)),
            Self::Free | Self::Object(_) | Self::Choice(_) => {
                let Some(object) = Object::read(value) else { return fault(FaultKind::NotObject) };
                match self {
                    Self::Object(fields) => check_fields(&object, fields, path, unknown),
                    Self::Choice(fields) => match object.members().count() {
                        1 => check_known(&object, fields, path, unknown),
                        count => fault(FaultKind::KeyCount(count)),
                    },
                    _ => Ok(()),
                }
            }
        }
    }
}

fn check_fields(
    object: &Object<'_>,
    fields: &[Field],
    path: &str,
    unknown: Unknown,
) -> Result<(), InputFault> {
    check_known(object, fields, path, unknown)?;
    for field in fields.iter().filter(|field| field.required) {
        let at = || format!("{path}.{}", field.name);
        let Some((_, value)) = object.members().find(|(key, _)| *key == field.name) else {
            return Err(InputFault { field: at(), kind: FaultKind::Missing });
        };
        let blank = || scalar(value).is_some_and(|text| text.trim().is_empty());
        if matches!(field.shape, Shape::Text) && blank() {
            return Err(InputFault { field: at(), kind: FaultKind::Empty });
        }
    }
    Ok(())
}

fn check_known(
    object: &Object<'_>,
    fields: &[Field],
    path: &str,
    unknown: Unknown,
) -> Result<(), InputFault> {
    let mut seen = HashSet::new();
    for (key, value) in object.members() {
        let place = format!("{path}.{key}");
        if !seen.insert(key) {
            return Err(InputFault { field: place, kind: FaultKind::Repeated });
        }
        match fields.iter().find(|field| field.name == key) {
            Some(field) => field.shape.check(value, &place, unknown)?,
            None if unknown == Unknown::Refused => {
                return Err(InputFault { field: place, kind: FaultKind::Unknown });
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_taken_or_refused_for_the_reason_given() {
        let cases: Vec<serde_json::Value> = serde_json::from_str(include_str!("input/cases.json")).unwrap();
        assert!(cases.len() > 40);
        for case in cases {
            let json = case["json"].as_str().unwrap();
            let unknown = if case["allowed"] == true { Unknown::Allowed } else { Unknown::Refused };
            let read = InputEvent::read_all(json, unknown);
            if case["fault"].is_null() {
                assert!(read.is_ok(), "{json}: {read:?}");
                continue;
            }
            let (number, fault) = read.expect_err(json);
            let found = serde_json::json!({
                "number": number, "field": fault.field, "word": fault.kind.word(),
            });
            assert_eq!(found, case["fault"], "{json}");
        }
    }

    #[test]
    fn what_is_read_is_sent_as_it_was_written() {
        let written = r#"{ "price" : 1.10, "__proto__": "\u00e9" }"#;
        let event = InputEvent::read("new\"Event", &format!("\n{written} "), Unknown::Allowed).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), format!(r#"{{"new\"Event":{written}}}"#));
    }

    #[test]
    fn a_fault_says_what_to_change_and_where() {
        let table = [
            ("", "it is not JSON: EOF while parsing a value at line 1 column 0"),
            ("{}", "the event is empty and must have exactly one key"),
            ("[]", "there is no event in it"),
            (r#"{"storeEvent":{}}"#, "storeEvent.storeId is missing"),
            (
                r#"{"messageEvent":{"role":"BOT","content":{}}}"#,
                "messageEvent.role must be one of USER, ASSISTANT",
            ),
        ];
        for (json, expected) in table {
            let (_, fault) = InputEvent::read_all(json, Unknown::Allowed).unwrap_err();
            assert_eq!(fault.to_string(), expected, "{json}");
        }
    }

    #[test]
    fn depth_and_number_of_keys_cost_neither_stack_nor_time() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(InputEvent::read("newEvent", &deep, Unknown::Allowed).is_ok());
        let keys: Vec<String> = (0..100_000).map(|number| format!(r#""k{number}":1"#)).collect();
        let wide = format!(r#"{{"storeId":"1",{}}}"#, keys.join(","));
        assert!(InputEvent::read("storeEvent", &wide, Unknown::Allowed).is_ok());
    }
}
