//! The place of a results file while somebody writes to it.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{JobError, ResultsPlace};
use crate::results_file::ResultsLock;
use crate::runs::Runs;

/// More runs than that do not begin in one millisecond.
const MOST_OF_ONE_NAME: u32 = 1000;

/// A results file that nobody else writes to as long as this lives.
#[derive(Debug)]
pub(super) struct Writing {
    pub path: PathBuf,
    _lock: ResultsLock,
    _made: Option<Made>,
}

impl Writing {
    /// Takes the place. A new file among the runs is made, empty, so that two that begin together do not take the same.
    pub(super) fn at(place: &ResultsPlace, began_at: i64) -> Result<Self, JobError> {
        let (path, made) = match place {
            ResultsPlace::New(runs) => {
                let made = new_file(runs, began_at)?;
                (made.0.clone(), Some(made))
            }
            ResultsPlace::File(path) | ResultsPlace::Resume(path) => (path.clone(), None),
        };
        match ResultsLock::take(&path) {
            Ok(Some(lock)) => Ok(Self { path, _lock: lock, _made: made }),
            Ok(None) => Err(JobError::Busy { path }),
            Err(error) => Err(JobError::Write { path, error }),
        }
    }
}

/// A file that was made here. It goes again where nothing was written to it.
#[derive(Debug)]
struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        if fs::metadata(&self.0).is_ok_and(|found| found.len() == 0) {
            // An empty file that stays is passed over wherever runs are listed.
            fs::remove_file(&self.0).ok();
        }
    }
}

fn new_file(runs: &Runs, began_at: i64) -> Result<Made, JobError> {
    let unwritable = |path: &Path, error| JobError::Write { path: path.to_owned(), error };
    let folder = runs.folder();
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    for number in 0..MOST_OF_ONE_NAME {
        let path = folder.join(format!("{began_at}-{}-{number}.jsonl", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => return Ok(Made(path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritable(&path, error)),
        }
    }
    Err(unwritable(folder, io::ErrorKind::AlreadyExists.into()))
}
