//! What can be wrong with the database, the data folder and other files.

use std::path::Path;

use super::{Problem, ProblemCode};
use crate::data_folder::{DATA_DIR_VARIABLE, DataFolderError};
use crate::error::Error;
use crate::recording::{LARGEST_FILE, RecordingFault};

impl Problem {
    /// An error of the database, the data folder or a file.
    pub(super) fn of_storage(error: &Error) -> Self {
        let of = |code, path: &Path, reason: String, message: String| {
            Self::new(code, &[("path", path.display().to_string()), ("reason", reason)], message)
        };
        match error {
            Error::Store { path, reason } => of(
                ProblemCode::DatabaseFailed,
                path,
                reason.clone(),
                format!(
                    "The history in {} cannot be written or read: {reason}. Check the disk and the folder's permissions.",
                    path.display()
                ),
            ),
            Error::DiskFull { path } => Self::disk_full(path),
            Error::DatabaseNewer { path } => Self::new(
                ProblemCode::DatabaseNewer,
                &[("path", path.display().to_string())],
                format!(
                    "The history in {} was written by a newer version of Sofia Desk. Update the application.",
                    path.display()
                ),
            ),
            Error::DataFolder(error) => match &**error {
                DataFolderError::Unusable { path, source } if is_full(source) => Self::disk_full(path),
                DataFolderError::Unusable { path, source } => {
                    of(ProblemCode::FileFailed, path, source.to_string(), format!("{error}."))
                }
                DataFolderError::NoFolder => {
                    let variable = Path::new(DATA_DIR_VARIABLE);
                    of(ProblemCode::FileFailed, variable, error.to_string(), format!("{error}."))
                }
            },
            Error::File { path, source } if is_full(source) => Self::disk_full(path),
            Error::File { path, source } => of(
                ProblemCode::FileFailed,
                path,
                source.to_string(),
                format!("{} cannot be read or written: {source}.", path.display()),
            ),
            Error::FileUnreadable { path, reason } => of(
                ProblemCode::FileUnreadable,
                path,
                reason.clone(),
                format!("{} is not a file of merchants: {reason}.", path.display()),
            ),
            Error::Recording { path, fault } => Self::of_recording(path, fault),
            Error::CatalogFailed { path, reason } => of(
                ProblemCode::CatalogFailed,
                path,
                reason.clone(),
                format!(
                    "The catalog in {} cannot be read or written: {reason}. Import the feed again.",
                    path.display()
                ),
            ),
            Error::CatalogBusy { merchant } => Self::new(
                ProblemCode::CatalogBusy,
                &[("merchant", merchant.clone())],
                format!("A feed is being imported for {merchant} already. Wait for its end, or cancel it."),
            ),
            other => Self::other(ProblemCode::Internal, &other.to_string()),
        }
    }

    fn disk_full(path: &Path) -> Self {
        Self::new(
            ProblemCode::DiskFull,
            &[("path", path.display().to_string())],
            format!(
                "The disk is full, so {} cannot be written. Make room and try again; what was shown stays.",
                path.display()
            ),
        )
    }

    fn of_recording(path: &Path, fault: &RecordingFault) -> Self {
        let code = match fault {
            RecordingFault::Newer { .. } => ProblemCode::RecordingNewer,
            RecordingFault::Cut { .. } => ProblemCode::RecordingCut,
            RecordingFault::Damaged { .. } => ProblemCode::RecordingDamaged,
            RecordingFault::TooLarge { .. } => ProblemCode::RecordingTooLarge,
            RecordingFault::Empty | RecordingFault::Other { .. } => ProblemCode::NotARecording,
        };
        let mut params = vec![("path", path.display().to_string())];
        let next = match fault {
            RecordingFault::Newer { version } => {
                params.push(("version", version.to_string()));
                "Update the application."
            }
            RecordingFault::Cut { line } => {
                params.push(("line", line.to_string()));
                "Ask for the file again."
            }
            RecordingFault::Damaged { line, reason } => {
                params.push(("line", line.to_string()));
                params.push(("reason", reason.clone()));
                "Ask for the file again."
            }
            RecordingFault::TooLarge { bytes } => {
                params.push(("bytes", bytes.to_string()));
                params.push(("limit", LARGEST_FILE.to_string()));
                "Export fewer conversations into one file."
            }
            RecordingFault::Empty | RecordingFault::Other { .. } => {
                params.push(("reason", fault.to_string()));
                "Choose a file that Sofia Desk has exported, or what `curl -N` has written."
            }
        };
        Self::new(code, &params, format!("{}: {fault}. Nothing was imported. {next}", path.display()))
    }
}

/// The system said that there is no room.
fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}
