//! `sofia report`: reports of runs that are over, shards put together, and what runs have covered.

use std::io::{self, BufWriter, ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};

use agent_graph::Timeouts;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use sofia_check::coverage::Coverage;
use sofia_check::drafting::Shelf;
use sofia_check::job::{self, JobError};
use sofia_check::report::{self, Comparison, Extras, ReportFormat};
use sofia_check::results_file::{MergeError, Results, merge};
use sofia_check::runs::Runs;
use sofia_check::stored::ImportedCatalog;
use sofia_core::AtomicFile;
use sofia_core::data_folder::DataFolder;

use crate::apart::keep_apart;
use crate::check::{FeedArguments, open_results, past};
use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::{self, say};
use crate::open;

/// What can be made of results.
#[derive(Debug, Subcommand)]
pub(crate) enum Reports {
    /// One page with everything in it, for a browser.
    Html(HtmlOf),
    /// JUnit's XML, for CI systems.
    Junit(Of),
    /// One JSON object.
    Json(Of),
    /// Lines of JSON: the results as they are kept.
    Jsonl(Of),
    /// A table for a spreadsheet.
    Csv(Of),
    /// A summary for a pull request.
    Markdown(Of),
    /// Put the results of shards together.
    Merge {
        /// The results of the shards.
        #[arg(value_name = "RESULTS", required = true)]
        results: Vec<PathBuf>,
        /// The file for all of them.
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Which products and categories were ever recommended, which never, and what was asked in vain.
    Coverage(Box<CoverageArguments>),
}

/// A report of one run.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The results of a run.
    #[arg(value_name = "RESULTS")]
    pub results: PathBuf,
    /// An earlier run to compare with: its results, its report in JSON, or its name in the data folder.
    #[arg(long, value_name = "RUN")]
    pub baseline: Option<PathBuf>,
    /// The file. Without it: standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A page of one run.
#[derive(Debug, Args)]
pub(crate) struct HtmlOf {
    #[command(flatten)]
    pub of: Of,
    /// Earlier runs for the trend: their results or their reports in JSON, where the data folder has none of them. The
    /// baseline counts by itself.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub history: Vec<PathBuf>,
}

/// Coverage of runs.
#[derive(Debug, Args)]
pub(crate) struct CoverageArguments {
    /// The results of any runs.
    #[arg(value_name = "RESULTS", required = true)]
    pub results: Vec<PathBuf>,
    /// Hold it against the catalog that was imported for this merchant.
    #[arg(long, value_name = "NAME", conflicts_with = "catalog")]
    pub merchant: Option<String>,
    #[command(flatten)]
    pub feed: FeedArguments,
    /// Write a page for a browser.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Write one JSON object.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write the picture of the categories.
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

pub(crate) async fn run(command: Reports) -> Result<Exit, Failure> {
    match command {
        Reports::Html(page) => one(ReportFormat::Html, &page.of, &page.history),
        Reports::Junit(of) => one(ReportFormat::Junit, &of, &[]),
        Reports::Json(of) => one(ReportFormat::Json, &of, &[]),
        Reports::Jsonl(of) => one(ReportFormat::JsonLines, &of, &[]),
        Reports::Csv(of) => one(ReportFormat::Csv, &of, &[]),
        Reports::Markdown(of) => one(ReportFormat::Markdown, &of, &[]),
        Reports::Merge { results, output } => merged(&results, &output),
        Reports::Coverage(arguments) => coverage(*arguments).await,
    }
}

fn one(format: ReportFormat, of: &Of, history: &[PathBuf]) -> Result<Exit, Failure> {
    let results = open_results(&of.results)?;
    let baseline = of.baseline.as_deref().map(open_results).transpose()?;
    let runs_read = baseline.iter().chain([&results]).map(Results::path);
    let read: Vec<&Path> = runs_read.chain(history.iter().map(PathBuf::as_path)).collect();
    keep_apart(&read, &of.output.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let folder = DataFolder::locate().map_err(sofia_core::Error::from)?;
    let trend = past::trend(&results, baseline.as_ref(), history, &Runs::of(folder.root()));
    let comparison = baseline.map(|before| Comparison::of(&before, &results)).transpose();
    let extras = Extras { comparison: comparison.map_err(JobError::from)?, trend };
    match &of.output {
        Some(path) => job::write_report(&results, format, &extras, path)?,
        None => print_report(&results, format, &extras)?,
    }
    Ok(Exit::Fine)
}

fn merged(parts: &[PathBuf], output: &Path) -> Result<Exit, Failure> {
    let parts = parts.iter().map(|part| open_results(part)).collect::<Result<Vec<Results>, _>>()?;
    let read: Vec<&Path> = parts.iter().map(Results::path).collect();
    keep_apart(&read, &[output])?;
    let unwritable = |error| JobError::Write { path: output.to_owned(), error };
    let mut file = AtomicFile::create(output).map_err(unwritable)?;
    merge(&parts, &mut file).map_err(|error| match error {
        MergeError::Results(error) => Failure::from(JobError::from(error)),
        MergeError::Write(error) => unwritable(error).into(),
        MergeError::OfOtherMerchants { .. } | MergeError::Twice { .. } => Failure::usage(format!("{error}.")),
    })?;
    file.finish().map_err(unwritable)?;
    say(&format!("{} parts put together in {}.", parts.len(), output.display()));
    Ok(Exit::Fine)
}

async fn coverage(arguments: CoverageArguments) -> Result<Exit, Failure> {
    let runs = readable(&arguments.results)?;
    let read: Vec<&Path> = runs.iter().map(Results::path).chain(arguments.feed.catalog.as_deref()).collect();
    let pages = [&arguments.html, &arguments.json, &arguments.svg];
    keep_apart(&read, &pages.into_iter().flatten().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let shelf: Option<Box<dyn Shelf>> = match (arguments.feed.read()?, &arguments.merchant) {
        (Some(feed), _) => Some(Box::new(feed.catalog)),
        (None, None) => None,
        (None, Some(name)) => {
            let engine = open::engine(Timeouts::default())?;
            let merchant = merchants::named(&engine, name).await?;
            match ImportedCatalog::of(&engine, &merchant.id).await? {
                Some(catalog) => Some(Box::new(catalog)),
                None => {
                    return Err(Failure::usage(format!("No catalog of {} was imported.", merchant.name)));
                }
            }
        }
    };
    let coverage =
        Coverage::of(&runs, shelf.as_deref()).map_err(|error| Failure::usage(format!("{error}.")))?;
    for spoilt in &coverage.spoilt {
        say(&format!("{spoilt}; it counts as far as it could be read."));
    }
    if let Some(path) = &arguments.html {
        let mut page = Vec::new();
        coverage.write_html(&mut page).context("the page cannot be made")?;
        write(path, &page)?;
    }
    if let Some(path) = &arguments.json {
        let mut json = Vec::new();
        coverage.write_json(&mut json).context("the JSON cannot be made")?;
        write(path, &json)?;
    }
    if let Some(path) = &arguments.svg {
        write(path, coverage.svg().as_bytes())?;
    }
    open::print(&coverage.words())?;
    Ok(Exit::Fine)
}

/// The runs that can be read; the others are named. Where none can, that is a failure.
fn readable(files: &[PathBuf]) -> Result<Vec<Results>, Failure> {
    let mut runs = Vec::new();
    let mut failure = None;
    for file in files {
        match open_results(file) {
            Ok(run) => runs.push(run),
            Err(error) => {
                if let Some(earlier) = failure.replace(error) {
                    notices::failure(&earlier);
                }
            }
        }
    }
    match failure {
        Some(failure) if runs.is_empty() => Err(failure),
        failure => {
            if let Some(failure) = failure {
                notices::failure(&failure);
                say("The coverage goes without what cannot be read.");
            }
            Ok(runs)
        }
    }
}

/// A report on standard output, as it is made.
fn print_report(results: &Results, format: ReportFormat, extras: &Extras) -> Result<(), Failure> {
    let mut out = BufWriter::new(Reader { out: stdout().lock(), is_gone: false });
    report::write(results, format, extras, &mut out).map_err(JobError::from)?;
    out.flush().map_err(open::unwritable)
}

/// Whoever reads standard output. One that has gone misses nothing.
struct Reader<W> {
    out: W,
    is_gone: bool,
}

impl<W: Write> Write for Reader<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_gone {
            return Ok(bytes.len());
        }
        match self.out.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_gone = true;
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_gone { Ok(()) } else { self.out.flush() }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    AtomicFile::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(())
}
