//! Personal data in what goes out: who the customer is, phone numbers, e-mail addresses.
//!
//! Each value is replaced by a name for it, the same one wherever it occurs, so that a reader still sees who is who and
//! that two numbers are one. What is taken out is listed, for a person to look at before the file is given away: no rule
//! can know everything.

use std::borrow::Cow;
use std::collections::BTreeMap;

use agent_graph::json::scalar;

use crate::search::string_end;

/// What a personal value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonalKind {
    /// The customer's id (`clientKey`).
    Customer,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl PersonalKind {
    fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// A value that is taken out, and what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// What it is.
    pub kind: PersonalKind,
    /// The value.
    pub value: String,
    /// What stands in its place: `[phone 1]`.
    pub replacement: String,
    /// How often it occurs.
    pub count: u32,
}

/// A customer id that is shorter is replaced only where it stands alone: `1` occurs in every price.
const SHORTEST_INSIDE: usize = 6;

/// Keys under which no phone number stands, whatever its value looks like.
const TECHNICAL_KEYS: [&str; 21] = [
    "productid",
    "id",
    "url",
    "imageurl",
    "createdat",
    "sessionid",
    "businessid",
    "agentid",
    "gtin",
    "sku",
    "mpn",
    "ean",
    "price",
    "currency",
    "itemgroupid",
    "storeid",
    "latitude",
    "longitude",
    "@type",
    "retailerid",
    "traceid",
];

/// Takes personal data out, and remembers what it has taken.
#[derive(Debug, Default)]
pub(crate) struct Personal {
    customers: Vec<String>,
    masked: BTreeMap<(PersonalKind, String), Masked>,
    issued: BTreeMap<PersonalKind, u32>,
}

impl Personal {
    /// Makes a customer's id something that is taken out.
    pub(crate) fn meet(&mut self, customer: &str) {
        if !customer.is_empty() && !self.customers.iter().any(|known| known == customer) {
            self.customers.push(customer.to_owned());
            // Longer ones first, so that one that is the beginning of another leaves no rest of it.
            self.customers.sort_by_key(|known| std::cmp::Reverse(known.len()));
        }
    }

    /// All that was taken out so far.
    pub(crate) fn into_list(self) -> Vec<Masked> {
        self.masked.into_values().collect()
    }

    /// A text that people wrote or read.
    pub(crate) fn text(&mut self, text: &str) -> String {
        self.masked_text(text, true).into_owned()
    }

    /// A body: JSON stays JSON, anything else is a text. Bytes that are no text stay as they are.
    pub(crate) fn body<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let mut masked: Vec<u8> = Vec::new();
        let mut changed = false;
        for chunk in bytes.utf8_chunks() {
            let text = chunk.valid();
            let shown = if looks_like_json(text) { self.json(text) } else { self.masked_text(text, true) };
            changed |= matches!(shown, Cow::Owned(_));
            masked.extend_from_slice(shown.as_bytes());
            masked.extend_from_slice(chunk.invalid());
        }
        if changed { Cow::Owned(masked) } else { Cow::Borrowed(bytes) }
    }

    /// The strings of a JSON text are masked one by one; everything between them stays as it is, to the byte.
    fn json<'a>(&mut self, json: &'a str) -> Cow<'a, str> {
        let bytes = json.as_bytes();
        let mut masked = String::new();
        let (mut rest, mut at) = (0, 0);
        let mut technical = false;
        while at < bytes.len() {
            if bytes[at] != b'"' {
                let number = bytes[at].is_ascii_digit().then(|| number_end(bytes, at));
                match number {
                    // A number that is a customer's or a phone's becomes a text, since a name for it is no number.
                    Some(end) => {
                        let literal = &json[at..end];
                        if let Some(replacement) = self.whole(literal, !technical) {
                            masked.push_str(&json[rest..at]);
                            masked.push_str(&format!("\"{replacement}\""));
                            rest = end;
                        }
                        at = end;
                    }
                    None => at += 1,
                }
                continue;
            }
            let end = string_end(bytes, at);
            let literal = &json[at..end];
            let behind = (end..bytes.len()).find(|&at| !bytes[at].is_ascii_whitespace());
            let decoded = scalar(literal).unwrap_or_default();
            if behind.is_some_and(|behind| bytes[behind] == b':') {
                let key: String =
                    decoded.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
                technical = TECHNICAL_KEYS.contains(&key.as_str());
            } else if let Cow::Owned(shown) = self.masked_text(&decoded, !technical) {
                masked.push_str(&json[rest..at]);
                masked.push_str(&serde_json::to_string(&shown).unwrap_or_default());
                rest = end;
            }
            at = end;
        }
        if rest == 0 {
            return Cow::Borrowed(json);
        }
        masked.push_str(&json[rest..]);
        Cow::Owned(masked)
    }

    /// The replacement of a value that is personal as a whole.
    fn whole(&mut self, value: &str, phones: bool) -> Option<String> {
        if self.customers.iter().any(|customer| customer == value) {
            return Some(self.replacement(PersonalKind::Customer, value));
        }
        let bare =
            phones && (10..=13).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
        bare.then(|| self.replacement(PersonalKind::Phone, value))
    }

    fn masked_text<'a>(&mut self, text: &'a str, phones: bool) -> Cow<'a, str> {
        let mut found = self.customers_in(text);
        found.extend(emails(text).into_iter().map(|place| (place, PersonalKind::Email)));
        if phones {
            found.extend(super::phones::phones(text).into_iter().map(|place| (place, PersonalKind::Phone)));
        }
        found.sort_by_key(|(place, kind)| (place.start, *kind));
        let mut masked = String::new();
        let mut rest = 0;
        for (place, kind) in found {
            if place.start < rest {
                continue;
            }
            masked.push_str(&text[rest..place.start]);
            masked.push_str(&self.replacement(kind, &text[place.clone()]));
            rest = place.end;
        }
        if rest == 0 {
            return Cow::Borrowed(text);
        }
        masked.push_str(&text[rest..]);
        Cow::Owned(masked)
    }

    fn customers_in(&self, text: &str) -> Vec<(std::ops::Range<usize>, PersonalKind)> {
        let mut found = Vec::new();
        for customer in &self.customers {
            if text == customer {
                return vec![(0..text.len(), PersonalKind::Customer)];
            }
            if customer.len() >= SHORTEST_INSIDE {
                let places = text.match_indices(customer.as_str());
                found.extend(places.map(|(at, _)| (at..at + customer.len(), PersonalKind::Customer)));
            }
        }
        found
    }

    fn replacement(&mut self, kind: PersonalKind, value: &str) -> String {
        // One number is one, however it is written.
        let plain = match kind {
            PersonalKind::Phone => value.chars().filter(char::is_ascii_digit).collect(),
            PersonalKind::Email => value.to_lowercase(),
            PersonalKind::Customer => value.to_owned(),
        };
        let issued = &mut self.issued;
        let masked = self.masked.entry((kind, plain)).or_insert_with(|| {
            let number = issued.entry(kind).or_default();
            *number += 1;
            Masked {
                kind,
                value: value.to_owned(),
                replacement: format!("[{} {number}]", kind.word()),
                count: 0,
            }
        });
        masked.count += 1;
        masked.replacement.clone()
    }
}

