//! What a value of each field looks like.

use agent_graph::BaseUrl;

use super::label::Field;

/// Longer names are a slip of the clipboard.
const MAX_NAME: usize = 80;

/// Ids of the API are UUIDs; the bounds only keep out what cannot be one.
const MIN_ID: usize = 4;
const MAX_ID: usize = 200;

/// What a loose label such as "agent" calls an id has to look more like one.
const MIN_LOOSE_ID: usize = 8;

const MIN_KEY: usize = 8;

/// A key without any digit is told from a word by its length and its mixed case.
const MIN_KEY_OF_LETTERS: usize = 16;

/// How keys begin, and ids never.
const KEY_PREFIXES: &str = "sk_ sk- pk_ pk- rk_ ak_ ak- key_ key- api_ api- token_ secret_ eyj";

/// What companies are called in the end, with a point behind it.
const ABBREVIATED: &str = "ltda ltd inc corp cia cía co llc bros";

/// Whether a text can be a value of the field. `certain` says that its label names the field and nothing else.
pub(super) fn is_plausible(field: Field, certain: bool, text: &str) -> bool {
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    match field {
        Field::BusinessId | Field::AgentId => {
            let shortest = if certain { MIN_ID } else { MIN_LOOSE_ID };
            (shortest..=MAX_ID).contains(&text.len())
                && has_digit
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
                && !has_key_prefix(text)
        }
        // A word of a sentence ("the api key below") is no key, and neither is one with its middle hidden.
        Field::Key => {
            let is_mixed = text.len() >= MIN_KEY_OF_LETTERS
                && text.bytes().any(|byte| byte.is_ascii_lowercase())
                && text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
            text.len() >= MIN_KEY
                && (has_digit || is_mixed || has_key_prefix(text))
                && text.bytes().all(|byte| byte.is_ascii_graphic())
                && !text.contains("***")
                && !text.contains("...")
                && !text.contains("://")
        }
        Field::BaseUrl => text.contains("://"),
        Field::Name => {
            text.chars().any(char::is_alphabetic)
                && text.chars().count() <= MAX_NAME
                && !text.contains("://")
                && !text.contains('@')
                && !has_key_prefix(text)
        }
    }
}

/// The value at the beginning of a text, or none if what stands there is an ordinary word.
pub(super) fn at_start_of(field: Field, certain: bool, text: &str) -> Option<&str> {
    let text =
        text.trim_start_matches(|character: char| character.is_whitespace() || "\"'`".contains(character));
    let found = match field {
        Field::Name => {
            let end = text.find(['"', ',', ';', '\t', '|', '{', '}', '<', '(', '`']).unwrap_or(text.len());
            let name = text[..end].trim().trim_end_matches(['.', '*', '\'', ' ', '-', '–']);
            &text[..name.len() + point_behind(name, text)]
        }
        // "Endpoint: POST https://…"
        Field::BaseUrl => words(text).take(2).find(|word| word.contains("://"))?,
        Field::Key | Field::BusinessId | Field::AgentId => {
            let text = match text.get(..7) {
                Some(scheme) if field == Field::Key && scheme.eq_ignore_ascii_case("bearer ") => &text[7..],
                _ => text,
            };
            words(text).next()?
        }
    };
    (field == Field::Name && is_uuid(found) || is_plausible(field, certain, found)).then_some(found)
}

/// 1 where the point behind a name is part of it: that of "S.A." and "Ltda.", not that of a sentence.
pub(super) fn point_behind(name: &str, text: &str) -> usize {
    let last = name.rsplit(' ').next().unwrap_or_default();
    let is_initials = last.contains('.') && last.split('.').all(|letter| letter.chars().count() == 1);
    let is_abbreviated = ABBREVIATED.split(' ').any(|other| last.to_lowercase() == other);
    usize::from((is_initials || is_abbreviated) && text[name.len()..].starts_with('.'))
}

/// The words of a line without what encloses and ends them.
pub(super) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| character.is_whitespace() || "\"'`,;<>(){}[]|".contains(character))
        .map(|word| word.trim_end_matches(['.', ':', '!', '?', '\\']))
        .filter(|word| !word.is_empty())
}

/// Where a text may be cut so that no more than `limit` bytes are left.
pub(super) fn boundary(text: &str, limit: usize) -> usize {
    (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

pub(super) fn is_uuid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The base URL of an address that may name one of the calls.
pub(super) fn base_url(address: &str) -> Option<String> {
    let base = before_api_path(address).unwrap_or(address);
    Some(BaseUrl::parse(base).ok()?.to_string())
}

/// The base URL of an address that nothing introduces: it has to be known by the API's path or by its host.
pub(super) fn api_address(word: &str) -> Option<String> {
    // "url=https://…"
    let scheme = ["https://", "http://"].iter().find_map(|scheme| word.find(scheme))?;
    let address = &word[scheme..];
    if before_api_path(address).is_some() {
        return base_url(address);
    }
    let after_scheme = address.find("://")? + 3;
    let host_end =
        address[after_scheme..].find(['/', '?', '#']).map_or(address.len(), |at| after_scheme + at);
    let base = BaseUrl::parse(&address[..host_end]).ok()?;
    // The documentation and the shop window are on the same domain.
    let host = base.host();
    (host.starts_with("api") && host.ends_with(".connectly.ai")).then(|| base.to_string())
}

fn before_api_path(address: &str) -> Option<&str> {
    let (base, call) = address.split_once(BaseUrl::API_PATH)?;
    (call.is_empty() || call.starts_with(['/', '?', '#'])).then_some(base)
}

fn has_key_prefix(text: &str) -> bool {
    KEY_PREFIXES
        .split(' ')
        .any(|prefix| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
}
