//! Going back into a conversation: with what was said as context, or asked once more; and answers that stand in for others.

use agent_graph::InputEvent;
use agent_graph::request::InputRole;
use anyhow::{Context, Result};
use sofia_core::conversation::{Branch, BranchKind, ConversationState, StoredLine, TurnState};
use sofia_core::{AnswerPlace, AnswersWanted, BranchPoint, Error};
use sofia_tests::{
    Script, Server, TestResult,
    input_events::sent_in,
    server::INVOKE,
    shop::{error_line, line, message, recommendation, suggestions},
};

use crate::support::{Shop, until};

fn said(role: &str, text: &str) -> String {
    format!(r#"{{"messageEvent":{{"role":"{role}","content":{{"textContent":{{"text":"{text}"}}}}}}}}"#)
}

/// Two turns: a plain answer, and one of a message, products and suggestions in two lines.
async fn held(server: &Server) -> Result<(Shop, String, Vec<StoredLine>)> {
    server.answer(INVOKE, Script::ndjson([line(&[message("Olá!")])]));
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Temos dois:"), recommendation(&["Azul"])]),
            line(&[suggestions(&["Tem em preto?"]), message("Gostou?")]),
        ]),
    );
    let shop = Shop::at(server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    shop.say(&conversation.id, "tem vestido?").await?;
    shop.engine.close_conversation(&conversation.id).await?;
    let lines = shop.lines(&conversation.id).await?;
    Ok((shop, conversation.id, lines))
}

fn bodies(server: &Server) -> Vec<String> {
    server.requests_to(INVOKE).iter().map(|request| sent_in(&request.body)).collect()
}

#[tokio::test]
async fn a_branch_begins_with_all_that_was_said_until_a_message_and_says_it_once() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Sim.")])]));
    let at =
        BranchPoint { turn_id: lines[1].turn_id, behind: Some(AnswerPlace { seq: 1, event_index: Some(0) }) };
    let begun = shop.engine.branch_conversation(&origin, at, BranchKind::Context).await?;
    let branch = begun.conversation;
    let expected = Branch { of: origin.clone(), after: 2, kind: BranchKind::Context };
    assert_eq!((branch.branch.as_ref(), begun.reasked), (Some(&expected), 0));
    assert_eq!(branch.customer_key, shop.engine.conversation(&origin).await?.customer_key);
    shop.engine.opened(&branch.id).await?;
    assert_eq!(shop.engine.preface_of(&branch.id).len(), 4);

    shop.say(&branch.id, "e em preto?").await?;
    shop.say(&branch.id, "obrigada").await?;
    let context = [
        said("USER", "oi"),
        said("ASSISTANT", "Olá!"),
        said("USER", "tem vestido?"),
        said("ASSISTANT", "Temos dois:"),
        said("USER", "e em preto?"),
    ];
    assert_eq!(bodies(&server)[2..], [context.join(","), said("USER", "obrigada")]);
    let stored = shop.engine.conversation(&branch.id).await?;
    assert_eq!((stored.title.as_str(), stored.branch), ("e em preto?", Some(expected)));
    assert!(shop.engine.preface_of(&branch.id).is_empty(), "it has been said");
    assert_eq!(shop.engine.conversation(&origin).await?.turns, 2, "the origin stays as it is");
    Ok(())
}

#[tokio::test]
async fn first_words_that_did_not_arrive_are_sent_again_with_their_context_once() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    server.answer(INVOKE, Script::resets_unanswered());
    server.answer(INVOKE, Script::ndjson([line(&[message("Sim.")])]));
    let at =
        BranchPoint { turn_id: lines[1].turn_id, behind: Some(AnswerPlace { seq: 1, event_index: Some(0) }) };
    let branch = shop.engine.branch_conversation(&origin, at, BranchKind::Context).await?.conversation;
    shop.engine.opened(&branch.id).await?;
    let failed = shop.say(&branch.id, "e em preto?").await?;
    assert_eq!(failed.state, TurnState::Failed);
    let again = shop.engine.resend(&branch.id, failed.id).await?;
    shop.over(&branch.id, again).await?;
    let asked = bodies(&server);
    assert_eq!(asked[2].matches("messageEvent").count(), 5);
    assert_eq!(asked[2], asked[3]);
    Ok(())
}

