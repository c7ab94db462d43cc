//! One page that looks like the window: the conversation on one side, every event on the other. It needs no network and
//! no script, and a policy of its own forbids both.

mod page;

use std::fmt::Write as _;

use agent_graph::event::{Content, Interactive, ListMessage, Product, ReplyButton, ResponseEvent};
use sha2::{Digest, Sha256};

use super::labels::Labels;
use super::pictures::Album;
use super::transcript::{Came, came, moment, shown};
use super::whatsapp::{escaped, html, link};
use super::{ExportOptions, Language, Sheet, Writing};
use crate::conversation::TurnState;
use crate::error::Error;
use crate::recording::{RecordedConversation, RecordedTurn};
use crate::words::{is_customers, place_words, said};
use page::{Bubble, Side};

/// The page's style, and nothing else: what it looks like is what the window looks like.
const STYLE: &str = include_str!("html/page.css");

/// Larger events are shown by their beginning: a page of a hundred megabytes opens nowhere. A recording has it all.
const LARGEST_SHOWN: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct HtmlSheet {
    labels: &'static Labels,
    language: Language,
    zone: jiff::tz::TimeZone,
    album: Album,
    turns: u64,
}

impl HtmlSheet {
    pub(super) fn new(options: &ExportOptions) -> Self {
        let language = options.language;
        let album = Album::new(options.pictures.clone());
        Self { labels: language.labels(), language, zone: options.zone.clone(), album, turns: 0 }
    }
}

