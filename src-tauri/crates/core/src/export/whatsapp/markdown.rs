//! WhatsApp's marks in Markdown, which has other ones: what is bold there is bold here, and nothing else that came from
//! outside means anything.

use super::{Block, Mark, Piece, read};

/// A text as Markdown, without a line feed at its end.
pub(in crate::export) fn markdown(text: &str) -> String {
    read(text).iter().map(block).collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block<'_>) -> String {
    let each = |lines: &[Vec<Piece<'_>>], begin: &dyn Fn(usize) -> String, end: &str| {
        let lines = lines.iter().enumerate().map(|(at, line)| format!("{}{}", begin(at), inline(line)));
        lines.collect::<Vec<_>>().join(end)
    };
    match block {
        Block::Code(code) => format!("```\n{}\n```", printable(code)),
        // Two spaces break a line; what stands farther in than three would be code.
        Block::Words(lines) => each(lines, &|_| String::new(), "  \n"),
        Block::Quote(lines) => each(lines, &|_| "> ".to_owned(), "  \n"),
        Block::Bullets(lines) => each(lines, &|_| "- ".to_owned(), "\n"),
        Block::Numbers(first, lines) => {
            each(lines, &|at| format!("{}. ", u64::from(*first) + at as u64), "\n")
        }
    }
}

/// One line, with its marks.
fn inline(pieces: &[Piece<'_>]) -> String {
    let mut line = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) if line.is_empty() => line.push_str(&escaped(text.trim_start())),
            Piece::Text(text) => line.push_str(&escaped_within(text)),
            Piece::Code(text) => line.push_str(&code(text)),
            Piece::Link(url) => line.push_str(&address(url)),
            Piece::Begin(mark) | Piece::End(mark) => line.push_str(match mark {
                Mark::Bold => "**",
                Mark::Italic => "*",
                Mark::Strike => "~~",
            }),
        }
    }
    line
}

/// A text on one line that Markdown shows as it is: it becomes no link, image, heading or HTML.
pub(in crate::export) fn escaped(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    match rest.chars().next() {
        // What would begin a list, or make a heading of the line before.
        Some('+' | '-' | '=') if digits == 0 => format!("\\{}", escaped_within(rest)),
        Some('.') if digits > 0 => format!("{number}\\{}", escaped_within(rest)),
        _ => escaped_within(text),
    }
}

/// As [`escaped`], where something stands before it on the line.
fn escaped_within(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' | '$'
            | '^' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // An address that is written out is turned into a link by many readers; a link that is seen is one that is
            // meant, but a script's is not.
            ':' if is_scheme(&escaped) => escaped.push_str("&#58;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            other if other.is_control() => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether what stands before a colon is the scheme of a script.
fn is_scheme(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    ["javascript", "data", "vbscript"].iter().any(|scheme| lower.ends_with(scheme))
}

/// A text as code within a line. Backticks in it need more of them around it.
pub(in crate::export) fn code(text: &str) -> String {
    let text = printable(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// An address of the web, as a link; anything else is text.
pub(in crate::export) fn address(url: &str) -> String {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return escaped_within(url);
    }
    let ends = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>');
    let safe: String = url
        .chars()
        .map(|c| if ends(c) { format!("%{:02X}", u32::from(c) & 0xFF) } else { c.to_string() })
        .collect();
    format!("<{safe}>")
}

fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() && c != '\n' && c != '\t' { '\u{FFFD}' } else { c };
    text.replace("\r\n", "\n").chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_came_from_outside_is_markup() {
        let table = [
            ("# not a heading", "\\# not a heading"),
            ("*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"),
            ("[x](https://a.example)", "\\[x\\]\\(https://a.example\\)"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert\\(1\\)&gt;"),
            ("1. um", "1\\. um"),
            ("- um", "\\- um"),
            ("a | b", "a \\| b"),
            ("javascript:alert(1)", "javascript&#58;alert\\(1\\)"),
            ("R$ 10 até 20", "R\\$ 10 até 20"),
            ("a\u{1b}b", "a\u{FFFD}b"),
            ("a\tb", "a b"),
        ];
        for (text, expected) in table {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn what_is_bold_for_its_reader_is_bold_in_markdown() {
        let table = [
            ("*vestido azul* por _só_ ~R$ 99~ `X*1`", "**vestido azul** por *só* ~~R\\$ 99~~ `X*1`"),
            ("_*both*_", "***both***"),
            ("2 * 3 * 4, snake_case", "2 \\* 3 \\* 4, snake\\_case"),
            ("um\ndois\n\ntrês", "um  \ndois  \n  \ntrês"),
            ("a\n* b\n- *c*\n1. d\n2. e", "a\n\n- b\n- **c**\n\n1. d\n2. e"),
            ("> q\n> r", "> q  \n> r"),
            ("```\nlet x;\n# y\n```", "```\nlet x;\n# y\n```"),
            ("veja https://a.example/x_y?a=1.", "veja <https://a.example/x_y?a=1>."),
            ("    # fundo", "\\# fundo"),
            ("- - x", "- \\- x"),
        ];
        for (text, expected) in table {
            assert_eq!(markdown(text), expected, "{text}");
        }
    }

    #[test]
    fn code_and_addresses_end_where_they_end() {
        let table = [("Para mim", "`Para mim`"), ("a`b``c", "``` a`b``c ```"), ("a\n b", "`a b`")];
        for (text, expected) in table {
            assert_eq!(code(text), expected, "{text}");
        }
        assert_eq!(address("https://a/<b> c"), "<https://a/%3Cb%3E%20c>");
        assert_eq!(address("javascript:alert(1)"), "javascript&#58;alert\\(1\\)");
    }
}
