//! Why a line or an event has no meaning, as codes that a front has sentences for. `Display` is the English one.

use crate::json::JsonFault;

/// Why a line has no meaning, or only a part of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// It is not UTF-8.
    #[error("not UTF-8 from byte {at} on")]
    NotUtf8 {
        /// The first byte that is not, from 0.
        at: usize,
    },
    /// It is not JSON.
    #[error("{0}")]
    NotJson(JsonFault),
    /// JSON, but an array, a text or a number.
    #[error("JSON, but not an object")]
    NotAnObject,
    /// An object with none of the members that an envelope has.
    #[error("an object with none of the members that we know")]
    UnknownMembers,
    /// `error` holds something other than a status.
    #[error("an error of a shape that we do not know")]
    UnknownError,
}

/// Why an event with a key that we know could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventProblem {
    /// What stands under its key is not an object.
    #[error("its content is not an object")]
    NotAnObject,
    /// It is not JSON.
    #[error("it is no JSON: {0}")]
    NotJson(JsonFault),
    /// An interactive event without `interactive`.
    #[error("it has no interactive content")]
    NoInteractive,
}
