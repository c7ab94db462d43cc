//! What can be typed behind `sofia check`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use sofia_check::job::{Choice, ResultsPlace, Shard};
use sofia_check::report::ReportFormat;
use sofia_check::run::SLOWEST_RATE;
use sofia_check::runs::Runs;

use super::catalog::FeedArguments;
use super::open_results;
use crate::exit::Failure;

pub(crate) const NOTES: &str = "\
Each repeat of a test has a customer and a session of its own. Nothing is sent
twice, unless nothing was sent or the server said when to come again (429).

Examples:
  sofia check acme.yaml
  sofia check suites/*.yaml --merchant Acme --tag catalog --repeat 5 \\
      --reporter-junit junit.xml --reporter-html report.html
  sofia check acme.yaml --catalog feed.tsv --currency BRL
  sofia check acme.yaml --shard 3/8 --results shard-3.jsonl
  sofia check acme.yaml --rejudge results.jsonl
  sofia check acme.yaml --baseline baseline.jsonl --fail-on regression
  sofia check acme.yaml --reporter-html report.html --history earlier/*.jsonl
  sofia check acme.yaml --merchant Acme --against \"Acme, new prompt\"

Exit codes:
  0    Every test reached its share of passed repeats, or waits for a person.
  1    A test did not: it failed, could not be judged, or was not played. With
       --fail-on regression: a test that did before. Also where this machine
       failed, and results or a report could not be written.
  2    Usage, a suite that cannot be read, or no test matched.
  3    Nothing could be judged: the key was refused.
  4    Nothing could be judged: the server cannot be reached.
  5    Nothing could be judged: the API answered with errors.
  130  Stopped by Ctrl-C or SIGTERM. Sessions are closed where the server does
       it within a second and a half; those that are left open are counted.";

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("before").args(["baseline", "against"]))]
pub(crate) struct Check {
    /// Suites: YAML, or CSV with a question in each row.
    #[arg(value_name = "SUITE", required = true)]
    pub suites: Vec<PathBuf>,
    /// Whose agent is tested. It goes before what the suite says.
    #[arg(long, value_name = "NAME")]
    pub merchant: Option<String>,
    /// Only tests with this tag. It can be given several times: tests with any of the tags are played.
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Only tests whose name contains this, whatever the case.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Only tests that did not reach their share in these results, or could not be judged.
    #[arg(long, value_name = "RESULTS")]
    pub failed_in: Option<PathBuf>,
    /// Play each test so many times, whatever the suite says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub repeat: Option<u32>,
    /// Repeats at the same time.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = concurrency)]
    pub concurrency: usize,
    /// Requests a second at most.
    #[arg(long, value_name = "N", value_parser = rate)]
    pub rate: Option<f64>,
    /// Only the i-th of n parts of the tests.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// Stop after so many tests that did not reach their share.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "1", value_parser = bail)]
    pub bail: Option<usize>,
    #[command(flatten)]
    pub feed: FeedArguments,
    /// Ask for the picture of each recommended product, once a run, whether it is there.
    #[arg(long)]
    pub images: bool,
    /// Ask for the page of each recommended product, once a run, whether it is there.
    #[arg(long)]
    pub links: bool,
    /// An earlier run to compare with: its results, its report in JSON, or its name in the data folder.
    #[arg(long, value_name = "RUN")]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 only for these: what never worked is reported and ends no job.
    #[arg(long, value_name = "WHAT", requires = "before")]
    pub fail_on: Option<FailOn>,
    /// Go on with a run whose results are in this file: tests that ended are not played again, unless
    /// the suite has changed them since.
    #[arg(long, value_name = "FILE", conflicts_with = "results")]
    pub resume: Option<PathBuf>,
    /// Judge the answers of these results anew, with the assertions as the suites have them now. The agent is not asked;
    /// pictures and pages are, with --images and --links.
    #[arg(long, value_name = "RESULTS", conflicts_with_all = ["resume", "merchant", "against"])]
    pub rejudge: Option<PathBuf>,
    /// Ask another merchant's agent the same, and compare the two: what is said of `--merchant` is held against it.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["resume", "baseline"])]
    pub against: Option<String>,
    /// Where the results go, a line of JSON for each. Without it: a new file in the data folder.
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    /// Write a page for a browser.
    #[arg(long, value_name = "FILE")]
    pub reporter_html: Option<PathBuf>,
    /// Earlier runs for the trend of that page: their results or their reports in JSON, where the data folder has none of
    /// them. The baseline counts by itself.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "reporter_html")]
    pub history: Vec<PathBuf>,
    /// Write JUnit's XML.
    #[arg(long, value_name = "FILE")]
    pub reporter_junit: Option<PathBuf>,
    /// Write one JSON object.
    #[arg(long, value_name = "FILE")]
    pub reporter_json: Option<PathBuf>,
    /// Write lines of JSON.
    #[arg(long, value_name = "FILE")]
    pub reporter_jsonl: Option<PathBuf>,
    /// Write a table for a spreadsheet.
    #[arg(long, value_name = "FILE")]
    pub reporter_csv: Option<PathBuf>,
    /// Write a summary for a pull request.
    #[arg(long, value_name = "FILE")]
    pub reporter_markdown: Option<PathBuf>,
}

impl Check {
    /// Which of the tests are played.
    pub(crate) fn choice(&self) -> Result<Choice, Failure> {
        let failed = self.failed_in.as_deref().map(open_results).transpose()?;
        Ok(Choice {
            tags: self.tag.clone(),
            filter: self.filter.clone(),
            only: failed.map(|run| run.under_their_share().collect()),
            repeat: self.repeat,
            shard: self.shard,
        })
    }

    /// Where the results go.
    pub(crate) fn place(&self, runs: &Runs) -> ResultsPlace {
        match (&self.resume, &self.results) {
            (Some(path), _) => ResultsPlace::Resume(path.clone()),
            (None, Some(path)) => ResultsPlace::File(path.clone()),
            (None, None) => ResultsPlace::New(runs.clone()),
        }
    }

    /// The reports that were asked for.
    pub(crate) fn reports(&self) -> impl Iterator<Item = (ReportFormat, &PathBuf)> {
        let files = [
            (ReportFormat::Html, &self.reporter_html),
            (ReportFormat::Junit, &self.reporter_junit),
            (ReportFormat::Json, &self.reporter_json),
            (ReportFormat::JsonLines, &self.reporter_jsonl),
            (ReportFormat::Csv, &self.reporter_csv),
            (ReportFormat::Markdown, &self.reporter_markdown),
        ];
        files.into_iter().filter_map(|(format, file)| Some((format, file.as_ref()?)))
    }
}

/// What makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Tests that reached their share in the baseline and do not now.
    Regression,
}

fn concurrency(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=256).contains(number));
    number.ok_or_else(|| "it must be a number from 1 to 256".to_owned())
}

fn bail(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "it must be a number above 0".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= SLOWEST_RATE);
    rate.ok_or_else(|| format!("it must be a number from {SLOWEST_RATE} on, such as 5 or 0.5"))
}
