//! WhatsApp's marks in a page.
//!
//! Every character of the text ends up escaped: the only markup is what is written here.

use super::{Block, Mark, Piece, read};

/// A text as HTML.
pub(in crate::export) fn html(text: &str) -> String {
    read(text).iter().map(block).collect()
}

fn block(block: &Block<'_>) -> String {
    let joined =
        |lines: &[Vec<Piece<'_>>]| lines.iter().map(|line| inline(line)).collect::<Vec<_>>().join("<br>");
    let items = |lines: &[Vec<Piece<'_>>]| -> String {
        lines.iter().map(|line| format!("<li>{}</li>", inline(line))).collect()
    };
    match block {
        Block::Code(code) => format!("<pre class=\"code\">{}</pre>", escaped(code)),
        Block::Words(lines) => format!("<p>{}</p>", joined(lines)),
        Block::Quote(lines) => format!("<blockquote>{}</blockquote>", joined(lines)),
        Block::Bullets(lines) => format!("<ul>{}</ul>", items(lines)),
        Block::Numbers(first, lines) => format!("<ol start=\"{first}\">{}</ol>", items(lines)),
    }
}

/// One line, with its marks.
fn inline(pieces: &[Piece<'_>]) -> String {
    let tag = |mark: Mark| match mark {
        Mark::Bold => "b",
        Mark::Italic => "i",
        Mark::Strike => "s",
    };
    let shown = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => escaped(text),
        Piece::Code(code) => format!("<code>{}</code>", escaped(code)),
        Piece::Link(url) => link(url, url),
        Piece::Begin(mark) => format!("<{}>", tag(*mark)),
        Piece::End(mark) => format!("</{}>", tag(*mark)),
    };
    pieces.iter().map(shown).collect()
}

/// A link to the web, which opens elsewhere and takes nothing along; anything else is no link.
pub(in crate::export) fn link(url: &str, words: &str) -> String {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return escaped(words);
    }
    format!(
        "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">{}</a>",
        escaped(url),
        escaped(words)
    )
}

/// A text that is no markup, within an element or an attribute.
pub(in crate::export) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            // A page may not hold them, and characters that turn the direction of a line would reach beyond their place.
            other
                if other.is_control()
                    || matches!(other, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                escaped.push('\u{FFFD}');
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_their_users_see_them() {
        let table = [
            ("*bold* _it_ ~no~", "<b>bold</b> <i>it</i> <s>no</s>"),
            ("_*both*_", "<i><b>both</b></i>"),
            ("*a _b* c_", "<b>a _b</b> c_"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("snake_case_name", "snake_case_name"),
            ("*not closed", "*not closed"),
            ("** **", "** **"),
            ("****", "****"),
            ("*a*b", "*a*b"),
            ("(*a*), *b*!", "(<b>a</b>), <b>b</b>!"),
            ("`*code*` *b*", "<code>*code*</code> <b>b</b>"),
            ("*é*", "<b>é</b>"),
            (
                "https://a.example/x_y_z?a=1&b=2.",
                "<a href=\"https://a.example/x_y_z?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">https://a.example/x_y_z?a=1&amp;b=2</a>.",
            ),
            ("javascript:alert(1) https://", "javascript:alert(1) https://"),
        ];
        for (line, expected) in table {
            assert_eq!(inline(&super::super::inline(line)), expected, "{line}");
        }
    }

    #[test]
    fn lines_that_belong_together_stand_together() {
        let table = [
            ("a\nb", "<p>a<br>b</p>"),
            ("* a\n- b\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
            ("1. a\n2. b", "<ol start=\"1\"><li>a</li><li>b</li></ol>"),
            ("> q\n> r\n\nx", "<blockquote>q<br>r</blockquote><p><br>x</p>"),
            ("a\n```\nlet x;\n```\nb", "<p>a</p><pre class=\"code\">let x;</pre><p>b</p>"),
            ("```one```", "<pre class=\"code\">one</pre>"),
            ("``` ```", "<p>``` ```</p>"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(html(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        let hostile = "<script>alert(1)</script>\n> <img src=x onerror=alert(1)>\n```</pre><b>```\n`</code><x>` *<i>*\nhttps://a/\"onclick=\"x\n\u{202e}x";
        let page = html(hostile);
        for piece in ["<script", "<img", "</pre><b>", "<x>", "<i>*", "\"onclick", "\u{202e}"] {
            assert!(!page.contains(piece), "{piece} in {page}");
        }
    }
}
