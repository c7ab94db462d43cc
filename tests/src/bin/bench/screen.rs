//! *screen*: from the moment when an event's last byte is on the socket until it is painted in the real window, at
//! 1, 50 and 1,000 events per second.
//!
//! Beside it stands what this machine can do at best: in the same window, a page that holds one word and changes it. A
//! target below that cannot be reached here by any page; without a graphics card it is not.

use std::{
    collections::HashMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sofia_tests::{Environment, pages::NewMerchant, shop, window::Window};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::row::{alone, at_most, percentile};

/// The refresh of a usual screen, in milliseconds.
const FRAME: f64 = 1000.0 / 60.0;

/// Events per second, and how many of them.
const PACES: [(u32, u32); 3] = [(1, 25), (50, 500), (1000, 5000)];

/// Notes for every event when it was painted: the first task after the frame that it, or a later one that has taken its
/// place, was drawn in. The events come in order, so the newest number says it for all before it.
const RECORDER: &str = r#"
    const painted = (window.__painted = new Map());
    const mark = /§(\d+)§/g;
    let [done, newest, drawn, asked] = [-1, -1, -1, false];
    const afterPaint = new MessageChannel();
    afterPaint.port1.onmessage = () => {
        const now = performance.timeOrigin + performance.now();
        for (; done < drawn; done += 1) painted.set(String(done + 1), now);
        asked = false;
        if (newest > drawn) ask();
    };
    const ask = () => {
        asked = true;
        requestAnimationFrame(() => { drawn = newest; afterPaint.port2.postMessage(0); });
    };
    new MutationObserver((changes) => {
        for (const change of changes)
            for (const node of change.addedNodes)
                for (const found of (node.textContent ?? '').matchAll(mark)) newest = Math.max(newest, Number(found[1]));
        if (newest > drawn && !asked) ask();
    }).observe(document.querySelector('[data-testid=message-list]'), { childList: true, subtree: true });
"#;

/// Changes one word of an otherwise empty page, at ease and then in every frame, and notes how long a change takes to
/// be painted and how far apart frames are.
const FLOOR: &str = r#"
    const floor = (window.__floor = { changes: [], frames: [], done: false });
    const word = document.createElement('p');
    document.body.replaceChildren(word);
    const afterPaint = new MessageChannel();
    const painted = () => new Promise((done) => {
        afterPaint.port1.onmessage = () => done(performance.now());
        requestAnimationFrame(() => afterPaint.port2.postMessage(0));
    });
    (async () => {
        for (let count = 0; count < 25; count += 1) {
            await new Promise((done) => setTimeout(done, 200));
            const began = performance.now();
            word.textContent = `at ease ${count}`;
            floor.changes.push((await painted()) - began);
        }
        let before = await painted();
        for (let count = 0; count < 120; count += 1) {
            word.textContent = `in every frame ${count}`;
            const now = await painted();
            floor.frames.push(now - before);
            before = now;
        }
        floor.done = true;
    })();
"#;

/// When the last byte of each event was handed to the socket, in milliseconds since 1970.
type Sent = Arc<Mutex<HashMap<u32, f64>>>;

pub(crate) async fn measure(_samples: usize) -> Result<Vec<Value>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let sent = Sent::default();
    tokio::spawn(serve(listener, sent.clone()));

    let mut environment = Environment::with_keychain()?;
    environment.start_display(1400, 900)?;
    let window = Window::start(&environment).await?;
    window.resize(1400, 900).await?;
    window.fill_merchant_form(NewMerchant { name: "Bench", base_url: &base_url, key: "bench-key-1" }).await?;
    window.save_merchant().await?;
    let mut rows = Vec::new();
    for (pace, events) in PACES {
        // A conversation of its own, so that no pace pays for the bubbles of another.
        window.choose_merchant("Bench").await?;
        // The conversation before is live too, so it is the empty one that is waited for.
        window.wait_gone("turn").await?;
        window.wait_state("live").await?;
        window.execute(RECORDER, Vec::new()).await?;
        sent.lock().unwrap_or_else(PoisonError::into_inner).clear();
        window.say(&format!("{pace} {events}")).await?;
        let painted = painted(&window, pace, events).await?;
        let sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        let delays = delays(&sent, &painted)?;
        ensure!(delays.len() == events as usize, "{} of {events} events were painted", delays.len());
        for (percent, frames) in [(50.0, 1.0), (99.0, 3.0)] {
            let name = format!("screen, {pace}/s, p{percent:.0}");
            let reason = format!("{frames} frames of 60 Hz");
            rows.push(at_most(&name, "ms", percentile(&delays, percent), frames * FRAME, &reason, &delays));
        }
    }
    window.has_no_reports().await?;
    rows.extend(floor(&window).await?);
    window.close().await?;
    Ok(rows)
}

