//! What other processes do to the same database, such as `sofia import` beside the window. Nobody tells this one, so it
//! looks.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::{Change, Engine};
use crate::error::Error;
use crate::merchant::Merchant;

/// How often is looked. It asks SQLite for one number, and reads only where that has changed.
const PACE: Duration = Duration::from_secs(1);

/// All that lists show, as it was when it was last read.
#[derive(Default)]
struct Standing {
    revisions: HashMap<String, i64>,
    merchants: Vec<Merchant>,
}

impl Engine {
    /// Tells what others change, as if it were changed here, for as long as it is polled.
    pub async fn follow_others(self) {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut version, mut standing) = (None, Standing::default());
        loop {
            pace.tick().await;
            match self.look(&mut version, &mut standing).await {
                Ok(changes) => changes.into_iter().for_each(|change| self.changed(change)),
                Err(error) => tracing::debug!(%error, "what others have changed could not be read"),
            }
        }
    }

    async fn look(&self, version: &mut Option<i64>, standing: &mut Standing) -> Result<Vec<Change>, Error> {
        let now = self.history().version_of_others().await?;
        if *version == Some(now) {
            return Ok(Vec::new());
        }
        let merchants = self.merchants().await?;
        let revisions = self.history().revisions().await?;
        let mut changes = Vec::new();
        if version.is_some() {
            let fresh =
                revisions.iter().filter(|(id, revision)| standing.revisions.get(*id) != Some(*revision));
            let gone = standing.revisions.keys().filter(|id| !revisions.contains_key(*id));
            let ids = fresh.map(|(id, _)| id).chain(gone);
            changes.extend(ids.cloned().map(Change::Conversation));
            if merchants != standing.merchants {
                changes.push(Change::Merchants);
            }
        }
        // Only now: where the reading failed, it is tried again.
        (*version, *standing) = (Some(now), Standing { revisions, merchants });
        Ok(changes)
    }
}
