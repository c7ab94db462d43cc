//! What a conversation is called after its first events: the customer's words, or what stands for them.

use agent_graph::InputEvent;
use agent_graph::json::Object;

/// A title is the beginning of the customer's words.
const MAX_TITLE: usize = 80;

/// The title that the last event of the customer gives; empty where none of them has words.
pub(super) fn title_of(events: &[InputEvent]) -> String {
    let words = events.iter().rev().find_map(|event| words_of(&serde_json::to_string(event).ok()?));
    let words = words.unwrap_or_default();
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_TITLE).collect()
}

fn words_of(json: &str) -> Option<String> {
    let event = Object::read(json)?;
    if let Some(message) = event.object("messageEvent") {
        let content =
            message.object("content").filter(|_| message.text("role").as_deref() == Some("USER"))?;
        let (_, content) = content.present().next()?;
        return first_filled(&Object::read(content)?, &["text", "caption", "name", "address"]);
    }
    let (_, value) = event.present().next()?;
    first_filled(&Object::read(value)?, &["title", "name"])
}

fn first_filled(object: &Object<'_>, fields: &[&str]) -> Option<String> {
    fields.iter().filter_map(|field| object.text(field)).find(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use agent_graph::Unknown;

    use super::*;

    #[test]
    fn a_title_is_made_of_what_the_customer_did_last() {
        let table = [
            (
                r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":" tem\n vestido? "}}}}"#,
                "tem vestido?",
            ),
            (r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi"}}}}"#, ""),
            (
                r#"{"messageEvent":{"role":"USER","content":{"imageContent":{"url":"u","caption":"este"}}}}"#,
                "este",
            ),
            (r#"{"messageEvent":{"role":"USER","content":{"audioContent":{"url":"u"}}}}"#, ""),
            (
                r#"{"messageEvent":{"role":"USER","content":{"locationContent":{"latitude":"1","longitude":"2","name":"","address":"Rua A"}}}}"#,
                "Rua A",
            ),
            (r#"{"buttonResponseEvent":{"id":"b","title":"Sim"}}"#, "Sim"),
            (r#"{"listReplyEvent":{"id":"r","title":"Vestidos"}}"#, "Vestidos"),
            (r#"{"storeEvent":{"storeId":"7","name":"Centro"}}"#, "Centro"),
            (r#"{"filledFormResponseEvent":{"formData":{"name":"Ana"}}}"#, ""),
            (r#"{"newEvent":{"price":1.10}}"#, ""),
            (
                r#"[{"messageEvent":{"role":"USER","content":{"textContent":{"text":"a"}}}},
                    {"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"b"}}}},
                    {"buttonResponseEvent":{"id":"b","title":"c"}}]"#,
                "c",
            ),
        ];
        for (json, expected) in table {
            let events = InputEvent::read_all(json, Unknown::Allowed).unwrap();
            assert_eq!(title_of(&events), expected, "{json}");
        }
        assert_eq!(title_of(&[InputEvent::text("é".repeat(100))]), "é".repeat(MAX_TITLE));
    }
}
