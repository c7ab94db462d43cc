//! `sofia report`: reports of runs that are over, shards put together, and what runs have covered.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use agent_graph::Timeouts;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use sofia_check::coverage::{Coverage, CoverageError};
use sofia_check::drafting::Shelf;
use sofia_check::job::JobError;
use sofia_check::report::{self, Comparison, Extras, ReportFormat};
use sofia_check::results_file::{Results, merge};
use sofia_check::runs::Runs;
use sofia_check::stored::ImportedCatalog;
use sofia_core::data_folder::DataFolder;

use crate::check::{FeedArguments, open_results};
use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::say;
use crate::open;

/// What can be made of results.
#[derive(Debug, Subcommand)]
pub(crate) enum Reports {
    /// One page with everything in it, for a browser.
    Html(Of),
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
    /// Results of an earlier run to compare with.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// The file. Without it: standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
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
        Reports::Html(of) => one(ReportFormat::Html, &of),
        Reports::Junit(of) => one(ReportFormat::Junit, &of),
        Reports::Json(of) => one(ReportFormat::Json, &of),
        Reports::Jsonl(of) => one(ReportFormat::JsonLines, &of),
        Reports::Csv(of) => one(ReportFormat::Csv, &of),
        Reports::Markdown(of) => one(ReportFormat::Markdown, &of),
        Reports::Merge { results, output } => merged(&results, &output),
        Reports::Coverage(arguments) => coverage(*arguments).await,
    }
}

fn one(format: ReportFormat, of: &Of) -> Result<Exit, Failure> {
    let results = open_results(&of.results)?;
    let baseline = of.baseline.as_deref().map(open_results).transpose()?;
    let comparison = baseline.map(|before| Comparison::of(&before, &results)).transpose();
    let folder = DataFolder::locate().map_err(sofia_core::Error::from)?;
    let runs = Runs::of(folder.root());
    let unreadable = |error| JobError::Write { path: runs.folder().to_owned(), error };
    let extras = Extras {
        comparison: comparison.map_err(JobError::from)?,
        trend: runs.trend(&results.header).map_err(unreadable)?,
    };
    let mut out = Vec::new();
    report::write(&results, format, &extras, &mut out).map_err(JobError::from)?;
    write(of.output.as_deref(), &out)?;
    Ok(Exit::Fine)
}

fn merged(parts: &[PathBuf], output: &Path) -> Result<Exit, Failure> {
    let parts = parts.iter().map(|part| open_results(part)).collect::<Result<Vec<Results>, _>>()?;
    let file = File::create(output).with_context(|| format!("{} cannot be written", output.display()))?;
    let mut out = BufWriter::new(file);
    merge(&parts, &mut out).map_err(JobError::from)?;
    out.flush().with_context(|| format!("{} cannot be written", output.display()))?;
    say(&format!("{} parts put together in {}.", parts.len(), output.display()));
    Ok(Exit::Fine)
}

async fn coverage(arguments: CoverageArguments) -> Result<Exit, Failure> {
    let runs = arguments.results.iter().map(|run| open_results(run)).collect::<Result<Vec<_>, _>>()?;
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
    let coverage = Coverage::of(&runs, shelf.as_deref()).map_err(|error| match error {
        CoverageError::Results(error) => Failure::from(JobError::from(error)),
        CoverageError::Catalog(error) => Failure::usage(format!("{error}.")),
    })?;
    if let Some(path) = &arguments.html {
        let mut page = Vec::new();
        coverage.write_html(&mut page).context("the page cannot be made")?;
        write(Some(path), &page)?;
    }
    if let Some(path) = &arguments.json {
        let mut json = Vec::new();
        coverage.write_json(&mut json).context("the JSON cannot be made")?;
        write(Some(path), &json)?;
    }
    if let Some(path) = &arguments.svg {
        write(Some(path), coverage.svg().as_bytes())?;
    }
    open::print(&coverage.words())?;
    Ok(Exit::Fine)
}

fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    let Some(path) = path else {
        return open::print(&String::from_utf8_lossy(bytes));
    };
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(())
}
