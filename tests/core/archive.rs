//! What a person does with conversations: names, pins, ratings, deletion and its undoing, retention, the list.

use anyhow::{Context, Result};
use sofia_core::conversation::{ConversationState, Source};
use sofia_core::history::{ListFilter, ListPlace};
use sofia_core::{DataKind, Error, Retention};
use sofia_tests::{
    Script, Server, TestResult,
    server::{CLOSE, INVOKE},
    shop::{line, message},
};

use crate::search::find;
use crate::support::{Shop, bounded, meddler, open, reader};

async fn listed(shop: &Shop, filter: ListFilter) -> Result<Vec<String>> {
    let filter = ListFilter { limit: 100, ..filter };
    Ok(shop.engine.conversations(filter).await?.into_iter().map(|conversation| conversation.id).collect())
}

/// Conversations that are held and closed, the oldest first.
async fn held(server: &Server, texts: &[&str]) -> Result<(Shop, Vec<String>)> {
    server.allow_by(INVOKE, |_| Script::ndjson([line(&[message("resposta")])]));
    let shop = Shop::at(server).await?;
    let mut ids = Vec::new();
    for text in texts {
        let conversation = shop.conversation().await?;
        shop.say(&conversation.id, text).await?;
        shop.engine.close_conversation(&conversation.id).await?;
        ids.push(conversation.id);
    }
    Ok((shop, ids))
}

fn age(shop: &Shop, id: &str, days: i64) -> Result<()> {
    let changed = meddler(shop.folder.path())?
        .execute("UPDATE conversation SET last_at = last_at - ?2 WHERE id = ?1", (id, days * 86_400_000))?;
    anyhow::ensure!(changed == 1, "there is no {id}");
    Ok(())
}

#[tokio::test]
async fn a_conversation_is_renamed_pinned_noted_and_tagged() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["primeiro", "segundo"]).await?;
    let engine = &shop.engine;
    let renamed = engine.rename_conversation(&ids[0], Some("  O   melhor\n de todos ")).await?;
    assert_eq!((renamed.called(), renamed.title.as_str()), ("O melhor de todos", "primeiro"));
    assert_eq!(engine.rename_conversation(&ids[0], Some(" ")).await?.called(), "primeiro");
    assert!(engine.pin_conversation(&ids[0], true).await?.pinned);
    assert_eq!(engine.note_conversation(&ids[0], " nota\n").await?.note, "nota");
    let tags = ["Preço", "preço", "#frete"].map(str::to_owned);
    assert_eq!(engine.tag_conversation(&ids[0], &tags).await?.tags, ["Preço", "frete"]);
    engine.tag_conversation(&ids[1], &["frete".to_owned()]).await?;
    assert_eq!(engine.tags().await?, [("frete".to_owned(), 2), ("Preço".to_owned(), 1)]);

    let by = |tag: &str| ListFilter { tag: Some(tag.to_owned()), ..ListFilter::default() };
    assert_eq!(listed(&shop, by("FRETE")).await?, [ids[1].clone(), ids[0].clone()]);
    assert_eq!(listed(&shop, by("preço")).await?, [ids[0].clone()]);
    let pinned = |pinned| ListFilter { pinned: Some(pinned), ..ListFilter::default() };
    assert_eq!(listed(&shop, pinned(true)).await?, [ids[0].clone()]);
    assert_eq!(listed(&shop, pinned(false)).await?, [ids[1].clone()]);

    assert!(matches!(
        engine.rename_conversation("no-such", Some("x")).await,
        Err(Error::ConversationNotFound)
    ));
    assert!(matches!(engine.tag_conversation("no-such", &[]).await, Err(Error::ConversationNotFound)));
    let long = "x".repeat(201);
    assert!(matches!(
        engine.rename_conversation(&ids[0], Some(&long)).await,
        Err(Error::FieldTooLong { field: "title", limit: 200 })
    ));
    // It survives the process.
    let again = open(shop.folder.path())?.conversation(&ids[0]).await?;
    assert_eq!((again.pinned, again.note.as_str(), again.tags.len()), (true, "nota", 2));
    Ok(())
}

#[tokio::test]
async fn an_answer_is_rated_with_a_reason_and_the_rating_taken_back() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["oi"]).await?;
    let turn = shop.engine.news(&ids[0], Default::default()).await?.turns[0].id;
    let rated = shop.engine.rate_answer(turn, Some((false, " preço errado "))).await?;
    let rating = rated.rating.context("no rating")?;
    assert_eq!((rating.good, rating.reason.as_str()), (false, "preço errado"));
    assert!(rating.at > 0);
    assert_eq!(shop.engine.rate_answer(turn, None).await?.rating, None);
    assert!(matches!(shop.engine.rate_answer(999, None).await, Err(Error::TurnNotFound)));
    Ok(())
}

