//! The runs that are kept in the data folder: a file of results for each, and which of them is the baseline.

mod counting;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use sofia_core::AtomicFile;
use sofia_core::data_folder::HeldLock;

use crate::result::{ResultLine, RunHeader, Summary};
use crate::results_file::{Results, ResultsError, ResultsLock};

/// Where the runs are in the data folder.
const FOLDER: &str = "runs";

/// Which run is the baseline of which suites.
const BASELINES: &str = "baselines.json";

/// The last line of a run that ended is shorter than that.
const LONGEST_SUMMARY: u64 = 16 * 1024;

/// Runs before this one that a trend shows.
pub const TREND_RUNS: usize = 30;

/// The runs of a data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    folder: PathBuf,
}

/// A run that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRun {
    /// Its name among the runs.
    pub id: String,
    /// The results file, for [`Results::open`].
    pub path: PathBuf,
    /// What was run.
    pub header: RunHeader,
    /// What it came to; of a run that is under way or was killed, what is known so far.
    pub summary: Summary,
    /// Its last line says that it ended.
    pub ended: bool,
    /// It has not ended, and somebody writes to it: this process or another one.
    pub goes_on: bool,
    /// Bytes on the disk.
    pub bytes: u64,
    /// Later runs of these suites are compared with it.
    pub is_baseline: bool,
}

/// What became of a run that was to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
    Removed,
    /// There was no such run.
    NoSuchRun,
    /// Somebody writes to it, so it was left alone.
    GoesOn,
}

/// What an earlier run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    /// When it began, in milliseconds since 1970, UTC.
    pub began_at: i64,
    /// What it came to.
    pub summary: Summary,
}

impl TrendPoint {
    /// What a run came to, from its results or from its report in JSON. Its answers are not read.
    pub fn read(path: &Path) -> Result<Self, ResultsError> {
        let unreadable = |error| ResultsError::Read { path: path.to_owned(), error };
        Ok(match read(path).map_err(unreadable)? {
            Some(run) => Self { began_at: run.header.began_at, summary: run.summary },
            None => Self::of(&Results::open(path)?),
        })
    }

    /// What a run that is open came to.
    pub fn of(run: &Results) -> Self {
        Self { began_at: run.header.began_at, summary: run.summary.clone() }
    }

    /// Runs before another one, the oldest first, from wherever they were found: each once, and as many as a trend shows.
    pub fn before(run: &RunHeader, points: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut earlier: Vec<Self> =
            points.into_iter().filter(|point| point.began_at < run.began_at).collect();
        earlier.sort_by_key(|point| point.began_at);
        earlier.dedup_by_key(|point| point.began_at);
        earlier.split_off(earlier.len().saturating_sub(TREND_RUNS))
    }
}

impl Runs {
    /// Those of a data folder.
    pub fn of(data_folder: &Path) -> Self {
        Self { folder: data_folder.join(FOLDER) }
    }

