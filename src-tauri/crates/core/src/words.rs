//! What was sent and what was answered, in plain words: for tables, documents, and the context of a branch.

use agent_graph::event::{
    Content, Handover, HandoverKind, Interactive, ListMessage, Location, Product, ReplyButton, ResponseEvent,
    Role,
};
use agent_graph::json::Object;

use crate::price::price_text;

/// Something that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// It was the customer, and not something that the agent was told it had said.
    pub customer: bool,
    /// The key of the event.
    pub key: String,
    /// What it says.
    pub words: String,
}

/// The input events of a request, in order.
pub(crate) fn said(request: &[u8]) -> Vec<Said> {
    let text = String::from_utf8_lossy(request);
    let Some(object) = Object::read(&text) else { return Vec::new() };
    object.list("inputEvents").into_iter().filter_map(said_in).collect()
}

/// One input event.
pub(crate) fn said_in(event: &str) -> Option<Said> {
    let object = Object::read(event)?;
    let (key, body) = object.present().next()?;
    let body = Object::read(body)?;
    let key = key.to_owned();
    if let Some(content) = body.object("content") {
        let customer = body.text("role").as_deref() != Some("ASSISTANT");
        return Some(Said { customer, key, words: content_words(&content) });
    }
    let fields = ["title", "name", "description", "city", "state", "storeId", "id"];
    let words = match body.object("formData") {
        Some(form) => joined("\n", form.present().map(|(name, value)| format!("{name}: {}", plain(value)))),
        None => joined(" · ", fields.iter().filter_map(|field| body.text(field)).take(2)),
    };
    Some(Said { customer: true, key, words })
}

fn content_words(content: &Object<'_>) -> String {
    if let Some(text) = content.object("textContent") {
        return text.text("text").unwrap_or_default();
    }
    if let Some(audio) = content.object("audioContent") {
        return format!("[audio] {}", audio.text("url").unwrap_or_default());
    }
    if let Some(image) = content.object("imageContent") {
        let caption = image.text("caption").unwrap_or_default();
        return joined(" ", [format!("[image] {}", image.text("url").unwrap_or_default()), caption]);
    }
    match content.object("locationContent") {
        Some(place) => place_words(&Location {
            latitude: place.text("latitude"),
            longitude: place.text("longitude"),
            name: place.text("name"),
            address: place.text("address"),
        }),
        None => String::new(),
    }
}

fn plain(json: &str) -> String {
    agent_graph::json::scalar(json).unwrap_or_else(|| json.to_owned())
}

/// What an event says, line by line; `None` where there is nothing to read in it.
pub(crate) fn event_words(event: &ResponseEvent) -> Option<String> {
    let words = match event {
        ResponseEvent::Message(message) => match &message.content {
            Content::Text(text) => text.clone(),
            Content::Audio { url } => format!("[audio] {url}"),
            Content::Image { url, caption } => {
                joined(" ", [format!("[image] {url}"), caption.clone().unwrap_or_default()])
            }
            Content::Location(place) => place_words(place),
            Content::Unknown(_) => String::new(),
        },
        ResponseEvent::Recommendation(products) => joined("\n", products.iter().map(product_words)),
        ResponseEvent::ChatSuggestion(questions) => {
            joined("\n", questions.iter().map(|question| format!("? {question}")))
        }
        ResponseEvent::Handover(handover) => handover_words(handover),
        ResponseEvent::Interactive(interactive) => interactive_words(interactive),
        ResponseEvent::Unknown(unknown) => format!("[{}]", unknown.key),
    };
    (!words.trim().is_empty()).then_some(words)
}

/// Whether the agent says it, as far as the event tells.
pub(crate) fn is_customers(event: &ResponseEvent) -> bool {
    matches!(event, ResponseEvent::Message(message) if message.role == Role::User)
}

/// A product on one line.
pub(crate) fn product_words(product: &Product) -> String {
    let title = product.title.clone().or_else(|| product.product_id.clone()).unwrap_or_default();
    let price = price_words(product);
    let head = joined(" — ", [title, price]);
    joined(" ", [format!("• {head}"), product.url.clone().unwrap_or_default()])
}

/// A price as people write it: what a product's `price` and `currency` say.
pub(crate) fn price_words(product: &Product) -> String {
    price_text(product.price.as_deref().unwrap_or_default(), product.currency.as_deref())
}

/// What a handover is called in English.
pub(crate) fn handover_name(kind: HandoverKind) -> &'static str {
    match kind {
        HandoverKind::Agent => "Handover to a person",
        HandoverKind::Storefront => "Handover to the storefront",
        HandoverKind::OrderStatus => "Handover for an order's status",
        HandoverKind::LocationQuery => "Handover for a question of place",
        HandoverKind::Leadgen => "Handover to collect contact details",
        HandoverKind::OnelivDoctor => "Handover to a doctor",
    }
}

