//! What differs between two answers: their products and texts as sets, and their events line by line.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use agent_graph::event::{Content, Product};
use agent_graph::{ResponseEvent, json, read_line};
use similar::{Algorithm, DiffOp, capture_diff_slices_by_key_deadline};

use crate::conversation::{Conversation, StoredLine, Turn};

/// What is compared of one answer at most, in bytes of laid-out JSON; the rest is left out and said to be.
const LARGEST: usize = 4 * 1024 * 1024;

/// After so long a simpler difference is good enough.
const PATIENCE: Duration = Duration::from_millis(800);

/// Equal lines that are shown around each change.
const CONTEXT: usize = 3;

/// Rows that are answered at most, and bytes of one.
const ROWS_AT_MOST: usize = 20_000;
const LONGEST_ROW: usize = 2_000;

/// Two answers beside each other.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The first.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// In both, by the id or else the title.
    pub products_kept: u32,
    /// In the first alone.
    pub products_removed: Vec<ComparedProduct>,
    /// In the second alone.
    pub products_added: Vec<ComparedProduct>,
    /// In both, and not the same: the first's and the second's.
    pub products_changed: Vec<(ComparedProduct, ComparedProduct)>,
    /// Texts that are in both to the letter.
    pub texts_kept: u32,
    /// The events, laid out and compared line by line.
    pub rows: Vec<Row>,
    /// Not all of it was compared or is told.
    pub cut: bool,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its turn.
    pub turn: Turn,
    /// Where that belongs.
    pub conversation: Conversation,
    /// How many events of each kind, in the order in which the kinds first come.
    pub kinds: Vec<(String, u32)>,
    /// How many texts.
    pub texts: u32,
    /// How many characters they have.
    pub characters: u64,
}

/// What a product is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedProduct {
    /// Its id.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The characters that came.
    pub price: Option<String>,
    /// As it came.
    pub currency: Option<String>,
}

/// One row of the difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A line of both, with its number in each, from 1.
    Same {
        /// In the first.
        a: u32,
        /// In the second.
        b: u32,
        /// The line.
        text: String,
    },
    /// A line of the first alone.
    Removed {
        /// Its number.
        a: u32,
        /// The line.
        text: String,
    },
    /// A line of the second alone.
    Added {
        /// Its number.
        b: u32,
        /// The line.
        text: String,
    },
    /// Equal lines that are left out.
    Hidden {
        /// How many.
        lines: u32,
    },
}

/// All that is compared of one answer, gathered line by line.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    laid_out: String,
    products: Vec<ComparedProduct>,
    texts: Vec<String>,
    kinds: Vec<(String, u32)>,
    cut: bool,
}

impl Answer {
    pub(crate) fn take(&mut self, line: &StoredLine) {
        for slice in read_line(&line.bytes, line.seq == 1).events {
            match self.kinds.iter_mut().find(|(kind, _)| *kind == slice.kind) {
                Some((_, count)) => *count += 1,
                None => self.kinds.push((slice.kind.clone().into_owned(), 1)),
            }
            if self.laid_out.len() + slice.json.len() > LARGEST {
                self.cut = true;
            } else {
                self.laid_out.push_str(&json::pretty(slice.json));
                self.laid_out.push('\n');
            }
            match ResponseEvent::read(&slice) {
                ResponseEvent::Recommendation(products) => {
                    for product in products.into_iter().map(ComparedProduct::of) {
                        if !self.products.iter().any(|known| known.is_same(&product)) {
                            self.products.push(product);
                        }
                    }
                }
                ResponseEvent::Message(message) => {
                    if let Content::Text(text) = message.content {
                        self.texts.push(text);
                    }
                }
                _ => {}
            }
        }
    }

    fn side(&self, turn: Turn, conversation: Conversation) -> Side {
        Side {
            turn,
            conversation,
            kinds: self.kinds.clone(),
            texts: u32::try_from(self.texts.len()).unwrap_or(u32::MAX),
            characters: self.texts.iter().map(|text| text.chars().count() as u64).sum(),
        }
    }
}

