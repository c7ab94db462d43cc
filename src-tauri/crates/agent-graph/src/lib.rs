//! The Agent Graph API of Connectly: what is sent, what comes back, and the HTTP client between the two.
//!
//! The crate is strict in what it sends and lenient in what it accepts. It knows no storage, no keychain and no
//! window. Every assumption that the API's public reference leaves open is made here and nowhere else, beside a
//! comment that says that it is one.
//!
//! The way of an answer: [`Client::invoke`] hands out a [`Turn`], which yields [`Line`]s, cut at the byte 0x0A by
//! [`framing`] and otherwise untouched. [`envelope::read_line`] finds the events in a line, and
//! [`event::ResponseEvent::read`] gives one its meaning. A line without meaning is still a line.

#![deny(missing_docs)]

pub mod address;
pub mod client;
mod connection;
pub mod envelope;
pub mod error;
pub mod event;
pub mod framing;
pub mod input;
pub mod json;
pub mod key;
pub mod problem;
pub mod request;
pub mod turn;
mod usual;

pub use address::{AddressError, BaseUrl};
pub use client::{Answered, Client, SentRequest, Timeouts};
pub use envelope::{LineClass, LineReading, read_line};
pub use error::{Delivery, Error, GrpcStatus, Refusal};
pub use event::ResponseEvent;
pub use input::{FaultKind, InputFault, Unknown};
pub use key::{ApiKey, KeyError, KeyTrace, MASKED_KEY, MAX_KEY_CHARACTERS};
pub use problem::{EventProblem, LineProblem};
pub use request::{Identity, InputEvent, Invocation};
pub use turn::{Head, Line, Turn, TurnEnd, TurnUpdate};
