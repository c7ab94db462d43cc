//! Reading a file: whole or not at all.

use serde::Deserialize;

use super::encoding::{Encoding, plain};
use super::entries::{BlockEnd, CallEntry, ConversationEntry, FORMAT, Header, LineEntry, Peek, TurnEntry};
use super::{RecordedConversation, RecordingFault, VERSION, capture};

/// A file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Its conversations, in order.
    pub conversations: Vec<RecordedConversation>,
    /// What was unusual about it, and did no harm.
    pub notices: Vec<Notice>,
}

/// Something unusual about a file that did no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// It began with a byte order mark, which was left out.
    ByteOrderMark,
    /// It was UTF-16, as the `>` of PowerShell writes it, and was read as such. The bytes of an answer that came this way
    /// are not the ones that came over the wire.
    Utf16,
    /// It was the bare lines of an answer: what was asked, and when what came, is not known.
    Capture,
}

/// Reads a file, judged by what is in it. `called` is what a conversation without a title is called, and `at` the time
/// that one without a time has; milliseconds since 1970, UTC.
pub fn read(bytes: &[u8], called: &str, at: i64) -> Result<File, RecordingFault> {
    let (bytes, encoding) = plain(bytes).map_err(|reason| RecordingFault::Other { reason })?;
    if bytes.trim_ascii().is_empty() {
        return Err(RecordingFault::Empty);
    }
    let mut notices = match encoding {
        Encoding::Plain => Vec::new(),
        Encoding::MarkedUtf8 => vec![Notice::ByteOrderMark],
        Encoding::Utf16 => vec![Notice::Utf16],
    };
    let first =
        bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let conversations = match serde_json::from_slice::<Header>(first) {
        Ok(header) if header.format == FORMAT && header.version > u64::from(VERSION) => {
            return Err(RecordingFault::Newer { version: header.version });
        }
        Ok(header) if header.format == FORMAT => blocks(&bytes)?,
        // The beginning of a header that goes no further is a recording that was cut, and no capture.
        _ if first.len() == bytes.trim_ascii().len() && is_cut_header(first) => {
            return Err(RecordingFault::Cut { line: 1 });
        }
        _ => {
            notices.push(Notice::Capture);
            vec![capture::read(&bytes, called, at)?]
        }
    };
    Ok(File { conversations, notices })
}

fn is_cut_header(line: &[u8]) -> bool {
    line.starts_with(b"{\"format\":\"sofia-") && serde_json::from_slice::<serde_json::Value>(line).is_err()
}

/// The blocks behind the header.
fn blocks(bytes: &[u8]) -> Result<Vec<RecordedConversation>, RecordingFault> {
    let mut conversations = Vec::new();
    let mut open: Option<RecordedConversation> = None;
    let mut header = true;
    let mut last = 0;
    let ended = bytes.ends_with(b"\n");
    let lines = || bytes.split(|byte| *byte == b'\n');
    let count = lines().count();
    for (number, line) in (1..).zip(lines()) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        last = number;
        if std::mem::take(&mut header) {
            continue;
        }
        // The last line of a file that does not end with a line feed may be half of one.
        let may_be_cut = number == count && !ended;
        let fault = |reason: String| {
            if may_be_cut {
                RecordingFault::Cut { line: number }
            } else {
                RecordingFault::Damaged { line: number, reason }
            }
        };
        let text = std::str::from_utf8(line).map_err(|error| fault(error.to_string()))?;
        if let Some(done) = entry(text, &mut open).map_err(fault)? {
            conversations.push(done);
        }
    }
    match (open, conversations.is_empty()) {
        (None, false) => Ok(conversations),
        _ => Err(RecordingFault::Cut { line: last }),
    }
}

/// Takes one line. Answers the conversation that it has ended.
fn entry(
    text: &str,
    open: &mut Option<RecordedConversation>,
) -> Result<Option<RecordedConversation>, String> {
    let peek: Peek<'_> = parsed(text)?;
    let outside = || "it belongs to no conversation".to_owned();
    match peek.r#type.as_ref() {
        "conversation" if open.is_some() => return Err("the conversation before it has no end".to_owned()),
        "conversation" => {
            let entry: ConversationEntry = parsed(text)?;
            *open =
                Some(RecordedConversation { entry, calls: Vec::new(), turns: Vec::new(), capture: false });
        }
        "call" => open.as_mut().ok_or_else(outside)?.calls.push(parsed::<CallEntry<'_>>(text)?.read()?),
        "turn" => {
            let turn = parsed::<TurnEntry<'_>>(text)?.read()?;
            let turns = &mut open.as_mut().ok_or_else(outside)?.turns;
            if turns.last().is_some_and(|before| before.ordinal >= turn.ordinal) {
                return Err(format!("turn {} does not come behind the one before it", turn.ordinal));
            }
            turns.push(turn);
        }
        "line" => {
            let entry: LineEntry<'_> = parsed(text)?;
            let turn = open.as_mut().ok_or_else(outside)?.turns.last_mut();
            let turn = turn.filter(|turn| turn.ordinal == entry.turn);
            let lines =
                &mut turn.ok_or_else(|| format!("turn {} is not the one before it", entry.turn))?.lines;
            if lines.last().is_some_and(|before| before.seq >= entry.seq) {
                return Err(format!("its number {} does not come behind the one before it", entry.seq));
            }
            lines.push(entry.read()?);
        }
        "end" => {
            let end: BlockEnd = parsed(text)?;
            let done = open.take().ok_or_else(outside)?;
            let lines: usize = done.turns.iter().map(|turn| turn.lines.len()).sum();
            if (end.turns, end.lines) != (done.turns.len() as u64, lines as u64) {
                return Err(format!(
                    "the conversation has {} turns and {lines} lines, and should have {} and {}",
                    done.turns.len(),
                    end.turns,
                    end.lines
                ));
            }
            return Ok(Some(done));
        }
        other => return Err(format!("{other:?} is nothing that this version knows")),
    }
    Ok(None)
}

fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
