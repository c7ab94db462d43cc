//! What can go wrong with suites and runs, as the window tells it.

use std::io;
use std::path::Path;

use sofia_check::job::JobError;
use sofia_check::opinions::OpinionsError;
use sofia_check::results_file::ResultsError;
use sofia_check::suite::{Place, SuiteError};

use crate::transfer::{ErrorCode, ErrorReport};

pub(crate) fn file_failed(path: &Path, error: &io::Error) -> ErrorReport {
    let (path, reason) = (path.display().to_string(), error.to_string());
    ErrorReport::new(ErrorCode::FileFailed, &[("path", &path), ("reason", &reason)], &reason)
}

pub(crate) fn results_error(error: &ResultsError) -> ErrorReport {
    match error {
        ResultsError::Read { path, error } => file_failed(path, error),
        ResultsError::Format { path, line, reason } => unreadable(path, *line, reason),
    }
}

pub(crate) fn opinions_error(error: &OpinionsError) -> ErrorReport {
    match error {
        OpinionsError::File { path, error } => file_failed(path, error),
        OpinionsError::Format { path, error } => unreadable(path, error.line() as u64, &error.to_string()),
    }
}

pub(crate) fn job_error(error: &JobError) -> ErrorReport {
    let message = error.to_string();
    match error {
        JobError::Suites(errors) => suites_error(errors),
        JobError::NothingChosen => ErrorReport::new(ErrorCode::NoTests, &[], &message),
        JobError::Expression { place, failure } => suite_unreadable(place, &failure.to_string()),
        JobError::Results(error) => results_error(error),
        JobError::ReportOfRun { path } | JobError::OfOtherSuites { path, .. } => {
            unreadable(path, 1, &message)
        }
        JobError::Alike { suite, test, one, other } => {
            let (one, other) = (one.file.display().to_string(), other.file.display().to_string());
            let params = [("suite", suite.as_str()), ("test", test), ("path", &one), ("other", &other)];
            ErrorReport::new(ErrorCode::SuitesAlike, &params, &message)
        }
        JobError::Busy { .. } => ErrorReport::new(ErrorCode::RunGoesOn, &[], &message),
        JobError::Opinions(error) => opinions_error(error),
        JobError::Write { path, error } => file_failed(path, error),
        JobError::Broken { reason } => ErrorReport::internal(reason),
        JobError::Report(error) => ErrorReport::internal(&error.to_string()),
    }
}

/// The first thing that is wrong; the list of suites has all of it.
pub(crate) fn suites_error(errors: &[SuiteError]) -> ErrorReport {
    match errors.first() {
        Some(first) => suite_unreadable(&first.place, &first.message),
        None => ErrorReport::internal("a suite cannot be read"),
    }
}

fn unreadable(path: &Path, line: u64, reason: &str) -> ErrorReport {
    placed(ErrorCode::FileUnreadable, path, line, reason)
}

fn suite_unreadable(place: &Place, reason: &str) -> ErrorReport {
    placed(ErrorCode::SuiteUnreadable, &place.file, place.line, reason)
}

fn placed(code: ErrorCode, path: &Path, line: u64, reason: &str) -> ErrorReport {
    let (path, line) = (path.display().to_string(), line.to_string());
    let params = [("path", path.as_str()), ("line", line.as_str()), ("reason", reason)];
    ErrorReport::new(code, &params, &format!("{path}:{line}: {reason}"))
}
