//! Messages that break WhatsApp's limits, one limit each: what a client must mark, since nobody else tells.
//!
//! The figures are WhatsApp's, by one too many. They are written down here anew, so that a client's own figures are
//! tested against something.

use serde_json::{Value, json};

use super::{Desk, events};

type Breach = (&'static str, fn(&Desk<'_>) -> Value);

const BREACHES: [Breach; 22] = [
    ("/limit-text-length", |desk| events::text(&desk.words(4_097))),
    ("/limit-body-length", |desk| desk.buttons_with("body", json!({ "text": desk.words(1_025) }))),
    ("/limit-header-length", |desk| desk.buttons_with("header", json!({ "text": desk.words(61) }))),
    ("/limit-header-kind", |desk| desk.list_with("header", desk.attachment("IMAGE", "png"))),
    ("/limit-footer-length", |desk| desk.buttons_with("footer", json!({ "text": desk.words(61) }))),
    ("/limit-button-count", |desk| {
        desk.buttons_with("buttons", (1..=4).map(|at| button(at, &at.to_string())).collect())
    }),
    ("/limit-buttons-missing", |desk| desk.buttons_with("buttons", json!([]))),
    ("/limit-button-title-length", |desk| {
        desk.buttons_with("buttons", json!([button(1, &desk.words(21)), button(2, "2")]))
    }),
    ("/limit-button-title-empty", |desk| {
        desk.buttons_with("buttons", json!([button(1, "1"), button(2, "")]))
    }),
    ("/limit-button-title-repeated", |desk| {
        desk.buttons_with("buttons", json!([button(1, "OK"), button(2, "OK")]))
    }),
    ("/limit-button-id-length", |desk| {
        desk.buttons_with("buttons", json!([{ "id": "x".repeat(257), "text": "OK" }]))
    }),
    ("/limit-button-id-space", |desk| desk.buttons_with("buttons", json!([{ "id": " ok ", "text": "OK" }]))),
    ("/limit-list-button-length", |desk| {
        desk.list_with("button", json!({ "id": "open", "text": desk.words(21) }))
    }),
    ("/limit-section-count", |desk| {
        desk.list_with("sections", (1..=11).map(|at| section(at, usize::from(at < 11))).collect())
    }),
    ("/limit-section-title-length", |desk| {
        let mut section = section(1, 2);
        section["title"] = desk.words(25).into();
        desk.list_with("sections", json!([section]))
    }),
    ("/limit-section-title-missing", |desk| {
        let mut untitled = section(2, 2);
        untitled["title"] = Value::Null;
        desk.list_with("sections", json!([section(1, 2), untitled]))
    }),
    ("/limit-row-count", |desk| desk.list_with("sections", json!([section(1, 6), section(2, 5)]))),
    ("/limit-row-title-length", |desk| desk.list_of_row(&json!({ "id": "1", "text": desk.words(25) }))),
    ("/limit-row-description-length", |desk| {
        desk.list_of_row(&json!({ "id": "1", "text": "1", "description": desk.words(73) }))
    }),
    ("/limit-row-id-length", |desk| desk.list_of_row(&json!({ "id": "x".repeat(201), "text": "1" }))),
    ("/limit-product-count", |desk| {
        let products = desk.shelf.products().iter().take(31);
        events::recommendation(&products.map(|product| product.to_wire(desk.base_url)).collect::<Vec<_>>())
    }),
    // The public page cuts this kind off: its name and its fields are our reading.
    ("/limit-product-header-missing", |desk| {
        let items: Vec<Value> = desk
            .shelf
            .products()
            .iter()
            .take(3)
            .map(|product| json!({ "productId": product.id, "title": product.title }))
            .collect();
        let sections = json!([{ "title": desk.voice.list.section, "productItems": items }]);
        events::interactive(
            "productListMessage",
            &json!({ "body": { "text": desk.voice.list.text }, "sections": sections }),
        )
    }),
];

/// The commands that answer with a message that breaks one of WhatsApp's limits, each by the name of its rule.
pub const LIMIT_COMMANDS: [&str; BREACHES.len()] = {
    let mut commands = [""; BREACHES.len()];
    let mut at = 0;
    while at < commands.len() {
        commands[at] = BREACHES[at].0;
        at += 1;
    }
    commands
};

fn button(id: usize, text: &str) -> Value {
    json!({ "id": format!("limit:{id}"), "text": text })
}

fn section(at: usize, rows: usize) -> Value {
    let rows: Vec<Value> = (1..=rows)
        .map(|row| json!({ "id": format!("limit:{at}.{row}"), "text": format!("{at}.{row}") }))
        .collect();
    json!({ "title": at.to_string(), "rows": rows })
}

impl Desk<'_> {
    /// The message for a command; all of them, a line each, for `/limits`.
    pub(super) fn break_limits(&self, command: &str) -> Option<Vec<Vec<Value>>> {
        if command == "/limits" {
            return Some(BREACHES.iter().map(|(_, message)| vec![message(self)]).collect());
        }
        let (_, message) = BREACHES.iter().find(|(known, _)| *known == command)?;
        Some(vec![vec![message(self)]])
    }

    /// So many characters of what the merchant sells. None of them is white space at an end.
    fn words(&self, length: usize) -> String {
        let titles = self.shelf.products().iter().map(|product| product.title.as_str()).cycle();
        let text: String =
            titles.flat_map(|title| title.chars().chain(", ".chars())).take(length - 1).collect();
        format!("{text}.")
    }

    /// A message with buttons that breaks nothing, but for one field of it.
    fn buttons_with(&self, field: &str, value: Value) -> Value {
        let texts = &self.voice.purchase;
        let mut message = json!({
            "header": { "text": texts.header },
            "body": { "text": texts.text },
            "footer": { "text": texts.footer },
            "buttons": [button(1, "1"), button(2, "2")],
        });
        message[field] = value;
        events::interactive("replyButtonMessage", &message)
    }

    fn list_with(&self, field: &str, value: Value) -> Value {
        let texts = &self.voice.list;
        let mut message = json!({
            "header": { "text": texts.header },
            "body": { "text": texts.text },
            "footer": { "text": texts.footer },
            "button": { "id": "open-list", "text": texts.button },
            "sections": [section(1, 2)],
        });
        message[field] = value;
        events::interactive("listMessage", &message)
    }

    fn list_of_row(&self, row: &Value) -> Value {
        self.list_with("sections", json!([{ "title": self.voice.list.section, "rows": [row] }]))
    }
}
