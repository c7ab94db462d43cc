//! Not too many requests a second, all workers together.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

#[derive(Debug)]
pub(super) struct Pace {
    gap: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

/// Requests a second at least, where there is a limit: one in a quarter of an hour. Less is no pace but a standstill.
pub const SLOWEST_RATE: f64 = 0.001;

impl Pace {
    pub(super) fn new(rate: Option<f64>) -> Self {
        // A limit that makes no sense is the strictest one and not none at all.
        let gap = rate.map(|rate| Duration::from_secs_f64(1.0 / rate.max(SLOWEST_RATE)));
        Self { gap, next: Mutex::new(None) }
    }

    /// Waits for the turn of one request.
    pub(super) async fn turn(&self) {
        let Some(gap) = self.gap else { return };
        let at = {
            let mut next = self.next.lock().await;
            let at = next.map_or_else(Instant::now, |next| next.max(Instant::now()));
            *next = Some(at + gap);
            at
        };
        sleep_until(at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_limit_however_small_it_is() {
        let slowest = Some(Duration::from_secs(1000));
        let table = [
            (Some(2.0), Some(Duration::from_millis(500))),
            (Some(f64::INFINITY), Some(Duration::ZERO)),
            (Some(1e-300), slowest),
            (Some(0.0), slowest),
            (Some(-1.0), slowest),
            (Some(f64::NAN), slowest),
            (None, None),
        ];
        for (rate, gap) in table {
            assert_eq!(Pace::new(rate).gap, gap, "{rate:?}");
        }
    }
}
