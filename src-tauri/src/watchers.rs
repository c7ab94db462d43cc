//! What lists and the status line hear: changes at a low rate, however fast an answer streams in.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sofia_core::conversation::Conversation;
use sofia_core::credentials::KeychainError;
use sofia_core::history::ListFilter;
use sofia_core::{Change, Engine, Error};
use tokio::sync::broadcast::error::RecvError;

use crate::convert;
use crate::feeds::Feeds;
use crate::host::Outlet;
use crate::transfer::{ApplicationChange, Keychain, Notice};

/// A list that changes more often than this is not read any faster.
const LIST_PACE: Duration = Duration::from_millis(100);

/// What a list shows at most; older conversations do not change by themselves.
const LISTED: u32 = 1000;

#[derive(Clone, Default)]
pub(crate) struct Watchers {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The page that watches: there is one window.
    outlet: Mutex<Option<Outlet<ApplicationChange>>>,
    keychain: Mutex<Option<Keychain>>,
    notices: Mutex<Vec<Notice>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watchers {
    /// Tells this page from now on, and none that was there before it was loaded anew.
    pub(crate) fn watch(&self, outlet: Outlet<ApplicationChange>) {
        *held(&self.shared.outlet) = Some(outlet);
    }

    pub(crate) fn keychain(&self) -> Keychain {
        held(&self.shared.keychain).clone().unwrap_or(Keychain::Unknown)
    }

    pub(crate) fn notices(&self) -> Vec<Notice> {
        held(&self.shared.notices).clone()
    }

    pub(crate) fn notice(&self, notice: Notice) {
        held(&self.shared.notices).push(notice.clone());
        self.tell(&ApplicationChange::Notice { notice });
    }

    /// Notes and tells how the keychain answered.
    pub(crate) fn keychain_answered(&self, answer: Result<(), KeychainError>) {
        let keychain = match answer {
            Ok(()) => Keychain::Available,
            Err(KeychainError::Locked | KeychainError::TimedOut { .. } | KeychainError::Cancelled) => {
                Keychain::Locked
            }
            Err(error @ (KeychainError::Unavailable { .. } | KeychainError::NotKept)) => {
                Keychain::Unavailable { reason: error.to_string() }
            }
        };
        *held(&self.shared.keychain) = Some(keychain.clone());
        self.tell(&ApplicationChange::Keychain { keychain });
    }

    /// Listens to the engine for as long as it lives: feeds are stirred at once, lists are told at their pace.
    pub(crate) async fn listen(self, engine: Engine, feeds: Feeds) {
        let mut changes = engine.changes();
        let mut told: HashMap<String, Conversation> = HashMap::new();
        let mut pending: HashSet<String> = HashSet::new();
        let mut pace = tokio::time::interval(LIST_PACE);
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Ok(Change::Conversation(id)) => {
                        feeds.stir(&id);
                        pending.insert(id);
                    }
                    Ok(Change::Merchants) => self.tell_merchants(&engine).await,
                    Err(RecvError::Lagged(_)) => {
                        // What was missed may have been anything, so everything that is listed is read anew.
                        feeds.stir_all();
                        self.tell_merchants(&engine).await;
                        let listed = engine.conversations(ListFilter { limit: LISTED, ..ListFilter::default() }).await;
                        pending.extend(listed.unwrap_or_default().into_iter().map(|conversation| conversation.id));
                    }
                    Err(RecvError::Closed) => return,
                },
                _ = pace.tick(), if !pending.is_empty() => {
                    for id in pending.drain() {
                        match engine.conversation(&id).await {
                            Ok(conversation) if told.get(&id) == Some(&conversation) => {}
                            Ok(conversation) => {
                                told.insert(id, conversation.clone());
                                let conversation = Box::new(convert::conversation(conversation));
                                self.tell(&ApplicationChange::Conversation { conversation });
                            }
                            Err(Error::ConversationNotFound) => {
                                told.remove(&id);
                                self.tell(&ApplicationChange::ConversationGone { id });
                            }
                            Err(error) => tracing::warn!(%error, "a conversation could not be read"),
                        }
                    }
                }
            }
        }
    }

    async fn tell_merchants(&self, engine: &Engine) {
        match engine.merchants().await {
            Ok(merchants) => {
                let merchants =
                    merchants.iter().map(|merchant| convert::merchant(engine, merchant)).collect();
                self.tell(&ApplicationChange::Merchants { merchants });
            }
            Err(error) => tracing::error!(%error, "the merchants could not be read"),
        }
    }

    pub(crate) fn tell(&self, change: &ApplicationChange) {
        let mut watching = held(&self.shared.outlet);
        if watching.as_ref().is_some_and(|outlet| !outlet.try_send(change.clone())) {
            *watching = None;
        }
    }
}