#[tokio::test]
async fn a_branch_at_the_customers_words_begins_before_them_and_products_go_along_in_words() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Sim.")])]));
    let before_all = BranchPoint { turn_id: lines[0].turn_id, behind: None };
    let begun = shop.engine.branch_conversation(&origin, before_all, BranchKind::Context).await?;
    assert_eq!(begun.conversation.branch.context("no branch")?.after, 0);
    assert!(shop.engine.preface_of(&begun.conversation.id).is_empty());

    let before_second = BranchPoint { turn_id: lines[1].turn_id, behind: None };
    let begun = shop.engine.branch_conversation(&origin, before_second, BranchKind::Context).await?;
    assert_eq!(shop.engine.preface_of(&begun.conversation.id).len(), 2);

    // A welcome was there before the first words too.
    let welcomed = shop.conversation().await?;
    let events = vec![InputEvent::message(InputRole::Assistant, "Bem-vinda"), InputEvent::text("oi")];
    let turn_id = shop.engine.send(&welcomed.id, events).await?;
    shop.over(&welcomed.id, turn_id).await?;
    for kind in [BranchKind::Context, BranchKind::Reasked] {
        let at = BranchPoint { turn_id, behind: None };
        let begun = shop.engine.branch_conversation(&welcomed.id, at, kind).await?;
        let preface = serde_json::to_string(&shop.engine.preface_of(&begun.conversation.id))?;
        assert_eq!((preface, begun.reasked), (format!("[{}]", said("ASSISTANT", "Bem-vinda")), 0));
    }

    let behind_all =
        BranchPoint { turn_id: lines[1].turn_id, behind: Some(AnswerPlace { seq: 2, event_index: None }) };
    let begun = shop.engine.branch_conversation(&origin, behind_all, BranchKind::Context).await?;
    shop.engine.opened(&begun.conversation.id).await?;
    shop.say(&begun.conversation.id, "e?").await?;
    let body = bodies(&server).pop().context("nothing was sent")?;
    assert!(body.contains("Azul — R$ 189,90"), "{body}");
    assert!(body.contains(&said("ASSISTANT", "Gostou?")) && !body.contains("Tem em preto?"), "{body}");
    Ok(())
}

#[tokio::test]
async fn messages_are_asked_again_one_by_one_until_an_answer_fails() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    let again = |turn: usize| BranchPoint {
        turn_id: lines[turn].turn_id,
        behind: Some(AnswerPlace { seq: 1, event_index: None }),
    };
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi de novo")])]));
    server.answer(INVOKE, Script::ndjson([line(&[message("Nenhum")])]));
    let begun = shop.engine.branch_conversation(&origin, again(1), BranchKind::Reasked).await?;
    assert_eq!(begun.reasked, 2);
    let asked = async |id: &str, turns: u32| {
        until(&shop.engine, "the messages to be asked again", async || {
            let found = shop.engine.conversation(id).await?;
            let over = found.turns == turns && found.state == ConversationState::Live;
            Ok(over.then_some(()))
        })
        .await
    };
    asked(&begun.conversation.id, 2).await?;
    let first = said("USER", "oi");
    assert_eq!(bodies(&server)[2..], [first.clone(), said("USER", "tem vestido?")]);

    server.answer(INVOKE, Script::ndjson([error_line(14, "down")]));
    let begun = shop.engine.branch_conversation(&origin, again(1), BranchKind::Reasked).await?;
    asked(&begun.conversation.id, 1).await?;
    shop.engine.settled(&begun.conversation.id).await;
    let turn = &shop.engine.news(&begun.conversation.id, Default::default()).await?.turns[0];
    assert_eq!(turn.state, TurnState::Failed);
    assert_eq!(bodies(&server).last(), Some(&first), "nothing is asked behind an answer that failed");
    Ok(())
}

#[tokio::test]
async fn a_place_that_is_not_in_the_conversation_begins_nothing() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, _) = held(&server).await?;
    let nowhere = BranchPoint { turn_id: 999, behind: None };
    let refused = shop.engine.branch_conversation(&origin, nowhere, BranchKind::Context).await;
    assert!(matches!(refused, Err(Error::TurnNotFound)), "{refused:?}");
    assert_eq!(shop.engine.live_sessions(), 0);
    Ok(())
}

