//! JSON read one level at a time and without loss.
//!
//! Each level is split into raw slices by `serde_json`, which skips over what it does not look into without
//! recursion, so that the depth of a hostile text costs nothing. Numbers keep the characters that came, and a key
//! may be in camelCase or in snake_case, because gateways of this API are configured either way.

mod fault;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

pub use fault::{JsonFault, JsonFaultKind};

/// The members of one object, in order, duplicates included.
#[derive(Debug, Default)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Object<'a> {
    /// Reads one object; `None` where the text is anything else.
    pub fn read(text: &'a str) -> Option<Self> {
        if !text.trim_ascii_start().starts_with('{') {
            return None;
        }
        match serde_json::from_str::<Members<'a>>(text) {
            Ok(Members(members)) => Some(Self { members }),
            Err(_not_an_object) => None,
        }
    }

    /// All members, in order, duplicates and `null`s included.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.members.iter().map(|(key, value)| (key.as_ref(), value.get()))
    }

    /// The members that are not `null`, in order.
    pub fn present(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.members
            .iter()
            .map(|(key, value)| (key.as_ref(), value.get()))
            .filter(|(_, value)| *value != "null")
    }

    /// The value under a camelCase key or its snake_case form; `null` counts as absent.
    pub fn get(&self, camel: &str) -> Option<&'a str> {
        self.present().find(|(key, _)| same_key(key, camel)).map(|(_, value)| value)
    }

    /// A string, decoded, or the characters of a number or a boolean.
    pub fn text(&self, camel: &str) -> Option<String> {
        self.get(camel).and_then(scalar)
    }

    /// A boolean, also where it came as the string `"true"` or `"false"`.
    pub fn boolean(&self, camel: &str) -> Option<bool> {
        match self.text(camel)?.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// An object under a key.
    pub fn object(&self, camel: &str) -> Option<Object<'a>> {
        self.get(camel).and_then(Object::read)
    }

    /// The elements of an array, or the value itself where it is no array: a list of one is sometimes sent bare.
    pub fn list(&self, camel: &str) -> Vec<&'a str> {
        self.get(camel).map(elements).unwrap_or_default()
    }
}

/// The elements of an array that are not `null`; any other value is a list of itself.
pub fn elements(text: &str) -> Vec<&str> {
    if !text.trim_ascii_start().starts_with('[') {
        return vec![text];
    }
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(values) => values.into_iter().map(RawValue::get).filter(|value| *value != "null").collect(),
        Err(_unreadable) => Vec::new(),
    }
}

/// A string, decoded, or the characters of a number or a boolean; `None` for arrays, objects and `null`.
pub fn scalar(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    match text.as_bytes().first()? {
        b'"' => Some(decode_string(text)),
        b'{' | b'[' | b'n' => None,
        _ => Some(text.to_owned()),
    }
}

/// Whether a key is `camel` itself or its snake_case form.
pub fn same_key(key: &str, camel: &str) -> bool {
    if key.len() == camel.len() {
        return key == camel;
    }
    let mut key = key.bytes();
    for expected in camel.bytes() {
        let found = key.next();
        if expected.is_ascii_uppercase() {
            if found != Some(b'_') || key.next() != Some(expected.to_ascii_lowercase()) {
                return false;
            }
        } else if found != Some(expected) {
            return false;
        }
    }
    key.next().is_none()
}

struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// A key, borrowed where it has no escape in it.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Decodes a JSON string literal. Half of a surrogate pair, which JSON allows and Unicode does not, becomes U+FFFD
/// instead of making the whole text unreadable.
fn decode_string(literal: &str) -> String {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let (character, used) = decode_escape(&rest[at..]);
        text.push(character);
        rest = &rest[at + used..];
    }
    text.push_str(rest);
    text
}

fn decode_escape(escape: &str) -> (char, usize) {
    let simple = match escape.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return decode_unicode(escape),
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        _ => return (char::REPLACEMENT_CHARACTER, 1),
    };
    (simple, 2)
}

