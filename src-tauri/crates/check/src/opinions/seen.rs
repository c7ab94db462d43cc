//! What a customer sees of an answer: two in which it is the same are one answer to whoever judges them.

use agent_graph::ResponseEvent;
use agent_graph::event::{Attachment, Content, Interactive, ListMessage, Product, Role};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::answer::{Answer, AnswerEvent};

/// Which answer it is: the same for all answers in which a customer sees the same.
pub fn identity(answer: &Answer) -> String {
    let events: Vec<Value> = answer.events.iter().map(|event| json!([event.kind, seen(event)])).collect();
    let digest = Sha256::digest(json!(events).to_string().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is read of an event, and behind it what is looked at, heard or followed, where there is any of that.
fn seen(event: &AnswerEvent) -> Value {
    let one = Answer { events: vec![event.clone()], ..Answer::default() };
    let products: Vec<_> = one
        .products()
        .iter()
        .map(|product| json!([product.product_id, product.title, product.price, product.currency]))
        .collect();
    let rows: Vec<_> = one.list_rows().iter().map(|row| json!([row.title, row.description])).collect();
    let buttons: Vec<&str> = one.reply_buttons().iter().map(|button| button.text.as_str()).collect();
    let handovers: Vec<_> = one.handovers().iter().map(|handover| json!(handover.reason)).collect();
    let read = [
        json!(one.text()),
        json!(products),
        json!(one.suggestions()),
        json!(rows),
        json!(buttons),
        json!(handovers),
    ];
    let mut more = beside_words(&event.response);
    more.extend(one.products().iter().filter_map(|product| pictured(product)));
    // An answer of words alone is what it always was, and what was said of it holds on.
    read.into_iter().chain((!more.is_empty()).then(|| json!(more))).collect()
}

fn beside_words(event: &ResponseEvent) -> Vec<Value> {
    match event {
        ResponseEvent::Message(message) if message.role != Role::User => match &message.content {
            Content::Image { url, .. } => vec![json!({ "picture": url })],
            Content::Audio { url } => vec![json!({ "sound": url })],
            Content::Location(place) => {
                vec![json!({ "place": [place.latitude, place.longitude, place.name, place.address] })]
            }
            Content::Text(_) | Content::Unknown(_) => Vec::new(),
        },
        ResponseEvent::Interactive(Interactive::List(list)) => {
            attached(list.attachment.as_ref()).into_iter().chain(sections(list)).collect()
        }
        ResponseEvent::Interactive(Interactive::ReplyButtons(buttons)) => {
            attached(buttons.attachment.as_ref()).into_iter().collect()
        }
        ResponseEvent::Interactive(Interactive::SingleProduct(single)) => {
            attached(single.attachment.as_ref()).into_iter().collect()
        }
        ResponseEvent::Interactive(Interactive::Other { key, json, .. }) => {
            vec![json!({ "other": [key, json] })]
        }
        _ => Vec::new(),
    }
}

fn attached(attachment: Option<&Attachment>) -> Option<Value> {
    let file = attachment?;
    Some(json!({ "attachment": [file.kind, file.url, file.caption, file.filename] }))
}

/// Under which words the rows stand, and how many under each.
fn sections(list: &ListMessage) -> Option<Value> {
    let is_headed = list.button.is_some() || list.sections.iter().any(|section| section.title.is_some());
    let sections: Vec<_> =
        list.sections.iter().map(|section| json!([section.title, section.rows.len()])).collect();
    is_headed.then(|| json!({ "list": [list.button, sections] }))
}

fn pictured(product: &Product) -> Option<Value> {
    let is_shown = product.url.is_some() || product.image_url.is_some();
    is_shown.then(|| json!({ "product": [product.url, product.image_url] }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn of(line: &str) -> String {
        let mut answer = Answer::default();
        answer.take_line(line.as_bytes(), 1, Duration::ZERO);
        assert!(!answer.events.is_empty() && answer.unreadable_lines == 0, "{line}");
        identity(&answer)
    }

    #[test]
    fn whatever_a_customer_sees_makes_another_answer() {
        let message = |content: &str| {
            format!(
                r#"{{"messageEvent":{{"role":"ASSISTANT","content":{content},"createdAt":"2026-01-01"}}}}"#
            )
        };
        let interactive =
            |inside: &str| format!(r#"{{"connectlyInteractiveEvent":{{"interactive":{inside}}}}}"#);
        let list = |title: &str| {
            interactive(&format!(
                r#"{{"listMessage":{{"body":"b","sections":[{{"title":"{title}","rows":[{{"id":"r","title":"R"}}]}}]}}}}"#
            ))
        };
        let product =
            |inside: &str| format!(r#"{{"recommendationEvent":{{"products":[{{"title":"V"{inside}}}]}}}}"#);
        let table = [
            (
                message(r#"{"imageContent":{"url":"https://s.example/a.jpg","caption":"V"}}"#),
                message(r#"{"imageContent":{"url":"https://s.example/b.jpg","caption":"V"}}"#),
            ),
            (
                message(r#"{"audioContent":{"url":"https://s.example/a.ogg"}}"#),
                message(r#"{"audioContent":{"url":"https://s.example/b.ogg"}}"#),
            ),
            (
                message(r#"{"locationContent":{"latitude":1.5,"longitude":2,"name":"A"}}"#),
                message(r#"{"locationContent":{"latitude":1.6,"longitude":2,"name":"A"}}"#),
            ),
            (
                product(r#","imageUrl":"https://s.example/a.jpg""#),
                product(r#","imageUrl":"https://s.example/b.jpg""#),
            ),
            (product(r#","url":"https://s.example/a""#), product("")),
            (list("Vestidos"), list("Saias")),
            (
                interactive(r#"{"carousel":{"cards":[{"title":"a"}]}}"#),
                interactive(r#"{"carousel":{"cards":[{"title":"b"}]}}"#),
            ),
        ];
        for (one, other) in table {
            assert_ne!(of(&one), of(&other), "{one}\n{other}");
            assert_eq!(of(&one), of(&one.replace("2026-01-01", "2027-01-01")), "{one}");
        }
    }
}
