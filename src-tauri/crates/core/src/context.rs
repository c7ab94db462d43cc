//! What was said before, as an agent is told it: messages of both roles, oldest first.
//!
//! The reference names messages alone for this, so whatever else was done or answered goes along as its words.
//! Suggestions and handovers are left out: they are about the conversation, and nobody has said them in it.

use agent_graph::envelope::EventSlice;
use agent_graph::event::{Content, ResponseEvent};
use agent_graph::json::Object;
use agent_graph::request::{InputContent, InputRole};
use agent_graph::{InputEvent, read_line};
use serde_json::value::RawValue;

use crate::recording::{RecordedLine, RecordedTurn};
use crate::words::{event_words, is_customers, said_in};

/// What a turn has sent, as context.
pub(crate) fn sent_before(turn: &RecordedTurn) -> Vec<InputEvent> {
    sent_events(&turn.request).into_iter().filter_map(|event| told(&event)).collect()
}

/// What went along in a turn as said before what the customer did: a welcome, an earlier conversation.
pub(crate) fn put_in_front(turn: &RecordedTurn) -> Vec<InputEvent> {
    let mut events = sent_events(&turn.request);
    events.pop();
    let message = |event: &RawValue| {
        Object::read(event.get()).is_some_and(|event| event.object("messageEvent").is_some())
    };
    events.into_iter().filter(|event| message(event)).filter_map(|event| told(&event)).collect()
}

/// The input events of a stored request, as the exact JSON that was sent. A capture has no request and so has none.
pub(crate) fn sent_events(request: &[u8]) -> Vec<Box<RawValue>> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sent {
        #[serde(default)]
        input_events: Vec<Box<RawValue>>,
    }
    serde_json::from_slice::<Sent>(request).map(|sent| sent.input_events).unwrap_or_default()
}

/// What came back in a line, as context; with `last`, nothing behind that event of it.
pub(crate) fn answered_before(line: &RecordedLine, last: Option<u32>) -> Vec<InputEvent> {
    let reading = read_line(&line.bytes, line.seq == 1);
    let count = last.map_or(usize::MAX, |last| last as usize + 1);
    reading.events.iter().take(count).filter_map(answer).collect()
}

fn told(event: &RawValue) -> Option<InputEvent> {
    let object = Object::read(event.get())?;
    if let Some(message) = object.object("messageEvent") {
        // A message goes along as it was sent; one without words or anything else says nothing.
        let text = message.object("content")?.object("textContent");
        let silent = text.is_some_and(|text| text.text("text").is_none_or(|text| text.trim().is_empty()));
        return (!silent).then(|| InputEvent::Raw(event.to_owned()));
    }
    let (_, body) = object.present().next()?;
    // What a person has chosen they have said, as far as anybody could see.
    let chosen = Object::read(body).and_then(|body| body.text("title"));
    let words = chosen.or_else(|| said_in(event.get()).map(|said| said.words))?;
    message(InputRole::User, words)
}

fn answer(slice: &EventSlice<'_>) -> Option<InputEvent> {
    let event = ResponseEvent::read(slice);
    let content = match &event {
        event if is_customers(event) => return None,
        ResponseEvent::ChatSuggestion(_) | ResponseEvent::Handover(_) | ResponseEvent::Unknown(_) => {
            return None;
        }
        ResponseEvent::Message(message) => match &message.content {
            Content::Audio { url } => InputContent::AudioContent { url: url.clone() },
            Content::Image { url, caption } => {
                InputContent::ImageContent { url: url.clone(), caption: caption.clone() }
            }
            Content::Location(place) => InputContent::LocationContent {
                latitude: place.latitude.clone().unwrap_or_default(),
                longitude: place.longitude.clone().unwrap_or_default(),
                name: place.name.clone().unwrap_or_default(),
                address: place.address.clone().unwrap_or_default(),
            },
            Content::Text(_) | Content::Unknown(_) => return message_of(&event),
        },
        ResponseEvent::Recommendation(_) | ResponseEvent::Interactive(_) => return message_of(&event),
    };
    Some(InputEvent::MessageEvent { role: InputRole::Assistant, content })
}