#[tokio::test]
async fn what_is_deleted_is_hidden_and_comes_back_whole() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["primeiro", "segundo"]).await?;
    let before = shop.lines(&ids[0]).await?;
    assert_eq!(
        shop.engine.delete_conversations(&[ids[0].clone(), "no-such".into()]).await?,
        [ids[0].clone()]
    );
    assert_eq!(listed(&shop, ListFilter::default()).await?, [ids[1].clone()]);
    let deleted = || ListFilter { deleted: true, ..ListFilter::default() };
    assert_eq!(listed(&shop, deleted()).await?, [ids[0].clone()]);
    assert!(find(&shop.engine, "primeiro").await?.hits.is_empty());
    assert!(shop.engine.delete_conversations(&ids[..1]).await?.is_empty(), "it is deleted already");

    assert_eq!(shop.engine.restore_conversations(&ids[..1]).await?, [ids[0].clone()]);
    assert_eq!(listed(&shop, ListFilter::default()).await?.len(), 2);
    assert!(!find(&shop.engine, "primeiro").await?.hits.is_empty());
    assert_eq!(shop.lines(&ids[0]).await?, before);
    Ok(())
}

#[tokio::test]
async fn a_live_conversation_that_is_deleted_is_closed() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("Oi")]))));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.engine.say(&conversation.id, "conte").await?;
    shop.engine.delete_conversations(std::slice::from_ref(&conversation.id)).await?;
    server.asked(CLOSE, 1).await?;
    crate::support::until(&shop.engine, "the close", async || {
        let state = shop.engine.conversation(&conversation.id).await?.state;
        Ok((state == ConversationState::Closed).then_some(()))
    })
    .await?;
    Ok(())
}

/// Purged means gone: no row, no entry of the index, and no word of it in the file.
#[tokio::test]
async fn what_is_purged_leaves_nothing_in_the_file() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["zebrafish turquoise", "outra coisa"]).await?;
    shop.engine.note_conversation(&ids[0], "armadillo").await?;
    shop.engine.tag_conversation(&ids[0], &["wombat".to_owned()]).await?;
    assert_eq!(find(&shop.engine, "zebrafish").await?.hits.len(), 2);
    let purged = shop.engine.purge_conversations(&ids[..1]).await?;
    assert_eq!((purged.purged, purged.in_use), (1, 0));
    assert!(matches!(shop.engine.conversation(&ids[0]).await, Err(Error::ConversationNotFound)));
    assert!(shop.engine.restore_conversations(&ids[..1]).await?.is_empty());
    assert!(find(&shop.engine, "zebrafish").await?.hits.is_empty());
    let reader = reader(shop.folder.path())?;
    let left: i64 = reader.query_row(
        "SELECT (SELECT count(*) FROM line WHERE turn_id NOT IN (SELECT id FROM turn)) + (SELECT count(*) FROM turn)
              + (SELECT count(*) FROM piece) + (SELECT count(*) FROM session_call)",
        [],
        |row| row.get(0),
    )?;
    assert_eq!(
        left,
        1 + 3 + 2,
        "one turn, its two pieces and the conversation's, and two calls are the other's"
    );
    let integrity: String = reader.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    assert_eq!(integrity, "ok");
    drop(reader);
    meddler(shop.folder.path())?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let file = std::fs::read(shop.folder.path().join("sofia.db"))?;
    assert_eq!(std::fs::metadata(shop.folder.path().join("sofia.db-wal"))?.len(), 0);
    for word in ["zebrafish", "turquoise", "armadillo", "wombat", &ids[0]] {
        assert!(memchr::memmem::find(&file, word.as_bytes()).is_none(), "{word} is still in the file");
    }
    assert!(
        memchr::memmem::find(&file, "outra".as_bytes()).is_some(),
        "the search for words finds none at all"
    );
    Ok(())
}

#[tokio::test]
async fn what_another_process_has_open_is_not_purged() -> TestResult {
    let server = Server::with_session()?;
    let (shop, _) = held(&server, &[]).await?;
    let live = shop.conversation().await?;
    let other = open(shop.folder.path())?;
    let purged = other.purge_conversations(std::slice::from_ref(&live.id)).await?;
    assert_eq!((purged.purged, purged.in_use), (0, 1));
    assert_eq!(shop.say(&live.id, "oi").await?.lines, 1);
    assert_eq!(shop.engine.purge_conversations(std::slice::from_ref(&live.id)).await?.purged, 1);
    Ok(())
}

#[tokio::test]
async fn retention_takes_what_is_too_old_unless_it_is_pinned_or_open() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["velho", "velho e fixado", "novo"]).await?;
    let open_one = shop.conversation().await?;
    shop.engine.pin_conversation(&ids[1], true).await?;
    for id in [&ids[0], &ids[1], &open_one.id] {
        age(&shop, id, 40)?;
    }
    assert_eq!(shop.engine.retention().await?, Retention::All);
    assert_eq!(shop.engine.upkeep().await?.purged, 0);
    assert_eq!(shop.engine.retention_takes(Retention::Days(30)).await?, 1);
    assert_eq!(shop.engine.retention_takes(Retention::Days(60)).await?, 0);
    shop.engine.set_retention(Retention::Days(30)).await?;
    assert_eq!(open(shop.folder.path())?.retention().await?, Retention::Days(30));
    assert_eq!(shop.engine.upkeep().await?.purged, 1);
    let mut left = listed(&shop, ListFilter::default()).await?;
    left.sort();
    let mut expected = vec![ids[1].clone(), ids[2].clone(), open_one.id];
    expected.sort();
    assert_eq!(left, expected);
    assert!(matches!(shop.engine.set_retention(Retention::Days(0)).await, Err(Error::InputInvalid { .. })));
    shop.engine.set_retention(Retention::All).await?;
    assert_eq!(shop.engine.retention().await?, Retention::All);
    Ok(())
}

