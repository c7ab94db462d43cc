//! How long the tests wait, and how: for a condition, never for a time.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// For what happens inside one machine without asking anybody: a slow build machine under full load included.
pub const SOON: Duration = Duration::from_secs(20);

/// For a program's start, a first window, and a keychain that is being waited for.
pub const LATER: Duration = Duration::from_secs(60);

/// How often a condition that cannot wake us is looked at.
pub(crate) const GLANCE: Duration = Duration::from_millis(20);

/// Looks until `condition` gives a value. `what` completes the sentence "waited for …".
pub fn wait_for<T>(what: &str, bound: Duration, mut condition: impl FnMut() -> Option<T>) -> Result<T> {
    let begin = Instant::now();
    loop {
        if let Some(value) = condition() {
            return Ok(value);
        }
        if begin.elapsed() > bound {
            bail!("waited {bound:?} in vain for {what}");
        }
        thread::sleep(GLANCE);
    }
}
