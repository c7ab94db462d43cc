//! What crosses between the backend and the window, and nothing else.
//!
//! Every type here is written out for the window alone: domain types stay inside and are converted field by
//! field (`convert.rs`), so that a new field breaks the build instead of being forgotten. The TypeScript in
//! `ui/src/ipc/generated/` is made from these types by `cargo xtask bindings`.
//!
//! JSON that came from the API crosses as a *string*: a message under 8,192 bytes is spliced into the page as a
//! JavaScript literal, which would drop a `__proto__` key and turn `1.10` into `1.1`.
//! Times of the clock are milliseconds since 1970 in UTC; durations are microseconds unless named otherwise.

mod application;
mod branch;
mod catalogs;
mod checks;
mod comparison;
mod conversation;
mod drafting;
mod error;
mod event;
mod files;
mod filter;
mod history;
mod inspector;
mod media;
mod merchant;
mod presentation;
mod problem;
mod runs;
mod truth;
mod verdict;

pub use application::*;
pub use branch::*;
pub use catalogs::*;
pub use checks::*;
pub use comparison::*;
pub use conversation::*;
pub use drafting::*;
pub use error::*;
pub use event::*;
pub use files::*;
pub use filter::*;
pub use history::*;
pub use inspector::*;
pub use media::*;
pub use merchant::*;
pub use presentation::*;
pub use problem::*;
pub use runs::*;
pub use truth::*;
pub use verdict::*;
