//! The piece of a text that a person sees of a hit, with what was found in it told apart.
//!
//! The index itself holds no text. So the few texts of a page of hits go through a small index in memory, with the same
//! tokenizer and the same expression: what is highlighted is what was found, whatever its case, accents and script.

use rusqlite::{Connection, params};

use super::text::Findable;
use crate::error::Error;

/// How much of a text is shown, in characters, and how much of that lies before the first hit.
const SHOWN: usize = 180;
const BEFORE: usize = 60;

/// Enclose a hit on its way out of the index; they occur in no text, since control characters are taken out.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';

/// A part of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    /// Its text, on one line.
    pub text: String,
    /// It is what was looked for.
    pub found: bool,
}

/// Makes snippets, all of the same expression.
pub(super) struct Highlighter {
    memory: Connection,
    expression: String,
}

impl Highlighter {
    pub(super) fn new(expression: &str) -> Result<Self, Error> {
        let run = || {
            let memory = Connection::open_in_memory()?;
            memory.execute_batch(
                "PRAGMA journal_mode = off;
                 CREATE VIRTUAL TABLE text USING fts5 (words, rest, tokenize = 'unicode61 remove_diacritics 2')",
            )?;
            Ok(memory)
        };
        let memory = run().map_err(|error| internal(&error))?;
        Ok(Self { memory, expression: expression.to_owned() })
    }

    /// The snippets of these texts, in their order.
    pub(super) fn snippets(&self, texts: &[Findable]) -> Result<Vec<Vec<SnippetPart>>, Error> {
        self.run(texts).map_err(|error| internal(&error))
    }

    fn run(&self, texts: &[Findable]) -> rusqlite::Result<Vec<Vec<SnippetPart>>> {
        let transaction = self.memory.unchecked_transaction()?;
        let mut insert = transaction.prepare("INSERT INTO text (rowid, words, rest) VALUES (?1, ?2, ?3)")?;
        for (number, text) in (1i64..).zip(texts) {
            insert.execute(params![number, one_line(&text.words), one_line(&text.rest)])?;
        }
        let mut marked: Vec<Option<String>> = vec![None; texts.len()];
        let mut select = transaction.prepare(
            "SELECT rowid, highlight(text, 0, ?2, ?3), highlight(text, 1, ?2, ?3) FROM text WHERE text MATCH ?1",
        )?;
        let mut rows = select.query(params![self.expression, BEGIN.to_string(), END.to_string()])?;
        while let Some(row) = rows.next()? {
            let (words, rest): (String, String) = (row.get(1)?, row.get(2)?);
            let shown = if words.contains(BEGIN) || !rest.contains(BEGIN) { words } else { rest };
            let number = row.get::<_, i64>(0)?;
            let place = usize::try_from(number - 1).ok().and_then(|at| marked.get_mut(at));
            if let Some(place) = place {
                *place = Some(shown);
            }
        }
        let plain = |text: &Findable| one_line(if text.words.is_empty() { &text.rest } else { &text.words });
        Ok(marked
            .into_iter()
            .zip(texts)
            .map(|(marked, text)| parts(&marked.unwrap_or_else(|| plain(text))))
            .collect())
    }
}

/// The snippet of a text in which nothing was looked for.
pub(super) fn beginning(text: &str) -> Vec<SnippetPart> {
    parts(&one_line(text))
}

fn internal(error: &rusqlite::Error) -> Error {
    Error::Internal { reason: format!("a hit could not be highlighted: {error}") }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Cuts a marked text around its first hit and takes it apart at its marks.
fn parts(marked: &str) -> Vec<SnippetPart> {
    let characters: Vec<char> = marked.chars().collect();
    let first = characters.iter().position(|c| *c == BEGIN).unwrap_or(0);
    let is_word = |at: usize| characters.get(at).is_some_and(|c| c.is_alphanumeric());
    let mut from = first.saturating_sub(BEFORE);
    // Not in the middle of a word, unless that takes all that may stand before the hit.
    while from > 0 && from < first && is_word(from) && is_word(from - 1) {
        from += 1;
    }
    let mut until = (from + SHOWN).min(characters.len());
    while until < characters.len() && until > first + BEFORE && is_word(until) && is_word(until - 1) {
        until -= 1;
    }
    let mut parts: Vec<SnippetPart> = Vec::new();
    let mut found = false;
    let mut text = if from > 0 { "…".to_owned() } else { String::new() };
    let mut push = |text: &mut String, found: bool| {
        if !text.is_empty() {
            parts.push(SnippetPart { text: std::mem::take(text), found });
        }
    };
    for character in &characters[from..until] {
        match *character {
            BEGIN => {
                push(&mut text, found);
                found = true;
            }
            END => {
                push(&mut text, found);
                found = false;
            }
            other => text.push(other),
        }
    }
    if until < characters.len() {
        push(&mut text, found);
        found = false;
        text.push('…');
    }
    push(&mut text, found);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expression: &str, words: &str, rest: &str) -> String {
        let text = Findable { words: words.to_owned(), rest: rest.to_owned(), ..Findable::default() };
        let snippets = Highlighter::new(expression).unwrap().snippets(&[text]).unwrap();
        snippets[0]
            .iter()
            .map(|part| if part.found { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn what_was_found_is_told_apart_whatever_its_case_and_accents() {
        let table = [
            (r#""acao""#, "Uma AÇÃO e outra ação", "", "Uma [AÇÃO] e outra [ação]"),
            (r#""vest" *"#, "Vestidos\nlongos", "", "[Vestidos] longos"),
            (r#""vestido azul""#, "vestido azul, azul vestido", "", "[vestido azul], azul vestido"),
            (r#""trace""#, "Oi", "trace_id\nt-9", "[trace]_id t-9"),
            (r#""a" AND "b""#, "a", "b", "[a]"),
            (r#""x""#, "nothing of it", "", "nothing of it"),
        ];
        for (expression, words, rest, expected) in table {
            assert_eq!(shown(expression, words, rest), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit_between_words() {
        let text = format!("{} alvo {}", "palavra ".repeat(50), "depois ".repeat(50));
        let snippet = shown(r#""alvo""#, &text, "");
        assert!(snippet.starts_with("… palavra") || snippet.starts_with("…palavra"), "{snippet}");
        assert!(snippet.contains("[alvo]") && snippet.ends_with('…'), "{snippet}");
        assert!(snippet.chars().count() < SHOWN + 10, "{snippet}");
        let solid = format!("{}alvo {}", "é".repeat(500) + " ", "ü".repeat(500));
        assert!(shown(r#""alvo""#, &solid, "").contains("[alvo]"));
    }

    #[test]
    fn a_text_that_tries_to_look_like_a_hit_is_none() {
        assert_eq!(shown(r#""b""#, "a\u{2}x\u{3} b", ""), "a x  [b]");
    }
}
