//! Feeds that were chosen and wait to be imported, and imports that are under way.

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::transfer::{ErrorCode, ErrorReport};

/// Files that are remembered; nobody has more dialogs open.
const REMEMBERED: usize = 4;

/// What the window has handles to.
#[derive(Default)]
pub(crate) struct Catalogs {
    chosen: Mutex<VecDeque<(String, PathBuf)>>,
    issued: AtomicU64,
    under_way: Mutex<HashMap<String, Arc<AtomicBool>>>,
}

impl Catalogs {
    /// Remembers a file that a person has chosen: the window cannot name one by itself.
    pub(crate) fn keep(&self, path: PathBuf) -> String {
        let handle = format!("feed-{}", self.issued.fetch_add(1, Ordering::Relaxed));
        let mut chosen = held(&self.chosen);
        chosen.push_back((handle.clone(), path));
        if chosen.len() > REMEMBERED {
            chosen.pop_front();
        }
        handle
    }

    pub(crate) fn look(&self, handle: &str) -> Result<PathBuf, ErrorReport> {
        let found =
            held(&self.chosen).iter().find(|(known, _)| known == handle).map(|(_, path)| path.clone());
        found.ok_or_else(|| {
            let reason = "the file is not remembered any more; choose it again";
            let params = [("file", ""), ("why", "forgotten"), ("reason", reason)];
            ErrorReport::new(ErrorCode::FeedUnreadable, &params, reason)
        })
    }

    /// Notes that an import for a merchant is under way, until what it answers is dropped. A second one for the same
    /// merchant is refused by the engine.
    pub(crate) fn begin(self: &Arc<Self>, merchant_id: &str) -> UnderWay {
        let cancelled = Arc::new(AtomicBool::new(false));
        held(&self.under_way).entry(merchant_id.to_owned()).or_insert_with(|| Arc::clone(&cancelled));
        UnderWay { catalogs: Arc::clone(self), merchant_id: merchant_id.to_owned(), cancelled }
    }

    /// Ends the import for a merchant, if one is under way.
    pub(crate) fn cancel(&self, merchant_id: &str) {
        if let Some(cancelled) = held(&self.under_way).get(merchant_id) {
            cancelled.store(true, Ordering::Release);
        }
    }
}

/// An import that is under way.
pub(crate) struct UnderWay {
    catalogs: Arc<Catalogs>,
    merchant_id: String,
    cancelled: Arc<AtomicBool>,
}

impl UnderWay {
    /// Whether it is to go on.
    pub(crate) fn flow(&self) -> impl Fn() -> ControlFlow<()> + Send + 'static {
        let cancelled = Arc::clone(&self.cancelled);
        move || {
            if cancelled.load(Ordering::Acquire) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut under_way = held(&self.catalogs.under_way);
        // One that was refused is not the one that is noted.
        if under_way.get(&self.merchant_id).is_some_and(|current| Arc::ptr_eq(current, &self.cancelled)) {
            under_way.remove(&self.merchant_id);
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
