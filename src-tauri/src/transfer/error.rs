//! The one shape of an error on its way to the window.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// What went wrong: a code that the window has a sentence for in each language, the values for its blanks, and
/// an English sentence for logs and for codes that the window does not know.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ErrorReport {
    pub code: ErrorCode,
    pub params: BTreeMap<String, String>,
    pub message: String,
    /// What the server said, where it said anything: one click away, never in the way.
    pub answer: Option<ServerAnswer>,
    /// How much of what was asked has reached the server; `None` where nothing was to be sent.
    pub delivery: Option<Delivery>,
}

/// The status and body of a refusal, as they came.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerAnswer {
    pub http_status: Option<u16>,
    pub grpc_code: Option<i32>,
    /// Text of the body, invalid UTF-8 replaced, cut at 64 KiB.
    pub body: String,
    pub content_type: Option<String>,
    pub location: Option<String>,
    pub retry_after: Option<String>,
}

/// Whether a repeat could do harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Delivery {
    /// Nothing left this machine.
    NotSent,
    /// It was sent, and whether the agent acted on it is not known.
    OutcomeUnknown,
    /// The server answered with a refusal.
    Refused,
    /// A part of the answer came.
    Partial,
}

/// Every error that a person can meet. Each has its sentence and next step in `ui/src/i18n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// params: merchant, status
    KeyRefused,
    /// params: merchant
    KeyMissing,
    /// params: merchant
    KeyForAnotherOrigin,
    /// params: reason, why (empty, severalLines, character, tooLong, forgotten), limit
    KeyInvalid,
    /// params: host, reason
    Unreachable,
    /// params: host, seconds
    ConnectTimeout,
    /// params: host, reason
    TlsFailed,
    /// params: host, seconds
    NoFirstEvent,
    /// params: host, reason
    NoAnswer,
    /// The answer was 200 and empty.
    EmptyAnswer,
    /// params: reason
    Cut,
    /// params: seconds
    Stalled,
    /// params: bytes
    LineTooLong,
    /// The person stopped it.
    Stopped,
    /// params: code, reason
    ErrorLine,
    /// params: status, location
    Redirected,
    /// params: reason: 404 or gRPC 5 in a session that had worked
    SessionGone,
    /// params: reason
    NotFound,
    /// params: seconds (may be empty)
    TooManyRequests,
    /// params: status, reason
    BadRequest,
    /// params: status, reason
    ServerFailed,
    /// params: status, reason
    UnexpectedStatus,
    /// A 200 whose body is not what the call should answer. params: call
    UnreadableAnswer,
    Unhealthy,
    /// params: reason, why (unreadable, scheme, plainHttp, userInfo, query, fragment, noHost), detail
    BaseUrlRefused,
    /// params: field
    FieldEmpty,
    /// params: field, limit
    FieldTooLong,
    /// params: name
    MerchantNameTaken,
    MerchantNotFound,
    ConversationNotFound,
    LineNotFound,
    TurnNotFound,
    /// The session is closed; a fresh one can be started.
    ConversationClosed,
    /// An answer is still coming in.
    TurnInProgress,
    /// params: reason
    KeychainUnavailable,
    KeychainLocked,
    /// params: seconds
    KeychainTimeout,
    KeychainCancelled,
    /// params: path, reason
    DatabaseFailed,
    /// The database was written by a newer version. params: path
    DatabaseNewer,
    /// params: path, reason
    FileFailed,
    /// params: path, line, reason
    FileUnreadable,
    /// The file that was picked is no small PNG or JPEG.
    LogoUnfit,
    /// params: reason
    LinkRefused,
    /// params: reason
    InputInvalid,
    /// An input event that is none. params: number (from 1), field (may be empty), fault, detail
    InputEvent,
    /// params: limit (bytes)
    BodyTooLarge,
    /// params: path
    DiskFull,
    /// params: path, version
    RecordingNewer,
    /// params: path, line
    RecordingCut,
    /// params: path, line, reason
    RecordingDamaged,
    /// params: path, bytes, limit
    RecordingTooLarge,
    /// params: path, reason
    NotARecording,
    /// A merchant's catalog cannot be read or written. params: path, reason
    CatalogFailed,
    /// params: merchant
    CatalogBusy,
    /// A product feed cannot be read at all. params: file, why (read, empty, notText, webPage, noIdColumn, noProducts,
    /// forgotten), reason
    FeedUnreadable,
    /// params: path, line, reason
    SuiteUnreadable,
    /// The suite is not any more what it was when it was run.
    SuiteChanged,
    /// The file's form is one that no test can be added to. params: path
    SuiteForm,
    /// Two tests that were chosen have one name. params: suite, test, path, other
    SuitesAlike,
    /// Nothing was chosen to be run.
    NoTests,
    /// params: merchant
    NoCatalog,
    /// params: name
    RunNotFound,
    /// A run that goes on, or is about to, cannot be changed.
    RunGoesOn,
    /// params: reason
    Internal,
}
