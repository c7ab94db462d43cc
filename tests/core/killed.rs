//! A process that is killed: what it had told is in the store, and its session is closed by the next start. The
//! process is this test program itself, started anew for one of the children at the end of the file.

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use sofia_core::{
    Engine, ProblemCode, TurnProgress,
    conversation::{ConversationState, TurnState},
    credentials::KeyPlace,
    history::ListFilter,
};
use sofia_tests::{
    Script, Server, Step, TestResult, history,
    processes::OwnedChild,
    server::{CLOSE, INIT, INVOKE, SESSION},
    shop::{line, message},
};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::support::{KEY, PATIENT, draft, held, key, open, reader};

const FOLDER: &str = "SOFIA_TESTS_FOLDER";
const ADDRESS: &str = "SOFIA_TESTS_ADDRESS";

/// More than any process here lives to read.
const LINES: usize = 4_000;

fn sent() -> Vec<String> {
    let padding = "é".repeat(200);
    (0..LINES).map(|number| line(&[message(&format!("{number} {padding}"))])).collect()
}

/// A child at work, and what it says.
struct Life {
    process: OwnedChild,
    output: BufReader<ChildStdout>,
}

impl Life {
    fn begin(child: &str, folder: &Path, server: &Server) -> Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command
            .args(["--exact", &format!("killed::{child}"), "--ignored", "--nocapture"])
            .env(FOLDER, folder)
            .env(ADDRESS, server.base_url())
            .env_remove(sofia_core::credentials::KEY_VARIABLE)
            .stdout(Stdio::piped());
        let mut process = OwnedChild::spawn(child, &mut command)?;
        let output = process.pipes().stdout.take().context("no output")?;
        Ok(Self { process, output: BufReader::new(output) })
    }

    /// Reads until it has told of so many lines, kills it, and reads what it had still said: how many lines in all.
    fn end_after(mut self, told: usize) -> Result<usize> {
        let mut heard = 0;
        while heard < told {
            let mut said = String::new();
            ensure!(self.output.read_line(&mut said)? > 0, "the child ended by itself");
            heard += usize::from(said.starts_with("told "));
        }
        self.process.kill()?;
        for said in self.output.lines() {
            // The last words may be cut in the middle; then nobody has read them.
            heard += usize::from(said.is_ok_and(|said| said.starts_with("told ") && said.ends_with('.')));
        }
        Ok(heard)
    }
}

/// Waits, off the runtime, for a server to be asked.
fn asked(server: &Server, path: &str) -> Result<()> {
    server.asked_blocking(path, 1).map(drop)
}

fn integrity(folder: &Path) -> Result<String> {
    Ok(reader(folder)?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?)
}

/// The next start: an engine with the key again, or without it.
async fn next_start(folder: &TempDir, with_key: bool) -> Result<(Engine, String)> {
    let engine = open(folder.path())?;
    ensure!(engine.damaged_database().is_none(), "the database is damaged");
    let merchant = engine.merchant_named("Loja").await?;
    if with_key {
        engine.set_key(&merchant.id, key()?, KeyPlace::SessionOnly).await?;
    }
    let all = engine.conversations(ListFilter { limit: 9, ..ListFilter::default() }).await?;
    ensure!(all.len() == 1, "{} conversations", all.len());
    Ok((engine, all[0].id.clone()))
}

#[tokio::test]
async fn what_a_killed_process_had_told_is_there_at_the_next_start() -> TestResult {
    let lines = sent();
    let steps: Vec<Step> =
        lines.iter().map(|line| Step::line(line.as_bytes())).chain([Step::HoldOpen]).collect();
    for told in [0, 1, 2, 3, 7, 20, 60, 150, 400, 900] {
        let server = Server::with_session()?;
        server.answer(INVOKE, Script::stream(steps.clone()));
        let folder = tempfile::tempdir()?;
        let life = Life::begin("child_that_streams", folder.path(), &server)?;
        asked(&server, INVOKE)?;
        let heard = life.end_after(told)?;
        server.client_gone(INVOKE).await?;
        ensure_prefix(folder.path(), &lines, heard).with_context(|| format!("killed after {told}"))?;

        let (engine, id) = next_start(&folder, true).await?;
        let takeover = engine.take_over().await?;
        let news = engine.news(&id, Default::default()).await?;
        assert_eq!(news.turns.len(), 1);
        assert_eq!(news.turns[0].state, TurnState::Interrupted, "before the session is even closed");
        assert_eq!(news.conversation.state, ConversationState::Closing);
        assert!(news.turns[0].lines as usize >= heard);
        assert_eq!(news.turns[0].request, server.requests_to(INVOKE)[0].body);
        let recovered = takeover.close().await;
        assert_eq!((recovered.closed, recovered.not_closed), (1, 0));
        assert_eq!(engine.conversation(&id).await?.state, ConversationState::Closed);
        let closed = server.requests_to(CLOSE);
        assert_eq!(closed.len(), 1);
        assert_eq!(
            (closed[0].json()?["sessionId"].as_str(), closed[0].header("x-api-key")),
            (Some(SESSION), Some(KEY))
        );
        assert_eq!(closed[0].json()?["clientKey"], server.requests_to(INIT)[0].json()?["clientKey"]);
        assert_eq!(integrity(folder.path())?, "ok");

        let again = engine.take_over().await?.close().await;
        assert_eq!((again.closed, again.not_closed), (0, 0), "once is enough");
    }
    Ok(())
}

