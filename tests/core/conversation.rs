//! A whole conversation, from its opening to its close.

use sofia_core::{
    Error, ProblemCode,
    conversation::{ConversationState, Cursor, LineEnding, TurnState},
    history::ListFilter,
};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    server::{CLOSE, INIT, INVOKE, SESSION},
    shop::{AGENT, BUSINESS, line, message},
};

use crate::support::{Shop, bounded, until};

#[tokio::test]
async fn a_conversation_is_opened_spoken_in_and_closed() -> TestResult {
    let server = Server::start()?;
    let gate = Gate::new();
    let init = format!(r#"{{"response":{{"sessionId":"{SESSION}"}}}}"#);
    server.answer(
        INIT,
        Script::raw([
            Step::WaitFor(gate.clone()),
            Step::write(
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{init}", init.len()).as_bytes(),
            ),
        ]),
    );
    server.answer(CLOSE, Script::close_ok());
    let body = format!("\n{}\r\n{}", line(&[message("Olá 💙")]), line(&[message("fim")]));
    server.answer(INVOKE, Script::body(body.clone()));

    let shop = Shop::at(&server).await?;
    let engine = &shop.engine;
    let started = engine.start_conversation(&shop.merchant.id, Some("  cliente 7 ")).await?;
    assert_eq!((started.state, started.session_id.as_deref()), (ConversationState::Opening, None));
    assert_eq!((started.customer_key.as_str(), started.title.as_str()), ("cliente 7", ""));
    assert_eq!(engine.conversation(&started.id).await?, started, "it is stored before init has answered");
    gate.open();
    let live = bounded("init", engine.opened(&started.id)).await??;
    assert_eq!((live.state, live.session_id.as_deref()), (ConversationState::Live, Some(SESSION)));
    assert_eq!((engine.live_sessions(), live.simulated, live.turns), (1, false, 0));

    let text = "  tem vestido\n azul?  ";
    let turn = shop.say(&live.id, text).await?;
    assert_eq!((turn.state, turn.problem.as_ref(), turn.ordinal), (TurnState::Complete, None, 1));
    assert_eq!(turn.url, format!("{}{INVOKE}", server.base_url()));
    let request = &server.requests_to(INVOKE)[0];
    assert_eq!(request.body, turn.request, "what is stored is what was sent");
    assert_eq!(request.texts()?, [text], "a text is sent as it was typed");
    let sent = request.json()?;
    assert_eq!(
        (&sent["businessId"], &sent["agentId"], &sent["clientKey"], &sent["sessionId"]),
        (&BUSINESS.into(), &AGENT.into(), &"cliente 7".into(), &SESSION.into())
    );

    let lines = shop.lines(&live.id).await?;
    let stored: Vec<_> = lines.iter().map(|line| (line.seq, &line.bytes[..], line.ending)).collect();
    let expected: Vec<&[u8]> = body.as_bytes().split(|byte| *byte == b'\n').collect();
    use LineEnding::{Terminated, Unterminated};
    assert_eq!(
        stored,
        [(1, expected[0], Terminated), (2, expected[1], Terminated), (3, expected[2], Unterminated)]
    );
    assert_eq!((turn.lines, turn.bytes), (3, expected.iter().map(|line| line.len() as u64).sum()));
    let timing = turn.timing;
    let times = [timing.head, timing.first_byte, timing.first_event, timing.end];
    assert!(times.iter().all(Option::is_some) && times.is_sorted(), "{timing:?}");
    assert!(lines.iter().all(|line| Some(line.offset) >= timing.head && Some(line.offset) <= timing.end));

    let after = engine.conversation(&live.id).await?;
    assert_eq!(
        (after.state, after.title.as_str(), after.turns),
        (ConversationState::Live, "tem vestido azul?", 1)
    );
    assert!(after.last_at >= after.created_at);
    let listed = engine.conversations(ListFilter { limit: 10, ..ListFilter::default() }).await?;
    assert_eq!(listed, [after]);

    let closed = engine.close_conversation(&live.id).await?;
    assert_eq!((closed.state, engine.live_sessions()), (ConversationState::Closed, 0));
    assert_eq!(server.requests_to(CLOSE)[0].json()?["sessionId"], SESSION);
    assert!(matches!(engine.say(&live.id, "ainda aí?").await, Err(Error::ConversationClosed)));
    assert!(matches!(engine.retry(&live.id, turn.id).await, Err(Error::ConversationClosed)));
    assert_eq!(engine.close_conversation(&live.id).await?, closed, "closing twice closes once");
    Ok(())
}

#[tokio::test]
async fn a_list_goes_by_what_was_last_said_and_every_change_is_a_later_reading() -> TestResult {
    let server = Server::with_session()?;
    server.answer(CLOSE, Script::close_ok());
    server.allow(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let engine = &shop.engine;
    let ids = async || -> anyhow::Result<Vec<String>> {
        let listed = engine.conversations(ListFilter { limit: 10, ..ListFilter::default() }).await?;
        Ok(listed.into_iter().map(|conversation| conversation.id).collect())
    };
    let first = shop.conversation().await?;
    shop.say(&first.id, "primeiro").await?;
    let second = shop.conversation().await?;
    shop.say(&second.id, "segundo").await?;
    let order = [second.id.clone(), first.id.clone()];
    assert_eq!(ids().await?, order);

    let mut read = vec![engine.conversation(&first.id).await?];
    read.push(engine.rename_conversation(&first.id, Some("outro")).await?);
    read.push(engine.note_conversation(&first.id, "nota").await?);
    read.push(engine.pin_conversation(&first.id, true).await?);
    read.push(engine.tag_conversation(&first.id, &["frete".to_owned()]).await?);
    read.push(engine.close_conversation(&first.id).await?);
    assert_eq!(read.last().map(|closed| closed.state), Some(ConversationState::Closed));
    let revisions: Vec<i64> = read.iter().map(|conversation| conversation.revision).collect();
    assert!(revisions.is_sorted_by(|before, after| before < after), "{revisions:?}");
    assert!(read.iter().all(|conversation| conversation.last_at == read[0].last_at));
    assert_eq!(ids().await?, order, "nothing of this was said in it");
    Ok(())
}

#[tokio::test]
async fn a_title_is_the_beginning_of_the_first_words() -> TestResult {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let first = "ação ".repeat(40);
    shop.say(&conversation.id, &first).await?;
    shop.say(&conversation.id, "outra coisa").await?;
    let found = shop.engine.conversation(&conversation.id).await?;
    assert_eq!(found.title, first.chars().take(80).collect::<String>());
    assert_eq!(found.turns, 2);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_said_is_refused_before_it_is_sent() -> TestResult {
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    for text in ["", " \n\t", &"a".repeat(1024 * 1024 + 1)] {
        let refused = shop.engine.say(&conversation.id, text).await;
        assert!(matches!(refused, Err(Error::InputInvalid { .. })), "{refused:?}");
    }
    assert!(matches!(shop.engine.say("no-such-id", "oi").await, Err(Error::ConversationClosed)));
    assert!(matches!(shop.engine.conversation("no-such-id").await, Err(Error::ConversationNotFound)));
    assert!(matches!(shop.engine.turn(77).await, Err(Error::TurnNotFound)));
    assert!(matches!(shop.engine.line(77).await, Err(Error::LineNotFound)));
    assert!(server.requests_to(INVOKE).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_customer_is_drawn_at_random_or_taken_as_given() -> TestResult {
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let (engine, merchant) = (&shop.engine, &shop.merchant.id);
    let drawn = engine.start_conversation(merchant, None).await?.customer_key;
    let other = engine.start_conversation(merchant, Some(" ")).await?.customer_key;
    assert!(drawn.starts_with("sofia-desk-") && other.starts_with("sofia-desk-") && drawn != other);
    for wrong in ["a\nb".to_owned(), "x".repeat(201)] {
        let refused = engine.start_conversation(merchant, Some(&wrong)).await;
        assert!(
            matches!(refused, Err(Error::InputInvalid { .. } | Error::FieldTooLong { .. })),
            "{refused:?}"
        );
    }
    let mut sent: Vec<String> = Vec::new();
    for request in server.asked(INIT, 2).await? {
        sent.push(request.json()?["clientKey"].as_str().unwrap_or_default().to_owned());
    }
    sent.sort();
    let mut expected = vec![drawn, other];
    expected.sort();
    assert_eq!(sent, expected);
    Ok(())
}

#[tokio::test]
async fn a_retry_sends_the_same_bytes_again_as_a_turn_of_its_own() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(503, 14, "fora do ar"));
    server.allow(INVOKE, Script::ndjson([line(&[message("agora sim")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let text = "copo d'água \"grande\" \\ / \u{2028} \u{7f} 💙\r\n\tàé — 1.10";
    let failed = shop.say(&conversation.id, text).await?;
    assert_eq!(failed.state, TurnState::Failed);
    let again = shop.engine.retry(&conversation.id, failed.id).await?;
    let again = shop.over(&conversation.id, again).await?;
    assert_eq!((again.state, again.retry_of, again.ordinal), (TurnState::Complete, Some(failed.id), 2));
    let third = shop.engine.retry(&conversation.id, again.id).await?;
    assert_eq!(shop.over(&conversation.id, third).await?.retry_of, Some(again.id));
    let bodies: Vec<_> = server.requests_to(INVOKE).into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, vec![failed.request.clone(); 3]);
    assert_eq!(shop.engine.turn(failed.id).await?.state, TurnState::Failed, "the first one stays as it was");
    assert_eq!(shop.engine.conversation(&conversation.id).await?.title.lines().count(), 1);

    let other = shop.conversation().await?;
    let wrong = shop.engine.retry(&other.id, failed.id).await;
    assert!(matches!(wrong, Err(Error::TurnNotFound)), "{wrong:?}");
    Ok(())
}

#[tokio::test]
async fn a_second_message_waits_for_nobody_and_is_refused_while_an_answer_comes_in() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("Oi")]))));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let first = shop.engine.say(&conversation.id, "um").await?;
    until(&shop.engine, "a line", async || Ok((shop.engine.turn(first).await?.lines == 1).then_some(())))
        .await?;
    let refused = shop.engine.say(&conversation.id, "dois").await;
    assert!(matches!(refused, Err(Error::TurnInProgress)), "{refused:?}");
    let refused = shop.engine.retry(&conversation.id, first).await;
    assert!(matches!(refused, Err(Error::TurnInProgress)), "{refused:?}");
    assert_eq!(shop.engine.conversation(&conversation.id).await?.turns, 1);
    shop.engine.stop(&conversation.id);
    assert_eq!(shop.over(&conversation.id, first).await?.state, TurnState::Stopped);
    assert_eq!(server.requests_to(INVOKE).len(), 1);
    Ok(())
}

#[tokio::test]
async fn stopping_keeps_what_came_and_the_session_goes_on() -> TestResult {
    let server = Server::with_session()?;
    let event = line(&[message("Olá")]);
    let body = format!("{event}\n{event}\n{}", &event[..33]);
    server.answer(INVOKE, Script::stall(body.clone()));
    server.answer(INVOKE, Script::ndjson([&event]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let turn = shop.engine.say(&conversation.id, "conte tudo").await?;
    until(&shop.engine, "two lines", async || Ok((shop.engine.turn(turn).await?.lines == 2).then_some(())))
        .await?;
    let during = shop.engine.conversation(&conversation.id).await?.state;
    assert_eq!(during, ConversationState::Answering);
    shop.engine.stop(&conversation.id);
    server.client_gone(INVOKE).await?;
    let turn = shop.over(&conversation.id, turn).await?;
    assert_eq!(turn.state, TurnState::Stopped);
    assert_eq!(turn.problem.map(|problem| problem.code), Some(ProblemCode::Stopped));
    let stored: Vec<_> = shop.lines(&conversation.id).await?.into_iter().map(|line| line.bytes).collect();
    assert_eq!(stored, body.split('\n').collect::<Vec<_>>(), "the unfinished line too");
    assert_eq!(shop.engine.conversation(&conversation.id).await?.state, ConversationState::Live);
    assert_eq!(shop.say(&conversation.id, "e agora?").await?.state, TurnState::Complete);
    Ok(())
}

#[tokio::test]
async fn stopping_before_anything_came_and_with_nothing_under_way_does_no_harm() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::never_answers());
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.engine.stop(&conversation.id);
    shop.engine.stop("no-such-id");
    let turn = shop.engine.say(&conversation.id, "alô?").await?;
    server.asked(INVOKE, 1).await?;
    shop.engine.stop(&conversation.id);
    let turn = shop.over(&conversation.id, turn).await?;
    assert_eq!((turn.state, turn.lines), (TurnState::Stopped, 0));
    server.client_gone(INVOKE).await?;
    Ok(())
}

#[tokio::test]
async fn a_restart_opens_a_fresh_session_and_closes_the_old_one() -> TestResult {
    for same_customer in [true, false] {
        let server = Server::start()?;
        server.allow_by(INIT, |request| Script::init_ok(&format!("session-{}", request.ordinal)));
        server.allow(CLOSE, Script::close_ok());
        let shop = Shop::at(&server).await?;
        let old = shop.conversation().await?;
        let fresh = shop.engine.restart_conversation(&old.id, same_customer).await?;
        let fresh = bounded("init", shop.engine.opened(&fresh.id)).await??;
        assert_eq!((fresh.session_id.as_deref(), fresh.state), (Some("session-1"), ConversationState::Live));
        assert_eq!(fresh.customer_key == old.customer_key, same_customer);
        assert_eq!(fresh.merchant_id, old.merchant_id);
        let closed = server.asked(CLOSE, 1).await?;
        assert_eq!(closed[0].json()?["sessionId"], "session-0");
        until(&shop.engine, "the old one to be closed", async || {
            let state = shop.engine.conversation(&old.id).await?.state;
            Ok((state == ConversationState::Closed).then_some(()))
        })
        .await?;
        assert_eq!(shop.engine.live_sessions(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_restart_in_mid_answer_stops_it_first() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("Oi")]))));
    let shop = Shop::at(&server).await?;
    let old = shop.conversation().await?;
    let turn = shop.engine.say(&old.id, "um").await?;
    server.asked(INVOKE, 1).await?;
    shop.engine.restart_conversation(&old.id, true).await?;
    server.client_gone(INVOKE).await?;
    server.asked(CLOSE, 1).await?;
    let turn = until(&shop.engine, "the turn's end", async || {
        let turn = shop.engine.turn(turn).await?;
        Ok(turn.state.is_over().then_some(turn))
    })
    .await?;
    assert_eq!(turn.state, TurnState::Stopped);
    Ok(())
}

