//! A disk without room: each use case says so, nothing that was told is lost, and it goes on when there is room.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sofia_core::{
    Engine, Error, KeyChange, ProblemCode, TurnProgress,
    conversation::{ConversationState, TurnState},
    export::{ExportFormat, ExportOptions},
    history::ListFilter,
};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    failure::skip,
    server::{CLOSE, INVOKE},
    shop::{line, message},
    small_disk::SmallDisk,
};
use tokio::sync::mpsc;

use crate::support::{bounded, draft, held, open, pages, reader, until};

/// Enough for a database with its log, and filled in a moment.
const DISK: u64 = 16 * 1024 * 1024;

/// An engine on a small disk, with a merchant at this address.
struct Cramped {
    engine: Engine,
    merchant: String,
    disk: SmallDisk,
}

impl Cramped {
    async fn at(server: &Server, disk: SmallDisk) -> Result<Self> {
        let engine = open(disk.path())?;
        let saved = engine.add_merchant(draft("Loja", &server.base_url()), held()?).await?;
        Ok(Self { engine, merchant: saved.merchant.id, disk })
    }

    async fn conversation(&self) -> Result<String> {
        let started = self.engine.start_conversation(&self.merchant, None).await?;
        let opened = bounded("init", self.engine.opened(&started.id)).await??;
        assert_eq!(opened.state, ConversationState::Live);
        Ok(opened.id)
    }

    /// Waits until the row of a turn says so, whoever reads it.
    async fn row_says(&self, turn: i64, expected: &str) -> Result<()> {
        let reader = reader(self.disk.path())?;
        until(&self.engine, &format!("a row that says {expected}"), async || {
            let state: String =
                reader.query_row("SELECT state FROM turn WHERE id = ?1", [turn], |row| row.get(0))?;
            Ok((state == expected).then_some(()))
        })
        .await
    }
}

fn integrity(disk: &SmallDisk) -> Result<String> {
    Ok(reader(disk.path())?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?)
}

fn lines(count: usize, bytes: usize) -> Vec<String> {
    (0..count).map(|number| line(&[message(&format!("{number} {}", "x".repeat(bytes)))])).collect()
}

