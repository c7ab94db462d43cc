//! Conversations that leave in a file and come in one, and what is kept on this computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Conversation, Language};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    Recording,
    Markdown,
    Html,
    Csv,
    Json,
}

/// The system's dialog asks for the file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationsExport {
    /// In the order in which they are written.
    pub ids: Vec<String>,
    pub format: ExportFormat,
    /// Take the customer's id, phone numbers and e-mail addresses out.
    pub mask: bool,
    /// What a document's own words are in; `system` is English.
    pub language: Language,
}

/// How far an export is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    pub done: u32,
    pub of: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationsExported {
    pub path: String,
    pub conversations: u32,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A value that masking takes out.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MaskedValue {
    pub kind: PersonalKind,
    pub value: String,
    /// What stands in its place.
    pub replacement: String,
    /// How often it occurs.
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PersonalKind {
    Customer,
    Phone,
    Email,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationsImported {
    /// Those that were taken in, in the order of the file.
    pub conversations: Vec<Conversation>,
    /// Those that were here already and were left out.
    pub known: Vec<Conversation>,
    /// The number by which the file can be taken in once more, where all of it was left out.
    pub again: Option<u32>,
    pub notices: Vec<RecordingNotice>,
}

/// A file that was left out, by its number.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutFile {
    pub number: u32,
}

/// What was unusual about a file and did no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RecordingNotice {
    ByteOrderMark,
    Utf16,
    /// The bare lines of an answer: what was asked, and when what came, is not known.
    Capture,
}

/// Where the data is, and how large.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataStatement {
    pub folder: String,
    /// The largest first.
    pub parts: Vec<DataPart>,
    #[ts(type = "number")]
    pub conversations: u64,
    /// Conversations that are deleted and can be taken back.
    #[ts(type = "number")]
    pub deleted: u64,
    /// Messages that were sent.
    #[ts(type = "number")]
    pub turns: u64,
    /// Lines that came.
    #[ts(type = "number")]
    pub lines: u64,
    /// For so many days a conversation stays after something last happened in it; `None` keeps all.
    pub retention_days: Option<u32>,
    /// For so many days a deletion can be taken back.
    pub days_to_undo: u32,
}

/// All things of one kind together.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataPart {
    pub kind: DataKind,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// What something in the data folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DataKind {
    /// Merchants and conversations.
    Database,
    Backup,
    /// A database that was found damaged.
    SetAside,
    Logs,
    Preferences,
    /// What the web view keeps for itself.
    WebView,
    /// Product feeds that were imported.
    Catalogs,
    /// Test suites, and their runs with their reports.
    Checks,
    /// Pictures and recordings that were shown.
    Media,
    Other,
}

/// `None` keeps all.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RetentionWish {
    pub days: Option<u32>,
}

/// How many conversations a retention takes out.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RetentionEffect {
    pub conversations: u32,
}
