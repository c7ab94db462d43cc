//! What the commands work with: the engine, and the few things that belong to the window alone.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use agent_graph::ApiKey;
use serde::Serialize;
use sofia_core::{Cancel, Engine};
use sofia_media::Library;
use tauri::ipc::Channel;

use crate::catalogs::Catalogs;
use crate::checking::Checking;
use crate::feeds::Feeds;
use crate::preferences::PreferenceFile;
use crate::presenting::Presenting;
use crate::transfer::{ErrorCode, ErrorReport, PastedKey};
use crate::watchers::Watchers;

/// The state behind the commands.
pub(crate) struct Host {
    pub(crate) app: tauri::AppHandle,
    pub(crate) engine: Engine,
    pub(crate) feeds: Feeds,
    pub(crate) watchers: Watchers,
    pub(crate) preferences: PreferenceFile,
    pub(crate) pasted: PastedKeys,
    pub(crate) media: Library,
    pub(crate) presenting: Presenting,
    pub(crate) checking: Checking,
    pub(crate) exports: Exports,
    pub(crate) catalogs: Arc<Catalogs>,
}

/// Ends the export that is under way. There is one at a time.
#[derive(Default)]
pub(crate) struct Exports {
    current: Mutex<Cancel>,
}

impl Exports {
    /// For an export that begins now.
    pub(crate) fn begin(&self) -> Cancel {
        let cancel = Cancel::default();
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = cancel.clone();
        cancel
    }

    pub(crate) fn cancel(&self) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

/// The window's end of a channel. A window that is gone takes nothing more, which is no error of ours.
pub(crate) struct Outlet<T: Serialize>(Box<dyn Fn(T) -> bool + Send + Sync>);

impl<T: Serialize> Outlet<T> {
    pub(crate) fn new(send: impl Fn(T) -> bool + Send + Sync + 'static) -> Self {
        Self(Box::new(send))
    }

    /// Sends a message; false where nobody can take it any more.
    pub(crate) fn try_send(&self, message: T) -> bool {
        (self.0)(message)
    }

    pub(crate) fn send(&self, message: T) {
        self.try_send(message);
    }
}

pub(crate) fn outlet<T: Serialize + Send + Sync + 'static>(channel: Channel<T>) -> Outlet<T> {
    Outlet::new(move |message| channel.send(message).is_ok())
}

/// Keys that were found in a pasted text and wait to be saved. The window holds handles to them.
#[derive(Default)]
pub(crate) struct PastedKeys {
    keys: Mutex<VecDeque<(String, ApiKey)>>,
    issued: std::sync::atomic::AtomicU64,
}

impl PastedKeys {
    /// Pastes that are remembered; nobody has more forms open.
    const REMEMBERED: usize = 4;

    pub(crate) fn keep(&self, key: ApiKey) -> PastedKey {
        let number = self.issued.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let handle = format!("pasted-{number}");
        let characters = u32::try_from(key.expose().chars().count()).unwrap_or(u32::MAX);
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push_back((handle.clone(), key));
        if keys.len() > Self::REMEMBERED {
            keys.pop_front();
        }
        PastedKey { handle, characters }
    }

    /// What is kept in its place needs no copy here.
    pub(crate) fn forget(&self, handle: &str) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, _)| known != handle);
    }

    pub(crate) fn look(&self, handle: &str) -> Result<ApiKey, ErrorReport> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let found = keys.iter().find(|(known, _)| known == handle).map(|(_, key)| key.clone());
        found.ok_or_else(|| {
            let reason = "the pasted key is not remembered any more; paste it again";
            ErrorReport::new(ErrorCode::KeyInvalid, &[("reason", reason), ("why", "forgotten")], reason)
        })
    }
}

impl ErrorReport {
    pub(crate) fn new(code: ErrorCode, params: &[(&str, &str)], message: &str) -> Self {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { code, params, message: message.to_owned(), answer: None, delivery: None }
    }

    /// Something of the system failed that no code of its own stands for.
    pub(crate) fn internal(reason: &str) -> Self {
        Self::new(ErrorCode::Internal, &[("reason", reason)], reason)
    }
}