/// What a listener heard of a turn until its end, in bytes.
async fn heard(progress: &mut mpsc::Receiver<TurnProgress>) -> Result<Vec<Vec<u8>>> {
    let mut heard = Vec::new();
    loop {
        match bounded("progress", progress.recv()).await?.context("no end was told")? {
            TurnProgress::Lines(lines) => heard.extend(lines.into_iter().map(|line| line.bytes.to_vec())),
            TurnProgress::Ended(_) => return Ok(heard),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_becomes_full_in_mid_stream_ends_the_turn_for_all_to_see_and_goes_on_with_room()
-> TestResult {
    let disk = match SmallDisk::mount(DISK)? {
        Ok(disk) => disk,
        Err(reason) => return skip(&reason),
    };
    let server = Server::with_session()?;
    // The disk is filled when the first lines are told; what comes behind them would need more than the log has.
    let gate = Gate::new();
    let (first, rest) = (lines(3, 100), lines(200, 40_000));
    let step = |line: &String| Step::line(line.as_bytes());
    let steps = first.iter().map(step).chain([Step::WaitFor(gate.clone())]).chain(rest.iter().map(step));
    server.answer(INVOKE, Script::stream(steps.chain([Step::HoldOpen])));
    let shop = Cramped::at(&server, disk).await?;
    let engine = &shop.engine;
    let id = shop.conversation().await?;
    let (listener, mut progress) = mpsc::channel(64);
    let turn = engine.say_listening(&id, "conte tudo", listener).await?;
    until(engine, "the first lines", async || Ok((engine.turn(turn).await?.lines == 3).then_some(())))
        .await?;
    shop.disk.fill()?;
    gate.open();

    let heard = heard(&mut progress).await?;
    server.client_gone(INVOKE).await?;
    // It is told everywhere, also where it could not be written down.
    let told = engine.turn(turn).await?;
    let problem = told.problem.clone().context("no problem")?;
    assert_eq!((told.state, problem.code), (TurnState::Failed, ProblemCode::DiskFull), "{problem:?}");
    let folder = shop.disk.path().display().to_string();
    assert!(problem.message.contains(&folder) && problem.message.contains("Make room"), "{problem:?}");
    let news = engine.news(&id, Default::default()).await?;
    assert_eq!(news.turns[0].state, TurnState::Failed);
    assert_eq!(news.conversation.state, ConversationState::Live);
    assert_eq!(engine.conversation(&id).await?.state, ConversationState::Live);
    let listed = engine.conversations(ListFilter { limit: 9, ..ListFilter::default() }).await?;
    assert_eq!(listed[0].state, ConversationState::Live);
    let row: String = reader(shop.disk.path())?.query_row("SELECT state FROM turn", [], |row| row.get(0))?;
    assert_eq!(row, "streaming", "the disk has room, so that this test shows nothing");

    // What was told is there, and it is what came.
    let sent: Vec<&String> = first.iter().chain(&rest).collect();
    assert!((first.len()..sent.len()).contains(&heard.len()), "{} lines were told", heard.len());
    let stored: Vec<_> = pages(engine, &id).await?.into_iter().flat_map(|page| page.lines).collect();
    assert_eq!(stored.len(), heard.len());
    for ((stored, heard), sent) in stored.iter().zip(&heard).zip(sent) {
        assert!(stored.bytes == *heard && *heard == sent.as_bytes(), "line {}", stored.seq);
    }

    // Nothing is sent that cannot be written down.
    let refused = engine.say(&id, "e agora?").await;
    assert!(matches!(&refused, Err(Error::DiskFull { .. })), "{refused:?}");
    assert_eq!(server.requests_to(INVOKE).len(), 1);

    shop.disk.make_room()?;
    shop.row_says(turn, "failed").await?;
    server.answer(INVOKE, Script::ndjson(lines(2, 10)));
    let next = engine.say(&id, "e agora?").await?;
    let after = until(engine, "the end of the next turn", async || {
        let found = engine.turn(next).await?;
        Ok(found.state.is_over().then_some(found))
    })
    .await?;
    assert_eq!((after.state, after.lines), (TurnState::Complete, 2));
    let row = engine.turn(turn).await?;
    assert_eq!(
        (row.state, row.problem, row.lines),
        (told.state, told.problem, told.lines),
        "the row says what was told"
    );
    assert_eq!(engine.conversation(&id).await?.state, ConversationState::Live);
    assert_eq!(integrity(&shop.disk)?, "ok");

    // The next start finds all of it.
    engine.close_conversation(&id).await?;
    let again = open(shop.disk.path())?;
    let turns = again.news(&id, Default::default()).await?.turns;
    let states: Vec<_> = turns.iter().map(|turn| turn.state).collect();
    assert_eq!(states, [TurnState::Failed, TurnState::Complete]);
    Ok(())
}

#[tokio::test]
async fn on_a_full_disk_everything_else_says_so_and_what_is_there_stays() -> TestResult {
    let disk = match SmallDisk::mount(DISK)? {
        Ok(disk) => disk,
        Err(reason) => return skip(&reason),
    };
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson(lines(50, 100)));
    let shop = Cramped::at(&server, disk).await?;
    let engine = &shop.engine;
    let id = shop.conversation().await?;
    let turn = engine.say(&id, "oi").await?;
    bounded("the answer", engine.settled(&id)).await?;
    let before: Vec<_> = pages(engine, &id).await?.into_iter().flat_map(|page| page.lines).collect();
    assert_eq!(before.len(), 50);

    shop.disk.fill()?;
    // The log has room of its own for a while: what is large enough finds none.
    let note = "nota ".repeat(3_900);
    let mut refused = None;
    for _ in 0..2_000 {
        if let Err(error) = engine.note_conversation(&id, &note).await {
            refused = Some(error);
            break;
        }
    }
    let refused = refused.context("the disk never became full")?;
    assert!(matches!(refused, Error::DiskFull { .. }), "{refused:?}");
    let refused = engine.add_merchant(draft("Outra", "https://a.example"), KeyChange::Keep).await;
    assert_eq!(refused.err().map(|error| error.problem().code), Some(ProblemCode::DiskFull));
    let refused = engine.start_conversation(&shop.merchant, None).await;
    assert_eq!(refused.err().map(|error| error.problem().code), Some(ProblemCode::DiskFull));
    let file = shop.disk.path().join("out.sofia.ndjson");
    let options = ExportOptions::of(ExportFormat::Recording);
    let exported = engine.export(std::slice::from_ref(&id), options, &file, Default::default(), |_| {}).await;
    assert_eq!(exported.err().map(|error| error.problem().code), Some(ProblemCode::DiskFull));
    assert!(!file.exists(), "half a file");

    // All that is there can be read, by this engine and by a second one.
    let found: Vec<_> = pages(engine, &id).await?.into_iter().flat_map(|page| page.lines).collect();
    assert_eq!(found, before);
    assert_eq!(engine.turn(turn).await?.state, TurnState::Complete);
    assert_eq!(engine.merchants().await?.len(), 1);

    // A session that is closed now is closed, whether or not that can be written down.
    let closed = engine.close_conversation(&id).await;
    assert!(closed.is_err(), "{closed:?}");
    server.asked(CLOSE, 1).await?;
    assert_eq!(engine.conversation(&id).await?.state, ConversationState::Closed);

    shop.disk.make_room()?;
    let reader = reader(shop.disk.path())?;
    until(engine, "the row of the conversation", async || {
        let state: String = reader.query_row("SELECT state FROM conversation", [], |row| row.get(0))?;
        Ok((state == "closed").then_some(()))
    })
    .await?;
    engine.add_merchant(draft("Outra", "https://a.example"), KeyChange::Keep).await?;
    assert_eq!(integrity(&shop.disk)?, "ok");
    Ok(())
}

/// The data folder lies on a file system that nobody may write to.
#[tokio::test]
async fn a_read_only_disk_is_a_clear_error_and_nothing_is_changed() -> TestResult {
    let disk = match SmallDisk::mount(DISK)? {
        Ok(disk) => disk,
        Err(reason) => return skip(&reason),
    };
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson(lines(5, 10)));
    let Cramped { engine, merchant, disk } = Cramped::at(&server, disk).await?;
    let shop = Cramped { engine, merchant, disk };
    let id = shop.conversation().await?;
    let said = shop.engine.say(&id, "oi").await?;
    bounded("the answer", shop.engine.settled(&id)).await?;
    shop.engine.close_conversation(&id).await?;
    let Cramped { engine, disk, .. } = shop;
    drop(engine);
    // The last to close puts the log back into the database.
    let root = disk.path().to_owned();
    tokio::task::spawn_blocking(move || crate::support::at_rest(&root)).await??;
    disk.set_writable(false)?;
    let refused = open(disk.path());
    let error = refused.err().context("it could be opened")?;
    let error = error.downcast::<Error>()?;
    assert_eq!(error.problem().code, ProblemCode::FileFailed, "{error:?}");
    let folder = disk.path().display().to_string();
    assert!(error.problem().message.contains(&folder), "{error:?}");

    disk.set_writable(true)?;
    let engine = open(disk.path())?;
    assert!(engine.damaged_database().is_none());
    assert_eq!(engine.turn(said).await?.lines, 5);
    Ok(())
}

/// A new data folder cannot be made where there is no room at all.
#[tokio::test]
async fn a_first_start_on_a_full_disk_says_so() -> TestResult {
    let disk = match SmallDisk::mount(DISK)? {
        Ok(disk) => disk,
        Err(reason) => return skip(&reason),
    };
    disk.fill()?;
    let error = open(disk.path()).err().context("it could be opened")?;
    let code = match error.downcast::<Error>() {
        Ok(error) => error.problem().code,
        Err(other) => {
            Error::from(other.downcast::<sofia_core::data_folder::DataFolderError>()?).problem().code
        }
    };
    assert_eq!(code, ProblemCode::DiskFull);
    disk.make_room()?;
    open(disk.path())?.add_merchant(draft("Loja", "https://a.example"), KeyChange::Keep).await?;
    Ok(())
}

/// A database as the first version made it, with one merchant.
fn first_version(folder: &Path) -> Result<()> {
    let database = rusqlite::Connection::open(folder.join("sofia.db"))?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.execute_batch(include_str!("../../src-tauri/crates/core/src/history/schema/1-first.sql"))?;
    database.execute_batch(
        "PRAGMA user_version = 1;
         INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at)
         VALUES ('m', 'Loja', 'https://a.example', 'b', 'a', '#5140d6', 0, 1)",
    )?;
    Ok(())
}

#[tokio::test]
async fn an_update_that_finds_no_room_for_its_backup_is_not_begun() -> TestResult {
    let disk = match SmallDisk::mount(DISK)? {
        Ok(disk) => disk,
        Err(reason) => return skip(&reason),
    };
    first_version(disk.path())?;
    // The folder and its locks are there, as they are where the application was used before.
    for folder in ["locks", "logs"] {
        fs::create_dir(disk.path().join(folder))?;
    }
    let before = fs::read(disk.path().join("sofia.db"))?;
    disk.fill_but(64 * 1024)?;
    let error = open(disk.path()).err().context("it could be opened")?.downcast::<Error>()?;
    assert_eq!(error.problem().code, ProblemCode::DiskFull, "{error:?}");
    assert!(fs::read(disk.path().join("sofia.db"))? == before, "it was written to");
    let left: Vec<String> = fs::read_dir(disk.path())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    assert!(!left.iter().any(|name| name.contains("backup")), "{left:?}");

    disk.make_room()?;
    let engine = open(disk.path())?;
    assert_eq!(engine.merchants().await?[0].name, "Loja");
    assert!(disk.path().join("sofia.v1.backup.db").exists());
    Ok(())
}
