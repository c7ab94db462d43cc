//! The desktop host of Sofia Desk: one window, its commands, and what they need. The use cases live in `sofia-core`.

pub mod bindings;
mod catalogs;
mod checking;
mod choosing;
pub mod commands;
mod convert;
mod demo;
mod dropping;
mod feeds;
mod host;
mod images;
mod importing;
mod link;
mod log;
mod media;
mod page;
mod painting;
mod pasted;
mod preferences;
mod presenting;
mod start;
mod start_words;
pub mod transfer;
mod upkeep;
mod watchers;
mod window;

pub use start::run;
