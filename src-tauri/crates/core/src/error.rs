//! What can go wrong in a use case.

use std::path::PathBuf;

use agent_graph::{AddressError, InputFault, KeyError};

use crate::data_folder::DataFolderError;
use crate::keychain::KeychainError;
use crate::problem::{Context, Problem};
use crate::recording::RecordingFault;

/// Any failure of a use case. [`Problem`] is its form for people.
#[derive(Debug, Clone, thiserror::Error)]
#[allow(missing_docs, reason = "each sentence says what it is")]
pub enum Error {
    #[error(transparent)]
    Api(#[from] agent_graph::Error),
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    #[error("no key is stored for {merchant}")]
    KeyMissing { merchant: String },
    #[error("the key of {merchant} belongs to {origin}")]
    KeyForAnotherOrigin { merchant: String, origin: String },
    #[error("this cannot be a key: {0}")]
    KeyInvalid(#[from] KeyError),
    #[error("the base URL is refused: {0}")]
    Address(#[from] AddressError),
    #[error("{field} is empty")]
    FieldEmpty { field: &'static str },
    #[error("{field} is longer than {limit} characters")]
    FieldTooLong { field: &'static str, limit: usize },
    #[error("the name {name} is taken")]
    MerchantNameTaken { name: String },
    #[error("there is no merchant {name}")]
    MerchantNotFound { name: String },
    #[error("there is no such conversation")]
    ConversationNotFound,
    #[error("there is no such turn")]
    TurnNotFound,
    #[error("there is no such line")]
    LineNotFound,
    #[error("the session is closed")]
    ConversationClosed,
    #[error("an answer is still coming in")]
    TurnInProgress,
    #[error("this cannot be sent: {reason}")]
    InputInvalid { reason: String },
    #[error("this cannot be sent: event {number}: {fault}")]
    InputEvent { number: usize, fault: InputFault },
    #[error("this cannot be sent: it has more than {limit} bytes")]
    BodyTooLarge { limit: usize },
    #[error("the database {} failed: {reason}", .path.display())]
    Store { path: PathBuf, reason: String },
    #[error("the disk is full: {}", .path.display())]
    DiskFull { path: PathBuf },
    #[error("{}: {fault}", .path.display())]
    Recording { path: PathBuf, fault: RecordingFault },
    #[error("the catalog {} failed: {reason}", .path.display())]
    CatalogFailed { path: PathBuf, reason: String },
    #[error("a feed is being imported for {merchant}")]
    CatalogBusy { merchant: String },
    #[error("it was cancelled")]
    Cancelled,
    #[error("the database {} is of a newer version", .path.display())]
    DatabaseNewer { path: PathBuf },
    #[error(transparent)]
    DataFolder(std::sync::Arc<DataFolderError>),
    #[error("{}: {source}", .path.display())]
    File { path: PathBuf, source: std::sync::Arc<std::io::Error> },
    #[error("{}: {reason}", .path.display())]
    FileUnreadable { path: PathBuf, reason: String },
    #[error("{reason}")]
    Internal { reason: String },
}

impl From<DataFolderError> for Error {
    fn from(error: DataFolderError) -> Self {
        Self::DataFolder(std::sync::Arc::new(error))
    }
}

impl Error {
    /// The error for people, with no merchant named.
    pub fn problem(&self) -> Problem {
        Problem::of(self, Context::default())
    }

    /// The error for people.
    pub fn problem_of(&self, merchant: &str) -> Problem {
        Problem::of(self, Context { merchant, in_session: false })
    }
}
