//! Each way in which an answer fails: its name, what it says about a repeat, and what is kept.

use agent_graph::{Delivery, Error, Timeouts};
use sofia_tests::{
    Script, Server, Step, TestResult,
    failure::skip,
    server::{INVOKE, SESSION, refused_address},
    shop::{line, message},
};

use crate::support::{KEY, PATIENT, Reading, SHORT, ask, client, delivery, lines_kept, lines_of, reading_of};

const BOTTLENECK: &str = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

#[tokio::test]
async fn every_refusal_keeps_its_status_its_code_and_its_body() -> TestResult {
    use Delivery::{OutcomeUnknown, Refused};
    let grpc = |code: i32| format!(r#"{{"code":{code},"message":"não foi possível","details":[]}}"#);
    let table: &[(u16, &str, String, Option<i32>, Delivery)] = &[
        (400, "application/json", grpc(3), Some(3), Refused),
        (400, "application/json", grpc(9), Some(9), Refused),
        (400, "application/json", grpc(11), Some(11), Refused),
        (401, "application/json", grpc(16), Some(16), Refused),
        (403, "application/json", grpc(7), Some(7), Refused),
        (403, "application/json", r#"{"message":"Forbidden"}"#.to_owned(), None, Refused),
        (404, "application/json", grpc(5), Some(5), Refused),
        (404, "text/plain", "404 page not found\n".to_owned(), None, Refused),
        (409, "application/json", grpc(6), Some(6), Refused),
        (409, "application/json", grpc(10), Some(10), Refused),
        (429, "application/json", grpc(8), Some(8), Refused),
        (499, "application/json", grpc(1), Some(1), Refused),
        (500, "application/json", grpc(2), Some(2), OutcomeUnknown),
        (500, "application/json", grpc(13), Some(13), OutcomeUnknown),
        (500, "application/json", grpc(15), Some(15), OutcomeUnknown),
        (501, "application/json", grpc(12), Some(12), OutcomeUnknown),
        (502, "text/html", BOTTLENECK.to_owned(), None, OutcomeUnknown),
        (503, "application/json", grpc(14), Some(14), OutcomeUnknown),
        (503, "application/json", format!(r#"{{"error":{}}}"#, grpc(14)), Some(14), OutcomeUnknown),
        (504, "application/json", grpc(4), Some(4), OutcomeUnknown),
        (500, "application/json", String::new(), None, OutcomeUnknown),
        (401, "application/json", "{\"code\":".to_owned(), None, Refused),
        (418, "application/json", r#"{"code":"16","message":"x"}"#.to_owned(), Some(16), Refused),
    ];
    let server = Server::start()?;
    let client = client(&server.base_url(), PATIENT)?;
    for (status, content_type, body, code, expected) in table {
        let headers = [("content-type", *content_type), ("retry-after", "17")];
        server.answer(INVOKE, Script::answer(*status, &headers, body));
        let reading = ask(&client, SESSION).await?;
        let what = format!("{status} {body:?}");
        let Error::Status(refusal) = reading.error()? else {
            return Err(anyhow::anyhow!("{what} ended as {:?}", reading.end).into());
        };
        assert_eq!((refusal.http_status, &refusal.body[..]), (*status, body.as_bytes()), "{what}");
        assert_eq!(refusal.content_type.as_deref(), Some(*content_type), "{what}");
        assert_eq!(refusal.retry_after.as_deref(), Some("17"), "{what}");
        assert_eq!(refusal.grpc.as_ref().and_then(|status| status.code), *code, "{what}");
        assert_eq!(delivery(&reading), Some(*expected), "{what}");
        let key_refused = [401, 403].contains(status);
        assert_eq!(reading.end.outcome.as_ref().is_err_and(Error::is_key_refused), key_refused, "{what}");
        assert!(reading.head.is_none() && reading.batches.is_empty(), "{what} has lines");
    }
    assert_eq!(server.requests().len(), table.len());
    Ok(())
}

#[tokio::test]
async fn the_body_of_a_refusal_is_kept_to_the_byte_whatever_it_is() -> TestResult {
    for body in [&b"<p>Servi\xE7o indispon\xEDvel</p>"[..], b"\x1F\x8B\x08\0\xFF", "\u{FEFF}{}".as_bytes()] {
        let reading = reading_of(Script::answer(503, &[("content-type", "text/html")], body)).await?;
        let kept = reading.error()?.refusal().map(|refusal| refusal.body.to_vec());
        assert_eq!(kept.as_deref(), Some(body));
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_a_server_repeats_is_masked_in_what_is_kept() -> TestResult {
    let body = format!(r#"{{"code":16,"message":"chave {KEY} inválida","details":["{KEY}"]}}"#);
    let scripts = [
        Script::status(401, &body),
        Script::redirect(307, &format!("https://elsewhere.example/?key={KEY}")),
        Script::ndjson([format!(r#"{{"error":{body}}}"#)]),
    ];
    for script in scripts {
        let reading = reading_of(script).await?;
        let error = reading.error()?;
        let shown = format!("{error} {error:?} {:?}", error.refusal().map(|refusal| refusal.body.clone()));
        assert!(!shown.contains(KEY), "{shown}");
    }
    Ok(())
}

#[tokio::test]
async fn a_refusal_whose_body_does_not_come_whole_keeps_its_status() -> TestResult {
    let head = |length: &str| format!("HTTP/1.1 401 Unauthorized\r\n{length}\r\n\r\n");
    let bodies = [
        (
            "cut",
            vec![Step::write(head("content-length: 900").as_bytes()), Step::write(b"{\"co"), Step::Close],
        ),
        ("stalled", vec![Step::write(head("content-length: 9").as_bytes()), Step::HoldOpen]),
        (
            "endless",
            vec![
                Step::write(head("content-length: 99000000").as_bytes()),
                Step::Write(vec![b'x'; 3 * 1024 * 1024].into()),
                Step::HoldOpen,
            ],
        ),
    ];
    for (what, steps) in bodies {
        let server = Server::start()?;
        server.answer(INVOKE, Script::raw(steps));
        let client = client(&server.base_url(), Timeouts { answer: SHORT, ..PATIENT })?;
        let reading = ask(&client, SESSION).await?;
        let refusal = reading.error()?.refusal().map(|refusal| refusal.http_status);
        assert_eq!((reading.outcome(), refusal), ("Status", Some(401)), "{what}");
    }
    Ok(())
}

/// An answer that breaks, and what is to be left of it.
struct Break {
    what: &'static str,
    script: Script,
    outcome: &'static str,
    delivery: Delivery,
    /// The body that was sent, all of which must be kept.
    kept: String,
    counted: Option<u64>,
}

fn breaks() -> Vec<Break> {
    let event = line(&[message("Olá")]);
    let half = format!("{event}\n\n{event}\n{}", &event[..30]);
    let whole = format!("{event}\n{event}\n");
    let length = |declared: usize, body: &str| Script::length(declared, body.as_bytes().to_vec());
    let of = |what, script, outcome, delivery, kept: &str, counted| Break {
        what,
        script,
        outcome,
        delivery,
        kept: kept.to_owned(),
        counted,
    };
    use Delivery::{OutcomeUnknown, Partial};
    vec![
        of("closed before the head", Script::closes_unanswered(), "NoAnswer", OutcomeUnknown, "", None),
        of("reset before the head", Script::resets_unanswered(), "NoAnswer", OutcomeUnknown, "", None),
        of(
            "closed in the head",
            Script::raw([Step::write(b"HTTP/1.1 200 OK\r\ncontent-ty"), Step::Close]),
            "NoAnswer",
            OutcomeUnknown,
            "",
            None,
        ),
        of(
            "something else than HTTP",
            Script::raw([Step::write(b"220 smtp.example ESMTP\r\n"), Step::Close]),
            "NoAnswer",
            OutcomeUnknown,
            "",
            None,
        ),
        of(
            "reset after the head",
            Script::stream([Step::Drained, Step::Reset]),
            "Cut",
            OutcomeUnknown,
            "",
            Some(0),
        ),
        of("closed after the head", Script::stream([Step::Close]), "Cut", OutcomeUnknown, "", Some(0)),
        of("reset in a line", Script::reset(half.clone()), "Cut", Partial, &half, Some(3)),
        of("closed in a line", Script::cut(half.clone()), "Cut", Partial, &half, Some(3)),
        of("closed between lines", Script::cut(whole.clone()), "Cut", Partial, &whole, Some(2)),
        of("a length that is not reached", length(whole.len() + 1, &whole), "Cut", Partial, &whole, Some(2)),
        of("a length that ends in a line", length(half.len() + 9, &half), "Cut", Partial, &half, Some(3)),
        of("a length and no body", length(9, ""), "Cut", OutcomeUnknown, "", Some(0)),
        of(
            "a broken chunk",
            Script::stream([Step::chunk(half.as_bytes()), Step::write(b"zz\r\nab\r\n")]),
            "Cut",
            Partial,
            &half,
            Some(3),
        ),
        of(
            "a chunk that ends early",
            Script::stream([Step::chunk(whole.as_bytes()), Step::write(b"ff\r\n{\"re"), Step::Close]),
            "Cut",
            Partial,
            &format!("{whole}{{\"re"),
            Some(3),
        ),
        of("an empty body", Script::stream([Step::LastChunk]), "Empty", OutcomeUnknown, "", None),
        of("a body of no length", length(0, ""), "Empty", OutcomeUnknown, "", None),
        of("no content", Script::answer(204, &[], ""), "Empty", OutcomeUnknown, "", None),
        of("a length that ends a line early", length(10, &whole), "Cut", Partial, &whole[..10], Some(1)),
    ]
}

#[tokio::test]
async fn a_broken_answer_has_its_own_name_and_keeps_what_came() -> TestResult {
    for expected in breaks() {
        let reading = reading_of(expected.script).await?;
        let what = expected.what;
        assert_eq!(reading.outcome(), expected.outcome, "{what}: {:?}", reading.end);
        assert_eq!(delivery(&reading), Some(expected.delivery), "{what}");
        assert_eq!(reading.framed(), lines_of(expected.kept.as_bytes()), "{what}");
        assert_eq!(lines_kept(reading.error()?), expected.counted, "{what}");
    }
    Ok(())
}

async fn reading_within(timeouts: Timeouts, script: Script) -> anyhow::Result<(Server, Reading)> {
    let server = Server::start()?;
    server.answer(INVOKE, script);
    let reading = ask(&client(&server.base_url(), timeouts)?, SESSION).await?;
    Ok((server, reading))
}

#[tokio::test]
async fn silence_is_told_by_where_it_began_and_ends_the_connection() -> TestResult {
    let event = line(&[message("Olá")]);
    let half = format!("{event}\n{}", &event[..30]);
    let first = Timeouts { first_event: SHORT, ..PATIENT };
    let idle = Timeouts { idle: SHORT, ..PATIENT };
    use Delivery::{OutcomeUnknown, Partial};
    let table = [
        (first, Script::never_answers(), "NoFirstEvent", OutcomeUnknown, ""),
        (first, Script::stream([Step::HoldOpen]), "NoFirstEvent", OutcomeUnknown, ""),
        (idle, Script::stall("\n"), "Stalled", OutcomeUnknown, "\n"),
        (idle, Script::stall(format!("{event}\n")), "Stalled", Partial, &format!("{event}\n")),
        (idle, Script::stall(half.clone()), "Stalled", Partial, &half),
        (
            idle,
            Script::stream([Step::chunk(half.as_bytes()), Step::write(b"8\r\n12"), Step::HoldOpen]),
            "Stalled",
            Partial,
            &format!("{half}12"),
        ),
    ];
    for (timeouts, script, outcome, expected, kept) in table {
        let (server, reading) = reading_within(timeouts, script).await?;
        assert_eq!(reading.outcome(), outcome, "{kept:?}: {:?}", reading.end);
        assert_eq!(delivery(&reading), Some(expected), "{kept:?}");
        assert_eq!(reading.framed(), lines_of(kept.as_bytes()), "{kept:?}");
        if let Error::NoFirstEvent { after, .. } | Error::Stalled { after, .. } = reading.error()? {
            assert_eq!(*after, SHORT, "{kept:?}");
        }
        server.client_gone(INVOKE).await?;
        assert_eq!(server.requests().len(), 1, "{kept:?}");
    }
    Ok(())
}

/// Keep-alives are there to keep an answer alive: a stream of them that takes longer than the idle time does not stall.
#[tokio::test]
async fn keep_alives_hold_a_slow_answer_open() -> TestResult {
    let idle = SHORT * 8;
    let pause = [Step::Pause(SHORT), Step::chunk(b"\n")];
    let steps = std::iter::repeat_n(pause, 12)
        .flatten()
        .chain([Step::line(line(&[message("enfim")]).as_bytes()), Step::LastChunk]);
    let (_server, reading) =
        reading_within(Timeouts { idle, first_event: idle, ..PATIENT }, Script::stream(steps)).await?;
    assert_eq!(reading.outcome(), "Complete");
    assert!(reading.end.after > idle, "it took {:?}, which shows nothing", reading.end.after);
    Ok(())
}

#[tokio::test]
async fn nobody_who_listens_means_that_nothing_was_sent() -> TestResult {
    let address = refused_address()?;
    let reading = ask(&client(&format!("http://{address}"), PATIENT)?, SESSION).await?;
    let Error::Connect { host, reason } = reading.error()? else {
        return Err(anyhow::anyhow!("ended as {:?}", reading.end).into());
    };
    assert_eq!(*host, address.to_string());
    assert!(reason.contains("refused"), "{reason}");
    assert_eq!(delivery(&reading), Some(Delivery::NotSent));
    Ok(())
}

#[tokio::test]
async fn a_host_that_accepts_nothing_is_a_connect_time_out() -> TestResult {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(1)?;
    let address = listener.local_addr()?;
    // The queue of what nobody accepts takes one or two; what comes then is left without an answer.
    let mut waiting = Vec::new();
    let full = loop {
        match tokio::time::timeout(SHORT * 2, tokio::net::TcpStream::connect(address)).await {
            Ok(connected) => waiting.push(connected?),
            Err(_elapsed) => break true,
        }
        if waiting.len() > 64 {
            break false;
        }
    };
    if !full {
        return skip("this system's queue of connections that nobody accepts does not fill");
    }
    let connect = Timeouts { connect: SHORT, ..PATIENT };
    let reading = ask(&client(&format!("http://{address}"), connect)?, SESSION).await?;
    assert!(
        matches!(reading.error()?, Error::ConnectTimeout { after, .. } if *after == SHORT),
        "{:?}",
        reading.end
    );
    assert_eq!(delivery(&reading), Some(Delivery::NotSent));
    Ok(())
}
