//! The use cases of Sofia Desk: merchants and their credentials, conversations and their history.
//!
//! Nothing here knows a window. The same [`Engine`] stands behind the desktop application and behind the command
//! `sofia`; it alone opens the database and the keychain. What streams in is stored before anybody is told of it.

mod clock;
pub mod conversation;
pub mod credentials;
pub mod data_folder;
mod engine;
mod error;
pub mod history;
mod keychain;
pub mod merchant;
pub mod onboarding;
pub mod problem;
pub mod request_text;
pub mod whatsapp_limits;

pub use engine::{
    Change, ConnectionCall, ConnectionStep, Engine, EngineOptions, KeyChange, MerchantSaved, Reach,
    Recovered, RehearsalPart, RehearsalStep, StepResult, TurnProgress,
};
pub use error::Error;
pub use problem::{Problem, ProblemCode};
