//! What the inspector asks for, one line or one turn at a time.

use agent_graph::client::HEADERS;
use agent_graph::{MASKED_KEY, json};
use sha2::{Digest, Sha256};
use sofia_core::request_text::curl;

use crate::convert;
use crate::host::Host;
use crate::transfer::*;

/// What is shown of a line that is not text.
const HEX_SHOWN: usize = 64 * 1024;

pub(super) async fn line_raw(host: &Host, input: LineId) -> Result<RawLine, ErrorReport> {
    let line = host.engine.line(input.id).await.map_err(convert::error)?;
    let text = std::str::from_utf8(&line.bytes).ok().map(str::to_owned);
    let hex = text.is_none().then(|| hex_dump(&line.bytes[..line.bytes.len().min(HEX_SHOWN)]));
    Ok(RawLine {
        id: line.id,
        bytes: line.bytes.len() as u64,
        sha256: Sha256::digest(&line.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        text,
        hex,
    })
}

pub(super) async fn line_pretty(host: &Host, input: LineId) -> Result<PrettyLine, ErrorReport> {
    let line = host.engine.line(input.id).await.map_err(convert::error)?;
    let bytes = line.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line.bytes);
    let read = std::str::from_utf8(bytes).map_err(|error| error.to_string()).and_then(|text| {
        json::check(text)?;
        Ok(json::pretty(text))
    });
    let (text, problem) = match read {
        Ok(text) => (Some(text), None),
        Err(problem) => (None, Some(problem)),
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

pub(super) async fn turn_request(host: &Host, input: TurnId) -> Result<RequestView, ErrorReport> {
    let turn = host.engine.turn(input.id).await.map_err(convert::error)?;
    let body = String::from_utf8_lossy(&turn.request);
    let header = |name: &str, value: &str| HeaderView { name: name.to_owned(), value: value.to_owned() };
    Ok(RequestView {
        method: "POST".to_owned(),
        headers: HEADERS
            .iter()
            .chain(&[("x-api-key", MASKED_KEY)])
            .map(|(name, value)| header(name, value))
            .collect(),
        curl: curl(&turn.url, &body),
        body: json::pretty(&body),
        url: turn.url,
    })
}

/// Sixteen bytes a row: offset, hex, and what is printable.
fn hex_dump(bytes: &[u8]) -> String {
    let mut dump = String::with_capacity(bytes.len() * 5);
    for (row, chunk) in bytes.chunks(16).enumerate() {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let shown: String = chunk
            .iter()
            .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '·' })
            .collect();
        dump.push_str(&format!("{:08x}  {:<47}  {shown}\n", row * 16, hex.join(" ")));
    }
    dump
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hex_dump_shows_every_byte_and_its_place() {
        let dump = hex_dump(b"0123456789abcdef\xff\x00z");
        assert_eq!(
            dump,
            "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n\
             00000010  ff 00 7a                                         ··z\n"
        );
    }
}
