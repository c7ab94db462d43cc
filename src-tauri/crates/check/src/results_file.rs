//! The results of a run as a file: a line of JSON for each repeat and each test, written as they end, so that a run that is
//! killed loses no repeat that had ended. Of a test only what it came to is held in memory, and where its answers are in
//! the file.

mod merging;
mod report;
mod writing;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use merging::{MergeError, merge};
pub(crate) use writing::ResultsLock;
pub use writing::ResultsWriter;

use crate::result::{RepeatResult, ResultLine, RunHeader, Summary, TestResult, TestStatus};

/// A results file that is read. Its repeats stay on the disk until they are asked for.
#[derive(Debug)]
pub struct Results {
    /// What was run.
    pub header: RunHeader,
    /// The tests that ended, in the order of their suites.
    pub tests: Vec<TestResult>,
    /// The whole run. Of a run that was killed, what can be told from its tests.
    pub summary: Summary,
    path: PathBuf,
    lines: Mutex<Lines>,
    places: HashMap<(String, String), usize>,
    repeats: HashMap<(String, String), Vec<u64>>,
    is_report: bool,
}

/// The lines of results: those of a file, or those that a report tells of.
type Lines = Box<dyn SeekLines + Send>;

trait SeekLines: BufRead + Seek + std::fmt::Debug {}

impl<T: BufRead + Seek + std::fmt::Debug> SeekLines for T {}

/// Why a results file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
    /// It is no results file.
    #[error("{path}:{line}: this is no results file of sofia check: {reason}")]
    Format {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl Results {
    /// Opens a results file, or a report in JSON, which has the same in it.
    pub fn open(path: &Path) -> Result<Self, ResultsError> {
        let unreadable = |error| ResultsError::Read { path: path.to_owned(), error };
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let mut first = Vec::new();
        file.read_until(b'\n', &mut first).map_err(unreadable)?;
        if let Err(error) = serde_json::from_slice::<ResultLine>(&first) {
            file.read_to_end(&mut first).map_err(unreadable)?;
            let lines = report::lines(&first).map_err(|_no_report| ResultsError::Format {
                path: path.to_owned(),
                line: 1,
                reason: error.to_string(),
            })?;
            return Self::of_lines(path, Box::new(Cursor::new(lines)), true);
        }
        file.rewind().map_err(unreadable)?;
        Self::of_lines(path, Box::new(file), false)
    }

    fn of_lines(path: &Path, mut lines: Lines, is_report: bool) -> Result<Self, ResultsError> {
        let unreadable = |error| ResultsError::Read { path: path.to_owned(), error };
        let wrong = |line, reason: String| ResultsError::Format { path: path.to_owned(), line, reason };
        let (mut header, mut summary) = (None, None);
        // A run that was resumed has ended more than once, and may have played a test again.
        let (mut tests, mut repeats) = (HashMap::new(), HashMap::<_, Vec<u64>>::new());
        let (mut offset, mut line) = (0, Vec::new());
        for number in 1.. {
            line.clear();
            let length = lines.read_until(b'\n', &mut line).map_err(unreadable)?;
            // The last line of a run that was killed may be a part of one, and end in the middle of a letter.
            if !line.ends_with(b"\n") {
                break;
            }
            match serde_json::from_slice(&line).map_err(|error| wrong(number, error.to_string()))? {
                ResultLine::Run(run) => header = Some(run),
                ResultLine::Repeat(repeat) => {
                    repeats.entry((repeat.suite, repeat.test)).or_default().push(offset);
                }
                ResultLine::Test(test) => {
                    tests.insert((test.suite.clone(), test.test.clone()), test);
                }
                ResultLine::Summary(whole) => summary = Some(whole),
            }
            offset += length as u64;
        }
        let header: RunHeader = header.ok_or_else(|| wrong(1, "it has no header".to_owned()))?;
        let mut tests: Vec<TestResult> = tests.into_values().collect();
        tests.sort_by(|one, other| {
            (&one.suite, &one.file, one.line, &one.test).cmp(&(
                &other.suite,
                &other.file,
                other.line,
                &other.test,
            ))
        });
        let ended = summary.unwrap_or(Summary { stopped: true, ..Summary::default() });
        let mut summary = Summary {
            stopped: ended.stopped,
            took_ms: ended.took_ms,
            not_closed: ended.not_closed,
            not_run: header.tests.saturating_sub(tests.len()),
            ..Summary::default()
        };
        tests.iter().for_each(|test| summary.count(test));
        let named = |(place, test): (usize, &TestResult)| ((test.suite.clone(), test.test.clone()), place);
        let places = tests.iter().enumerate().map(named).collect();
        let (path, lines) = (path.to_owned(), Mutex::new(lines));
        Ok(Self { header, tests, summary, path, lines, places, repeats, is_report })
    }

    /// The repeats of a test, in the order of their numbers.
    pub fn repeats(&self, test: &TestResult) -> Result<Vec<RepeatResult>, ResultsError> {
        self.repeats_of(&test.suite, &test.test)
    }

    /// The repeats of a test, by its suite's name and its own.
    pub fn repeats_of(&self, suite: &str, test: &str) -> Result<Vec<RepeatResult>, ResultsError> {
        let unreadable = |error| ResultsError::Read { path: self.path.clone(), error };
        let mut lines = self.lines();
        let mut found = Vec::new();
        for offset in self.repeats.get(&(suite.to_owned(), test.to_owned())).into_iter().flatten() {
            lines.seek(SeekFrom::Start(*offset)).map_err(unreadable)?;
            let mut line = Vec::new();
            lines.read_until(b'\n', &mut line).map_err(unreadable)?;
            if let Ok(ResultLine::Repeat(repeat)) = serde_json::from_slice(&line) {
                found.push(repeat);
            }
        }
        // Of a test that was played again, fewer times than at first, the repeats that are too many are of no run.
        if let Some(ended) = self.test(suite, test) {
            found.retain(|repeat| repeat.repeat <= ended.repeats());
        }
        // Where one was played again, the last counts.
        found.reverse();
        found.sort_by_key(|repeat| repeat.repeat);
        found.dedup_by_key(|repeat| repeat.repeat);
        Ok(found)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The tests to play again, by their suites' names and their own: those under their share, and those that could not be
    /// judged. What a person is to judge is not among them.
    pub fn under_their_share(&self) -> impl Iterator<Item = (String, String)> {
        let again = |test: &&TestResult| !test.reached && test.status != TestStatus::Open;
        self.tests.iter().filter(again).map(|test| (test.suite.clone(), test.test.clone()))
    }

    /// A test that has ended, by its suite's name and its own.
    pub fn test(&self, suite: &str, test: &str) -> Option<&TestResult> {
        self.tests.get(*self.places.get(&(suite.to_owned(), test.to_owned()))?)
    }

    /// Whether a test has ended.
    pub fn has(&self, suite: &str, test: &str) -> bool {
        self.test(suite, test).is_some()
    }

    /// It was read from a report, so that a run cannot go on in it.
    pub fn is_report(&self) -> bool {
        self.is_report
    }

    /// The lines, byte for byte.
    pub fn copy_to(&self, out: &mut dyn Write) -> Result<(), ResultsError> {
        let unreadable = |error| ResultsError::Read { path: self.path.clone(), error };
        let mut lines = self.lines();
        lines.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        io::copy(&mut *lines, out).map(drop).map_err(unreadable)
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
