//! What a run that has not ended has come to so far.
//!
//! Lists ask for it again and again while the run goes on, so what was read of a file is remembered, and only what came
//! behind it is read. Answers, which are nearly all of a file, are passed over unread.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::result::{ResultLine, RunHeader, Summary, TestResult};

/// Files that are remembered. There is one for each run that was killed, and one or two that go on.
const MOST_REMEMBERED: usize = 64;

/// How the line of a test begins, and the last line of an earlier part of a run that was resumed.
const TEST: &[u8] = b"{\"test\":";
const SUMMARY: &[u8] = b"{\"summary\":";

static REMEMBERED: LazyLock<Mutex<HashMap<PathBuf, Counted>>> = LazyLock::new(Mutex::default);

/// What was read of a file: all whole lines up to a place.
#[derive(Debug, Default)]
struct Counted {
    /// Of which run, since a file may be made anew under the same name.
    began_at: i64,
    up_to: u64,
    /// The last line of each test. A run that was resumed may have played one again.
    tests: HashMap<(String, String), TestResult>,
    /// What an earlier part of the run said at its end.
    earlier: Summary,
}

/// The summary of a run as far as its file goes.
pub(super) fn summary_so_far(path: &Path, header: &RunHeader) -> io::Result<Summary> {
    let mut remembered = REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut counted = remembered.remove(path).unwrap_or_default();
    let summary = counted.go_on(path, header)?;
    if remembered.len() >= MOST_REMEMBERED {
        remembered.clear();
    }
    remembered.insert(path.to_owned(), counted);
    Ok(summary)
}

impl Counted {
    fn go_on(&mut self, path: &Path, header: &RunHeader) -> io::Result<Summary> {
        let file = File::open(path)?;
        if self.began_at != header.began_at || file.metadata()?.len() < self.up_to {
            *self = Self { began_at: header.began_at, ..Self::default() };
        }
        let mut lines = BufReader::new(file);
        lines.seek(SeekFrom::Start(self.up_to))?;
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = lines.read_until(b'\n', &mut line)?;
            // What is being written, or was when the run was killed, may be a part of a line.
            if !line.ends_with(b"\n") {
                break;
            }
            self.up_to += length as u64;
            if line.starts_with(TEST) || line.starts_with(SUMMARY) {
                self.take(&line);
            }
        }
        let mut summary = Summary {
            stopped: true,
            not_run: header.tests.saturating_sub(self.tests.len()),
            took_ms: self.earlier.took_ms,
            not_closed: self.earlier.not_closed,
            ..Summary::default()
        };
        self.tests.values().for_each(|test| summary.count(test));
        Ok(summary)
    }

    fn take(&mut self, line: &[u8]) {
        match serde_json::from_slice(line) {
            Ok(ResultLine::Test(test)) => {
                self.tests.insert((test.suite.clone(), test.test.clone()), test);
            }
            Ok(ResultLine::Summary(summary)) => self.earlier = summary,
            // Whoever opens the run is told of a line that cannot be read.
            Ok(ResultLine::Run(_) | ResultLine::Repeat(_)) | Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn test_line(name: &str, status: &str) -> String {
        format!(
            "{{\"test\":{{\"suite\":\"S\",\"test\":\"{name}\",\"tags\":[],\"file\":\"s.yaml\",\"line\":1,\"status\":\"{status}\",\"reached\":true,\
             \"passed\":1,\"failed\":0,\"errors\":0,\"open\":0,\"min_pass\":1.0,\"interval\":null,\"took_ms\":1.0}}}}\n"
        )
    }

    #[test]
    fn only_what_came_behind_is_read_and_a_test_that_was_played_again_counts_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        let header = RunHeader {
            suites: vec!["S".into()],
            merchant: "M".into(),
            simulated: false,
            began_at: 7,
            tests: 3,
            repeats: 3,
            repeat: None,
            version: "0".into(),
            rejudged: false,
            pair: None,
        };
        let counts = |counted: &mut Counted, header: &RunHeader| {
            let summary = counted.go_on(&path, header).unwrap();
            (summary.passed, summary.failed, summary.not_run)
        };
        // The line of a repeat is no JSON here: it is not looked into.
        std::fs::write(&path, format!("{{\"run\":0}}\n{{\"repeat\":…\n{}", test_line("a", "failed")))
            .unwrap();
        let mut counted = Counted::default();
        assert_eq!(counts(&mut counted, &header), (0, 1, 2));
        let read = counted.up_to;
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        write!(file, "{}{}{{\"test\":{{\"suite\":", test_line("a", "passed"), test_line("b", "passed"))
            .unwrap();
        assert_eq!(counts(&mut counted, &header), (2, 0, 1));
        assert!(counted.up_to > read && counted.up_to < std::fs::metadata(&path).unwrap().len());
        // Another run in its place is read from the beginning.
        std::fs::write(&path, test_line("c", "passed")).unwrap();
        assert_eq!(counts(&mut counted, &RunHeader { began_at: 8, ..header }), (1, 0, 2));
    }
}