#[tokio::test]
async fn recorded_answers_go_on_from_the_words_that_were_not_answered() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    let wanted = |conversation_id: Option<&str>, next: &[&str]| AnswersWanted {
        merchant_id: shop.merchant.id.clone(),
        conversation_id: conversation_id.map(str::to_owned),
        next: next.iter().map(ToString::to_string).collect(),
    };
    let find = async |wanted| {
        let found = shop.engine.recorded_answers(wanted).await?;
        anyhow::Ok(found.map(|found| (found.conversation.id, found.turn_ids)))
    };
    let (first, second) = (lines[0].turn_id, lines[1].turn_id);
    let all = Some((origin.clone(), vec![first, second]));
    assert_eq!(find(wanted(None, &["Oi "])).await?, all, "whatever the case and the spaces");
    assert_eq!(find(wanted(None, &["outra coisa"])).await?, None);
    assert_eq!(find(wanted(None, &[])).await?, None, "nothing is wanted");

    // The first is answered, the second fails.
    server.answer(INVOKE, Script::ndjson([line(&[message("Olá!")])]));
    server.answer(INVOKE, Script::ndjson([error_line(14, "down")]));
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    let said = wanted(Some(&conversation.id), &["tem vestido?"]);
    assert_eq!(find(said).await?, Some((origin.clone(), vec![second])));
    shop.say(&conversation.id, "tem vestido?").await?;
    let held = wanted(Some(&conversation.id), &["e o frete?"]);
    assert_eq!(find(held.clone()).await?, Some((origin.clone(), vec![second])));

    shop.engine.delete_conversations(std::slice::from_ref(&origin)).await?;
    assert_eq!(find(held).await?, None, "what is deleted is not shown to anybody");
    Ok(())
}

#[tokio::test]
async fn a_branch_that_said_nothing_is_begun_again_with_its_context() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Sim.")])]));
    let at =
        BranchPoint { turn_id: lines[0].turn_id, behind: Some(AnswerPlace { seq: 1, event_index: None }) };
    let branch = shop.engine.branch_conversation(&origin, at, BranchKind::Context).await?.conversation;
    shop.engine.opened(&branch.id).await?;
    // In the session that is open, and once more from what is stored.
    let again = shop.engine.restart_conversation(&branch.id, true).await?;
    shop.engine.opened(&again.id).await?;
    shop.engine.close_conversation(&again.id).await?;
    let last = shop.engine.restart_conversation(&again.id, true).await?;
    shop.engine.opened(&last.id).await?;
    assert_eq!((again.branch, last.branch), (branch.branch.clone(), branch.branch));
    shop.say(&last.id, "e em preto?").await?;
    let context = [said("USER", "oi"), said("ASSISTANT", "Olá!"), said("USER", "e em preto?")];
    assert_eq!(bodies(&server)[2], context.join(","));
    // What has been said once is not said again by a restart.
    let fresh = shop.engine.restart_conversation(&last.id, true).await?;
    assert_eq!(fresh.branch, None);
    Ok(())
}

#[tokio::test]
async fn a_family_is_whatever_left_one_another_also_around_one_that_is_gone() -> TestResult {
    let server = Server::with_session()?;
    let (shop, origin, lines) = held(&server).await?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Sim.")])]));
    let engine = &shop.engine;
    let at = BranchPoint { turn_id: lines[0].turn_id, behind: None };
    let first = engine.branch_conversation(&origin, at, BranchKind::Context).await?.conversation.id;
    let second = engine.branch_conversation(&origin, at, BranchKind::Context).await?.conversation.id;
    engine.opened(&second).await?;
    let turn = shop.say(&second, "e em preto?").await?;
    let at = BranchPoint { turn_id: turn.id, behind: None };
    let below = engine.branch_conversation(&second, at, BranchKind::Context).await?.conversation.id;
    let stranger = shop.conversation().await?.id;

    let family = async |id: &str| -> Result<Vec<String>> {
        Ok(engine.family_of(id).await?.into_iter().map(|conversation| conversation.id).collect())
    };
    let all = [origin.clone(), first.clone(), second.clone(), below.clone()];
    for member in &all {
        assert_eq!(family(member).await?, all);
    }
    assert_eq!(family(&stranger).await?, [stranger]);
    engine.delete_conversations(&[origin, second]).await?;
    assert_eq!(family(&below).await?, [first, below], "those in between are hidden");
    Ok(())
}