impl Sheet for HtmlSheet {
    fn begin(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        let digest = base64_of(&Sha256::digest(STYLE.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
        );
        let head = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Sofia · {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
            self.language.tag(),
            self.labels.conversations
        );
        out.write(head.as_bytes())
    }

    fn merchant(&mut self, id: &str) {
        self.album.of_merchant(id);
    }

    fn conversation(
        &mut self,
        conversation: &RecordedConversation,
        out: &mut Writing<'_>,
    ) -> Result<(), Error> {
        let (labels, entry) = (self.labels, &conversation.entry);
        self.turns = 0;
        let title = if conversation.called().is_empty() { labels.untitled } else { conversation.called() };
        let mut facts = vec![format!("<b>{}</b>", escaped(&entry.merchant.name))];
        if !entry.customer.is_empty() {
            facts.push(format!("{} <span class=\"id\">{}</span>", labels.customer, escaped(&entry.customer)));
        }
        facts.push(format!("<time>{}</time>", moment(entry.created_at, &self.zone)));
        if let Some(session) = &entry.session {
            facts.push(format!("{} <span class=\"id\">{}</span>", labels.session, escaped(session)));
        }
        let marks = [
            entry.simulated.then_some((labels.simulated, "simulated")),
            conversation.capture.then_some((labels.recorded, "quiet")),
            entry.branch.is_some().then_some((labels.branch, "quiet")),
            entry.masked.then_some((labels.masked, "quiet")),
        ];
        let marks: String = marks
            .into_iter()
            .flatten()
            .map(|(words, class)| format!("<span class=\"mark {class}\">{words}</span>"))
            .collect();
        let tags: String = entry
            .tags
            .iter()
            .map(|tag| format!("<span class=\"mark tag\">{}</span>", escaped(tag)))
            .collect();
        let mut text = format!(
            "<article class=\"conversation\">\n<header>\n<h1>{}</h1>\n<p class=\"facts\">{}</p>\n",
            escaped(title),
            facts.join(" · ")
        );
        // Writing into a string cannot fail.
        if !(marks.is_empty() && tags.is_empty()) {
            writeln!(text, "<p class=\"marks\">{marks}{tags}</p>").ok();
        }
        if !entry.note.is_empty() {
            writeln!(text, "<div class=\"note\"><b>{}</b>{}</div>", labels.note, html(&entry.note)).ok();
        }
        text.push_str("</header>\n");
        out.write(text.as_bytes())
    }

    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error> {
        self.turns += 1;
        let came = came(turn);
        let mut text = String::from("<section class=\"turn\">\n<div class=\"chat\">\n");
        for said in said(&turn.request) {
            let side = if said.customer { Side::Customer } else { Side::Sofia };
            let time = moment(turn.sent_at, &self.zone);
            Bubble::new(side, html(&said.words)).at(&time).write(&mut text);
        }
        for (_, _, event) in came.iter().flat_map(|line| &line.events) {
            self.event(event, &mut text);
        }
        for line in came.iter().filter(|line| line.events.is_empty()) {
            let words = format!("#{}: {}", line.seq, line.problem.as_deref().unwrap_or_default());
            Bubble::new(Side::Notice, escaped(&words)).class("warn").write(&mut text);
        }
        self.turn_end(turn, &mut text);
        text.push_str("</div>\n");
        self.wire(turn, &came, &mut text);
        text.push_str("</section>\n");
        out.write(text.as_bytes())
    }

    fn conversation_over(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        if self.turns == 0 {
            out.write(format!("<p class=\"nothing\">{}</p>\n", self.labels.nothing).as_bytes())?;
        }
        out.write(b"</article>\n")
    }

    fn end(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        out.write(b"</main>\n</body>\n</html>\n")
    }
}

impl HtmlSheet {
    /// An event as the conversation shows it.
    fn event(&mut self, event: &ResponseEvent, text: &mut String) {
        let labels = self.labels;
        match event {
            ResponseEvent::Message(message) => {
                let side = if is_customers(event) { Side::Customer } else { Side::Sofia };
                let words = match &message.content {
                    Content::Text(words) => html(words),
                    Content::Audio { url } => {
                        format!("<p class=\"media\">{} · {}</p>", labels.audio, link(url, labels.link))
                    }
                    Content::Image { url, caption } => {
                        let picture = match self.album.take(url) {
                            Some(data) => format!("<img class=\"photo\" src=\"{data}\" alt=\"\">"),
                            None => format!(
                                "<p class=\"media\">{} · {}</p>",
                                labels.image,
                                link(url, labels.link)
                            ),
                        };
                        format!("{picture}{}", caption.as_deref().map(html).unwrap_or_default())
                    }
                    Content::Location(place) => format!("<p>{}</p>", escaped(&place_words(place))),
                    Content::Unknown(json) => format!("<p>{}</p>", escaped(json)),
                };
                Bubble::new(side, words).write(text);
            }
            ResponseEvent::Recommendation(products) => self.products(products, text),
            ResponseEvent::ChatSuggestion(questions) => chips(questions, "suggestion", text),
            ResponseEvent::Handover(handover) => {
                let not = if handover.trigger == Some(false) {
                    format!(" ({})", labels.not_triggered)
                } else {
                    String::new()
                };
                let mut words = format!("<b>→ {}{not}</b>", labels.handover(handover.kind));
                for reason in [&handover.reason_native, &handover.reason].into_iter().flatten() {
                    // Writing into a string cannot fail.
                    write!(words, "<br>{}", escaped(reason)).ok();
                }
                for (name, value) in &handover.details {
                    write!(words, "<br>{}: {}", escaped(name), escaped(value)).ok();
                }
                Bubble::new(Side::Notice, words).class("handover").write(text);
            }
            ResponseEvent::Interactive(interactive) => self.interactive(interactive, text),
            ResponseEvent::Unknown(unknown) => {
                let words = format!("{}: <code>{}</code>", labels.unknown_event, escaped(&unknown.key));
                Bubble::new(Side::Notice, words).write(text);
            }
        }
    }

    fn products(&mut self, products: &[Product], text: &mut String) {
        let pictures: Vec<Option<String>> = products
            .iter()
            .map(|product| product.image_url.as_deref().and_then(|url| self.album.take(url)))
            .collect();
        text.push_str("<div class=\"products\">");
        for (product, picture) in products.iter().zip(pictures) {
            page::product(text, product, picture.as_deref(), self.labels);
        }
        text.push_str("</div>\n");
    }

    fn interactive(&mut self, interactive: &Interactive, text: &mut String) {
        let words = |parts: [&Option<String>; 3]| -> String {
            let classes = ["head", "body", "foot"];
            let parts = parts.into_iter().zip(classes);
            parts
                .filter_map(|(part, class)| {
                    Some(format!("<div class=\"{class}\">{}</div>", html(part.as_deref()?)))
                })
                .collect()
        };
        let labels =
            |buttons: &[ReplyButton]| buttons.iter().map(|button| button.text.clone()).collect::<Vec<_>>();
        match interactive {
            Interactive::List(list) => {
                let mut inner = words([&list.header, &list.body, &list.footer]);
                inner.push_str(&rows(list));
                Bubble::new(Side::Sofia, inner).write(text);
            }
            Interactive::ReplyButtons(message) => {
                Bubble::new(Side::Sofia, words([&message.header, &message.body, &message.footer]))
                    .write(text);
                chips(&labels(&message.buttons), "button", text);
            }
            Interactive::SingleProduct(message) => {
                Bubble::new(Side::Sofia, words([&message.header, &message.body, &message.footer]))
                    .write(text);
                if let Some(product) = &message.product {
                    self.products(std::slice::from_ref(product), text);
                }
                let mut buttons = labels(&message.buttons);
                buttons.splice(0..0, message.action_button.iter().map(|button| button.text.clone()));
                chips(&buttons, "button", text);
            }
            Interactive::Other { key, .. } => {
                let words = format!("{}: <code>{}</code>", self.labels.unknown_event, escaped(key));
                Bubble::new(Side::Notice, words).write(text);
            }
        }
    }

