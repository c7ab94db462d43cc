//! `sofia simulate --from`: a recording answers as the server did that it was recorded from.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sofia_tests::{
    Environment, Script, Server, TestResult,
    bounds::SOON,
    command::{Running, Sofia},
    processes::Signal,
    server::INVOKE,
    shop::{error_line, line, message, recommendation},
};

use crate::{KEY, add_merchant, shop_at};

/// A recording that is being served, and where.
struct Served {
    running: Running,
    base_url: String,
}

impl Served {
    fn start(environment: &Environment, file: &Path, more: &[&str]) -> Result<Self> {
        let file = file.display().to_string();
        let arguments = [&["simulate", "--from", &file, "--key", KEY, "--json"], more].concat();
        let mut running = Sofia::new(environment, &arguments).start()?;
        let said = running.until_stdout("what is served", |text| {
            serde_json::from_str::<Value>(text.strip_suffix('\n')?).ok()
        })?;
        assert_eq!((said["simulated"].as_bool(), said["key"].as_str()), (Some(true), Some(KEY)), "{said}");
        let base_url = said["base_url"].as_str().context("no address")?.to_owned();
        Ok(Self { running, base_url })
    }

    fn stop(self) -> Result<()> {
        self.running.signal(Signal::Interrupt)?;
        self.running.finish()?.exits(0);
        Ok(())
    }

    async fn post(&self, call: &str, key: &str, body: &Value) -> Result<reqwest::Response> {
        let client = reqwest::Client::builder().no_proxy().timeout(SOON).build()?;
        let url = format!("{}/external/v1/ai/agent_graph/{call}", self.base_url);
        let body = body.to_string();
        let request = client.post(url).header("x-api-key", key).header("content-type", "application/json");
        Ok(request.body(body).send().await?)
    }

    async fn session(&self) -> Result<String> {
        let opened = self.post("init", KEY, &json!({"businessId": "b", "clientKey": "c"})).await?;
        let opened: Value = serde_json::from_slice(&opened.bytes().await?)?;
        Ok(opened["response"]["sessionId"].as_str().context("no session")?.to_owned())
    }

    async fn say(&self, session: &str, text: &str) -> Result<reqwest::Response> {
        let event = json!({"messageEvent": {"role": "USER", "content": {"textContent": {"text": text}}}});
        let body = json!({
            "businessId": "b", "clientKey": "c", "sessionId": session, "agentId": "a", "inputEvents": [event],
        });
        self.post("invoke", KEY, &body).await
    }
}

/// The message whose answer begins and does not go on.
const STALLED: &str = "parada";

fn ask(environment: &Environment, merchant: &str, message: &str) -> Result<(Option<i32>, Vec<u8>)> {
    let mut arguments = vec!["ask", message, "--merchant", merchant, "--raw"];
    // The one answer that ends by patience alone; the others must not be hurried on a busy machine.
    if message.trim().eq_ignore_ascii_case(STALLED) {
        arguments.extend(["--idle-timeout", "4"]);
    }
    let outcome = Sofia::new(environment, &arguments).key(KEY).run()?;
    Ok((outcome.code, outcome.stdout))
}

fn export_all(environment: &Environment, file: &Path) -> Result<()> {
    let file = file.display().to_string();
    Sofia::new(environment, &["export", "--all", "--format", "recording", "-o", &file]).run()?.exits(0);
    Ok(())
}

