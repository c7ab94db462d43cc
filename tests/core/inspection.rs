//! What a person looks into: all lines by an expression, a turn as a file, a part of a line, two turns beside each other,
//! a request to be run elsewhere.

use std::process::Command;

use anyhow::{Context, Result};
use sofia_core::{
    Error,
    comparison::Row,
    conversation::Cursor,
    jq::{Bounds, Jq, JqError},
    request_text,
};
use sofia_tests::{
    Script, Server, TestResult, failure, programs,
    server::INVOKE,
    shop::{handover, line, message, recommendation, suggestions},
};

use crate::support::Shop;

fn jq() -> Result<Jq> {
    let bounds = Bounds { milliseconds: 20_000, ..Bounds::default() };
    Ok(Jq::new(programs::sofia()?).with_bounds(bounds))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expression_lets_lines_of_a_conversation_through_page_by_page() -> TestResult {
    let server = Server::with_session()?;
    let many: Vec<String> = (0..2_500).map(|number| line(&[message(&format!("linha {number}"))])).collect();
    server.answer(INVOKE, Script::ndjson(&many));
    let mixed: Vec<Vec<u8>> = vec![
        line(&[message("Olá"), suggestions(&["Tem em preto?"])]).into_bytes(),
        Vec::new(),
        b"\xff\xfe".to_vec(),
        line(&[recommendation(&["Vestido", "Saia"])]).into_bytes(),
    ];
    server.answer(INVOKE, Script::ndjson(&mixed));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "um").await?;
    let second = shop.say(&conversation.id, "dois").await?;
    let (jq, engine) = (jq()?, &shop.engine);
    let lines = engine.lines_behind(&conversation.id, Cursor { turn_id: second.id, line_id: 0 }).await?;
    let id_of =
        |seq: u64| lines.iter().find(|line| line.seq == seq).map(|line| line.id).context("no such line");

    let found = jq
        .lines(engine, &conversation.id, r#".event | tostring | test("linha 24\\d\\d\"")"#, Cursor::default())
        .await?;
    assert_eq!((found.passed.len(), found.looked_at, found.more, found.stopped), (100, 2_504, false, None));

    // Only what is behind the cursor is looked at again, and a line counts once for all its events.
    let again = jq.lines(engine, &conversation.id, ".seq < 3", found.cursor).await?;
    assert_eq!((again.passed.len(), again.looked_at, again.cursor), (0, 0, found.cursor));
    let turn = Cursor { turn_id: second.id, line_id: lines[0].id - 1 };
    let passed = |expression: &'static str| {
        let (jq, id) = (&jq, &conversation.id);
        async move { anyhow::Ok(jq.lines(engine, id, expression, turn).await?) }
    };
    let ids =
        |found: sofia_core::jq::LinesByJq| found.passed.iter().map(|line| line.line_id).collect::<Vec<_>>();
    assert_eq!(ids(passed("true").await?), [id_of(1)?, id_of(2)?, id_of(3)?, id_of(4)?]);
    assert_eq!(ids(passed(r#".kind == "chatSuggestionEvent""#).await?), [id_of(1)?]);
    assert_eq!(ids(passed(".index == null").await?), [id_of(2)?, id_of(3)?]);
    assert_eq!(ids(passed(r#".kind == "keepAlive""#).await?), [id_of(2)?]);

    let titles = passed(".event.recommendationEvent.products[]?.title").await?;
    assert_eq!(ids(titles.clone()), [id_of(4)?]);
    assert_eq!(titles.passed[0].results, [r#""Vestido""#, r#""Saia""#]);

    let trouble = passed(".kind | .x").await?.trouble.context("a text has no members")?;
    assert_eq!((trouble.inputs, trouble.line_id), (5, id_of(1)?));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expression_that_never_ends_says_on_which_line_and_keeps_what_came_before() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson((1..=5).map(|number| line(&[message(&format!("{number}"))]))));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    let jq = Jq::new(programs::sofia()?).with_bounds(Bounds { milliseconds: 500, ..Bounds::default() });
    let expression = "if .seq == 4 then last(range(1e12)) else true end";
    let found = jq.lines(&shop.engine, &conversation.id, expression, Cursor::default()).await?;
    assert_eq!(found.passed.len(), 3);
    let (error, line_id) = found.stopped.context("it has come to its end")?;
    assert!(matches!(error, JqError::TimedOut { .. }), "{error}");
    let line_id = line_id.context("no line")?;
    assert_eq!(shop.engine.line(line_id).await?.seq, 4);

    let wrong = jq.lines(&shop.engine, &conversation.id, ".kind ==", Cursor::default()).await?;
    assert!(matches!(wrong.stopped, Some((JqError::Compile(_), None))), "{:?}", wrong.stopped);
    Ok(())
}

#[tokio::test]
async fn a_saved_turn_has_the_bytes_that_came() -> TestResult {
    let server = Server::with_session()?;
    let bodies: [&[u8]; 3] = [
        b"{\"a\":1}\r\n\n\xff\xfe\n{\"b\":2}\n",
        // The end of the answer in mid-line.
        b"{\"a\":1}\n{\"b\":",
        b"",
    ];
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let path = shop.folder.path().join("turn.ndjson");
    for body in bodies {
        server.answer(INVOKE, Script::body(body));
        let turn = shop.say(&conversation.id, "oi").await?;
        let bytes = shop.engine.save_turn(turn.id, &path).await?;
        assert_eq!(std::fs::read(&path)?, body);
        assert_eq!(bytes, body.len() as u64);
    }
    let missing = shop.engine.save_turn(i64::MAX, &shop.folder.path().join("none.ndjson")).await;
    assert!(matches!(missing, Err(Error::TurnNotFound)));
    assert!(!shop.folder.path().join("none.ndjson").exists());
    let turn = shop.engine.news(&conversation.id, Cursor::default()).await?.turns[0].id;
    let refused = shop.engine.save_turn(turn, &shop.folder.path().join("no/such/folder.ndjson")).await;
    assert!(matches!(refused, Err(Error::File { .. })));
    // A file that was there stays as it was when the new one cannot be written beside it, and no part of one is left.
    let left: Vec<_> =
        std::fs::read_dir(shop.folder.path())?.flatten().map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{left:?}");
    Ok(())
}

#[tokio::test]
async fn a_part_of_a_line_is_what_was_asked_for_and_no_more_than_there_is() -> TestResult {
    let server = Server::with_session()?;
    let body: Vec<u8> = (0..=255).filter(|&byte| byte != b'\n').collect();
    server.answer(INVOKE, Script::body([body.as_slice(), b"\n\n"].concat()));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    let lines = shop.engine.lines_behind(&conversation.id, Cursor::default()).await?;
    let part = async |line: usize, from, length| shop.engine.line_part(lines[line].id, from, length).await;
    assert_eq!(part(0, 0, 16).await?, &body[..16]);
    assert_eq!(part(0, 250, 16).await?, &body[250..]);
    assert_eq!(part(0, 1_000, 16).await?, b"");
    assert_eq!(part(0, 0, u64::MAX).await?, body);
    assert_eq!(part(1, 0, 16).await?, b"", "an empty line has no bytes and is there all the same");
    assert!(matches!(shop.engine.line_part(i64::MAX, 0, 1).await, Err(Error::LineNotFound)));
    Ok(())
}

#[tokio::test]
async fn two_turns_are_compared_by_what_they_recommend_say_and_hold() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Olá"), recommendation(&["Vestido", "Saia"])])]));
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Olá")]),
            line(&[recommendation(&["Vestido"]), handover("wants a person")]),
        ]),
    );
    let shop = Shop::at(&server).await?;
    // Each in a conversation of its own.
    let (one, other) = (shop.conversation().await?, shop.conversation().await?);
    let (a, b) = (shop.say(&one.id, "vestido?").await?, shop.say(&other.id, "vestido?").await?);
    let found = shop.engine.compare_turns(a.id, b.id, true).await?;
    assert_eq!((found.a.turn.id, found.b.turn.id), (a.id, b.id));
    assert_eq!((&found.a.conversation.id, &found.b.conversation.id), (&one.id, &other.id));
    let titles = |products: &[sofia_core::comparison::ComparedProduct]| {
        products.iter().filter_map(|product| product.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&found.products_removed), ["Saia"]);
    assert_eq!((found.products_added.len(), found.products_kept, found.products_changed.len()), (0, 1, 0));
    assert_eq!((found.a.texts, found.b.texts, found.texts_kept), (1, 1, 1));
    assert_eq!(found.b.kinds.last(), Some(&("agentHandoverEvent".to_owned(), 1)));
    assert!(found.rows.iter().any(|row| matches!(row, Row::Removed { text, .. } if text.contains("Saia"))));
    assert!(
        found
            .rows
            .iter()
            .any(|row| matches!(row, Row::Added { text, .. } if text.contains("wants a person")))
    );

    let same = shop.engine.compare_turns(a.id, a.id, false).await?;
    assert!(same.rows.iter().all(|row| matches!(row, Row::Same { .. } | Row::Hidden { .. })));
    assert_eq!((same.products_kept, same.texts_kept, same.cut), (2, 1, false));
    Ok(())
}

/// Bodies that try to leave the word or the text that they stand in.
const NASTY: [&str; 9] = [
    r#"{"text":"d'água"}"#,
    r#"{"text":"'; echo pwned; '"}"#,
    r#"{"text":"$HOME `id` $(id) \\ \" !! %s %n"}"#,
    "@/etc/passwd",
    "-n --help",
    "{\"text\":\"line\nbreak\ttab\r\"}",
    "{\"text\":\"\u{202E}turned\u{2028}é😀\u{7f}\"}",
    "'''\"\"\"\\",
    "",
];

const URL: &str = "https://gateway.example/a'b/[c]{d}/invoke?x=$HOME&y=`id`";

#[test]
fn a_shell_reads_the_commands_as_they_were_meant() -> TestResult {
    for body in NASTY {
        for (program, text) in
            [("curl", request_text::curl(URL, body)), ("http", request_text::httpie(URL, body))]
        {
            // The program is a function that says what it was given.
            let script =
                format!("{program}() {{ for word in \"$@\"; do printf '%s\\0' \"$word\"; done; }}\n{text}");
            let output =
                Command::new("sh").args(["-c", &script]).env("SOFIA_API_KEY", "k $x 'y'").output()?;
            assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
            let words = String::from_utf8(output.stdout)?;
            let words: Vec<&str> = words.split_terminator('\0').collect();
            assert_eq!(words.last(), Some(&body), "{text}");
            assert!(words.contains(&URL), "{words:?}");
            let key = if program == "curl" { "x-api-key: k $x 'y'" } else { "x-api-key:k $x 'y'" };
            assert!(words.contains(&key), "{words:?}");
        }
    }
    Ok(())
}

#[test]
fn python_reads_the_program_as_it_was_meant() -> TestResult {
    let Some(python) = programs::find("python3") else {
        return failure::skip("python3 is not installed");
    };
    // A `requests` that says what it was asked for, in hex.
    let requests = "import sys, types
requests = types.ModuleType('requests')
class Response:
    status_code = 200
    def iter_lines(self, delimiter): return [b'a', b'\\xff']
def post(url, headers, data, stream, allow_redirects):
    assert stream and not allow_redirects
    sys.stderr.write(' '.join(part.encode('utf-8').hex() for part in [url, headers['x-api-key']]) + ' ' + data.hex())
    return Response()
requests.post = post
sys.modules['requests'] = requests
";
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for body in NASTY {
        let program = format!("{requests}{}", request_text::python(URL, body));
        let output = Command::new(&python).args(["-c", &program]).env("SOFIA_API_KEY", "k'y").output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program}\n{said}");
        assert_eq!(said, format!("{} {} {}", hex(URL), hex("k'y"), hex(body)));
    }
    Ok(())
}
