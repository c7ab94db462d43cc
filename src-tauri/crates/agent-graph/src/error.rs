//! What can go wrong between asking and having the whole answer.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::address::AddressError;
use crate::json::Object;

/// How much of a call has reached the other side: whether a repeat could do harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Nothing left this machine.
    NotSent,
    /// It was sent; whether the agent acted on it is not known.
    OutcomeUnknown,
    /// The server refused it.
    Refused,
    /// A part of the answer came.
    Partial,
}

/// A gRPC status as grpc-gateway writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrpcStatus {
    /// The status code of gRPC, where it could be read.
    pub code: Option<i32>,
    /// The server's words.
    pub message: String,
    /// The whole status as JSON.
    pub json: String,
}

impl GrpcStatus {
    /// Reads `{"code":…,"message":…,"details":[…]}`; the code may be a string.
    pub fn read(json: &str) -> Option<Self> {
        let object = Object::read(json)?;
        let code = object.text("code").and_then(|code| code.parse().ok());
        let message = object.text("message");
        if code.is_none() && message.is_none() {
            return None;
        }
        Some(Self { code, message: message.unwrap_or_default(), json: json.to_owned() })
    }

    pub(crate) fn unreadable(json: &str) -> Self {
        Self { code: None, message: crate::json::scalar(json).unwrap_or_default(), json: json.to_owned() }
    }

    pub(crate) fn masked(self, client: &crate::client::Client) -> Self {
        Self { code: self.code, message: client.masked(&self.message), json: client.masked(&self.json) }
    }

    /// The name of the code in gRPC's own list.
    pub fn name(&self) -> &'static str {
        match self.code {
            Some(1) => "CANCELLED",
            Some(2) => "UNKNOWN",
            Some(3) => "INVALID_ARGUMENT",
            Some(4) => "DEADLINE_EXCEEDED",
            Some(5) => "NOT_FOUND",
            Some(6) => "ALREADY_EXISTS",
            Some(7) => "PERMISSION_DENIED",
            Some(8) => "RESOURCE_EXHAUSTED",
            Some(9) => "FAILED_PRECONDITION",
            Some(10) => "ABORTED",
            Some(11) => "OUT_OF_RANGE",
            Some(12) => "UNIMPLEMENTED",
            Some(13) => "INTERNAL",
            Some(14) => "UNAVAILABLE",
            Some(15) => "DATA_LOSS",
            Some(16) => "UNAUTHENTICATED",
            _ => "UNKNOWN_CODE",
        }
    }
}

impl fmt::Display for GrpcStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(formatter, "{} ({code}): {}", self.name(), self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

/// An answer that is not 2xx, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub http_status: u16,
    /// The gRPC status in the body, where there is one.
    pub grpc: Option<GrpcStatus>,
    /// The body, up to [`crate::client::MAX_REFUSAL_BYTES`].
    pub body: Bytes,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Location`, for a redirect.
    pub location: Option<String>,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HTTP {}", self.http_status)?;
        match &self.grpc {
            Some(status) => write!(formatter, ", {status}"),
            None => Ok(()),
        }
    }
}

/// Why a call has no answer, or only a part of one.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The address is not one that a key may be sent to.
    #[error("the address was refused: {0}")]
    Address(#[from] AddressError),
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {reason}")]
    Setup {
        /// The cause, in the words of the library.
        reason: String,
    },
    /// No connection: no such host, refused, unreachable.
    #[error("{host} cannot be reached: {reason}")]
    Connect {
        /// Host and port.
        host: String,
        /// The system's words.
        reason: String,
    },
    /// No connection within the time-out.
    #[error("{host} did not accept a connection within {} s", .after.as_secs_f32())]
    ConnectTimeout {
        /// Host and port.
        host: String,
        /// The time-out.
        after: Duration,
    },
    /// The connection is not trusted.
    #[error("no trusted connection to {host}: {reason}")]
    Tls {
        /// Host and port.
        host: String,
        /// Why.
        reason: String,
    },
    /// It was sent, and the connection ended before an answer began.
    #[error("{host} ended the connection without an answer: {reason}")]
    NoAnswer {
        /// Host and port.
        host: String,
        /// How it ended.
        reason: String,
    },
    /// It was sent, and nothing came within the time-out.
    #[error("{host} did not begin to answer within {} s", .after.as_secs_f32())]
    NoFirstEvent {
        /// Host and port.
        host: String,
        /// The time-out.
        after: Duration,
    },
    /// A 2xx without a single line that is not empty.
    #[error("the answer is empty")]
    Empty,
    /// A 3xx. Redirects are never followed, since the key would go along.
    #[error("the server redirects ({0}), which is never followed because the key would go along")]
    Redirect(Box<Refusal>),
    /// Any other status that is not 2xx.
    #[error("the server refused the call: {0}")]
    Status(Box<Refusal>),
    /// A 2xx that is not what the call answers.
    #[error("the answer to {call} cannot be read: {reason}")]
    Unreadable {
        /// The call.
        call: &'static str,
        /// What is wrong with it.
        reason: String,
        /// The body.
        body: Bytes,
    },
    /// The stream said that it failed.
    #[error("the server reported an error in mid-answer: {status}")]
    ErrorLine {
        /// What it said.
        status: GrpcStatus,
    },
    /// The stream broke off, or ended in mid-line.
    #[error("the answer was cut: {reason}")]
    Cut {
        /// How.
        reason: String,
        /// Lines before that, those that are not empty.
        lines: u64,
    },
    /// Nothing came for the idle time-out.
    #[error("the answer stalled for {} s", .after.as_secs_f32())]
    Stalled {
        /// The time-out.
        after: Duration,
        /// Lines before that, those that are not empty.
        lines: u64,
    },
    /// It was stopped on our side.
    #[error("the answer was stopped")]
    Stopped {
        /// Lines before that, those that are not empty.
        lines: u64,
    },
    /// A line went over the bound; it was cut and nothing after it was read.
    #[error("a line is longer than {limit} bytes, so it was cut and the rest was not read")]
    LineTooLong {
        /// The bound, in bytes.
        limit: usize,
    },
}

impl Error {
    /// Whether a repeat could do harm.
    pub fn delivery(&self) -> Delivery {
        match self {
            Self::Address(_)
            | Self::Setup { .. }
            | Self::Connect { .. }
            | Self::ConnectTimeout { .. }
            | Self::Tls { .. } => Delivery::NotSent,
            Self::NoAnswer { .. } | Self::NoFirstEvent { .. } | Self::Empty => Delivery::OutcomeUnknown,
            Self::Redirect(_) => Delivery::Refused,
            // A server, or a gateway before it, that fails with a 5xx may have failed after the agent acted.
            Self::Status(refusal) if refusal.http_status >= 500 => Delivery::OutcomeUnknown,
            Self::Status(_) => Delivery::Refused,
            Self::Cut { lines: 0, .. } | Self::Stalled { lines: 0, .. } | Self::Stopped { lines: 0 } => {
                Delivery::OutcomeUnknown
            }
            Self::Unreadable { .. }
            | Self::ErrorLine { .. }
            | Self::Cut { .. }
            | Self::Stalled { .. }
            | Self::Stopped { .. }
            | Self::LineTooLong { .. } => Delivery::Partial,
        }
    }

    /// The server's refusal, where there is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Redirect(refusal) | Self::Status(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether the key was refused: 401 or 403.
    pub fn is_key_refused(&self) -> bool {
        matches!(self, Self::Status(refusal) if matches!(refusal.http_status, 401 | 403))
    }
}
