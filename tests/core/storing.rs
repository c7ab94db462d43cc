//! What streams in is stored before anybody is told of it.

use anyhow::{Context, Result};
use sofia_core::{
    ProblemCode, TurnProgress,
    conversation::{ConversationState, TurnState},
};
use sofia_tests::{
    Script, Server, Step, TestResult,
    server::INVOKE,
    shop::{line, message},
};
use tokio::sync::mpsc;

use crate::support::{Shop, bounded, meddler, reader};

fn stored(reader: &rusqlite::Connection, turn: i64) -> Result<Vec<(u64, Vec<u8>)>> {
    let mut query = reader.prepare_cached("SELECT seq, bytes FROM line WHERE turn_id = ?1 ORDER BY id")?;
    let rows = query.query_map([turn], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_that_a_listener_hears_of_lies_in_the_file_already() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..400).map(|number| line(&[message(&format!("linha {number}"))])).collect();
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let reader = reader(shop.folder.path())?;
    for _ in 0..3 {
        server.answer(INVOKE, Script::ndjson(&lines));
        let (listener, mut progress) = mpsc::channel(1);
        let turn = shop.engine.say_listening(&conversation.id, "conte", listener).await?;
        let mut heard = 0;
        loop {
            match bounded("progress", progress.recv()).await?.context("no end was told")? {
                TurnProgress::Lines(told) => {
                    let stored = stored(&reader, turn)?;
                    for line in told {
                        heard += 1;
                        let row = stored.get(heard - 1).context("told before it was stored")?;
                        assert_eq!((row.0, &row.1[..]), (line.seq, &line.bytes[..]));
                        assert_eq!(line.bytes, lines[heard - 1]);
                    }
                }
                TurnProgress::Ended(error) => {
                    assert!(error.is_none(), "{error:?}");
                    let state: String =
                        reader.query_row("SELECT state FROM turn WHERE id = ?1", [turn], |row| row.get(0))?;
                    assert_eq!(state, "complete", "the end is stored before it is told");
                    break;
                }
            }
        }
        assert_eq!(heard, lines.len());
        shop.engine.settled(&conversation.id).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_listener_that_goes_away_does_not_end_the_answer() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..100).map(|number| line(&[message(&number.to_string())])).collect();
    server.answer(INVOKE, Script::ndjson(&lines));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let (listener, progress) = mpsc::channel(1);
    drop(progress);
    let turn = shop.engine.say_listening(&conversation.id, "conte", listener).await?;
    let turn = shop.over(&conversation.id, turn).await?;
    assert_eq!((turn.state, turn.lines), (TurnState::Complete, 100));
    Ok(())
}

/// The disk fails at the third line: what could not be kept is not told, and the turn says so.
#[tokio::test]
async fn what_cannot_be_stored_is_not_told_and_ends_the_turn_as_failed() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..5).map(|number| line(&[message(&number.to_string())])).collect();
    let steps = lines.iter().flat_map(|line| [Step::line(line.as_bytes()), Step::Drained]);
    server.answer(INVOKE, Script::stream(steps.chain([Step::HoldOpen])));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    meddler(shop.folder.path())?.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON line WHEN NEW.seq > 2 BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )?;
    let (listener, mut progress) = mpsc::channel(8);
    let turn = shop.engine.say_listening(&conversation.id, "conte", listener).await?;
    let (mut heard, mut ended) = (0, None);
    while let Some(progress) = bounded("progress", progress.recv()).await? {
        match progress {
            TurnProgress::Lines(lines) => heard += lines.len(),
            TurnProgress::Ended(_) => ended = Some(shop.engine.turn(turn).await?.state),
        }
    }
    let reader = reader(shop.folder.path())?;
    assert!(heard <= 2, "{heard} lines were told");
    assert_eq!(stored(&reader, turn)?.len(), heard, "what was told is what is stored");
    let turn = shop.over(&conversation.id, turn).await?;
    let problem = turn.problem.context("no problem")?;
    assert_eq!((turn.state, problem.code), (TurnState::Failed, ProblemCode::DatabaseFailed), "{problem:?}");
    assert!(problem.message.contains("disk full"), "{problem:?}");
    server.client_gone(INVOKE).await?;
    assert_eq!(ended, Some(TurnState::Failed), "a listener that hears of the end finds it in the turn");

    meddler(shop.folder.path())?.execute_batch("DROP TRIGGER full")?;
    server.answer(INVOKE, Script::ndjson(&lines));
    assert_eq!(shop.say(&conversation.id, "de novo").await?.state, TurnState::Complete);
    Ok(())
}

/// Nothing is sent that could not be written down first.
#[tokio::test]
async fn a_message_that_cannot_be_stored_is_not_sent() -> TestResult {
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let meddler = meddler(shop.folder.path())?;
    meddler.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON turn BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )?;
    let said = shop.engine.say(&conversation.id, "oi").await;
    assert!(
        matches!(&said, Err(sofia_core::Error::Store { reason, .. }) if reason.contains("disk full")),
        "{said:?}"
    );
    assert!(server.requests_to(INVOKE).is_empty());
    meddler.execute_batch("DROP TRIGGER full")?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    assert_eq!(shop.say(&conversation.id, "oi").await?.state, TurnState::Complete);
    assert_eq!(shop.engine.conversation(&conversation.id).await?.state, ConversationState::Live);
    Ok(())
}