    /// How the answer ended, and what a person thinks of it.
    fn turn_end(&self, turn: &RecordedTurn, text: &mut String) {
        if let Some(problem) = turn.problem() {
            Bubble::new(Side::Notice, escaped(&problem.message)).class("bad").write(text);
        } else if turn.state != TurnState::Complete {
            Bubble::new(Side::Notice, self.labels.state(turn.state).to_owned()).class("warn").write(text);
        }
        if let Some(rating) = &turn.rating {
            let reason = if rating.reason.is_empty() {
                String::new()
            } else {
                format!(": {}", escaped(&rating.reason))
            };
            let class = if rating.good { "good" } else { "bad" };
            Bubble::new(Side::Notice, format!("{}{reason}", self.labels.rating(rating.good)))
                .class(class)
                .write(text);
        }
    }

    /// What was sent and every line that came.
    fn wire(&self, turn: &RecordedTurn, came: &[Came], text: &mut String) {
        let labels = self.labels;
        let mut facts = vec![labels.state(turn.state).to_owned()];
        for (name, time) in [(labels.first_event, turn.timing.first_event), (labels.total, turn.timing.end)] {
            facts.extend(time.map(|time| format!("{name} {}", shown(time))));
        }
        // Writing into a string cannot fail.
        write!(
            text,
            "<div class=\"wire\">\n<p class=\"facts\">{} · {}</p>\n",
            labels.events,
            facts.join(" · ")
        )
        .ok();
        page::line(
            text,
            labels.sent,
            "",
            &pretty(&String::from_utf8_lossy(&turn.request)),
            turn.request.len(),
            labels,
        );
        for line in came {
            let kinds: Vec<&str> = line.events.iter().map(|(kind, _, _)| kind.as_str()).collect();
            let kind =
                if kinds.is_empty() { line.problem.clone().unwrap_or_default() } else { kinds.join(", ") };
            let place = format!("#{} +{}", line.seq, shown(line.offset));
            page::line(text, &place, &kind, &pretty(&line.text), line.bytes, labels);
        }
        text.push_str("</div>\n");
    }
}

/// JSON over several lines, or the text as it is; of a very large one its beginning.
fn pretty(text: &str) -> String {
    let end = (0..=text.len().min(LARGEST_SHOWN)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    if end < text.len() {
        return format!("{} …", &text[..end]);
    }
    if agent_graph::json::check(text).is_ok() { agent_graph::json::pretty(text) } else { text.to_owned() }
}

fn rows(list: &ListMessage) -> String {
    let mut text = String::new();
    for section in &list.sections {
        if let Some(title) = &section.title {
            // Writing into a string cannot fail.
            write!(text, "<div class=\"section\">{}</div>", escaped(title)).ok();
        }
        text.push_str("<ul class=\"rows\">");
        for row in &section.rows {
            let description = row
                .description
                .as_deref()
                .map(|words| format!("<small>{}</small>", escaped(words)))
                .unwrap_or_default();
            write!(text, "<li>{}{description}</li>", escaped(&row.title)).ok();
        }
        text.push_str("</ul>");
    }
    let button = list.button.iter().map(|button| format!("<div class=\"opener\">{}</div>", escaped(button)));
    text.extend(button);
    text
}

fn chips(labels: &[String], class: &str, text: &mut String) {
    if labels.is_empty() {
        return;
    }
    text.push_str("<div class=\"chips\">");
    for label in labels {
        // Writing into a string cannot fail.
        write!(text, "<span class=\"chip {class}\">{}</span>", escaped(label)).ok();
    }
    text.push_str("</div>\n");
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