#[tokio::test]
async fn a_deletion_is_beyond_recall_after_a_week() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["um", "dois"]).await?;
    shop.engine.delete_conversations(&ids).await?;
    let day = 86_400_000_i64;
    meddler(shop.folder.path())?
        .execute("UPDATE conversation SET deleted_at = deleted_at - ?2 WHERE id = ?1", (&ids[0], 8 * day))?;
    assert_eq!(shop.engine.upkeep().await?.purged, 1);
    assert_eq!(shop.engine.restore_conversations(&ids).await?, [ids[1].clone()]);
    Ok(())
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended_and_keeps_to_its_span_of_time() -> TestResult {
    let server = Server::with_session()?;
    let texts: Vec<String> = (0..7).map(|number| format!("conversa {number}")).collect();
    let (shop, ids) = held(&server, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    // All of them at one and the same moment: the order must hold all the same.
    meddler(shop.folder.path())?.execute("UPDATE conversation SET last_at = 1700000000000", [])?;
    let mut seen = Vec::new();
    let mut behind = None;
    loop {
        let filter = ListFilter { limit: 3, behind: behind.clone(), ..ListFilter::default() };
        let page = shop.engine.conversations(filter).await?;
        behind = page.last().map(ListPlace::of);
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|conversation| conversation.id));
    }
    let newest_first: Vec<String> = ids.iter().rev().cloned().collect();
    assert_eq!(seen, newest_first);
    age(&shop, &ids[2], 10)?;
    let at = 1_700_000_000_000;
    let old = ListFilter { until: Some(at), ..ListFilter::default() };
    assert_eq!(listed(&shop, old).await?, [ids[2].clone()]);
    let new = ListFilter { from: Some(at), ..ListFilter::default() };
    assert_eq!(listed(&shop, new).await?.len(), 6);
    let of = ListFilter { merchant_id: Some("no-such".into()), ..ListFilter::default() };
    assert!(listed(&shop, of).await?.is_empty());
    let held = shop.engine.held_merchants().await?;
    assert_eq!((held.len(), held[0].conversations, held[0].listed), (1, 7, true));
    Ok(())
}

#[tokio::test]
async fn a_conversation_says_how_it_came_here_and_which_calls_it_took() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["oi"]).await?;
    let conversation = shop.engine.conversation(&ids[0]).await?;
    assert_eq!((conversation.source, conversation.branch), (Source::Held, None));
    assert_eq!(conversation.merchant_name, "Loja");
    let calls = shop.engine.session_calls(&ids[0]).await?;
    let names: Vec<_> = calls.iter().map(|call| call.name.as_str()).collect();
    assert_eq!(names, ["init", "close"]);
    for (call, path) in calls.iter().zip([sofia_tests::server::INIT, CLOSE]) {
        assert_eq!(call.request, server.requests_to(path)[0].body);
        assert!(call.url.ends_with(path) && call.took.is_some() && call.answer.is_some(), "{call:?}");
    }

    server.answer(sofia_tests::server::INIT, Script::grpc_error(503, 14, "fora do ar"));
    let failed = shop.engine.start_conversation(&shop.merchant.id, None).await?;
    bounded("init", shop.engine.opened(&failed.id)).await??;
    let calls = shop.engine.session_calls(&failed.id).await?;
    assert_eq!((calls.len(), calls[0].answer.is_none(), calls[0].problem.is_some()), (1, true, true));
    Ok(())
}

#[tokio::test]
async fn the_data_statement_names_every_file_and_counts_what_there_is() -> TestResult {
    let server = Server::with_session()?;
    let (shop, ids) = held(&server, &["um", "dois", "três"]).await?;
    shop.engine.delete_conversations(&ids[..1]).await?;
    let statement = shop.engine.data_statement().await?;
    assert_eq!((statement.conversations, statement.deleted, statement.turns, statement.lines), (2, 1, 3, 3));
    assert_eq!(statement.folder, shop.folder.path());
    let kind =
        |kind| statement.parts.iter().filter(|part| part.kind == kind).map(|part| part.bytes).sum::<u64>();
    assert!(kind(DataKind::Database) > 0 && kind(DataKind::WriteAheadLog) > 0, "{statement:?}");
    assert_eq!(statement.bytes(), statement.parts.iter().map(|part| part.bytes).sum::<u64>());

    shop.engine.purge_conversations(&ids).await?;
    shop.engine.compact().await?;
    let after = shop.engine.data_statement().await?;
    assert!(after.bytes() < statement.bytes(), "{after:?} {statement:?}");
    Ok(())
}
