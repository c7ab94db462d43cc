//! An engine over a folder of its own, with a merchant at a scripted server.

use std::{path::Path, time::Duration};

use agent_graph::{ApiKey, Timeouts};
use anyhow::{Context, Result};
use sofia_core::{
    Engine, EngineOptions, KeyChange,
    conversation::{Conversation, Cursor, News, StoredLine, Turn},
    credentials::KeyPlace,
    data_folder::DataFolder,
    merchant::{Merchant, MerchantDraft},
};
use sofia_tests::{
    Server,
    bounds::{SOON, wait_for},
    shop::{AGENT, BUSINESS},
};
use tempfile::TempDir;

pub(crate) const KEY: &str = "sk-core-0123456789";

/// So patient that a time-out can only be a finding.
pub(crate) const PATIENT: Timeouts = Timeouts { connect: SOON, answer: SOON, first_event: SOON, idle: SOON };

pub(crate) fn open(folder: &Path) -> Result<Engine> {
    open_with(folder, PATIENT)
}

pub(crate) fn open_with(folder: &Path, timeouts: Timeouts) -> Result<Engine> {
    let options = EngineOptions { timeouts, key_from_environment: false };
    Ok(Engine::open(DataFolder::at(folder)?, options)?)
}

pub(crate) fn draft(name: &str, base_url: &str) -> MerchantDraft {
    MerchantDraft {
        name: name.to_owned(),
        base_url: base_url.to_owned(),
        business_id: BUSINESS.to_owned(),
        agent_id: AGENT.to_owned(),
        colour: String::new(),
    }
}

pub(crate) fn key() -> Result<ApiKey> {
    Ok(ApiKey::new(KEY)?)
}

/// A key that is held in memory: no keychain is asked for anything.
pub(crate) fn held() -> Result<KeyChange> {
    Ok(KeyChange::Set(key()?, KeyPlace::SessionOnly))
}

/// An engine with one merchant, `Loja`, at this address.
pub(crate) struct Shop {
    pub(crate) engine: Engine,
    pub(crate) merchant: Merchant,
    pub(crate) folder: TempDir,
}

impl Shop {
    pub(crate) async fn at(server: &Server) -> Result<Self> {
        Self::with(server, PATIENT).await
    }

    pub(crate) async fn with(server: &Server, timeouts: Timeouts) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let engine = open_with(folder.path(), timeouts)?;
        let saved = engine.add_merchant(draft("Loja", &server.base_url()), held()?).await?;
        Ok(Self { engine, merchant: saved.merchant, folder })
    }

    /// A conversation whose session is open.
    pub(crate) async fn conversation(&self) -> Result<Conversation> {
        let started = self.engine.start_conversation(&self.merchant.id, None).await?;
        bounded("init", self.engine.opened(&started.id)).await?.context("init failed")
    }

    /// Says something and waits for the end of its answer.
    pub(crate) async fn say(&self, conversation: &str, text: &str) -> Result<Turn> {
        let id = self.engine.say(conversation, text).await?;
        self.over(conversation, id).await
    }

    /// Waits for the end of a turn.
    pub(crate) async fn over(&self, conversation: &str, turn: i64) -> Result<Turn> {
        until(&self.engine, "the end of a turn", async || {
            let found = self.engine.turn(turn).await?;
            Ok(found.state.is_over().then_some(found))
        })
        .await?;
        bounded("the session to be free", self.engine.settled(conversation)).await?;
        Ok(self.engine.turn(turn).await?)
    }

    pub(crate) async fn lines(&self, conversation: &str) -> Result<Vec<StoredLine>> {
        Ok(pages(&self.engine, conversation).await?.into_iter().flat_map(|page| page.lines).collect())
    }
}

/// All news of a conversation, page by page.
pub(crate) async fn pages(engine: &Engine, conversation: &str) -> Result<Vec<News>> {
    let (mut pages, mut cursor) = (Vec::new(), Cursor::default());
    loop {
        let page = engine.news(conversation, cursor).await?;
        cursor = page.cursor;
        let more = page.more;
        pages.push(page);
        if !more {
            return Ok(pages);
        }
        anyhow::ensure!(pages.len() < 1_000, "news without an end");
    }
}

pub(crate) async fn bounded<T>(what: &str, waiting: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(SOON, waiting).await.with_context(|| format!("waited in vain for {what}"))
}

/// Looks at every change until `condition` gives a value.
pub(crate) async fn until<T>(
    engine: &Engine,
    what: &str,
    condition: impl AsyncFn() -> Result<Option<T>>,
) -> Result<T> {
    let mut changes = engine.changes();
    let waiting = async {
        loop {
            if let Some(value) = condition().await? {
                return Ok(value);
            }
            // One that was missed is made up for by looking now; the short bound covers what is no change of the engine.
            let change = tokio::time::timeout(Duration::from_millis(50), changes.recv()).await;
            drop(change);
        }
    };
    bounded(what, waiting).await?
}

/// Waits until nobody has the database of a folder open any more: the writer's thread of an engine that was dropped ends
/// by itself. Whoever closes last with the right to write puts the log back into the database.
pub(crate) fn at_rest(folder: &Path) -> Result<()> {
    wait_for("the database to be closed", SOON, || {
        let last = meddler(folder).ok()?;
        last.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").ok()?;
        drop(last);
        (!folder.join("sofia.db-wal").exists()).then_some(())
    })
}

/// A read-only connection of somebody else's.
pub(crate) fn reader(folder: &Path) -> Result<rusqlite::Connection> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    Ok(rusqlite::Connection::open_with_flags(folder.join("sofia.db"), flags)?)
}

/// A connection that somebody else writes with.
pub(crate) fn meddler(folder: &Path) -> Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(folder.join("sofia.db"))?;
    connection.busy_timeout(SOON)?;
    Ok(connection)
}
