//! Whatever a conversation holds: a recording of it is read without loss, and every other form of it is sound.

use std::ops::ControlFlow;
use std::time::Duration;

use agent_graph::ApiKey;
use bytes::Bytes;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::conversation::{LineEnding, Rating, Timing, TurnState};
use crate::history::{self, Arrival};
use crate::recording::{
    ConversationEntry, MerchantEntry, RawProblem, RecordedCall, RecordedLine, RecordedTurn, read,
};
use crate::search::{self, Place, Room};

fn database(folder: &Path) -> Connection {
    let path = folder.join("sofia.db");
    drop(history::open_for_tests(&path));
    Connection::open(path).unwrap()
}

fn taken_in(connection: &Connection, conversations: &[RecordedConversation]) -> Vec<String> {
    let arrivals = history::import(connection, conversations, "owner", true).unwrap();
    let id = |arrival| match arrival {
        Arrival::TakenIn(id) | Arrival::Known(id) => id,
    };
    arrivals.into_iter().map(id).collect()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z ]{0,12}",
        Just("=1+1 <b>\"quoted\"</b> \u{2028}\u{0}\u{7f} \\ ```x``` *a* [l](http://x)".to_owned()),
        Just("ana@loja.com.br ou +55 11 99999-8888".to_owned()),
    ]
}

/// Names and addresses that belong to nobody in particular.
fn plain() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just("<b>\"&' \u{2028}\u{0}".to_owned())]
}

fn body() -> impl Strategy<Value = Bytes> {
    let event = text().prop_map(|text| {
        serde_json::json!({"result": {"response": {"sessionId": "s", "responseEvents": [
            {"messageEvent": {"role": "ASSISTANT", "content": {"textContent": {"text": text}}}},
            {"recommendationEvent": {"products": [{"title": text, "price": 1.10, "url": "javascript:alert(1)"}]}}]}}})
        .to_string()
        .into_bytes()
    });
    let request = text().prop_map(|text| {
        serde_json::json!({"clientKey": "cliente-77", "inputEvents": [
            {"messageEvent": {"role": "USER", "content": {"textContent": {"text": text}}}}]})
        .to_string()
        .into_bytes()
    });
    prop_oneof![event, request, vec(any::<u8>(), 0..40), Just(Vec::new()), Just(b"{\"cut\":".to_vec())]
        .prop_map(Bytes::from)
}

