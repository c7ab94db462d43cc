//! What a server is to say, what it was asked, and what is wrong about that.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use super::{Request, Script};

/// How an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The script was played to its last step.
    Played,
    /// The client went away before that.
    ClientGone,
    /// The server was stopped.
    Stopped,
}

/// One request and how it ended; `None` while it is being answered.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub request: Request,
    pub end: Option<End>,
}

type Decision = Arc<dyn Fn(&Request) -> Script + Send + Sync>;

#[derive(Default)]
struct State {
    once: HashMap<String, VecDeque<Script>>,
    always: HashMap<String, Decision>,
    exchanges: Vec<Exchange>,
    /// How many exchanges were forgotten, so that the numbers handed out stay valid.
    forgotten: usize,
    ordinals: HashMap<String, usize>,
    connections: usize,
    problems: Vec<String>,
}

/// Shared between the test and the server's thread.
#[derive(Default)]
pub(super) struct Expectations {
    state: Mutex<State>,
    changed: Condvar,
}

impl fmt::Debug for Expectations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Expectations").finish_non_exhaustive()
    }
}

impl Expectations {
    pub(super) fn once(&self, path: &str, script: Script) {
        self.lock().once.entry(path.to_owned()).or_default().push_back(script);
    }

    pub(super) fn always(&self, path: &str, decision: Decision) {
        self.lock().always.insert(path.to_owned(), decision);
    }

    /// Records a request; gives the exchange's number and what to answer.
    pub(super) fn asked(&self, mut request: Request) -> (usize, Script) {
        let mut state = self.lock();
        let ordinal = state.ordinals.entry(request.path.clone()).or_default();
        request.ordinal = *ordinal;
        *ordinal += 1;
        let scripted = state.once.get_mut(&request.path).and_then(VecDeque::pop_front);
        let decision = state.always.get(&request.path).cloned();
        let number = state.forgotten + state.exchanges.len();
        state.exchanges.push(Exchange { request: request.clone(), end: None });
        let script = match (scripted, decision) {
            (Some(script), _) => script,
            (None, Some(decide)) => {
                // The test's own code runs here: not under the lock that it may want.
                drop(state);
                decide(&request)
            }
            (None, None) => {
                state.problems.push(format!("it was asked {} {}", request.method, request.path));
                Script::status(404, r#"{"code":5,"message":"the test has no answer for this","details":[]}"#)
            }
        };
        self.changed.notify_all();
        (number, script)
    }

    pub(super) fn ended(&self, number: usize, end: End) {
        let mut state = self.lock();
        let index = number.checked_sub(state.forgotten);
        if let Some(exchange) = index.and_then(|index| state.exchanges.get_mut(index)) {
            exchange.end = Some(end);
        }
        drop(state);
        self.changed.notify_all();
    }

    pub(super) fn connected(&self) {
        self.lock().connections += 1;
        self.changed.notify_all();
    }

    pub(super) fn problem(&self, problem: String) {
        self.lock().problems.push(problem);
        self.changed.notify_all();
    }

    pub(super) fn connections(&self) -> usize {
        self.lock().connections
    }

    pub(super) fn exchanges(&self, wanted: impl Fn(&Exchange) -> bool) -> Vec<Exchange> {
        self.lock().exchanges.iter().filter(|exchange| wanted(exchange)).cloned().collect()
    }

    pub(super) fn forget(&self) {
        let mut state = self.lock();
        state.forgotten += state.exchanges.len();
        state.exchanges.clear();
    }

    /// What is wrong: unexpected requests, and answers that nobody asked for.
    pub(super) fn findings(&self) -> Vec<String> {
        let state = self.lock();
        let mut findings = state.problems.clone();
        for (path, left) in state.once.iter().filter(|(_, left)| !left.is_empty()) {
            findings.push(format!("{} of the answers to {path} were never asked for", left.len()));
        }
        findings
    }

    pub(super) fn wait_for<T>(
        &self,
        what: &str,
        bound: Duration,
        condition: impl Fn(&[Exchange]) -> Option<T>,
    ) -> Result<T> {
        let end = Instant::now() + bound;
        let mut state = self.lock();
        loop {
            if let Some(value) = condition(&state.exchanges) {
                return Ok(value);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let seen: Vec<&str> = state.exchanges.iter().map(|seen| seen.request.path.as_str()).collect();
                bail!("waited {bound:?} in vain for {what}; asked so far: {seen:?}");
            }
            (state, _) = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
