//! What of a line, or of what was sent, can be found: the words that people read, and the rest of its JSON.
//!
//! The JSON is scanned once, from its first byte to its last, with no recursion and in bounded memory, whatever its
//! shape is: what a hostile server sends is looked at too.

use std::borrow::Cow;

use agent_graph::event::{Content, Interactive};
use agent_graph::json::scalar;
use agent_graph::{LineClass, ResponseEvent, read_line};

use super::query::Has;

/// What of one piece goes into the index at most, in bytes, for each of its two parts.
const MOST_TEXT: usize = 256 * 1024;

/// The keys whose values people read.
const WORD_KEYS: [&str; 27] = [
    "text",
    "caption",
    "title",
    "description",
    "name",
    "address",
    "reason",
    "reasonnative",
    "suggestedquestions",
    "footer",
    "header",
    "body",
    "buttontext",
    "initialsearchphrase",
    "doctorspecialty",
    "doctorname",
    "requirements",
    "productid",
    "facets",
    "filename",
    "formdata",
    "email",
    "phone",
    "city",
    "state",
    "message",
    "value",
];

/// The keys that every event has: they would be found everywhere, and so tell nothing apart.
const COMMON_KEYS: [&str; 34] = [
    "result",
    "response",
    "responseevents",
    "sessionid",
    "messageevent",
    "role",
    "content",
    "textcontent",
    "audiocontent",
    "imagecontent",
    "locationcontent",
    "createdat",
    "metadata",
    "recommendationevent",
    "products",
    "url",
    "imageurl",
    "price",
    "currency",
    "chatsuggestionevent",
    "agenthandoverevent",
    "triggerhandover",
    "connectlyinteractiveevent",
    "interactive",
    "listmessage",
    "replybuttonmessage",
    "buttons",
    "sections",
    "rows",
    "id",
    "latitude",
    "longitude",
    "error",
    "details",
];

/// Keys whose values are left out: the session is found by its conversation, and the time by `before:` and `after:`.
const LEFT_OUT: [&str; 3] = ["sessionid", "createdat", "role"];

/// Who says something is in every event as well.
const ROLES: [&str; 2] = ["assistant", "user"];

/// Whether a word is a name of a field, or a role, that is not looked for in the index since it is in every event.
pub(super) fn is_everywhere(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let plain = plain.as_str();
    COMMON_KEYS.contains(&plain)
        || WORD_KEYS.contains(&plain)
        || LEFT_OUT.contains(&plain)
        || ROLES.contains(&plain)
}

/// What can be found in one piece.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Findable {
    /// What people read.
    pub words: String,
    /// Other values, and keys that are not in every event.
    pub rest: String,
    /// The kinds of its events, and what class of line it is.
    pub kinds: Vec<String>,
    /// What it holds.
    pub has: Vec<Has>,
}

impl Findable {
    /// Of a line of an answer; `first` says that it is the first.
    pub(crate) fn in_line(bytes: &[u8], first: bool) -> Self {
        let reading = read_line(bytes, first);
        let mut found = Self::default();
        for slice in &reading.events {
            found.kinds.push(kind_mark(&slice.kind));
            found.note(&ResponseEvent::read(slice));
            found.scan(slice.json);
        }
        match reading.class {
            LineClass::Error => {
                found.kinds.push("error".to_owned());
                found.has.push(Has::Error);
                found.scan(reading.error.as_ref().map_or("", |status| &status.json));
            }
            LineClass::NotJson | LineClass::UnknownShape => {
                found.kinds.push(
                    if reading.class == LineClass::NotJson { "notjson" } else { "unknownshape" }.to_owned(),
                );
                found.scan(&String::from_utf8_lossy(bytes));
            }
            LineClass::Events | LineClass::NoEvents | LineClass::KeepAlive => {}
        }
        found.kinds.sort();
        found.kinds.dedup();
        found.has.sort_unstable();
        found.has.dedup();
        found
    }

    /// Of the input events of a request.
    pub(crate) fn in_request(request: &[u8]) -> Self {
        let mut found = Self::default();
        let text = String::from_utf8_lossy(request);
        let Some(object) = agent_graph::json::Object::read(&text) else {
            found.scan(&text);
            return found;
        };
        for event in object.list("inputEvents") {
            let key = agent_graph::json::Object::read(event)
                .and_then(|event| event.present().next().map(|(key, _)| key.to_owned()));
            found.kinds.extend(key.map(|key| kind_mark(&key)));
            found.scan(event);
        }
        found.kinds.sort();
        found.kinds.dedup();
        found
    }

