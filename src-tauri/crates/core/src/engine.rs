//! The engine: every use case, behind one type that any front may hold.

mod archive;
mod branches;
mod catalogs;
mod checks;
mod connection;
mod conversations;
mod drafts;
mod elsewhere;
mod files;
mod inspection;
mod logos;
mod merchants;
mod recorded;
mod recovery;
mod rehearsal;
mod search;
mod sessions;
mod title;
mod turns;
mod unstored;
mod upkeep;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use agent_graph::Timeouts;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::credentials::{Credentials, KeychainError};
use crate::data_folder::{DataFolder, HeldLock};
use crate::error::Error;
use crate::history::History;
use sessions::LiveSession;
use unstored::Unstored;

pub use archive::Purged;
pub use branches::{AnswerPlace, BranchPoint, Branched};
pub use checks::Unrecorded;
pub use connection::{ConnectionCall, ConnectionStep, Reach, StepResult};
pub use files::{Cancel, Imported, read_recording};
pub use logos::MAX_LOGO_BYTES;
pub use merchants::{KeyChange, MerchantSaved};
pub use recorded::{AnswersWanted, RecordedAnswers};
pub use recovery::Recovered;
pub use rehearsal::{RehearsalPart, RehearsalStep};
pub use turns::TurnProgress;
pub use upkeep::{DAYS_TO_UNDO, DataKind, DataPart, DataStatement, Retention};

/// Changes that may wait to be taken. A reader that falls behind reads the lists anew.
const CHANGES_AHEAD: usize = 1024;

/// How a front wants the engine.
#[derive(Debug, Clone, Copy, Default)]
pub struct EngineOptions {
    /// How long is waited for what.
    pub timeouts: Timeouts,
    /// Let `SOFIA_API_KEY` take precedence over stored keys.
    pub key_from_environment: bool,
}

/// What has changed. It says where to look, not what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A merchant was added, edited, removed, or its key was.
    Merchants,
    /// A conversation, by id: its state, its turns or its lines.
    Conversation(String),
}

/// Every use case. Cheap to clone; all clones are one engine.
#[derive(Debug, Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    history: History,
    credentials: Credentials,
    folder: DataFolder,
    timeouts: Timeouts,
    /// Names this process in the rows of the sessions that it holds.
    owner: String,
    /// Says, for as long as this process lives, that the owner does.
    _owner_lock: HeldLock,
    live: Mutex<HashMap<String, Arc<LiveSession>>>,
    unstored: Unstored,
    changes: broadcast::Sender<Change>,
    set_aside: Option<PathBuf>,
}

impl Engine {
    /// Opens the data folder. Must be called inside a Tokio runtime.
    pub fn open(folder: DataFolder, options: EngineOptions) -> Result<Self, Error> {
        let owner = Uuid::new_v4().to_string();
        let in_use = || Error::Internal { reason: "a fresh owner's lock is held already".to_owned() };
        let owner_lock = folder.lock_owner(&owner)?.ok_or_else(in_use)?;
        let opened = History::open(&folder.database())?;
        let credentials = Credentials::new(options.key_from_environment)?;
        let (changes, _) = broadcast::channel(CHANGES_AHEAD);
        let shared = Shared {
            history: opened.history,
            credentials,
            folder,
            timeouts: options.timeouts,
            owner,
            _owner_lock: owner_lock,
            live: Mutex::default(),
            unstored: Unstored::default(),
            changes,
            set_aside: opened.set_aside,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The folder that everything is written to.
    pub fn folder(&self) -> &DataFolder {
        &self.shared.folder
    }

    /// The new name of the database, where it was found damaged at the start.
    pub fn damaged_database(&self) -> Option<&PathBuf> {
        self.shared.set_aside.as_ref()
    }

    /// What changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
    }

    /// Whether the system's keychain answers.
    pub async fn probe_keychain(&self) -> Result<(), KeychainError> {
        self.shared.credentials.probe().await
    }

    /// Ends the waiting for a keychain that a person has asked for something.
    pub fn cancel_keychain(&self) {
        self.shared.credentials.cancel();
    }

    fn changed(&self, change: Change) {
        // With nobody listening there is nobody to tell.
        self.shared.changes.send(change).ok();
    }

    fn history(&self) -> &History {
        &self.shared.history
    }

    fn live(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<LiveSession>>> {
        self.shared.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
