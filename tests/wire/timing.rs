//! When what came: by order, never by the clock on the wall.

use std::time::{Duration, Instant};

use agent_graph::{Line, Turn, TurnUpdate};
use anyhow::{Context, Result, bail};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    bounds::SOON,
    server::{INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::{PATIENT, ask, client, invocation};

async fn next(turn: &mut Turn) -> Result<TurnUpdate> {
    tokio::time::timeout(SOON, turn.next()).await?.context("nothing more came")
}

async fn lines(turn: &mut Turn) -> Result<Vec<Line>> {
    match next(turn).await? {
        TurnUpdate::Lines(lines) => Ok(lines),
        other => bail!("no lines but {other:?}"),
    }
}

#[tokio::test]
async fn offsets_follow_the_releases_of_the_server() -> TestResult {
    let server = Server::start()?;
    let gates: Vec<Gate> = (0..5).map(|_| Gate::new()).collect();
    let event = line(&[message("Oi")]);
    let two = format!("{event}\n{event}\n");
    server.answer(
        INVOKE,
        Script::raw([
            Step::WaitFor(gates[0].clone()),
            Step::write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
            Step::WaitFor(gates[1].clone()),
            Step::chunk(two.as_bytes()),
            Step::WaitFor(gates[2].clone()),
            Step::chunk(b"\n"),
            Step::WaitFor(gates[3].clone()),
            Step::line(event.as_bytes()),
            Step::WaitFor(gates[4].clone()),
            Step::LastChunk,
        ]),
    );
    let client = client(&server.base_url(), PATIENT)?;
    let mut turn = client.invoke(&client.invocation(&invocation(SESSION))?);
    server.asked(INVOKE, 1).await?;

    // What was told lies before the moment it was told at, and what a gate held back behind the moment it opened:
    // so between two of them lies at least the time between these moments.
    let mut told: Option<(Instant, Duration)> = None;
    let mut offsets = Vec::new();
    for (number, gate) in gates.iter().enumerate() {
        let opened = Instant::now();
        gate.open();
        let after = match number {
            0 => match next(&mut turn).await? {
                TurnUpdate::Head(head) => head.after,
                other => return Err(anyhow::anyhow!("no head but {other:?}").into()),
            },
            1 => {
                let together = lines(&mut turn).await?;
                assert_eq!(together.len(), 2);
                assert_eq!(together[0].after, together[1].after, "one chunk, one time");
                together[0].after
            }
            2 | 3 => lines(&mut turn).await?[0].after,
            _ => match next(&mut turn).await? {
                TurnUpdate::Ended(end) => end.after,
                other => return Err(anyhow::anyhow!("no end but {other:?}").into()),
            },
        };
        if let Some((at, before)) = told {
            assert!(after - before >= opened - at, "{after:?} follows {before:?} too soon at gate {number}");
        }
        told = Some((Instant::now(), after));
        offsets.push(after);
    }
    assert!(offsets.is_sorted(), "{offsets:?}");
    Ok(())
}

#[tokio::test]
async fn offsets_grow_over_a_long_answer_and_lie_within_it() -> TestResult {
    let server = Server::start()?;
    server.answer(INVOKE, Script::ndjson((0..500).map(|number| line(&[message(&number.to_string())]))));
    let before = Instant::now();
    let reading = ask(&client(&server.base_url(), PATIENT)?, SESSION).await?;
    let took = before.elapsed();
    let head = reading.head.as_ref().context("no head")?.after;
    let mut offsets = vec![head];
    offsets.extend(reading.lines().map(|line| line.after));
    offsets.extend([reading.end.after, took]);
    assert_eq!(offsets.len(), 503);
    assert!(offsets.is_sorted(), "{offsets:?}");
    Ok(())
}

#[tokio::test]
async fn connecting_is_timed_where_there_was_a_connecting() -> TestResult {
    let server = Server::start()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let client = client(&server.base_url(), PATIENT)?;
    let mut timed = 0;
    for _ in 0..10 {
        let head = ask(&client, SESSION).await?.head.context("no head")?;
        if let Some(connect) = head.connect {
            timed += 1;
            assert!(connect <= head.after, "{connect:?} of {:?}", head.after);
        }
    }
    assert_eq!(
        timed,
        server.connections(),
        "a time for each connection, and none for one that was used again"
    );
    Ok(())
}
