//! Response events and sent events, as the conversation draws them.

use agent_graph::ResponseEvent;
use agent_graph::event::{self as domain, Content, HandoverKind, Interactive as DomainInteractive};
use agent_graph::json::{Object, elements};

use crate::transfer::*;

pub(super) fn body(event: ResponseEvent) -> EventBody {
    match event {
        ResponseEvent::Message(message) => EventBody::Message {
            role: role(message.role),
            content: content(message.content),
            created_at: message.created_at,
        },
        ResponseEvent::Recommendation(products) => {
            EventBody::Recommendation { products: products.into_iter().map(product).collect() }
        }
        ResponseEvent::ChatSuggestion(questions) => EventBody::Suggestions { questions },
        ResponseEvent::Handover(handover) => {
            // Which handover it is stands in the event's key, which the window has.
            let (HandoverKind::Agent
            | HandoverKind::Storefront
            | HandoverKind::OrderStatus
            | HandoverKind::LocationQuery
            | HandoverKind::Leadgen
            | HandoverKind::OnelivDoctor) = handover.kind;
            EventBody::Handover {
                trigger: handover.trigger,
                reason: handover.reason,
                reason_native: handover.reason_native,
                details: handover.details.into_iter().map(detail).collect(),
            }
        }
        ResponseEvent::Interactive(interactive) => {
            EventBody::Interactive { interactive: self::interactive(interactive) }
        }
        ResponseEvent::Unknown(unknown) => {
            EventBody::Unknown { json: unknown.json, problem: unknown.problem }
        }
    }
}

fn role(role: domain::Role) -> Role {
    match role {
        domain::Role::User => Role::User,
        domain::Role::Assistant => Role::Assistant,
        domain::Role::Unspecified => Role::Unspecified,
    }
}

fn content(content: Content) -> MessageContent {
    match content {
        Content::Text(text) => MessageContent::Text { text },
        Content::Audio { url } => MessageContent::Audio { url },
        Content::Image { url, caption } => MessageContent::Image { url, caption },
        Content::Location(place) => MessageContent::Location {
            latitude: place.latitude,
            longitude: place.longitude,
            name: place.name,
            address: place.address,
        },
        Content::Unknown(json) => MessageContent::Unknown { json },
    }
}

fn product(product: domain::Product) -> Product {
    Product {
        product_id: product.product_id,
        title: product.title,
        description: product.description,
        url: product.url,
        image_url: product.image_url,
        price: product.price,
        currency: product.currency,
        facets: product.facets.into_iter().map(detail).collect(),
    }
}

fn detail((label, value): (String, String)) -> Detail {
    Detail { label, value }
}

fn interactive(interactive: DomainInteractive) -> Interactive {
    match interactive {
        DomainInteractive::List(list) => Interactive::List {
            header: list.header,
            body: list.body,
            footer: list.footer,
            button: list.button,
            sections: list
                .sections
                .into_iter()
                .map(|section| ListSection {
                    title: section.title,
                    rows: section
                        .rows
                        .into_iter()
                        .map(|row| ListRow { id: row.id, title: row.title, description: row.description })
                        .collect(),
                })
                .collect(),
        },
        DomainInteractive::ReplyButtons(message) => Interactive::ReplyButtons {
            header: message.header,
            body: message.body,
            footer: message.footer,
            buttons: message
                .buttons
                .into_iter()
                .map(|button| ReplyButton { id: button.id, text: button.text })
                .collect(),
        },
        DomainInteractive::SingleProduct(product) => {
            Interactive::Other { key: "singleProductMessage".to_owned(), json: product.json }
        }
        DomainInteractive::Other { key, json } => Interactive::Other { key, json },
    }
}

/// What the customer did, out of the stored request.
pub(super) fn sent(request: &[u8]) -> Vec<SentEvent> {
    let text = String::from_utf8_lossy(request);
    let events = Object::read(&text).map(|body| body.get("inputEvents").map(elements).unwrap_or_default());
    events.unwrap_or_default().into_iter().map(sent_event).collect()
}

fn sent_event(json: &str) -> SentEvent {
    let other = |key: &str| SentEvent::Other { key: key.to_owned(), json: json.to_owned() };
    let Some(event) = Object::read(json) else { return other("") };
    let Some(message) = event.object("messageEvent") else {
        return other(event.present().next().map_or("", |(key, _)| key));
    };
    let text = message.object("content").and_then(|content| content.object("textContent")?.text("text"));
    match text {
        Some(text) if message.text("role").as_deref() == Some("ASSISTANT") => {
            SentEvent::Text { text, role: Role::Assistant }
        }
        Some(text) => SentEvent::Text { text, role: Role::User },
        None => other("messageEvent"),
    }
}
