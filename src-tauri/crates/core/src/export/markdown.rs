//! Markdown for a ticket or a wiki: what was said, in the form that it has for its reader.

mod event;

use std::fmt::Write as _;

use super::labels::Labels;
use super::transcript::{Came, came, moment, shown};
use super::whatsapp::{escaped_in_markdown as escaped, markdown};
use super::{ExportOptions, Sheet, Writing};
use crate::conversation::TurnState;
use crate::error::Error;
use crate::recording::{RecordedConversation, RecordedTurn};
use crate::words::{is_customers, said};

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
            write!(text, "\n{}:\n\n{}", labels.note, quoted(&markdown(&entry.note))).ok();
        }
        out.write(text.as_bytes())
    }

    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error> {
        self.turns += 1;
        let labels = self.labels;
        let mut text = format!("\n## {}\n", turn.ordinal);
        for said in said(&turn.request) {
            let who = if said.customer { labels.customer } else { "Sofia" };
            write!(
                text,
                "\n**{who}** · {}\n\n{}",
                moment(turn.sent_at, &self.zone),
                quoted(&markdown(&said.words))
            )
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
            answer(&line, labels, &mut text);
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

/// What came in a line, each event as a quotation of its own.
fn answer(line: &Came, labels: &Labels, text: &mut String) {
    for (_, _, event) in line.events.iter().filter(|(_, _, event)| !is_customers(event)) {
        let words = event::markdown_of(event, labels);
        if !words.trim().is_empty() {
            // Writing into a string cannot fail.
            writeln!(text, "{}", quoted(&words)).ok();
        }
    }
    if let Some(problem) = &line.problem {
        writeln!(text, "⚠ #{}: {}\n", line.seq, escaped(problem)).ok();
    }
}

/// Markdown as a quotation, with a line feed at its end.
fn quoted(markdown: &str) -> String {
    // Two spaces break a line, and an empty one parts what stands before it from what stands behind.
    let line = |line: &str| if line.trim().is_empty() { ">\n".to_owned() } else { format!("> {line}\n") };
    markdown.lines().map(line).collect()
}
