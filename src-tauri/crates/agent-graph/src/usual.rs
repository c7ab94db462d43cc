//! The usual line, `{"result":{"response":{"sessionId":…,"responseEvents":[{…},…]}}}`, found at the speed of the wire.
//!
//! Only the frame is read here. The ends of the events are found by looking at 64 bytes at a time for quotes,
//! backslashes and brackets, so what is inside an event is skipped, not checked: that is done by whoever gives the event
//! its meaning. Whatever is not exactly this frame is left to the patient reader in `envelope.rs`.

use std::borrow::Cow;

use wide::u8x16;

use crate::envelope::EventSlice;
use crate::event::is_event_key;
use crate::json::same_key;

/// What the usual line holds: at least one event, and no error.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Usual<'a> {
    pub(crate) events: Vec<EventSlice<'a>>,
    /// As JSON.
    pub(crate) session_id: Option<&'a str>,
}

/// Reads the usual line; `None` where it is anything else.
pub(crate) fn read(text: &str) -> Option<Usual<'_>> {
    let mut usual = Usual::default();
    let mut cursor = Cursor { text, at: 0 };
    cursor.eat(b'{')?;
    cursor.member("result")?;
    cursor.eat(b'{')?;
    cursor.member("response")?;
    cursor.eat(b'{')?;
    loop {
        let key = cursor.string()?;
        cursor.eat(b':')?;
        if same_key(key, "responseEvents") {
            cursor.events(&mut usual.events)?;
        } else if same_key(key, "sessionId") {
            let start = cursor.skip_white_space();
            cursor.string()?;
            usual.session_id = Some(&text[start..cursor.at]);
        } else {
            return None;
        }
        if cursor.eat(b',').is_none() {
            break;
        }
    }
    cursor.eat(b'}')?;
    cursor.eat(b'}')?;
    if cursor.eat(b',').is_some() {
        cursor.member("error")?;
        cursor.skip_white_space();
        cursor.at += text[cursor.at..].starts_with("null").then_some(4)?;
    }
    cursor.eat(b'}')?;
    (cursor.skip_white_space() == text.len() && !usual.events.is_empty()).then_some(usual)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn skip_white_space(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at
    }

    fn eat(&mut self, wanted: u8) -> Option<()> {
        let at = self.skip_white_space();
        (self.text.as_bytes().get(at) == Some(&wanted)).then(|| self.at += 1)
    }

    /// A string without escapes, as the keys and ids of a frame are.
    fn string(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        let rest = &self.text[self.at..];
        let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
        (rest.as_bytes()[end] == b'"').then(|| {
            self.at += end + 1;
            &rest[..end]
        })
    }

    fn member(&mut self, key: &str) -> Option<()> {
        (self.string()? == key).then(|| self.eat(b':'))?
    }

    /// An array of events that each begin with a key that we know.
    fn events(&mut self, events: &mut Vec<EventSlice<'a>>) -> Option<()> {
        self.eat(b'[')?;
        let mut spans = Vec::new();
        let end = elements(self.text.as_bytes(), self.at, &mut spans)?;
        let mut before = self.at;
        for (index, &(start, stop)) in spans.iter().enumerate() {
            // Between events there is one comma and nothing else: no `null`, no number.
            let between = self.text[before..start].trim_ascii();
            if between != if index == 0 { "" } else { "," } {
                return None;
            }
            let json = &self.text[start..stop];
            events.push(EventSlice { kind: Cow::Borrowed(leading_key(json)?), json });
            before = stop;
        }
        let rest = self.text[before..end - 1].trim_ascii();
        self.at = end;
        rest.is_empty().then_some(())
    }
}

/// The key of an event that is written as `{"key":{`: it is the event's, since only one is not null. `None` where it is
/// written in any other way, or where the key is none that we know.
fn leading_key(json: &str) -> Option<&str> {
    let mut cursor = Cursor { text: json, at: 0 };
    cursor.eat(b'{')?;
    let key = cursor.string()?;
    cursor.eat(b':')?;
    cursor.eat(b'{')?;
    is_event_key(key).then_some(key)
}

/// The elements of an array whose opening bracket stands before `from`; answers the index behind its closing one.
fn elements(bytes: &[u8], from: usize, spans: &mut Vec<(usize, usize)>) -> Option<usize> {
    let (mut depth, mut start) = (1usize, from);
    let mut strings = Strings::default();
    let mut at = from;
    while at < bytes.len() {
        let block = Block::at(bytes, at);
        let inside = strings.inside(&block);
        let open = block.open & !inside;
        let mut brackets = open | (block.close & !inside);
        while brackets != 0 {
            let bit = brackets.trailing_zeros();
            let here = at + bit as usize;
            if (open >> bit) & 1 == 1 {
                if depth == 1 {
                    start = here;
                }
                depth += 1;
            } else {
                depth -= 1;
                match depth {
                    0 => return Some(here + 1),
                    1 => spans.push((start, here + 1)),
                    _ => {}
                }
            }
            brackets &= brackets - 1;
        }
        at += Block::BYTES;
    }
    None
}

