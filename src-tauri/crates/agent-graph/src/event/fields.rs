//! Which fields of an event are none that we know: the API has grown, and the inspector says so first.
//!
//! The tables below are the public reference's fields and the few that the readers beside them take as well. What is
//! free by its nature, `metadata` and `facets`, is never looked into. A field counts as new even where it is `null`:
//! gateways write unpopulated fields, and its name is the news.

use crate::envelope::EventSlice;
use crate::event::is_event_key;
use crate::json::{Object, elements, same_key};

/// Paths that are told of one event at most; an event of the wrong shape altogether could have any number.
pub const MAX_UNKNOWN_FIELDS: usize = 64;

/// A key is cut here, in characters: it may be as long as a line.
const LONGEST_KEY: usize = 120;

enum Shape {
    /// Not looked into.
    Free,
    Object(&'static [(&'static str, Shape)]),
    List(&'static Shape),
}

use Shape::{Free, List, Object as Fields};

const TEXT: Shape = Fields(&[("text", Free)]);
const BUTTON: Shape = Fields(&[
    ("id", Free),
    ("text", Free),
    ("title", Free),
    ("type", Free),
    ("reply", Fields(&[("id", Free), ("title", Free), ("text", Free)])),
]);
const HEADER: Shape = Fields(&[
    ("text", Free),
    (
        "attachment",
        Fields(&[
            ("type", Free),
            ("asset", Fields(&[("id", Free), ("url", Free), ("caption", Free), ("filename", Free)])),
        ]),
    ),
]);
const ROW: Shape = Fields(&[("id", Free), ("text", Free), ("title", Free), ("description", Free)]);
const PRODUCT: Shape = Fields(&[
    ("productId", Free),
    ("title", Free),
    ("description", Free),
    ("url", Free),
    ("imageUrl", Free),
    ("price", Free),
    ("currency", Free),
    ("facets", Free),
    ("metadata", Free),
]);
const TRIGGER: Shape = Fields(&[("triggerHandover", Free), ("reason", Free), ("reasonNative", Free)]);

const EVENTS: &[(&str, Shape)] = &[
    (
        "messageEvent",
        Fields(&[
            ("role", Free),
            (
                "content",
                Fields(&[
                    ("textContent", TEXT),
                    ("audioContent", Fields(&[("url", Free)])),
                    ("imageContent", Fields(&[("url", Free), ("caption", Free)])),
                    (
                        "locationContent",
                        Fields(&[("latitude", Free), ("longitude", Free), ("name", Free), ("address", Free)]),
                    ),
                ]),
            ),
            ("createdAt", Free),
            ("metadata", Free),
        ]),
    ),
    ("recommendationEvent", Fields(&[("products", List(&PRODUCT))])),
    ("chatSuggestionEvent", Fields(&[("suggestedQuestions", Free)])),
    ("agentHandoverEvent", TRIGGER),
    (
        "storefrontHandoverEvent",
        Fields(&[
            ("triggerHandover", Free),
            ("reason", Free),
            ("reasonNative", Free),
            ("initialSearchPhrase", Free),
        ]),
    ),
    ("orderStatusHandoverEvent", TRIGGER),
    ("locationQueryHandoverEvent", TRIGGER),
    ("leadgenHandoverEvent", TRIGGER),
    (
        "onelivDoctorHandoverEvent",
        Fields(&[
            ("triggerHandover", Free),
            ("reason", Free),
            ("reasonNative", Free),
            ("doctorSpecialty", Free),
            ("doctorName", Free),
            ("requirements", Free),
        ]),
    ),
    (
        "connectlyInteractiveEvent",
        Fields(&[(
            "interactive",
            Fields(&[
                (
                    "listMessage",
                    Fields(&[
                        ("header", HEADER),
                        ("body", TEXT),
                        ("footer", TEXT),
                        ("button", BUTTON),
                        ("sections", List(&Fields(&[("title", Free), ("rows", List(&ROW))]))),
                        ("buttonText", Free),
                    ]),
                ),
                (
                    "replyButtonMessage",
                    Fields(&[
                        ("header", HEADER),
                        ("body", TEXT),
                        ("footer", TEXT),
                        ("buttons", List(&BUTTON)),
                    ]),
                ),
                (
                    "singleProductMessage",
                    // The public page cuts its fields off. The product, under a key of its own or with its fields in the
                    // message itself, is our reading.
                    Fields(&[
                        ("header", HEADER),
                        ("body", TEXT),
                        ("footer", TEXT),
                        ("actionButton", BUTTON),
                        ("buttons", List(&BUTTON)),
                        ("product", PRODUCT),
                        ("productId", Free),
                        ("title", Free),
                        ("description", Free),
                        ("url", Free),
                        ("imageUrl", Free),
                        ("price", Free),
                        ("currency", Free),
                        ("facets", Free),
                        ("metadata", Free),
                    ]),
                ),
            ]),
        )]),
    ),
];

