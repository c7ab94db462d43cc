//! How turns and sessions end when the server does not do its part.

use std::time::{Duration, Instant};

use agent_graph::Timeouts;
use sofia_core::{
    Error, ProblemCode,
    conversation::{ConversationState, TurnState},
    credentials::KeyPlace,
    problem::DeliveryWord,
};
use sofia_tests::{
    Script, Server, Step, TestResult,
    bounds::SOON,
    server::{CLOSE, INIT, INVOKE, refused_address},
    shop::{error_line, line, message},
};

use crate::support::{KEY, PATIENT, Shop, bounded, open, until};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_turn_that_fails_says_why_keeps_what_came_and_leaves_the_session_open() -> TestResult {
    use DeliveryWord::{OutcomeUnknown, Partial, Refused};
    use ProblemCode as Code;
    let event = line(&[message("Olá")]);
    let half = format!("{event}\n{}", &event[..30]);
    let table = [
        (Script::grpc_error(400, 3, "não"), Code::BadRequest, Refused, 0),
        (Script::grpc_error(401, 16, "não"), Code::KeyRefused, Refused, 0),
        (Script::status(403, r#"{"message":"Forbidden"}"#), Code::KeyRefused, Refused, 0),
        (Script::answer(429, &[("retry-after", "7")], ""), Code::TooManyRequests, Refused, 0),
        (Script::grpc_error(500, 13, "não"), Code::ServerFailed, OutcomeUnknown, 0),
        (
            Script::answer(502, &[("content-type", "text/html")], "<html>"),
            Code::ServerFailed,
            OutcomeUnknown,
            0,
        ),
        (Script::redirect(302, "https://elsewhere.example/"), Code::Redirected, Refused, 0),
        (Script::closes_unanswered(), Code::NoAnswer, OutcomeUnknown, 0),
        (Script::stream([Step::LastChunk]), Code::EmptyAnswer, OutcomeUnknown, 0),
        (Script::cut(half.clone()), Code::Cut, Partial, 2),
        (Script::reset(half.clone()), Code::Cut, Partial, 2),
        (Script::body(half), Code::Cut, Partial, 2),
        (Script::ndjson([&event, &error_line(14, "caiu"), &event]), Code::ErrorLine, Partial, 3),
    ];
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    for (script, code, delivery, lines) in table {
        server.answer(INVOKE, script);
        let turn = shop.say(&conversation.id, "oi").await?;
        let problem = turn.problem.ok_or_else(|| anyhow::anyhow!("{code:?}: no problem"))?;
        assert_eq!((problem.code, problem.delivery), (code, Some(delivery)), "{problem:?}");
        assert_eq!((turn.state, turn.lines), (TurnState::Failed, lines), "{code:?}");
        assert!(!problem.message.is_empty() && turn.timing.end.is_some(), "{code:?}");
        let state = shop.engine.conversation(&conversation.id).await?.state;
        assert_eq!(state, ConversationState::Live, "{code:?}");
    }
    Ok(())
}

#[tokio::test]
async fn silence_ends_a_turn_within_its_time() -> TestResult {
    let event = line(&[message("Olá")]);
    let table = [
        (Timeouts { first_event: SHORT, ..PATIENT }, Script::never_answers(), ProblemCode::NoFirstEvent, 0),
        (Timeouts { idle: SHORT, ..PATIENT }, Script::stall(format!("{event}\n{{")), ProblemCode::Stalled, 2),
    ];
    for (timeouts, script, code, lines) in table {
        let server = Server::with_session()?;
        server.answer(INVOKE, script);
        let shop = Shop::with(&server, timeouts).await?;
        let conversation = shop.conversation().await?;
        let turn = shop.say(&conversation.id, "oi").await?;
        assert_eq!(turn.problem.map(|problem| problem.code), Some(code));
        assert_eq!(turn.lines, lines, "{code:?}");
        server.client_gone(INVOKE).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_had_worked_and_is_not_found_is_over() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    server.answer(INVOKE, Script::grpc_error(404, 5, "session not found"));
    server.answer(CLOSE, Script::grpc_error(404, 5, "session not found"));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    assert_eq!(shop.say(&conversation.id, "oi").await?.state, TurnState::Complete);
    let turn = shop.say(&conversation.id, "ainda me conhece?").await?;
    assert_eq!(turn.problem.map(|problem| problem.code), Some(ProblemCode::SessionGone));
    let found = shop.engine.conversation(&conversation.id).await?;
    assert_eq!(found.state, ConversationState::Failed);
    assert_eq!(found.problem.map(|problem| problem.code), Some(ProblemCode::SessionGone));
    assert!(matches!(shop.engine.say(&conversation.id, "?").await, Err(Error::ConversationClosed)));
    assert_eq!(shop.engine.live_sessions(), 0);
    // Something else may have been meant than the session: it is not left open, whatever that answers.
    server.asked(CLOSE, 1).await?;
    let closed = shop.engine.close_conversation(&conversation.id).await?;
    assert_eq!((closed.state, server.requests_to(CLOSE).len()), (ConversationState::Failed, 1));
    let fresh = shop.engine.restart_conversation(&conversation.id, true).await?;
    assert_eq!(fresh.customer_key, conversation.customer_key);
    Ok(())
}

#[tokio::test]
async fn a_404_of_a_session_that_never_worked_blames_the_ids_and_leaves_it_open() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(404, 5, "agent not found"));
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let turn = shop.say(&conversation.id, "oi").await?;
    assert_eq!(turn.problem.map(|problem| problem.code), Some(ProblemCode::NotFound));
    let found = shop.engine.conversation(&conversation.id).await?;
    assert_eq!((found.state, found.last_turn_failed), (ConversationState::Live, true));
    assert_eq!(shop.say(&conversation.id, "oi").await?.state, TurnState::Complete);
    assert!(!shop.engine.conversation(&conversation.id).await?.last_turn_failed);
    Ok(())
}

#[tokio::test]
async fn a_refused_key_is_replaced_and_the_same_session_goes_on() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(401, 16, "expired"));
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let refused = shop.say(&conversation.id, "oi").await?;
    assert_eq!(refused.problem.map(|problem| problem.code), Some(ProblemCode::KeyRefused));
    let fresh = agent_graph::ApiKey::new("sk-core-fresh")?;
    shop.engine.set_key(&shop.merchant.id, fresh, KeyPlace::SessionOnly).await?;
    let again = shop.engine.retry(&conversation.id, refused.id).await?;
    assert_eq!(shop.over(&conversation.id, again).await?.state, TurnState::Complete);
    shop.engine.close_conversation(&conversation.id).await?;
    let keys: Vec<_> =
        server.requests().iter().map(|sent| sent.header("x-api-key").map(str::to_owned)).collect();
    let (old, new) = (Some(KEY.to_owned()), Some("sk-core-fresh".to_owned()));
    assert_eq!(keys, [old.clone(), old, new.clone(), new]);
    Ok(())
}

