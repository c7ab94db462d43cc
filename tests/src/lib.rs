//! The harness that every test area shares: a server that lies to order, a private environment for a program,
//! a real keychain, a virtual display and the real window.
//!
//! What it deliberately does not do: it knows nothing of the crates under test. A program is driven through what
//! its user has (command line, window, HTTP), so that a test cannot pass because of what the code believes of
//! itself. Everything waits for a condition with a bound; nothing is ended by its name, only by its process id.

pub mod axe;
pub mod bounds;
pub mod canary;
mod close_button;
pub mod command;
mod dropped_file;
pub mod environment;
pub mod failure;
pub mod history;
pub mod input_events;
pub mod keyboard;
pub mod keys;
mod memory;
pub mod pages;
pub mod processes;
pub mod programs;
pub mod secrets;
pub mod server;
pub mod services;
pub mod shop;
pub mod small_disk;
mod title_bar;
pub mod window;

pub use environment::Environment;
pub use failure::{Failure, TestResult};
pub use server::{Gate, Script, Server, Step};