/// The fields of an event that we do not know, as jq paths from the element on, each once, in the order in which they
/// first come: `.messageEvent.tone`, `.recommendationEvent.products[].stock`. The key of an event that is unknown
/// altogether is one of them.
pub fn unknown_fields(slice: &EventSlice<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(element) = Object::read(slice.json) {
        for (key, value) in element.members() {
            match EVENTS.iter().find(|(known, _)| same_key(key, known)) {
                Some((_, shape)) => look(shape, value, &step("", key), &mut found),
                None if is_event_key(key) => {}
                None => add(step("", key), &mut found),
            }
        }
    }
    found
}

fn look(shape: &Shape, value: &str, path: &str, found: &mut Vec<String>) {
    match shape {
        Free => {}
        List(shape) => {
            // A list of one is sometimes sent bare, and is then no list in the tree either.
            let path = if value.starts_with('[') { format!("{path}[]") } else { path.to_owned() };
            for element in elements(value) {
                look(shape, element, &path, found);
            }
        }
        Fields(fields) => {
            let Some(object) = Object::read(value) else { return };
            for (key, value) in object.members() {
                match fields.iter().find(|(known, _)| same_key(key, known)) {
                    Some((_, Free)) => {}
                    Some((_, shape)) => look(shape, value, &step(path, key), found),
                    None => add(step(path, key), found),
                }
            }
        }
    }
}

fn add(path: String, found: &mut Vec<String>) {
    if found.len() < MAX_UNKNOWN_FIELDS && !found.contains(&path) {
        found.push(path);
    }
}

