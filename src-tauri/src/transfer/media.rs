//! Pictures and recordings that a message names: where they are, and why one cannot be had.

use serde::{Deserialize, Serialize};
use tauri::ipc::{InvokeResponseBody, IpcResponse};
use ts_rs::{Config, TS};

/// A picture or a recording, as a message names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MediaRequest {
    /// Whose message it is: the origin of a merchant on this machine may be asked without https.
    pub merchant_id: String,
    pub source: String,
    pub kind: MediaKind,
    /// 0, or how often a person has asked for it again: then an earlier failure no longer counts.
    pub attempt: u32,
    /// Only what is kept already, however old: nobody is asked for it.
    pub kept: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    Image,
    Audio,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum MediaState {
    /// It is there. The type is what its bytes say, whatever the server said.
    #[serde(rename_all = "camelCase")]
    Ready {
        content_type: String,
        #[ts(type = "number")]
        bytes: u64,
    },
    #[serde(rename_all = "camelCase")]
    Failed { failure: MediaFailure },
}

/// Why a picture or a recording cannot be had. Each has its sentence in `ui/src/i18n`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum MediaFailure {
    /// The person wants nothing loaded.
    SwitchedOff,
    /// The text is no web address.
    NotAnAddress,
    /// Only https is fetched.
    NotHttps,
    /// The host is, or its name leads to, an address of this machine or of a private network.
    #[serde(rename_all = "camelCase")]
    RefusedAddress { host: String },
    /// 404 or 410.
    NotFound,
    #[serde(rename_all = "camelCase")]
    HttpStatus { status: u16 },
    #[serde(rename_all = "camelCase")]
    TooManyRedirects { limit: u32 },
    #[serde(rename_all = "camelCase")]
    TooLarge {
        /// In bytes.
        #[ts(type = "number")]
        limit: u64,
    },
    #[serde(rename_all = "camelCase")]
    TooManyPixels { width: u32, height: u32 },
    /// It is none of the formats that are shown or played, whatever it calls itself.
    #[serde(rename_all = "camelCase")]
    WrongType { declared: Option<String> },
    /// The certificate or the encryption is not in order.
    #[serde(rename_all = "camelCase")]
    Insecure { host: String, reason: String },
    /// No connection, no answer, or one that broke off.
    #[serde(rename_all = "camelCase")]
    NoAnswer { host: String, reason: String },
    /// Nothing was to be fetched, and nothing is kept of it.
    NotKept,
    #[serde(rename_all = "camelCase")]
    TimedOut { host: String },
}

/// The bytes as they are: an `ArrayBuffer` in the window. Half of their size again would be spent on JSON.
#[derive(Debug)]
pub struct MediaBytes(pub Vec<u8>);

impl IpcResponse for MediaBytes {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

impl TS for MediaBytes {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "ArrayBuffer".to_owned()
    }

    fn inline(config: &Config) -> String {
        Self::name(config)
    }
}
