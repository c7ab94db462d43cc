//! What lines mean: the shapes of an envelope, errors in mid-stream, and garbage.

use agent_graph::{Delivery, Error, LineClass, ResponseEvent, event::Content};
use anyhow::{Result, bail};
use sofia_tests::{
    Script, Step, TestResult,
    shop::{error_line, line, message, recommendation, suggestions, unknown},
};

use crate::support::{Reading, delivery, reading_of};

fn messages(reading: &Reading) -> Vec<String> {
    let texts = reading.events().into_iter().filter_map(|(_, event)| match event {
        ResponseEvent::Message(message) => match message.content {
            Content::Text(text) => Some(text),
            _ => None,
        },
        _ => None,
    });
    texts.collect()
}

#[tokio::test]
async fn every_shape_of_a_line_is_read_in_the_middle_of_a_stream() -> TestResult {
    use LineClass::{Error, Events, KeepAlive, NoEvents, NotJson, UnknownShape};
    let oi = message("Oi");
    let table: &[(String, LineClass, &[&str])] = &[
        (line(&[]), NoEvents, &[]),
        (line(&[message("um")]), Events, &["messageEvent"]),
        (
            line(&[message("três"), recommendation(&["Vestido azul"]), suggestions(&["Tem P?"])]),
            Events,
            &["messageEvent", "recommendationEvent", "chatSuggestionEvent"],
        ),
        (line(&[unknown(), message("e")]), Events, &["loyaltyPointsEvent", "messageEvent"]),
        (
            format!(r#"{{"result":{{"response":{{"sessionId":"s","responseEvents":[{oi}]}}}},"error":null}}"#),
            Events,
            &["messageEvent"],
        ),
        (
            format!(r#"{{"error":null,"result":{{"response":{{"session_id":"s","response_events":[{oi}]}}}}}}"#),
            Events,
            &["messageEvent"],
        ),
        (
            r#"{"result":{"response":{"response_events":[{"message_event":{"role":"ASSISTANT","content":{"text_content":{"text":"Oi"}}}}]}}}"#.to_owned(),
            Events,
            &["message_event"],
        ),
        (format!(r#"{{"response":{{"responseEvents":[{oi}]}}}}"#), Events, &["messageEvent"]),
        (format!(r#"{{"responseEvents":[{oi},{oi}]}}"#), Events, &["messageEvent", "messageEvent"]),
        (oi.to_string(), Events, &["messageEvent"]),
        (
            r#"{"result":{"response":{"responseEvents":[{"recommendationEvent":null,"messageEvent":{"role":"ASSISTANT","content":{"audioContent":null,"textContent":{"text":"Oi"}}},"agentHandoverEvent":null}]}}}"#.to_owned(),
            Events,
            &["messageEvent"],
        ),
        (
            r#"{"result":{"response":{"responseEvents":[null,{},7,{"pointsEvent":{}}]}}}"#.to_owned(),
            Events,
            &["", "", "pointsEvent"],
        ),
        (
            r#"{"result":{"response":{"responseEvents":[{"messageEvent":{"error":{"code":3}}}]}}}"#.to_owned(),
            Events,
            &["messageEvent"],
        ),
        (r#"{"result":{"response":{}},"error":null}"#.to_owned(), NoEvents, &[]),
        (r#"{"heartbeat":1}"#.to_owned(), UnknownShape, &[]),
        ("[1,2]".to_owned(), UnknownShape, &[]),
        ("null".to_owned(), UnknownShape, &[]),
        ("<html><body>502</body></html>".to_owned(), NotJson, &[]),
        (r#"{"result":"#.to_owned(), NotJson, &[]),
        (format!("data: {oi}"), NotJson, &[]),
        (format!("\u{FEFF}{oi}"), NotJson, &[]),
        ("[".repeat(200_000), NotJson, &[]),
        (" \t ".to_owned(), KeepAlive, &[]),
    ];
    for (text, class, kinds) in table {
        assert_ne!(*class, Error, "errors have a test of their own");
        let reading =
            reading_of(Script::ndjson([&line(&[message("antes")]), text, &line(&[message("depois")])]))
                .await?;
        let classes = reading.classes();
        let shown: String = text.chars().take(120).collect();
        assert_eq!(classes.len(), 3, "{shown}");
        let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        assert_eq!(classes[1], (*class, kinds), "{shown}");
        assert_eq!(reading.outcome(), "Complete", "{shown}");
        let texts = messages(&reading);
        assert_eq!(texts.first().map(String::as_str), Some("antes"), "{shown}");
        assert_eq!(texts.last().map(String::as_str), Some("depois"), "{shown}");
    }
    Ok(())
}

/// Its frame is whole, and what is inside is not: it may be found, but not understood.
#[tokio::test]
async fn an_event_that_is_no_json_is_given_no_meaning_and_makes_no_last_line_whole() -> TestResult {
    let good = line(&[message("antes")]);
    for (whole, broken) in
        [("\"um\"", "um"), ("\"um\"", "\"um"), ("\"um\"", "\"\\x\""), ("\"um\"", "01"), ("}}", "]}")]
    {
        let bad = line(&[message("um")]).replacen(whole, broken, 1);
        assert!(serde_json::from_str::<serde_json::Value>(&bad).is_err(), "{bad}");
        let reading = reading_of(Script::ndjson([&good, &bad, &good])).await?;
        assert_eq!(reading.outcome(), "Complete", "{bad}");
        assert_eq!(reading.lines().nth(1).map(|line| &line.bytes[..]), Some(bad.as_bytes()));
        let understood = reading.events().into_iter().filter(|(seq, event)| {
            *seq == 2 && !matches!(event, ResponseEvent::Unknown(unknown) if unknown.problem.is_some())
        });
        assert_eq!(understood.count(), 0, "{bad}");
        assert_eq!(messages(&reading), ["antes", "antes"], "{bad}");
        let last = reading_of(Script::body(format!("{good}\n{bad}"))).await?;
        assert_eq!(last.outcome(), "Cut", "{bad}");
    }
    Ok(())
}

#[tokio::test]
async fn a_byte_order_mark_is_white_space_at_the_first_byte_alone() -> TestResult {
    let event = line(&[message("Oi")]);
    let reading =
        reading_of(Script::ndjson([format!("\u{FEFF}{event}"), format!("\u{FEFF}{event}")])).await?;
    let classes: Vec<_> = reading.classes().into_iter().map(|(class, _)| class).collect();
    assert_eq!(classes, [LineClass::Events, LineClass::NotJson]);
    assert!(reading.lines().all(|line| line.bytes.starts_with(b"\xEF\xBB\xBF")), "the bytes are kept");
    Ok(())
}

/// Ends of a stream in which an error line came.
fn ends() -> Vec<(&'static str, Vec<Step>)> {
    vec![
        ("a clean end", vec![Step::LastChunk]),
        ("more lines", vec![Step::line(line(&[message("mais")]).as_bytes()), Step::LastChunk]),
        ("an end in mid-line", vec![Step::chunk(b"{\"res"), Step::LastChunk]),
        ("a cut", vec![Step::Close]),
        ("a reset", vec![Step::Drained, Step::Reset]),
    ]
}

#[tokio::test]
async fn an_error_line_names_the_end_however_the_connection_ends_after_it() -> TestResult {
    let status = r#"{"code":14,"message":"o agente caiu","details":[{"@type":"t","n":1.10}]}"#;
    let lines: [(&str, String, usize); 3] = [
        ("alone", format!(r#"{{"error":{status}}}"#), 1),
        ("with null beside it", format!(r#"{{"result":null,"error":{status}}}"#), 1),
        (
            "with events beside it",
            format!(
                r#"{{"result":{{"response":{{"responseEvents":[{}]}}}},"error":{status}}}"#,
                message("ao lado")
            ),
            2,
        ),
    ];
    for (shape, error, texts) in &lines {
        for (how, steps) in ends() {
            let before = [Step::line(line(&[message("antes")]).as_bytes()), Step::line(error.as_bytes())];
            let reading = reading_of(Script::stream(before.into_iter().chain(steps))).await?;
            let Error::ErrorLine { status: found } = reading.error()? else {
                return Err(anyhow::anyhow!("{shape}, {how}: {:?}", reading.end).into());
            };
            assert_eq!(found.code, Some(14), "{shape}, {how}");
            assert_eq!((found.message.as_str(), found.json.as_str()), ("o agente caiu", status));
            assert_eq!(delivery(&reading), Some(Delivery::Partial), "{shape}, {how}");
            let expected = texts + usize::from(how == "more lines");
            assert_eq!(messages(&reading).len(), expected, "{shape}, {how}");
        }
    }
    Ok(())
}

fn error_of(reading: &Reading) -> Result<(Option<i32>, String)> {
    match reading.error()? {
        Error::ErrorLine { status } => Ok((status.code, status.message.clone())),
        other => bail!("ended as {other:?}"),
    }
}

#[tokio::test]
async fn an_error_line_of_any_shape_is_one() -> TestResult {
    let table = [
        (error_line(14, "caiu"), (Some(14), "caiu")),
        (r#"{"error":{"code":"14","message":"caiu"}}"#.to_owned(), (Some(14), "caiu")),
        (r#"{"error":{"grpc_code":14}}"#.to_owned(), (None, "")),
        (r#"{"error":"caiu"}"#.to_owned(), (None, "caiu")),
    ];
    for (text, (code, said)) in table {
        for body in [format!("{text}\n"), text.clone(), format!("{text}\r\n"), format!("\u{FEFF}{text}\n")] {
            let found = error_of(&reading_of(Script::body(body.clone())).await?)?;
            assert_eq!(found, (code, said.to_owned()), "{body}");
        }
    }
    Ok(())
}