fn decode_unicode(escape: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at + 2..at + 6)?;
        (escape.get(at..at + 2)? == "\\u").then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(first) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 2) };
    let units = [first, unit(6).unwrap_or_default()];
    match char::decode_utf16(units).next() {
        Some(Ok(character)) => (character, 6 * character.len_utf16()),
        _half_a_pair => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// Lays JSON out over several lines, two spaces a level. Only white space between tokens differs from the text; no
/// number, key or escape is touched. The text must be JSON already. One that would grow beyond all measure, as a
/// megabyte of brackets would, is given back as it is.
pub fn pretty(text: &str) -> String {
    const DEEPEST_INDENT: usize = 64;
    const LARGEST_GROWTH: usize = 8;
    let largest = text.len() * LARGEST_GROWTH + 1024 * 1024;
    let bytes = text.as_bytes();
    let mut laid_out = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut at = 0;
    let break_line = |out: &mut String, depth: usize| {
        out.push('\n');
        for _ in 0..depth.min(DEEPEST_INDENT) {
            out.push_str("  ");
        }
    };
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at);
                laid_out.push_str(&text[at..end]);
                at = end;
                continue;
            }
            open @ (b'{' | b'[') => {
                laid_out.push(char::from(open));
                let inside = skip_white_space(bytes, at + 1);
                if matches!(bytes.get(inside), Some(b'}' | b']')) {
                    laid_out.push(char::from(bytes[inside]));
                    at = inside;
                } else {
                    depth += 1;
                    break_line(&mut laid_out, depth);
                }
            }
            close @ (b'}' | b']') => {
                depth = depth.saturating_sub(1);
                break_line(&mut laid_out, depth);
                laid_out.push(char::from(close));
            }
            b',' => {
                laid_out.push(',');
                break_line(&mut laid_out, depth);
            }
            b':' => laid_out.push_str(": "),
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => {
                let end = (at..bytes.len())
                    .find(|&end| {
                        matches!(
                            bytes[end],
                            b',' | b'}' | b']' | b':' | b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'{' | b'['
                        )
                    })
                    .unwrap_or(bytes.len());
                laid_out.push_str(&text[at..end]);
                at = end;
                continue;
            }
        }
        if laid_out.len() > largest {
            return text.to_owned();
        }
        at += 1;
    }
    laid_out
}

/// Whether a text is one JSON value, of any depth, and if not, why not.
///
/// # Errors
/// The first thing in it that is no JSON.
pub fn check(text: &str) -> Result<(), JsonFault> {
    fault(text).map_or(Ok(()), Err)
}

/// Why a text is not one JSON value, of any depth; nothing where it is.
pub fn fault(text: &str) -> Option<JsonFault> {
    serde_json::from_str::<&RawValue>(text).err().map(|error| JsonFault::of(text, &error))
}

fn skip_white_space(bytes: &[u8], from: usize) -> usize {
    (from..bytes.len()).find(|&at| !bytes[at].is_ascii_whitespace()).unwrap_or(bytes.len())
}

/// The index behind the closing quote of the string that opens at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_both_spellings() {
        let object =
            Object::read(r#"{"image_url":"a","productId":7,"trigger":null,"Trigger":true}"#).unwrap();
        assert_eq!(object.text("imageUrl").as_deref(), Some("a"));
        assert_eq!(object.text("productId").as_deref(), Some("7"));
        assert_eq!(object.get("trigger"), None);
        assert!(same_key("message_event", "messageEvent"));
        assert!(!same_key("messageevent", "messageEvent"));
        assert!(!same_key("message_events", "messageEvent"));
        assert!(!same_key("message_", "messageEvent"));
    }

    #[test]
    fn a_scalar_keeps_its_characters() {
        let table = [
            (r#""a\u00e9\ud83d\ude00\n\"\\\/""#, Some("aé😀\n\"\\/")),
            (r#""\ud800x""#, Some("\u{FFFD}x")),
            (r#""\ude00""#, Some("\u{FFFD}")),
            (r#""\ud800\ud800""#, Some("\u{FFFD}\u{FFFD}")),
            ("59.90", Some("59.90")),
            ("12345678901234567890.10", Some("12345678901234567890.10")),
            ("1E400", Some("1E400")),
            ("true", Some("true")),
            ("null", None),
            ("{}", None),
            ("[1]", None),
        ];
        for (text, expected) in table {
            assert_eq!(scalar(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn laying_out_touches_nothing_but_white_space() {
        let table = [
            (
                r#"{"a":1.10,"a":[ ],"b":[1,{"__proto__":null}]}"#,
                "{\n  \"a\": 1.10,\n  \"a\": [],\n  \"b\": [\n    1,\n    {\n      \"__proto__\": null\n    }\n  ]\n}",
            ),
            (r#""\u00e9 , { } \" x""#, r#""\u00e9 , { } \" x""#),
            ("[]", "[]"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ];
        for (text, expected) in table {
            assert_eq!(pretty(text), expected);
        }
    }

    #[test]
    fn a_hundred_thousand_brackets_cost_no_stack() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(check(&deep), Ok(()));
        let wide = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(pretty(&wide), wide);
        let packed: String = pretty(&deep).chars().filter(|character| !character.is_whitespace()).collect();
        assert_eq!(packed, deep);
        assert_eq!(elements(&deep).len(), 1);
        let object = format!("{{\"a\":{deep}}}");
        assert_eq!(Object::read(&object).unwrap().get("a"), Some(deep.as_str()));
    }
}
