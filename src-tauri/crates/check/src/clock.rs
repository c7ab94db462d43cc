//! The crate's only look at the wall clock.

use std::time::SystemTime;

/// Milliseconds since 1970, UTC.
pub(crate) fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
