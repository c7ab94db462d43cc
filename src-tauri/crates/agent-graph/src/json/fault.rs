//! Why a text is no JSON, as a code that a front has a sentence for.

use std::fmt;

/// The first thing in a text that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonFault {
    /// What is wrong.
    pub kind: JsonFaultKind,
    /// Where, in bytes from the start of the text.
    pub at: usize,
    /// The reader's own words, in English.
    pub words: String,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonFaultKind {
    /// The text ends before the value does.
    End,
    /// A value should stand there.
    Value,
    /// A comma or a closing bracket should stand there.
    Separator,
    /// A key should stand there.
    Key,
    /// A colon should stand there.
    Colon,
    /// An escape that JSON does not know.
    Escape,
    /// A control character in a string.
    Control,
    /// A number that JSON does not allow.
    Number,
    /// A word that JSON does not know.
    Literal,
    /// Something follows the value.
    Trailing,
    /// Anything else.
    Other,
}

impl JsonFault {
    pub(super) fn of(text: &str, error: &serde_json::Error) -> Self {
        let words = error.to_string();
        let line_start = match error.line() {
            0 | 1 => 0,
            line => text.match_indices('\n').nth(line - 2).map_or(0, |(at, _)| at + 1),
        };
        let kind = kind(error, &words);
        // The column counts the bytes that were read, the one that is wrong included, save for a control character.
        let at = match kind {
            JsonFaultKind::End => text.len(),
            JsonFaultKind::Control => line_start + error.column(),
            _ => line_start + error.column().saturating_sub(1),
        };
        Self { kind, at: at.min(text.len()), words }
    }
}

/// `serde_json` tells its errors apart in words alone; what a later version words differently is [`JsonFaultKind::Other`].
fn kind(error: &serde_json::Error, words: &str) -> JsonFaultKind {
    const WORDS: [(&str, JsonFaultKind); 14] = [
        ("expected `:`", JsonFaultKind::Colon),
        ("expected `,`", JsonFaultKind::Separator),
        ("expected ident", JsonFaultKind::Literal),
        ("expected value", JsonFaultKind::Value),
        ("trailing comma", JsonFaultKind::Value),
        ("invalid escape", JsonFaultKind::Escape),
        ("invalid unicode", JsonFaultKind::Escape),
        ("lone leading surrogate", JsonFaultKind::Escape),
        ("unexpected end of hex escape", JsonFaultKind::Escape),
        ("invalid number", JsonFaultKind::Number),
        ("number out of range", JsonFaultKind::Number),
        ("control character", JsonFaultKind::Control),
        ("key must be a string", JsonFaultKind::Key),
        ("trailing characters", JsonFaultKind::Trailing),
    ];
    if error.is_eof() {
        return JsonFaultKind::End;
    }
    let found = WORDS.iter().find(|(begin, _)| words.starts_with(begin));
    found.map_or(JsonFaultKind::Other, |(_, kind)| *kind)
}

impl std::error::Error for JsonFault {}

impl fmt::Display for JsonFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault;
    use super::*;

    #[test]
    fn each_way_of_being_no_json_has_its_code_and_its_place() {
        let table = [
            (r#"{"a":"#, JsonFaultKind::End, 5),
            (r#"{"a":}"#, JsonFaultKind::Value, 5),
            ("<html>", JsonFaultKind::Value, 0),
            (r#"{"a":1 "b":2}"#, JsonFaultKind::Separator, 7),
            ("{1:2}", JsonFaultKind::Key, 1),
            (r#"{"a" 1}"#, JsonFaultKind::Colon, 5),
            (r#""\x""#, JsonFaultKind::Escape, 2),
            ("\"a\tb\"", JsonFaultKind::Control, 2),
            ("1.", JsonFaultKind::Number, 1),
            ("1.e", JsonFaultKind::Number, 2),
            ("tru3", JsonFaultKind::Literal, 3),
            ("{} x", JsonFaultKind::Trailing, 3),
            ("{\n\n  x", JsonFaultKind::Key, 5),
        ];
        for (text, kind, at) in table {
            let found = fault(text).unwrap();
            assert_eq!((found.kind, found.at), (kind, at), "{text}: {found}");
        }
        assert_eq!(fault(r#"{"a":[1e400,"\ud800"]}"#), None);
    }
}
