//! What the inspector asks for, one line or one turn at a time.

use agent_graph::client::HEADERS;
use agent_graph::{LineProblem as Problem, MASKED_KEY, json};
use sha2::{Digest, Sha256};
use sofia_core::jq::Jq;
use sofia_core::request_text;
use tauri_plugin_dialog::DialogExt;

use super::merchants::chosen;
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

/// Bytes of one part of a line.
const LARGEST_PART: u64 = 1024 * 1024;

/// Bytes that are marked as not UTF-8; of those beyond, only the number is told.
const MARKED_AT_MOST: usize = 20_000;

pub(super) async fn line_raw(host: &Host, input: LineId) -> Result<RawLine, ErrorReport> {
    let line = host.engine.line(input.id).await.map_err(convert::error)?;
    let (text, invalid, invalid_bytes) = marked_text(&line.bytes);
    Ok(RawLine {
        id: line.id,
        bytes: line.bytes.len() as u64,
        sha256: hex(&Sha256::digest(&line.bytes)),
        text,
        invalid_bytes,
        invalid,
    })
}

pub(super) async fn line_bytes(host: &Host, input: LinePart) -> Result<LineBytes, ErrorReport> {
    let length = input.length.min(LARGEST_PART);
    let part = host.engine.line_part(input.id, input.from, length).await.map_err(convert::error)?;
    Ok(LineBytes { id: input.id, from: input.from, hex: hex(&part) })
}

pub(super) async fn line_pretty(host: &Host, input: LineId) -> Result<PrettyLine, ErrorReport> {
    let line = host.engine.line(input.id).await.map_err(convert::error)?;
    let bytes = line.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line.bytes);
    let read = match std::str::from_utf8(bytes) {
        Ok(text) => match json::fault(text) {
            None => Ok(json::pretty(text)),
            Some(fault) => Err(Problem::NotJson(fault)),
        },
        Err(error) => Err(Problem::NotUtf8 { at: error.valid_up_to() }),
    };
    let (text, problem) = match read {
        Ok(text) => (Some(text), None),
        Err(problem) => (None, Some(convert::line_problem(problem))),
    };
    Ok(PrettyLine { id: line.id, text, problem })
}

pub(super) async fn line_events(host: &Host, input: LineId) -> Result<HeldEvents, ErrorReport> {
    let line = host.engine.line(input.id).await.map_err(convert::error)?;
    Ok(HeldEvents { id: line.id, events: convert::events_of_line(&line) })
}

pub(super) async fn lines_matching(host: &Host, input: LineFilter) -> Result<LineMatches, ErrorReport> {
    let ids =
        host.engine.lines_containing(&input.conversation_id, &input.text).await.map_err(convert::error)?;
    Ok(LineMatches { ids })
}

pub(super) async fn lines_by_jq(host: &Host, input: JqFilter) -> Result<JqMatches, ErrorReport> {
    let after = input.after.map(convert::cursor).unwrap_or_default();
    let found = Jq::of_this_program()
        .lines(&host.engine, &input.conversation_id, &input.expression, after)
        .await
        .map_err(convert::error)?;
    Ok(convert::jq_matches(found, &input.expression))
}

pub(super) async fn turn_request(host: &Host, input: TurnId) -> Result<RequestView, ErrorReport> {
    let turn = host.engine.turn(input.id).await.map_err(convert::error)?;
    Ok(request_view(turn.url, &turn.request))
}

pub(super) async fn session_calls(
    host: &Host,
    input: ConversationId,
) -> Result<Vec<SessionCallView>, ErrorReport> {
    let calls = host.engine.session_calls(&input.id).await.map_err(convert::error)?;
    let view = |call: sofia_core::conversation::SessionCall| SessionCallView {
        name: call.name,
        request: request_view(call.url, &call.request),
        sent_at: call.sent_at,
        took_us: call.took.map(convert::micros),
        answer: call.answer.map(|answer| laid_out(&answer)),
        error: call.problem.map(convert::problem),
    };
    Ok(calls.into_iter().map(view).collect())
}

