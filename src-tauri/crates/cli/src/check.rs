//! `sofia check`: test suites against a merchant's agent.
//!
//! What a person reads goes to standard output, a line for each test as it ends. The results go to a file as they come, and
//! reports are written from it at the end, so that a run that is killed has lost nothing.

pub(crate) mod arguments;
mod catalog;
mod outcome;
pub(crate) mod past;
mod progress;

use std::path::{Path, PathBuf};

use agent_graph::Timeouts;
use sofia_check::job::{Earlier, Job, JobError, Plan, ResultsPlace, rejudge, write_report};
use sofia_check::report::{Comparison, Extras};
use sofia_check::results_file::Results;
use sofia_check::run::{RunOptions, Stop, Target};
use sofia_check::runs::Runs;
use sofia_core::Engine;
use sofia_core::data_folder::DataFolder;
use sofia_core::jq::Jq;
use sofia_core::merchant::Merchant;
use sofia_simulator::is_simulated_shop;

use crate::apart::keep_apart;
use crate::exit::{Exit, Failure, Said};
use crate::merchants;
use crate::notices::say;
use crate::open::{self, keychain_failure, with_keychain};
use crate::stop::StopSignal;
use arguments::Check;
pub(crate) use catalog::FeedArguments;
use progress::Progress;

pub(crate) async fn run(arguments: Check) -> Result<Exit, Failure> {
    let plan = Plan::read(&arguments.suites, &arguments.choice()?)?;
    plan.expressions_compile(&Jq::of_this_program()).await?;
    let baseline = arguments.baseline.as_deref().map(open_results).transpose()?;
    let saved = arguments.rejudge.as_deref().map(open_results).transpose()?;
    nothing_is_lost(&arguments, &plan, baseline.as_ref(), saved.as_ref())?;
    match saved {
        Some(saved) => judge_again(&arguments, plan, &saved, baseline.as_ref()).await,
        None => play(arguments, plan, baseline).await,
    }
}

/// Refuses to write to what is read.
fn nothing_is_lost(
    arguments: &Check,
    plan: &Plan,
    baseline: Option<&Results>,
    saved: Option<&Results>,
) -> Result<(), Failure> {
    let mut read = plan.files();
    read.extend(arguments.feed.catalog.as_deref());
    read.extend(arguments.failed_in.as_deref());
    read.extend(arguments.history.iter().map(PathBuf::as_path));
    read.extend(baseline.map(Results::path));
    let reports: Vec<&Path> = arguments.reports().map(|(_, path)| path.as_path()).collect();
    let results = arguments.resume.iter().chain(&arguments.results).map(PathBuf::as_path);
    keep_apart(&read, &results.chain(reports.iter().copied()).collect::<Vec<_>>())?;
    // The results alone may take the place of those that are judged anew.
    let saved: Vec<&Path> = saved.map(Results::path).into_iter().collect();
    keep_apart(&saved, &reports)
}

async fn play(arguments: Check, plan: Plan, baseline: Option<Results>) -> Result<Exit, Failure> {
    let mut signal = StopSignal::listen()?;
    let engine = open::engine(Timeouts::default())?;
    let runs = Runs::of(engine.folder().root());
    let merchant = chosen(&engine, &arguments, &plan).await?;
    let place = arguments.place(&runs);
    let plan_of_other = arguments.against.as_ref().map(|_| plan.clone());
    let mut job = job(&engine, &arguments, plan, &merchant, place).await?;
    let earlier = job.goes_on_with().map(Earlier::header);
    if let Some(earlier) = earlier.filter(|earlier| earlier.merchant != merchant.name) {
        return Err(Failure::usage(format!(
            "{} has the results of {}. Name another file, or choose that merchant with --merchant.",
            job.path.display(),
            earlier.merchant
        )));
    }
    let mut other = match arguments.against.as_deref().zip(plan_of_other) {
        Some((name, plan)) => {
            let merchant = merchants::named(&engine, name).await?;
            Some(job_of_other(&engine, &arguments, plan, &merchant, &runs).await?)
        }
        None => None,
    };
    if let Some(other) = &mut other {
        job.pair_with(other);
    }

    let stop = Stop::default();
    let mut sink = Progress::new(job.left(), other.as_ref().map(|_| job.header.merchant.clone()));
    let mut other_sink =
        other.as_ref().map(|other| Progress::new(other.left(), Some(other.header.merchant.clone())));
    if let Some(earlier) = job.goes_on_with() {
        sink.go_on(earlier)?;
    }
    let mut interrupted = false;
    let (results, other) = {
        let both = async {
            let beside = async {
                match (other, &mut other_sink) {
                    (Some(other), Some(sink)) => other.play(&stop, sink).await.map(Some),
                    _ => Ok(None),
                }
            };
            tokio::join!(job.play(&stop, &mut sink), beside)
        };
        tokio::pin!(both);
        loop {
            tokio::select! {
                ended = &mut both => break ended,
                () = signal.received(), if !interrupted => {
                    interrupted = true;
                    say("Stopping: sessions are being closed.");
                    stop.stop();
                }
            }
        }
    };
    sink.end();
    let (results, other) = (results.map_err(|error| lost(&error))?, other.map_err(|error| lost(&error))?);
    let exit = match &other {
        None => ended(&arguments, &results, baseline.as_ref(), &runs)?,
        Some(other) => {
            outcome::print(other, None)?;
            // The named merchant is the one that things should be as good with as with the other.
            ended(&arguments, &results, Some(other), &runs)?
        }
    };
    for results in other.iter().chain([&results]) {
        say(&format!("Results: {}", results.path().display()));
    }
    Ok(if interrupted { Exit::Stopped } else { exit })
}

