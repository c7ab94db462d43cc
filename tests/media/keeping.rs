//! What is kept, for how long, and for whom; and that many who ask are one who fetches.

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use futures_util::future::join_all;
use sofia_media::{Cache, CacheBounds, Failure, Fetcher, Library, LocalOrigin, Options, Request};
use sofia_tests::{Gate, Script, Server, Step, TestResult, bounds::SOON, processes::OwnedChild};
use tokio::sync::mpsc;

use crate::support::{World, patient, picture, png, request};

const ADDRESS: &str = "https://cdn.example/a.png";

/// What the library itself promises.
const AT_A_TIME: usize = 8;

/// Makes all that is kept look as if it had been fetched two days ago.
fn grow_old(folder: &Path) -> Result<()> {
    let mut aged = 0;
    for spread in fs::read_dir(folder.join("names"))? {
        for file in fs::read_dir(spread?.path())? {
            let before = SystemTime::now() - Duration::from_secs(2 * 24 * 60 * 60);
            File::options().append(true).open(file?.path())?.set_modified(before)?;
            aged += 1;
        }
    }
    anyhow::ensure!(aged > 0, "nothing is kept");
    Ok(())
}

#[tokio::test]
async fn twenty_who_ask_at_the_same_time_are_one_fetch() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    let library = world.library(folder.path(), patient())?;
    let gate = Gate::new();
    shop.answer(
        "/a.png",
        Script::stream([Step::WaitFor(gate.clone()), Step::chunk(&png(9, 9)), Step::LastChunk]),
    );
    let wanted = request(ADDRESS);
    let all = join_all((0..20).map(|_| library.get(&wanted)));
    let opened = async {
        shop.asked("/a.png", 1).await?;
        gate.open();
        anyhow::Ok(())
    };
    let (outcomes, opened) = tokio::join!(all, opened);
    opened?;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|media| media.bytes == png(9, 9))));
    assert_eq!(shop.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn no_more_than_eight_are_fetched_at_a_time() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    let library = world.library(folder.path(), patient())?;
    let gates: Vec<Gate> = (0..30).map(|_| Gate::new()).collect();
    let answered = Arc::new(AtomicUsize::new(0));
    let (arrival, mut arrivals) = mpsc::unbounded_channel();
    let (their_gates, counted) = (gates.clone(), Arc::clone(&answered));
    shop.allow_by("/a.png", move |asked| {
        let open = asked.ordinal + 1 - counted.load(Ordering::SeqCst);
        arrival.send(open).ok();
        let gate = their_gates[asked.ordinal].clone();
        Script::stream([Step::WaitFor(gate), Step::chunk(&png(9, 9)), Step::LastChunk])
    });
    // One and the same for the server, thirty for the library.
    let wanted: Vec<Request> =
        (0..30).map(|number| Request { scope: number.to_string(), ..request(ADDRESS) }).collect();
    let all = join_all(wanted.iter().map(|wanted| library.get(wanted)));
    let most = async {
        let mut most = 0;
        for (number, gate) in gates.iter().enumerate() {
            let due = AT_A_TIME.min(gates.len() - number);
            // All that may be under way are, before the next one is answered.
            while shop.requests_to("/a.png").len() < number + due {
                most = most.max(arrivals.recv().await.context("the server is gone")?);
            }
            answered.fetch_add(1, Ordering::SeqCst);
            gate.open();
        }
        anyhow::Ok(most)
    };
    let (outcomes, most) = tokio::join!(tokio::time::timeout(SOON, all), tokio::time::timeout(SOON, most));
    assert!(outcomes?.iter().all(Result::is_ok));
    assert_eq!(most??, AT_A_TIME);
    Ok(())
}

#[tokio::test]
async fn a_failure_is_told_again_without_asking_until_a_person_asks_again() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    let library = world.library(folder.path(), patient())?;
    let wanted = request(ADDRESS);
    shop.answer("/a.png", Script::status(404, ""));
    for _ in 0..3 {
        assert_eq!(library.get(&wanted).await, Err(Failure::NotFound));
    }
    assert_eq!(shop.requests().len(), 1);
    shop.answer("/a.png", picture());
    assert!(library.get(&Request { again: true, ..wanted.clone() }).await.is_ok());
    assert!(library.get(&wanted).await.is_ok());
    assert_eq!(shop.requests().len(), 2);
    Ok(())
}

