//! Frees a text from what a mail client, a chat or a word processor adds to it.

use zeroize::Zeroizing;

use super::label;

/// A text without soft breaks, unusual spaces, curly quotes and bold marks; wiped when it is dropped.
pub(super) struct Tidied {
    text: Zeroizing<String>,
}

impl Tidied {
    pub(super) fn new(text: &str) -> Self {
        let decoded = is_quoted_printable(text).then(|| decoded(text));
        Self { text: plain_characters(decoded.as_ref().map_or(text, |decoded| decoded.as_str())) }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// A line without the marks of a reply, a list or a heading before it.
pub(super) fn without_line_marks(line: &str) -> &str {
    let mut rest = line.trim_end();
    loop {
        let bare = rest.trim_start_matches([' ', '>']);
        let after_mark = bare
            .strip_prefix(['-', '+', '•', '◦', '▪', '·', '–', '—', '#', '*'])
            .or_else(|| {
                let digits = bare.trim_start_matches(|character: char| character.is_ascii_digit());
                // "1. Business ID"; a longer number is a value and no count.
                (1..=2).contains(&(bare.len() - digits.len())).then(|| digits.strip_prefix(['.', ')']))?
            })
            .filter(|after| after.starts_with([' ', '#']));
        match after_mark {
            Some(after) => rest = after,
            None => return bare,
        }
    }
}

/// Whether the text came out of a mail's source. A base64 key also ends in `=`, and an id may begin with "3D", so
/// one such place alone is not enough unless it can be nothing else.
fn is_quoted_printable(text: &str) -> bool {
    if text.contains("=C3=") || text.contains("=E2=80=") || text.matches("=3D").nth(1).is_some() {
        return true;
    }
    if text.lines().any(|line| {
        line.get(..25).is_some_and(|start| start.eq_ignore_ascii_case("content-transfer-encoding"))
            && line.ends_with("quoted-printable")
    }) {
        return true;
    }
    let mut lines = text.lines().peekable();
    while let (Some(line), Some(next)) = (lines.next(), lines.peek()) {
        if is_soft_break(line, next) {
            return true;
        }
    }
    false
}

fn is_soft_break(line: &str, next: &str) -> bool {
    let Some(before) = line.strip_suffix('=').filter(|before| !before.ends_with(['=', ' '])) else {
        return false;
    };
    let next = without_line_marks(next);
    let goes_on = !next.is_empty() && label::mentions(next).first().is_none_or(|mention| mention.start > 0);
    let word = before.rsplit([' ', ':', '=', '"', '\t']).next().unwrap_or_default();
    let is_name_of_setting = label::exact(word).is_some();
    // Base64 is padded to groups of four.
    let is_padding = word.len() >= 8
        && word.len() % 4 == 3
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
        && !word.contains('-');
    goes_on && !is_name_of_setting && !is_padding
}

fn decoded(text: &str) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let source = text.as_bytes();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        if rest.starts_with(b"=\r\n") {
            at += 3;
        } else if rest.starts_with(b"=\n") {
            at += 2;
        } else if let Some(byte) = rest.strip_prefix(b"=").and_then(escaped_byte) {
            bytes.push(byte);
            at += 3;
        } else {
            bytes.push(source[at]);
            at += 1;
        }
    }
    // Text in another character set keeps its ASCII, which is all that credentials consist of.
    Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
}

/// Encoders write capitals, which keeps `id=3f…` out.
fn escaped_byte(after: &[u8]) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    Some(digit(*after.first()?)? << 4 | digit(*after.get(1)?)?)
}

fn plain_characters(text: &str) -> Zeroizing<String> {
    // Nothing is replaced by something longer, so the buffer never moves and leaves no copy of a key behind.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut at_line_start = true;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => plain.push(' '),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2028}' | '\u{2029}' => plain.push('\n'),
            '“' | '”' | '„' | '«' | '»' | '＂' => plain.push('"'),
            '‘' | '’' | '‚' => plain.push('\''),
            '：' => plain.push(':'),
            '＝' => plain.push('='),
            '*' => {
                let mut stars = 1;
                while characters.next_if_eq(&'*').is_some() {
                    stars += 1;
                }
                // One or two make bold; more of them hide a part of a key, which is then no key. A lone one
                // before a space may be a bullet, whose line mark goes later.
                let is_bullet = stars == 1 && at_line_start && characters.peek() == Some(&' ');
                if stars > 2 || is_bullet {
                    plain.extend(std::iter::repeat_n('*', stars));
                }
            }
            other => plain.push(other),
        }
        at_line_start = character == '\n' || (at_line_start && matches!(character, ' ' | '>'));
    }
    plain
}
