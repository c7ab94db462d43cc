//! *store*: an answer through the engine, which tells of a line only when it is committed, against the same way with the
//! store switched off: the same client, the same queue, and a listener that does the same with every line.
//!
//! Once at a pace that is many times that of an agent: that is what storing costs a person, and has the target. And once
//! as fast as loopback gives it, without one: what is told only when it is stored comes no faster than the database takes
//! it, and loopback is faster. How fast that is stands beside it: the same lines put into a table of SQLite's and nothing
//! else done.

use std::time::{Duration, Instant};

use agent_graph::{
    ApiKey, BaseUrl, Client, Identity, InputEvent, Invocation, Line, LineClass, Timeouts, TurnUpdate,
    read_line,
};
use anyhow::{Context, Result, bail, ensure};
use rusqlite::Connection;
use serde_json::Value;
use sofia_core::{
    Engine, EngineOptions, KeyChange, TurnProgress, credentials::KeyPlace, data_folder::DataFolder,
    merchant::MerchantDraft,
};
use tokio::sync::mpsc;

use crate::row::{against, beside};
use crate::source::Source;
use crate::stream;

/// What is sent as fast as it goes.
const BODY: usize = 24 * 1024 * 1024;

/// What is sent at a pace: so many lines, and the time between two of them. An agent sends some tens in a second.
const PACED_LINES: usize = 4_000;
const APART: Duration = Duration::from_micros(250);

/// Pieces that may wait for the listener, as in the command.
const QUEUE: usize = 64;

pub(crate) async fn measure(samples: usize) -> Result<Vec<Value>> {
    let lines = stream::recorded().await?;
    let (burst, _) = stream::repeated(&lines, BODY);
    let paced: Vec<u8> =
        lines.iter().cycle().take(PACED_LINES).flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
    let other = "the store switched off";
    let (on, off) = compare(&paced, Some(APART), samples).await?;
    let at_a_pace = against("store, 4,000 lines a second", "MB/s", &on, (other, &off), 0.95);
    let (on, off) = compare(&burst, None, samples).await?;
    let bare = (0..samples).map(|_| inserted(&burst)).collect::<Result<Vec<f64>>>()?;
    Ok(vec![
        at_a_pace,
        beside("store, as fast as loopback", "MB/s", &on, (other, &off)),
        beside("store, as fast as loopback, beside bare inserts", "MB/s", &on, ("SQLite alone", &bare)),
    ])
}

/// What SQLite takes at best: the table and the index of the history, a log that is put away as usual, and a thousand
/// lines a transaction.
fn inserted(body: &[u8]) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut database = Connection::open(folder.path().join("bare.db"))?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "normal")?;
    database.execute_batch(
        "CREATE TABLE line (id INTEGER PRIMARY KEY, turn_id INTEGER NOT NULL, seq INTEGER NOT NULL,
             offset_us INTEGER NOT NULL, ending INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
         CREATE INDEX line_by_turn ON line (turn_id);",
    )?;
    let lines: Vec<&[u8]> = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let began = Instant::now();
    let mut seq = 0;
    for thousand in lines.chunks(1000) {
        let transaction = database.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO line (turn_id, seq, offset_us, ending, bytes) VALUES (1, ?1, 0, 0, ?2)",
            )?;
            for line in thousand {
                seq += 1;
                insert.execute((seq, line))?;
            }
        }
        transaction.commit()?;
    }
    Ok(stream::rate(body.len(), began.elapsed()))
}

/// The rates with the store and without it, turn by turn.
async fn compare(body: &[u8], apart: Option<Duration>, samples: usize) -> Result<(Vec<f64>, Vec<f64>)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("body");
    std::fs::write(&file, body)?;
    let source = Source::start_paced(&file, apart)?;
    let expected = body.iter().filter(|byte| **byte == b'\n').count();
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for sample in 0..=samples {
        let without = switched_off(source.port, expected).await?;
        let with = switched_on(source.port, expected).await?;
        // The first of each warms up connections, caches and the allocator.
        if sample > 0 {
            off.push(stream::rate(body.len(), without));
            on.push(stream::rate(body.len(), with));
        }
    }
    Ok((on, off))
}

/// What whoever listens does with lines: every one is read.
fn read(lines: &[Line]) -> Result<usize> {
    for line in lines {
        let reading = read_line(&line.bytes, line.seq == 1);
        ensure!(reading.class == LineClass::Events, "a line was not understood");
    }
    Ok(lines.len())
}

async fn heard(progress: &mut mpsc::Receiver<TurnProgress>) -> Result<usize> {
    let mut count = 0;
    while let Some(progress) = progress.recv().await {
        match progress {
            TurnProgress::Lines(lines) => count += read(&lines)?,
            TurnProgress::Ended(None) => return Ok(count),
            TurnProgress::Ended(Some(error)) => return Err(error.into()),
        }
    }
    bail!("no end was told")
}

async fn switched_off(port: u16, expected: usize) -> Result<Duration> {
    let base = BaseUrl::parse(&format!("http://127.0.0.1:{port}"))?;
    let client = Client::new(base, &ApiKey::new("bench-key")?, Timeouts::default())?;
    let invocation = Invocation {
        identity: Identity { business_id: "b".to_owned(), client_key: "c".to_owned() },
        session_id: "s".to_owned(),
        agent_id: None,
        input_events: vec![InputEvent::text("conte tudo")],
    };
    let request = client.invocation(&invocation)?;
    let began = Instant::now();
    let (listener, mut progress) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        let mut turn = client.invoke(&request);
        while let Some(update) = turn.next().await {
            let told = match update {
                TurnUpdate::Head(_) => continue,
                TurnUpdate::Lines(lines) => TurnProgress::Lines(lines),
                TurnUpdate::Ended(end) => TurnProgress::Ended(end.outcome.err()),
            };
            if listener.send(told).await.is_err() {
                return;
            }
        }
    });
    let count = heard(&mut progress).await?;
    let took = began.elapsed();
    ensure!(count == expected, "{count} lines of {expected} came");
    Ok(took)
}

/// A folder of its own for each run: a database that has grown would be another one.
async fn switched_on(port: u16, expected: usize) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let engine = Engine::open(DataFolder::at(folder.path())?, EngineOptions::default())?;
    let draft = MerchantDraft {
        name: "Bench".to_owned(),
        base_url: format!("http://127.0.0.1:{port}"),
        business_id: "b".to_owned(),
        agent_id: "a".to_owned(),
        colour: String::new(),
    };
    let key = KeyChange::Set(ApiKey::new("bench-key")?, KeyPlace::SessionOnly);
    let merchant = engine.add_merchant(draft, key).await?.merchant;
    let id = engine.start_conversation(&merchant.id, None).await?.id;
    engine.opened(&id).await?;
    let (listener, mut progress) = mpsc::channel(QUEUE);
    let began = Instant::now();
    let turn = engine.say_listening(&id, "conte tudo", listener).await?;
    let count = heard(&mut progress).await?;
    let took = began.elapsed();
    ensure!(count == expected, "{count} lines of {expected} were told");
    let stored = engine.turn(turn).await.context("the turn")?.lines;
    ensure!(stored as usize == expected, "{stored} lines of {expected} are stored");
    engine.shut_down(Duration::from_secs(2)).await;
    Ok(took)
}