/// Everything that can come back is recorded, and asked for again at the recording: whole answers, bytes that are no
/// text, and each way in which an answer fails.
#[test]
fn an_ask_at_a_recording_prints_the_same_bytes_and_ends_the_same_way() -> TestResult {
    let server = Server::with_session()?;
    let whole = [line(&[message("*Oi!* Açaí\u{2028}🎉"), recommendation(&["Vestido midi"])]), String::new()];
    let odd = [b"\n\r\n\xff\xfe no text \x00\n".as_slice(), line(&[message("x")]).as_bytes()].concat();
    let failing = [line(&[message("um momento")]), error_line(14, "caiu")];
    let half = format!("{}\n{{\"result\":{{\"resp", line(&[message("metade")]));
    let scripts = [
        ("um vestido", Script::ndjson(&whole)),
        ("sem fim de linha", Script::body(odd)),
        ("uma linha de erro", Script::ndjson(&failing)),
        ("fora do ar", Script::grpc_error(503, 14, "fora do ar")),
        ("devagar", Script::answer(429, &[("retry-after", "7")], r#"{"code":8,"message":"calma"}"#)),
        ("uma página", Script::answer(502, &[("content-type", "text/html")], "<html>não</html>")),
        ("outro lugar", Script::redirect(307, "https://elsewhere.example/")),
        ("cortada", Script::cut(half)),
        (STALLED, Script::stall(format!("{}\n", line(&[message("só isto")])))),
        ("vazia", Script::body("")),
    ];
    let environment = shop_at(&server.base_url())?;
    let mut asked = Vec::new();
    for (said, script) in scripts {
        server.answer(INVOKE, script);
        asked.push((said, ask(&environment, "Loja", said)?));
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("all.sofia.ndjson");
    export_all(&environment, &file)?;

    let served = Served::start(&environment, &file, &["--speed", "at-once"])?;
    add_merchant(&environment, "Gravada", &served.base_url)?;
    // In another order than it was recorded in: what was said decides.
    for (said, expected) in asked.iter().rev() {
        let again = ask(&environment, "Gravada", &format!("  {} ", said.to_uppercase()))?;
        assert!(again == *expected, "{said}: {again:?} instead of {expected:?}");
    }
    assert!(asked.iter().any(|(_, (code, bytes))| *code == Some(0) && bytes.contains(&0xFF)));
    let codes: std::collections::BTreeSet<_> = asked.iter().map(|(_, (code, _))| *code).collect();
    assert_eq!(codes, [Some(0), Some(5), Some(6)].into(), "all kinds of endings were asked for");
    Ok(served.stop()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_known_gets_the_next_answer_and_behind_the_last_is_an_error_line() -> TestResult {
    let server = Server::with_session()?;
    let environment = shop_at(&server.base_url())?;
    let bodies: Vec<String> =
        (0..3).map(|number| format!("{}\n", line(&[message(&number.to_string())]))).collect();
    for (number, body) in bodies.iter().enumerate() {
        server.answer(INVOKE, Script::body(body.clone()));
        ask(&environment, "Loja", &format!("pergunta {number}"))?;
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("all");
    export_all(&environment, &file)?;
    let served = Served::start(&environment, &file, &["--speed", "at-once"])?;

    let session = served.session().await?;
    for (said, expected) in [("pergunta 1", 1), ("outra coisa", 2), ("pergunta 0", 0), ("pergunta 1", 1)] {
        let answer = served.say(&session, said).await?;
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["x-sofia-simulated"].as_bytes()),
            (200, &b"1"[..])
        );
        assert_eq!(answer.bytes().await?, bodies[expected], "{said}");
    }
    let session = served.session().await?;
    for body in &bodies {
        assert_eq!(
            served.say(&session, "qualquer coisa").await?.bytes().await?,
            *body,
            "in order, from the start"
        );
    }
    let over: Value = serde_json::from_slice(&served.say(&session, "e agora?").await?.bytes().await?)?;
    assert_eq!(over["error"]["code"], 11, "{over}");
    assert!(
        over["error"]["message"].as_str().is_some_and(|words| words.contains("no further answer")),
        "{over}"
    );

    // What is no part of the recording is refused as the API refuses it.
    let identity = json!({"businessId": "b", "clientKey": "c", "sessionId": session});
    assert_eq!(served.post("health", "another-key", &identity).await?.status(), 401);
    assert_eq!(served.post("health", KEY, &identity).await?.status(), 200);
    assert_eq!(served.post("close", KEY, &identity).await?.status(), 200);
    assert_eq!(served.say(&session, "pergunta 1").await?.status(), 404, "the session is closed");
    assert_eq!(served.post("invoke_sync", KEY, &identity).await?.status(), 501);
    Ok(served.stop()?)
}

/// Two lines, the second so long behind the first, in microseconds.
fn recording(gap_us: u64) -> String {
    let request = json!({"businessId": "b", "clientKey": "c", "inputEvents": []}).to_string();
    let merchant = json!({
        "name": "Loja", "base_url": "https://a.example", "business_id": "b", "agent_id": "a", "colour": "#5140d6",
        "simulated": false,
    });
    let lines = [
        json!({"format": "sofia-recording", "version": 1}),
        json!({
            "type": "conversation", "id": "c-1", "merchant": merchant, "customer": "c", "title": "oi",
            "created_at": 1, "last_at": 2, "state": "closed", "simulated": false,
        }),
        json!({
            "type": "turn", "ordinal": 1, "url": "https://a.example/invoke", "request": {"text": request}, "sent_at": 1,
            "state": "complete", "timing": {"head_us": 0, "end_us": gap_us},
        }),
        json!({"type": "line", "turn": 1, "seq": 1, "offset_us": 0, "end": "lf", "text": "{\"first\":1}"}),
        json!({"type": "line", "turn": 1, "seq": 2, "offset_us": gap_us, "end": "eof", "text": "{\"second\":1.10}"}),
        json!({"type": "end", "turns": 1, "lines": 2}),
    ];
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// No upper bound but one that no pace could explain: the machine may be busy.
#[tokio::test(flavor = "multi_thread")]
async fn lines_come_when_they_came_or_so_many_times_as_fast_or_at_once() -> TestResult {
    let environment = Environment::new()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("made");
    let hour = 3_600_000_000;
    let table = [(600_000, "1", 600), (6_000_000, "10", 600), (hour, "at-once", 0)];
    for (gap_us, speed, at_least_ms) in table {
        fs::write(&file, recording(gap_us))?;
        let served = Served::start(&environment, &file, &["--speed", speed])?;
        let session = served.session().await?;
        let began = std::time::Instant::now();
        let mut answer = served.say(&session, "oi").await?;
        let mut body = answer.chunk().await?.context("nothing came")?.to_vec();
        if at_least_ms > 0 {
            assert_eq!(body, b"{\"first\":1}\n", "the first line does not wait for the second");
        }
        while let Some(chunk) = answer.chunk().await? {
            body.extend_from_slice(&chunk);
        }
        assert_eq!(body, b"{\"first\":1}\n{\"second\":1.10}");
        let took = began.elapsed().as_millis();
        assert!(took >= at_least_ms, "{speed}: {took} ms");
        served.stop()?;
    }
    Ok(())
}

#[test]
fn a_capture_is_served_and_a_file_that_is_none_is_refused() -> TestResult {
    let environment = Environment::new()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("capture.ndjson");
    let bytes = format!("{}\n\n{}", line(&[message("Oi")]), line(&[recommendation(&["Vestido"])]));
    fs::write(&file, &bytes)?;
    let served = Served::start(&environment, &file, &[])?;
    add_merchant(&environment, "Captura", &served.base_url)?;
    assert_eq!(ask(&environment, "Captura", "qualquer coisa")?, (Some(0), bytes.into_bytes()));
    served.stop()?;

    let name = file.display().to_string();
    fs::write(&file, "<html>no</html>\n")?;
    let refused = Sofia::new(&environment, &["simulate", "--from", &name]).run()?.exits(1);
    assert!(refused.stderr.contains(&name) && refused.text().is_empty(), "{}", refused.said());
    for wrong in [&["--speed", "0"][..], &["--speed", "fast"], &["--seed", "3"], &["--fault", "cut"]] {
        let arguments = [&["simulate", "--from", &name], wrong].concat();
        Sofia::new(&environment, &arguments).run()?.exits(2);
    }
    Ok(())
}