/// What an empty page does in this window. It is measured last, since it takes the page away.
async fn floor(window: &Window) -> Result<Vec<Value>> {
    window.execute(FLOOR, Vec::new()).await?;
    let ending = tokio::time::Instant::now() + Duration::from_secs(120);
    while window.execute("return window.__floor.done", Vec::new()).await? != json!(true) {
        ensure!(tokio::time::Instant::now() < ending, "the empty page did not come to its end");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut rows = Vec::new();
    for (part, name) in [("changes", "a change painted"), ("frames", "between two frames")] {
        let found = window.execute("return window.__floor[arguments[0]]", vec![json!(part)]).await?;
        let samples: Vec<f64> =
            serde_json::from_value(found).context("the empty page noted something else")?;
        for percent in [50.0, 99.0] {
            let name = format!("screen, empty page, {name}, p{percent:.0}");
            rows.push(alone(&name, "ms", percentile(&samples, percent), &samples));
        }
    }
    Ok(rows)
}

/// Waits until all events are painted, looking rarely, so that looking does not disturb.
async fn painted(window: &Window, pace: u32, events: u32) -> Result<HashMap<String, f64>> {
    let bound = Duration::from_secs(u64::from(events / pace) + 60);
    let ending = tokio::time::Instant::now() + bound;
    while tokio::time::Instant::now() < ending {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let count = window.execute("return window.__painted.size", Vec::new()).await?;
        if count.as_u64() == Some(u64::from(events)) {
            let found = window.execute("return Object.fromEntries(window.__painted)", Vec::new()).await?;
            return serde_json::from_value(found).context("the recorder holds something else");
        }
    }
    bail!("the events at {pace} per second were not all painted within {bound:?}")
}

fn delays(sent: &HashMap<u32, f64>, painted: &HashMap<String, f64>) -> Result<Vec<f64>> {
    painted
        .iter()
        .map(|(number, painted)| {
            let sent =
                sent.get(&number.parse()?).with_context(|| format!("event {number} was never sent"))?;
            Ok(painted - sent)
        })
        .collect()
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

async fn serve(listener: TcpListener, sent: Sent) {
    while let Ok((stream, _)) = listener.accept().await {
        let sent = sent.clone();
        tokio::spawn(async move { answer_all(stream, &sent).await });
    }
}

async fn answer_all(stream: TcpStream, sent: &Sent) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let (mut path, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("POST ") {
                path = rest.split(' ').next().unwrap_or_default().to_owned();
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        match path.rsplit('/').next() {
            Some("invoke") => stream_events(&mut stream, &body, sent).await?,
            Some("init") => whole(&mut stream, &json!({"response": {"sessionId": "bench"}})).await?,
            Some("health") => whole(&mut stream, &json!({"response": {"healthy": true}})).await?,
            _ => whole(&mut stream, &json!({"result": {"response": {}}, "error": null})).await?,
        }
    }
}

async fn whole(stream: &mut BufReader<TcpStream>, body: &Value) -> Result<()> {
    let body = body.to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    Ok(stream.write_all(answer.as_bytes()).await?)
}

/// "50 500" asks for 500 events at 50 per second.
async fn stream_events(stream: &mut BufReader<TcpStream>, body: &[u8], sent: &Sent) -> Result<()> {
    let asked: Value = serde_json::from_slice(body)?;
    let text = asked["inputEvents"][0]["messageEvent"]["content"]["textContent"]["text"]
        .as_str()
        .unwrap_or_default();
    let (pace, events) = text.split_once(' ').context("the question is not a pace and a number")?;
    let (pace, events): (u32, u32) = (pace.parse()?, events.parse()?);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / pace);
    for number in 0..events {
        ticks.tick().await;
        let line = shop::line(&[shop::message(&format!("Resposta §{number}§"))]) + "\n";
        stream.write_all(format!("{:x}\r\n{line}\r\n", line.len()).as_bytes()).await?;
        sent.lock().unwrap_or_else(PoisonError::into_inner).insert(number, now());
    }
    Ok(stream.write_all(b"0\r\n\r\n").await?)
}
