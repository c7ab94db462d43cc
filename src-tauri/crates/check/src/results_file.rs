//! The results of a run as a file: a line of JSON for each repeat and each test, written as they end, so that a run that is
//! killed loses nothing that was done, and ten thousand tests take no more memory than ten.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::result::{RepeatResult, ResultLine, RunHeader, Summary, TestResult, TestStatus};
use crate::run::Sink;

/// Writes results. An error is kept, and told at the end.
#[derive(Debug)]
pub struct ResultsWriter<W> {
    out: W,
    error: Option<io::Error>,
}

impl<W: Write> ResultsWriter<W> {
    /// Begins with the header.
    pub fn begin(out: W, header: &RunHeader) -> Self {
        let mut writer = Self { out, error: None };
        writer.line(&ResultLine::Run(header.clone()));
        writer
    }

    fn line(&mut self, line: &ResultLine) {
        if self.error.is_some() {
            return;
        }
        let written = serde_json::to_vec(line).map_err(io::Error::from).and_then(|mut bytes| {
            bytes.push(b'\n');
            self.out.write_all(&bytes)
        });
        self.error = written.err();
    }

    /// Ends with the summary, and tells what could not be written.
    pub fn end(mut self, summary: &Summary) -> io::Result<()> {
        self.line(&ResultLine::Summary(summary.clone()));
        match self.error {
            Some(error) => Err(error),
            None => self.out.flush(),
        }
    }
}

impl<W: Write> Sink for ResultsWriter<W> {
    fn repeat(&mut self, result: &RepeatResult) {
        self.line(&ResultLine::Repeat(result.clone()));
    }

    fn test(&mut self, result: &TestResult) {
        self.line(&ResultLine::Test(result.clone()));
    }
}

impl ResultsWriter<File> {
    /// Goes on behind what a file has. A last line that was cut off is taken away.
    pub fn resume(path: &Path) -> io::Result<Self> {
        let text = std::fs::read(path)?;
        let whole = memchr::memrchr(b'\n', &text).map_or(0, |end| end + 1);
        let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { out: file, error: None })
    }
}

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
    file: Mutex<BufReader<File>>,
    repeats: HashMap<(String, String), Vec<u64>>,
}

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
    /// Opens a results file.
    pub fn open(path: &Path) -> Result<Self, ResultsError> {
        let unreadable = |error| ResultsError::Read { path: path.to_owned(), error };
        let wrong = |line, reason: String| ResultsError::Format { path: path.to_owned(), line, reason };
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let (mut header, mut summary) = (None, None);
        // A run that was resumed has ended more than once, and may have played a test again.
        let (mut tests, mut repeats) = (HashMap::new(), HashMap::<_, Vec<u64>>::new());
        let (mut offset, mut text) = (0, String::new());
        for number in 1.. {
            text.clear();
            let length = file.read_line(&mut text).map_err(unreadable)?;
            if length == 0 {
                break;
            }
            // The last line of a run that was killed may be a part of one.
            if !text.ends_with('\n') {
                break;
            }
            match serde_json::from_str(&text).map_err(|error| wrong(number, error.to_string()))? {
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
        Ok(Self { header, tests, summary, path: path.to_owned(), file: Mutex::new(file), repeats })
    }

    /// The repeats of a test, in the order of their numbers.
    pub fn repeats(&self, test: &TestResult) -> Result<Vec<RepeatResult>, ResultsError> {
        self.repeats_of(&test.suite, &test.test)
    }

    /// The repeats of a test, by its suite's name and its own.
    pub fn repeats_of(&self, suite: &str, test: &str) -> Result<Vec<RepeatResult>, ResultsError> {
        let unreadable = |error| ResultsError::Read { path: self.path.clone(), error };
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut found = Vec::new();
        for offset in self.repeats.get(&(suite.to_owned(), test.to_owned())).into_iter().flatten() {
            file.seek(SeekFrom::Start(*offset)).map_err(unreadable)?;
            let mut text = String::new();
            file.read_line(&mut text).map_err(unreadable)?;
            if let Ok(ResultLine::Repeat(repeat)) = serde_json::from_str(&text) {
                found.push(repeat);
            }
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

    /// Whether a test has ended.
    pub fn has(&self, suite: &str, test: &str) -> bool {
        self.tests.iter().any(|ended| ended.suite == suite && ended.test == test)
    }

    /// The file, byte for byte.
    pub fn copy_to(&self, out: &mut dyn Write) -> Result<(), ResultsError> {
        let unreadable = |error| ResultsError::Read { path: self.path.clone(), error };
        let mut bytes = [0; 64 * 1024];
        let mut file = File::open(&self.path).map_err(unreadable)?;
        loop {
            match file.read(&mut bytes).map_err(unreadable)? {
                0 => return Ok(()),
                read => out.write_all(&bytes[..read]).map_err(unreadable)?,
            }
        }
    }
}

/// Puts the results of shards together into one file.
pub fn merge(parts: &[Results], out: &mut dyn Write) -> Result<(), ResultsError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let mut header = RunHeader { tests: 0, repeats: 0, suites: Vec::new(), ..first.header.clone() };
    let mut summary = Summary::default();
    for part in parts {
        header.tests += part.header.tests;
        header.repeats += part.header.repeats;
        header.simulated |= part.header.simulated;
        header.began_at = header.began_at.min(part.header.began_at);
        header.suites.extend(
            part.header
                .suites
                .iter()
                .filter(|suite| !header.suites.contains(suite))
                .cloned()
                .collect::<Vec<_>>(),
        );
        summary.passed += part.summary.passed;
        summary.flaky += part.summary.flaky;
        summary.failed += part.summary.failed;
        summary.errors += part.summary.errors;
        summary.open += part.summary.open;
        summary.not_run += part.summary.not_run;
        summary.not_closed += part.summary.not_closed;
        summary.stopped |= part.summary.stopped;
        // Shards run side by side.
        summary.took_ms = summary.took_ms.max(part.summary.took_ms);
    }
    let mut writer = ResultsWriter::begin(&mut *out, &header);
    for part in parts {
        for test in &part.tests {
            part.repeats(test)?.iter().for_each(|repeat| writer.repeat(repeat));
            writer.test(test);
        }
    }
    writer.end(&summary).map_err(|error| ResultsError::Read { path: first.path.clone(), error })
}
