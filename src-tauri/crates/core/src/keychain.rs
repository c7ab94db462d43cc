//! The system's keychain, behind a thread of its own.
//!
//! A locked keychain may block for ever, and the library behind it panics inside an asynchronous runtime. So all calls
//! are made on one thread, in turn, and nobody waits for it longer than they are willing to; a thread that is stuck is
//! left behind and replaced. There is no fallback to a file, ever.

mod store;

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use agent_graph::ApiKey;
use tokio::sync::{Notify, oneshot};
use zeroize::Zeroizing;

use store::Store;

/// How long a read in the background waits: long enough for a keychain that is being unlocked by the system itself.
const BACKGROUND_PATIENCE: Duration = Duration::from_secs(5);

/// How long a person's own action waits: the system may be asking for a password.
const PERSON_PATIENCE: Duration = Duration::from_secs(120);

/// Threads that may be stuck at one time. A person who goes on pressing buttons before a locked keychain gets no further.
const STUCK_THREADS: usize = 8;

/// Who waits for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Nobody in particular: five seconds.
    Background,
    /// A person who pressed a button: two minutes, with a way to cancel.
    Person,
}

impl Patience {
    fn limit(self) -> Duration {
        match self {
            Self::Background => BACKGROUND_PATIENCE,
            Self::Person => PERSON_PATIENCE,
        }
    }
}

/// Why the keychain did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none, or it failed.
    #[error("The system's keychain cannot be used ({reason})")]
    Unavailable {
        /// The system's words.
        reason: String,
    },
    /// It is locked, or has no keyring yet, and did not open.
    #[error("The system's keychain is locked or has no keyring")]
    Locked,
    /// It did not answer in time.
    #[error("The system's keychain did not answer within {} s", .after.as_secs())]
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// A person cancelled the wait.
    #[error("Waiting for the system's keychain was cancelled")]
    Cancelled,
    /// What was read back is not what was written.
    #[error("The system's keychain did not keep the key as it was given")]
    NotKept,
}

enum Operation {
    Read,
    Write(ApiKey),
    Remove,
}

struct Call {
    account: String,
    operation: Operation,
    reply: oneshot::Sender<Result<Option<ApiKey>, KeychainError>>,
}

/// The keychain of the person who runs this process.
#[derive(Debug)]
pub(crate) struct Keychain {
    /// Held for the length of a call, so that calls are made in turn.
    turn: tokio::sync::Mutex<()>,
    thread: Mutex<Option<mpsc::Sender<Call>>>,
    cancel: Arc<Notify>,
    /// One clone for each thread that lives, stuck ones included.
    alive: Arc<()>,
}

impl Default for Keychain {
    fn default() -> Self {
        Self {
            turn: tokio::sync::Mutex::new(()),
            thread: Mutex::new(None),
            cancel: Arc::new(Notify::new()),
            alive: Arc::default(),
        }
    }
}

impl Keychain {
    /// The key under an account; `None` where there is none.
    pub(crate) async fn read(
        &self,
        account: &str,
        patience: Patience,
    ) -> Result<Option<ApiKey>, KeychainError> {
        self.call(account, Operation::Read, patience).await
    }

    /// Stores a key, and reads it back. A keychain that cannot be read is not written to.
    pub(crate) async fn write(
        &self,
        account: &str,
        key: ApiKey,
        patience: Patience,
    ) -> Result<(), KeychainError> {
        self.call(account, Operation::Write(key), patience).await.map(|_written| ())
    }

    /// Removes the key under an account, if there is one.
    pub(crate) async fn remove(&self, account: &str, patience: Patience) -> Result<(), KeychainError> {
        self.call(account, Operation::Remove, patience).await.map(|_removed| ())
    }

    /// Ends the waiting of a person's own action.
    pub(crate) fn cancel(&self) {
        self.cancel.notify_waiters();
    }

    async fn call(
        &self,
        account: &str,
        operation: Operation,
        patience: Patience,
    ) -> Result<Option<ApiKey>, KeychainError> {
        // While a thread is stuck in the system's hands, the keychain is as good as locked.
        let stuck = self.stuck_threads();
        if stuck >= STUCK_THREADS || (stuck > 0 && patience == Patience::Background) {
            return Err(KeychainError::Locked);
        }
        let cancelled = self.cancel.notified();
        let waiting = async {
            let _turn = self.turn.lock().await;
            let (reply, answer) = oneshot::channel();
            self.hand_over(Call { account: account.to_owned(), operation, reply })?;
            answer.await.unwrap_or_else(|_gone| {
                Err(KeychainError::Unavailable { reason: "its thread ended".to_owned() })
            })
        };
        let after = patience.limit();
        tokio::select! {
            answer = tokio::time::timeout(after, waiting) => answer.unwrap_or_else(|_elapsed| {
                self.leave_thread_behind();
                Err(KeychainError::TimedOut { after })
            }),
            () = cancelled, if patience == Patience::Person => {
                self.leave_thread_behind();
                Err(KeychainError::Cancelled)
            }
        }
    }