fn message_of(event: &ResponseEvent) -> Option<InputEvent> {
    message(InputRole::Assistant, event_words(event)?)
}

fn message(role: InputRole, words: String) -> Option<InputEvent> {
    (!words.trim().is_empty()).then(|| InputEvent::message(role, words))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::*;
    use crate::conversation::LineEnding;

    fn json(events: &[InputEvent]) -> Vec<String> {
        events.iter().map(|event| serde_json::to_string(event).unwrap()).collect()
    }

    fn came(events: &str, last: Option<u32>) -> Vec<String> {
        let bytes = Bytes::from(format!(r#"{{"result":{{"response":{{"responseEvents":[{events}]}}}}}}"#));
        let line = RecordedLine { seq: 1, offset: Duration::ZERO, ending: LineEnding::Terminated, bytes };
        json(&answered_before(&line, last))
    }

    #[test]
    fn an_answer_goes_along_as_messages_of_the_agent() {
        let assistant =
            |content: &str| format!(r#"{{"messageEvent":{{"role":"ASSISTANT","content":{content}}}}}"#);
        let table = [
            (
                r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi"}},"createdAt":"x","metadata":{}}}"#,
                vec![assistant(r#"{"textContent":{"text":"Oi"}}"#)],
            ),
            (
                r#"{"messageEvent":{"content":{"imageContent":{"url":"https://i"}}}}"#,
                vec![assistant(r#"{"imageContent":{"url":"https://i"}}"#)],
            ),
            (
                r#"{"recommendationEvent":{"products":[{"title":"Vestido","price":59.90,"currency":"BRL"}]}}"#,
                vec![assistant(r#"{"textContent":{"text":"• Vestido — R$ 59,90"}}"#)],
            ),
            (r#"{"chatSuggestionEvent":{"suggestedQuestions":["Tem?"]}}"#, Vec::new()),
            (r#"{"agentHandoverEvent":{"triggerHandover":true,"reason":"r"}}"#, Vec::new()),
            (r#"{"surpriseEvent":{}}"#, Vec::new()),
            (r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"eco"}}}}"#, Vec::new()),
        ];
        for (event, expected) in table {
            assert_eq!(came(event, None), expected, "{event}");
        }
        let two = r#"{"messageEvent":{"content":{"textContent":{"text":"a"}}}},{"messageEvent":{"content":{"textContent":{"text":"b"}}}}"#;
        assert_eq!((came(two, Some(0)).len(), came(two, Some(1)).len(), came(two, None).len()), (1, 2, 2));
    }

    #[test]
    fn what_the_customer_did_goes_along_as_they_said_it() {
        let user = |text: &str| {
            format!(r#"{{"messageEvent":{{"role":"USER","content":{{"textContent":{{"text":"{text}"}}}}}}}}"#)
        };
        let table = [
            (r#"{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"https://a"}}}}"#, None),
            (r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi"}}}}"#, None),
            (r#"{"buttonResponseEvent":{"id":"b-1","title":"Para mim"}}"#, Some(user("Para mim"))),
            (
                r#"{"listReplyEvent":{"id":"1","title":"Vestidos","description":"longos"}}"#,
                Some(user("Vestidos")),
            ),
            (r#"{"filledFormResponseEvent":{"formData":{"nome":"Ana"}}}"#, Some(user("nome: Ana"))),
        ];
        for (event, expected) in table {
            let raw = RawValue::from_string(event.to_owned()).unwrap();
            let told: Vec<_> = told(&raw).into_iter().collect();
            assert_eq!(json(&told), [expected.unwrap_or_else(|| event.to_owned())], "{event}");
        }
        for silent in [
            r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":" "}}}}"#,
            r#"{"newEvent":{}}"#,
        ] {
            assert!(told(&RawValue::from_string(silent.to_owned()).unwrap()).is_none(), "{silent}");
        }
        assert!(sent_events(b"").is_empty());
    }
}
