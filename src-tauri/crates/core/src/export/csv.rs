//! A table with a row for each answer, by RFC 4180: for a spreadsheet, and for the people who keep the knowledge base.

use super::transcript::{Answer, moment};
use super::{ExportOptions, Sheet, Writing};
use crate::error::Error;
use crate::recording::{RecordedConversation, RecordedTurn};

/// The columns. Scripts read them: they stay what they are.
const COLUMNS: [&str; 21] = [
    "merchant",
    "conversation",
    "title",
    "customer",
    "tags",
    "note",
    "simulated",
    "turn",
    "sent_at",
    "question",
    "answer",
    "products",
    "suggestions",
    "handover",
    "state",
    "problem",
    "first_event_ms",
    "total_ms",
    "rating",
    "reason",
    "rated_at",
];

#[derive(Debug)]
pub(super) struct CsvSheet {
    byte_order_mark: bool,
    zone: jiff::tz::TimeZone,
    head: Vec<String>,
    simulated: bool,
}

impl CsvSheet {
    pub(super) fn new(options: &ExportOptions) -> Self {
        Self {
            byte_order_mark: options.byte_order_mark,
            zone: options.zone.clone(),
            head: Vec::new(),
            simulated: false,
        }
    }
}

impl Sheet for CsvSheet {
    fn begin(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        if self.byte_order_mark {
            out.write("\u{FEFF}".as_bytes())?;
        }
        out.write(row(COLUMNS).as_bytes())
    }

    fn conversation(
        &mut self,
        conversation: &RecordedConversation,
        _out: &mut Writing<'_>,
    ) -> Result<(), Error> {
        let entry = &conversation.entry;
        self.simulated = entry.simulated;
        self.head = vec![
            entry.merchant.name.clone(),
            entry.id.clone(),
            conversation.called().to_owned(),
            entry.customer.clone(),
            entry.tags.join(", "),
            entry.note.clone(),
            if entry.simulated { "yes" } else { "no" }.to_owned(),
        ];
        Ok(())
    }

    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error> {
        let answer = Answer::of(turn);
        let milliseconds = |time: Option<std::time::Duration>| {
            time.map(|time| time.as_millis().to_string()).unwrap_or_default()
        };
        let rating = turn.rating.as_ref();
        let cells = [
            turn.ordinal.to_string(),
            moment(turn.sent_at, &self.zone),
            answer.question,
            answer.words,
            answer.products,
            answer.suggestions,
            answer.handover,
            answer.state.to_owned(),
            turn.problem().map(|problem| problem.message).unwrap_or_default(),
            milliseconds(turn.timing.first_event),
            milliseconds(turn.timing.end),
            rating.map_or("", |rating| if rating.good { "good" } else { "bad" }).to_owned(),
            rating.map(|rating| rating.reason.clone()).unwrap_or_default(),
            rating.map(|rating| moment(rating.at, &self.zone)).unwrap_or_default(),
        ];
        out.write(
            row(self.head.iter().map(String::as_str).chain(cells.iter().map(String::as_str))).as_bytes(),
        )
    }

    fn conversation_over(&mut self, _out: &mut Writing<'_>) -> Result<(), Error> {
        Ok(())
    }
}

fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell that a spreadsheet shows as text: what would begin a formula gets an apostrophe in front, as the people who
/// look after such things advise. Nothing else is changed but for the quoting.
fn cell(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        || text.trim_start().starts_with(['=', '+', '-', '@']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\r', '\n', ';', '\t']) || text != text.trim() {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_is_one_cell() {
        let table = [
            ("vestido azul", "vestido azul"),
            ("a,b", "\"a,b\""),
            ("say \"oi\"\nagora", "\"say \"\"oi\"\"\nagora\""),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+55 11 9", "'+55 11 9"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("1-2", "1-2"),
            ("a\0b", "ab"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
