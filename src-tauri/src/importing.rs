//! Conversations that come in a file. What is here already is left out, and the file remembered, so that a person who
//! wants it once more need not look for it again; the page itself never learns of a path.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sofia_core::Engine;

use crate::convert;
use crate::transfer::{ConversationsImported, ErrorReport};

/// Nobody comes back to more of them: the window tells of each for some seconds.
const MOST_REMEMBERED: usize = 50;

/// Files that were left out because all that is in them is here already.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    files: Mutex<Remembered>,
}

#[derive(Debug, Default)]
struct Remembered {
    last: u32,
    paths: VecDeque<(u32, PathBuf)>,
}

impl LeftOut {
    /// Remembers a file; answers the number by which it is asked for.
    fn remember(&self, path: &Path) -> u32 {
        let mut files = self.files();
        files.last = files.last.wrapping_add(1);
        let number = files.last;
        files.paths.push_back((number, path.to_path_buf()));
        if files.paths.len() > MOST_REMEMBERED {
            files.paths.pop_front();
        }
        number
    }

    fn find(&self, number: u32) -> Option<PathBuf> {
        self.files().paths.iter().find(|(known, _)| *known == number).map(|(_, path)| path.clone())
    }

    fn files(&self) -> MutexGuard<'_, Remembered> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes in what is in a file and not here yet.
pub(crate) async fn take_in(
    engine: &Engine,
    left_out: &LeftOut,
    path: &Path,
) -> Result<ConversationsImported, ErrorReport> {
    let imported = engine.import(path, false).await.map_err(convert::error)?;
    let again = imported.conversations.is_empty() && !imported.known.is_empty();
    let number = again.then(|| left_out.remember(path));
    Ok(convert::history::imported(imported, number))
}

/// Takes in a file that was left out; `None` where it is not remembered any more.
pub(crate) async fn take_in_again(
    engine: &Engine,
    left_out: &LeftOut,
    number: u32,
) -> Result<Option<ConversationsImported>, ErrorReport> {
    let Some(path) = left_out.find(number) else { return Ok(None) };
    let imported = engine.import(&path, true).await.map_err(convert::error)?;
    Ok(Some(convert::history::imported(imported, None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_files_are_remembered_each_under_its_number() {
        let left_out = LeftOut::default();
        let path = |at: usize| PathBuf::from(format!("{at}.ndjson"));
        let numbers: Vec<u32> = (0..=MOST_REMEMBERED).map(|at| left_out.remember(&path(at))).collect();
        assert_eq!(left_out.find(numbers[0]), None);
        for (at, number) in numbers.iter().enumerate().skip(1) {
            assert_eq!(left_out.find(*number), Some(path(at)));
        }
    }
}
