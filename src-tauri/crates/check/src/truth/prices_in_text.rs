//! Prices in running text: a number with the sign, the code or the word of a currency beside it. A number alone is no
//! price: it may be a size, a year or a telephone number.

use std::ops::Range;

use crate::currency::{Currency, in_running_text};
use crate::price::{PriceText, read_price};

/// A price, and which bytes of the text it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PriceAt {
    pub span: Range<usize>,
    pub price: PriceText,
}

/// The longest name of a currency, in characters: `guaraníes`, `bolivianos`.
const LONGEST_NAME: usize = 12;

/// The prices of a text, in order.
pub(super) fn find(text: &str, usual: Option<Currency>) -> Vec<PriceAt> {
    let mut found: Vec<PriceAt> = Vec::new();
    let mut at = 0;
    while let Some(start) =
        text[at..].find(|character: char| character.is_ascii_digit()).map(|place| at + place)
    {
        let number = Token::at(text, start);
        // Digits inside of a word are part of a name: `A54`, `B2C`.
        let inside_word =
            text[..start].ends_with(|before: char| before.is_alphanumeric() && !is_glued(text, start, usual));
        at = number.plain_end;
        if inside_word {
            continue;
        }
        let left = name_before(text, start, usual);
        // A space groups thousands only where the currency shows that the number goes on: `1 299,90 €`.
        let ends = [number.spaced_end, Some(number.plain_end)].into_iter().flatten();
        let right = ends.into_iter().find_map(|end| Some((end, name_behind(text, end, usual)?)));
        let span = match (left, right) {
            (Some(left), Some((end, right))) if end == number.plain_end => left..right,
            (Some(left), _) => left..number.plain_end,
            (None, Some((_, right))) => start..right,
            (None, None) => continue,
        };
        // Where the names on both sides contradict each other, the one behind belongs to something else.
        let spans = [span.clone(), span.start..number.plain_end];
        let read = spans.into_iter().find_map(|span| Some((read_price(&text[span.clone()]).ok()?, span)));
        if let Some((price, span)) = read.filter(|(price, _)| price.currency.is_some()) {
            at = span.end.max(number.plain_end);
            found.push(PriceAt { span, price });
        }
    }
    found
}

/// `R$59`, `USD59`: the letters before the number are the currency's.
fn is_glued(text: &str, start: usize, usual: Option<Currency>) -> bool {
    name_before(text, start, usual).is_some()
}

/// A number and how far it may reach.
struct Token {
    plain_end: usize,
    /// With thousands that spaces group.
    spaced_end: Option<usize>,
}

impl Token {
    fn at(text: &str, start: usize) -> Self {
        let plain_end =
            run(text, start, |character| matches!(character, '.' | ',' | '\'' | '’' | '\u{A0}' | '\u{202F}'));
        let spaced =
            run(text, start, |character| matches!(character, '.' | ',' | ' ' | '\u{A0}' | '\u{202F}'));
        Self { plain_end, spaced_end: (spaced > plain_end).then_some(spaced) }
    }
}

/// The end of digits and single separators between them.
fn run(text: &str, start: usize, is_separator: impl Fn(char) -> bool) -> usize {
    let mut end = start;
    let mut rest = text[start..].char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        if character.is_ascii_digit() {
            end = start + at + 1;
        } else if !is_separator(character) || !rest.peek().is_some_and(|(_, next)| next.is_ascii_digit()) {
            break;
        }
    }
    end
}

/// Where the currency before a number begins, if there is one.
fn name_before(text: &str, start: usize, usual: Option<Currency>) -> Option<usize> {
    let before = text[..start].trim_end_matches([' ', '\u{A0}', '\u{202F}']);
    if start - before.len() > MOST_SPACE {
        return None;
    }
    let starts = before.char_indices().rev().take(LONGEST_NAME).map(|(at, _)| at);
    // The longest that is one: `US$` before `$`.
    starts.filter(|at| stands_alone_before(before, *at) && in_running_text(&before[*at..], usual)).last()
}

const MOST_SPACE: usize = 4;

/// A name that begins with a letter does not begin inside of a word.
fn stands_alone_before(text: &str, at: usize) -> bool {
    let first = text[at..].chars().next();
    !first.is_some_and(char::is_whitespace)
        && (!first.is_some_and(char::is_alphanumeric) || !text[..at].ends_with(char::is_alphanumeric))
}

/// Where the currency behind a number ends, if there is one.
fn name_behind(text: &str, end: usize, usual: Option<Currency>) -> Option<usize> {
    let behind = &text[end..];
    let no_cents =
        [",-", ".-", ",–", ".–"].iter().find(|dash| behind.starts_with(**dash)).map_or(0, |dash| dash.len());
    let behind = &behind[no_cents..];
    let name = behind.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let skipped = behind.len() - name.len();
    if skipped > MOST_SPACE {
        return None;
    }
    let ends = name.char_indices().take(LONGEST_NAME).map(|(at, character)| at + character.len_utf8());
    let is_name = |length: &usize| {
        let (name, rest) = name.split_at(*length);
        let last = name.chars().next_back();
        let whole = !last.is_some_and(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric);
        let ends_well = last.is_some_and(|last| !last.is_whitespace() && last != '.');
        whole && ends_well && in_running_text(name, usual)
    };
    let length = ends.filter(is_name).last()?;
    // `R$ 10 $ 20`: the sign belongs to the number behind it.
    let belongs_behind = name[length..].trim_start().starts_with(|next: char| next.is_ascii_digit())
        && !name[..length].chars().all(char::is_alphabetic);
    (!belongs_behind).then_some(end + no_cents + skipped + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_found_in_sentences_and_other_numbers_are_not() {
        let table: &[(&str, &str, &[&str])] = &[
            ("O vestido custa R$ 189,90 em até 6x de R$ 31,65.", "BRL", &["R$ 189,90", "R$ 31,65"]),
            ("*R$1.299,90*", "BRL", &["R$1.299,90"]),
            ("It is $59.99, or US$ 10 more", "USD", &["$59.99", "US$ 10"]),
            ("Cuesta $1,299.50 MXN hoy", "MXN", &["$1,299.50 MXN"]),
            ("1 299,90 € ou 59€", "EUR", &["1 299,90 €", "59€"]),
            ("até 200 reais", "BRL", &["200 reais"]),
            ("15 dólares o 300 pesos", "MXN", &["15 dólares", "300 pesos"]),
            ("BRL 59,90 e 60 BRL", "BRL", &["BRL 59,90", "60 BRL"]),
            ("S/ 59.90 y S/.10", "PEN", &["S/ 59.90", "S/.10"]),
            ("Bs. 59,90", "BOB", &["Bs. 59,90"]),
            ("59,- kr", "SEK", &["59,- kr"]),
            ("entre R$ 100 e R$ 200", "BRL", &["R$ 100", "R$ 200"]),
            ("R$ 10 $ 20", "BRL", &["R$ 10", "$ 20"]),
            ("R$ 59,90.", "BRL", &["R$ 59,90"]),
            // No prices.
            ("Tamanho 42, modelo A54, 2026, +55 11 98765-4321", "BRL", &[]),
            ("L 40, G 42, Q 3, 12 m, 5 kr", "BRL", &[]),
            ("pesa 2 libras e 5% off", "BRL", &[]),
            ("pedido 12345 USDA 7", "USD", &[]),
            ("", "BRL", &[]),
        ];
        for (text, usual, expected) in table {
            let found = find(text, Currency::of_code(usual));
            let found: Vec<&str> = found.iter().map(|price| &text[price.span.clone()]).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
