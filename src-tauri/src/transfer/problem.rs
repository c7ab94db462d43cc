//! Why a line or an event has no meaning, as codes. The window has a sentence for each in each language; what comes in
//! words (`message`) was said by the server and is shown as it came.

use serde::Serialize;
use ts_rs::TS;

/// Why a line has no meaning, or only a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum LineProblem {
    /// Not UTF-8 from byte `at` on, counted from 0.
    #[serde(rename_all = "camelCase")]
    NotUtf8 {
        #[ts(type = "number")]
        at: u64,
    },
    /// Not JSON from byte `at` on, counted from 0.
    #[serde(rename_all = "camelCase")]
    NotJson {
        #[ts(type = "number")]
        at: u64,
        fault: JsonFault,
    },
    /// JSON, but not an object.
    NotAnObject,
    /// An object with none of the members that an envelope has.
    UnknownMembers,
    /// `error` holds something other than a status.
    UnknownError,
    /// An error line: the gRPC code and the server's own words.
    #[serde(rename_all = "camelCase")]
    Status { code: Option<i32>, message: String },
}

/// What is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum JsonFault {
    End,
    Value,
    Separator,
    Key,
    Colon,
    Escape,
    Control,
    Number,
    Literal,
    Trailing,
    Other,
}

/// Why an event with a key that we know could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum EventProblem {
    /// What stands under its key is not an object.
    NotAnObject,
    /// Not JSON from byte `at` of the event on, counted from 0.
    #[serde(rename_all = "camelCase")]
    NotJson {
        #[ts(type = "number")]
        at: u64,
        fault: JsonFault,
    },
    /// An interactive event without its content.
    NoInteractive,
}
