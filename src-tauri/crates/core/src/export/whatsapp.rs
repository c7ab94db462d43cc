//! WhatsApp's marks: `*bold*`, `_italic_`, `~strike~`, code, quotes and lists, as its users see them. There is no
//! specification; the rules are those that were observed, and the window's are the same.

mod html;
mod markdown;

pub(super) use html::{escaped, html, link};
pub(super) use markdown::{address, code, escaped as escaped_in_markdown, markdown};

/// Code over several lines, or within one.
const FENCE: &str = "```";

/// Lines that belong together.
#[derive(Debug)]
enum Block<'a> {
    Code(&'a str),
    Words(Vec<Vec<Piece<'a>>>),
    Quote(Vec<Vec<Piece<'a>>>),
    Bullets(Vec<Vec<Piece<'a>>>),
    /// With the number of the first.
    Numbers(u32, Vec<Vec<Piece<'a>>>),
}

/// A part of a line.
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
    Link(&'a str),
    Begin(Mark),
    End(Mark),
}

#[derive(Debug, Clone, Copy)]
enum Mark {
    Bold,
    Italic,
    Strike,
}

impl Mark {
    fn of(character: char) -> Option<Self> {
        match character {
            '*' => Some(Self::Bold),
            '_' => Some(Self::Italic),
            '~' => Some(Self::Strike),
            _ => None,
        }
    }
}

/// Reads a text.
fn read(text: &str) -> Vec<Block<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, code, behind)) = fenced(rest) {
        blocks(before, &mut out);
        let code = code.strip_prefix('\n').unwrap_or(code);
        out.push(Block::Code(code.strip_suffix('\n').unwrap_or(code)));
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

/// The lines of a text, those that belong together under one roof.
fn blocks<'a>(text: &'a str, out: &mut Vec<Block<'a>>) {
    if text.is_empty() {
        return;
    }
    let text = text.strip_suffix('\n').unwrap_or(text);
    // What stands before the first line is code, if anything, and no line goes on with that.
    for (at, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let begun = block_of(line);
        match (out.last_mut().filter(|_| at > 0), begun) {
            (Some(Block::Words(lines)), Block::Words(mut more))
            | (Some(Block::Quote(lines)), Block::Quote(mut more))
            | (Some(Block::Bullets(lines)), Block::Bullets(mut more))
            | (Some(Block::Numbers(_, lines)), Block::Numbers(_, mut more)) => lines.append(&mut more),
            (_, begun) => out.push(begun),
        }
    }
}

/// What a line begins.
fn block_of(line: &str) -> Block<'_> {
    if let Some(words) = line.strip_prefix("> ") {
        return Block::Quote(vec![inline(words)]);
    }
    if let Some(words) = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "))
        && !words.trim().is_empty()
    {
        return Block::Bullets(vec![inline(words)]);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if let (1..=3, Some(words)) = (digits, line[digits..].strip_prefix(". "))
        && let Ok(first) = line[..digits].parse()
    {
        return Block::Numbers(first, vec![inline(words)]);
    }
    Block::Words(vec![inline(line)])
}

/// One line, with its marks. A mark without its partner is text.
fn inline(line: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    // Open marks, outermost first: the mark, the place of its piece, and where the text behind it begins. Of each kind
    // at most one is open.
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let (mut text, mut at) = (0, 0);
    while let Some(character) = line[at..].chars().next() {
        let next = at + character.len_utf8();
        if let Some((piece, end)) = code_at(line, at).or_else(|| link_at(line, at)) {
            pieces.push(Piece::Text(&line[text..at]));
            pieces.push(piece);
            (text, at) = (end, end);
            continue;
        }
        if let Some(mark) = Mark::of(character) {
            let before = line[..at].chars().next_back();
            let behind = line[next..].chars().next();
            let closes =
                before.is_some_and(|c| !c.is_whitespace()) && behind.is_none_or(|c| !c.is_alphanumeric());
            let opens =
                before.is_none_or(|c| !c.is_alphanumeric()) && behind.is_some_and(|c| !c.is_whitespace());
            let partner = open.iter().rposition(|(mark, ..)| *mark == character);
            let place = pieces.len() + 1;
            let mut piece = Piece::Text(&line[at..next]);
            match partner {
                // Between two marks there has to be something to be bold.
                Some(partner) if closes && line[open[partner].2..at].contains(is_word) => {
                    if let Some(begin) = pieces.get_mut(open[partner].1) {
                        *begin = Piece::Begin(mark);
                    }
                    piece = Piece::End(mark);
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
    pieces
}

/// Anything but marks and space.
fn is_word(character: char) -> bool {
    !character.is_whitespace() && Mark::of(character).is_none()
}

/// Code between backticks that begins here, and where it ends.
fn code_at(line: &str, at: usize) -> Option<(Piece<'_>, usize)> {
    let inner = line[at..].strip_prefix('`')?;
    let (code, _) = inner.split_once('`')?;
    (!code.trim().is_empty()).then(|| (Piece::Code(code), at + code.len() + 2))
}

/// A link that begins here, and where it ends.
fn link_at(line: &str, at: usize) -> Option<(Piece<'_>, usize)> {
    let rest = &line[at..];
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    if line[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*', '_', '~', '\'']);
    (url.len() > scheme.len()).then(|| (Piece::Link(url), at + url.len()))
}
