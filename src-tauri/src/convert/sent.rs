//! What was sent, read back out of the stored request.

use agent_graph::envelope::EventSlice;
use agent_graph::event::Content;
use agent_graph::json::{Object, elements, scalar};
use agent_graph::{InputEvent, ResponseEvent, Unknown};

use super::event::{content, role};
use crate::transfer::*;

/// The events of a stored request, in order.
pub(super) fn sent(request: &[u8]) -> Vec<SentEvent> {
    let text = String::from_utf8_lossy(request);
    let events = Object::read(&text).map(|body| body.get("inputEvents").map(elements).unwrap_or_default());
    events.unwrap_or_default().into_iter().map(sent_event).collect()
}

pub(super) fn sent_event(json: &str) -> SentEvent {
    let event = Object::read(json).unwrap_or_default();
    let key = event.members().next().map_or("", |(key, _)| key);
    let known = event.object(key).and_then(|value| known(key, &value, json));
    known.unwrap_or_else(|| SentEvent::Other { key: key.to_owned(), json: json.to_owned() })
}

fn known(key: &str, value: &Object<'_>, whole: &str) -> Option<SentEvent> {
    // What is not exactly of the form that we know can be shown as its kind, but not be made anew from what is shown.
    let json = InputEvent::read_all(whole, Unknown::Refused).is_err().then(|| whole.to_owned());
    Some(match key {
        "messageEvent" => return message(whole, json),
        "buttonResponseEvent" => {
            SentEvent::ButtonResponse { id: value.text("id")?, title: value.text("title")?, json }
        }
        "listReplyEvent" => SentEvent::ListReply {
            id: value.text("id")?,
            title: value.text("title")?,
            description: value.text("description"),
            json,
        },
        "filledFormResponseEvent" => {
            let form = value.object("formData")?;
            let shown = |(label, value): (&str, &str)| Detail {
                label: label.to_owned(),
                value: scalar(value).unwrap_or_else(|| value.to_owned()),
            };
            let only_texts = form.members().all(|(_, value)| value.starts_with('"'));
            let json = json.or_else(|| (!only_texts).then(|| whole.to_owned()));
            SentEvent::Form { values: form.members().map(shown).collect(), json }
        }
        "storeEvent" => SentEvent::Store {
            store_id: value.text("storeId")?,
            name: value.text("name"),
            cp_name: value.text("cpName"),
            city: value.text("city"),
            state: value.text("state"),
            json,
        },
        _ => return None,
    })
}

fn message(whole: &str, json: Option<String>) -> Option<SentEvent> {
    let slice = EventSlice { kind: "messageEvent".into(), json: whole };
    let ResponseEvent::Message(message) = ResponseEvent::read(&slice) else { return None };
    // Whoever sends without a role speaks as the customer.
    let role = match role(message.role) {
        Role::Assistant => Role::Assistant,
        Role::User | Role::Unspecified => Role::User,
    };
    match message.content {
        Content::Unknown(_) => None,
        Content::Text(text) => Some(SentEvent::Text { text, role, json }),
        other => Some(SentEvent::Message { role, content: content(other), json }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event: &str) -> serde_json::Value {
        let request = format!(r#"{{"businessId":"b","inputEvents":[{event}]}}"#);
        let sent = sent(request.as_bytes());
        assert_eq!(sent.len(), 1, "{event}");
        serde_json::to_value(&sent[0]).unwrap()
    }

    #[test]
    fn every_sent_event_is_read_back_as_what_it_was() {
        let table = [
            (
                r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"Ola"}}}}"#,
                r#"{"type":"text","text":"Ola","role":"user"}"#,
            ),
            (
                r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi"}}}}"#,
                r#"{"type":"text","text":"Oi","role":"assistant"}"#,
            ),
            (
                r#"{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://i","caption":"c"}}}}"#,
                r#"{"type":"message","role":"user","content":{"type":"image","url":"https://i","caption":"c"}}"#,
            ),
            (
                r#"{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"https://a"}}}}"#,
                r#"{"type":"message","role":"user","content":{"type":"audio","url":"https://a"}}"#,
            ),
            (
                r#"{"messageEvent":{"role":"USER","content":{"locationContent":{"latitude":"25.41914","longitude":"-49.26545","name":"n","address":"a"}}}}"#,
                r#"{"type":"message","role":"user","content":{"type":"location","latitude":"25.41914","longitude":"-49.26545","name":"n","address":"a"}}"#,
            ),
            (
                r#"{"buttonResponseEvent":{"id":"button-id","title":"Button Title"}}"#,
                r#"{"type":"buttonResponse","id":"button-id","title":"Button Title"}"#,
            ),
            (
                r#"{"listReplyEvent":{"id":"i","title":"t","description":"d"}}"#,
                r#"{"type":"listReply","id":"i","title":"t","description":"d"}"#,
            ),
            (
                r#"{"filledFormResponseEvent":{"formData":{"name":"Ana","email":"a@b"}}}"#,
                r#"{"type":"form","values":[{"label":"name","value":"Ana"},{"label":"email","value":"a@b"}]}"#,
            ),
            (
                r#"{"storeEvent":{"storeId":"22473","name":"n","cpName":"c","city":"x","state":"PR"}}"#,
                r#"{"type":"store","storeId":"22473","name":"n","cpName":"c","city":"x","state":"PR"}"#,
            ),
        ];
        for (event, expected) in table {
            let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
            assert_eq!(read(event), expected, "{event}");
        }
    }

    #[test]
    fn what_we_do_not_know_keeps_its_json_to_the_character() {
        let newer = r#"{"newEvent":{"price":1.10}}"#;
        assert_eq!(read(newer), serde_json::json!({ "type": "other", "key": "newEvent", "json": newer }));
        let more = r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"x"}},"n":1.10}}"#;
        assert_eq!(
            read(more),
            serde_json::json!({ "type": "text", "text": "x", "role": "user", "json": more })
        );
        let number = r#"{"filledFormResponseEvent":{"formData":{"age":1.10}}}"#;
        assert_eq!(
            read(number),
            serde_json::json!({ "type": "form", "values": [{ "label": "age", "value": "1.10" }], "json": number })
        );
        let video = r#"{"messageEvent":{"role":"USER","content":{"videoContent":{"url":"https://v"}}}}"#;
        assert_eq!(read(video), serde_json::json!({ "type": "other", "key": "messageEvent", "json": video }));
    }
}
