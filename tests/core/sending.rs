//! Input events of every kind: what they look like on the wire, and what is never sent.

use agent_graph::{InputEvent, Unknown};
use anyhow::{Context, Result};
use sofia_core::{Error, conversation::TurnState};
use sofia_tests::{
    Script, Server, TestResult,
    input_events::{EVERY_KIND, WELCOME, sent_in},
    server::{INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::Shop;

fn answering() -> Result<Server> {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    Ok(server)
}

fn read(json: &str) -> Result<Vec<InputEvent>> {
    InputEvent::read_all(json, Unknown::Refused)
        .map_err(|(number, fault)| anyhow::anyhow!("{number}: {fault}"))
}

async fn sent(shop: &Shop, conversation: &str, json: &str) -> Result<i64> {
    let turn = shop.engine.send(conversation, read(json)?).await?;
    let over = shop.over(conversation, turn).await?;
    anyhow::ensure!(over.state == TurnState::Complete, "{:?}", over.problem);
    Ok(turn)
}

#[tokio::test]
async fn every_kind_of_event_stands_on_the_wire_as_the_reference_shows_it() -> TestResult {
    let server = answering()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    for (index, event) in EVERY_KIND.into_iter().enumerate() {
        sent(&shop, &conversation.id, event).await?;
        let requests = server.requests_to(INVOKE);
        let body = &requests.get(index).context("no request")?.body;
        assert_eq!(sent_in(body), event);
        assert!(String::from_utf8_lossy(body).contains(&format!(r#""sessionId":"{SESSION}""#)));
    }
    Ok(())
}

#[tokio::test]
async fn what_came_before_goes_along_in_the_same_call_and_in_order() -> TestResult {
    let server = answering()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let all = format!("{WELCOME},{},{}", EVERY_KIND[0], EVERY_KIND[4]);
    sent(&shop, &conversation.id, &format!("[{all}]")).await?;
    let requests = server.requests_to(INVOKE);
    assert_eq!((requests.len(), sent_in(&requests[0].body)), (1, all));
    assert_eq!(shop.engine.conversation(&conversation.id).await?.title, "Button Title");
    Ok(())
}

#[tokio::test]
async fn what_was_sent_is_sent_again_to_the_byte_and_stands_for_itself() -> TestResult {
    let server = answering()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let newer = r#"{"newEvent": {"price":1.10}}"#;
    let events = InputEvent::read_all(newer, Unknown::Allowed).map_err(|(_, fault)| fault)?;
    let first = shop.engine.send(&conversation.id, events).await?;
    shop.over(&conversation.id, first).await?;

    let again = shop.engine.resend(&conversation.id, first).await?;
    let again = shop.over(&conversation.id, again).await?;
    assert_eq!((again.ordinal, again.retry_of), (2, None));

    let later = shop.conversation().await?;
    let elsewhere = shop.engine.resend(&later.id, first).await?;
    shop.over(&later.id, elsewhere).await?;
    let bodies: Vec<_> = server.requests_to(INVOKE).iter().map(|request| sent_in(&request.body)).collect();
    assert_eq!(bodies, [r#"{"newEvent":{"price":1.10}}"#; 3]);
    Ok(())
}

#[tokio::test]
async fn what_one_merchant_was_sent_is_never_sent_to_another() -> TestResult {
    let server = answering()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let turn = sent(&shop, &conversation.id, EVERY_KIND[6]).await?;
    let draft = crate::support::draft("Outra", &server.base_url());
    let other = shop.engine.add_merchant(draft, crate::support::held()?).await?.merchant;
    let elsewhere = shop.engine.start_conversation(&other.id, None).await?;
    shop.engine.opened(&elsewhere.id).await?;
    let refused = shop.engine.resend(&elsewhere.id, turn).await;
    assert!(matches!(refused, Err(Error::TurnNotFound)), "{refused:?}");
    assert_eq!(server.requests_to(INVOKE).len(), 1);
    Ok(())
}

#[tokio::test]
async fn nothing_and_too_much_are_refused_before_they_are_sent() -> TestResult {
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let nothing = shop.engine.send(&conversation.id, Vec::new()).await;
    assert!(matches!(nothing, Err(Error::InputInvalid { .. })), "{nothing:?}");
    let text = "a".repeat(8 * 1024 * 1024);
    let too_much = shop.engine.send(&conversation.id, vec![InputEvent::text(text)]).await;
    assert!(matches!(too_much, Err(Error::BodyTooLarge { .. })), "{too_much:?}");
    assert_eq!(shop.engine.conversation(&conversation.id).await?.turns, 0, "nothing is stored either");
    assert!(server.requests_to(INVOKE).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_draft_is_kept_over_a_restart_and_goes_with_its_conversation() -> TestResult {
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let draft = |text: &str| Some(text.to_owned());
    assert_eq!(shop.engine.draft(&conversation.id).await?, None);
    shop.engine.set_draft(&conversation.id, draft("tem ves")).await?;
    shop.engine.set_draft(&conversation.id, draft("tem vestido\n?")).await?;
    shop.engine.set_draft("no-such-id", draft("x")).await?;
    let too_long = shop.engine.set_draft(&conversation.id, draft(&"a".repeat(4 * 1024 * 1024 + 1))).await;
    assert!(matches!(too_long, Err(Error::FieldTooLong { .. })), "{too_long:?}");

    let Shop { engine, folder, .. } = shop;
    drop(engine);
    let engine = crate::support::open(folder.path())?;
    assert_eq!(engine.draft(&conversation.id).await?, draft("tem vestido\n?"));
    assert_eq!(engine.draft("no-such-id").await?, None);
    engine.set_draft(&conversation.id, None).await?;
    assert_eq!(engine.draft(&conversation.id).await?, None);

    engine.set_draft(&conversation.id, draft("x")).await?;
    let meddler = crate::support::meddler(folder.path())?;
    meddler.pragma_update(None, "foreign_keys", true)?;
    meddler.execute_batch("DELETE FROM session_call; DELETE FROM conversation;")?;
    let left: i64 = meddler.query_row("SELECT count(*) FROM draft", [], |row| row.get(0))?;
    assert_eq!(left, 0);
    Ok(())
}
