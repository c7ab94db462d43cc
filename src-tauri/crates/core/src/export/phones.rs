//! Phone numbers in a text.
//!
//! What looks like one by its groups is one: with a plus in front, or with four digits at its end and an area code or a
//! fifth digit before, or as ten to thirteen digits in one piece. Prices, dates, sizes and years are none.

use std::ops::Range;

/// Where phone numbers are.
pub(super) fn phones(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = matches!(bytes[at], b'+' | b'(') || bytes[at].is_ascii_digit();
        if !begins || (is_inside(&text[..at]) && !behind_link(&text[..at])) {
            at += 1;
            continue;
        }
        let candidate = Candidate::read(bytes, at);
        if candidate.is_phone(text) {
            found.push(at..candidate.end);
        }
        at = candidate.end.max(at + 1);
    }
    found
}

/// Whether what follows belongs to a word, an amount or a path that has begun before.
fn is_inside(before: &str) -> bool {
    before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '/'))
}

/// Links that hold a phone number and nothing else.
fn behind_link(before: &str) -> bool {
    ["wa.me/", "tel:", "phone="].iter().any(|link| before.ends_with(link))
}

struct Candidate {
    start: usize,
    end: usize,
    groups: Vec<usize>,
    digits: usize,
}

impl Candidate {
    /// Reads groups of digits with a space, a hyphen or brackets between them.
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut candidate = Self { start, end: start + 1, groups: Vec::new(), digits: 0 };
        let mut at = start;
        let mut group = 0;
        // Between two groups stands little: `) ` and ` - ` at most.
        let mut between = 0;
        while at < bytes.len() {
            match bytes[at] {
                byte if byte.is_ascii_digit() => {
                    group += 1;
                    between = 0;
                    candidate.digits += 1;
                    candidate.end = at + 1;
                }
                b'+' if at == start => {}
                b' ' | b'-' | b'(' | b')' if between < 3 => {
                    if group > 0 {
                        candidate.groups.push(group);
                        group = 0;
                    }
                    between += 1;
                }
                _ => break,
            }
            at += 1;
        }
        if group > 0 {
            candidate.groups.push(group);
        }
        candidate
    }

    fn is_phone(&self, text: &str) -> bool {
        let written = &text[self.start..self.end];
        let behind = text[self.end..].chars();
        // `1.299`, `12:30`, `10/11` and `3x` go on.
        let goes_on = |mut behind: std::str::Chars<'_>| match behind.next() {
            Some('.' | ',' | ':' | '/') => behind.next().is_some_and(|c| c.is_ascii_digit()),
            Some(next) => next.is_alphanumeric() || next == '%',
            None => false,
        };
        if goes_on(behind) || self.groups.len() > 6 {
            return false;
        }
        if written.starts_with('+') {
            return (8..=15).contains(&self.digits);
        }
        match self.groups.as_slice() {
            [one] => (10..=13).contains(one),
            [.., last] => {
                let shape = *last == 4 && self.groups.len() <= 4 && (9..=13).contains(&self.digits);
                shape && self.groups.iter().all(|group| *group <= 5)
            }
            [] => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_phone_numbers() {
        let table: [(&str, &[&str]); 24] = [
            ("ligue +55 11 99999-8888.", &["+55 11 99999-8888"]),
            ("(11) 99999-8888 ou (11)3333-4444", &["(11) 99999-8888", "(11)3333-4444"]),
            ("11 99999 8888", &["11 99999 8888"]),
            ("5511999998888", &["5511999998888"]),
            ("99999-8888", &["99999-8888"]),
            ("+1 (415) 555-0132, thanks", &["+1 (415) 555-0132"]),
            ("415-555-0132", &["415-555-0132"]),
            ("+33 6 12 34 56 78", &["+33 6 12 34 56 78"]),
            ("+52 55 1234 5678", &["+52 55 1234 5678"]),
            ("https://wa.me/5511999998888", &["5511999998888"]),
            ("tel:+5511999998888", &["+5511999998888"]),
            ("2025-07-05 12:30", &[]),
            ("2025-07-05T16:19:26.105Z", &[]),
            ("de 2019-2024", &[]),
            ("R$ 1.299,90 ou 12x 129,90", &[]),
            ("tamanhos 36 38 40 42 44", &[]),
            ("189.90 - 259.90", &[]),
            ("pedido 4711", &[]),
            ("MA1001234567", &[]),
            ("7c9e6679-7425-40de-944b-e07fc1f90ae7", &[]),
            ("12345678901234567890", &[]),
            ("1234567890123456", &[]),
            ("100%, 50-60, 3 por 2", &[]),
            ("(nada) + nada (", &[]),
        ];
        for (text, expected) in table {
            let found: Vec<&str> = phones(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