    /// Whether there is nothing to be found.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.rest.is_empty() && self.kinds.is_empty()
    }

    fn note(&mut self, event: &ResponseEvent) {
        let has = match event {
            ResponseEvent::Message(message) => match &message.content {
                Content::Audio { .. } => Has::Audio,
                Content::Image { .. } => Has::Image,
                Content::Location(_) => Has::Location,
                Content::Text(_) => return,
                Content::Unknown(_) => Has::Unknown,
            },
            ResponseEvent::Recommendation(products) if products.is_empty() => return,
            ResponseEvent::Recommendation(_) => Has::Products,
            ResponseEvent::ChatSuggestion(_) => Has::Suggestions,
            ResponseEvent::Handover(handover) if handover.trigger == Some(false) => return,
            ResponseEvent::Handover(_) => Has::Handover,
            ResponseEvent::Interactive(Interactive::List(_)) => Has::List,
            ResponseEvent::Interactive(Interactive::ReplyButtons(_)) => Has::Buttons,
            ResponseEvent::Interactive(Interactive::SingleProduct(_)) => Has::Products,
            ResponseEvent::Interactive(Interactive::Other { .. }) | ResponseEvent::Unknown(_) => Has::Unknown,
        };
        self.has.push(has);
    }

    /// Takes the strings and numbers of a JSON text, each to where its key says. Keys that have no meaning to us are
    /// taken too: they are what is new.
    fn scan(&mut self, json: &str) {
        let bytes = json.as_bytes();
        // The key that holds at each depth; arrays and objects without one of their own inherit it.
        let mut keys: Vec<Kind> = vec![Kind::Other];
        let mut current = Kind::Other;
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' | b'[' => {
                    keys.push(current);
                    at += 1;
                }
                b'}' | b']' => {
                    keys.pop();
                    current = keys.last().copied().unwrap_or(Kind::Other);
                    at += 1;
                }
                b',' => {
                    current = keys.last().copied().unwrap_or(Kind::Other);
                    at += 1;
                }
                b'"' => {
                    let end = string_end(bytes, at);
                    let literal = &json[at..end];
                    let behind = skip_white_space(bytes, end);
                    if bytes.get(behind) == Some(&b':') {
                        let around = keys.last().copied().unwrap_or(Kind::Other);
                        current = self.key(&decoded(literal), around);
                        at = behind + 1;
                    } else {
                        self.value(&decoded(literal), current);
                        at = end;
                    }
                }
                b':' => at += 1,
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    let end = literal_end(bytes, at);
                    let literal = &json[at..end];
                    if !matches!(literal, "null" | "true" | "false") {
                        self.value(literal, current);
                    }
                    at = end;
                }
            }
        }
    }

    fn key(&mut self, key: &str, around: Kind) -> Kind {
        let plain: String = key.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
        if LEFT_OUT.contains(&plain.as_str()) {
            return Kind::LeftOut;
        }
        if WORD_KEYS.contains(&plain.as_str()) {
            return Kind::Word;
        }
        if !COMMON_KEYS.contains(&plain.as_str()) {
            push(&mut self.rest, key);
        }
        // What stands inside of something that is read, such as a facet, is read as well.
        if around == Kind::Word { Kind::Word } else { Kind::Other }
    }

    fn value(&mut self, value: &str, kind: Kind) {
        match kind {
            Kind::LeftOut => {}
            // The bytes of a file that came along are no words.
            _ if value.starts_with("data:") => {}
            Kind::Word => push(&mut self.words, value),
            Kind::Other => push(&mut self.rest, value),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Other,
    LeftOut,
}

/// A kind as it is marked: its letters and digits in lower case, so that every spelling is one.
pub(crate) fn kind_mark(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn push(text: &mut String, value: &str) {
    let room = MOST_TEXT.saturating_sub(text.len());
    if value.trim().is_empty() || room == 0 {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let end = (0..=value.len().min(room)).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(0);
    text.push_str(&value[..end]);
}

fn decoded(literal: &str) -> Cow<'_, str> {
    if literal.contains('\\') {
        return Cow::Owned(scalar(literal).unwrap_or_default());
    }
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    Cow::Borrowed(inner.strip_suffix('"').unwrap_or(inner))
}

/// The index behind the closing quote of the string that opens at `start`, or the end.
pub(crate) fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn skip_white_space(bytes: &[u8], from: usize) -> usize {
    (from..bytes.len()).find(|&at| !bytes[at].is_ascii_whitespace()).unwrap_or(bytes.len())
}

fn literal_end(bytes: &[u8], from: usize) -> usize {
    let ends = |byte: &u8| {
        matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"') || byte.is_ascii_whitespace()
    };
    bytes[from..].iter().position(ends).map_or(bytes.len(), |length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_read_is_told_from_the_rest() {
        let line = r#"{"result":{"response":{"sessionId":"s-1","responseEvents":[
            {"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Ol\u00e1, \"Ana\""}},"createdAt":"2025-07-05T16:19:26Z","metadata":{"trace_id":"t-9"}}},
            {"recommendation_event":{"products":[{"productId":77,"title":"Vestido midi","description":"Em algodão","price":189.90,"currency":"BRL","url":"https://loja.example/p/1","facets":{"cor":"azul","tamanhos":["M","G"]}}]}}]}}}"#;
        let found = Findable::in_line(line.as_bytes(), true);
        assert_eq!(found.words, "Olá, \"Ana\"\n77\nVestido midi\nEm algodão\nazul\nM\nG");
        assert_eq!(found.rest, "trace_id\nt-9\n189.90\nBRL\nhttps://loja.example/p/1\ncor\ntamanhos");
        assert_eq!(found.kinds, ["messageevent", "recommendationevent"]);
        assert_eq!(found.has, [Has::Products]);
    }

    #[test]
    fn lines_without_events_are_found_too() {
        let error = Findable::in_line(br#"{"error":{"code":14,"message":"fora do ar","details":[]}}"#, false);
        assert_eq!((error.words.as_str(), error.rest.as_str()), ("fora do ar", "code\n14"));
        assert_eq!((error.kinds, error.has), (vec!["error".to_owned()], vec![Has::Error]));
        let garbage = Findable::in_line(b"<html>Bad \xff gateway", false);
        assert_eq!(
            (garbage.rest.as_str(), garbage.kinds),
            ("<html>Bad\n\u{FFFD}\ngateway", vec!["notjson".to_owned()])
        );
        assert!(Findable::in_line(b" \r", false).is_empty());
    }

    #[test]
    fn what_was_sent_is_found_by_its_words() {
        let request = r#"{"businessId":"b","clientKey":"c","sessionId":"s","inputEvents":[
            {"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Bem-vinda"}}}},
            {"filledFormResponseEvent":{"formData":{"nome":"Ana"}}}]}"#;
        let found = Findable::in_request(request.as_bytes());
        assert_eq!(
            (found.words.as_str(), found.rest.as_str()),
            ("Bem-vinda\nAna", "filledFormResponseEvent\nnome")
        );
        assert_eq!(found.kinds, ["filledformresponseevent", "messageevent"]);
        assert_eq!(Findable::in_request(b"no json").rest, "no\njson");
    }

    #[test]
    fn a_hostile_line_is_scanned_in_bounds() {
        let deep = format!(
            r#"{{"responseEvents":[{{"xEvent":{}"end"{}}}]}}"#,
            r#"{"a":["#.repeat(50_000),
            "]}".repeat(50_000)
        );
        let found = Findable::in_line(deep.as_bytes(), false);
        assert!(found.rest.ends_with("end") || found.rest.len() >= MOST_TEXT - 1);
        let long = format!(
            r#"{{"responseEvents":[{{"messageEvent":{{"content":{{"textContent":{{"text":"{}"}}}}}}}}]}}"#,
            "é".repeat(400_000)
        );
        assert!(Findable::in_line(long.as_bytes(), false).words.len() <= MOST_TEXT);
        for text in ["\"", "\"\\", "{\"a\":\"", "]]]]}}", ",,,::", "{\"\\u00\"", "\u{FEFF}é\"é"] {
            let _unharmed = Findable::in_line(text.as_bytes(), true);
        }
    }
}
