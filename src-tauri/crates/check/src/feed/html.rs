//! Text from the HTML that shops put into feeds. Nothing is rendered: tags go, what they separate stays apart.

mod named;

use std::borrow::Cow;

use named::NAMED;

/// The longest name of a character, `thetasym`, with room for the digits of a number.
const LONGEST_NAME: usize = 12;

/// Tags behind which a new line begins.
const BLOCKS: [&str; 16] =
    ["p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section"];

/// The text of a piece of HTML, with its characters decoded and its lines trimmed. HTML that was escaped once too often
/// is read once more.
pub(crate) fn text_of(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html.trim());
    }
    let once = decode(&without_tags(html)).into_owned();
    let text = if has_tag(&once) { decode(&without_tags(&once)).into_owned() } else { once };
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    Cow::Owned(lines.join("\n"))
}

/// Decodes `&amp;`, `&eacute;`, `&#233;` and `&#xE9;`. What is none of these stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.bytes().take(LONGEST_NAME).position(|byte| byte == b';').map(|end| &rest[..end]);
        match name.and_then(character) {
            Some(character) => {
                decoded.push(character);
                rest = &rest[name.map_or(0, str::len) + 1..];
            }
            None => decoded.push('&'),
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

pub(crate) fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).filter(|character| *character != '\0');
    }
    let at = NAMED.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(NAMED[at].1)
}

/// A tag begins with `<` and a letter, a slash or an exclamation mark; `a < b` and `<3` are text.
fn tag_at(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('<')?;
    if !inner.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/' || first == '!') {
        return None;
    }
    inner.find('>').map(|end| &inner[..end])
}

fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| tag_at(&text[at..]).is_some())
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let Some(tag) = tag_at(rest) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len() + 2..];
        let name = tag.trim_start_matches('/').split(|end: char| !end.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            text.push('\n');
        } else if name == "td" || name == "th" {
            text.push(' ');
        } else if (name == "script" || name == "style") && !tag.starts_with('/') {
            rest = behind_closing(rest, &name);
        }
    }
    text.push_str(rest);
    text
}

fn behind_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let closing = format!("</{name}");
    let at = text.to_ascii_lowercase().find(&closing);
    at.and_then(|at| text[at..].split_once('>')).map_or("", |(_, behind)| behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order() {
        assert!(NAMED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn html_becomes_the_text_that_a_customer_reads() {
        let table = [
            ("plain", "plain"),
            (" two  spaces ", "two  spaces"),
            ("Caf&eacute; &amp; p&atilde;o", "Café & pão"),
            ("R&#36; 59,90 &#x20AC;&nbsp;", "R$ 59,90 €"),
            ("<p>Um</p><p>Dois<br/>Tr&ecirc;s</p>", "Um\nDois\nTrês"),
            ("<ul><li>a</li>\n<li>b</li></ul>", "a\nb"),
            ("<b>bold</b>ly", "boldly"),
            ("<style>p{color:red}</style>Text<script>x<y</script>!", "Text!"),
            ("<!-- note --><div class=\"a>b\">x</div>", "b\">x"),
            ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
            ("5 < 6 & 7 > 6 <3", "5 < 6 & 7 > 6 <3"),
            ("AT&T &unknown; &", "AT&T &unknown; &"),
            ("<td>a</td><td>b</td>", "a b"),
            ("open <b", "open <b"),
            ("&#0; &#xD800; &#99999999;", "&#0; &#xD800; &#99999999;"),
        ];
        for (html, expected) in table {
            assert_eq!(text_of(html), expected, "{html}");
        }
    }
}