pub(super) async fn turn_save(host: &Host, input: TurnId) -> Result<Option<TurnSaved>, ErrorReport> {
    let turn = host.engine.turn(input.id).await.map_err(convert::error)?;
    let name = format!("turn-{}.ndjson", turn.ordinal);
    let dialog = host.app.dialog().file().set_file_name(name).add_filter("NDJSON", &["ndjson", "jsonl"]);
    let Some(path) = chosen(move || dialog.blocking_save_file()).await? else { return Ok(None) };
    let bytes = host.engine.save_turn(turn.id, &path).await.map_err(convert::error)?;
    Ok(Some(TurnSaved { path: path.display().to_string(), bytes }))
}

pub(super) async fn turns_compare(host: &Host, input: TurnsCompare) -> Result<TurnComparison, ErrorReport> {
    let compared =
        host.engine.compare_turns(input.a, input.b, input.without_times).await.map_err(convert::error)?;
    Ok(convert::comparison(compared))
}

fn request_view(url: String, request: &[u8]) -> RequestView {
    let body = String::from_utf8_lossy(request).into_owned();
    let header = |name: &str, value: &str| HeaderView { name: name.to_owned(), value: value.to_owned() };
    RequestView {
        method: "POST".to_owned(),
        headers: HEADERS
            .iter()
            .chain(&[("x-api-key", MASKED_KEY)])
            .map(|(name, value)| header(name, value))
            .collect(),
        copies: RequestCopies {
            curl: request_text::curl(&url, &body),
            python: request_text::python(&url, &body),
            httpie: request_text::httpie(&url, &body),
        },
        pretty: json::pretty(&body),
        body_bytes: request.len() as u64,
        body,
        url,
    }
}

fn laid_out(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if json::check(&text).is_ok() { json::pretty(&text) } else { text.into_owned() }
}

/// The text of some bytes, in which each byte that is not UTF-8 is one U+FFFD; where the first of these are, in UTF-16
/// units, and how many there are.
fn marked_text(bytes: &[u8]) -> (String, Vec<InvalidByte>, u64) {
    let mut text = String::with_capacity(bytes.len());
    let (mut units, mut marked, mut invalid) = (0usize, Vec::new(), 0u64);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        units += chunk.valid().encode_utf16().count();
        for &byte in chunk.invalid() {
            if marked.len() < MARKED_AT_MOST {
                marked.push(InvalidByte { at: u32::try_from(units).unwrap_or(u32::MAX), byte });
            }
            text.push(char::REPLACEMENT_CHARACTER);
            units += 1;
            invalid += 1;
        }
    }
    (text, marked, invalid)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_is_no_text_keeps_a_place_of_its_own() {
        let at = |at, byte| InvalidByte { at, byte };
        let table: [(&[u8], &str, &[InvalidByte]); 4] = [
            ("é😀".as_bytes(), "é😀", &[]),
            (b"a\xff\xfeb", "a\u{FFFD}\u{FFFD}b", &[at(1, 0xff), at(2, 0xfe)]),
            // The first three bytes of four, and then a letter.
            (b"\xf0\x9f\x98x", "\u{FFFD}\u{FFFD}\u{FFFD}x", &[at(0, 0xf0), at(1, 0x9f), at(2, 0x98)]),
            ("😀\u{FFFD}".as_bytes(), "😀\u{FFFD}", &[]),
        ];
        for (bytes, expected, marks) in table {
            let (text, invalid, count) = marked_text(bytes);
            assert_eq!((text.as_str(), &invalid[..], count), (expected, marks, marks.len() as u64));
        }
        assert_eq!(
            marked_text(
                "😀".as_bytes().repeat(2).iter().copied().chain([0xff]).collect::<Vec<_>>().as_slice()
            )
            .1,
            [at(4, 0xff)]
        );
        let many = vec![0xff; MARKED_AT_MOST + 5];
        let (_, marked, count) = marked_text(&many);
        assert_eq!((marked.len(), count), (MARKED_AT_MOST, MARKED_AT_MOST as u64 + 5));
    }

    #[test]
    fn bytes_are_written_as_two_digits_each() {
        assert_eq!(hex(&[0, 0x7f, 0xff, 0x0a]), "007fff0a");
    }
}