fn problem() -> impl Strategy<Value = Option<RawProblem>> {
    let known = text().prop_map(|reason| {
        let problem = crate::Problem::other(crate::ProblemCode::ErrorLine, &reason);
        serde_json::to_string(&problem).unwrap()
    });
    // As a later version may write it.
    let unknown = Just(r#"{"code": "of_the_future", "params": {"x": "1.10"}}"#.to_owned());
    option::of(prop_oneof![known, unknown].prop_map(|text| RawProblem::of(text).unwrap()))
}

fn micros() -> impl Strategy<Value = Duration> {
    (0..=i64::MAX as u64).prop_map(Duration::from_micros)
}

fn call() -> impl Strategy<Value = RecordedCall> {
    (
        prop_oneof![Just("init"), Just("close")],
        plain(),
        body(),
        any::<i64>(),
        option::of(micros()),
        option::of(body()),
        problem(),
    )
        .prop_map(|(name, url, request, sent_at, took, answer, problem)| RecordedCall {
            name: name.to_owned(),
            url,
            request,
            sent_at,
            took,
            answer,
            problem,
        })
}

fn line() -> impl Strategy<Value = (Duration, LineEnding, Bytes)> {
    let ending = prop_oneof![
        4 => Just(LineEnding::Terminated), 1 => Just(LineEnding::Unterminated), 1 => Just(LineEnding::TooLong)
    ];
    (micros(), ending, body())
}

fn turn() -> impl Strategy<Value = RecordedTurn> {
    let state = prop_oneof![
        Just(TurnState::Complete),
        Just(TurnState::Failed),
        Just(TurnState::Stopped),
        Just(TurnState::Interrupted)
    ];
    let rating = option::of((any::<bool>(), text(), any::<i64>()));
    let timing = (
        option::of(micros()),
        option::of(micros()),
        option::of(micros()),
        option::of(micros()),
        option::of(micros()),
    );
    (plain(), body(), any::<i64>(), state, problem(), timing, rating, vec(line(), 0..6)).prop_map(
        |(url, request, sent_at, state, problem, timing, rating, lines)| RecordedTurn {
            ordinal: 0,
            url,
            request,
            sent_at,
            state,
            problem,
            timing: Timing {
                connect: timing.0,
                head: timing.1,
                first_byte: timing.2,
                first_event: timing.3,
                end: timing.4,
            },
            retry_of: None,
            rating: rating.map(|(good, reason, at)| Rating { good, reason, at }),
            lines: (1..)
                .zip(lines)
                .map(|(seq, (offset, ending, bytes))| RecordedLine { seq, offset, ending, bytes })
                .collect(),
        },
    )
}

fn conversation() -> impl Strategy<Value = RecordedConversation> {
    let ids = (
        prop_oneof![Just("7c9e6679-7425-40de-944b-e07fc1f90ae7".to_owned()), plain()],
        plain(),
        text(),
        option::of(plain()),
    );
    let words = (text(), option::of(text()), text(), btree_set("[a-zé]{1,8}", 0..3));
    let state =
        prop_oneof![Just("closed"), Just("live"), Just("failed"), Just("not_closed"), Just("answering")];
    let rest = (
        any::<i64>(),
        any::<i64>(),
        state,
        problem(),
        (any::<bool>(), any::<bool>()),
        option::of((plain(), any::<u32>(), any::<bool>())),
    );
    (ids, words, rest, vec(call(), 0..3), vec(turn(), 0..4)).prop_map(|(ids, words, rest, calls, turns)| {
        let (id, merchant, customer, session) = ids;
        let (title, own_title, note, tags) = words;
        let (created_at, last_at, state, problem, (simulated, masked), branch) = rest;
        let mut turns = turns;
        for (at, turn) in turns.iter_mut().enumerate() {
            turn.ordinal = (at as u32) * 2 + 1;
            turn.retry_of = (at > 1).then_some(1);
        }
        let entry = ConversationEntry {
            id,
            merchant: MerchantEntry {
                name: merchant.clone(),
                base_url: "https://a.example".to_owned(),
                business_id: merchant,
                agent_id: String::new(),
                colour: "#5140d6".to_owned(),
                simulated,
            },
            customer,
            session,
            title,
            own_title,
            note,
            tags: tags.into_iter().collect(),
            created_at,
            last_at,
            state: state.to_owned(),
            problem,
            simulated,
            branch: branch.map(|(of, after, context)| crate::recording::BranchEntry {
                of,
                after,
                kind: if context {
                    crate::recording::BranchKindWord::Context
                } else {
                    crate::recording::BranchKindWord::Reasked
                },
            }),
            masked,
        };
        RecordedConversation { entry, calls, turns, capture: false }
    })
}

/// A recording of conversations that are in no database.
fn written(conversations: &[RecordedConversation]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut out = Writing::to(&mut bytes, Path::new("-"));
    let mut sheet = recording::RecordingSheet::default();
    sheet.begin(&mut out).unwrap();
    for conversation in conversations {
        sheet.conversation(conversation, &mut out).unwrap();
        for turn in &conversation.turns {
            sheet.turn(turn, &mut out).unwrap();
        }
        sheet.conversation_over(&mut out).unwrap();
    }
    sheet.end(&mut out).unwrap();
    bytes
}

fn exported(
    connection: &Connection,
    ids: &[String],
    options: &ExportOptions,
    keys: Vec<agent_graph::KeyTrace>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut out = Writing::to(&mut bytes, Path::new("-"));
    let mut redactor = Redactor::new(keys, options.mask);
    export(connection, ids, options, &mut redactor, &mut out, &mut |_| ControlFlow::Continue(())).unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_recording_that_is_read_and_written_again_is_the_same_to_the_byte(conversations in vec(conversation(), 1..3)) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database(folder.path());
        let first = written(&conversations);
        for _ in 0..2 {
            let file = read(&first, "x", 0).unwrap();
            prop_assert_eq!(&file.conversations, &conversations);
            let ids = taken_in(&connection, &file.conversations);
            let again = exported(&connection, &ids, &ExportOptions::of(ExportFormat::Recording), Vec::new());
            prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&first));
            // What a merchant is called here is no part of what comes in the second time.
            connection.execute("UPDATE merchant SET name = name || '!', colour = '#000000', simulated = 1 - simulated", []).unwrap();
        }
    }

    #[test]
    fn a_capture_that_was_taken_in_leaves_as_a_recording_that_stays_the_same(lines in vec(body(), 0..6), ended in any::<bool>()) {
        let event = br#"{"result":{"response":{"sessionId":"s","responseEvents":[]}}}"#;
        let mut bytes = lines.iter().fold(event.to_vec(), |bytes, line| [&bytes, b"\n".as_slice(), line].concat());
        bytes.extend(ended.then_some(b'\n'));
        let capture = read(&bytes, "x", 7).unwrap();
        let sent: Vec<u8> = capture.conversations[0].turns[0].lines.iter().fold(Vec::new(), |sent, line| {
            let end: &[u8] = if line.ending == LineEnding::Terminated { b"\n" } else { b"" };
            [&sent, &line.bytes[..], end].concat()
        });
        prop_assert_eq!(&sent, &bytes);
        let mut before: Option<Vec<u8>> = None;
        let mut conversations = capture.conversations;
        for _ in 0..3 {
            let folder = tempfile::tempdir().unwrap();
            let connection = database(folder.path());
            let ids = taken_in(&connection, &conversations);
            let recording = exported(&connection, &ids, &ExportOptions::of(ExportFormat::Recording), Vec::new());
            conversations = read(&recording, "y", 8).unwrap().conversations;
            if let Some(before) = before.replace(recording.clone()) {
                prop_assert_eq!(String::from_utf8_lossy(&recording), String::from_utf8_lossy(&before));
            }
        }
    }

    #[test]
    fn whatever_is_taken_in_is_indexed_and_purged_without_a_rest(conversations in vec(conversation(), 1..3)) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database(folder.path());
        let ids = taken_in(&connection, &conversations);
        let prepared = |from: &Place| search::prepare(&connection, from, Room::SHORTEST).unwrap();
        let mut from = Place::default();
        let mut step = prepared(&from);
        while !step.is_empty() || from != Place::default() {
            let end = step.end(&from).filter(|_| !step.is_empty());
            from = end.clone().unwrap_or_default();
            // The next is read before this one is in, as far as that can be.
            let ahead = end.map(|end| prepared(&end));
            search::put(&connection, &step).unwrap();
            step = ahead.unwrap_or_else(|| prepared(&from));
        }
        let count = |table: &str| -> i64 {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        prop_assert!(count("piece") >= count("turn") + count("conversation"));
        prop_assert_eq!(count("piece WHERE turn_id IS NOT NULL AND line_id IS NULL"), count("turn"));
        prop_assert_eq!(count("piece WHERE line_id IS NOT NULL"), count("(SELECT DISTINCT line_id FROM piece WHERE line_id IS NOT NULL)"));
        prop_assert_eq!(count("turn WHERE unindexed_from IS NOT NULL"), 0);
        history::doom(&connection, &ids, None).unwrap();
        while history::purge_step(&connection).unwrap() {}
        for table in ["conversation", "turn", "line", "piece", "tag", "session_call", "merchant", "found"] {
            prop_assert_eq!(count(table), 0, "{}", table);
        }
    }

    #[test]
    fn a_recording_that_was_cut_anywhere_is_refused_and_never_read_in_part(conversation in conversation(), at in any::<prop::sample::Index>()) {
        let whole = written(&[conversation]);
        let cut = &whole[..at.index(whole.len() - 1)];
        let read = read(cut, "x", 0);
        // Without its last line feed it is whole.
        prop_assert!(read.is_err(), "{}", String::from_utf8_lossy(cut));
    }

    #[test]
    fn every_form_is_sound_whatever_was_said(conversation in conversation(), mask in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database(folder.path());
        let ids = taken_in(&connection, &[conversation]);
        for format in ExportFormat::ALL {
            let options = ExportOptions { mask, ..ExportOptions::of(format) };
            let bytes = exported(&connection, &ids, &options, Vec::new());
            let text = String::from_utf8(bytes).unwrap();
            match format {
                ExportFormat::Recording => prop_assert!(read(text.as_bytes(), "x", 0).is_ok(), "{}", text),
                ExportFormat::Json => {
                    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                    prop_assert_eq!(json["conversations"].as_array().map(Vec::len), Some(1));
                }
                ExportFormat::Csv => sound_table(&text)?,
                ExportFormat::Html => sound_page(&text)?,
                ExportFormat::Markdown => prop_assert!(!text.contains("<b>"), "{}", text),
            }
            if mask {
                for personal in ["ana@loja.com.br", "99999-8888"] {
                    prop_assert!(!text.contains(personal), "{personal} in {text}");
                }
            }
        }
    }

    #[test]
    fn no_form_holds_the_key_wherever_it_was_repeated(conversation in conversation(), escaped in any::<bool>()) {
        const KEY: &str = "sk-canary/0123<456789";
        let said = if escaped { r"sk-canary\/0123\u003c456789" } else { KEY };
        let mut conversation = conversation;
        conversation.entry.note = format!("minha chave: {KEY}");
        for turn in &mut conversation.turns {
            turn.request = Bytes::from(format!(r#"{{"inputEvents":[{{"messageEvent":{{"role":"USER","content":{{"textContent":{{"text":"{said}"}}}}}}}}]}}"#));
            for line in &mut turn.lines {
                line.bytes = Bytes::from([&line.bytes, format!(r#"{{"messageEvent":{{"content":{{"textContent":{{"text":"{said}"}}}}}}}}"#).as_bytes(), b"\xff"].concat());
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let connection = database(folder.path());
        let ids = taken_in(&connection, &[conversation]);
        for format in ExportFormat::ALL {
            let key = ApiKey::new(KEY).unwrap().trace();
            let bytes = exported(&connection, &ids, &ExportOptions::of(format), vec![key]);
            let text = String::from_utf8_lossy(&bytes);
            for form in ["sk-canary", "0123<456789", "0123&lt;456789"] {
                prop_assert!(!text.contains(form), "{form} in {text}");
            }
        }
    }
}

/// Reads a table by RFC 4180: every row has as many cells, and none of them is a formula.
fn sound_table(text: &str) -> Result<(), TestCaseError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut cell = String::new();
    let mut characters = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                cell.push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => rows.last_mut().unwrap().push(std::mem::take(&mut cell)),
            '\r' if !quoted && characters.peek() == Some(&'\n') => {
                characters.next();
                rows.last_mut().unwrap().push(std::mem::take(&mut cell));
                rows.push(Vec::new());
            }
            other => cell.push(other),
        }
    }
    prop_assert!(!quoted && rows.pop() == Some(Vec::new()), "it has no end");
    for row in &rows {
        prop_assert_eq!(row.len(), rows[0].len());
        for cell in row {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?} is a formula", cell);
        }
    }
    Ok(())
}

/// A page in which nothing that was said is markup.
fn sound_page(page: &str) -> Result<(), TestCaseError> {
    let body = page.split_once("<body>").unwrap().1;
    for tag in [
        "<script",
        "<img",
        "<iframe",
        "<style",
        "<link",
        "<meta",
        "<object",
        "<svg",
        "javascript:alert(1)\"",
        " on",
    ] {
        let found = body.match_indices(tag).find(|(at, _)| tag != " on" || is_handler(&body[*at..]));
        prop_assert!(found.is_none(), "{} in the page", tag);
    }
    let (mut open, mut rest) = (0, body);
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').unwrap() + at;
        let tag = &rest[at..end];
        if tag.starts_with("</") {
            open -= 1;
        } else if tag != "<br" {
            open += 1;
        }
        rest = &rest[end + 1..];
    }
    // The body and the page end behind everything.
    prop_assert_eq!(open, -2);
    Ok(())
}

/// An attribute of a tag that would run a script.
fn is_handler(text: &str) -> bool {
    let word: String = text[3..].chars().take_while(char::is_ascii_alphabetic).collect();
    !word.is_empty() && text[3 + word.len()..].starts_with("=\"")
}
