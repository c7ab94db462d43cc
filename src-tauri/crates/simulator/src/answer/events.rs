//! The response events, as the public reference shapes them.

use serde_json::{Value, json};

/// A message of the assistant. `createdAt` is added when it is sent.
fn message(content: &Value) -> Value {
    json!({ "messageEvent": {
        "role": "ASSISTANT",
        "content": content,
        "metadata": { "simulated": true },
    }})
}

pub(super) fn text(text: &str) -> Value {
    message(&json!({ "textContent": { "text": text } }))
}

pub(super) fn audio(url: &str) -> Value {
    message(&json!({ "audioContent": { "url": url } }))
}

pub(super) fn image(url: &str, caption: &str) -> Value {
    message(&json!({ "imageContent": { "url": url, "caption": caption } }))
}

pub(super) fn location(latitude: &str, longitude: &str, name: &str, address: &str) -> Value {
    message(&json!({ "locationContent": {
        "latitude": latitude,
        "longitude": longitude,
        "name": name,
        "address": address,
    }}))
}

pub(super) fn recommendation(products: &[Value]) -> Value {
    json!({ "recommendationEvent": { "products": products } })
}

pub(super) fn suggestions<T: AsRef<str>>(questions: &[T]) -> Value {
    let questions: Vec<&str> = questions.iter().map(AsRef::as_ref).collect();
    json!({ "chatSuggestionEvent": { "suggestedQuestions": questions } })
}

pub(super) fn agent_handover(reason: &str, reason_native: &str) -> Value {
    json!({ "agentHandoverEvent": {
        "triggerHandover": true,
        "reason": reason,
        "reasonNative": reason_native,
    }})
}

pub(super) fn storefront_handover(phrase: &str) -> Value {
    json!({ "storefrontHandoverEvent": { "triggerHandover": true, "initialSearchPhrase": phrase } })
}

pub(super) fn order_status_handover() -> Value {
    json!({ "orderStatusHandoverEvent": { "triggerHandover": true } })
}

pub(super) fn location_query_handover() -> Value {
    json!({ "locationQueryHandoverEvent": { "triggerHandover": true } })
}

pub(super) fn leadgen_handover() -> Value {
    json!({ "leadgenHandoverEvent": { "triggerHandover": true } })
}

pub(super) fn doctor_handover(specialty: &str, name: &str, requirements: &str) -> Value {
    json!({ "onelivDoctorHandoverEvent": {
        "triggerHandover": true,
        "doctorSpecialty": specialty,
        "doctorName": name,
        "requirements": requirements,
    }})
}

/// `kind` is the one key of `interactive`.
pub(super) fn interactive(kind: &str, message: &Value) -> Value {
    json!({ "connectlyInteractiveEvent": { "interactive": { kind: message } } })
}

/// A message of a content that no reference names.
pub(super) fn sticker(url: &str) -> Value {
    message(&json!({ "stickerContent": { "url": url } }))
}

/// An event that no reference names: what a client must show raw and never drop.
pub(super) fn surprise() -> Value {
    json!({ "surpriseEvent": { "kind": "CONFETTI", "intensity": 3, "triggerSurprise": true } })
}
