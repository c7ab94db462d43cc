//! Several engines on one folder, as the window and the command are.

use std::{collections::HashSet, sync::Arc, time::Duration};

use sofia_core::{
    Change, KeyChange,
    conversation::{ConversationState, TurnState},
    history::ListFilter,
};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    server::{CLOSE, INVOKE},
    shop::{line, message},
};
use tokio::{sync::Barrier, task::JoinSet};

use crate::support::{Shop, bounded, draft, key, open};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_engines_on_one_folder_both_work_at_once() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..60).map(|number| line(&[message(&number.to_string())])).collect();
    let sent = lines.clone();
    server.allow_by(INVOKE, move |_| Script::ndjson(&sent));
    let one = Shop::at(&server).await?;
    let other = open(one.folder.path())?;
    other.set_key(&one.merchant.id, key()?, sofia_core::credentials::KeyPlace::SessionOnly).await?;

    let mut talks = JoinSet::new();
    for engine in [&one.engine, &other, &one.engine, &other] {
        let (engine, merchant) = (engine.clone(), one.merchant.id.clone());
        talks.spawn(async move {
            let conversation = engine.start_conversation(&merchant, None).await?;
            bounded("init", engine.opened(&conversation.id)).await??;
            for text in ["um", "dois", "três"] {
                let turn = engine.say(&conversation.id, text).await?;
                bounded("the end of the answer", engine.settled(&conversation.id)).await?;
                let turn = engine.turn(turn).await?;
                anyhow::ensure!((turn.state, turn.lines) == (TurnState::Complete, 60), "{turn:?}");
            }
            let closed = engine.close_conversation(&conversation.id).await?;
            anyhow::ensure!(closed.state == ConversationState::Closed, "{closed:?}");
            anyhow::Ok(conversation.id)
        });
    }
    let mut ids = HashSet::new();
    while let Some(id) = talks.join_next().await {
        ids.insert(id??);
    }
    for id in &ids {
        let stored: Vec<_> = one.lines(id).await?.into_iter().map(|line| line.bytes).collect();
        let expected: Vec<&String> = [&lines; 3].into_iter().flatten().collect();
        assert_eq!(stored, expected);
    }
    let filter = || ListFilter { limit: 100, ..ListFilter::default() };
    assert_eq!((ids.len(), other.conversations(filter()).await?.len()), (4, 4));
    assert_eq!(one.engine.conversations(filter()).await?, other.conversations(filter()).await?);
    Ok(())
}

#[tokio::test]
async fn an_owner_that_is_alive_is_not_taken_over() -> TestResult {
    let server = Server::with_session()?;
    let gate = Gate::new();
    server.answer(
        INVOKE,
        Script::stream([
            Step::line(line(&[message("um")]).as_bytes()),
            Step::WaitFor(gate.clone()),
            Step::line(line(&[message("dois")]).as_bytes()),
            Step::LastChunk,
        ]),
    );
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let turn = shop.engine.say(&conversation.id, "conte").await?;
    for _ in 0..3 {
        let other = open(shop.folder.path())?;
        other.set_key(&shop.merchant.id, key()?, sofia_core::credentials::KeyPlace::SessionOnly).await?;
        let recovered = other.take_over().await?.close().await;
        assert_eq!((recovered.closed, recovered.not_closed), (0, 0));
        assert!(!other.turn(turn).await?.state.is_over());
    }
    assert!(server.requests_to(CLOSE).is_empty());
    gate.open();
    assert_eq!(shop.over(&conversation.id, turn).await?.lines, 2);
    Ok(())
}

/// Starts, and what a start tidies up, happen at the same moment: neither may break the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn engines_that_start_at_once_neither_fail_nor_take_each_other_over() -> TestResult {
    const TOGETHER: usize = 4;
    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let (folder, merchant) = (Arc::new(shop.folder.path().to_owned()), shop.merchant.id.clone());
    for _ in 0..25 {
        let barrier = Arc::new(Barrier::new(TOGETHER));
        let mut starts = JoinSet::new();
        for _ in 0..TOGETHER {
            let (folder, merchant, barrier) = (Arc::clone(&folder), merchant.clone(), Arc::clone(&barrier));
            starts.spawn(async move {
                barrier.wait().await;
                let engine = open(&folder)?;
                engine.set_key(&merchant, key()?, sofia_core::credentials::KeyPlace::SessionOnly).await?;
                let recovered = engine.take_over().await?.close().await;
                anyhow::ensure!(recovered.closed + recovered.not_closed == 0, "{recovered:?}");
                let conversation = engine.start_conversation(&merchant, None).await?;
                bounded("init", engine.opened(&conversation.id)).await??;
                barrier.wait().await;
                // All of them are alive, and each looks for owners that are not.
                let recovered = engine.take_over().await?.close().await;
                anyhow::ensure!(recovered.closed + recovered.not_closed == 0, "{recovered:?}");
                barrier.wait().await;
                let closed = engine.close_conversation(&conversation.id).await?;
                anyhow::ensure!(closed.state == ConversationState::Closed, "{closed:?}");
                anyhow::Ok(())
            });
        }
        while let Some(start) = starts.join_next().await {
            start??;
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_one_engine_changes_the_other_reads() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (one, other) = (open(folder.path())?, open(folder.path())?);
    let added = one.add_merchant(draft("Loja", "https://a.example"), KeyChange::Keep).await?.merchant;
    assert_eq!(other.merchant(&added.id).await?, added);
    let taken = other.add_merchant(draft("loja", "https://a.example"), KeyChange::Keep).await;
    assert!(matches!(taken, Err(sofia_core::Error::MerchantNameTaken { .. })), "{taken:?}");
    other.remove_merchant(&added.id).await?;
    assert!(one.merchants().await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_engine_changes_is_told_as_if_it_had_been_changed_here() -> TestResult {
    let server = Server::with_session()?;
    let one = Shop::at(&server).await?;
    let conversation = one.conversation().await?;
    let other = open(one.folder.path())?;
    let following = tokio::spawn(one.engine.clone().follow_others());
    let mut changes = one.engine.changes();

    let told = async {
        // It may not have begun to look when the first is written, so there are more of them.
        for number in 0.. {
            other.note_conversation(&conversation.id, &format!("nota {number}")).await?;
            let heard = tokio::time::timeout(Duration::from_secs(2), changes.recv()).await;
            if let Ok(Ok(Change::Conversation(id))) = heard {
                return anyhow::Ok(id);
            }
        }
        anyhow::bail!("there is no end of numbers")
    };
    assert_eq!(bounded("the change", told).await??, conversation.id);

    other.add_merchant(draft("Loja Dois", &server.base_url()), KeyChange::Keep).await?;
    let merchants = async {
        while !matches!(changes.recv().await?, Change::Merchants) {}
        anyhow::Ok(())
    };
    bounded("the merchants", merchants).await??;
    following.abort();
    Ok(())
}
