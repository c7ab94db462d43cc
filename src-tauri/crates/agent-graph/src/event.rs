//! Response events: what the agent says and does.
//!
//! Every field is optional and read on its own, so that one field of a wrong type costs that field and not the
//! event. An event that we do not know, or cannot read, is [`ResponseEvent::Unknown`] with its name and its JSON.

mod fields;
mod gist;
mod interactive;
mod message;

pub use fields::{MAX_UNKNOWN_FIELDS, unknown_fields};
pub use gist::{Gist, GistPart};
pub use interactive::{
    Attachment, AttachmentKind, Interactive, ListMessage, ListRow, ListSection, ReplyButton, ReplyButtons,
    SingleProduct,
};
pub use message::{Content, Location, Message, Product, Role};

use crate::envelope::EventSlice;
use crate::json::{Object, same_key, scalar};
use crate::problem::EventProblem;

/// One response event.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseEvent {
    /// `messageEvent`
    Message(Message),
    /// `recommendationEvent`: products, in the agent's order.
    Recommendation(Vec<Product>),
    /// `chatSuggestionEvent`: questions that the customer may want to ask next.
    ChatSuggestion(Vec<String>),
    /// The handover events.
    Handover(Handover),
    /// `connectlyInteractiveEvent`
    Interactive(Interactive),
    /// Anything else.
    Unknown(UnknownEvent),
}

/// An event that has no meaning to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEvent {
    /// Its key; empty where the element has none.
    pub key: String,
    /// The whole element.
    pub json: String,
    /// Why a known event could not be read.
    pub problem: Option<EventProblem>,
}

/// Which handover event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HandoverKind {
    /// `agentHandoverEvent`: to a person.
    Agent,
    /// `storefrontHandoverEvent`
    Storefront,
    /// `orderStatusHandoverEvent`
    OrderStatus,
    /// `locationQueryHandoverEvent`
    LocationQuery,
    /// `leadgenHandoverEvent`
    Leadgen,
    /// `onelivDoctorHandoverEvent`
    OnelivDoctor,
}

/// The agent hands the conversation over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// To whom.
    pub kind: HandoverKind,
    /// `triggerHandover`
    pub trigger: Option<bool>,
    /// Why, in English.
    pub reason: Option<String>,
    /// Why, in the customer's language.
    pub reason_native: Option<String>,
    /// Whatever else came with it that is a plain value, in order: `initialSearchPhrase`, `doctorName` and so on.
    pub details: Vec<(String, String)>,
}

/// The keys of the events that we know.
const EVENT_KEYS: [&str; 10] = [
    "messageEvent",
    "recommendationEvent",
    "chatSuggestionEvent",
    "agentHandoverEvent",
    "storefrontHandoverEvent",
    "orderStatusHandoverEvent",
    "locationQueryHandoverEvent",
    "leadgenHandoverEvent",
    "onelivDoctorHandoverEvent",
    "connectlyInteractiveEvent",
];

/// Whether a key, in either spelling, is one of an event that we know.
pub fn is_event_key(key: &str) -> bool {
    EVENT_KEYS.iter().any(|known| same_key(key, known))
}

/// The camelCase form of a known event's key.
fn canonical(key: &str) -> Option<&'static str> {
    EVENT_KEYS.into_iter().find(|known| same_key(key, known))
}

impl ResponseEvent {
    /// Gives an event of a line its meaning.
    pub fn read(slice: &EventSlice<'_>) -> Self {
        let unknown = |problem: Option<EventProblem>| {
            Self::Unknown(UnknownEvent {
                key: slice.kind.clone().into_owned(),
                json: slice.json.to_owned(),
                problem,
            })
        };
        let Some(kind) = canonical(&slice.kind) else {
            return unknown(None);
        };
        let Some(body) = Object::read(slice.json).and_then(|element| element.object(kind)) else {
            return unknown(Some(match crate::json::fault(slice.json) {
                None => EventProblem::NotAnObject,
                Some(fault) => EventProblem::NotJson(fault),
            }));
        };
        match kind {
            "messageEvent" => Self::Message(Message::read(&body)),
            "recommendationEvent" => {
                Self::Recommendation(body.list("products").into_iter().filter_map(Product::read).collect())
            }
            "chatSuggestionEvent" => {
                Self::ChatSuggestion(body.list("suggestedQuestions").into_iter().filter_map(scalar).collect())
            }
            "connectlyInteractiveEvent" => match Interactive::read(&body) {
                Some(interactive) => Self::Interactive(interactive),
                None => unknown(Some(EventProblem::NoInteractive)),
            },
            handover => Self::Handover(Handover::read(handover_kind(handover), &body)),
        }
    }
}

fn handover_kind(key: &str) -> HandoverKind {
    match key {
        "storefrontHandoverEvent" => HandoverKind::Storefront,
        "orderStatusHandoverEvent" => HandoverKind::OrderStatus,
        "locationQueryHandoverEvent" => HandoverKind::LocationQuery,
        "leadgenHandoverEvent" => HandoverKind::Leadgen,
        "onelivDoctorHandoverEvent" => HandoverKind::OnelivDoctor,
        _ => HandoverKind::Agent,
    }
}

impl Handover {
    fn read(kind: HandoverKind, body: &Object<'_>) -> Self {
        const OWN_FIELDS: [&str; 3] = ["triggerHandover", "reason", "reasonNative"];
        let details = body
            .present()
            .filter(|(key, _)| !OWN_FIELDS.iter().any(|own| same_key(key, own)))
            .filter_map(|(key, value)| Some((key.to_owned(), scalar(value)?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self {
            kind,
            trigger: body.boolean("triggerHandover"),
            reason: body.text("reason").filter(|reason| !reason.is_empty()),
            reason_native: body.text("reasonNative").filter(|reason| !reason.is_empty()),
            details,
        }
    }
}

#[cfg(test)]
mod tests;