impl ComparedProduct {
    fn of(product: Product) -> Self {
        Self {
            id: product.product_id,
            title: product.title,
            price: product.price,
            currency: product.currency,
        }
    }

    /// Whether both are about one product: its id says so, or its title where one of them has no id.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
            (Some(own), Some(others)) => own == others,
            _ => self.title.is_some() && self.title == other.title,
        }
    }
}

/// Compares two answers. With `without_times` lines that say when an event was created count as equal, since they
/// always differ.
pub(crate) fn compare(
    (a, a_turn, a_conversation): (Answer, Turn, Conversation),
    (b, b_turn, b_conversation): (Answer, Turn, Conversation),
    without_times: bool,
) -> Comparison {
    let only_in = |own: &Answer, other: &Answer| {
        own.products
            .iter()
            .filter(|product| !other.products.iter().any(|known| known.is_same(product)))
            .cloned()
            .collect()
    };
    let both = a
        .products
        .iter()
        .filter_map(|product| Some((product, b.products.iter().find(|other| other.is_same(product))?)));
    let (kept, changed): (Vec<_>, Vec<_>) = both.partition(|(one, other)| one == other);
    let in_b: HashSet<&str> = b.texts.iter().map(String::as_str).collect();
    let (rows, cut) = difference(&a.laid_out, &b.laid_out, without_times);
    Comparison {
        products_kept: u32::try_from(kept.len()).unwrap_or(u32::MAX),
        products_removed: only_in(&a, &b),
        products_added: only_in(&b, &a),
        products_changed: changed.into_iter().map(|(one, other)| (one.clone(), other.clone())).collect(),
        texts_kept: u32::try_from(a.texts.iter().filter(|text| in_b.contains(text.as_str())).count())
            .unwrap_or(u32::MAX),
        rows,
        cut: cut || a.cut || b.cut,
        a: a.side(a_turn, a_conversation),
        b: b.side(b_turn, b_conversation),
    }
}

/// The rows of the difference, and whether some are left out at the end.
fn difference(a: &str, b: &str, without_times: bool) -> (Vec<Row>, bool) {
    let (old, new): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    let key = |line: &&str| -> String {
        let time = ["\"createdAt\":", "\"created_at\":"];
        match time.into_iter().find(|name| without_times && line.trim_start().starts_with(name)) {
            Some(name) => name.to_owned(),
            None => (*line).to_owned(),
        }
    };
    let deadline = Instant::now() + PATIENCE;
    let changes = capture_diff_slices_by_key_deadline(Algorithm::Patience, &old, &new, key, Some(deadline));
    let mut rows = Vec::new();
    let last = changes.len().saturating_sub(1);
    for (at, change) in changes.iter().enumerate() {
        match *change {
            DiffOp::Equal { old_index, new_index, len } => {
                let head = if at == 0 { 0 } else { CONTEXT };
                let tail = if at == last { 0 } else { CONTEXT };
                // One or two lines are no shorter when they are hidden.
                let hidden = if len > head + tail + 2 { head..len - tail } else { len..len };
                for offset in 0..len {
                    if offset == hidden.start && !hidden.is_empty() {
                        rows.push(Row::Hidden { lines: number(hidden.len()) });
                    }
                    if !hidden.contains(&offset) {
                        let (a, b) = (old_index + offset, new_index + offset);
                        rows.push(Row::Same { a: number(a + 1), b: number(b + 1), text: row_text(new[b]) });
                    }
                }
            }
            DiffOp::Delete { old_index, old_len, .. } => removed(&mut rows, &old, old_index, old_len),
            DiffOp::Insert { new_index, new_len, .. } => added(&mut rows, &new, new_index, new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                removed(&mut rows, &old, old_index, old_len);
                added(&mut rows, &new, new_index, new_len);
            }
        }
        if rows.len() > ROWS_AT_MOST {
            rows.truncate(ROWS_AT_MOST);
            return (rows, true);
        }
    }
    (rows, false)
}

