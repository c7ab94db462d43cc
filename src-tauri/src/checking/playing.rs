//! Playing a run: from what a person has chosen to the last line of the results file.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use sofia_check::job::{Against, Choice, Job, JobError, Plan, ResultsPlace, TestName, pages_of, pictures_of};
use sofia_check::result::{RepeatResult, Summary, TestResult};
use sofia_check::run::{RunOptions, Sink, Target};
use sofia_check::runs::KeptRun;
use sofia_check::stored::ImportedCatalog;
use sofia_check::suite::{self, Suite};
use sofia_check::truth::Catalog;
use sofia_core::jq::Jq;
use sofia_core::merchant::Merchant;

use super::Active;
use super::error::job_error;
use super::files::{Files, id_of};
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

/// More at the same time than any merchant's agent is meant for.
const MOST_AT_ONCE: u32 = 64;

/// A run that can begin.
struct Prepared {
    plan: RunPlan,
    job: Job,
}

impl Prepared {
    fn id(&self) -> String {
        id_of(&self.job.path)
    }

    /// Keeps the plan, without which a run cannot go on.
    fn keep_plan(&self) -> Result<(), ErrorReport> {
        Files::keep_plan(&self.job.path, &self.plan)
    }

    /// Lets the job play on its own.
    fn begin(self, host: &Host) -> RunId {
        let id = self.id();
        start(host, &id, self);
        RunId { id }
    }
}

/// Begins a run and answers its name. With `only`, these tests alone are played of the plan's; with `resumed`, the run
/// goes on in the results of that one.
pub(crate) async fn begin(
    host: &Host,
    plan: RunPlan,
    only: Option<HashSet<TestName>>,
    resumed: Option<PathBuf>,
) -> Result<RunId, ErrorReport> {
    let prepared = prepare(host, plan, only, resumed).await?;
    prepared.keep_plan()?;
    Ok(prepared.begin(host))
}

/// Begins the same run with two merchants at the same time; answers the name of the first.
pub(crate) async fn begin_pair(
    host: &Host,
    plan: RunPlan,
    other_merchant_id: String,
) -> Result<RunId, ErrorReport> {
    let other = RunPlan { merchant_id: other_merchant_id, ..plan.clone() };
    let mut one = prepare(host, plan, None, None).await?;
    let mut other = prepare(host, other, None, None).await?;
    one.job.pair_with(&mut other.job);
    (one.plan.pair, other.plan.pair) = (Some(other.id()), Some(one.id()));
    // Both or none: nobody has asked for the other one alone.
    other.keep_plan()?;
    if let Err(error) = one.keep_plan() {
        Files::forget_plan(&other.job.path);
        return Err(error);
    }
    other.begin(host);
    Ok(one.begin(host))
}

async fn prepare(
    host: &Host,
    mut plan: RunPlan,
    only: Option<HashSet<TestName>>,
    resumed: Option<PathBuf>,
) -> Result<Prepared, ErrorReport> {
    let reading = tokio::task::spawn_blocking(move || {
        let suites = read(&plan.suites).map_err(|error| job_error(&error))?;
        if let Some(only) = &only {
            narrow(&mut plan, &suites, only);
        }
        let tests = tests_of(&plan, suites).map_err(|error| job_error(&error))?;
        Ok::<_, ErrorReport>((plan, tests))
    });
    let (plan, tests) = reading.await.map_err(|error| ErrorReport::internal(&error.to_string()))??;
    tests.expressions_compile(&Jq::of_this_program()).await.map_err(|error| job_error(&error))?;
    let merchant = host.engine.merchant(&plan.merchant_id).await.map_err(convert::error)?;
    let against = against(host, &merchant, plan.reach).await?;
    let target = Target::of(&host.engine, &merchant).await.map_err(convert::error)?;
    let options = RunOptions {
        concurrency: plan.concurrency.clamp(1, MOST_AT_ONCE) as usize,
        rate: plan.rate.filter(|rate| *rate > 0.0),
        bail: None,
    };
    let place = match resumed {
        Some(path) => ResultsPlace::Resume(path),
        None => ResultsPlace::New(Files::of(host.engine.folder()).runs),
    };
    let job = Job::prepare(tests, &merchant, target, against, options, place).await;
    Ok(Prepared { plan, job: job.map_err(|error| job_error(&error))? })
}