/// What was played cannot be written or read back: that is nobody's usage, also where a results file is at fault.
fn lost(error: &JobError) -> Failure {
    Failure { exit: Exit::Other, said: Said::Words(format!("{error}.")) }
}

/// Says what a run came to and writes the reports.
fn ended(
    arguments: &Check,
    results: &Results,
    before: Option<&Results>,
    runs: &Runs,
) -> Result<Exit, Failure> {
    let comparison =
        before.map(|before| Comparison::of(before, results)).transpose().map_err(JobError::from)?;
    outcome::print(results, comparison.as_ref())?;
    let exit = outcome::exit(results, comparison.as_ref(), arguments.fail_on);
    let trend = past::trend(results, before, &arguments.history, runs);
    let extras = Extras { comparison, trend };
    for (format, path) in arguments.reports() {
        write_report(results, format, &extras, path)?;
    }
    Ok(exit)
}

async fn judge_again(
    arguments: &Check,
    plan: Plan,
    saved: &Results,
    baseline: Option<&Results>,
) -> Result<Exit, Failure> {
    let engine = open::engine(Timeouts::default())?;
    let runs = Runs::of(engine.folder().root());
    // Whose catalog it is. A merchant that is gone, or was never here, leaves the feed that was named.
    let against = match engine.merchant_named(&saved.header.merchant).await {
        Ok(merchant) => catalog::against(&engine, arguments, &merchant).await?,
        Err(sofia_core::Error::MerchantNotFound { .. }) => catalog::of_feed(arguments, "")?,
        Err(error) => return Err(error.into()),
    };
    let mut sink = Progress::new(plan.tests.len(), None);
    let results = rejudge(saved.path(), plan, against, arguments.place(&runs), &mut sink).await?;
    sink.end();
    let exit = ended(arguments, &results, baseline, &runs)?;
    say(&format!("Results: {}", results.path().display()));
    Ok(exit)
}

async fn job(
    engine: &Engine,
    arguments: &Check,
    plan: Plan,
    merchant: &Merchant,
    place: ResultsPlace,
) -> Result<Job, Failure> {
    let against = catalog::against(engine, arguments, merchant).await?;
    let target = with_keychain(engine, Target::of(engine, merchant)).await.map_err(keychain_failure)?;
    let options =
        RunOptions { concurrency: arguments.concurrency, rate: arguments.rate, bail: arguments.bail };
    Ok(Job::prepare(plan, merchant, target, against, options, place).await?)
}

async fn job_of_other(
    engine: &Engine,
    arguments: &Check,
    plan: Plan,
    merchant: &Merchant,
    runs: &Runs,
) -> Result<Job, Failure> {
    job(engine, arguments, plan, merchant, ResultsPlace::New(runs.clone())).await
}

/// Results or a report in JSON; of a run that the data folder keeps, its name is enough.
pub(crate) fn open_results(path: &Path) -> Result<Results, Failure> {
    let kept = path.to_str().filter(|_| !path.exists()).map(|name| {
        let folder = DataFolder::locate().map_err(sofia_core::Error::from)?;
        Ok::<_, Failure>(Runs::of(folder.root()).path(name))
    });
    let kept = kept.transpose()?.flatten();
    Results::open(kept.as_deref().unwrap_or(path)).map_err(|error| Failure::of_file(format!("{error}.")))
}

impl From<JobError> for Failure {
    fn from(error: JobError) -> Self {
        match &error {
            JobError::NothingChosen => Self::usage("No test matches --tag, --filter and --failed-in."),
            JobError::Suites(errors) => {
                let lines = errors.iter().map(ToString::to_string).collect();
                Self { exit: Exit::Usage, said: Said::Lines(lines) }
            }
            JobError::Expression { .. } | JobError::Alike { .. } => Self::of_file(error.to_string()),
            error if error.is_usage() => Self::of_file(format!("{error}.")),
            error => Self { exit: Exit::Other, said: Said::Words(format!("{error}.")) },
        }
    }
}

/// The only merchant there is.
async fn only(engine: &Engine, why: &str) -> Result<Merchant, Failure> {
    match merchants::own(engine).await?.as_slice() {
        [only] => Ok(only.clone()),
        _ => Err(Failure::usage(format!("{why} Choose a merchant with --merchant."))),
    }
}

/// `--merchant`, or the one that all suites name, or the only one there is.
async fn chosen(engine: &Engine, arguments: &Check, plan: &Plan) -> Result<Merchant, Failure> {
    match (arguments.merchant.as_deref(), plan.merchants().as_slice()) {
        (Some(name), _) => merchants::named(engine, name).await,
        (None, [name]) => match merchants::named(engine, name).await {
            // The suites that ship with this program name a shop of the simulator, whatever it is called here.
            Err(_) if is_simulated_shop(name) => only(engine, &format!("The suite is for {name}.")).await,
            named => named,
        },
        (None, []) => only(engine, "The suite names no merchant.").await,
        (None, several) => Err(Failure::usage(format!(
            "The suites are for several merchants ({}). Choose one with --merchant.",
            several.join(", ")
        ))),
    }
}