fn looks_like_json(text: &str) -> bool {
    text.trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '['])
}

fn number_end(bytes: &[u8], from: usize) -> usize {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    bytes[from..].iter().position(|byte| !part(byte)).map_or(bytes.len(), |length| from + length)
}

/// Where e-mail addresses are.
fn emails(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
        let start =
            text[..at].char_indices().rev().take_while(|(_, c)| local(*c)).last().map(|(start, _)| start);
        let domain: &str = &text[at + 1..];
        let end =
            domain.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).unwrap_or(domain.len());
        let domain = domain[..end].trim_end_matches(['.', '-']);
        let ending = domain.rsplit_once('.').map_or("", |(_, ending)| ending);
        let sound = ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
        if let (Some(start), true) = (start, sound) {
            let start = start + text[start..at].len() - text[start..at].trim_start_matches('.').len();
            if found.last().is_none_or(|before| before.end <= start) {
                found.push(start..at + 1 + domain.len());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(customer: &str, text: &str) -> String {
        let mut personal = Personal::default();
        personal.meet(customer);
        String::from_utf8(personal.body(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn a_value_has_one_name_wherever_it_stands() {
        let mut personal = Personal::default();
        personal.meet("cliente-77");
        let text =
            personal.text("ana@loja.com.br, +55 11 99999-8888, Ana@Loja.com.br, +5511999998888, cliente-77!");
        assert_eq!(text, "[email 1], [phone 1], [email 1], [phone 1], [customer 1]!");
        assert_eq!(personal.text("bia@loja.com.br"), "[email 2]");
        let list: Vec<_> =
            personal.into_list().into_iter().map(|masked| (masked.value, masked.count)).collect();
        let expected =
            [("cliente-77", 1), ("+55 11 99999-8888", 2), ("ana@loja.com.br", 2), ("bia@loja.com.br", 1)];
        assert_eq!(list, expected.map(|(value, count)| (value.to_owned(), count)));
    }

    #[test]
    fn json_stays_json_and_what_is_not_personal_stays_to_the_byte() {
        let table = [
            (
                r#"{"clientKey":"cliente-77", "text":"ligue (11) 99999-8888" ,"price": 1.10,"productId":"7891234567895"}"#,
                r#"{"clientKey":"[customer 1]", "text":"ligue [phone 1]" ,"price": 1.10,"productId":"7891234567895"}"#,
            ),
            (r#"{"a":"ana\u0040loja.com"}"#, r#"{"a":"[email 1]"}"#),
            (
                r#"{"telefone":5511999998888,"gtin":5511999998888}"#,
                r#"{"telefone":"[phone 1]","gtin":5511999998888}"#,
            ),
            (r#"{"a":"\u00e9 nada 👗","b":[1,2e5,null]}"#, r#"{"a":"\u00e9 nada 👗","b":[1,2e5,null]}"#),
            (
                r#"{"a":"of cliente-77\n","cut":"ana@loja.com"#,
                r#"{"a":"of [customer 1]\n","cut":"[email 1]""#,
            ),
            ("no json: ana@loja.com", "no json: [email 1]"),
        ];
        for (json, expected) in table {
            assert_eq!(masked("cliente-77", json), expected);
        }
        assert_eq!(
            masked("1", r#"{"clientKey":"1","price":11}"#),
            r#"{"clientKey":"[customer 1]","price":11}"#
        );
        let mut personal = Personal::default();
        assert_eq!(personal.body(b"\xff ana@loja.com \xfe").as_ref(), b"\xff [email 1] \xfe");
    }

    #[test]
    fn only_addresses_are_addresses() {
        let table = [
            ("ana@loja.com.br.", vec!["ana@loja.com.br"]),
            ("<ana.b+c@loja-x.co>", vec!["ana.b+c@loja-x.co"]),
            ("josé@exemplo.com", vec!["josé@exemplo.com"]),
            ("a@b @loja ana@ x@y.z @", vec![]),
            ("ana@loja.com e bia@loja.com", vec!["ana@loja.com", "bia@loja.com"]),
        ];
        for (text, expected) in table {
            let found: Vec<&str> = emails(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
