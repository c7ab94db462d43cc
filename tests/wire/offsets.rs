//! A recorded stream of every event kind, cut apart and cut off at every byte.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use agent_graph::{
    LineClass, ResponseEvent,
    event::{HandoverKind, Interactive},
    framing::LineEnd,
    read_line,
};
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    server::{INVOKE, Request},
    shop::{error_line, line, message},
};
use tokio::task::JoinSet;

use crate::support::{PATIENT, Reading, ask_hearing, client, lines_of};

/// How many clients ask side by side, each over a connection of its own.
const CLIENTS: usize = 6;

/// Written by hand, in the manner of the API: every kind of event, in every shape of a line.
fn recorded() -> Result<Bytes> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire/every-event.ndjson");
    Ok(std::fs::read(&path).with_context(|| path.display().to_string())?.into())
}

/// The same with a byte order mark, carriage returns and no final line feed.
fn with_another_framing(body: &[u8]) -> Result<Bytes> {
    let text = std::str::from_utf8(body)?.trim_end().replace('\n', "\r\n");
    Ok(format!("\u{FEFF}{text}").into())
}

fn offset_of(request: &Request) -> usize {
    let session = request.json().ok().and_then(|body| body["sessionId"].as_str()?.parse().ok());
    session.unwrap_or_default()
}

/// What lies before the cut, and what lies behind it once the gate is open; the latter is not even sent before.
fn in_two(body: &Bytes, offset: usize, gate: Gate) -> Script {
    let chunk = |piece: Bytes| (!piece.is_empty()).then_some(Step::Chunk(piece));
    let steps = [chunk(body.slice(..offset)), Some(Step::WaitFor(gate)), chunk(body.slice(offset..))];
    Script::stream(steps.into_iter().flatten().chain([Step::LastChunk]))
}

/// Asks once for each offset and looks at each answer.
async fn for_every_offset(
    last: usize,
    answer: impl Fn(usize) -> Script + Send + Sync + 'static,
    look: impl Fn(usize, &Reading) -> Result<()> + Send + Sync + 'static,
) -> Result<()> {
    for_every_offset_hearing(last, answer, |_, _| (), look).await
}