#[tokio::test]
async fn what_was_fetched_is_kept_for_the_next_start_and_for_its_merchant_alone() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    shop.answer("/a.png", picture());
    for _ in 0..3 {
        let media = world.library(folder.path(), patient())?.get(&request(ADDRESS)).await?;
        assert_eq!(media.bytes, png(60, 40));
    }
    assert_eq!(shop.requests().len(), 1);
    shop.answer("/a.png", picture());
    let other = Request { scope: "another".to_owned(), ..request(ADDRESS) };
    assert!(world.library(folder.path(), patient())?.get(&other).await.is_ok());
    assert_eq!(shop.requests().len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_playback_sees_what_is_kept_however_old_and_asks_nobody() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    let library = world.library(folder.path(), patient())?;
    assert_eq!(library.get_kept(&request(ADDRESS)).await, Err(Failure::NotKept));
    assert!(shop.requests().is_empty());
    shop.answer("/a.png", picture());
    library.get(&request(ADDRESS)).await?;
    grow_old(folder.path())?;
    assert_eq!(library.get_kept(&request(ADDRESS)).await?.bytes, png(60, 40));
    assert_eq!(shop.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_old_copy_is_asked_after_and_stands_as_long_as_the_server_says_nothing_against_it() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    let get = async || {
        world.library(folder.path(), patient())?.get(&request(ADDRESS)).await.map_err(anyhow::Error::new)
    };
    shop.answer("/a.png", picture());
    get().await?;

    grow_old(folder.path())?;
    shop.answer("/a.png", Script::answer(200, &[], png(30, 30)));
    assert_eq!(get().await?.bytes, png(30, 30), "a newer one");

    grow_old(folder.path())?;
    shop.allow("/a.png", Script::closes_unanswered());
    assert_eq!(get().await?.bytes, png(30, 30), "the server is silent");

    for (says, failure) in [
        (Script::status(410, ""), Failure::NotFound),
        (Script::redirect(302, "http://cdn.example/b.png"), Failure::NotHttps),
        (Script::answer(200, &[], "no picture"), Failure::WrongType { declared: None }),
    ] {
        shop.answer("/a.png", says);
        let against = get().await.err().context("the server speaks against it")?;
        assert_eq!(against.downcast_ref(), Some(&failure));
        assert!(get().await.is_err(), "the copy is not shown any more either");
        shop.answer("/a.png", picture());
        get().await?;
        grow_old(folder.path())?;
    }
    Ok(())
}

#[tokio::test]
async fn a_copy_from_this_machine_is_shown_after_the_server_has_moved_to_another_port() -> TestResult {
    let world = World::default();
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    server.answer("/a.png", picture());
    let address = format!("{}/a.png", server.base_url());
    let wanted = Request { local_origin: LocalOrigin::of(&server.base_url()), ..request(&address) };
    assert!(world.library(folder.path(), patient())?.get(&wanted).await.is_ok());
    drop(server);
    grow_old(folder.path())?;
    let moved = Request { local_origin: LocalOrigin::of("http://127.0.0.1:1"), ..wanted.clone() };
    assert!(world.library(folder.path(), patient())?.get(&moved).await.is_ok());
    // Of what was never fetched there is no copy, and the rule stands.
    let other = Request { address: format!("{address}?other"), ..moved };
    let refused = world.library(folder.path(), patient())?.get(&other).await.err();
    assert_eq!(refused, Some(Failure::RefusedAddress { host: "127.0.0.1".to_owned() }));
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_kept_is_shown_all_the_same() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let folder = tempfile::tempdir()?;
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "a file where the folder should be")?;
    shop.allow("/a.png", picture());
    let library = world.library(&in_the_way, patient())?;
    for _ in 0..2 {
        assert_eq!(library.get(&request(ADDRESS)).await?.bytes, png(60, 40));
    }
    assert_eq!(shop.requests().len(), 2);
    Ok(())
}

const FOLDER: &str = "SOFIA_TESTS_FOLDER";
const BASE_URL: &str = "SOFIA_TESTS_BASE_URL";
const PICTURES: usize = 110;

/// Large enough that a kill finds many of them half written.
fn large(number: usize) -> Vec<u8> {
    let mut bytes = png(9, 9);
    bytes.resize(300_000, u8::try_from(number % 251).unwrap_or_default());
    bytes
}

fn local(base_url: &str, number: usize) -> Request {
    let local_origin = LocalOrigin::of(base_url);
    Request { local_origin, ..request(&format!("{base_url}/picture?{number}")) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_in_the_middle_leaves_whole_pictures_or_none() -> TestResult {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let base_url = server.base_url();
    for number in 0..PICTURES {
        server.allow(&format!("/picture?{number}"), Script::answer(200, &[], large(number)));
    }
    // There a child that nobody has killed yet waits for it.
    server.allow(&format!("/picture?{PICTURES}"), Script::never_answers());
    for round in 1..=4 {
        let mut command = Command::new(env::current_exe()?);
        command
            .args(["--exact", "keeping::child_that_fetches_until_it_is_killed", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(BASE_URL, &base_url)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut child = OwnedChild::spawn("the fetching child", &mut command)?;
        // Another moment in each round, wherever that finds it.
        server.asked(&format!("/picture?{}", round * 23), 1).await?;
        child.kill()?;
    }
    drop(server);
    let library = Library::new(
        Fetcher::new(Options { system_proxy: false, ..Options::default() }),
        Cache::new(folder.path().to_path_buf(), CacheBounds::default()),
    );
    let mut whole = 0;
    for number in 0..PICTURES {
        if let Ok(media) = library.get(&local(&base_url, number)).await {
            assert!(media.bytes == large(number), "picture {number} is not what was sent");
            whole += 1;
        }
    }
    assert!(whole >= 20, "{whole} were kept");
    Ok(())
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_fetches_until_it_is_killed() -> TestResult {
    let folder = env::var_os(FOLDER).context("this is the child of another test")?;
    let base_url = env::var(BASE_URL)?;
    let library =
        Library::new(Fetcher::new(Options::default()), Cache::new(folder.into(), CacheBounds::default()));
    for number in 0..=PICTURES {
        library.get(&local(&base_url, number)).await?;
    }
    Ok(())
}
