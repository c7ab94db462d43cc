//! Addresses that are asked for politely: each once, and few at the same time.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell, Semaphore};

/// Addresses asked for at the same time, in a whole run.
const AT_ONCE: usize = 4;

/// Addresses that are remembered; beyond, one is asked for again.
const MOST_REMEMBERED: usize = 100_000;

/// Why an address does not come, in the words of whoever has asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(pub String);

/// The answer to a question about an address.
pub type Looked<'a> = Pin<Box<dyn Future<Output = Result<(), Unreachable>> + Send + 'a>>;

/// Remembers the answers.
pub(super) struct Reach {
    known: Mutex<HashMap<String, Arc<OnceCell<Option<Unreachable>>>>>,
    turns: Semaphore,
}

impl fmt::Debug for Reach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reach").finish_non_exhaustive()
    }
}

impl Reach {
    pub(super) fn new() -> Self {
        Self { known: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }

    /// Why an address does not come; `None` where it does. It is looked for only where that is not known.
    pub(super) async fn problem<'a>(
        &self,
        address: &'a str,
        look: impl FnOnce(&'a str) -> Looked<'a>,
    ) -> Option<Unreachable> {
        let known = {
            let mut known = self.known.lock().await;
            if known.len() >= MOST_REMEMBERED {
                known.clear();
            }
            Arc::clone(known.entry(address.to_owned()).or_default())
        };
        let asked = known.get_or_init(|| async {
            // The semaphore is never closed.
            let _turn = self.turns.acquire().await.ok();
            look(address).await.err()
        });
        asked.await.clone()
    }
}
