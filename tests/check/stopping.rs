//! Runs that a person stops: nothing is begun any more, and whatever was opened is closed, or counted where it is not.

use std::sync::Arc;

use agent_graph::{ApiKey, BaseUrl, Client, Timeouts};
use anyhow::Result;
use sofia_check::result::Summary;
use sofia_check::run::{Judges, RunOptions, Stop, Target, run};
use sofia_check::truth::{ImageChecks, Images, Looked, MemoryCatalog};
use sofia_core::jq::Jq;
use sofia_tests::bounds::{LATER, SOON};
use sofia_tests::server::{CLOSE, INIT, INVOKE, SESSION};
use sofia_tests::shop::{AGENT, BUSINESS, line, message};
use sofia_tests::{Gate, Script, Server, Step, TestResult, programs};
use tokio::sync::Notify;

use crate::support::{Kept, planned};

fn target(server: &Server) -> Result<Target> {
    let timeouts = Timeouts { connect: LATER, answer: LATER, first_event: LATER, idle: LATER };
    let client = Client::new(BaseUrl::parse(&server.base_url())?, &ApiKey::new("sk-stopping")?, timeouts)?;
    Ok(Target { client, business_id: BUSINESS.to_owned(), agent_id: Some(AGENT.to_owned()) })
}

fn judges() -> Result<Judges> {
    Ok(Judges {
        catalog: None,
        currency: None,
        images: None,
        links: None,
        jq: Jq::new(programs::sofia()?),
        opinions: Arc::default(),
    })
}

/// Plays a suite and stops it as soon as something has happened. It must end long before a server's patience does.
async fn stopped_when(
    server: &Server,
    suite: &str,
    options: RunOptions,
    judges: &Judges,
    when: impl Future<Output = Result<()>>,
) -> Result<(Summary, Kept)> {
    ended_by(Stop::default(), server, suite, options, judges, when).await
}

async fn ended_by(
    stop: Stop,
    server: &Server,
    suite: &str,
    options: RunOptions,
    judges: &Judges,
    when: impl Future<Output = Result<()>>,
) -> Result<(Summary, Kept)> {
    let mut kept = Kept::default();
    let target = target(server)?;
    let running = run(planned(suite)?, &target, judges, options, &stop, &mut kept);
    let stopping = async {
        when.await?;
        stop.stop();
        Ok::<_, anyhow::Error>(())
    };
    let (summary, stopping) = tokio::time::timeout(LATER, async { tokio::join!(running, stopping) }).await?;
    stopping?;
    assert!(summary.stopped);
    Ok((summary, kept))
}

#[tokio::test]
async fn a_run_that_waits_for_its_pace_ends_at_once_and_sends_nothing_more() -> TestResult {
    let server = Server::start()?;
    server.allow(INIT, Script::init_ok(SESSION));
    server.allow(CLOSE, Script::close_ok());
    // A request in a hundred seconds: one init goes out, and all else waits.
    let options = RunOptions { concurrency: 4, rate: Some(0.01), bail: None };
    let suite = "repeat: 4\ntests: [{name: t, turns: [{say: Oi}]}]";
    let first = async { server.asked(INIT, 1).await.map(drop) };
    let (summary, kept) = stopped_when(&server, suite, options, &judges()?, first).await?;
    let asked = |path| server.requests_to(path).len();
    assert_eq!((asked(INIT), asked(INVOKE)), (1, 0));
    assert_eq!(
        asked(CLOSE) + summary.not_closed,
        1,
        "it is closed, without waiting for the pace, or counted"
    );
    assert!(kept.repeats.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_being_opened_at_the_stop_is_closed() -> TestResult {
    let server = Server::start()?;
    let gate = Gate::new();
    let opened = serde_json::json!({"response": {"sessionId": SESSION}}).to_string();
    server.allow(
        INIT,
        Script::stream([Step::WaitFor(gate.clone()), Step::chunk(opened.as_bytes()), Step::LastChunk]),
    );
    server.allow(CLOSE, Script::close_ok());
    let suite = "tests: [{name: t, turns: [{say: Oi}]}]";
    let begun = async {
        server.asked(INIT, 1).await?;
        let gate = gate.clone();
        // Only when the stop is there: it follows at once.
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            gate.open();
        });
        Ok(())
    };
    let (summary, _) = stopped_when(&server, suite, RunOptions::default(), &judges()?, begun).await?;
    let closed = server.requests_to(CLOSE).len();
    assert_eq!(closed + summary.not_closed, 1, "closed, or counted where this machine was too slow for it");
    assert_eq!(server.requests_to(INVOKE).len(), 0);
    Ok(())
}