#[tokio::test]
async fn an_init_that_fails_says_why() -> TestResult {
    let table = [
        (Script::grpc_error(401, 16, "não"), ProblemCode::KeyRefused),
        (Script::grpc_error(404, 5, "no such business"), ProblemCode::NotFound),
        (Script::grpc_error(503, 14, "fora do ar"), ProblemCode::ServerFailed),
        (Script::status(200, "<html>"), ProblemCode::UnreadableAnswer),
        (Script::closes_unanswered(), ProblemCode::NoAnswer),
    ];
    for (script, code) in table {
        let server = Server::start()?;
        server.answer(INIT, script);
        let shop = Shop::at(&server).await?;
        let started = shop.engine.start_conversation(&shop.merchant.id, None).await?;
        let found = bounded("init", shop.engine.opened(&started.id)).await??;
        assert_eq!(found.state, ConversationState::Failed, "{code:?}");
        assert_eq!(found.problem.map(|problem| problem.code), Some(code));
        assert!(matches!(shop.engine.say(&started.id, "oi").await, Err(Error::ConversationClosed)));
        assert_eq!(shop.engine.live_sessions(), 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_message_to_a_session_that_never_opens_is_refused() -> TestResult {
    let server = Server::start()?;
    server.answer(INIT, Script::closes_unanswered());
    let shop = Shop::at(&server).await?;
    let started = shop.engine.start_conversation(&shop.merchant.id, None).await?;
    let said = bounded("the refusal", shop.engine.say(&started.id, "oi")).await?;
    assert!(matches!(said, Err(Error::ConversationClosed)), "{said:?}");
    Ok(())
}

#[tokio::test]
async fn a_close_that_fails_is_not_closed_unless_the_session_is_gone_anyway() -> TestResult {
    use ConversationState::{Closed, NotClosed};
    let table = [
        (Script::close_ok(), Closed, None),
        (Script::grpc_error(404, 5, "not found"), Closed, None),
        (Script::grpc_error(500, 13, "não"), NotClosed, Some(ProblemCode::ServerFailed)),
        (Script::grpc_error(401, 16, "não"), NotClosed, Some(ProblemCode::KeyRefused)),
        (Script::redirect(301, "https://elsewhere.example/"), NotClosed, Some(ProblemCode::Redirected)),
        (Script::resets_unanswered(), NotClosed, Some(ProblemCode::NoAnswer)),
        (
            Script::status(200, r#"{"error":{"code":14,"message":"não"}}"#),
            NotClosed,
            Some(ProblemCode::ErrorLine),
        ),
    ];
    for (script, state, code) in table {
        let server = Server::start()?;
        server.answer(INIT, Script::init_ok("s-1"));
        server.answer(CLOSE, script);
        let shop = Shop::at(&server).await?;
        let conversation = shop.conversation().await?;
        let closed = shop.engine.close_conversation(&conversation.id).await?;
        assert_eq!((closed.state, closed.problem.map(|problem| problem.code)), (state, code));
        assert_eq!(server.requests_to(CLOSE).len(), 1, "{state:?}");
        assert_eq!(shop.engine.live_sessions(), 0, "{state:?}");
    }
    Ok(())
}

#[tokio::test]
async fn shutting_down_closes_every_session() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall("\n"));
    let shop = Shop::at(&server).await?;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(shop.conversation().await?.id);
    }
    shop.engine.say(&ids[0], "um").await?;
    shop.engine.shut_down(SOON).await;
    for id in ids {
        assert_eq!(shop.engine.conversation(&id).await?.state, ConversationState::Closed);
    }
    assert_eq!((server.requests_to(CLOSE).len(), shop.engine.live_sessions()), (5, 0));
    Ok(())
}

/// A runtime of its own for each life of the application: dropping it is the end of the process.
#[test]
fn shutting_down_waits_no_longer_than_it_may_and_the_next_start_closes_the_rest() -> TestResult {
    let server = Server::with_session()?;
    server.answer(CLOSE, Script::never_answers());
    let runtime = tokio::runtime::Runtime::new()?;
    let (folder, id, merchant) = runtime.block_on(async {
        let shop = Shop::at(&server).await?;
        let conversation = shop.conversation().await?;
        let began = Instant::now();
        shop.engine.shut_down(SHORT).await;
        assert!(began.elapsed() >= SHORT, "it did not even try");
        assert!(began.elapsed() < PATIENT.answer / 2, "it took {:?}", began.elapsed());
        anyhow::Ok((shop.folder, conversation.id, shop.merchant))
    })?;
    runtime.shutdown_timeout(SOON);

    tokio::runtime::Runtime::new()?.block_on(async {
        let engine = open(folder.path())?;
        engine.set_key(&merchant.id, crate::support::key()?, KeyPlace::SessionOnly).await?;
        let recovered = engine.take_over().await?.close().await;
        assert_eq!((recovered.closed, recovered.not_closed), (1, 0));
        assert_eq!(engine.conversation(&id).await?.state, ConversationState::Closed);
        assert_eq!(server.requests_to(CLOSE).len(), 2);
        Ok(())
    })
}

#[tokio::test]
async fn a_merchant_that_cannot_be_reached_fails_at_once_and_nothing_was_sent() -> TestResult {
    let server = Server::start()?;
    let shop = Shop::at(&server).await?;
    let draft = crate::support::draft("Fora", &format!("http://{}", refused_address()?));
    let away = shop.engine.add_merchant(draft, crate::support::held()?).await?.merchant;
    let started = shop.engine.start_conversation(&away.id, None).await?;
    let found = bounded("init", shop.engine.opened(&started.id)).await??;
    let problem = found.problem.ok_or_else(|| anyhow::anyhow!("no problem"))?;
    assert_eq!((problem.code, problem.delivery), (ProblemCode::Unreachable, Some(DeliveryWord::NotSent)));
    Ok(())
}

#[tokio::test]
async fn every_change_is_told() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let mut changes = shop.engine.changes();
    shop.say(&conversation.id, "oi").await?;
    until(&shop.engine, "a live session", async || {
        let state = shop.engine.conversation(&conversation.id).await?.state;
        Ok((state == ConversationState::Live).then_some(()))
    })
    .await?;
    let mut told = 0;
    while let Ok(change) = changes.try_recv() {
        assert_eq!(change, sofia_core::Change::Conversation(conversation.id.clone()));
        told += 1;
    }
    assert!(told >= 3, "the turn, its lines and its end are {told} changes");
    Ok(())
}
