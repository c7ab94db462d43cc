//! Markdown for a ticket or a wiki: what was said, with nothing of it taken for markup.

use std::fmt::Write as _;

use super::labels::Labels;
use super::transcript::{Came, came, moment, shown};
use super::{ExportOptions, Sheet, Writing};
use crate::conversation::TurnState;
use crate::error::Error;
use crate::recording::{RecordedConversation, RecordedTurn};
use crate::words::{event_words, is_customers, said};

#[derive(Debug)]
pub(super) struct MarkdownSheet {
    labels: &'static Labels,
    zone: jiff::tz::TimeZone,
    conversations: u64,
    turns: u64,
}

impl MarkdownSheet {
    pub(super) fn new(options: &ExportOptions) -> Self {
        Self { labels: options.language.labels(), zone: options.zone.clone(), conversations: 0, turns: 0 }
    }
}

impl Sheet for MarkdownSheet {
    fn begin(&mut self, _out: &mut Writing<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn conversation(
        &mut self,
        conversation: &RecordedConversation,
        out: &mut Writing<'_>,
    ) -> Result<(), Error> {
        let (labels, entry) = (self.labels, &conversation.entry);
        let mut text = String::new();
        if self.conversations > 0 {
            text.push_str("\n---\n\n");
        }
        self.conversations += 1;
        self.turns = 0;
        let title = if conversation.called().is_empty() { labels.untitled } else { conversation.called() };
        let mut facts = vec![escaped(&entry.merchant.name)];
        if !entry.customer.is_empty() {
            facts.push(format!("{}: {}", labels.customer, escaped(&entry.customer)));
        }
        facts.push(moment(entry.created_at, &self.zone));
        if entry.simulated {
            facts.push(format!("**{}**", labels.simulated));
        }
        if entry.masked {
            facts.push(labels.masked.to_owned());
        }
        // Writing into a string cannot fail.
        write!(text, "# {}\n\n{}\n", escaped(title), facts.join(" · ")).ok();
        if !entry.tags.is_empty() {
            let tags: Vec<String> = entry.tags.iter().map(|tag| escaped(tag)).collect();
            write!(text, "\n{}: {}\n", labels.tags, tags.join(", ")).ok();
        }
        if !entry.note.is_empty() {
            write!(text, "\n{}:\n\n{}", labels.note, quoted(&entry.note)).ok();
        }
        out.write(text.as_bytes())
    }

    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error> {
        self.turns += 1;
        let labels = self.labels;
        let mut text = format!("\n## {}\n", turn.ordinal);
        for said in said(&turn.request) {
            let who = if said.customer { labels.customer } else { "Sofia" };
            write!(text, "\n**{who}** · {}\n\n{}", moment(turn.sent_at, &self.zone), quoted(&said.words))
                .ok();
        }
        let mut facts = Vec::new();
        for (name, time) in [(labels.first_event, turn.timing.first_event), (labels.total, turn.timing.end)] {
            facts.extend(time.map(|time| format!("{name} {}", shown(time))));
        }
        if turn.state != TurnState::Complete {
            facts.push(format!("**{}**", labels.state(turn.state)));
        }
        let facts = facts.iter().map(|fact| format!(" · {fact}")).collect::<String>();
        write!(text, "\n**Sofia**{facts}\n\n").ok();
        for line in came(turn) {
            answer(&line, &mut text);
        }
        if let Some(problem) = turn.problem() {
            write!(text, "⚠ {}\n\n", escaped(&problem.message)).ok();
        }
        if let Some(rating) = &turn.rating {
            let reason = if rating.reason.is_empty() {
                String::new()
            } else {
                format!(": {}", escaped(&rating.reason))
            };
            writeln!(text, "*{}*{reason}", labels.rating(rating.good)).ok();
        }
        out.write(text.as_bytes())
    }

    fn conversation_over(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        if self.turns == 0 { out.write(format!("\n{}\n", self.labels.nothing).as_bytes()) } else { Ok(()) }
    }
}

fn answer(line: &Came, text: &mut String) {
    for (_, _, event) in &line.events {
        if let Some(words) = event_words(event).filter(|_| !is_customers(event)) {
            // Writing into a string cannot fail.
            writeln!(text, "{}", quoted(&words)).ok();
        }
    }
    if let Some(problem) = &line.problem {
        writeln!(text, "⚠ #{}: {}\n", line.seq, escaped(problem)).ok();
    }
}

/// A quotation, line by line, with an empty line behind it.
fn quoted(words: &str) -> String {
    let lines = words.lines().map(|line| format!("> {}  \n", escaped(line)));
    lines.collect::<String>()
}

/// A text that Markdown shows as it is: nothing that came from outside becomes a link, an image, a heading or HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.chars().enumerate() {
        match character {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' | '$'
            | '^' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // An address that is written out is turned into a link by many readers; a link that is seen is one that is
            // meant, but a script's is not.
            ':' if is_scheme(&escaped) => escaped.push_str("&#58;"),
            '+' | '-' | '=' if at == 0 => {
                escaped.push('\\');
                escaped.push(character);
            }
            '.' if at > 0 && text.chars().take(at).all(|c| c.is_ascii_digit()) => escaped.push_str("\\."),
            '\n' | '\r' => escaped.push(' '),
            other if other.is_control() => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether what stands before a colon is the scheme of a script.
fn is_scheme(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    ["javascript", "data", "vbscript"].iter().any(|scheme| lower.ends_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_came_from_outside_is_markup() {
        let table = [
            ("# not a heading", "\\# not a heading"),
            ("*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"),
            ("[x](https://a.example)", "\\[x\\]\\(https://a.example\\)"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert\\(1\\)&gt;"),
            ("1. um", "1\\. um"),
            ("- um", "\\- um"),
            ("a | b", "a \\| b"),
            ("javascript:alert(1)", "javascript&#58;alert\\(1\\)"),
            ("R$ 10 até 20", "R\\$ 10 até 20"),
            ("a\u{1b}b", "a\u{FFFD}b"),
        ];
        for (text, expected) in table {
            assert_eq!(escaped(text), expected);
        }
        assert_eq!(quoted("um\n\ndois"), "> um  \n>   \n> dois  \n");
    }
}
