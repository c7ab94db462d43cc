//! What the commands work with: the engine, and the few things that belong to the window alone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use sofia_core::{Cancel, Engine};
use sofia_media::Library;
use tauri::ipc::Channel;

use crate::catalogs::Catalogs;
use crate::checking::Checking;
use crate::feeds::Feeds;
use crate::importing::LeftOut;
use crate::page::Page;
use crate::pasted::PastedKeys;
use crate::preferences::PreferenceFile;
use crate::presenting::Presenting;
use crate::transfer::{ErrorCode, ErrorReport};
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
    pub(crate) page: Page,
    pub(crate) left_out: Arc<LeftOut>,
    pub(crate) catalogs: Arc<Catalogs>,
}

/// Ends the exports that are under way. The window begins one at a time; of several, *Cancel* ends all.
#[derive(Default)]
pub(crate) struct Exports {
    current: Mutex<Cancel>,
}

impl Exports {
    /// For an export that begins now.
    pub(crate) fn begin(&self) -> Cancel {
        self.current().clone()
    }

    pub(crate) fn cancel(&self) {
        // What begins from now on is another matter.
        std::mem::take(&mut *self.current()).cancel();
    }

    fn current(&self) -> MutexGuard<'_, Cancel> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
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
