//! *stream*: our client, with framing and classification, against the bare drain of the same HTTP library, against
//! `curl -N … | jq -c .`, and against the loop that the API's documentation shows.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use agent_graph::{
    ApiKey, BaseUrl, Client, Identity, InputEvent, Invocation, LineClass, Timeouts, TurnUpdate, read_line,
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sofia_simulator::{BUSINESS_ID, MERCHANTS, Settings, Simulator};

use crate::row::against;
use crate::source::Source;

/// The body for the fast ones, and for those that start a process and take seconds.
const LARGE_BODY: usize = 256 * 1024 * 1024;
const SMALL_BODY: usize = 24 * 1024 * 1024;

/// What customers ask; the answers make the body, over and over.
const QUESTIONS: [&str; 6] = [
    "oi",
    "vestido azul até 200 reais",
    "tem em preto?",
    "blusa branca",
    "qual o frete?",
    "quero falar com um atendente",
];

/// The loop of the API's documentation: `requests` and `iter_lines`.
const PYTHON: &str = r#"
import json, sys, requests
answer = requests.post(sys.argv[1], json={"inputEvents": []}, headers={"x-api-key": "k"}, stream=True)
events = 0
for line in answer.iter_lines():
    if line:
        events += len(json.loads(line)["result"]["response"]["responseEvents"])
print(events)
"#;

pub(crate) async fn measure(samples: usize) -> Result<Vec<Value>> {
    let lines = recorded().await?;
    let (large, events_in_large) = repeated(&lines, LARGE_BODY);
    let (small, events_in_small) = repeated(&lines, SMALL_BODY);
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("large"), &large)?;
    std::fs::write(path("small"), &small)?;
    let (large_source, small_source) = (Source::start(&path("large"))?, Source::start(&path("small"))?);

    let (mut ours, mut drained) = (Vec::new(), Vec::new());
    for sample in 0..=samples {
        let drain = drain(large_source.port, large.len()).await?;
        let read = ours_over(large_source.port, large.len(), events_in_large).await?;
        // The first of each warms up connections, caches and the allocator.
        if sample > 0 {
            drained.push(drain);
            ours.push(read);
        }
    }
    let (mut ours_small, mut curl, mut python) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..samples {
        ours_small.push(ours_over(small_source.port, small.len(), events_in_small).await?);
        curl.push(curl_and_jq(small_source.port, small.len())?);
        python.push(requests_loop(small_source.port, small.len(), events_in_small)?);
    }
    Ok(vec![
        against("stream, bare drain", "MB/s", &ours, ("reqwest, bytes thrown away", &drained), 0.8),
        against("stream, curl and jq", "MB/s", &ours_small, ("curl -N … | jq -c .", &curl), 5.0),
        against("stream, documented loop", "MB/s", &ours_small, ("requests, iter_lines", &python), 20.0),
    ])
}

/// The lines of a real conversation with the simulator.
pub(crate) async fn recorded() -> Result<Vec<Vec<u8>>> {
    let settings =
        Settings { first_event: Default::default(), gap: Default::default(), ..Settings::default() };
    let simulator = Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), settings).await?;
    let base = BaseUrl::parse(&simulator.base_url())?;
    let client = Client::new(base, &ApiKey::new(simulator.key())?, Timeouts::default())?;
    let identity = Identity { business_id: BUSINESS_ID.to_owned(), client_key: "bench".to_owned() };
    let session_id = client.init(&identity).await?.value;
    let mut lines = Vec::new();
    for question in QUESTIONS {
        let invocation = Invocation {
            identity: identity.clone(),
            session_id: session_id.clone(),
            agent_id: Some(MERCHANTS[0].agent_id.to_owned()),
            input_events: vec![InputEvent::text(question)],
        };
        let mut turn = client.invoke(&client.invocation(&invocation)?);
        while let Some(update) = turn.next().await {
            if let TurnUpdate::Lines(more) = update {
                lines.extend(more.into_iter().map(|line| line.bytes.to_vec()));
            }
        }
    }
    simulator.stop().await;
    ensure!(!lines.is_empty(), "the simulator answered nothing");
    Ok(lines)
}

