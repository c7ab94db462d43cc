//! Playing tests: fresh customers in fresh sessions, several at a time, each answer judged as soon as it is complete.
//!
//! Nothing is sent twice unless nothing had been sent, or the server said *too many* and when to come again. A session
//! that was opened is closed, also where a test breaks off or a person stops the run; one that cannot be is counted.

mod judging;
mod pace;
mod patience;
mod session;
mod stop;
mod tally;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use agent_graph::{Client, Identity};
use sofia_core::jq::Jq;
use tokio::sync::mpsc;

use crate::currency::Currency;
use crate::jq::JqRunner;
use crate::opinions::Opinions;
use crate::result::{RepeatResult, Summary, TestResult};
use crate::suite::Test;
use crate::truth::{Catalog, ImageChecks, LinkChecks};
pub(crate) use judging::{judge, judge_for_person, judging_error};
use pace::Pace;
pub use pace::SLOWEST_RATE;
use session::{Play, Played};
pub use stop::Stop;
pub(crate) use tally::Tally;

/// Whose agent is asked.
#[derive(Debug, Clone)]
pub struct Target {
    /// The client, with the merchant's address and key.
    pub client: Client,
    /// `businessId`
    pub business_id: String,
    /// `agentId`
    pub agent_id: Option<String>,
}

impl Target {
    /// Whether a simulator answers. A server that does not say how it is counts as real.
    pub async fn is_simulated(&self) -> bool {
        let identity =
            Identity { business_id: self.business_id.clone(), client_key: "sofia-check".to_owned() };
        self.client.health(&identity).await.is_ok_and(|answer| answer.simulated)
    }
}

/// What the answers are judged with.
#[derive(Clone)]
pub struct Judges {
    /// The merchant's catalog, where there is one.
    pub catalog: Option<Arc<dyn Catalog + Send + Sync>>,
    /// The currency that the merchant sells in, where it is known.
    pub currency: Option<Currency>,
    /// Looks whether pictures are there, where that was asked for.
    pub images: Option<Arc<ImageChecks>>,
    /// Looks whether products' pages are there, where that was asked for.
    pub links: Option<Arc<LinkChecks>>,
    /// How workers for jq are started.
    pub jq: Jq,
    /// What people have said of answers.
    pub opinions: Arc<Opinions>,
}

impl std::fmt::Debug for Judges {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Judges").field("has_catalog", &self.catalog.is_some()).finish_non_exhaustive()
    }
}

/// How a run is to go.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// Repeats at the same time.
    pub concurrency: usize,
    /// Requests a second at most, all together.
    pub rate: Option<f64>,
    /// Ends the run after so many tests under their share.
    pub bail: Option<usize>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { concurrency: 4, rate: None, bail: None }
    }
}

/// A test, and the suite that it is of.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The suite's name.
    pub suite: String,
    /// The test.
    pub test: Test,
}

/// Who hears of results, as they come.
pub trait Sink {
    /// A repeat has ended.
    fn repeat(&mut self, result: &RepeatResult);

    /// All repeats of a test have ended.
    fn test(&mut self, result: &TestResult);

    /// It could not keep what it heard. What would be lost is not asked for: the run is stopped.
    fn has_failed(&self) -> bool {
        false
    }
}

/// Results that may wait to be written.
const RESULTS_AHEAD: usize = 64;

/// Plays tests and hands every result to the sink. Must be called inside a Tokio runtime.
pub async fn run(
    tests: Vec<Planned>,
    target: &Target,
    judges: &Judges,
    options: RunOptions,
    stop: &Stop,
    sink: &mut (impl Sink + ?Sized),
) -> Summary {
    let began = Instant::now();
    let tests = Arc::new(tests);
    let jobs: Arc<[(usize, u32)]> = tests
        .iter()
        .enumerate()
        .flat_map(|(place, planned)| (1..=planned.test.repeat).map(move |repeat| (place, repeat)))
        .collect();
    let pace = Arc::new(Pace::new(options.rate));
    let next = Arc::new(AtomicUsize::new(0));
    let (sender, mut results) = mpsc::channel(RESULTS_AHEAD);
    for _ in 0..options.concurrency.clamp(1, jobs.len().max(1)) {
        let worker = Worker {
            tests: Arc::clone(&tests),
            jobs: Arc::clone(&jobs),
            next: Arc::clone(&next),
            pace: Arc::clone(&pace),
            target: target.clone(),
            judges: judges.clone(),
            stop: stop.clone(),
        };
        tokio::spawn(worker.work(sender.clone()));
    }
    drop(sender);

    let (mut tally, mut left_open) = (Tally::new(&tests), 0);
    while let Some((place, played)) = results.recv().await {
        let result = match played {
            Played::Ended(result) => result,
            Played::BrokenOff { not_closed } => {
                left_open += usize::from(not_closed);
                continue;
            }
        };
        sink.repeat(&result);
        if let Some(test) = tally.take(place, &result) {
            sink.test(&test);
            if options.bail.is_some_and(|bail| tally.summary().under_their_share() >= bail) {
                stop.stop();
            }
        }
        if sink.has_failed() {
            stop.stop();
        }
    }
    let mut summary = tally.finish();
    summary.stopped = stop.is_stopped();
    summary.not_closed += left_open;
    summary.took_ms = milliseconds(began.elapsed());
    summary
}

/// One of those that play at the same time.
struct Worker {
    tests: Arc<Vec<Planned>>,
    jobs: Arc<[(usize, u32)]>,
    next: Arc<AtomicUsize>,
    pace: Arc<Pace>,
    target: Target,
    judges: Judges,
    stop: Stop,
}

impl Worker {
    async fn work(self, results: mpsc::Sender<(usize, Played)>) {
        let mut jq = JqRunner::new(self.judges.jq.clone());
        while !self.stop.is_stopped() {
            let Some(&(place, repeat)) = self.jobs.get(self.next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            let Some(planned) = self.tests.get(place) else { return };
            let play = Play {
                planned,
                repeat,
                target: &self.target,
                judges: &self.judges,
                pace: &self.pace,
                stop: &self.stop,
            };
            if results.send((place, play.play(&mut jq).await)).await.is_err() {
                return;
            }
        }
    }
}

pub(crate) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
