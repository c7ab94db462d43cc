//! Reading a call. The reference shows camelCase and snake_case on the way in: both are taken, field by field.

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// More input events than any conversation has; a longer list is refused, not worked through.
const MAX_INPUT_EVENTS: usize = 2_000;

/// The fields that all calls share. A field that a call does not need is simply absent.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) business_id: String,
    pub(crate) client_key: String,
    pub(crate) session_id: Option<String>,
    pub(crate) agent_id: Option<String>,
    input_events: Option<Vec<Value>>,
}

/// What a customer did, as far as an answer depends on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Input {
    Text(String),
    Audio,
    Image {
        caption: String,
    },
    Location {
        name: String,
    },
    /// An earlier message of the assistant, given as context: never answered.
    AssistantSaid,
    Button {
        id: String,
        title: String,
    },
    ListReply {
        id: String,
        title: String,
    },
    Form {
        name: Option<String>,
    },
    Store {
        name: String,
        city: String,
    },
}

impl Call {
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| Refusal::invalid(format!("the body is no valid JSON: {error}")))?;
        let Value::Object(fields) = value else {
            return Err(Refusal::invalid("the body is no JSON object"));
        };
        let input_events = match field(&fields, "inputEvents") {
            None => None,
            Some(Value::Array(events)) => Some(events.clone()),
            Some(_) => return Err(Refusal::invalid("inputEvents is no list")),
        };
        Ok(Self {
            business_id: required_text(&fields, "businessId")?,
            client_key: required_text(&fields, "clientKey")?,
            session_id: text(&fields, "sessionId"),
            agent_id: text(&fields, "agentId"),
            input_events,
        })
    }

    pub(crate) fn session_id(&self) -> Result<&str, Refusal> {
        self.session_id.as_deref().ok_or_else(|| Refusal::invalid("sessionId is missing"))
    }

    /// The input events, oldest first.
    pub(crate) fn input(&self) -> Result<Vec<Input>, Refusal> {
        let events = self.input_events.as_deref().unwrap_or_default();
        if events.is_empty() {
            return Err(Refusal::invalid("inputEvents is empty: send at least one event"));
        }
        if events.len() > MAX_INPUT_EVENTS {
            return Err(Refusal::invalid(format!("inputEvents has more than {MAX_INPUT_EVENTS} events")));
        }
        events.iter().enumerate().map(|(at, event)| input_event(at, event)).collect()
    }
}

fn input_event(at: usize, event: &Value) -> Result<Input, Refusal> {
    let refuse = |what: &str| Refusal::invalid(format!("inputEvents[{at}] {what}"));
    let fields = event.as_object().ok_or_else(|| refuse("is no JSON object"))?;
    let object = |name: &str| field(fields, name).and_then(Value::as_object);
    let part = |from: &Map<String, Value>, name: &str| text(from, name).unwrap_or_default();
    if let Some(message) = object("messageEvent") {
        return message_event(message).ok_or_else(|| refuse("is a messageEvent without content"));
    }
    if let Some(button) = object("buttonResponseEvent") {
        return Ok(Input::Button { id: part(button, "id"), title: part(button, "title") });
    }
    if let Some(reply) = object("listReplyEvent") {
        return Ok(Input::ListReply { id: part(reply, "id"), title: part(reply, "title") });
    }
    if let Some(form) = object("filledFormResponseEvent") {
        let data = field(form, "formData").and_then(Value::as_object);
        return Ok(Input::Form { name: data.and_then(|data| text(data, "name")) });
    }
    if let Some(store) = object("storeEvent") {
        return Ok(Input::Store { name: part(store, "name"), city: part(store, "city") });
    }
    Err(refuse("is no input event that is known"))
}

fn message_event(message: &Map<String, Value>) -> Option<Input> {
    let content = field(message, "content")?.as_object()?;
    if text(message, "role").as_deref() == Some("ASSISTANT") {
        return Some(Input::AssistantSaid);
    }
    let object = |name: &str| field(content, name).and_then(Value::as_object);
    if let Some(written) = object("textContent") {
        return Some(Input::Text(text(written, "text").unwrap_or_default()));
    }
    if object("audioContent").is_some() {
        return Some(Input::Audio);
    }
    if let Some(image) = object("imageContent") {
        return Some(Input::Image { caption: text(image, "caption").unwrap_or_default() });
    }
    let place = object("locationContent")?;
    Some(Input::Location { name: text(place, "name").unwrap_or_default() })
}

/// A field by its camelCase name or its snake_case one; null counts as absent.
fn field<'a>(fields: &'a Map<String, Value>, camel: &str) -> Option<&'a Value> {
    let found = fields.get(camel).or_else(|| fields.get(&snake_case(camel)))?;
    (!found.is_null()).then_some(found)
}

fn snake_case(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn text(fields: &Map<String, Value>, camel: &str) -> Option<String> {
    field(fields, camel).and_then(Value::as_str).map(str::to_owned)
}

fn required_text(fields: &Map<String, Value>, camel: &str) -> Result<String, Refusal> {
    text(fields, camel)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Refusal::invalid(format!("{camel} is missing")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input_of(body: &str) -> Vec<Input> {
        Call::read(body.as_bytes()).unwrap().input().unwrap()
    }

    #[test]
    fn both_spellings_of_a_request_mean_the_same() {
        let camel = r#"{"businessId":"b","clientKey":"c","inputEvents":[{"messageEvent":{"role":"USER","content":{"textContent":{"text":"oi"}}}}]}"#;
        let snake = r#"{"business_id":"b","client_key":"c","input_events":[{"message_event":{"role":"USER","content":{"text_content":{"text":"oi"}}}}]}"#;
        assert_eq!(input_of(camel), input_of(snake));
        assert_eq!(input_of(camel), [Input::Text("oi".to_owned())]);
    }

    #[test]
    fn a_body_that_lacks_what_is_needed_is_refused() {
        for body in ["", "[]", "{", "{}", r#"{"businessId":"b"}"#, r#"{"businessId":"b","clientKey":""}"#] {
            assert!(Call::read(body.as_bytes()).is_err(), "{body}");
        }
        let empty = Call::read(br#"{"businessId":"b","clientKey":"c","inputEvents":[]}"#).unwrap();
        assert!(empty.input().is_err());
    }
}