/// Lets a job play on its own.
fn start(host: &Host, id: &str, Prepared { plan, job }: Prepared) {
    let begun = KeptRun {
        id: id.to_owned(),
        path: job.path.clone(),
        header: job.header.clone(),
        summary: Summary::default(),
        ended: false,
        goes_on: true,
        bytes: 0,
        is_baseline: false,
    };
    let tests = u32::try_from(job.left()).unwrap_or(u32::MAX);
    let active =
        Arc::new(Active::new(convert::run_row(&begun, true, Some(&plan)), tests, job.repeats_left()));
    host.checking.add(id, &active);
    tokio::spawn(async move {
        let mut telling = Telling { active: Arc::clone(&active), reasons: HashMap::new() };
        let failed = job.play_unread(&active.stop, &mut telling).await.err().map(|error| {
            tracing::error!(%error, "the results of a run could not be written to the end");
            job_error(&error)
        });
        active.change(|state| (state.running, state.failed) = (false, failed));
    });
}

/// What a merchant's answers are held against.
pub(crate) async fn against(host: &Host, merchant: &Merchant, reach: bool) -> Result<Against, ErrorReport> {
    let catalog = ImportedCatalog::of(&host.engine, &merchant.id).await.map_err(convert::error)?;
    let currency = catalog.as_ref().and_then(ImportedCatalog::currency);
    Ok(Against {
        catalog: catalog.map(|catalog| Arc::new(catalog) as Arc<dyn Catalog + Send + Sync>),
        currency,
        images: reach.then(|| pictures_of(&merchant.base_url)),
        links: reach.then(|| pages_of(&merchant.base_url)),
    })
}

/// Reads the suites of a plan; the error has all that is wrong with them.
pub(crate) fn read(picked: &[PickedSuite]) -> Result<Vec<Suite>, JobError> {
    let (mut suites, mut errors) = (Vec::new(), Vec::new());
    for one in picked {
        match suite::read(&PathBuf::from(&one.path)) {
            Ok(suite) => suites.push(suite),
            Err(wrong) => errors.extend(wrong),
        }
    }
    if errors.is_empty() { Ok(suites) } else { Err(JobError::Suites(errors)) }
}

/// The tests that a plan has chosen among those of its suites.
pub(crate) fn tests_of(plan: &RunPlan, suites: Vec<Suite>) -> Result<Plan, JobError> {
    let mut only = HashSet::new();
    for (suite, picked) in suites.iter().zip(&plan.suites) {
        let names = suite.tests.iter().map(|test| &test.name);
        let wanted = names.filter(|name| picked.tests.as_ref().is_none_or(|tests| tests.contains(name)));
        only.extend(wanted.map(|name| (suite.name.clone(), name.clone())));
    }
    Plan::of(suites, &Choice { only: Some(only), repeat: plan.repeat, ..Choice::default() })
}

/// Leaves these tests alone in a plan.
fn narrow(plan: &mut RunPlan, suites: &[Suite], only: &HashSet<TestName>) {
    for (suite, picked) in suites.iter().zip(&mut plan.suites) {
        let names = suite.tests.iter().map(|test| test.name.clone());
        let before = picked.tests.take();
        let kept = names
            .filter(|name| before.as_ref().is_none_or(|tests| tests.contains(name)))
            .filter(|name| only.contains(&(suite.name.clone(), name.clone())));
        picked.tests = Some(kept.collect());
    }
}

/// Tells of results as they come.
struct Telling {
    active: Arc<Active>,
    /// What is wrong with tests that have not ended.
    reasons: HashMap<TestName, convert::Reason>,
}

impl Sink for Telling {
    fn repeat(&mut self, result: &RepeatResult) {
        if let Some(reason) = convert::reason_of(result) {
            self.reasons.entry((result.suite.clone(), result.test.clone())).or_insert(reason);
        }
        self.active.change(|state| state.repeats_done += 1);
    }

    fn test(&mut self, result: &TestResult) {
        let reason = self.reasons.remove(&(result.suite.clone(), result.test.clone()));
        let test = convert::run_test(result, reason);
        self.active.change(|state| state.ended.push(test));
    }
}
