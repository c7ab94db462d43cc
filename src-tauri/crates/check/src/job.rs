//! A run from beginning to end, as the command and the window both have it: suites are read, tests are chosen, a target
//! is opened, results are written to a file as they come.
//!
//! Nothing here talks to a person: the command prints what the window draws.

mod choice;
mod earlier;
mod error;
mod feed;
mod pictures;
mod place;
mod plan;
mod rejudge;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sofia_core::jq::Jq;
use sofia_core::merchant::Merchant;
use sofia_core::{AtomicFile, Engine};

pub use choice::{Choice, NotAShard, Shard, TestName};
pub use earlier::Earlier;
pub use error::JobError;
pub use feed::{FeedCatalog, read_feed};
pub use pictures::{pages_of, pictures_of};
use place::Writing;
pub use plan::Plan;
use rejudge::blocking;
pub use rejudge::{judge_word, rejudge};

use crate::currency::Currency;
use crate::result::{RepeatResult, RunHeader, Summary, TestResult};
use crate::results_file::{Results, ResultsWriter};
use crate::run::{self, Judges, Planned, RunOptions, Sink, Stop, Target};
use crate::runs::Runs;
use crate::truth::{Catalog, ImageChecks, LinkChecks};

impl Target {
    /// A merchant's agent. The key comes from the keychain, which may ask a person.
    pub async fn of(engine: &Engine, merchant: &Merchant) -> Result<Self, sofia_core::Error> {
        let unrecorded = engine.unrecorded(&merchant.id).await?;
        Ok(Self {
            client: unrecorded.client,
            business_id: merchant.business_id.clone(),
            agent_id: Some(merchant.agent_id.clone()).filter(|agent| !agent.is_empty()),
        })
    }
}

/// What answers are held against, beside what the suite says.
#[derive(Clone, Default)]
pub struct Against {
    /// The merchant's catalog, where there is one.
    pub catalog: Option<Arc<dyn Catalog + Send + Sync>>,
    /// The currency that the merchant sells in, where it is known.
    pub currency: Option<Currency>,
    /// Looks whether pictures are there, where that was asked for: [`pictures_of`].
    pub images: Option<Arc<ImageChecks>>,
    /// Looks whether products' pages are there, where that was asked for: [`pages_of`].
    pub links: Option<Arc<LinkChecks>>,
}

impl std::fmt::Debug for Against {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let has_images = self.images.is_some();
        let mut shown = formatter.debug_struct("Against");
        shown.field("has_catalog", &self.catalog.is_some()).field("currency", &self.currency);
        shown.field("has_images", &has_images).field("has_links", &self.links.is_some()).finish()
    }
}

/// Where results go.
#[derive(Debug, Clone)]
pub enum ResultsPlace {
    /// A new file among the runs of the data folder.
    New(Runs),
    /// A file that is made, or made anew.
    File(PathBuf),
    /// The file of a run that was ended early: tests that ended are not played again.
    Resume(PathBuf),
}

/// A run that can begin.
#[derive(Debug)]
pub struct Job {
    /// What is run.
    pub header: RunHeader,
    /// The results file.
    pub path: PathBuf,
    plan: Plan,
    target: Target,
    judges: Judges,
    options: RunOptions,
    /// What an earlier part of this run has come to.
    earlier: Option<Earlier>,
    writing: Writing,
}

impl Job {
    /// Asks the server whether it is a simulator, and makes the results file's place. Nothing is sent to the agent.
    pub async fn prepare(
        plan: Plan,
        merchant: &Merchant,
        target: Target,
        against: Against,
        options: RunOptions,
        place: ResultsPlace,
    ) -> Result<Self, JobError> {
        let header = RunHeader {
            suites: plan.names(),
            merchant: merchant.name.clone(),
            simulated: target.is_simulated().await,
            began_at: RunHeader::now(),
            tests: plan.tests.len(),
            repeats: plan.tests.iter().map(|planned| planned.test.repeat as usize).sum(),
            repeat: plan.repeat,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rejudged: false,
            pair: None,
        };
        let mut plan = plan;
        let (plan, header, writing, earlier, opinions) = blocking(move || {
            let writing = Writing::at(&place, header.began_at)?;
            let earlier = match place {
                ResultsPlace::New(_) | ResultsPlace::File(_) => None,
                ResultsPlace::Resume(path) => {
                    let earlier = own_results(&path)?;
                    is_of(&earlier, &header)?;
                    Some(Earlier::of(earlier, &mut plan)?)
                }
            };
            let opinions = plan.opinions()?;
            Ok((plan, header, writing, earlier, opinions))
        })
        .await?;
        let judges = Judges {
            catalog: against.catalog,
            currency: against.currency,
            images: against.images,
            links: against.links,
            jq: Jq::of_this_program(),
            opinions: Arc::new(opinions),
        };
        Ok(Self { header, path: writing.path.clone(), plan, target, judges, options, earlier, writing })
    }

