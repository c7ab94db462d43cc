//! A merchant's key: a type that shows it nowhere, and the search for it in what comes back.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem::Finder;
use secrecy::{ExposeSecret, SecretString};

/// Stands where the key would.
pub const MASKED_KEY: &str = "••••••••";

/// Longer values do not fit into every system's keychain (Windows: 2,560 bytes of UTF-16).
pub const MAX_KEY_CHARACTERS: usize = 1200;

/// Shorter words than this are no keys, and looking for them would riddle every text.
const SHORTEST_SOUGHT: usize = 6;

/// A merchant's key: shown nowhere, wiped from memory when it is dropped.
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// Why a text cannot be a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing was given.
    #[error("it is empty")]
    Empty,
    /// It spans lines, as when more than the key was copied.
    #[error("it has a line break in it; copy the key alone")]
    SeveralLines,
    /// It holds a character that a header cannot carry.
    #[error("it has a character that no key has (a space, a control character or one outside ASCII)")]
    Character,
    /// It is longer than what every keychain can hold.
    #[error("it is longer than {MAX_KEY_CHARACTERS} characters")]
    TooLong,
}

impl KeyError {
    /// One word that stands for it, by which a front finds its own sentence.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::SeveralLines => "severalLines",
            Self::Character => "character",
            Self::TooLong => "tooLong",
        }
    }
}

impl ApiKey {
    /// Takes a key; surrounding white space, which comes with copying, is left out.
    pub fn new(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        if text.contains(['\n', '\r']) {
            return Err(KeyError::SeveralLines);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(KeyError::Character);
        }
        if text.len() > MAX_KEY_CHARACTERS {
            return Err(KeyError::TooLong);
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The key itself, for the keychain alone.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What finds this key in texts.
    pub fn trace(&self) -> KeyTrace {
        KeyTrace::of(self)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(…)")
    }
}

/// Finds a key in what a server sent: some repeat it. It is looked for as it is and in the ways in which JSON may have
/// it escaped: with its slashes, quotes and backslashes behind a backslash, and with `&`, `<` and `>` as Go writes them.
#[derive(Clone)]
pub struct KeyTrace {
    forms: Arc<[Finder<'static>]>,
}

impl fmt::Debug for KeyTrace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyTrace(…)")
    }
}

impl KeyTrace {
    fn of(key: &ApiKey) -> Self {
        let plain = key.expose().to_owned();
        if plain.len() < SHORTEST_SOUGHT {
            return Self { forms: Arc::default() };
        }
        let json = plain.replace('\\', "\\\\").replace('"', "\\\"");
        let go = json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
        let slashes = |text: &str| text.replace('/', "\\/");
        let mut forms = vec![slashes(&go), slashes(&json), go, json, plain];
        forms.sort();
        forms.dedup();
        Self { forms: forms.iter().map(|form| Finder::new(form).into_owned()).collect() }
    }

    /// Where it is, in order and without overlaps.
    pub fn places(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        for form in self.forms.iter() {
            let length = form.needle().len();
            places.extend(form.find_iter(bytes).map(|start| start..start + length));
        }
        places.sort_by_key(|place| place.start);
        places.dedup_by(|later, earlier| {
            let overlaps = later.start < earlier.end;
            if overlaps {
                earlier.end = earlier.end.max(later.end);
            }
            overlaps
        });
        places
    }

    /// A text with the key in it masked.
    pub fn masked(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.masked_bytes(text.as_bytes())).into_owned()
    }

    /// Bytes with the key in them masked. All others stay as they are, also those that are no text.
    pub fn masked_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let places = self.places(bytes);
        if places.is_empty() {
            return Cow::Borrowed(bytes);
        }
        let mut masked = Vec::with_capacity(bytes.len());
        let mut rest = 0;
        for place in places {
            masked.extend_from_slice(bytes.get(rest..place.start).unwrap_or_default());
            masked.extend_from_slice(MASKED_KEY.as_bytes());
            rest = place.end;
        }
        masked.extend_from_slice(bytes.get(rest..).unwrap_or_default());
        Cow::Owned(masked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_printable_word() {
        assert!(ApiKey::new("  sk-123\n").is_ok());
        assert_eq!(ApiKey::new("").err(), Some(KeyError::Empty));
        assert_eq!(ApiKey::new("a\nb").err(), Some(KeyError::SeveralLines));
        assert_eq!(ApiKey::new("a b").err(), Some(KeyError::Character));
        assert_eq!(ApiKey::new("chavé").err(), Some(KeyError::Character));
        assert_eq!(ApiKey::new(&"k".repeat(1201)).err(), Some(KeyError::TooLong));
    }

    #[test]
    fn a_key_is_found_however_json_writes_it() {
        let key = ApiKey::new(r#"sk/a&b<c>"\d"#).unwrap();
        let trace = key.trace();
        let written = [
            key.expose().to_owned(),
            serde_json::to_string(key.expose()).unwrap(),
            serde_json::to_string(key.expose()).unwrap().replace('/', "\\/"),
            r#"sk\/a\u0026b\u003cc\u003e\"\\d"#.to_owned(),
            r#"sk/a\u0026b\u003cc\u003e\"\\d"#.to_owned(),
        ];
        for text in written {
            let line = format!("before {text} between {text}");
            assert_eq!(trace.places(line.as_bytes()).len(), 2, "{line}");
            let masked = trace.masked(&line);
            assert!(masked.starts_with("before ") && masked.contains(" between "), "{masked}");
            assert_eq!(masked.matches(MASKED_KEY).count(), 2, "{masked}");
            assert!(!masked.contains("sk"), "{masked}");
        }
        assert_eq!(trace.masked("é nothing of it"), "é nothing of it");
        assert!(!format!("{key:?} {trace:?}").contains("sk"));
    }

    #[test]
    fn keys_that_repeat_themselves_leave_no_end_behind() {
        let trace = ApiKey::new("ababab").unwrap().trace();
        assert_eq!(trace.masked("xababababx"), format!("x{MASKED_KEY}abx"));
        assert_eq!(trace.places(b"abababababab"), [0..6, 6..12]);
    }

    #[test]
    fn a_word_that_can_be_no_key_is_not_looked_for() {
        assert!(ApiKey::new("a").unwrap().trace().places(b"a banana").is_empty());
    }
}
