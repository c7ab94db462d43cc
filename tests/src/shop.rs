//! Answers in the shapes of the protocol, for scripts.

use serde_json::{Value, json};

/// The credentials that a scripted merchant is given. The server does not check them; the tests do.
pub const BUSINESS: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
pub const AGENT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// One line with these events.
pub fn line(events: &[Value]) -> String {
    json!({"result": {"response": {"sessionId": crate::server::SESSION, "responseEvents": events}}})
        .to_string()
}

/// A message of Sofia.
pub fn message(text: &str) -> Value {
    json!({"messageEvent": {
        "role": "ASSISTANT",
        "content": {"textContent": {"text": text}},
        "createdAt": "2025-07-05T16:19:26.105Z",
        "metadata": {},
    }})
}

pub fn recommendation(titles: &[&str]) -> Value {
    let product = |(index, title): (usize, &&str)| {
        json!({
            "productId": format!("p-{index}"),
            "title": title,
            "description": format!("{title}, em algodão"),
            "url": format!("https://loja.example/p/{index}"),
            "imageUrl": "",
            "price": 189.90,
            "currency": "BRL",
            "facets": {"cor": "azul"},
            "metadata": {},
        })
    };
    json!({"recommendationEvent": {"products": titles.iter().enumerate().map(product).collect::<Vec<_>>()}})
}

pub fn suggestions(questions: &[&str]) -> Value {
    json!({"chatSuggestionEvent": {"suggestedQuestions": questions}})
}

pub fn handover(reason: &str) -> Value {
    json!({"agentHandoverEvent": {"triggerHandover": true, "reason": reason, "reasonNative": "quer falar com gente"}})
}

/// An event that no version of the reference knows.
pub fn unknown() -> Value {
    json!({"loyaltyPointsEvent": {"points": 120, "__proto__": {"kept": true}, "rate": 1.10}})
}

/// A line that only a stream in mid-failure has.
pub fn error_line(code: i32, message: &str) -> String {
    json!({"error": {"code": code, "message": message, "details": []}}).to_string()
}