pub(crate) fn repeated(lines: &[Vec<u8>], at_least: usize) -> (Vec<u8>, usize) {
    let (mut body, mut events) = (Vec::with_capacity(at_least + 64 * 1024), 0);
    while body.len() < at_least {
        for line in lines {
            body.extend_from_slice(line);
            body.push(b'\n');
            events += read_line(line, false).events.len();
        }
    }
    (body, events)
}

/// In MB/s.
pub(crate) fn rate(bytes: usize, took: Duration) -> f64 {
    bytes as f64 / 1e6 / took.as_secs_f64()
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}/external/v1/ai/agent_graph/invoke")
}

/// The same library, and nothing done with the bytes.
async fn drain(port: u16, expected: usize) -> Result<f64> {
    let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?;
    let began = Instant::now();
    let reading = tokio::spawn(async move {
        let mut answer = client.post(url(port)).body("{}").send().await?;
        let mut bytes = 0;
        while let Some(chunk) = answer.chunk().await? {
            bytes += chunk.len();
        }
        Ok::<_, reqwest::Error>(bytes)
    });
    let bytes = reading.await??;
    ensure!(bytes == expected, "{bytes} bytes of {expected} came");
    Ok(rate(bytes, began.elapsed()))
}

/// Ours: every line framed, every event found and counted under its key.
async fn ours_over(port: u16, bytes: usize, expected: usize) -> Result<f64> {
    let base = BaseUrl::parse(&format!("http://127.0.0.1:{port}"))?;
    let client = Client::new(base, &ApiKey::new("k")?, Timeouts::default())?;
    let invocation = Invocation {
        identity: Identity { business_id: "b".to_owned(), client_key: "c".to_owned() },
        session_id: "s".to_owned(),
        agent_id: None,
        input_events: Vec::new(),
    };
    let request = client.invocation(&invocation)?;
    let began = Instant::now();
    let reading = tokio::spawn(async move {
        let mut turn = client.invoke(&request);
        let mut kinds = std::collections::HashMap::<String, usize>::new();
        while let Some(update) = turn.next().await {
            match update {
                TurnUpdate::Lines(lines) => {
                    for line in &lines {
                        let reading = read_line(&line.bytes, line.seq == 1);
                        ensure!(reading.class == LineClass::Events, "a line was not understood");
                        for event in &reading.events {
                            match kinds.get_mut(event.kind.as_ref()) {
                                Some(count) => *count += 1,
                                None => drop(kinds.insert(event.kind.to_string(), 1)),
                            }
                        }
                    }
                }
                TurnUpdate::Ended(end) => end.outcome?,
                TurnUpdate::Head(_) => {}
            }
        }
        Ok(kinds.values().sum::<usize>())
    });
    let events = reading.await??;
    let rate = rate(bytes, began.elapsed());
    ensure!(events == expected, "{events} events of {expected} were found");
    Ok(rate)
}

fn curl_and_jq(port: u16, bytes: usize) -> Result<f64> {
    let script = format!("curl -sN -X POST -d '{{}}' {} | jq -c . >/dev/null", url(port));
    let began = Instant::now();
    let status = Command::new("sh").args(["-c", &script]).status().context("sh, curl or jq is missing")?;
    ensure!(status.success(), "curl or jq failed");
    Ok(rate(bytes, began.elapsed()))
}

fn requests_loop(port: u16, bytes: usize, expected: usize) -> Result<f64> {
    // The distribution's own interpreter is the one that has the distribution's own packages.
    let system = std::path::Path::new("/usr/bin/python3");
    let interpreter = if system.exists() { system } else { std::path::Path::new("python3") };
    let began = Instant::now();
    let mut child = Command::new(interpreter)
        .args(["-", &url(port)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("python3 is missing")?;
    child.stdin.take().context("python3 takes no input")?.write_all(PYTHON.as_bytes())?;
    let output = child.wait_with_output()?;
    let rate = rate(bytes, began.elapsed());
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success() && said.trim() == expected.to_string(), "python3 found {said} events");
    Ok(rate)
}
