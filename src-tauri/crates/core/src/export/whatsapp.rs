//! WhatsApp's marks in a page: `*bold*`, `_italic_`, `~strike~`, code, quotes and lists, as its users see them. There is
//! no specification; the rules are those that were observed, and the window's are the same.
//!
//! Every character of the text ends up escaped: the only markup is what is written here.

/// Code over several lines, or within one.
const FENCE: &str = "```";

/// A text as HTML.
pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, code, behind)) = fenced(rest) {
        blocks(before, &mut out);
        let code = code.strip_prefix('\n').unwrap_or(code);
        let code = code.strip_suffix('\n').unwrap_or(code);
        out.push_str(&format!("<pre class=\"code\">{}</pre>", escaped(code)));
        rest = behind.strip_prefix('\n').unwrap_or(behind);
    }
    blocks(rest, &mut out);
    out
}

/// The first piece of code between fences, with what stands before and behind it.
fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once(FENCE)?;
    let (code, behind) = opened.split_once(FENCE)?;
    (!code.trim().is_empty()).then_some((before, code, behind))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Words,
    Quote,
    Bullets,
    Numbers(u32),
}

impl Block {
    fn continues(self, before: Self) -> bool {
        self == before || matches!((self, before), (Self::Numbers(_), Self::Numbers(_)))
    }
}

/// The lines of a text, those that belong together under one roof.
fn blocks(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut open: Option<Block> = None;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (block, words) = block_of(line);
        let goes_on = open.is_some_and(|before| block.continues(before));
        if !goes_on {
            close(open, out);
            match block {
                Block::Words => out.push_str("<p>"),
                Block::Quote => out.push_str("<blockquote>"),
                Block::Bullets => out.push_str("<ul>"),
                Block::Numbers(first) => out.push_str(&format!("<ol start=\"{first}\">")),
            }
        }
        match block {
            Block::Bullets | Block::Numbers(_) => out.push_str(&format!("<li>{}</li>", inline(words))),
            Block::Words | Block::Quote => {
                if goes_on {
                    out.push_str("<br>");
                }
                out.push_str(&inline(words));
            }
        }
        open = Some(block);
    }
    close(open, out);
}

fn close(block: Option<Block>, out: &mut String) {
    out.push_str(match block {
        None => "",
        Some(Block::Words) => "</p>",
        Some(Block::Quote) => "</blockquote>",
        Some(Block::Bullets) => "</ul>",
        Some(Block::Numbers(_)) => "</ol>",
    });
}

fn block_of(line: &str) -> (Block, &str) {
    if let Some(words) = line.strip_prefix("> ") {
        return (Block::Quote, words);
    }
    if let Some(words) = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "))
        && !words.trim().is_empty()
    {
        return (Block::Bullets, words);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if let (1..=3, Some(words)) = (digits, line[digits..].strip_prefix(". "))
        && let Ok(first) = line[..digits].parse()
    {
        return (Block::Numbers(first), words);
    }
    (Block::Words, line)
}

#[derive(Debug)]
enum Piece<'a> {
    Text(&'a str),
    Html(String),
    /// A mark, and whether it has found its partner: what is written in its place.
    Mark(char, Option<&'static str>),
}

fn tags(mark: char) -> (&'static str, &'static str) {
    match mark {
        '*' => ("<b>", "</b>"),
        '_' => ("<i>", "</i>"),
        _ => ("<s>", "</s>"),
    }
}

/// One line, with its marks.
fn inline(line: &str) -> String {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    // Open marks, outermost first: the mark, the place of its piece, and where the text behind it begins. Of each kind
    // at most one is open.
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let (mut text, mut at) = (0, 0);
    while let Some(character) = line[at..].chars().next() {
        let next = at + character.len_utf8();
        if let Some((html, end)) = code_at(line, at).or_else(|| link_at(line, at)) {
            pieces.push(Piece::Text(&line[text..at]));
            pieces.push(Piece::Html(html));
            (text, at) = (end, end);
            continue;
        }
        if matches!(character, '*' | '_' | '~') {
            let before = line[..at].chars().next_back();
            let behind = line[next..].chars().next();
            let closes =
                before.is_some_and(|c| !c.is_whitespace()) && behind.is_none_or(|c| !c.is_alphanumeric());
            let opens =
                before.is_none_or(|c| !c.is_alphanumeric()) && behind.is_some_and(|c| !c.is_whitespace());
            let partner = open.iter().rposition(|(mark, ..)| *mark == character);
            let place = pieces.len() + 1;
            let mut piece = Piece::Mark(character, None);
            match partner {
                // Between two marks there has to be something to be bold.
                Some(partner) if closes && line[open[partner].2..at].contains(is_word) => {
                    let (begin, end) = tags(character);
                    if let Some(Piece::Mark(_, tag)) = pieces.get_mut(open[partner].1) {
                        *tag = Some(begin);
                    }
                    piece = Piece::Mark(character, Some(end));
                    // What was opened in between and has no partner stays text.
                    open.truncate(partner);
                }
                None if opens => open.push((character, place, next)),
                _ => {}
            }
            pieces.push(Piece::Text(&line[text..at]));
            pieces.push(piece);
            text = next;
        }
        at = next;
    }
    pieces.push(Piece::Text(&line[text..]));
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(&escaped(text)),
            Piece::Html(html) => out.push_str(&html),
            Piece::Mark(_, Some(tag)) => out.push_str(tag),
            Piece::Mark(mark, None) => out.push(mark),
        }
    }
    out
}

/// Anything but marks and space.
fn is_word(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, '*' | '_' | '~')
}

/// Code between backticks that begins here, and where it ends.
fn code_at(line: &str, at: usize) -> Option<(String, usize)> {
    let inner = line[at..].strip_prefix('`')?;
    let (code, _) = inner.split_once('`')?;
    (!code.trim().is_empty()).then(|| (format!("<code>{}</code>", escaped(code)), at + code.len() + 2))
}

/// A link that begins here, and where it ends.
fn link_at(line: &str, at: usize) -> Option<(String, usize)> {
    let rest = &line[at..];
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    if line[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*', '_', '~', '\'']);
    (url.len() > scheme.len()).then(|| (link(url, url), at + url.len()))
}

/// A link to the web, which opens elsewhere and takes nothing along; anything else is no link.
pub(super) fn link(url: &str, words: &str) -> String {
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
pub(super) fn escaped(text: &str) -> String {
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
            assert_eq!(inline(line), expected, "{line}");
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
