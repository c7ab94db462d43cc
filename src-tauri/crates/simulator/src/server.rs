//! The simulator of three shops: starting, changing, counting, stopping.

use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::watch;

use crate::{
    answer::Memory,
    lies::ToldLie,
    life::{Life, StartError, base_url},
    pictures::Pictures,
    routes,
    sessions::Sessions,
    settings::Settings,
};

/// A running simulator. Dropping it stops it; [`Simulator::stop`] also waits until it has stopped.
pub struct Simulator {
    key: String,
    shared: Arc<Shared>,
    life: Life,
}

/// What happened so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Turns whose session was found, so that an answer began.
    pub turns_started: u64,
    /// Turns whose client went away before the answer was complete.
    pub turns_abandoned: u64,
    /// Sessions that are open now.
    pub sessions_open: usize,
}

impl Simulator {
    /// Starts a server on a loopback address; port 0 takes any free port.
    ///
    /// # Errors
    /// The address is not loopback or not free, or the key cannot be sent in a header.
    pub async fn start(address: SocketAddr, settings: Settings) -> Result<Simulator, StartError> {
        let key = settings.key.clone();
        let (life, shared) = Life::begin(address, &key, |address, stopping| {
            let shared = Arc::new(Shared {
                base_url: base_url(address),
                settings: Mutex::new(settings),
                sessions: Mutex::default(),
                pictures: Mutex::default(),
                counts: Arc::default(),
                told: Mutex::default(),
                stopping,
            });
            (routes::router(Arc::clone(&shared)), shared)
        })
        .await?;
        Ok(Simulator { key, shared, life })
    }

    /// What a merchant's base URL must be to reach this server: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        self.life.base_url()
    }

    /// What a call must carry in `x-api-key`.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Changes the behaviour of turns that begin from now on. The key stays as it was at the start.
    pub fn set_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = lock(&self.shared.settings);
        change(&mut settings);
        settings.key.clone_from(&self.key);
    }

    /// What happened so far.
    pub fn counters(&self) -> Counters {
        Counters {
            turns_started: self.shared.counts.started.load(Ordering::Relaxed),
            turns_abandoned: self.shared.counts.abandoned.load(Ordering::Relaxed),
            sessions_open: lock(&self.shared.sessions).count(),
        }
    }

    /// The lies that were told so far, in order; the first hundred thousand of them.
    pub fn told_lies(&self) -> Vec<ToldLie> {
        lock(&self.shared.told).clone()
    }

    /// Stops: streams under way are cut, the port is free when this returns.
    pub async fn stop(self) {
        self.life.stop().await;
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("address", &self.base_url())
            .field("key", &"[redacted]")
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}

/// What the server and its requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) base_url: String,
    pub(crate) settings: Mutex<Settings>,
    pub(crate) sessions: Mutex<Sessions<Memory>>,
    pub(crate) pictures: Mutex<Pictures>,
    pub(crate) counts: Arc<Counts>,
    pub(crate) told: Mutex<Vec<ToldLie>>,
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The counters, as turns raise them.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) started: AtomicU64,
    pub(crate) abandoned: AtomicU64,
}

/// A lock that a panic elsewhere does not poison: what it holds is whole between any two statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