fn removed(rows: &mut Vec<Row>, lines: &[&str], from: usize, count: usize) {
    let row = |at: usize| Row::Removed { a: number(at + 1), text: row_text(lines[at]) };
    rows.extend((from..from + count).map(row));
}

fn added(rows: &mut Vec<Row>, lines: &[&str], from: usize, count: usize) {
    let row = |at: usize| Row::Added { b: number(at + 1), text: row_text(lines[at]) };
    rows.extend((from..from + count).map(row));
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn row_text(line: &str) -> String {
    if line.len() <= LONGEST_ROW {
        return line.to_owned();
    }
    let end = (0..=LONGEST_ROW).rev().find(|&at| line.is_char_boundary(at)).unwrap_or_default();
    format!("{}…", &line[..end])
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::conversation::LineEnding;

    fn answer(events: &[&str]) -> Answer {
        let mut answer = Answer::default();
        for event in events {
            let line = format!(r#"{{"result":{{"response":{{"responseEvents":[{event}]}}}}}}"#);
            answer.take(&StoredLine {
                id: 1,
                turn_id: 1,
                seq: 1,
                offset: Duration::ZERO,
                bytes: Bytes::from(line),
                ending: LineEnding::Terminated,
            });
        }
        answer
    }

    fn signs(rows: &[Row]) -> String {
        rows.iter()
            .map(|row| match row {
                Row::Same { .. } => '=',
                Row::Removed { .. } => '-',
                Row::Added { .. } => '+',
                Row::Hidden { .. } => '…',
            })
            .collect()
    }

    #[test]
    fn products_are_the_same_by_their_id_or_else_by_their_title() {
        let products =
            |json: &str| answer(&[&format!(r#"{{"recommendationEvent":{{"products":[{json}]}}}}"#)]).products;
        let a = products(
            r#"{"productId":"1","title":"Vestido"},{"productId":"1","title":"again"},{"title":"Saia"}"#,
        );
        assert_eq!(a.len(), 2);
        let b = products(
            r#"{"productId":"1","title":"Vestido azul"},{"productId":"9","title":"Saia"},{"title":null}"#,
        );
        assert!(a[0].is_same(&b[0]) && a[1].is_same(&b[1]) && !b[2].is_same(&b[2]));
    }

    #[test]
    fn equal_stretches_are_hidden_but_for_what_is_around_a_change() {
        let a: String = (0..30).map(|line| format!("{line}\n")).collect();
        let b = a.replace("\n15\n", "\nfifteen\n");
        let (rows, cut) = difference(&a, &b, false);
        assert_eq!((signs(&rows).as_str(), cut), ("…===-+===…", false));
        assert_eq!(rows[0], Row::Hidden { lines: 12 });
        assert_eq!(rows[4], Row::Removed { a: 16, text: "15".into() });
        assert_eq!(rows[5], Row::Added { b: 16, text: "fifteen".into() });
        assert_eq!(signs(&difference(&a, &a, false).0), "…");
        assert_eq!(difference("", "", false), (Vec::new(), false));
    }

    #[test]
    fn times_of_creation_differ_only_where_they_are_asked_for() {
        let said = |time: &str| {
            answer(&[&format!(
                r#"{{"messageEvent":{{"createdAt":"{time}","content":{{"textContent":{{"text":"Oi"}}}}}}}}"#
            )])
            .laid_out
        };
        let (a, b) = (said("10:00"), said("11:00"));
        assert!(signs(&difference(&a, &b, false).0).contains("-+"));
        assert_eq!(signs(&difference(&a, &b, true).0), "…");
    }

    #[test]
    fn a_row_of_megabytes_and_a_million_rows_are_cut() {
        let long = "é".repeat(1_000_000);
        let (rows, _) = difference(&long, "", false);
        assert!(matches!(&rows[0], Row::Removed { text, .. } if text.len() < LONGEST_ROW + 10));
        let many: String = (0..ROWS_AT_MOST + 10).map(|line| format!("{line}\n")).collect();
        let (rows, cut) = difference(&many, "", false);
        assert_eq!((rows.len(), cut), (ROWS_AT_MOST, true));
    }
}
