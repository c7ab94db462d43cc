//! jq expressions over events, bounded in time, in memory and in output.
//!
//! An expression may loop for ever, recurse without end or build a text of a terabyte, and inside one process nothing
//! can be done about any of these: a thread cannot be killed, and a stack that overflows takes the process with it. So
//! expressions are compiled and run in a process of their own ([`serve_if_asked`]): the same program, started with
//! one argument, without its environment, killed when it takes too long. It reads no file, opens no socket and
//! has no key.

mod frames;
mod lines;
mod program;
mod session;
mod worker;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use lines::{LineResults, LinesByJq, Trouble};
pub use session::Session;
pub use worker::serve_if_asked;

/// The one argument with which a program becomes the worker.
const WORKER_ARGUMENT: &str = "jq-worker";

/// Longer expressions are refused before anybody reads them, in bytes.
pub const LONGEST_EXPRESSION: usize = 10_000;

/// How much an expression may take. The bounds are for one input each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Milliseconds for one input, and for compiling.
    pub milliseconds: u64,
    /// Bytes of memory that the worker may have.
    pub memory: usize,
    /// Outputs for one input.
    pub outputs: usize,
    /// Bytes of all outputs for one input, as JSON.
    pub output_bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { milliseconds: 2_000, memory: 768 * 1024 * 1024, outputs: 100, output_bytes: 64 * 1024 }
    }
}

/// What an expression makes of one input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether the last output is truthy: neither `false` nor `null`. No output is not.
    pub passed: bool,
    /// All outputs as JSON, in order.
    pub outputs: Vec<String>,
    /// Whether every output is `true` or `false`: a test, whose outputs are no result to show.
    pub is_test: bool,
    /// There was more output than the bounds allow; then nothing has passed.
    pub cut: bool,
    /// What jq says went wrong, in its own English words.
    pub error: Option<String>,
}

/// Why an expression cannot be run, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JqError {
    /// It cannot be compiled.
    #[error("{0}")]
    Compile(CompileFault),
    /// An input took too long; `input` counts from 0 among those that were handed over.
    #[error("it took more than {} ms", .after.as_millis())]
    TimedOut {
        /// The bound.
        after: Duration,
        /// Which input; nothing where it was the compiling.
        input: Option<usize>,
    },
    /// It took too much memory.
    #[error("it took more than {} MB of memory", .limit / 1_000_000)]
    OutOfMemory {
        /// The bound, in bytes.
        limit: usize,
        /// Which input; nothing where it was the compiling.
        input: Option<usize>,
    },
    /// The worker ended by itself.
    #[error("the process that runs expressions ended: {reason}")]
    Ended {
        /// What is known of it.
        reason: String,
    },
    /// The worker could not be started.
    #[error("the process that runs expressions could not be started: {reason}")]
    NotStarted {
        /// The system's words.
        reason: String,
    },
}

/// The first thing in an expression that cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{kind}, at byte {at}")]
pub struct CompileFault {
    /// What is wrong.
    pub kind: CompileFaultKind,
    /// Where, in bytes from the start of the expression.
    pub at: usize,
    /// How many bytes it is long; 0 where something is missing.
    pub length: usize,
}

/// What cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CompileFaultKind {
    /// Something else should stand there.
    #[error("{} should stand there", .0.word())]
    Expected(Expected),
    /// A bracket or quote that is opened and never closed.
    #[error("{0} is never closed")]
    Unclosed(String),
    /// No such function.
    #[error("there is no function {name}/{arity}")]
    UnknownFunction {
        /// As it was written.
        name: String,
        /// How many arguments it was given.
        arity: usize,
    },
    /// No such variable.
    #[error("there is no variable {0}")]
    UnknownVariable(String),
    /// No such label.
    #[error("there is no label {0}")]
    UnknownLabel(String),
    /// `import` and `include` are not to be had.
    #[error("modules cannot be used here")]
    Modules,
    /// It is longer than [`LONGEST_EXPRESSION`].
    #[error("it is longer than {LONGEST_EXPRESSION} bytes")]
    TooLong,
}

/// What should stand in a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each names what it is")]
pub enum Expected {
    /// This very word or sign.
    Word(String),
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

impl Expected {
    fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Digit => "a digit",
            Self::Name => "a name",
            Self::Escape => "an escape",
            Self::Unicode => "four hexadecimal digits",
            Self::Token => "something that jq knows",
            Self::Variable => "a variable",
            Self::Pattern => "a pattern",
            Self::ElseOrEnd => "else or end",
            Self::CommaOrBracket => "a comma or ]",
            Self::CommaOrBrace => "a comma or }",
            Self::SemicolonOrParenthesis => "; or )",
            Self::Term => "a term",
            Self::Key => "a key",
            Self::Argument => "an argument",
            Self::Text => "a text",
            Self::End => "nothing more",
        }
    }
}

/// How the worker is started.
#[derive(Debug, Clone)]
pub struct Jq {
    program: PathBuf,
    bounds: Bounds,
}

impl Jq {
    /// With a program that asks [`serve_if_asked`] when it starts.
    pub fn new(program: PathBuf) -> Self {
        Self { program, bounds: Bounds::default() }
    }

    /// With the program that runs now.
    pub fn of_this_program() -> Self {
        // An update may put another file in the place of the one that runs; this link still leads to the latter.
        let own = PathBuf::from("/proc/self/exe");
        let program = if own.exists() { own } else { std::env::current_exe().unwrap_or_default() };
        Self::new(program)
    }

    /// With other bounds.
    pub fn with_bounds(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Starts a worker. Dropping the session ends it.
    pub async fn start(&self) -> Result<Session, JqError> {
        Session::start(&self.program, self.bounds).await
    }
}