/// Where in 64 bytes there is what matters, a bit for each byte.
struct Block {
    quote: u64,
    backslash: u64,
    open: u64,
    close: u64,
}

impl Block {
    const BYTES: usize = 64;

    /// The block that begins at `at`; behind the end of the text there is white space.
    fn at(bytes: &[u8], at: usize) -> Self {
        let rest = &bytes[at..];
        match rest.first_chunk::<{ Self::BYTES }>() {
            Some(whole) => Self::of(whole),
            None => {
                let mut padded = [b' '; Self::BYTES];
                padded[..rest.len()].copy_from_slice(rest);
                Self::of(&padded)
            }
        }
    }

    fn of(bytes: &[u8; Self::BYTES]) -> Self {
        let mut block = Self { quote: 0, backslash: 0, open: 0, close: 0 };
        let (lanes, _none_left) = bytes.as_chunks::<16>();
        for (lane, bytes) in lanes.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            let places = |bytes: u8x16, byte: u8| {
                u64::from(bytes.simd_eq(u8x16::splat(byte)).to_bitmask()) << (16 * lane)
            };
            block.quote |= places(bytes, b'"');
            block.backslash |= places(bytes, b'\\');
            // `{` and `[` differ in this one bit, and so do `}` and `]`.
            let folded = bytes | u8x16::splat(0x20);
            block.open |= places(folded, b'{');
            block.close |= places(folded, b'}');
        }
        block
    }
}

/// What one block tells the next about strings.
#[derive(Default)]
struct Strings {
    /// All ones where the block before ended inside a string.
    inside: u64,
    /// 1 where the block before ended with a backslash that escapes.
    escaping: u64,
}

impl Strings {
    /// The bytes of a block that lie in strings, opening quotes included.
    fn inside(&mut self, block: &Block) -> u64 {
        let quotes = block.quote & !self.escaped(block.backslash);
        // Each bit becomes the parity of the quotes up to and with it.
        let mut parity = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            parity ^= parity << shift;
        }
        let inside = parity ^ self.inside;
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        inside
    }

    /// The bytes that stand behind a backslash which escapes. In a run of backslashes every second one is escaped.
    fn escaped(&mut self, backslash: u64) -> u64 {
        if backslash == 0 {
            return std::mem::take(&mut self.escaping);
        }
        let (mut escaped, mut escaping) = (0u64, self.escaping == 1);
        for bit in 0..u64::BITS {
            if escaping {
                escaped |= 1 << bit;
                escaping = false;
            } else {
                escaping = (backslash >> bit) & 1 == 1;
            }
        }
        self.escaping = u64::from(escaping);
        escaped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usual(events: &str) -> String {
        format!(r#"{{"result":{{"response":{{"sessionId":"s","responseEvents":[{events}]}}}}}}"#)
    }

    #[test]
    fn the_frame_may_be_spaced_and_ordered_as_gateways_do_it() {
        let event = r#"{"messageEvent": {"a": 1}}"#;
        let lines = [
            usual(event),
            format!(
                r#" {{ "result" : {{"response": {{"responseEvents": [ {event} ], "sessionId": "s"}} }}, "error": null }} "#
            ),
            format!(r#"{{"result":{{"response":{{"response_events":[{event}],"session_id":"s"}}}}}}"#),
        ];
        for line in lines {
            let read = read(&line).unwrap();
            assert_eq!(read.session_id, Some("\"s\""), "{line}");
            assert_eq!(read.events, [EventSlice { kind: Cow::Borrowed("messageEvent"), json: event }]);
        }
    }

    #[test]
    fn anything_else_is_left_to_the_patient_reader() {
        let message = r#"{"messageEvent":{}}"#;
        let lines = [
            usual(""),
            usual("null"),
            usual(&format!("{message},null")),
            usual(&format!("7,{message}")),
            usual(&format!("{message}{message}")),
            usual(&format!("{message},")),
            usual(r#"{"messageEvent":null,"recommendationEvent":{}}"#),
            usual(r#"{"brandNewEvent":{}}"#),
            usual(r#"{"messageEvent":{"#),
            usual(message) + "x",
            usual(message).replace("}}}", "}},\"error\":{\"code\":1}}"),
            usual(message).replace("\"sessionId\"", "\"else\""),
            String::new(),
        ];
        for line in lines {
            assert_eq!(read(&line), None, "{line}");
        }
    }

    proptest! {
        /// Brackets, quotes and backslashes in strings, at every place relative to the blocks.
        #[test]
        fn events_end_where_a_careful_reader_finds_their_end(
            texts in proptest::collection::vec(r#"[a-z{}\[\]"\\é ]{0,90}"#, 1..6),
        ) {
            let events: Vec<String> = texts
                .iter()
                .map(|text| serde_json::json!({"messageEvent": {"text": text, "list": [[], {}, text]}}).to_string())
                .collect();
            let line = usual(&events.join(","));
            let found: Vec<&str> = read(&line).unwrap().events.into_iter().map(|event| event.json).collect();
            prop_assert_eq!(found, events.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