/// One step of a jq path: `.key`, or `["odd key"]` where a key is no name.
fn step(path: &str, key: &str) -> String {
    let is_name = !key.is_empty()
        && !key.starts_with(|first: char| first.is_ascii_digit())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let short: String = key.chars().take(LONGEST_KEY).collect();
    if is_name { format!("{path}.{short}") } else { format!("{path}[{}]", serde_json::Value::from(short)) }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn fields(json: &str) -> Vec<String> {
        unknown_fields(&EventSlice { kind: Cow::Borrowed(""), json })
    }

    /// Every field of the public reference, and what our own readers take beside them.
    const KNOWN: [&str; 14] = [
        r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi!"}},"createdAt":"2025-07-05T16:19:26.105Z","metadata":{"any":{"thing":1}}}}"#,
        r#"{"messageEvent":{"role":"ASSISTANT","content":{"audioContent":{"url":"u"},"textContent":null}}}"#,
        r#"{"message_event":{"role":"USER","content":{"image_content":{"url":"u","caption":"c"}},"created_at":"t"}}"#,
        r#"{"messageEvent":{"content":{"locationContent":{"latitude":1,"longitude":"2","name":"n","address":"a"}}},"recommendationEvent":null}"#,
        r#"{"recommendationEvent":{"products":[{"productId":1,"title":"t","description":"d","url":"u","imageUrl":"i","price":1.10,"currency":"BRL","facets":{"x":{"y":1}},"metadata":[{"z":1}]},{"image_url":"i"}]}}"#,
        r#"{"chatSuggestionEvent":{"suggestedQuestions":["a","b"]}}"#,
        r#"{"agentHandoverEvent":{"triggerHandover":true,"reason":"r","reasonNative":"n"}}"#,
        r#"{"storefrontHandoverEvent":{"triggerHandover":true,"initialSearchPhrase":"s"}}"#,
        r#"{"orderStatusHandoverEvent":{"triggerHandover":true},"locationQueryHandoverEvent":null,"leadgenHandoverEvent":{"trigger_handover":false}}"#,
        r#"{"onelivDoctorHandoverEvent":{"triggerHandover":true,"doctorSpecialty":"s","doctorName":"n","requirements":{"free":[1]}}}"#,
        r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"header":{"text":"h","attachment":{"type":"IMAGE","asset":{"id":"1","url":"u","caption":"c","filename":"f"}}},"body":{"text":"b"},"footer":{"text":"f"},"button":{"id":"1","text":"t"},"sections":[{"title":"s","rows":[{"id":"r","text":"t","description":"d"}]}],"buttonText":"b"}}}}"#,
        r#"{"connectlyInteractiveEvent":{"interactive":{"replyButtonMessage":{"header":"plain","footer":{"text":"f"},"buttons":[{"id":"1","text":"t"},{"type":"reply","reply":{"id":"2","title":"t"}}]}}}}"#,
        r#"{"connectlyInteractiveEvent":{"interactive":{"singleProductMessage":{"footer":{"text":"f"},"actionButton":{"id":"1","text":"t"},"buttons":[],"productId":"p","product":{"title":"t","price":1}}}}}"#,
        r#""not an object""#,
    ];

    #[test]
    fn no_event_of_the_reference_has_a_new_field() {
        for json in KNOWN {
            assert_eq!(fields(json), [""; 0], "{json}");
        }
    }

    #[test]
    fn a_field_that_is_added_at_any_level_is_found_with_its_path() {
        let table: [(&str, &[&str]); 13] = [
            (r#"{"messageEvent":{},"traceId":"1"}"#, &[".traceId"]),
            (r#"{"messageEvent":{"tone":"warm","content":{}}}"#, &[".messageEvent.tone"]),
            (
                r#"{"message_event":{"content":{"text_content":{"text":"a","format":null}}}}"#,
                &[".message_event.content.text_content.format"],
            ),
            (
                r#"{"messageEvent":{"content":{"stickerContent":{"id":1}}}}"#,
                &[".messageEvent.content.stickerContent"],
            ),
            (
                r#"{"recommendationEvent":{"products":[{"stock":1},{"stock":2,"rating":5}],"query":"q"}}"#,
                &[
                    ".recommendationEvent.products[].stock",
                    ".recommendationEvent.products[].rating",
                    ".recommendationEvent.query",
                ],
            ),
            (r#"{"recommendationEvent":{"products":{"stock":1}}}"#, &[".recommendationEvent.products.stock"]),
            (
                r#"{"chatSuggestionEvent":{"suggestedQuestions":[],"style":"chips"}}"#,
                &[".chatSuggestionEvent.style"],
            ),
            (
                r#"{"agentHandoverEvent":{"triggerHandover":true,"queue":"vip"}}"#,
                &[".agentHandoverEvent.queue"],
            ),
            (
                r#"{"orderStatusHandoverEvent":{"initialSearchPhrase":"x"}}"#,
                &[".orderStatusHandoverEvent.initialSearchPhrase"],
            ),
            (
                r#"{"connectlyInteractiveEvent":{"ttl":1,"interactive":{"listMessage":{"sections":[{"rows":[{"id":"1","icon":"i"}]}],"header":{"attachment":{"asset":{"mime":"m"}}}},"carousel":{"cards":[]}}}}"#,
                &[
                    ".connectlyInteractiveEvent.ttl",
                    ".connectlyInteractiveEvent.interactive.listMessage.sections[].rows[].icon",
                    ".connectlyInteractiveEvent.interactive.listMessage.header.attachment.asset.mime",
                    ".connectlyInteractiveEvent.interactive.carousel",
                ],
            ),
            (r#"{"paymentEvent":{"amount":1}}"#, &[".paymentEvent"]),
            (
                r#"{"odd key":1,"2":1,"":1,"\u00e9":1}"#,
                &[r#"["odd key"]"#, r#"["2"]"#, r#"[""]"#, r#"["é"]"#],
            ),
            (
                r#"{"messageEvent":{"metadata":{"free":1}},"recommendationEvent":{"products":[{"facets":[{"x":1}]}]}}"#,
                &[],
            ),
        ];
        for (json, expected) in table {
            assert_eq!(fields(json), expected, "{json}");
        }
    }

    #[test]
    fn what_is_told_of_one_event_is_bounded() {
        let many: String = (0..1_000).map(|number| format!(r#""field{number}":1,"#)).collect();
        let found = fields(&format!(r#"{{"messageEvent":{{{many}"role":"USER"}}}}"#));
        assert_eq!(found.len(), MAX_UNKNOWN_FIELDS);
        let long = fields(&format!(r#"{{"messageEvent":{{"{}":1}}}}"#, "k".repeat(1_000_000)));
        assert!(long[0].len() < 200, "{}", long[0].len());
    }
}
