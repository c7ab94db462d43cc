//! Writing a results file, by one at a time.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use sofia_core::data_folder::HeldLock;

use crate::result::{RepeatResult, ResultLine, RunHeader, Summary, TestResult};
use crate::run::Sink;

/// What is read at once in search of the last whole line.
const PIECE: u64 = 64 * 1024;

/// Writes results. After the first error nothing more is written, since lines would be missing before it.
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
            // What came from elsewhere as JSON may be laid out over several lines: between its words, never inside of them.
            bytes.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
            bytes.push(b'\n');
            self.out.write_all(&bytes)
        });
        self.error = written.err();
    }

    /// The writer, if nothing has failed yet.
    pub(crate) fn whole(self) -> io::Result<Self> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// Ends with the summary, and tells what could not be written. Answers what was written to.
    pub fn end(mut self, summary: &Summary) -> io::Result<W> {
        self.line(&ResultLine::Summary(summary.clone()));
        match self.error {
            Some(error) => Err(error),
            None => self.out.flush().map(|()| self.out),
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

    fn has_failed(&self) -> bool {
        self.error.is_some()
    }
}

impl ResultsWriter<File> {
    /// Goes on behind what a file has. A last line that was cut off is taken away.
    pub fn resume(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let whole = end_of_lines(&mut file)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        Ok(Self { out: file, error: None })
    }
}

/// How many bytes the whole lines of a file have. It is read from its end.
fn end_of_lines(file: &mut File) -> io::Result<u64> {
    let mut end = file.metadata()?.len();
    let mut piece = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(PIECE);
        piece.clear();
        file.seek(SeekFrom::Start(start))?;
        (&*file).take(end - start).read_to_end(&mut piece)?;
        if let Some(last) = memchr::memrchr(b'\n', &piece) {
            return Ok(start + last as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Held by whoever writes to a results file, from before it reads what is there until its last line is written.
#[derive(Debug)]
pub(crate) struct ResultsLock {
    _held: Option<HeldLock>,
}

impl ResultsLock {
    /// `None` where another one holds it.
    pub(crate) fn take(path: &Path) -> io::Result<Option<Self>> {
        // A pipe or a device is nothing to go on in, and the folder that it is in nothing to write to.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Ok(Some(Self { _held: None }));
        }
        Ok(HeldLock::beside(path)?.map(|held| Self { _held: Some(held) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_is_taken_away_however_long_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.jsonl");
        let long = "x".repeat(3 * PIECE as usize);
        let table = [
            ("", ""),
            ("a\nb\n", "a\nb\n"),
            ("a\nb", "a\n"),
            ("never whole", ""),
            (&format!("a\n{long}"), "a\n"),
            (&format!("{long}\n{long}"), &format!("{long}\n")),
        ];
        for (before, after) in table {
            std::fs::write(&path, before).unwrap();
            ResultsWriter::resume(&path).unwrap();
            assert!(std::fs::read_to_string(&path).unwrap() == after, "{} bytes", before.len());
        }
    }
}
