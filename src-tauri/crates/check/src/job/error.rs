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
    /// A report cannot be made.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl JobError {
    /// Whether what was asked for is at fault, and nothing that happened.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Suites(_) | Self::NothingChosen | Self::Expression { .. } => true,
            Self::Results(_) | Self::Opinions(_) => true,
            Self::Write { .. } | Self::Report(_) => false,
        }
    }
}
