//! The files of runs in the data folder, beside the results that `sofia-check` keeps: what was to be run, and reports.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sofia_check::job;
use sofia_check::report::{Comparison, Extras};
use sofia_check::results_file::Results;
use sofia_check::runs::{KeptRun, Removal, Runs};
use sofia_core::AtomicFile;

use super::error::{file_failed, job_error, results_error};
use super::{Checking, goes_on, not_found};
use crate::convert;
use crate::transfer::*;

/// More than anybody looks through; older ones stay in their folder.
const MOST_LISTED: usize = 200;

/// Where the files are.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    root: PathBuf,
    pub(crate) runs: Runs,
}

impl Files {
    pub(crate) fn of(folder: &sofia_core::data_folder::DataFolder) -> Self {
        Self::in_folder(folder.root())
    }

    fn in_folder(root: &Path) -> Self {
        Self { root: root.to_owned(), runs: Runs::of(root) }
    }

    /// Suites that are listed without being opened, and where new ones go.
    pub(crate) fn suites(&self) -> PathBuf {
        self.root.join("suites")
    }

    /// Where reports go if nobody says otherwise.
    pub(crate) fn reports(&self, id: &str) -> PathBuf {
        self.root.join("reports").join(id)
    }

    /// The results file of a run that is there.
    pub(crate) fn path(&self, id: &str) -> Result<PathBuf, ErrorReport> {
        self.runs.path(id).ok_or_else(|| not_found(id))
    }

    pub(crate) fn results(&self, id: &str) -> Result<Results, ErrorReport> {
        Results::open(&self.path(id)?).map_err(|error| results_error(&error))
    }

    /// What a run was to play; `None` where it was started from the command line.
    pub(crate) fn plan(&self, id: &str) -> Result<Option<RunPlan>, ErrorReport> {
        let Ok(text) = std::fs::read(plan_file(&self.path(id)?)) else { return Ok(None) };
        Ok(serde_json::from_slice(&text).ok())
    }

    /// Keeps what a run is to play.
    pub(crate) fn keep_plan(results: &Path, plan: &RunPlan) -> Result<(), ErrorReport> {
        let path = plan_file(results);
        let text = serde_json::to_vec(plan).map_err(|error| ErrorReport::internal(&error.to_string()))?;
        AtomicFile::write(&path, &text).map_err(|error| file_failed(&path, &error))
    }

    /// Forgets a plan of which nothing was played.
    pub(crate) fn forget_plan(results: &Path) {
        // Without its results a plan is nothing.
        std::fs::remove_file(plan_file(results)).ok();
    }

    /// Takes a run off the disk.
    pub(crate) fn remove(&self, id: &str) -> Result<(), ErrorReport> {
        let path = self.path(id)?;
        match self.runs.remove(id).map_err(|error| file_failed(&path, &error))? {
            Removal::Removed => {}
            Removal::NoSuchRun => return Err(not_found(id)),
            Removal::GoesOn => return Err(goes_on()),
        }
        Self::forget_plan(&path);
        // The reports have all its answers once more.
        let reports = self.reports(id);
        match std::fs::remove_dir_all(&reports) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(file_failed(&reports, &error)),
            _ => Ok(()),
        }
    }

    pub(crate) fn kept(&self) -> Result<Vec<KeptRun>, ErrorReport> {
        self.runs.list().map_err(|error| file_failed(self.runs.folder(), &error))
    }

    /// A run of this name.
    pub(crate) fn kept_run(&self, id: &str) -> Result<KeptRun, ErrorReport> {
        let kept = self.runs.kept(id).map_err(|error| file_failed(self.runs.folder(), &error))?;
        kept.ok_or_else(|| not_found(id))
    }

    /// All runs, the newest first.
    pub(crate) fn rows(&self, checking: &Checking) -> Result<Vec<RunRow>, ErrorReport> {
        Ok(self.kept()?.iter().take(MOST_LISTED).map(|run| self.row(run, checking)).collect())
    }

    pub(crate) fn row(&self, run: &KeptRun, checking: &Checking) -> RunRow {
        // A plan that cannot be read is as good as none: the results stay.
        let plan = self.plan(&run.id).ok().flatten();
        convert::run_row(run, checking.is_running(&run.id), plan.as_ref())
    }

    /// The run that a run is compared with by itself.
    pub(crate) fn baseline_of(&self, run: &KeptRun) -> Result<Option<KeptRun>, ErrorReport> {
        let path =
            self.runs.baseline(&run.header).map_err(|error| file_failed(self.runs.folder(), &error))?;
        match path.as_deref().map(id_of) {
            Some(id) if id != run.id => self.kept_run(&id).map(Some),
            _ => Ok(None),
        }
    }

    /// Writes reports of a run into a folder; answers their names.
    pub(crate) fn write_reports(
        &self,
        id: &str,
        kinds: &[ReportKind],
        folder: &Path,
    ) -> Result<Vec<String>, ErrorReport> {
        let (run, now) = (self.kept_run(id)?, self.results(id)?);
        let before = self.baseline_of(&run)?.map(|before| self.results(&before.id)).transpose()?;
        let comparison = before.map(|before| Comparison::of(&before, &now)).transpose();
        let extras = Extras {
            comparison: comparison.map_err(|error| results_error(&error))?,
            trend: self.runs.trend(&run.header),
        };
        std::fs::create_dir_all(folder).map_err(|error| file_failed(folder, &error))?;
        let mut names = Vec::new();
        for &kind in kinds {
            let name = file_name(kind);
            let written = job::write_report(&now, convert::report_format(kind), &extras, &folder.join(name));
            written.map_err(|error| job_error(&error))?;
            names.push(name.to_owned());
        }
        Ok(names)
    }
}

/// The name of the run whose results are in this file.
pub(crate) fn id_of(results: &Path) -> String {
    results.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn plan_file(results: &Path) -> PathBuf {
    results.with_extension("plan.json")
}

fn file_name(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::Html => "report.html",
        ReportKind::Junit => "junit.xml",
        ReportKind::Json => "report.json",
        ReportKind::JsonLines => "results.jsonl",
        ReportKind::Csv => "report.csv",
        ReportKind::Markdown => "report.md",
    }
}