/// Somebody types and closes at once, before `init` has answered: nothing is sent after the close.
#[tokio::test]
async fn closing_while_the_session_opens_leaves_nothing_open() -> TestResult {
    for speaking in [false, true] {
        let server = Server::start()?;
        let gate = Gate::new();
        let init = r#"{"response":{"sessionId":"s-1"}}"#;
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{init}", init.len());
        server.answer(INIT, Script::raw([Step::WaitFor(gate.clone()), Step::write(answer.as_bytes())]));
        server.allow(INVOKE, Script::stall("\n"));
        server.answer(CLOSE, Script::close_ok());
        let shop = Shop::at(&server).await?;
        let conversation = shop.engine.start_conversation(&shop.merchant.id, None).await?;
        server.asked(INIT, 1).await?;
        let (engine, id) = (shop.engine.clone(), conversation.id.clone());
        let speech =
            tokio::spawn(
                async move { if speaking { engine.say(&id, "já?").await.map(drop) } else { Ok(()) } },
            );
        tokio::task::yield_now().await;
        let (engine, id) = (shop.engine.clone(), conversation.id.clone());
        let close = tokio::spawn(async move { engine.close_conversation(&id).await });
        tokio::task::yield_now().await;
        gate.open();
        let closed = bounded("the close", close).await???;
        assert_eq!(closed.state, ConversationState::Closed, "speaking: {speaking}");
        let said = bounded("the speech", speech).await??;
        let order: Vec<String> = server.requests().into_iter().map(|request| request.path).collect();
        assert_eq!(order.last().map(String::as_str), Some(CLOSE), "{order:?}, and {said:?}");
        assert_eq!(shop.engine.conversation(&conversation.id).await?.state, ConversationState::Closed);
        assert_eq!(shop.engine.live_sessions(), 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_the_server_calls_a_simulators_is_marked_as_one() -> TestResult {
    let marker = [("x-sofia-simulated", "1"), ("content-type", "application/json")];
    for (by_init, by_invoke) in [(true, false), (false, true), (false, false)] {
        let server = Server::with_session()?;
        let headers = |marked: bool| if marked { &marker[..] } else { &marker[1..] };
        let init = r#"{"response":{"sessionId":"s"}}"#;
        server.answer(INIT, Script::answer(200, headers(by_init), init));
        server.answer(INVOKE, Script::answer(200, headers(by_invoke), line(&[message("Oi")])));
        let shop = Shop::at(&server).await?;
        let conversation = shop.conversation().await?;
        assert_eq!(conversation.simulated, by_init);
        shop.say(&conversation.id, "oi").await?;
        let found = shop.engine.conversation(&conversation.id).await?;
        assert_eq!(found.simulated, by_init || by_invoke);
    }
    Ok(())
}

#[tokio::test]
async fn a_text_is_found_in_the_lines_that_hold_it() -> TestResult {
    let server = Server::with_session()?;
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Vestido AZUL")]),
            line(&[message("calça")]),
            line(&[message("AÇÚCAR")]),
        ]),
    );
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    let lines = shop.lines(&conversation.id).await?;
    for (text, seq) in [("azul", Some(1)), ("CALÇA", Some(2)), ("açúcar", Some(3)), ("verde", None)] {
        let found = shop.engine.lines_containing(&conversation.id, text).await?;
        let expected: Vec<i64> =
            lines.iter().filter(|line| Some(line.seq) == seq).map(|line| line.id).collect();
        assert_eq!(found, expected, "{text}");
    }
    let cursor = shop.engine.cursor_at(lines[1].id).await?;
    let behind = shop.engine.news(&conversation.id, cursor).await?;
    assert_eq!(behind.lines, lines[2..]);
    assert_eq!(shop.engine.cursor_at(-5).await?, Cursor::default());
    Ok(())
}
