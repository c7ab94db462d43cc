//! Lines out of bytes, however the bytes travel.

use agent_graph::{
    Delivery, Error,
    framing::{LineEnd, MAX_LINE_BYTES},
};
use anyhow::Result;
use bytes::{BufMut, Bytes, BytesMut};
use sofia_tests::{
    Script, Server, Step, TestResult,
    server::{INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::{PATIENT, Reading, ask, client, delivery, lines_kept, lines_of, reading_of};

/// Every way in which the same body can come over a connection and end in order.
fn ways_to_travel(body: &[u8]) -> Vec<(&'static str, Script)> {
    let byte_by_byte = body.iter().map(|byte| Step::chunk(&[*byte])).chain([Step::LastChunk]);
    let mut packets = vec![Step::write(
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/x-ndjson\r\n\r\n",
    )];
    packets.extend(body.iter().map(|byte| Step::write(&[*byte])));
    packets.push(Step::Close);
    vec![
        (
            "in one chunk",
            if body.is_empty() { Script::stream([Step::LastChunk]) } else { Script::body(body.to_vec()) },
        ),
        ("in a chunk for each byte", Script::stream(byte_by_byte)),
        ("in a packet for each byte", Script::raw(packets)),
        ("with its length", Script::length(body.len(), body.to_vec())),
        ("until the connection closes", Script::until_close(body.to_vec())),
    ]
}

async fn travelled(body: &[u8]) -> Result<Vec<(&'static str, Reading)>> {
    let mut readings = Vec::new();
    for (way, script) in ways_to_travel(body) {
        readings.push((way, reading_of(script).await?));
    }
    Ok(readings)
}

#[tokio::test]
async fn every_byte_of_a_body_arrives_in_its_line_however_the_body_travels() -> TestResult {
    let event = line(&[message("Olá! 💙 Coleção de verão")]);
    let two = format!("{event}\n{event}\n");
    let table: &[(&str, Vec<u8>, &str)] = &[
        ("two lines", two.clone().into_bytes(), "Complete"),
        ("carriage returns", two.replace('\n', "\r\n").into_bytes(), "Complete"),
        ("a byte order mark", format!("\u{FEFF}{two}").into_bytes(), "Complete"),
        ("keep-alives", format!("\n\n{event}\n\r\n \t\n{event}\n\n").into_bytes(), "Complete"),
        ("no final line feed", format!("{event}\n{event}").into_bytes(), "Complete"),
        ("no line feed at all", event.clone().into_bytes(), "Complete"),
        ("a carriage return at the end", format!("{event}\r").into_bytes(), "Complete"),
        ("white space at the end", format!("{event}\n \t").into_bytes(), "Complete"),
        ("an end in a line", format!("{event}\n{}", &event[..event.len() - 1]).into_bytes(), "Cut"),
        ("an end in the first line", event.as_bytes()[..20].to_vec(), "Cut"),
        ("an end in a character", [two.as_bytes(), b"{\"a\":\"\xC3"].concat(), "Cut"),
        ("bytes that are no text", [b"\xFF\xFE\0\n\x80\n", two.as_bytes()].concat(), "Complete"),
        ("other separators", format!("{event}\u{2028}\u{85}\r{event}\u{B}\n{two}").into_bytes(), "Complete"),
        ("keep-alives alone", b"\n\r\n\n".to_vec(), "Empty"),
        ("nothing", Vec::new(), "Empty"),
    ];
    for (what, body, outcome) in table {
        for (way, reading) in travelled(body).await? {
            assert_eq!(reading.framed(), lines_of(body), "{what}, {way}");
            assert_eq!(reading.outcome(), *outcome, "{what}, {way}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_end_in_a_line_counts_what_came_and_says_whether_anything_did() -> TestResult {
    let event = line(&[message("Oi")]);
    let table = [
        (format!("{event}\n\n{event}\n{{\"result\":"), 3, Delivery::Partial),
        ("{\"result\":".to_owned(), 1, Delivery::Partial),
    ];
    for (body, lines, expected) in table {
        let reading = reading_of(Script::body(body.clone())).await?;
        assert_eq!(lines_kept(reading.error()?), Some(lines), "{body:?}");
        assert_eq!(delivery(&reading), Some(expected), "{body:?}");
    }
    let empty = reading_of(Script::body("\n\n")).await?;
    assert_eq!(delivery(&empty), Some(Delivery::OutcomeUnknown));
    Ok(())
}

/// A line of so many bytes that is JSON.
fn json_of(bytes: usize) -> Bytes {
    let mut line = BytesMut::with_capacity(bytes);
    line.put_u8(b'"');
    line.put_bytes(b'a', bytes - 2);
    line.put_u8(b'"');
    line.freeze()
}

#[tokio::test]
async fn a_line_of_exactly_the_bound_is_whole() -> TestResult {
    let longest = json_of(MAX_LINE_BYTES);
    let last = line(&[message("e fim")]);
    let script = Script::stream([
        Step::Chunk(longest.clone()),
        Step::chunk(b"\n"),
        Step::line(last.as_bytes()),
        Step::LastChunk,
    ]);
    let reading = reading_of(script).await?;
    assert_eq!(reading.outcome(), "Complete");
    let expected = [(longest, LineEnd::Terminated), (Bytes::from(last.into_bytes()), LineEnd::Terminated)];
    assert!(reading.framed() == expected, "not the lines that were sent");
    Ok(())
}

#[tokio::test]
async fn a_line_over_the_bound_is_cut_and_marked_and_the_connection_is_ended() -> TestResult {
    let first = Bytes::from(line(&[message("antes")]));
    let server = Server::start()?;
    server.answer(
        INVOKE,
        Script::stream([
            Step::line(&first),
            Step::Chunk(json_of(MAX_LINE_BYTES + 1)),
            Step::chunk(b"\n"),
            Step::line(&first),
            Step::HoldOpen,
        ]),
    );
    let reading = ask(&client(&server.base_url(), PATIENT)?, SESSION).await?;
    let cut = json_of(MAX_LINE_BYTES + 1).slice(..MAX_LINE_BYTES);
    assert!(
        reading.framed() == [(first, LineEnd::Terminated), (cut, LineEnd::TooLong)],
        "what came before, and the line up to the bound"
    );
    assert!(matches!(reading.error()?, Error::LineTooLong { limit: MAX_LINE_BYTES }));
    assert_eq!(delivery(&reading), Some(Delivery::Partial));
    server.client_gone(INVOKE).await?;
    Ok(())
}
