//! The use cases of Sofia Desk: merchants and their credentials, conversations and their history.
//!
//! Nothing here knows a window. The same [`Engine`] stands behind the desktop application and behind the command
//! `sofia`; it alone opens the database and the keychain. What streams in is stored before anybody is told of it.

mod atomic_file;
pub mod catalog_store;
mod clock;
pub mod comparison;
mod context;
pub mod conversation;
pub mod credentials;
pub mod data_folder;
mod engine;
mod error;
mod event_object;
pub mod export;
pub mod history;
pub mod jq;
mod keychain;
pub mod merchant;
pub mod onboarding;
pub mod price;
pub mod problem;
pub mod recording;
pub mod request_text;
pub mod search;
pub mod whatsapp_limits;
mod words;

pub use atomic_file::AtomicFile;
pub use engine::{
    AnswerPlace, AnswersWanted, BranchPoint, Branched, Cancel, Change, ConnectionCall, ConnectionStep,
    DAYS_TO_UNDO, DataKind, DataPart, DataStatement, Engine, EngineOptions, Imported, KeyChange,
    MAX_LOGO_BYTES, MerchantSaved, Purged, Reach, RecordedAnswers, Recovered, RehearsalPart, RehearsalStep,
    Retention, StepResult, TurnProgress, Unrecorded, read_recording,
};
pub use error::Error;
pub use event_object::event_object;
pub use problem::{Problem, ProblemCode};
