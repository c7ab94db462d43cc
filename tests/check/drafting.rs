//! A test that is made of a conversation asks what was asked, once.

use agent_graph::{ApiKey, Timeouts};
use sofia_check::drafting::{ActionDraft, from_conversation};
use sofia_core::credentials::KeyPlace;
use sofia_core::data_folder::DataFolder;
use sofia_core::merchant::MerchantDraft;
use sofia_core::problem::DeliveryWord;
use sofia_core::{Engine, EngineOptions, KeyChange};
use sofia_tests::bounds::SOON;
use sofia_tests::server::INVOKE;
use sofia_tests::shop::{AGENT, BUSINESS, line, message};
use sofia_tests::{Script, Server, TestResult};

/// Waits for the end of a turn.
async fn over(
    engine: &Engine,
    conversation: &str,
    turn: i64,
) -> anyhow::Result<sofia_core::conversation::Turn> {
    tokio::time::timeout(SOON, engine.settled(conversation)).await?;
    Ok(engine.turn(turn).await?)
}

#[tokio::test]
async fn what_was_tried_again_is_asked_once_and_what_was_never_sent_not_at_all() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::closes_unanswered());
    server.answer(INVOKE, Script::ndjson([line(&[message("Olá!")])]));
    server.answer(INVOKE, Script::until_close(line(&[message("Temos vestidos.")])));
    let folder = tempfile::tempdir()?;
    let timeouts = Timeouts { connect: SOON, answer: SOON, first_event: SOON, idle: SOON };
    let engine = Engine::open(
        DataFolder::at(folder.path())?,
        EngineOptions { timeouts, key_from_environment: false },
    )?;
    let draft = MerchantDraft {
        name: "Loja".to_owned(),
        base_url: server.base_url(),
        business_id: BUSINESS.to_owned(),
        agent_id: AGENT.to_owned(),
        colour: String::new(),
    };
    let key = KeyChange::Set(ApiKey::new("sk-drafting-0123456789")?, KeyPlace::SessionOnly);
    let merchant = engine.add_merchant(draft, key).await?.merchant;
    let conversation = engine.start_conversation(&merchant.id, None).await?.id;
    tokio::time::timeout(SOON, engine.opened(&conversation)).await??;

    let failed = engine.say(&conversation, "oi").await?;
    over(&engine, &conversation, failed).await?;
    let again = engine.retry(&conversation, failed).await?;
    over(&engine, &conversation, again).await?;
    let second = engine.say(&conversation, "vestidos").await?;
    over(&engine, &conversation, second).await?;
    drop(server);
    let unsent = engine.say(&conversation, "tchau").await?;
    let unsent = over(&engine, &conversation, unsent).await?;
    let delivery = unsent.problem.and_then(|problem| problem.delivery);
    assert_eq!(delivery, Some(DeliveryWord::NotSent));

    let drafted = from_conversation(&engine, &conversation, false).await?;
    let said: Vec<&ActionDraft> = drafted.turns.iter().map(|turn| &turn.action).collect();
    assert_eq!(said, [&ActionDraft::Say("oi".to_owned()), &ActionDraft::Say("vestidos".to_owned())]);
    let words: Vec<&str> = drafted.turns.iter().map(|turn| turn.words.as_str()).collect();
    assert_eq!(words, ["Olá!", "Temos vestidos."]);
    assert!(drafted.turns.iter().all(|turn| turn.is_whole && !turn.proposals.is_empty()));
    assert_eq!((drafted.name.as_str(), drafted.merchant.as_str()), ("oi", "Loja"));
    Ok(())
}
