//! Feeds: one open conversation on its way to the window.
//!
//! A channel of Tauri has no back-pressure, and WebKitGTK can lose a message of it without a word. So at most one batch
//! is under way: the next is made when the window has acknowledged the last, out of everything that has come since, which
//! is in the history by then. What is lost, the window pulls. Memory stays flat however slow the window is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sofia_core::Engine;
use sofia_core::conversation::{Conversation, Cursor, News, Turn};
use tokio::sync::Notify;

use crate::convert;
use crate::host::Outlet;
use crate::transfer::{Batch, ErrorCode, ErrorReport, FeedOpened};

/// The open feeds.
#[derive(Clone, Default)]
pub(crate) struct Feeds {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    open: Mutex<HashMap<u64, Arc<Feed>>>,
    issued: AtomicU64,
}

struct Feed {
    id: u64,
    conversation_id: String,
    outlet: Outlet<Batch>,
    progress: tokio::sync::Mutex<Progress>,
    wake: Notify,
    /// There may be news.
    dirty: AtomicBool,
    closed: AtomicBool,
    sent: AtomicU64,
    acknowledged: AtomicU64,
}

/// What the window has, or will have when the batch under way arrives.
#[derive(Default)]
struct Progress {
    cursor: Cursor,
    conversation: Option<Conversation>,
    turns: HashMap<i64, Turn>,
}

impl Feeds {
    /// Opens a feed; its first batch begins where the end of the conversation does. What lies before is asked for.
    pub(crate) async fn open(
        &self,
        engine: &Engine,
        conversation_id: String,
        outlet: Outlet<Batch>,
    ) -> Result<FeedOpened, ErrorReport> {
        let tail = engine.tail(&conversation_id).await.map_err(convert::error)?;
        let id = self.shared.issued.fetch_add(1, Ordering::Relaxed) + 1;
        let feed = Arc::new(Feed {
            id,
            conversation_id,
            outlet,
            progress: tokio::sync::Mutex::new(Progress { cursor: tail, ..Progress::default() }),
            wake: Notify::new(),
            dirty: AtomicBool::new(true),
            closed: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            acknowledged: AtomicU64::new(0),
        });
        self.feeds().insert(id, feed.clone());
        feed.wake.notify_one();
        let (feeds, engine) = (self.clone(), engine.clone());
        tokio::spawn(async move {
            feed.run(&engine).await;
            feeds.feeds().remove(&id);
        });
        let earlier = (tail != Cursor::default()).then(|| convert::place(tail));
        Ok(FeedOpened { feed: id, cursor: tail.line_id, earlier })
    }

    /// Something has come into a conversation.
    pub(crate) fn stir(&self, conversation_id: &str) {
        for feed in self.feeds().values().filter(|feed| feed.conversation_id == conversation_id) {
            feed.stir();
        }
    }

    /// Something may have come into any of them.
    pub(crate) fn stir_all(&self) {
        for feed in self.feeds().values() {
            feed.stir();
        }
    }

    pub(crate) fn acknowledge(&self, feed: u64, number: u64) {
        // A feed that has been closed needs no more acknowledgements.
        if let Some(feed) = self.feeds().get(&feed) {
            feed.acknowledged.fetch_max(number, Ordering::AcqRel);
            feed.wake.notify_one();
        }
    }

    /// Everything behind a line as the next batch of the feed, in answer to a call, which cannot be lost unseen.
    pub(crate) async fn pull(&self, engine: &Engine, feed: u64, after: i64) -> Result<Batch, ErrorReport> {
        let found = self.feeds().get(&feed).cloned();
        let gone = || {
            ErrorReport::new(ErrorCode::ConversationNotFound, &[], "This conversation is not open any more.")
        };
        found.ok_or_else(gone)?.pulled(engine, after).await
    }

    pub(crate) fn close(&self, feed: u64) {
        if let Some(feed) = self.feeds().remove(&feed) {
            feed.closed.store(true, Ordering::Release);
            feed.wake.notify_one();
        }
    }

    pub(crate) fn close_all(&self) {
        let all: Vec<u64> = self.feeds().keys().copied().collect();
        for feed in all {
            self.close(feed);
        }
    }

    fn feeds(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<Feed>>> {
        self.shared.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Feed {
    fn stir(&self) {
        self.dirty.store(true, Ordering::Release);
        self.wake.notify_one();
    }

    async fn run(&self, engine: &Engine) {
        while !self.closed.load(Ordering::Acquire) {
            self.wake.notified().await;
            let unacknowledged =
                self.acknowledged.load(Ordering::Acquire) < self.sent.load(Ordering::Acquire);
            if unacknowledged || !self.dirty.swap(false, Ordering::AcqRel) {
                continue;
            }
            match self.next(engine).await {
                Ok(Some(batch)) => {
                    if !self.outlet.try_send(batch) {
                        return;
                    }
                }
                Ok(None) => {}
                Err(error) => {
                    // What could not be read is still news when the feed is stirred next.
                    self.dirty.store(true, Ordering::Release);
                    tracing::error!(message = %error.message, "a batch could not be read");
                }
            }
        }
    }

    /// What has come since the last batch; `None` where the window has it all.
    async fn next(&self, engine: &Engine) -> Result<Option<Batch>, ErrorReport> {
        let mut progress = self.progress.lock().await;
        let mut news = engine.news(&self.conversation_id, progress.cursor).await.map_err(convert::error)?;
        news.turns.retain(|turn| progress.turns.get(&turn.id) != Some(turn));
        let same = progress.conversation.as_ref() == Some(&news.conversation);
        if same && news.turns.is_empty() && news.lines.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.batch(&mut progress, news)))
    }

    async fn pulled(&self, engine: &Engine, after: i64) -> Result<Batch, ErrorReport> {
        let mut progress = self.progress.lock().await;
        let cursor = engine.cursor_at(after).await.map_err(convert::error)?;
        let news = engine.news(&self.conversation_id, cursor).await.map_err(convert::error)?;
        let batch = self.batch(&mut progress, news);
        // The answer of a call arrives, so the feed goes on from it without waiting.
        self.acknowledged.fetch_max(batch.number, Ordering::AcqRel);
        self.wake.notify_one();
        Ok(batch)
    }

    fn batch(&self, progress: &mut Progress, news: News) -> Batch {
        let number = self.sent.fetch_add(1, Ordering::AcqRel) + 1;
        if news.more {
            self.dirty.store(true, Ordering::Release);
        }
        progress.cursor = news.cursor;
        progress.turns.extend(news.turns.iter().map(|turn| (turn.id, turn.clone())));
        progress.conversation = Some(news.conversation.clone());
        Batch {
            feed: self.id,
            number,
            conversation: convert::conversation(news.conversation),
            turns: news.turns.into_iter().map(convert::turn).collect(),
            lines: news.lines.iter().map(convert::line).collect(),
            cursor: news.cursor.line_id,
            more: news.more,
        }
    }
}