    /// The earlier part, where this goes on with one.
    pub fn goes_on_with(&self) -> Option<&Earlier> {
        self.earlier.as_ref()
    }

    /// How many tests will be played, those left out that an earlier part of the run has played.
    pub fn left(&self) -> usize {
        self.tests_left().count()
    }

    /// How often something will be played.
    pub fn repeats_left(&self) -> u32 {
        self.tests_left().map(|planned| planned.test.repeat).sum()
    }

    fn tests_left(&self) -> impl Iterator<Item = &Planned> {
        let is_kept = |planned: &Planned| self.earlier.as_ref().is_some_and(|run| run.keeps(planned));
        self.plan.tests.iter().filter(move |planned| !is_kept(planned))
    }

    /// Says that this run and another are the two sides of one comparison.
    pub fn pair_with(&mut self, other: &mut Self) {
        self.header.pair = Some(other.header.merchant.clone());
        other.header.pair = Some(self.header.merchant.clone());
    }

    /// Plays the tests, and reads what came of them. Must be called inside a Tokio runtime.
    pub async fn play(self, stop: &Stop, sink: &mut (impl Sink + ?Sized)) -> Result<Results, JobError> {
        let path = self.path.clone();
        self.play_unread(stop, sink).await?;
        blocking(move || Ok(Results::open(&path)?)).await
    }

    /// Plays the tests. What comes is written to the file before the sink hears of it; where it cannot be, the run is
    /// stopped, and that is the error. Must be called inside a Tokio runtime.
    pub async fn play_unread(
        self,
        stop: &Stop,
        sink: &mut (impl Sink + ?Sized),
    ) -> Result<Summary, JobError> {
        let Self { header, path, plan, target, judges, options, earlier, writing: _writing } = self;
        let unwritable = |error| JobError::Write { path: path.clone(), error };
        let writer = match &earlier {
            Some(_) => ResultsWriter::resume(&path),
            None => File::create(&path).map(|file| ResultsWriter::begin(file, &header)),
        };
        // Nobody is asked for what cannot be kept.
        let writer = writer.and_then(ResultsWriter::whole).map_err(unwritable)?;
        let mut both = Both { writer, sink };
        let mut tests = plan.tests;
        let mut before = Summary::default();
        if let Some(earlier) = &earlier {
            tests.retain(|planned| !earlier.keeps(planned));
            before = earlier.summary();
        }
        let summary = run::run(tests, &target, &judges, options, stop, &mut both).await;
        let whole = before.and(&summary);
        both.writer.end(&whole).map_err(unwritable)?;
        Ok(whole)
    }
}

/// Whether these suites can go on in these results. Tests are told apart by their names and those of their suites.
fn is_of(earlier: &Results, header: &RunHeader) -> Result<(), JobError> {
    let missing = |from: &[String], other: &[String]| -> Vec<String> {
        from.iter().filter(|suite| !other.contains(suite)).cloned().collect()
    };
    let gone = missing(&earlier.header.suites, &header.suites);
    let new = missing(&header.suites, &earlier.header.suites);
    if gone.is_empty() && new.is_empty() {
        return Ok(());
    }
    Err(JobError::OfOtherSuites { path: earlier.path().to_owned(), gone, new })
}

/// Results that a run can go on in.
fn own_results(path: &Path) -> Result<Results, JobError> {
    let results = Results::open(path)?;
    if results.is_report() {
        return Err(JobError::ReportOfRun { path: path.to_owned() });
    }
    Ok(results)
}

/// The file first, then whoever listens.
pub(crate) struct Both<'a, W, S: ?Sized> {
    pub writer: ResultsWriter<W>,
    pub sink: &'a mut S,
}

impl<W: io::Write, S: Sink + ?Sized> Sink for Both<'_, W, S> {
    fn repeat(&mut self, result: &RepeatResult) {
        self.writer.repeat(result);
        if !self.has_failed() {
            self.sink.repeat(result);
        }
    }

    fn test(&mut self, result: &TestResult) {
        self.writer.test(result);
        if !self.has_failed() {
            self.sink.test(result);
        }
    }

    fn has_failed(&self) -> bool {
        self.writer.has_failed() || self.sink.has_failed()
    }
}

/// Writes a report to a file, which is there when it is whole. The results themselves are no place for it.
pub fn write_report(
    results: &Results,
    format: crate::report::ReportFormat,
    extras: &crate::report::Extras,
    path: &Path,
) -> Result<(), JobError> {
    let unwritable = |error| JobError::Write { path: path.to_owned(), error };
    let mut out = AtomicFile::create(path).map_err(unwritable)?;
    crate::report::write(results, format, extras, &mut out)?;
    out.finish().map_err(unwritable)
}
