//! The simulator over real HTTP on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should say so at once")]

mod catalog;
mod conversation;
mod events;
mod faults;
mod pictures;
mod refusals;
mod support;