fn handover_words(handover: &Handover) -> String {
    let not = if handover.trigger == Some(false) { " (not triggered)" } else { "" };
    let reason = handover.reason_native.clone().or_else(|| handover.reason.clone()).unwrap_or_default();
    let head = joined(": ", [format!("{}{not}", handover_name(handover.kind)), reason]);
    let details = handover.details.iter().map(|(name, value)| format!("{name}: {value}"));
    joined("\n", std::iter::once(head).chain(details))
}

pub(crate) fn place_words(place: &Location) -> String {
    let field = |field: &Option<String>| field.clone().unwrap_or_default();
    let position = joined(", ", [field(&place.latitude), field(&place.longitude)]);
    let position = if position.is_empty() { position } else { format!("({position})") };
    let words = joined(", ", [field(&place.name), field(&place.address)]);
    joined(" ", ["[location]".to_owned(), words, position])
}

fn interactive_words(interactive: &Interactive) -> String {
    let texts = |texts: [&Option<String>; 3]| texts.into_iter().flatten().cloned().collect::<Vec<_>>();
    let buttons = |buttons: &[ReplyButton]| {
        buttons.iter().map(|button| format!("[{}]", button.text)).collect::<Vec<_>>()
    };
    match interactive {
        Interactive::List(list) => list_words(list),
        Interactive::ReplyButtons(message) => joined(
            "\n",
            texts([&message.header, &message.body, &message.footer])
                .into_iter()
                .chain(buttons(&message.buttons)),
        ),
        Interactive::SingleProduct(message) => {
            let product = message.product.iter().map(|product| product_words(product));
            let action = message.action_button.iter().map(|button| format!("[{}]", button.text));
            joined(
                "\n",
                texts([&message.header, &message.body, &message.footer])
                    .into_iter()
                    .chain(product)
                    .chain(action)
                    .chain(buttons(&message.buttons)),
            )
        }
        Interactive::Other { key, .. } => format!("[{key}]"),
    }
}

fn list_words(list: &ListMessage) -> String {
    let texts = [&list.header, &list.body, &list.footer].into_iter().flatten().cloned();
    let rows = list.sections.iter().flat_map(|section| {
        let title = section.title.iter().map(|title| format!("{title}:"));
        let rows = section.rows.iter().map(|row| {
            format!("- {}", joined(" — ", [row.title.clone(), row.description.clone().unwrap_or_default()]))
        });
        title.chain(rows).collect::<Vec<_>>()
    });
    let opener = list.button.iter().map(|button| format!("[{button}]"));
    joined("\n", texts.chain(opener).chain(rows))
}

/// The parts that say something, with a separator between them.
pub(crate) fn joined(separator: &str, parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use agent_graph::read_line;

    use super::*;

    #[test]
    fn what_was_sent_is_told_with_its_side() {
        let request = r#"{"inputEvents":[
            {"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Bem-vinda"}}}},
            {"messageEvent":{"role":"USER","content":{"imageContent":{"url":"https://i","caption":"esta"}}}},
            {"buttonResponseEvent":{"id":"b-1","title":"Para mim"}},
            {"filledFormResponseEvent":{"formData":{"nome":"Ana","idade":30}}},
            {"storeEvent":{"storeId":"9","name":"Centro","city":"Curitiba"}}]}"#;
        let said: Vec<_> =
            said(request.as_bytes()).into_iter().map(|said| (said.customer, said.words)).collect();
        let expected = [
            (false, "Bem-vinda"),
            (true, "[image] https://i esta"),
            (true, "Para mim · b-1"),
            (true, "nome: Ana\nidade: 30"),
            (true, "Centro · Curitiba"),
        ];
        assert_eq!(said, expected.map(|(customer, words)| (customer, words.to_owned())));
        assert!(super::said(b"no json").is_empty());
    }

    #[test]
    fn each_kind_of_event_has_its_words() {
        let table = [
            (r#"{"messageEvent":{"content":{"textContent":{"text":"Oi!"}}}}"#, Some("Oi!")),
            (r#"{"messageEvent":{"content":{"textContent":{"text":" "}}}}"#, None),
            (
                r#"{"recommendationEvent":{"products":[{"title":"Vestido","price":59.90,"currency":"BRL","url":"https://a/p"},{"productId":"7"}]}}"#,
                Some("• Vestido — R$ 59,90 https://a/p\n• 7"),
            ),
            (
                r#"{"agentHandoverEvent":{"triggerHandover":true,"reason":"asks","reasonNative":"quer gente"}}"#,
                Some("Handover to a person: quer gente"),
            ),
            (
                r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"body":{"text":"Menu"},"buttonText":"Ver","sections":[{"title":"Roupas","rows":[{"id":"1","text":"Vestidos","description":"longos"}]}]}}}}"#,
                Some("Menu\n[Ver]\nRoupas:\n- Vestidos — longos"),
            ),
            (r#"{"surpriseEvent":{}}"#, Some("[surpriseEvent]")),
        ];
        for (json, expected) in table {
            let reading = read_line(json.as_bytes(), false);
            assert_eq!(event_words(&ResponseEvent::read(&reading.events[0])).as_deref(), expected, "{json}");
        }
    }
}
