//! Ending a run early.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// How long a run goes on behind a stop unless somebody says otherwise, to close its sessions. Less than the window spends
/// on its own end, so that what could not be closed is written down before that.
const LAST_PATIENCE: Duration = Duration::from_millis(1500);

/// A way to end a run early. Clones are one.
#[derive(Debug, Clone)]
pub struct Stop {
    at: watch::Sender<Option<Instant>>,
    patience: Duration,
}

impl Default for Stop {
    fn default() -> Self {
        Self::with_patience(LAST_PATIENCE)
    }
}

impl Stop {
    /// One behind which a run may go on that long, to close its sessions.
    pub fn with_patience(patience: Duration) -> Self {
        Self { at: watch::Sender::new(None), patience }
    }

    /// Ends the run: nothing is begun any more, answers that are coming in are given up, sessions are closed.
    pub fn stop(&self) {
        self.at.send_if_modified(|at| {
            let is_first = at.is_none();
            at.get_or_insert_with(Instant::now);
            is_first
        });
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.at.borrow().is_some()
    }

    pub(crate) async fn stopped(&self) {
        self.stopped_at().await;
    }

    /// Waits until it was stopped and what is left to do has had its time.
    pub(crate) async fn out_of_patience(&self) {
        sleep_until(self.stopped_at().await + self.patience).await;
    }

    async fn stopped_at(&self) -> Instant {
        let mut told = self.at.subscribe();
        // The sender lives as long as this does, so it cannot be gone.
        let at = told.wait_for(Option::is_some).await.ok().and_then(|at| *at);
        at.unwrap_or_else(Instant::now)
    }
}
