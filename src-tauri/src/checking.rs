//! Runs of test suites: those that are under way, and the results files of those that were.
//!
//! A run belongs to the application and not to the view that shows it. What it comes to is in its results file, line by
//! line; here is only what is told of it while it goes on.

mod error;
mod files;
mod playing;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sofia_check::run::Stop;
use tokio::sync::{OwnedMutexGuard, watch};

use crate::convert::micros;
use crate::transfer::{ErrorCode, ErrorReport, RunLook, RunNews, RunRow, RunTest};

pub(crate) use error::{file_failed, job_error, opinions_error, results_error, suites_error};
pub(crate) use files::{Files, id_of};
pub(crate) use playing::{against, begin, begin_pair, read, tests_of};

/// A question that nothing answers is answered after so long all the same, so that time is seen to pass.
const PATIENCE: Duration = Duration::from_millis(900);
/// Results that come together are told together.
const GATHERING: Duration = Duration::from_millis(80);

/// The runs of this start. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Checking {
    active: Arc<Mutex<HashMap<String, Arc<Active>>>>,
    /// Whoever begins, judges or removes a run has its lock meanwhile.
    changing: Arc<Mutex<HashMap<String, Arc<Changing>>>>,
}

type Changing = tokio::sync::Mutex<()>;

/// A run that goes on.
pub(crate) struct Active {
    /// As it is listed before its file has anything.
    pub(crate) row: RunRow,
    pub(crate) stop: Stop,
    told: watch::Sender<u32>,
    state: Mutex<State>,
}

struct State {
    began: Instant,
    tests: u32,
    repeats: u32,
    repeats_done: u32,
    ended: Vec<RunTest>,
    running: bool,
    failed: Option<ErrorReport>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Active {
    fn new(row: RunRow, tests: u32, repeats: u32) -> Self {
        let state = State {
            began: Instant::now(),
            tests,
            repeats,
            repeats_done: 0,
            ended: Vec::new(),
            running: true,
            failed: None,
        };
        Self { row, stop: Stop::default(), told: watch::Sender::new(0), state: Mutex::new(state) }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut held(&self.state));
        self.told.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn news(&self, look: &RunLook) -> RunNews {
        let state = held(&self.state);
        let elapsed = state.began.elapsed();
        let left = state.repeats.saturating_sub(state.repeats_done);
        RunNews {
            ended: state.ended.iter().skip(look.tests as usize).cloned().collect(),
            tests: state.tests,
            repeats_done: state.repeats_done,
            repeats: state.repeats,
            elapsed_us: micros(elapsed),
            left_us: (state.repeats_done > 0)
                .then(|| micros(elapsed.mul_f64(f64::from(left) / f64::from(state.repeats_done.max(1))))),
            running: state.running,
            failed: state.failed.clone(),
        }
    }
}

impl Checking {
    fn add(&self, id: &str, active: &Arc<Active>) {
        held(&self.active).insert(id.to_owned(), Arc::clone(active));
    }

    /// The run of this name, if it goes on or its end was not told yet.
    pub(crate) fn active(&self, id: &str) -> Option<Arc<Active>> {
        held(&self.active).get(id).cloned()
    }

    pub(crate) fn is_running(&self, id: &str) -> bool {
        self.active(id).is_some_and(|active| held(&active.state).running)
    }

    /// Waits until nobody else changes this run, and lets nobody else until it is dropped.
    pub(crate) async fn change(&self, id: &str) -> OwnedMutexGuard<()> {
        self.changing(id).lock_owned().await
    }

    /// The same where nobody changes it: one that is about to begin counts as running.
    pub(crate) fn change_at_once(&self, id: &str) -> Option<OwnedMutexGuard<()>> {
        self.changing(id).try_lock_owned().ok()
    }

    fn changing(&self, id: &str) -> Arc<Changing> {
        let mut changing = held(&self.changing);
        // Those that nobody has or waits for.
        changing.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(changing.entry(id.to_owned()).or_default())
    }

    /// How a run goes, as soon as there is something to tell. Its end is told once.
    pub(crate) async fn look(&self, look: &RunLook) -> Result<RunNews, ErrorReport> {
        let active = self.active(&look.id).ok_or_else(|| not_found(&look.id))?;
        let mut told = active.told.subscribe();
        let known =
            |news: &RunNews| news.running && news.ended.is_empty() && news.repeats_done == look.repeats_done;
        if known(&active.news(look)) && tokio::time::timeout(PATIENCE, told.changed()).await.is_ok() {
            tokio::time::sleep(GATHERING).await;
        }
        let news = active.news(look);
        if !news.running {
            held(&self.active).remove(&look.id);
        }
        Ok(news)
    }

    /// Ends every run, and waits until its sessions are closed or had their time, and what came is written.
    pub(crate) async fn shut_down(&self) {
        let all: Vec<_> = held(&self.active).values().cloned().collect();
        for active in &all {
            active.stop.stop();
        }
        for active in all {
            let mut told = active.told.subscribe();
            // The sender lives as long as the run does.
            told.wait_for(|_| !held(&active.state).running).await.ok();
        }
    }
}

pub(crate) fn not_found(id: &str) -> ErrorReport {
    ErrorReport::new(ErrorCode::RunNotFound, &[("name", id)], "there is no such run")
}

/// Somebody writes to it: this window, or another process.
pub(crate) fn goes_on() -> ErrorReport {
    ErrorReport::new(ErrorCode::RunGoesOn, &[], "the run goes on")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(tests: u32, repeats_done: u32) -> RunLook {
        RunLook { id: "r".to_owned(), tests, repeats_done }
    }

    #[tokio::test]
    async fn a_look_waits_for_news_and_the_end_is_told_once() {
        let checking = Checking::default();
        let active = Arc::new(Active::new(RunRow::default(), 2, 4));
        checking.add("r", &active);
        let telling = Arc::clone(&active);
        tokio::spawn(async move { telling.change(|state| state.repeats_done = 1) });
        let mut news = checking.look(&look(0, 0)).await.unwrap();
        while news.repeats_done == 0 {
            news = checking.look(&look(0, 0)).await.unwrap();
        }
        assert_eq!((news.repeats, news.running, news.left_us.is_some()), (4, true, true));

        let full = ErrorReport::new(ErrorCode::FileFailed, &[], "no space is left");
        active.change(|state| (state.running, state.failed) = (false, Some(full)));
        assert!(!checking.look(&look(0, 1)).await.unwrap().running);
        assert_eq!(checking.look(&look(0, 1)).await.unwrap_err().code, ErrorCode::RunNotFound);
    }

    #[tokio::test]
    async fn a_run_is_changed_by_one_at_a_time_and_nothing_is_kept_of_it() {
        let checking = Checking::default();
        let first = checking.change("r").await;
        assert!(checking.change_at_once("r").is_none() && checking.change_at_once("other").is_some());
        let clone = checking.clone();
        let waiting = tokio::spawn(async move { clone.change("r").await });
        drop(first);
        drop(waiting.await.unwrap());
        assert!(checking.change_at_once("r").is_some());
        assert_eq!(held(&checking.changing).len(), 1);
    }
}
