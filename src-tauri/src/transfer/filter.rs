//! Which lines of a conversation the inspector's filter lets through.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Place;

/// The lines of a conversation whose raw text contains `text`, case-insensitively.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineFilter {
    pub conversation_id: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineMatches {
    #[ts(type = "number[]")]
    pub ids: Vec<i64>,
}

/// The lines of a conversation that a jq expression lets through, from a place on.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JqFilter {
    pub conversation_id: String,
    pub expression: String,
    /// The lines up to this one are known already.
    pub after: Option<Place>,
}

/// Some seconds' worth of lines.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JqMatches {
    pub passed: Vec<JqLine>,
    /// Inputs for which jq reports an error, or that have more outputs than can be shown.
    pub trouble: Option<JqTrouble>,
    /// Ask on from here.
    pub cursor: Place,
    /// There are more lines at once.
    pub more: bool,
    /// Why it goes no further.
    pub stopped: Option<JqStop>,
}

/// A line that passes, and what the expression has made of it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JqLine {
    #[ts(type = "number")]
    pub id: i64,
    /// Outputs as JSON; empty where all are `true` or `false`.
    pub results: Vec<String>,
    /// There is more than is told.
    pub cut: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JqTrouble {
    #[ts(type = "number")]
    pub inputs: u64,
    /// The line of the first of them.
    #[ts(type = "number")]
    pub line_id: i64,
    /// jq's own words; `None` where there were too many outputs.
    pub words: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JqStop {
    pub problem: JqProblem,
    /// The line that could not be run to its end.
    #[ts(type = "number | null")]
    pub line_id: Option<i64>,
}

/// Why an expression cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum JqProblem {
    /// It cannot be compiled. The place is in UTF-16 units; a length of 0 says that something is missing there.
    #[serde(rename_all = "camelCase")]
    Compile { at: u32, length: u32, fault: JqFault },
    #[serde(rename_all = "camelCase")]
    TimedOut {
        #[ts(type = "number")]
        milliseconds: u64,
    },
    #[serde(rename_all = "camelCase")]
    OutOfMemory {
        #[ts(type = "number")]
        bytes: u64,
    },
    /// The process that runs expressions ended, or could not be started.
    #[serde(rename_all = "camelCase")]
    NotRun { reason: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum JqFault {
    /// Something else should stand there; for `word`, this very word.
    #[serde(rename_all = "camelCase")]
    Expected { what: JqExpected, word: String },
    /// A bracket or quote that is never closed.
    #[serde(rename_all = "camelCase")]
    Unclosed { open: String },
    #[serde(rename_all = "camelCase")]
    UnknownFunction { name: String, arity: u32 },
    #[serde(rename_all = "camelCase")]
    UnknownVariable { name: String },
    #[serde(rename_all = "camelCase")]
    UnknownLabel { name: String },
    /// `import` and `include`.
    Modules,
    #[serde(rename_all = "camelCase")]
    TooLong { limit: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum JqExpected {
    Word,
    Digit,
    Name,
    Escape,
    Unicode,
    Token,
    Variable,
    Pattern,
    ElseOrEnd,
    CommaOrBracket,
    CommaOrBrace,
    SemicolonOrParenthesis,
    Term,
    Key,
    Argument,
    Text,
    End,
}