#[tokio::test]
async fn every_session_of_a_stopped_run_is_closed_where_there_is_time() -> TestResult {
    let server = Server::start()?;
    server.allow(INIT, Script::init_ok(SESSION));
    server.allow(INVOKE, Script::never_answers());
    server.allow(CLOSE, Script::close_ok());
    let suite = "repeat: 20\ntests: [{name: t, turns: [{say: Oi}]}]";
    let options = RunOptions { concurrency: 3, ..RunOptions::default() };
    let asked = async { server.asked(INVOKE, 3).await.map(drop) };
    let patient = Stop::with_patience(LATER);
    let (summary, kept) = ended_by(patient, &server, suite, options, &judges()?, asked).await?;
    let opened = server.requests_to(INIT).len();
    assert_eq!((server.requests_to(CLOSE).len(), summary.not_closed), (opened, 0));
    assert!((3..20).contains(&opened), "{opened} sessions");
    assert!(kept.tests.is_empty());
    Ok(())
}

#[tokio::test]
async fn sessions_that_a_stopped_run_leaves_open_are_counted() -> TestResult {
    // One that may have been opened, and one that the server does not close.
    let silent = Server::start()?;
    silent.allow(INIT, Script::never_answers());
    let suite = "tests: [{name: t, turns: [{say: Oi}]}]";
    let begun = async { silent.asked(INIT, 1).await.map(drop) };
    let (summary, _) = stopped_when(&silent, suite, RunOptions::default(), &judges()?, begun).await?;
    assert_eq!((summary.not_closed, summary.not_run), (1, 1));

    let stuck = Server::start()?;
    stuck.allow(INIT, Script::init_ok(SESSION));
    stuck.allow(INVOKE, Script::never_answers());
    stuck.allow(CLOSE, Script::never_answers());
    let begun = async { stuck.asked(INVOKE, 1).await.map(drop) };
    let (summary, _) = stopped_when(&stuck, suite, RunOptions::default(), &judges()?, begun).await?;
    // On a slow machine the time may be over before the close is sent.
    assert!(summary.not_closed == 1 && stuck.requests_to(CLOSE).len() <= 1);
    Ok(())
}

/// A picture's server that says nothing.
struct Silent(Arc<Notify>);

impl Images for Silent {
    fn look<'a>(&'a self, _address: &'a str) -> Looked<'a> {
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_picture_that_is_waited_for_does_not_hold_up_a_stop() -> TestResult {
    let server = Server::start()?;
    server.allow(INIT, Script::init_ok(SESSION));
    server.allow(CLOSE, Script::close_ok());
    let product = serde_json::json!({"recommendationEvent": {"products": [
        {"productId": "A", "title": "Vestido", "imageUrl": "https://s.example/a.jpg"}
    ]}});
    server.allow(INVOKE, Script::ndjson([line(&[message("Temos!"), product])]));
    let asked = Arc::new(Notify::new());
    let judges = Judges {
        catalog: Some(Arc::new(MemoryCatalog::default())),
        images: Some(Arc::new(ImageChecks::new(Box::new(Silent(Arc::clone(&asked)))))),
        ..judges()?
    };
    let suite = "tests: [{name: t, turns: [{say: Oi, assert: [{type: catalog-truth}]}]}]";
    let looked = async {
        tokio::time::timeout(SOON, asked.notified()).await?;
        Ok(())
    };
    let (summary, kept) = stopped_when(&server, suite, RunOptions::default(), &judges, looked).await?;
    assert_eq!((summary.not_run, kept.repeats.len()), (1, 0));
    assert_eq!(server.requests_to(CLOSE).len() + summary.not_closed, 1);
    Ok(())
}

#[tokio::test]
async fn what_is_stopped_before_it_began_asks_nobody() -> TestResult {
    let server = Server::start()?;
    let (stop, mut kept) = (Stop::default(), Kept::default());
    stop.stop();
    let tests = planned("repeat: 9\ntests: [{name: t, turns: [{say: Oi}]}]")?;
    let (target, judges) = (target(&server)?, judges()?);
    let running = run(tests, &target, &judges, RunOptions::default(), &stop, &mut kept);
    let summary = tokio::time::timeout(SOON, running).await?;
    assert_eq!((summary.not_run, summary.not_closed, server.requests().len()), (1, 0, 0));
    Ok(())
}
