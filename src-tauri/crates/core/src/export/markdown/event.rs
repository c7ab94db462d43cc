//! An event as Markdown.

use agent_graph::event::{
    Content, Handover, Interactive, ListMessage, Message, Product, ReplyButton, ResponseEvent,
};

use super::super::labels::Labels;
use super::super::whatsapp::{address, code, escaped_in_markdown as escaped, markdown};
use crate::words::{joined, place_words, price_words};

/// What a reader sees of an event; empty where there is nothing to read in it.
pub(super) fn markdown_of(event: &ResponseEvent, labels: &Labels) -> String {
    match event {
        ResponseEvent::Message(message) => self::message(message, labels),
        ResponseEvent::Recommendation(products) => joined("\n", products.iter().map(product)),
        ResponseEvent::ChatSuggestion(questions) if questions.is_empty() => String::new(),
        ResponseEvent::ChatSuggestion(questions) => {
            format!("{}: {}", labels.suggestions, codes(questions.iter()))
        }
        ResponseEvent::Handover(handover) => self::handover(handover, labels),
        ResponseEvent::Interactive(interactive) => self::interactive(interactive),
        ResponseEvent::Unknown(unknown) => format!("{}: {}", labels.unknown_event, code(&unknown.key)),
    }
}

fn message(message: &Message, labels: &Labels) -> String {
    match &message.content {
        Content::Text(text) => markdown(text),
        Content::Audio { url } => format!("{}: {}", labels.audio, address(url)),
        Content::Image { url, caption } => joined(
            "  \n",
            [
                format!("{}: {}", labels.image, address(url)),
                caption.as_deref().map(markdown).unwrap_or_default(),
            ],
        ),
        Content::Location(place) => escaped(&place_words(place)),
        Content::Unknown(_) => String::new(),
    }
}

fn product(product: &Product) -> String {
    let title = product.title.as_ref().or(product.product_id.as_ref());
    let title = title.map(|title| bold(title)).unwrap_or_default();
    let head = joined(" — ", [title, escaped(&price_words(product))]);
    let url = product.url.as_deref().filter(|url| !url.is_empty()).map(address).unwrap_or_default();
    format!("- {}", joined(" · ", [head, url]))
}

fn handover(handover: &Handover, labels: &Labels) -> String {
    let not = match handover.trigger {
        Some(false) => format!(" ({})", labels.not_triggered),
        _ => String::new(),
    };
    let reason = handover.reason_native.as_deref().or(handover.reason.as_deref());
    let head = format!("**→ {}**{not}", labels.handover(handover.kind));
    let head = joined(": ", [head, reason.map(escaped).unwrap_or_default()]);
    let details =
        handover.details.iter().map(|(name, value)| format!("{}: {}", escaped(name), escaped(value)));
    joined("  \n", std::iter::once(head).chain(details))
}

fn interactive(interactive: &Interactive) -> String {
    let words = |texts: [&Option<String>; 3]| {
        let [header, body, footer] = texts.map(|text| text.as_deref().map(str::trim).unwrap_or_default());
        let italic = |text: &str| {
            if text.is_empty() { String::new() } else { format!("*{}*", escaped(text)) }
        };
        joined("\n\n", [bold(header), markdown(body), italic(footer)])
    };
    match interactive {
        Interactive::List(list) => {
            joined("\n\n", [words([&list.header, &list.body, &list.footer]), rows(list)])
        }
        Interactive::ReplyButtons(message) => joined(
            "\n\n",
            [words([&message.header, &message.body, &message.footer]), buttons(message.buttons.iter())],
        ),
        Interactive::SingleProduct(message) => joined(
            "\n\n",
            [
                words([&message.header, &message.body, &message.footer]),
                message.product.as_deref().map(product).unwrap_or_default(),
                buttons(message.action_button.iter().chain(&message.buttons)),
            ],
        ),
        Interactive::Other { key, .. } => code(key),
    }
}

fn rows(list: &ListMessage) -> String {
    let sections = list.sections.iter().map(|section| {
        let rows = section.rows.iter().map(|row| {
            let description = row.description.as_deref().map(escaped).unwrap_or_default();
            format!("- {}", joined(" — ", [escaped(&row.title), description]))
        });
        let title = section.title.as_deref().map(bold).unwrap_or_default();
        joined("\n\n", [title, joined("\n", rows)])
    });
    joined("\n\n", std::iter::once(codes(list.button.iter())).chain(sections))
}

fn bold(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!("**{}**", escaped(text)) }
}

fn buttons<'a>(buttons: impl Iterator<Item = &'a ReplyButton>) -> String {
    codes(buttons.map(|button| &button.text))
}

/// What can be chosen, beside each other.
fn codes<'a>(labels: impl Iterator<Item = &'a String>) -> String {
    joined(" · ", labels.filter(|label| !label.trim().is_empty()).map(|label| code(label)))
}

#[cfg(test)]
mod tests {
    use agent_graph::read_line;

    use super::super::super::Language;
    use super::*;

    #[test]
    fn an_event_reads_as_it_looks_in_the_window() {
        let table = [
            (
                r#"{"messageEvent":{"content":{"textContent":{"text":"Temos *vestido azul*!"}}}}"#,
                "Temos **vestido azul**\\!",
            ),
            (
                r#"{"recommendationEvent":{"products":[{"title":"Vestido azul","price":169.9,"currency":"BRL","url":"https://a.example/p_1"},{"productId":"7"}]}}"#,
                "- **Vestido azul** — R\\$ 169,90 · <https://a.example/p_1>\n- **7**",
            ),
            (
                r#"{"chatSuggestionEvent":{"suggestedQuestions":["Mais barato","Em M?"]}}"#,
                "Suggestions: `Mais barato` · `Em M?`",
            ),
            (
                r#"{"agentHandoverEvent":{"triggerHandover":false,"reason":"asks","reasonNative":"quer gente"}}"#,
                "**→ Handover to a person** (not triggered): quer gente",
            ),
            (
                r#"{"connectlyInteractiveEvent":{"interactive":{"replyButtonMessage":{"body":{"text":"Para *quem*?"},"footer":{"text":"Frete"},"buttons":[{"id":"1","text":"Para mim"},{"id":"2","text":"Presente"}]}}}}"#,
                "Para **quem**?\n\n*Frete*\n\n`Para mim` · `Presente`",
            ),
            (
                r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"body":{"text":"Menu"},"buttonText":"Ver","sections":[{"title":"Roupas","rows":[{"id":"1","text":"Vestidos","description":"longos"}]}]}}}}"#,
                "Menu\n\n`Ver`\n\n**Roupas**\n\n- Vestidos — longos",
            ),
            (r#"{"surpriseEvent":{}}"#, "Unknown event: `surpriseEvent`"),
        ];
        for (json, expected) in table {
            let reading = read_line(json.as_bytes(), false);
            let event = ResponseEvent::read(&reading.events[0]);
            assert_eq!(markdown_of(&event, Language::English.labels()), expected, "{json}");
        }
    }
}
