//! The database and its folder when they cannot be used: clear errors, and nothing lost.

use std::{
    env, fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use sofia_core::{Engine, Error, KeyChange, ProblemCode};
use sofia_tests::{
    Script, Server, TestResult,
    failure::skip,
    server::INVOKE,
    shop::{line, message},
};
use tempfile::TempDir;

use crate::support::{self, Shop, draft, meddler, open};

/// A folder with a merchant and a conversation in a database that nobody has open.
async fn at_rest() -> Result<(TempDir, String)> {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson((0..300).map(|number| line(&[message(&number.to_string())]))));
    let Shop { engine, merchant, folder } = Shop::at(&server).await?;
    let shop = Shop { engine, merchant, folder };
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    shop.engine.close_conversation(&conversation.id).await?;
    let Shop { engine, folder, .. } = shop;
    drop(engine);
    let root = folder.path().to_owned();
    tokio::task::spawn_blocking(move || support::at_rest(&root)).await??;
    Ok((folder, conversation.id))
}

fn code(engine: &Result<Engine, Error>) -> Option<ProblemCode> {
    engine.as_ref().err().map(|error| error.problem().code)
}

fn try_open(folder: &Path) -> Result<Result<Engine, Error>> {
    let folder = sofia_core::data_folder::DataFolder::at(folder)?;
    Ok(Engine::open(folder, sofia_core::EngineOptions::default()))
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() -> TestResult {
    let (folder, _) = at_rest().await?;
    let database = folder.path().join("sofia.db");
    let newer = meddler(folder.path())?;
    newer.execute_batch("PRAGMA user_version = 7; PRAGMA wal_checkpoint(TRUNCATE)")?;
    drop(newer);
    let before = fs::read(&database)?;
    let refused = try_open(folder.path())?;
    assert!(matches!(&refused, Err(Error::DatabaseNewer { path }) if *path == database), "{refused:?}");
    assert_eq!(code(&refused), Some(ProblemCode::DatabaseNewer));
    assert!(fs::read(&database)? == before, "it was written to");
    assert_eq!(files(folder.path())?, ["sofia.db"], "nothing was set aside");
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.ends_with("-wal") && !name.ends_with("-shm") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_whole_and_a_new_one_begun() -> TestResult {
    let (good, _) = at_rest().await?;
    let bytes = fs::read(good.path().join("sofia.db"))?;
    let mut header = bytes.clone();
    header[..100].fill(0xAB);
    let table = [
        ("some text", b"this is no database, whatever its name says\n".repeat(200)),
        ("a broken header", header),
        ("noise", (0..20_000u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
    ];
    for (what, bytes) in table {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        fs::write(root.join("sofia.db"), &bytes)?;
        let engine = open(root).context(what)?;
        let aside = engine.damaged_database().context("nothing was set aside")?.clone();
        assert!(fs::read(&aside)? == bytes, "{what}: {} holds something else", aside.display());
        engine.add_merchant(draft("Nova", "https://a.example"), KeyChange::Keep).await?;
        drop(engine);
        let again = open(root)?;
        assert!(again.damaged_database().is_none() && again.merchants().await?.len() == 1, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_file_is_a_new_database() -> TestResult {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("sofia.db"), b"")?;
    let engine = open(folder.path())?;
    assert!(engine.damaged_database().is_none() && engine.merchants().await?.is_empty());
    Ok(())
}

/// The pages behind the first are wrong or missing: it may be noticed at the start or at the first use, and either
/// way the file is not lost.
#[tokio::test]
async fn damage_inside_the_database_is_an_error_and_the_file_stays() -> TestResult {
    let (good, conversation) = at_rest().await?;
    let bytes = fs::read(good.path().join("sofia.db"))?;
    let mut overwritten = bytes.clone();
    overwritten[8192..].fill(0xEE);
    for (what, bytes) in [("cut in half", bytes[..bytes.len() / 2].to_vec()), ("overwritten", overwritten)] {
        let folder = tempfile::tempdir()?;
        let database = folder.path().join("sofia.db");
        fs::write(&database, &bytes)?;
        match try_open(folder.path())? {
            Err(error) => assert_eq!(error.problem().code, ProblemCode::DatabaseFailed, "{what}: {error:?}"),
            Ok(engine) => match engine.damaged_database() {
                Some(aside) => assert!(fs::read(aside)? == bytes, "{what}"),
                None => {
                    let found = engine.news(&conversation, Default::default()).await;
                    let Err(Error::Store { reason, .. }) = &found else {
                        return Err(anyhow::anyhow!("{what}: {found:?}").into());
                    };
                    assert!(reason.contains("malformed"), "{what}: {reason}");
                    assert!(fs::read(&database)?.len() == bytes.len(), "{what}");
                }
            },
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_folder_where_the_database_should_be_is_a_clear_error() -> TestResult {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("sofia.db"))?;
    let refused = try_open(folder.path())?;
    assert_eq!(code(&refused), Some(ProblemCode::DatabaseFailed), "{refused:?}");
    let file = folder.path().join("a file");
    fs::write(&file, b"x")?;
    for impossible in [file.join("data"), PathBuf::from("/proc/sofia-desk")] {
        let refused = sofia_core::data_folder::DataFolder::at(&impossible);
        let error = refused.err().context("that is no place for data")?.to_string();
        assert!(error.contains(&impossible.display().to_string()), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_busy_for_a_moment_is_waited_for() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let busy = meddler(shop.folder.path())?;
    busy.execute_batch("BEGIN IMMEDIATE")?;
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        busy.execute_batch("COMMIT")
    });
    let turn = shop.say(&conversation.id, "oi").await?;
    release.join().map_err(|_panic| anyhow::anyhow!("the other side panicked"))??;
    assert_eq!((turn.problem, turn.lines), (None, 1));
    Ok(())
}

const FOLDER: &str = "SOFIA_TESTS_FOLDER";

/// Nobody in particular: a user who owns nothing, and whom permissions bind as they do not bind root.
const NOBODY: u32 = 65_534;

fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut all = vec![folder.to_owned()];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { all.extend(below(&path)?) } else { all.push(path) }
    }
    Ok(all)
}

/// What an engine says in this folder as a user whom permissions bind; `None` where there can be no such user.
fn said_in(folder: &Path) -> Result<Option<Vec<String>>> {
    let mut command = Command::new(env::current_exe()?);
    command
        .args(["--exact", "database::child_that_opens_a_folder", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .current_dir("/");
    if fs::metadata("/proc/self")?.uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return Ok(None),
        output => output?,
    };
    ensure!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(Some(text.lines().filter_map(|line| line.strip_prefix("said: ")).map(str::to_owned).collect()))
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_opens_a_folder() -> TestResult {
    let folder = env::var(FOLDER)
        .with_context(|| format!("{FOLDER} is not set: this is the child of another test"))?;
    let said = |what: &str, error: &Error| {
        let problem = error.problem();
        println!("\nsaid: {what} {:?} {}", problem.code, problem.message.replace('\n', " "));
    };
    let engine = match sofia_core::data_folder::DataFolder::at(Path::new(&folder)) {
        Ok(folder) => Engine::open(folder, sofia_core::EngineOptions::default()),
        Err(error) => Err(error.into()),
    };
    match engine {
        Err(error) => said("open", &error),
        Ok(engine) => {
            println!("\nsaid: open {}", engine.damaged_database().is_some());
            match engine.add_merchant(draft("Nova", "https://a.example"), KeyChange::Keep).await {
                Err(error) => said("add", &error),
                Ok(_) => println!("\nsaid: added"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_written_to_is_a_clear_error_and_stays_as_it_is() -> TestResult {
    let root = fs::metadata("/proc/self")?.uid() == 0;
    for (what, files_only) in [("the whole folder", false), ("the database alone", true)] {
        let (folder, _) = at_rest().await?;
        let database = folder.path().join("sofia.db");
        let before = fs::read(&database)?;
        for path in below(folder.path())? {
            let keep = path == database || !files_only;
            let mode = match (path.is_dir(), keep) {
                (true, true) => 0o555,
                (true, false) => 0o755,
                (false, true) => 0o444,
                (false, false) => 0o644,
            };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
            // What stays root's cannot be made writable again by the one who opens it.
            if root && !keep {
                chown(&path, Some(NOBODY), Some(NOBODY))?;
            }
        }
        let said = said_in(folder.path())?;
        for path in below(folder.path())? {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
        let Some(said) = said else {
            return skip("another user may not start this test program");
        };
        let last = said.last().context("the child said nothing")?;
        let expected = if files_only { "add DatabaseFailed" } else { "open FileFailed" };
        assert!(last.starts_with(expected), "{what}: {said:?}");
        assert!(last.contains(&folder.path().display().to_string()), "{what}: it names no path: {said:?}");
        assert!(fs::read(&database)? == before, "{what}: it was written to");
        assert_eq!(files(folder.path())?, ["sofia.db"], "{what}");
    }
    Ok(())
}