/// What is stored begins as the answer did, and holds at least what was told.
fn ensure_prefix(folder: &Path, sent: &[String], told: usize) -> Result<()> {
    let stored = history::lines(folder)?;
    ensure!(stored.len() >= told, "{} lines are stored of {told} that were told", stored.len());
    ensure!(stored.len() < sent.len(), "it was killed too late to show anything");
    for (seq, (line, expected)) in (1..).zip(stored.iter().zip(sent)) {
        ensure!((line.seq, line.ended) == (seq, true), "line {seq} is {} in the store", line.seq);
        ensure!(line.bytes == expected.as_bytes(), "line {seq} is another");
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_was_left_without_its_key_is_marked_and_says_so() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("um")]))));
    let folder = tempfile::tempdir()?;
    let life = Life::begin("child_that_streams", folder.path(), &server)?;
    assert_eq!(life.end_after(1)?, 1);
    let (engine, id) = next_start(&folder, false).await?;
    let recovered = engine.take_over().await?.close().await;
    assert_eq!((recovered.closed, recovered.not_closed), (0, 1));
    let left = engine.conversation(&id).await?;
    assert_eq!(left.state, ConversationState::NotClosed);
    assert_eq!(left.problem.map(|problem| problem.code), Some(ProblemCode::KeyMissing));
    assert!(server.requests_to(CLOSE).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_opens_or_closes_leaves_nothing_unsaid() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INIT, Script::never_answers());
    let folder = tempfile::tempdir()?;
    let life = Life::begin("child_that_opens", folder.path(), &server)?;
    asked(&server, INIT)?;
    life.end_after(0)?;
    let (engine, id) = next_start(&folder, true).await?;
    let recovered = engine.take_over().await?.close().await;
    assert_eq!((recovered.closed, recovered.not_closed), (0, 1));
    let left = engine.conversation(&id).await?;
    assert_eq!(left.state, ConversationState::NotClosed);
    assert!(left.problem.is_some_and(|problem| problem.message.contains("its id is not known")));
    assert!(server.requests_to(CLOSE).is_empty(), "a session without an id cannot be closed");

    let server = Server::with_session()?;
    server.answer(CLOSE, Script::never_answers());
    let folder = tempfile::tempdir()?;
    let life = Life::begin("child_that_closes", folder.path(), &server)?;
    asked(&server, CLOSE)?;
    life.end_after(0)?;
    let (engine, id) = next_start(&folder, true).await?;
    assert_eq!(engine.conversation(&id).await?.state, ConversationState::Closing);
    assert_eq!(engine.take_over().await?.close().await.closed, 1);
    assert_eq!(engine.conversation(&id).await?.state, ConversationState::Closed);
    assert_eq!(server.requests_to(CLOSE).len(), 2);
    Ok(())
}

/// The child's engine, and a conversation of it that is being opened.
async fn in_the_child() -> Result<(Engine, String)> {
    let variable = |name: &str| {
        env::var(name).with_context(|| format!("{name} is not set: this is the child of another test"))
    };
    let engine = open(Path::new(&variable(FOLDER)?))?;
    let merchant = engine.add_merchant(draft("Loja", &variable(ADDRESS)?), held()?).await?.merchant;
    let conversation = engine.start_conversation(&merchant.id, None).await?;
    Ok((engine, conversation.id))
}

/// Is ended from outside, or by this bound if nobody does.
async fn until_killed() -> Result<()> {
    tokio::time::sleep(PATIENT.idle * 2).await;
    anyhow::bail!("nobody has killed this process")
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_streams() -> TestResult {
    let (engine, id) = in_the_child().await?;
    let (listener, mut progress) = mpsc::channel(1);
    engine.say_listening(&id, "conte tudo", listener).await?;
    while let Some(TurnProgress::Lines(lines)) = progress.recv().await {
        for line in lines {
            println!("told {}.", line.seq);
        }
    }
    Ok(until_killed().await?)
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_opens() -> TestResult {
    let _engine = in_the_child().await?;
    Ok(until_killed().await?)
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_closes() -> TestResult {
    let (engine, id) = in_the_child().await?;
    engine.opened(&id).await?;
    engine.close_conversation(&id).await?;
    Ok(until_killed().await?)
}
