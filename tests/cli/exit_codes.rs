use sofia_tests::{
    Script, Server, TestResult,
    command::Sofia,
    server::{INIT, INVOKE, refused_address},
    shop::{error_line, line, message},
};

use crate::{ask, shop_at};

/// One byte more than a line may have.
const TOO_LONG: usize = 16 * 1024 * 1024 + 1;

/// Plays each answer of `invoke` to a command of its own and checks its exit code.
fn each_exits_with(code: i32, arguments: &[&str], answers: Vec<(&str, Script)>) -> TestResult {
    for (name, script) in answers {
        let server = Server::with_session()?;
        server.answer(INVOKE, script);
        let environment = shop_at(&server.base_url())?;
        let outcome = ask(&environment, arguments).run()?;
        assert_eq!(outcome.code, Some(code), "{name}; it said: {}", outcome.said());
        if code != 0 {
            assert!(!outcome.stderr.trim().is_empty(), "{name}: an error is a sentence on standard error");
        }
    }
    Ok(())
}

#[test]
fn a_complete_answer_exits_0_even_with_lines_that_nobody_can_read() -> TestResult {
    let fine = line(&[message("Temos!")]);
    each_exits_with(
        0,
        &[],
        vec![
            ("one line", Script::ndjson([&fine])),
            ("no final newline", Script::body(fine.clone())),
            ("a line that is no JSON", Script::ndjson(["<p>hello</p>", &fine])),
            ("invalid UTF-8", Script::ndjson([b"\"\xff\xfe\"".as_slice(), fine.as_bytes()])),
            ("keep-alives", Script::body(format!("\n\n{fine}\n\n"))),
            ("a body until the connection closes", Script::until_close(format!("{fine}\n"))),
        ],
    )
}

#[test]
fn wrong_usage_and_refused_addresses_exit_2_and_nothing_is_sent() -> TestResult {
    let server = Server::start()?;
    let environment = shop_at(&server.base_url())?;
    let add = |url: &'static str| {
        vec!["merchants", "add", "Outra", "--base-url", url, "--business-id", "b", "--agent-id", "a"]
    };
    let calls = [
        vec!["ask"],
        vec!["ask", "oi", "--merchant", "nobody of that name"],
        vec!["ask", "oi", "--no-such-option"],
        vec!["ask", "oi", "--merchant", "Loja", "--raw", "--json"],
        vec!["ask", "oi", "--merchant", "Loja", "--idle-timeout", "soon"],
        vec!["no-such-command"],
        vec!["merchants", "add", "Outra"],
        vec!["merchants", "remove", "nobody of that name"],
        add("http://api.example.com"),
        add("https://user:secret@api.example.com"),
        add("https://api.example.com/?key=1"),
        add("https://api.example.com/#part"),
        add("ftp://api.example.com"),
        add("not an address"),
    ];
    for call in calls {
        let outcome = Sofia::new(&environment, &call).key(crate::KEY).run()?;
        assert_eq!(outcome.code, Some(2), "sofia {call:?}; it said: {}", outcome.said());
        assert!(outcome.stdout.is_empty(), "sofia {call:?} printed {}", outcome.text());
    }
    assert_eq!(server.connections(), 0);
    Ok(())
}

#[test]
fn a_refused_key_exits_3() -> TestResult {
    each_exits_with(
        3,
        &[],
        vec![
            ("401", Script::grpc_error(401, 16, "unknown key")),
            ("403", Script::grpc_error(403, 7, "not yours")),
            ("403 of a gateway", Script::status(403, r#"{"message":"Forbidden"}"#)),
        ],
    )?;
    let server = Server::start()?;
    server.answer(INIT, Script::grpc_error(401, 16, "unknown key"));
    let environment = shop_at(&server.base_url())?;
    ask(&environment, &[]).run()?.exits(3);
    Ok(())
}

#[test]
fn a_server_that_cannot_be_reached_exits_4() -> TestResult {
    let environment = shop_at(&format!("http://{}", refused_address()?))?;
    let outcome = ask(&environment, &[]).run()?.exits(4);
    assert!(outcome.stdout.is_empty());
    Ok(())
}

#[test]
fn an_answer_that_is_an_error_exits_5() -> TestResult {
    let fine = line(&[message("Temos!")]);
    each_exits_with(
        5,
        &[],
        vec![
            ("400", Script::grpc_error(400, 3, "bad")),
            ("404", Script::grpc_error(404, 5, "no such session")),
            ("429", Script::grpc_error(429, 8, "slower")),
            ("500", Script::grpc_error(500, 13, "oh")),
            ("502 in HTML", Script::answer(502, &[("content-type", "text/html")], "<h1>Bad Gateway</h1>")),
            ("503 without a body", Script::status(503, "")),
            ("302", Script::redirect(302, "https://example.com/")),
            ("307", Script::redirect(307, "/elsewhere")),
            ("an error line", Script::ndjson([fine, error_line(14, "gone")])),
        ],
    )
}

#[test]
fn an_answer_that_never_came_to_its_end_exits_6() -> TestResult {
    let fine = line(&[message("Temos!")]);
    each_exits_with(
        6,
        &["--idle-timeout", "1"],
        vec![
            ("cut in mid-line", Script::cut(format!("{fine}\n{{\"result\":{{\"res"))),
            ("reset", Script::reset(format!("{fine}\n"))),
            ("stalled", Script::stall(format!("{fine}\n"))),
            ("a length that was promised", Script::length(100_000, format!("{fine}\n"))),
            ("a line over the bound", Script::body(vec![b'a'; TOO_LONG])),
            ("closed without a byte", Script::closes_unanswered()),
            ("reset without a byte", Script::resets_unanswered()),
        ],
    )
}

#[test]
fn what_came_before_a_cut_is_still_printed() -> TestResult {
    let server = Server::with_session()?;
    let fine = line(&[message("Temos!")]);
    let came = format!("{fine}\n{{\"result\":{{\"res");
    server.answer(INVOKE, Script::cut(came.clone()));
    server.answer(INVOKE, Script::cut(came.clone()));
    let environment = shop_at(&server.base_url())?;
    assert_eq!(ask(&environment, &["--raw"]).run()?.exits(6).text(), came);
    assert!(ask(&environment, &[]).run()?.exits(6).text().contains("Temos!"));
    Ok(())
}
