//! Pictures and recordings by name: from the disk where they are fresh, else fetched, once for all who ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{OnceCell, Semaphore};

use crate::cache::{Cache, Kept};
use crate::failure::Failure;
use crate::fetch::Fetcher;
use crate::format::{Format, Kind};
use crate::source::{LocalOrigin, Source};

/// How many are fetched at a time: enough for a row of cards, few enough that no server feels besieged.
const AT_A_TIME: usize = 8;

/// For how long a copy is shown without asking whether there is a newer one.
const FRESH_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// For how long a failure is told again without another try. A list that is scrolled asks many times.
const FAILURE_COUNTS_FOR: Duration = Duration::from_secs(60);

/// More failures than any window shows; beyond that all are forgotten, which costs a try each.
const MOST_FAILURES: usize = 1_000;

/// A whole file and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// By its first bytes.
    pub format: Format,
    /// All of it.
    pub bytes: Bytes,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whose message names it. What was fetched for one is not shown for another.
    pub scope: String,
    /// As the message names it.
    pub address: String,
    /// What it is wanted for.
    pub kind: Kind,
    /// The origin on this machine that messages of this scope may name.
    pub local_origin: Option<LocalOrigin>,
    /// A person asks again: an earlier failure no longer counts.
    pub again: bool,
}

impl Request {
    fn name(&self) -> String {
        name(self.kind, &self.scope, &self.address)
    }
}

/// What something is kept under.
fn name(kind: Kind, scope: &str, address: &str) -> String {
    let kind = match kind {
        Kind::Image => "image",
        Kind::Audio => "audio",
    };
    format!("{kind}\n{scope}\n{}", address.trim())
}

impl Cache {
    /// A picture that was fetched for this scope, however old. It reads the disk, and asks nobody.
    pub fn kept_picture(&self, scope: &str, address: &str) -> Option<Media> {
        self.get(&name(Kind::Image, scope, address)).map(|kept| kept.media)
    }
}

type Outcome = Result<Media, Failure>;

/// Fetches and keeps.
#[derive(Debug)]
pub struct Library {
    fetcher: Fetcher,
    cache: Arc<Cache>,
    permits: Semaphore,
    under_way: Mutex<HashMap<String, Arc<OnceCell<Outcome>>>>,
    failures: Mutex<HashMap<String, (Instant, Failure)>>,
}

impl Library {
    /// A library over a fetcher and a cache.
    pub fn new(fetcher: Fetcher, cache: Cache) -> Self {
        Self {
            fetcher,
            cache: Arc::new(cache),
            permits: Semaphore::new(AT_A_TIME),
            under_way: Mutex::default(),
            failures: Mutex::default(),
        }
    }

    /// The whole file, or why it cannot be had. Those who ask for the same at the same time share one fetch.
    pub async fn get(&self, request: &Request) -> Outcome {
        let name = request.name();
        if request.again {
            lock(&self.failures).remove(&name);
        }
        let cell = Arc::clone(lock(&self.under_way).entry(name.clone()).or_default());
        // Where the one that fetches is dropped in the middle, the next one that waits takes over.
        let outcome = cell.get_or_init(|| self.find(&name, request)).await.clone();
        let mut under_way = lock(&self.under_way);
        if under_way.get(&name).is_some_and(|current| Arc::ptr_eq(current, &cell)) {
            under_way.remove(&name);
        }
        outcome
    }

    /// What is kept of it, however old, without asking anybody.
    pub async fn get_kept(&self, request: &Request) -> Outcome {
        self.kept(&request.name()).await.map(|kept| kept.media).ok_or(Failure::NotKept)
    }

    async fn find(&self, name: &str, request: &Request) -> Outcome {
        let kept = self.kept(name).await;
        if let Some(Kept { media, age }) = &kept
            && *age < FRESH_FOR
        {
            return Ok(media.clone());
        }
        let outcome = match self.known_failure(name) {
            Some(failure) => Err(failure),
            None => self.fetch(name, request).await,
        };
        match (outcome, kept) {
            // The server has said nothing against the copy: there is no network, or a demo's port has changed.
            (Err(failure), Some(kept)) if is_unheard(&failure, request) => Ok(kept.media),
            (outcome, _) => outcome,
        }
    }

    async fn fetch(&self, name: &str, request: &Request) -> Outcome {
        // The semaphore is never closed, and without a permit it would only be less polite.
        let _permit = self.permits.acquire().await.ok();
        let outcome = self.fetcher.fetch(&request.address, request.kind, request.local_origin.as_ref()).await;
        match &outcome {
            Ok(media) => self.keep(name, media.clone()).await,
            Err(failure) => {
                tracing::debug!(%failure, address = request.address, "not fetched");
                self.note_failure(name, failure);
                if !is_unheard(failure, request) {
                    self.on_disk(name, |cache, name| cache.forget(name)).await;
                }
            }
        }
        outcome
    }

    async fn kept(&self, name: &str) -> Option<Kept> {
        self.on_disk(name, |cache, name| cache.get(name)).await.flatten()
    }

    async fn keep(&self, name: &str, media: Media) {
        let kept = self.on_disk(name, move |cache, name| cache.put(name, &media)).await;
        if let Some(Err(error)) = kept {
            // It is shown all the same, and fetched again another time.
            tracing::warn!(%error, "what was fetched could not be kept");
        }
    }

    /// Work of the cache, off the runtime's own threads. Nothing where it panicked.
    async fn on_disk<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Cache, &str) -> T + Send + 'static,
    ) -> Option<T> {
        let (cache, name) = (Arc::clone(&self.cache), name.to_owned());
        tokio::task::spawn_blocking(move || work(&cache, &name)).await.ok()
    }

    fn known_failure(&self, name: &str) -> Option<Failure> {
        let failures = lock(&self.failures);
        let (at, failure) = failures.get(name)?;
        (at.elapsed() < FAILURE_COUNTS_FOR).then(|| failure.clone())
    }

    fn note_failure(&self, name: &str, failure: &Failure) {
        let mut failures = lock(&self.failures);
        if failures.len() >= MOST_FAILURES {
            failures.clear();
        }
        failures.insert(name.to_owned(), (Instant::now(), failure.clone()));
    }
}

/// Whether the server has said nothing: it did not answer, or the rules do not let it be asked.
fn is_unheard(failure: &Failure, request: &Request) -> bool {
    failure.is_silence() || Source::read(&request.address, request.local_origin.as_ref()).is_err()
}

/// What the locks here hold is whole between any two statements, so a panic elsewhere poisons nothing.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