    fn hand_over(&self, call: Call) -> Result<(), KeychainError> {
        let mut slot = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let call = match slot.as_ref() {
            Some(thread) => match thread.send(call) {
                Ok(()) => return Ok(()),
                // The thread has ended, so a new one takes the call.
                Err(mpsc::SendError(call)) => call,
            },
            None => call,
        };
        let (sender, calls) = mpsc::channel::<Call>();
        let alive = self.alive.clone();
        thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                serve(&calls);
                drop(alive);
            })
            .map_err(|error| KeychainError::Unavailable { reason: error.to_string() })?;
        // The receiver has just been given to the thread, so it takes the call.
        sender.send(call).ok();
        *slot = Some(sender);
        Ok(())
    }

    fn stuck_threads(&self) -> usize {
        let slot = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        // A thread that has panicked is not alive any more, and its slot is still taken.
        Arc::strong_count(&self.alive).saturating_sub(1 + usize::from(slot.is_some()))
    }

    /// The thread may be stuck in the system's hands: it ends by itself when it comes back.
    fn leave_thread_behind(&self) {
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn serve(calls: &mpsc::Receiver<Call>) {
    let mut opened: Option<Store> = None;
    for Call { account, operation, reply } in calls.iter() {
        // Nobody waits any more: a write that was given up must not happen later.
        if reply.is_closed() {
            continue;
        }
        let store = match opened.take().map_or_else(Store::open, Ok) {
            Ok(store) => store,
            Err(error) => {
                // The next call tries again: a keychain may have been started in the meantime.
                reply.send(Err(failure(error))).ok();
                continue;
            }
        };
        let answer = match operation {
            Operation::Read => read(&store, &account),
            Operation::Remove => remove(&store, &account).map(|()| None),
            Operation::Write(key) => match write(&store, &account, &key, || reply.is_closed()) {
                Ok(before) => {
                    if reply.send(Ok(None)).is_err() {
                        put_back(&store, &account, before);
                    }
                    opened = Some(store);
                    continue;
                }
                Err(error) => Err(error),
            },
        };
        if !matches!(answer, Err(KeychainError::Unavailable { .. })) {
            opened = Some(store);
        }
        // Whoever asked may have stopped waiting.
        reply.send(answer).ok();
    }
}

fn read(store: &Store, account: &str) -> Result<Option<ApiKey>, KeychainError> {
    let Some(text) = stored(store, account)? else { return Ok(None) };
    let unreadable = |_error| KeychainError::Unavailable { reason: "what it holds is no key".to_owned() };
    ApiKey::new(&text).map(Some).map_err(unreadable)
}

fn stored(store: &Store, account: &str) -> Result<Option<Zeroizing<String>>, KeychainError> {
    match store.entry(account).and_then(|entry| entry.get_password()) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(failure(error)),
    }
}

/// Writes a key and answers what was there before.
fn write(
    store: &Store,
    account: &str,
    key: &ApiKey,
    given_up: impl Fn() -> bool,
) -> Result<Option<Zeroizing<String>>, KeychainError> {
    let before = stored(store, account)?;
    // Reading may have waited for a person to unlock the keychain, and that person may have given up here.
    if given_up() {
        return Err(KeychainError::Cancelled);
    }
    let entry = store.entry(account).map_err(failure)?;
    entry.set_password(key.expose()).map_err(failure)?;
    let kept = stored(store, account)?;
    if kept.is_some_and(|kept| kept.as_str() == key.expose()) {
        return Ok(before);
    }
    put_back(store, account, before);
    Err(KeychainError::NotKept)
}

/// Undoes a write. Where even that fails nothing more can be done, and the person has been told that it failed.
fn put_back(store: &Store, account: &str, before: Option<Zeroizing<String>>) {
    let Ok(entry) = store.entry(account) else { return };
    match before {
        Some(before) => entry.set_password(&before).ok(),
        None => entry.delete_credential().ok(),
    };
}

fn remove(store: &Store, account: &str) -> Result<(), KeychainError> {
    match store.entry(account).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(failure(error)),
    }
}

fn failure(error: keyring::Error) -> KeychainError {
    match error {
        keyring::Error::NoStorageAccess(_) => KeychainError::Locked,
        // Some errors carry what was stored; their text must not go further.
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            KeychainError::Unavailable { reason: "what it holds is no key".to_owned() }
        }
        other => KeychainError::Unavailable { reason: other.to_string() },
    }
}
