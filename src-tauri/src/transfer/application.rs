//! The application as a whole: what the status line and the settings show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Conversation, ConversationsImported, ErrorReport, Merchant};

/// What the window needs to draw its first frame.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    pub version: String,
    pub data_folder: String,
    pub merchants: Vec<Merchant>,
    /// The shops that the demo merchant can play.
    pub demo_shops: Vec<DemoShop>,
    pub keychain: Keychain,
    pub preferences: Preferences,
    /// What nobody asked for and a person must see, such as a preferences file that was set aside.
    pub notices: Vec<Notice>,
    /// Where the page before this one was, if it ended by itself; until this one has told where it is.
    pub left: Option<LeftByPage>,
}

/// Where the page is. Its process can end by itself, and the page that is loaded then goes on from here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PagePlace {
    /// The conversation that is open; in a presentation the one that is presented, if it has begun.
    pub conversation_id: Option<String>,
    pub presented: Option<PresentedPlace>,
}

/// Where a presentation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresentedPlace {
    pub merchant_id: String,
    /// The prompt that comes next, from 0.
    pub next: u32,
    /// What is presented is a recording.
    pub played: bool,
}

/// Where a page was that ended by itself.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftByPage {
    /// What was open, if it is still there.
    pub conversation: Option<Conversation>,
    pub presented: Option<PresentedPlace>,
    /// The window fills a screen.
    pub fills_screen: bool,
}

/// A catalog of the simulator. The demo merchant plays the one whose agent it has.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DemoShop {
    pub agent_id: String,
    pub name: String,
    /// BCP 47
    pub language: String,
    pub currency: String,
}

/// Something that happened and that nobody asked for.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Notice {
    /// The preferences could not be read; the file was renamed to `path` and the defaults are in force.
    #[serde(rename_all = "camelCase")]
    PreferencesSetAside { path: String },
    /// The database was damaged; it was renamed to `path` and a new one was started.
    #[serde(rename_all = "camelCase")]
    DatabaseSetAside { path: String },
    /// Sessions that an earlier, killed start had left open: closed now, or impossible to close.
    #[serde(rename_all = "camelCase")]
    SessionsRecovered { closed: u32, not_closed: u32 },
    /// The demo merchant's server could not be started.
    #[serde(rename_all = "camelCase")]
    DemoUnavailable { problem: DemoProblem },
    /// The process of the page ended by itself, and the page was loaded anew.
    PageEnded,
}

/// Why there is no demo merchant.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum DemoProblem {
    /// Its server has nothing to listen on; in the system's words.
    #[serde(rename_all = "camelCase")]
    Listen { words: String },
    /// It could not be written into the history.
    #[serde(rename_all = "camelCase")]
    Store { error: ErrorReport },
}

/// Whether the system's keychain can be used.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Keychain {
    Unknown,
    Available,
    /// There is one, and it is locked.
    Locked,
    /// There is none, or it cannot be reached; `reason` is the system's own word.
    #[serde(rename_all = "camelCase")]
    Unavailable {
        reason: String,
    },
}

/// How the person likes the window. Losing it costs nothing, so it lives in the preferences file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    pub theme: Theme,
    pub contrast: Contrast,
    pub language: Language,
    /// The keys of the window's commands, by the command's name, where a person chose others than the usual ones. None
    /// at all is a choice too.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Enter sends and Shift+Enter breaks the line; swapped if false.
    pub enter_sends: bool,
    pub rail_width: u32,
    pub inspector_width: u32,
    pub rail_open: bool,
    pub inspector_open: bool,
    /// Percent.
    pub zoom: u32,
    /// Whether the pictures and recordings that messages name are fetched at all.
    pub load_media: bool,
    /// What Sofia has said before the customer's first message, by the merchant's id: every new conversation of that
    /// merchant begins with it as context.
    pub welcomes: BTreeMap<String, String>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            contrast: Contrast::System,
            keys: BTreeMap::new(),
            language: Language::System,
            enter_sends: true,
            rail_width: 284,
            inspector_width: 400,
            rail_open: true,
            inspector_open: true,
            zoom: 100,
            load_media: true,
            welcomes: BTreeMap::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Contrast {
    System,
    Standard,
    /// No faint inks and no faint lines, in either theme.
    High,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Language {
    #[serde(rename = "system")]
    System,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
    #[serde(rename = "es")]
    Spanish,
}

/// What changed somewhere in the application, at a low rate, for lists and the status line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ApplicationChange {
    #[serde(rename_all = "camelCase")]
    Merchants { merchants: Vec<Merchant> },
    #[serde(rename_all = "camelCase")]
    Conversation { conversation: Box<Conversation> },
    /// It is gone for good.
    #[serde(rename_all = "camelCase")]
    ConversationGone { id: String },
    #[serde(rename_all = "camelCase")]
    Keychain { keychain: Keychain },
    #[serde(rename_all = "camelCase")]
    Notice { notice: Notice },
    /// A file that was dropped on the window was taken in.
    #[serde(rename_all = "camelCase")]
    Imported { imported: ConversationsImported },
    /// A file that was dropped on the window is none that can be taken in.
    #[serde(rename_all = "camelCase")]
    ImportRefused { error: ErrorReport },
}

/// One answer of `health`, for the status line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reachability {
    pub host: String,
    pub reachable: bool,
    pub healthy: bool,
    #[ts(type = "number")]
    pub took_us: u64,
    pub error: Option<ErrorReport>,
}

/// A thing that went wrong in the window, for the log: an uncaught error, a refused resource (CSP).
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowReport {
    pub kind: WindowReportKind,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WindowReportKind {
    Error,
    ContentSecurityPolicy,
}

/// A web address that a person chose to open in the system's browser.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    pub url: String,
}

/// The address as it was opened, with the host in punycode.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedLink {
    pub url: String,
    pub host: String,
}

/// Text for the system's clipboard.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClipboardText {
    pub text: String,
}