/// The same, and tells for each offset how many lines have come whenever some have.
async fn for_every_offset_hearing(
    last: usize,
    answer: impl Fn(usize) -> Script + Send + Sync + 'static,
    heard: impl Fn(usize, u64) + Send + Sync + 'static,
    look: impl Fn(usize, &Reading) -> Result<()> + Send + Sync + 'static,
) -> Result<()> {
    let server = Server::start()?;
    server.allow_by(INVOKE, move |request| answer(offset_of(request)));
    let (look, heard) = (Arc::new(look), Arc::new(heard));
    let mut clients = JoinSet::new();
    for first in 0..CLIENTS {
        let (look, heard) = (Arc::clone(&look), Arc::clone(&heard));
        let client = client(&server.base_url(), PATIENT)?;
        clients.spawn(async move {
            for offset in (first..=last).step_by(CLIENTS) {
                let hear = |lines| heard(offset, lines);
                let reading = ask_hearing(&client, &offset.to_string(), hear).await?;
                look(offset, &reading).with_context(|| format!("cut at {offset}"))?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    ensure!(server.requests().len() == last + 1, "asked {} times", server.requests().len());
    Ok(())
}

/// What a body holds, read from the whole of it.
fn events_of(body: &[u8]) -> Vec<(u64, ResponseEvent)> {
    let mut events = Vec::new();
    for (seq, (bytes, _)) in (1..).zip(lines_of(body)) {
        let reading = read_line(&bytes, seq == 1);
        events.extend(reading.events.iter().map(|event| (seq, ResponseEvent::read(event))));
    }
    events
}

fn kind(event: &ResponseEvent) -> &'static str {
    match event {
        ResponseEvent::Message(_) => "message",
        ResponseEvent::Recommendation(_) => "recommendation",
        ResponseEvent::ChatSuggestion(_) => "suggestion",
        ResponseEvent::Handover(handover) => match handover.kind {
            HandoverKind::Agent => "agent",
            HandoverKind::Storefront => "storefront",
            HandoverKind::OrderStatus => "order status",
            HandoverKind::LocationQuery => "location query",
            HandoverKind::Leadgen => "leadgen",
            HandoverKind::OnelivDoctor => "doctor",
        },
        ResponseEvent::Interactive(Interactive::List(_)) => "list",
        ResponseEvent::Interactive(Interactive::ReplyButtons(_)) => "buttons",
        ResponseEvent::Interactive(Interactive::SingleProduct(_)) => "product",
        ResponseEvent::Interactive(Interactive::Other { .. }) => "another interactive",
        ResponseEvent::Unknown(_) => "unknown",
    }
}

#[test]
fn the_recorded_stream_has_every_kind_of_event_and_line() -> TestResult {
    let body = recorded()?;
    let events = events_of(&body);
    let kinds: BTreeSet<_> = events.iter().map(|(_, event)| kind(event)).collect();
    let expected = [
        "agent",
        "another interactive",
        "buttons",
        "doctor",
        "leadgen",
        "list",
        "location query",
        "message",
        "order status",
        "product",
        "recommendation",
        "storefront",
        "suggestion",
        "unknown",
    ];
    assert_eq!(kinds, BTreeSet::from(expected));
    let classes: BTreeSet<_> =
        lines_of(&body).iter().map(|(bytes, _)| format!("{:?}", read_line(bytes, false).class)).collect();
    assert_eq!(classes, BTreeSet::from(["Events", "KeepAlive", "NoEvents"].map(str::to_owned)));
    assert!(events.len() > 15 && body.len() > 3_000 && body.iter().any(|byte| *byte >= 0xF0));
    assert_eq!(events_of(&with_another_framing(&body)?), events, "the framing is not the meaning");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_cut_apart_at_every_byte_has_the_same_lines_and_events() -> TestResult {
    let recorded = recorded()?;
    for body in [recorded.clone(), with_another_framing(&recorded)?] {
        let (lines, events) = (lines_of(&body), events_of(&body));
        let length = body.len();
        // What lies behind a cut is sent when all lines before it have arrived, so each answer does come in two.
        let before = move |offset: usize, body: &Bytes| {
            body[..offset].iter().filter(|byte| **byte == b'\n').count() as u64
        };
        let gates: Arc<[Gate]> = (0..=length).map(|_| Gate::new()).collect();
        let (sent, cut, passed) = (body.clone(), body, Arc::clone(&gates));
        for_every_offset_hearing(
            length,
            move |offset| {
                let gate = gates[offset].clone();
                if before(offset, &sent) == 0 {
                    gate.open();
                }
                in_two(&sent, offset, gate)
            },
            move |offset, heard| {
                if heard == before(offset, &cut) {
                    passed[offset].open();
                }
            },
            move |_, reading| {
                ensure!(reading.outcome() == "Complete", "{:?}", reading.end);
                ensure!(reading.framed() == lines, "other lines");
                ensure!(reading.events() == events, "other events");
                Ok(())
            },
        )
        .await?;
    }
    Ok(())
}

/// The rule of the design, in the plainest words: an end after a line feed, or after a last line that parses.
fn is_complete(body: &[u8]) -> bool {
    let rest = body.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let has_content = lines_of(body).iter().any(|(bytes, _)| !bytes.trim_ascii().is_empty());
    has_content && (rest.trim_ascii().is_empty() || serde_json::from_slice::<serde_json::Value>(rest).is_ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_ends_at_any_byte_keeps_what_came_and_says_whether_it_is_whole() -> TestResult {
    let body = recorded()?;
    let sent = body.clone();
    for_every_offset(
        body.len(),
        move |offset| match offset {
            0 => Script::stream([Step::LastChunk]),
            _ => Script::body(sent.slice(..offset)),
        },
        move |offset, reading| {
            let came = &body[..offset];
            ensure!(reading.framed() == lines_of(came), "other lines");
            let expected = match lines_of(came).iter().all(|(bytes, _)| bytes.is_empty()) {
                true => "Empty",
                false if is_complete(came) => "Complete",
                false => "Cut",
            };
            ensure!(reading.outcome() == expected, "{expected}, but {:?}", reading.end);
            Ok(())
        },
    )
    .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_ends_at_any_byte_keeps_what_came_and_is_never_whole() -> TestResult {
    let body = recorded()?;
    let sent = body.clone();
    for_every_offset(
        body.len(),
        move |offset| match offset {
            0 => Script::stream([Step::Close]),
            _ => Script::cut(sent.slice(..offset)),
        },
        move |offset, reading| {
            ensure!(reading.framed() == lines_of(&body[..offset]), "other lines");
            ensure!(reading.outcome() == "Cut", "{:?}", reading.end);
            Ok(())
        },
    )
    .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_with_an_error_line_ends_as_one_from_the_byte_on_at_which_the_line_is_whole() -> TestResult {
    let before = format!("{}\n", line(&[message("São só três")]));
    let error = error_line(14, "indisponível");
    let whole = before.len() + error.len();
    let body = Bytes::from(format!("{before}{error}\n{}\n", line(&[message("ainda")])));
    let sent = body.clone();
    for_every_offset(
        body.len() - 1,
        move |offset| Script::body(sent.slice(..=offset)),
        move |offset, reading| {
            let came = &body[..=offset];
            let expected = match came.len() {
                length if length >= whole => "ErrorLine",
                _ if is_complete(came) => "Complete",
                _ => "Cut",
            };
            ensure!(reading.outcome() == expected, "{expected}, but {:?}", reading.end);
            ensure!(reading.framed() == lines_of(came), "other lines");
            let errors = reading.classes().iter().filter(|(class, _)| *class == LineClass::Error).count();
            ensure!(errors == usize::from(expected == "ErrorLine"));
            let last = reading.lines().last().map(|line| line.end);
            ensure!(last != Some(LineEnd::TooLong));
            Ok(())
        },
    )
    .await?;
    Ok(())
}
