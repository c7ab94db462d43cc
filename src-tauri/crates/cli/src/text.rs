//! Events as a person reads them in a terminal.
//!
//! Every text comes from a server, so control characters are taken out before they can reach the terminal.

use agent_graph::ResponseEvent;
use agent_graph::event::{
    Content, Handover, HandoverKind, Interactive, ListMessage, Location, Message, Product, ReplyButton, Role,
};
use sofia_core::price::price_text;

/// A text without control characters but for line feeds and tabs.
pub(crate) fn shown(text: &str) -> String {
    let shown = |c: char| if c.is_control() && c != '\n' && c != '\t' { '\u{FFFD}' } else { c };
    text.replace("\r\n", "\n").chars().map(shown).collect()
}

/// As [`shown`], with every run of white space that breaks a line become one space.
pub(crate) fn one_line(text: &str) -> String {
    let pieces: Vec<_> =
        text.split(['\n', '\r', '\t']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    shown(&pieces.join(" "))
}

/// What stands behind a name where a simulator answered, unless the name says it itself.
pub(crate) fn simulated_mark(name: &str, is_simulated: bool) -> &'static str {
    if is_simulated && !name.contains("(simulated)") { " (simulated)" } else { "" }
}

/// The lines of an event, without the last line feed.
pub(crate) fn event(event: &ResponseEvent) -> String {
    match event {
        ResponseEvent::Message(message) => self::message(message),
        ResponseEvent::Recommendation(products) if products.is_empty() => "(no products)".to_owned(),
        ResponseEvent::Recommendation(products) => lines(products.iter().map(product)),
        ResponseEvent::ChatSuggestion(questions) => {
            lines(questions.iter().map(|question| format!("? {}", one_line(question))))
        }
        ResponseEvent::Handover(handover) => self::handover(handover),
        ResponseEvent::Interactive(interactive) => self::interactive(interactive),
        ResponseEvent::Unknown(unknown) => match (unknown.key.as_str(), &unknown.problem) {
            ("", _) => "[unknown event without a name]".to_owned(),
            (key, None) => format!("[unknown event: {}]", one_line(key)),
            (key, Some(problem)) => format!("[event that cannot be read: {}, {problem}]", one_line(key)),
        },
    }
}

fn message(message: &Message) -> String {
    let content = match &message.content {
        Content::Text(text) => shown(text),
        Content::Audio { url } => format!("[audio] {}", one_line(url)),
        Content::Image { url, caption } => {
            joined("  ", [Some(format!("[image] {}", one_line(url))), caption.as_deref().map(one_line)])
        }
        Content::Location(location) => format!("[location] {}", place(location)),
        Content::Unknown(_) => "[message of an unknown kind]".to_owned(),
    };
    match message.role {
        Role::User => format!("Customer: {content}"),
        Role::Assistant | Role::Unspecified => content,
    }
}

fn place(location: &Location) -> String {
    let position = match (&location.latitude, &location.longitude) {
        (Some(latitude), Some(longitude)) => {
            Some(format!("({}, {})", one_line(latitude), one_line(longitude)))
        }
        _ => None,
    };
    let words = [&location.name, &location.address].map(|words| words.as_deref().map(one_line));
    joined(" ", [Some(joined(", ", words)), position])
}

fn product(product: &Product) -> String {
    let field = |field: &Option<String>| field.as_deref().map(one_line);
    let title = field(&product.title).or_else(|| field(&product.product_id)).unwrap_or_default();
    let price = price_text(&field(&product.price).unwrap_or_default(), field(&product.currency).as_deref());
    let head = joined(" — ", [Some(title), Some(price)]);
    format!("• {}", joined("  ", [Some(head), field(&product.url)]))
}

fn handover(handover: &Handover) -> String {
    let kind = match handover.kind {
        HandoverKind::Agent => "Handover to a person",
        HandoverKind::Storefront => "Handover to the storefront",
        HandoverKind::OrderStatus => "Handover for an order's status",
        HandoverKind::LocationQuery => "Handover for a question of place",
        HandoverKind::Leadgen => "Handover to collect contact details",
        HandoverKind::OnelivDoctor => "Handover to a doctor",
    };
    let not_triggered = if handover.trigger == Some(false) { " (not triggered)" } else { "" };
    // A customer who speaks English has one and the same reason twice.
    let native =
        handover.reason_native.as_deref().filter(|native| handover.reason.as_deref() != Some(*native));
    let native = native.map(|native| format!("({})", one_line(native)));
    let reason = joined(" ", [handover.reason.as_deref().map(one_line), native]);
    let head = joined(": ", [Some(format!("→ {kind}{not_triggered}")), Some(reason)]);
    let details =
        handover.details.iter().map(|(name, value)| format!("  {}: {}", one_line(name), one_line(value)));
    lines(std::iter::once(head).chain(details))
}

