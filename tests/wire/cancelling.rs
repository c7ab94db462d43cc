//! Cancelling, by dropping a turn and by stopping it, and that the server sees it.

use std::future::Future;
use std::time::Duration;

use agent_graph::{Client, Delivery, Turn, TurnUpdate, framing::LineEnd};
use anyhow::{Context, Result};
use sofia_tests::{
    Script, Server, Step, TestResult,
    bounds::SOON,
    server::{INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::{PATIENT, client, delivery, invocation, lines_kept, lines_of, read, word};

fn begin(client: &Client) -> Result<Turn> {
    Ok(client.invoke(&client.invocation(&invocation(SESSION))?))
}

async fn soon<T>(what: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(SOON, what).await.context("nothing came")
}

/// A server that says this and then nothing more, and a turn that listens to it.
fn listening(script: Script) -> Result<(Server, Turn)> {
    let server = Server::start()?;
    server.answer(INVOKE, script);
    let turn = begin(&client(&server.base_url(), PATIENT)?)?;
    Ok((server, turn))
}

fn two_and_a_half() -> String {
    let event = line(&[message("Olá 💙")]);
    format!("{event}\n\n{event}\n{}", &event[..40])
}

#[tokio::test]
async fn dropping_a_turn_ends_the_connection_wherever_it_stands() -> TestResult {
    let scripts = [
        ("before the head", Script::never_answers(), 0),
        ("after the head", Script::stream([Step::HoldOpen]), 1),
        ("in a line", Script::stall(two_and_a_half()), 2),
    ];
    for (what, script, updates) in scripts {
        let (server, mut turn) = listening(script)?;
        server.asked(INVOKE, 1).await?;
        for _ in 0..updates {
            soon(turn.next()).await?.context(what)?;
        }
        assert_eq!(server.exchanges(INVOKE)[0].end, None, "{what}: it ended by itself");
        drop(turn);
        server.client_gone(INVOKE).await?;
    }
    Ok(())
}

/// A server that speaks faster than anybody listens: the reader stands at a full queue when it is dropped.
#[tokio::test]
async fn dropping_a_turn_that_nobody_listens_to_ends_a_connection_that_is_full() -> TestResult {
    let piece = Step::Chunk(format!("{}\n", line(&[message("mais")])).repeat(400).into());
    let (server, turn) =
        listening(Script::stream(std::iter::repeat_n(piece, 2_000).chain([Step::LastChunk])))?;
    server.asked(INVOKE, 1).await?;
    // Eighty megabytes take a moment on loopback; this is several.
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let end = server.exchanges(INVOKE)[0].end;
        assert_eq!(end, None, "the server could say it all: nothing holds it back");
    }
    drop(turn);
    server.client_gone(INVOKE).await?;
    Ok(())
}

#[tokio::test]
async fn stopping_hands_out_all_that_came_and_ends_as_stopped() -> TestResult {
    let body = two_and_a_half();
    let (server, mut turn) = listening(Script::stall(body.clone()))?;
    assert!(matches!(soon(turn.next()).await?, Some(TurnUpdate::Head(_))));
    let Some(TurnUpdate::Lines(first)) = soon(turn.next()).await? else {
        return Err(anyhow::anyhow!("no lines").into());
    };
    assert_eq!(first.len(), 3, "one chunk is one batch, and its unfinished line waits");
    turn.stop();
    server.client_gone(INVOKE).await?;
    let Some(TurnUpdate::Lines(rest)) = soon(turn.next()).await? else {
        return Err(anyhow::anyhow!("the unfinished line is lost").into());
    };
    let found: Vec<_> = first.iter().chain(&rest).map(|line| (line.bytes.clone(), line.end)).collect();
    assert_eq!(found, lines_of(body.as_bytes()));
    assert_eq!(rest.last().map(|line| line.end), Some(LineEnd::Unterminated));
    let Some(TurnUpdate::Ended(end)) = soon(turn.next()).await? else {
        return Err(anyhow::anyhow!("no end").into());
    };
    let error = end.outcome.err().context("complete")?;
    assert_eq!((word(&error), lines_kept(&error)), ("Stopped", Some(3)));
    assert_eq!(error.delivery(), Delivery::Partial);
    assert!(soon(turn.next()).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn stopping_before_anything_came_leaves_the_outcome_unknown() -> TestResult {
    for script in [Script::never_answers(), Script::stream([Step::HoldOpen]), Script::stall("\n")] {
        let (server, mut turn) = listening(script)?;
        server.asked(INVOKE, 1).await?;
        turn.stop();
        turn.stop();
        let reading = read(turn).await?;
        assert_eq!(reading.outcome(), "Stopped");
        assert_eq!(delivery(&reading), Some(Delivery::OutcomeUnknown));
        server.client_gone(INVOKE).await?;
    }
    Ok(())
}

#[tokio::test]
async fn stopping_after_the_end_changes_nothing() -> TestResult {
    let (_server, mut turn) = listening(Script::ndjson([line(&[message("Oi")])]))?;
    let mut outcome = None;
    while let Some(update) = soon(turn.next()).await? {
        if let TurnUpdate::Ended(end) = update {
            turn.stop();
            outcome = Some(end.outcome.is_ok());
        }
    }
    assert_eq!(outcome, Some(true));
    Ok(())
}

/// `next` is awaited in a `select!` by whoever also listens to a person: giving up the wait must lose nothing.
#[tokio::test]
async fn a_wait_that_was_given_up_loses_no_line() -> TestResult {
    let lines: Vec<String> = (0..200).map(|number| line(&[message(&format!("linha {number}"))])).collect();
    let server = Server::start()?;
    server.answer(INVOKE, Script::ndjson(&lines));
    let mut turn = begin(&client(&server.base_url(), PATIENT)?)?;
    let mut found = Vec::new();
    let reading = async {
        loop {
            let update = tokio::select! {
                biased;
                () = tokio::task::yield_now() => continue,
                update = turn.next() => update,
            };
            match update {
                Some(TurnUpdate::Lines(lines)) => found.extend(lines.into_iter().map(|line| line.bytes)),
                Some(TurnUpdate::Head(_)) => {}
                Some(TurnUpdate::Ended(end)) => return end.outcome.is_ok(),
                None => return false,
            }
        }
    };
    assert!(soon(reading).await?);
    assert_eq!(found, lines);
    Ok(())
}
