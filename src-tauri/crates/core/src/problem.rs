//! An error as a person meets it: a code, the values for its sentence, and what the server said.
//!
//! The window has a sentence for each code in each language; the command prints the English one made here.

mod api;
mod storage;

use std::collections::BTreeMap;
use std::fmt;

use agent_graph::{Delivery, MAX_KEY_CHARACTERS, Refusal};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::keychain::KeychainError;

/// What is kept of a body in a problem, in bytes.
const BODY_SHOWN: usize = 64 * 1024;

/// An error on its way to a person, and in the history beside the turn that it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which error it is.
    pub code: ProblemCode,
    /// The values for the blanks of its sentence.
    pub params: BTreeMap<String, String>,
    /// What happened and what to do next, in English.
    pub message: String,
    /// What the server said.
    pub answer: Option<Answer>,
    /// Whether a repeat could do harm.
    pub delivery: Option<DeliveryWord>,
}

/// The status and body of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP status.
    pub http_status: Option<u16>,
    /// gRPC code.
    pub grpc_code: Option<i32>,
    /// Text of the body, invalid UTF-8 replaced, cut at 64 KiB.
    pub body: String,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Location`
    pub location: Option<String>,
    /// `Retry-After`
    pub retry_after: Option<String>,
}

/// How much of a call has reached the other side, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryWord {
    /// Nothing left this machine.
    NotSent,
    /// Whether the agent acted is not known.
    OutcomeUnknown,
    /// The server refused it.
    Refused,
    /// A part of the answer came.
    Partial,
}

impl From<Delivery> for DeliveryWord {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::NotSent => Self::NotSent,
            Delivery::OutcomeUnknown => Self::OutcomeUnknown,
            Delivery::Refused => Self::Refused,
            Delivery::Partial => Self::Partial,
        }
    }
}

/// Every error that a person can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the sentence of each says what it is")]
pub enum ProblemCode {
    KeyRefused,
    KeyMissing,
    KeyForAnotherOrigin,
    KeyInvalid,
    Unreachable,
    ConnectTimeout,
    TlsFailed,
    NoFirstEvent,
    NoAnswer,
    EmptyAnswer,
    Cut,
    Stalled,
    LineTooLong,
    Stopped,
    ErrorLine,
    Redirected,
    SessionGone,
    NotFound,
    TooManyRequests,
    BadRequest,
    ServerFailed,
    UnexpectedStatus,
    UnreadableAnswer,
    Unhealthy,
    BaseUrlRefused,
    FieldEmpty,
    FieldTooLong,
    MerchantNameTaken,
    MerchantNotFound,
    ConversationNotFound,
    LineNotFound,
    TurnNotFound,
    ConversationClosed,
    TurnInProgress,
    KeychainUnavailable,
    KeychainLocked,
    KeychainTimeout,
    KeychainCancelled,
    DatabaseFailed,
    DatabaseNewer,
    FileFailed,
    FileUnreadable,
    InputInvalid,
    InputEvent,
    BodyTooLarge,
    DiskFull,
    RecordingNewer,
    RecordingCut,
    RecordingDamaged,
    RecordingTooLarge,
    NotARecording,
    CatalogFailed,
    CatalogBusy,
    Internal,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Whose error it is, and where in a conversation it came up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The merchant's name.
    pub merchant: &'a str,
    /// The call belongs to a session that had worked.
    pub in_session: bool,
}

impl Problem {
    fn new(code: ProblemCode, params: &[(&str, String)], message: String) -> Self {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { code, params, message, answer: None, delivery: None }
    }

    /// A problem that no error type stands behind.
    pub fn other(code: ProblemCode, message: &str) -> Self {
        Self::new(code, &[("reason", message.to_owned())], message.to_owned())
    }

    /// An error of any kind, as a person meets it.
    pub fn of(error: &Error, context: Context<'_>) -> Self {
        match error {
            Error::Api(error) => Self::of_api(error, context),
            Error::Keychain(error) => Self::of_keychain(error),
            Error::KeyMissing { merchant } => Self::new(
                ProblemCode::KeyMissing,
                &[("merchant", merchant.clone())],
                format!("No API key is stored for {merchant}. Edit the merchant to add one."),
            ),
            Error::KeyForAnotherOrigin { merchant, origin } => Self::new(
                ProblemCode::KeyForAnotherOrigin,
                &[("merchant", merchant.clone()), ("origin", origin.clone())],
                format!(
                    "The stored key of {merchant} belongs to {origin}, and the address has changed. Enter the key again."
                ),
            ),
            Error::KeyInvalid(error) => Self::new(
                ProblemCode::KeyInvalid,
                &[
                    ("reason", error.to_string()),
                    ("why", error.word().to_owned()),
                    ("limit", MAX_KEY_CHARACTERS.to_string()),
                ],
                format!("This cannot be an API key: {error}. Copy it again from the onboarding mail."),
            ),
            Error::Address(error) => Self::new(
                ProblemCode::BaseUrlRefused,
                &[
                    ("reason", error.to_string()),
                    ("why", error.word().to_owned()),
                    ("detail", error.detail().to_owned()),
                ],
                format!("This base URL is refused: {error}."),
            ),
            Error::FieldEmpty { field } => Self::new(
                ProblemCode::FieldEmpty,
                &[("field", (*field).to_owned())],
                format!("The field \"{field}\" is empty. Fill it in."),
            ),
            Error::FieldTooLong { field, limit } => Self::new(
                ProblemCode::FieldTooLong,
                &[("field", (*field).to_owned()), ("limit", limit.to_string())],
                format!("The field \"{field}\" is longer than {limit} characters. Shorten it."),
            ),
            Error::MerchantNameTaken { name } => Self::new(
                ProblemCode::MerchantNameTaken,
                &[("name", name.clone())],
                format!("There is a merchant called {name} already. Choose another name."),
            ),
            Error::MerchantNotFound { name } => Self::new(
                ProblemCode::MerchantNotFound,
                &[("name", name.clone())],
                format!(
                    "There is no merchant called {name}. `sofia merchants list` shows those that there are."
                ),
            ),
            Error::ConversationNotFound => Self::new(
                ProblemCode::ConversationNotFound,
                &[],
                "This conversation does not exist any more.".to_owned(),
            ),
            Error::TurnNotFound => {
                Self::new(ProblemCode::TurnNotFound, &[], "This turn does not exist any more.".to_owned())
            }
            Error::LineNotFound => {
                Self::new(ProblemCode::LineNotFound, &[], "This line does not exist any more.".to_owned())
            }
            Error::ConversationClosed => Self::new(
                ProblemCode::ConversationClosed,
                &[],
                "The session of this conversation is closed. Start a fresh one.".to_owned(),
            ),
            Error::TurnInProgress => Self::new(
                ProblemCode::TurnInProgress,
                &[],
                "An answer is still coming in. Wait for its end, or stop it.".to_owned(),
            ),
            Error::InputInvalid { reason } => Self::new(
                ProblemCode::InputInvalid,
                &[("reason", reason.clone())],
                format!("This cannot be sent: {reason}."),
            ),
            Error::InputEvent { number, fault } => Self::new(
                ProblemCode::InputEvent,
                &[
                    ("number", number.to_string()),
                    ("field", fault.field.clone()),
                    ("fault", fault.kind.word().to_owned()),
                    ("detail", fault.kind.detail()),
                ],
                format!("Event {number} cannot be sent: {fault}."),
            ),
            Error::BodyTooLarge { limit } => Self::new(
                ProblemCode::BodyTooLarge,
                &[("limit", limit.to_string())],
                format!("This cannot be sent: it has more than {limit} bytes. Send less at once."),
            ),
            Error::Store { .. }
            | Error::DiskFull { .. }
            | Error::DatabaseNewer { .. }
            | Error::DataFolder(_)
            | Error::File { .. }
            | Error::FileUnreadable { .. }
            | Error::Recording { .. }
            | Error::CatalogFailed { .. }
            | Error::CatalogBusy { .. } => Self::of_storage(error),
            Error::Cancelled => Self::new(ProblemCode::Stopped, &[], "It was stopped.".to_owned()),
            Error::Internal { reason } => Self::new(
                ProblemCode::Internal,
                &[("reason", reason.clone())],
                format!("Something went wrong: {reason}."),
            ),
        }
    }

    fn of_keychain(error: &KeychainError) -> Self {
        let code = match error {
            KeychainError::Unavailable { .. } | KeychainError::NotKept => ProblemCode::KeychainUnavailable,
            KeychainError::Locked => ProblemCode::KeychainLocked,
            KeychainError::TimedOut { .. } => ProblemCode::KeychainTimeout,
            KeychainError::Cancelled => ProblemCode::KeychainCancelled,
        };
        let seconds = match error {
            KeychainError::TimedOut { after } => after.as_secs().to_string(),
            _ => String::new(),
        };
        Self::new(
            code,
            &[("reason", error.to_string()), ("seconds", seconds)],
            format!(
                "{error}. Unlock or start the system's keychain and try again, or use the key for this session only."
            ),
        )
    }
}

impl Answer {
    fn of(refusal: &Refusal) -> Self {
        Self {
            http_status: Some(refusal.http_status),
            grpc_code: refusal.grpc.as_ref().and_then(|status| status.code),
            body: shown(&refusal.body),
            content_type: refusal.content_type.clone(),
            location: refusal.location.clone(),
            retry_after: refusal.retry_after.clone(),
        }
    }
}

fn shown(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY_SHOWN)]).into_owned()
}
