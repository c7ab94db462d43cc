//! `sofia check`: test suites against a merchant's agent.
//!
//! What a person reads goes to standard output, a line for each test as it ends. The results go to a file as they come, and
//! reports are written from it at the end, so that a run that is killed has lost nothing.

pub(crate) mod arguments;
mod catalog;
mod images;
mod outcome;
mod progress;
mod selection;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use agent_graph::Timeouts;
use anyhow::Context as _;
use sofia_check::jq::JqRunner;
use sofia_check::report::{self, Comparison};
use sofia_check::result::RunHeader;
use sofia_check::results_file::{Results, ResultsWriter};
use sofia_check::run::{Judges, Planned, RunOptions, Stop, Target, run as play};
use sofia_core::Engine;
use sofia_core::jq::Jq;
use sofia_core::merchant::Merchant;

use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::say;
use crate::open::{self, keychain_failure, with_keychain};
use crate::stop::StopSignal;
use arguments::Check;
use progress::Progress;

pub(crate) async fn run(arguments: Check) -> Result<Exit, Failure> {
    let suites = selection::read(&arguments.suites)?;
    let mut planned = selection::plan(&suites, &arguments)?;
    let baseline = arguments.baseline.as_deref().map(open_results).transpose()?;
    let resumed = arguments.resume.as_deref().map(open_results).transpose()?;
    let jq = Jq::of_this_program();
    expressions_compile(&planned, &jq).await?;

    let mut signal = StopSignal::listen()?;
    let engine = open::engine(Timeouts::default())?;
    let merchant = chosen(&engine, &arguments, &suites).await?;
    let (catalog, currency) = catalog::open(&arguments)?;
    let unrecorded =
        with_keychain(&engine, engine.unrecorded(&merchant.id)).await.map_err(keychain_failure)?;
    let target = Target {
        client: unrecorded.client,
        business_id: merchant.business_id.clone(),
        agent_id: Some(merchant.agent_id.clone()).filter(|agent| !agent.is_empty()),
    };

    let header = RunHeader {
        suites: suites.iter().map(|suite| suite.name.clone()).collect(),
        merchant: merchant.name.clone(),
        simulated: target.is_simulated().await,
        began_at: RunHeader::now(),
        tests: planned.len(),
        repeats: planned.iter().map(|planned| planned.test.repeat as usize).sum(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if let Some(resumed) = &resumed {
        planned.retain(|planned| !resumed.has(&planned.suite, &planned.test.name));
    }
    let path = results_path(&engine, &arguments)?;
    let writer = match &resumed {
        Some(_) => ResultsWriter::resume(&path),
        None => File::create(&path).map(|file| ResultsWriter::begin(file, &header)),
    };
    let writer = writer.with_context(|| format!("{} cannot be written", path.display()))?;
    let options =
        RunOptions { concurrency: arguments.concurrency, rate: arguments.rate, bail: arguments.bail };
    let mut sink = Progress::new(writer, planned.len());
    let stop = Stop::default();
    let images = arguments.images.then(|| images::checks(&merchant));
    let judges = Judges { catalog, currency, images, jq };
    let mut interrupted = false;
    let summary = {
        let playing = play(planned, &target, &judges, options, &stop, &mut sink);
        tokio::pin!(playing);
        loop {
            tokio::select! {
                summary = &mut playing => break summary,
                () = signal.received(), if !interrupted => {
                    interrupted = true;
                    say("Stopping: sessions are being closed.");
                    stop.stop();
                }
            }
        }
    };
    sink.end(&summary).with_context(|| format!("{} cannot be written", path.display()))?;

    let results = open_results(&path)?;
    let comparison = baseline.as_ref().map(|baseline| Comparison::of(baseline, &results));
    outcome::print(&results, comparison.as_ref())?;
    write_reports(&results, comparison.as_ref(), &arguments)?;
    say(&format!("Results: {}", path.display()));
    Ok(if interrupted {
        Exit::Stopped
    } else {
        outcome::exit(&results, comparison.as_ref(), arguments.fail_on)
    })
}

fn open_results(path: &Path) -> Result<Results, Failure> {
    Results::open(path).map_err(|error| Failure::usage(format!("{error}.")))
}

/// An expression that cannot be compiled is a mistake in a suite, and said before anything is sent.
async fn expressions_compile(planned: &[Planned], jq: &Jq) -> Result<(), Failure> {
    let mut runner = JqRunner::new(jq.clone());
    let mut checked: Vec<&str> = Vec::new();
    for turn in planned.iter().flat_map(|planned| &planned.test.turns) {
        for asserted in &turn.assertions {
            for expression in asserted.assertion.expressions() {
                if checked.contains(&expression) {
                    continue;
                }
                checked.push(expression);
                if let Err(reason) = runner.check(expression).await {
                    let file = turn.place.file.display();
                    return Err(Failure::usage(format!("{file}:{}: {reason}", asserted.line)));
                }
            }
        }
    }
    Ok(())
}

/// `--merchant`, or the one that all suites name, or the only one there is.
async fn chosen(
    engine: &Engine,
    arguments: &Check,
    suites: &[sofia_check::suite::Suite],
) -> Result<Merchant, Failure> {
    let mut names: Vec<&str> = suites.iter().filter_map(|suite| suite.merchant.as_deref()).collect();
    names.dedup();
    match (arguments.merchant.as_deref(), names.as_slice()) {
        (Some(name), _) => merchants::named(engine, name).await,
        (None, [name]) => merchants::named(engine, name).await,
        (None, []) => match merchants::own(engine).await?.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(Failure::usage("The suite names no merchant. Choose one with --merchant.")),
        },
        (None, several) => Err(Failure::usage(format!(
            "The suites are for several merchants ({}). Choose one with --merchant.",
            several.join(", ")
        ))),
    }
}

/// Where the results go: what was asked for, or a file of their own in the data folder.
fn results_path(engine: &Engine, arguments: &Check) -> Result<PathBuf, Failure> {
    if let Some(path) = arguments.resume.clone().or_else(|| arguments.results.clone()) {
        return Ok(path);
    }
    let folder = engine.folder().root().join("runs");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder.join(format!("{}-{}.jsonl", RunHeader::now(), std::process::id())))
}

fn write_reports(
    results: &Results,
    comparison: Option<&Comparison>,
    arguments: &Check,
) -> Result<(), Failure> {
    for (format, path) in arguments.reports() {
        let written = File::create(path).map_err(anyhow::Error::from).and_then(|file| {
            let mut out = BufWriter::new(file);
            report::write(results, format, comparison, &mut out)?;
            Ok(out.flush()?)
        });
        written.with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
