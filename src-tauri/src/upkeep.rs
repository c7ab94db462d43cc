//! What is done for the history behind the window: what is to go, goes.

use std::time::{Duration, SystemTime};

use sofia_core::Engine;

/// How often deletions and the retention are seen to.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How often it is looked whether a day has gone by: the clock of a wait stands still while the machine sleeps.
const LOOK: Duration = Duration::from_secs(15 * 60);

/// Takes out what is to go, now and once a day, for as long as the application lives.
pub(crate) async fn keep_up(engine: Engine) {
    loop {
        let began = SystemTime::now();
        match engine.upkeep().await {
            Ok(purged) if purged.purged > 0 => {
                tracing::info!(conversations = purged.purged, "what was to go has gone");
            }
            Ok(_) => {}
            // A full disk or a busy database: tomorrow is soon enough, and nothing is lost until then.
            Err(error) => tracing::warn!(%error, "the history could not be tidied"),
        }
        // A clock that was set back counts as a day.
        while began.elapsed().is_ok_and(|gone| gone < DAY) {
            tokio::time::sleep(LOOK).await;
        }
    }
}