fn interactive(interactive: &Interactive) -> String {
    match interactive {
        Interactive::List(list) => self::list(list),
        Interactive::ReplyButtons(buttons) => {
            let words = [&buttons.header, &buttons.body, &buttons.footer];
            under(words, buttons.buttons.iter().map(button))
        }
        Interactive::SingleProduct(product) => {
            let buttons = product.action_button.iter().chain(&product.buttons).map(button);
            let text = under([&product.body, &product.footer, &None], buttons);
            joined("\n", [Some("[product message]".to_owned()), Some(text)])
        }
        Interactive::Other { key, .. } => format!("[unknown interactive message: {}]", one_line(key)),
    }
}

fn list(list: &ListMessage) -> String {
    let rows = list.sections.iter().flat_map(|section| {
        let title = section.title.iter().map(|title| format!("  {}:", one_line(title)));
        let rows = section.rows.iter().map(|row| {
            let description = row.description.as_deref().map(one_line);
            format!("  - {}", joined(" — ", [Some(one_line(&row.title)), description]))
        });
        title.chain(rows)
    });
    let opener = list.button.iter().map(|label| format!("[{}]", one_line(label)));
    under([&list.header, &list.body, &list.footer], opener.chain(rows))
}

fn button(button: &ReplyButton) -> String {
    format!("[{}]", one_line(&button.text))
}

/// Texts, and what can be chosen below them.
fn under(texts: [&Option<String>; 3], choices: impl Iterator<Item = String>) -> String {
    lines(texts.into_iter().flatten().map(|text| shown(text)).chain(choices))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// The parts that say something, with a separator between them.
fn joined<const N: usize>(separator: &str, parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use agent_graph::read_line;

    use super::*;

    #[test]
    fn each_kind_of_event_reads_well() {
        let table = [
            (
                r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi!\nTudo bem?"}}}}"#,
                "Oi!\nTudo bem?",
            ),
            (
                r#"{"messageEvent":{"role":"USER","content":{"textContent":{"text":"a\u001b[2Jb"}}}}"#,
                "Customer: a\u{FFFD}[2Jb",
            ),
            (
                r#"{"messageEvent":{"content":{"imageContent":{"url":"https://a.example/i.png","caption":"azul"}}}}"#,
                "[image] https://a.example/i.png  azul",
            ),
            (
                r#"{"messageEvent":{"content":{"locationContent":{"latitude":25.4,"longitude":"-49.2","name":"Loja"}}}}"#,
                "[location] Loja (25.4, -49.2)",
            ),
            (r#"{"messageEvent":{"content":{"stickerContent":{}}}}"#, "[message of an unknown kind]"),
            (
                r#"{"recommendationEvent":{"products":[{"title":"Vestido","price":59.90,"currency":"BRL","url":"https://a.example/p"},{"title":"Saia"}]}}"#,
                "• Vestido — R$ 59,90  https://a.example/p\n• Saia",
            ),
            (
                r#"{"chatSuggestionEvent":{"suggestedQuestions":["Tem em preto?","E M?"]}}"#,
                "? Tem em preto?\n? E M?",
            ),
            (
                r#"{"agentHandoverEvent":{"triggerHandover":true,"reason":"asks for a person","reasonNative":"quer gente"}}"#,
                "→ Handover to a person: asks for a person (quer gente)",
            ),
            (
                r#"{"storefrontHandoverEvent":{"triggerHandover":false,"initialSearchPhrase":"vestido"}}"#,
                "→ Handover to the storefront (not triggered)\n  initialSearchPhrase: vestido",
            ),
            (
                r#"{"connectlyInteractiveEvent":{"interactive":{"replyButtonMessage":{"body":{"text":"Para quem?"},"buttons":[{"id":"1","text":"Para mim"},{"id":"2","text":"Presente"}]}}}}"#,
                "Para quem?\n[Para mim]\n[Presente]",
            ),
            (
                r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"header":{"text":"Menu"},"buttonText":"Ver","sections":[{"title":"Roupas","rows":[{"id":"1","text":"Vestidos","description":"longos"}]}]}}}}"#,
                "Menu\n[Ver]\n  Roupas:\n  - Vestidos — longos",
            ),
            (
                r#"{"connectlyInteractiveEvent":{"interactive":{"carouselMessage":{}}}}"#,
                "[unknown interactive message: carouselMessage]",
            ),
            (r#"{"surpriseEvent":{"points":1.10}}"#, "[unknown event: surpriseEvent]"),
        ];
        for (json, expected) in table {
            let reading = read_line(json.as_bytes(), false);
            assert_eq!(event(&ResponseEvent::read(&reading.events[0])), expected);
        }
    }
}