    /// The folder with the results files. It may not be there yet.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All runs, the newest first. A file that cannot be read, or holds no results, is passed over.
    pub fn list(&self) -> io::Result<Vec<KeptRun>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let baselines = self.baselines()?;
        let mut runs = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            match read(&path) {
                Ok(Some(mut run)) => {
                    run.is_baseline = baselines.get(&subject(&run.header)) == Some(&run.id);
                    runs.push(run);
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(path = %path.display(), %error, "a run is passed over"),
            }
        }
        runs.sort_by(|one, other| (other.header.began_at, &other.id).cmp(&(one.header.began_at, &one.id)));
        Ok(runs)
    }

    /// A run of this name.
    pub fn kept(&self, id: &str) -> io::Result<Option<KeptRun>> {
        let Some(path) = self.path(id) else { return Ok(None) };
        let Some(mut run) = read(&path)? else { return Ok(None) };
        run.is_baseline = self.baselines()?.get(&subject(&run.header)) == Some(&run.id);
        Ok(Some(run))
    }

    /// The results file of a run. A name that would lead out of the folder is none.
    pub fn path(&self, id: &str) -> Option<PathBuf> {
        let is_name = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name.then(|| self.folder.join(format!("{id}.jsonl"))).filter(|path| path.is_file())
    }

    /// Removes a run from the disk, unless somebody writes to it.
    pub fn remove(&self, id: &str) -> io::Result<Removal> {
        let Some(path) = self.path(id) else { return Ok(Removal::NoSuchRun) };
        let Some(_alone) = ResultsLock::take(&path)? else { return Ok(Removal::GoesOn) };
        fs::remove_file(path)?;
        let mut baselines = self.baselines()?;
        baselines.retain(|_, baseline| baseline != id);
        self.keep_baselines(&baselines)?;
        Ok(Removal::Removed)
    }

    /// Makes a run the baseline of its suites and its merchant, in place of the one before; or makes it none.
    pub fn set_baseline(&self, run: &KeptRun, is_baseline: bool) -> io::Result<()> {
        let mut baselines = self.baselines()?;
        let subject = subject(&run.header);
        if is_baseline {
            baselines.insert(subject, run.id.clone());
        } else if baselines.get(&subject) == Some(&run.id) {
            baselines.remove(&subject);
        }
        self.keep_baselines(&baselines)
    }

    /// The results file of the baseline that a run of this kind is to be compared with.
    pub fn baseline(&self, header: &RunHeader) -> io::Result<Option<PathBuf>> {
        let baselines = self.baselines()?;
        Ok(baselines.get(&subject(header)).and_then(|id| self.path(id)))
    }

    /// Earlier runs of the same suites against the same merchant, the oldest first, bounded.
    /// None where they cannot be read: a report without its past is still one.
    pub fn trend(&self, header: &RunHeader) -> Vec<TrendPoint> {
        let runs = self.list().unwrap_or_else(|error| {
            tracing::warn!(folder = %self.folder.display(), %error, "a report has no trend");
            Vec::new()
        });
        let points = runs
            .into_iter()
            .filter(|run| run.ended && !run.summary.stopped && subject(&run.header) == subject(header))
            // The same answers a second time are no point of their own.
            .filter(|run| !run.header.rejudged)
            .map(|run| TrendPoint { began_at: run.header.began_at, summary: run.summary });
        TrendPoint::before(header, points)
    }

    fn baselines(&self) -> io::Result<BTreeMap<String, String>> {
        match fs::read(self.folder.join(BASELINES)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    fn keep_baselines(&self, baselines: &BTreeMap<String, String>) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        AtomicFile::write(&self.folder.join(BASELINES), &serde_json::to_vec_pretty(baselines)?)
    }
}

/// What runs must have in common to be compared: the merchant and the suites.
fn subject(header: &RunHeader) -> String {
    format!("{}\n{}", header.merchant, header.suites.join("\n"))
}

