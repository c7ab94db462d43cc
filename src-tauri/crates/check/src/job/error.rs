//! Why a run cannot begin, or cannot be kept.

use std::io;
use std::path::PathBuf;

use crate::jq::JqFailure;
use crate::opinions::OpinionsError;
use crate::report::ReportError;
use crate::results_file::ResultsError;
use crate::suite::{Place, SuiteError};

/// Why a run cannot begin, or cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Something is wrong with the suites: all that was found.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Suites(Vec<SuiteError>),
    /// There are tests, and none was chosen.
    #[error("no test matches")]
    NothingChosen,
    /// A jq expression cannot be compiled.
    #[error("{}:{}: {failure}", .place.file.display(), .place.line)]
    Expression {
        /// Where it stands.
        place: Place,
        /// What jq says.
        failure: JqFailure,
    },
    /// A results file cannot be read.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// A run was to go on in a report of it.
    #[error("{} is a report; a run goes on in its results, of which each line is one", .path.display())]
    ReportOfRun {
        /// The file.
        path: PathBuf,
    },
    /// A run was to go on in the results of other suites.
    #[error("{} has the results of other suites{}{}; name the suites that the run began with", .path.display(), listed("it also had", .gone), listed("it did not have", .new))]
    OfOtherSuites {
        /// The file.
        path: PathBuf,
        /// Suites that were played then and not now.
        gone: Vec<String>,
        /// Suites that are played now and were not then.
        new: Vec<String>,
    },
    /// Two tests have one name, so that one's results would take the place of the other's.
    #[error("{}:{} and {}:{}: both are {test:?} of a suite {suite:?}; give one of the suites another name", .one.file.display(), .one.line, .other.file.display(), .other.line)]
    Alike {
        /// The name of the suite, or of both.
        suite: String,
        /// The name of the test.
        test: String,
        /// Where one stands.
        one: Box<Place>,
        /// And the other.
        other: Box<Place>,
    },
    /// Somebody else writes to the results file.
    #[error("{} is being written by another run", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What people have said of answers cannot be read.
    #[error(transparent)]
    Opinions(#[from] OpinionsError),
    /// A file cannot be written.
    #[error("{} cannot be written: {error}", .path.display())]
    Write {
        /// The file or the folder.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// A thread that worked for the run has ended.
    #[error("the work was broken off: {reason}")]
    Broken {
        /// Why.
        reason: String,
    },
    /// A report cannot be made.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl JobError {
    /// Whether what was asked for is at fault, and nothing that happened.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Suites(_) | Self::NothingChosen | Self::Expression { .. } | Self::Alike { .. } => true,
            Self::Results(_)
            | Self::ReportOfRun { .. }
            | Self::OfOtherSuites { .. }
            | Self::Busy { .. }
            | Self::Opinions(_) => true,
            Self::Write { .. } | Self::Broken { .. } | Self::Report(_) => false,
        }
    }
}

/// Names behind some words, where there are any.
fn listed(words: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(", {words} {}", names.join(", ")) }
}
