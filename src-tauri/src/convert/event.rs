//! Response events and sent events, as the conversation draws them.

use agent_graph::ResponseEvent;
use agent_graph::event::{self as domain, Content, HandoverKind, Interactive as DomainInteractive};
use agent_graph::json::Object;

use super::reading::event_problem;
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
            EventBody::Interactive { interactive: Box::new(self::interactive(interactive)) }
        }
        ResponseEvent::Unknown(unknown) => {
            EventBody::Unknown { json: unknown.json, problem: unknown.problem.map(event_problem) }
        }
    }
}

pub(super) fn role(role: domain::Role) -> Role {
    match role {
        domain::Role::User => Role::User,
        domain::Role::Assistant => Role::Assistant,
        domain::Role::Unspecified => Role::Unspecified,
    }
}

pub(super) fn content(content: Content) -> MessageContent {
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
        Content::Unknown(json) => MessageContent::Unknown { key: first_key(&json) },
    }
}

fn first_key(json: &str) -> String {
    let content = Object::read(json);
    content.and_then(|content| Some(content.present().next()?.0.to_owned())).unwrap_or_default()
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

fn attachment(attachment: domain::Attachment) -> Attachment {
    Attachment {
        kind: match attachment.means() {
            domain::AttachmentKind::Image => AttachmentKind::Image,
            domain::AttachmentKind::Video => AttachmentKind::Video,
            domain::AttachmentKind::Document => AttachmentKind::Document,
            domain::AttachmentKind::Other => AttachmentKind::Other,
        },
        url: attachment.url.filter(|url| !url.is_empty()),
        caption: attachment.caption.filter(|caption| !caption.is_empty()),
        filename: attachment.filename.filter(|name| !name.is_empty()),
    }
}

fn reply_button(button: domain::ReplyButton) -> ReplyButton {
    ReplyButton { id: button.id, text: button.text }
}

fn section(section: domain::ListSection) -> ListSection {
    let row = |row: domain::ListRow| ListRow { id: row.id, title: row.title, description: row.description };
    ListSection { title: section.title, rows: section.rows.into_iter().map(row).collect() }
}

fn gist_part(part: domain::GistPart) -> GistPart {
    match part {
        domain::GistPart::Title(text) => GistPart::Title { text },
        domain::GistPart::Text(text) => GistPart::Text { text },
        domain::GistPart::Button(button) => GistPart::Button { button: reply_button(button) },
        domain::GistPart::Link(url) => GistPart::Link { url },
        domain::GistPart::Image(url) => GistPart::Image { url },
    }
}

fn interactive(interactive: DomainInteractive) -> Interactive {
    match interactive {
        DomainInteractive::List(list) => Interactive::List {
            header: list.header,
            attachment: list.attachment.map(attachment),
            body: list.body,
            footer: list.footer,
            button: list.button,
            sections: list.sections.into_iter().map(section).collect(),
        },
        DomainInteractive::ReplyButtons(message) => Interactive::ReplyButtons {
            header: message.header,
            attachment: message.attachment.map(attachment),
            body: message.body,
            footer: message.footer,
            buttons: message.buttons.into_iter().map(reply_button).collect(),
        },
        DomainInteractive::SingleProduct(single) => Interactive::SingleProduct {
            header: single.header,
            attachment: single.attachment.map(attachment),
            body: single.body,
            footer: single.footer,
            product: single.product.map(|shown| Box::new(product(*shown))),
            action_button: single.action_button.map(reply_button),
            buttons: single.buttons.into_iter().map(reply_button).collect(),
        },
        // The JSON stays where every line's is: with the inspector.
        DomainInteractive::Other { key, json: _, gist } => Interactive::Other {
            key,
            parts: gist.parts.into_iter().map(gist_part).collect(),
            cards: gist.cards.into_iter().map(|card| card.into_iter().map(gist_part).collect()).collect(),
            cut: gist.cut,
        },
    }
}