/// A run from its first and its last line; where it has not ended, from what was counted so far.
fn read(path: &Path) -> io::Result<Option<KeptRun>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut first = Vec::new();
    // A run of ten thousand tests is not read to be listed.
    file.by_ref().take(LONGEST_SUMMARY).read_until(b'\n', &mut first)?;
    let Ok(ResultLine::Run(header)) = serde_json::from_slice(&first) else { return Ok(None) };
    let bytes = file.get_ref().metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(LONGEST_SUMMARY)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let last = end.strip_suffix(b"\n").and_then(|end| end.rsplit(|byte| *byte == b'\n').next());
    let (summary, ended) = match last.and_then(|line| serde_json::from_slice(line).ok()) {
        Some(ResultLine::Summary(summary)) => (summary, true),
        _ => (counting::summary_so_far(path, &header)?, false),
    };
    let goes_on = !ended && HeldLock::is_held_beside(path)?;
    let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let path = path.to_owned();
    Ok(Some(KeptRun { id, path, header, summary, ended, goes_on, bytes, is_baseline: false }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results_file::ResultsWriter;

    fn header(began_at: i64) -> RunHeader {
        RunHeader {
            suites: vec!["Acme".into()],
            merchant: "Acme".into(),
            simulated: false,
            began_at,
            tests: 3,
            repeats: 3,
            repeat: None,
            version: "0".into(),
            rejudged: false,
            pair: None,
        }
    }

    fn keep(runs: &Runs, id: &str, began_at: i64, passed: usize, ends: bool) {
        fs::create_dir_all(runs.folder()).unwrap();
        let file = File::create(runs.folder().join(format!("{id}.jsonl"))).unwrap();
        let writer = ResultsWriter::begin(file, &header(began_at));
        if ends {
            writer.end(&Summary { passed, failed: 3 - passed, ..Summary::default() }).unwrap();
        }
    }

    #[test]
    fn runs_are_listed_newest_first_and_tell_what_they_came_to() {
        let folder = tempfile::tempdir().unwrap();
        let runs = Runs::of(folder.path());
        assert_eq!(runs.list().unwrap(), []);
        keep(&runs, "1-a", 1, 1, true);
        keep(&runs, "3-c", 3, 3, true);
        keep(&runs, "2-b", 2, 2, false);
        fs::write(runs.folder().join("notes.jsonl"), "not results\n").unwrap();
        fs::write(runs.folder().join("latin.jsonl"), b"S\xe3o Paulo\n").unwrap();
        fs::create_dir(runs.folder().join("folder.jsonl")).unwrap();
        let listed = runs.list().unwrap();
        let told: Vec<_> =
            listed.iter().map(|run| (run.id.as_str(), run.ended, run.summary.passed)).collect();
        assert_eq!(told, [("3-c", true, 3), ("2-b", false, 0), ("1-a", true, 1)]);
        // One that is under way is no part of a trend, and neither are answers that were judged a second time.
        let again = File::create(runs.folder().join("3-d.jsonl")).unwrap();
        let header_again = RunHeader { rejudged: true, ..header(3) };
        ResultsWriter::begin(again, &header_again).end(&Summary::default()).unwrap();
        let trend = runs.trend(&header(4));
        assert_eq!(trend.iter().map(|point| point.summary.passed).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(runs.remove("3-c").unwrap(), Removal::Removed);
        assert_eq!(runs.remove("3-c").unwrap(), Removal::NoSuchRun);
        assert_eq!(runs.list().unwrap().len(), 3);
        assert_eq!(runs.kept("2-b").unwrap().map(|run| run.ended), Some(false));
        assert_eq!(runs.kept("latin").unwrap(), None);
    }

    #[test]
    fn a_run_that_somebody_writes_to_says_so_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let runs = Runs::of(folder.path());
        keep(&runs, "1-a", 1, 1, true);
        keep(&runs, "2-b", 2, 2, false);
        let goes_on = || {
            let listed = runs.list().unwrap();
            listed.iter().map(|run| (run.id.clone(), run.goes_on)).collect::<Vec<_>>()
        };
        assert_eq!(goes_on(), [("2-b".to_owned(), false), ("1-a".to_owned(), false)]);
        let written = ResultsLock::take(&runs.path("2-b").unwrap()).unwrap();
        assert_eq!(goes_on(), [("2-b".to_owned(), true), ("1-a".to_owned(), false)]);
        assert_eq!(runs.remove("2-b").unwrap(), Removal::GoesOn);
        assert!(runs.path("2-b").is_some());
        drop(written);
        assert_eq!(runs.remove("2-b").unwrap(), Removal::Removed);
        assert_eq!(fs::read_dir(runs.folder()).unwrap().count(), 2, "the other run, and the baselines");
    }

    #[test]
    fn suites_have_one_baseline() {
        let folder = tempfile::tempdir().unwrap();
        let runs = Runs::of(folder.path());
        keep(&runs, "1-a", 1, 1, true);
        keep(&runs, "2-b", 2, 2, true);
        let baseline = || runs.list().unwrap().into_iter().find(|run| run.is_baseline).map(|run| run.id);
        let run = |id: &str| runs.list().unwrap().into_iter().find(|run| run.id == id).unwrap();
        assert_eq!(baseline(), None);
        runs.set_baseline(&run("1-a"), true).unwrap();
        runs.set_baseline(&run("2-b"), true).unwrap();
        assert_eq!(baseline().as_deref(), Some("2-b"));
        assert_eq!(runs.baseline(&header(9)).unwrap(), runs.path("2-b"));
        runs.set_baseline(&run("2-b"), false).unwrap();
        assert_eq!(baseline(), None);
    }

    #[test]
    fn a_name_leads_nowhere_but_into_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let runs = Runs::of(folder.path());
        keep(&runs, "1-a", 1, 1, true);
        fs::write(folder.path().join("secret.jsonl"), "").unwrap();
        assert!(runs.path("1-a").is_some());
        for id in ["../secret", "..", "", "/etc/passwd", "1-a/../1-a"] {
            assert_eq!(runs.path(id), None, "{id}");
        }
    }
}
