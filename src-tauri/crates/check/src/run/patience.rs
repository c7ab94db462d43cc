//! What may be tried again, how often and when: where nothing was sent, and where the server said when to come again.

use std::time::Duration;

use agent_graph::error::{Delivery, Error};

/// How often something is tried again where nothing was sent, and how long is waited before, doubling each time.
const TRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// How often a server may say *too many*, and how long it may ask to wait.
const TOO_MANY_TIMES: u32 = 5;
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How often something was tried in vain.
#[derive(Debug, Default)]
pub(super) struct Patience {
    not_sent: u32,
    too_many: u32,
}

impl Patience {
    /// How long to wait before it may be tried again; `None` where it may not.
    pub(super) fn wait(&mut self, error: &Error) -> Option<Duration> {
        if error.delivery() == Delivery::NotSent {
            self.not_sent += 1;
            return (self.not_sent <= TRIES).then(|| FIRST_WAIT * 2u32.pow(self.not_sent - 1));
        }
        let refusal = error.refusal().filter(|refusal| refusal.http_status == 429)?;
        self.too_many += 1;
        let wait = retry_after(refusal.retry_after.as_deref()?)?;
        (self.too_many <= TOO_MANY_TIMES && wait <= LONGEST_WAIT).then_some(wait)
    }
}

/// Seconds, or a date as HTTP writes it.
fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp().as_millisecond();
    Some(Duration::from_millis(u64::try_from(date - crate::clock::now_ms()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_or_seconds_say_when_to_come_again() {
        assert_eq!(retry_after("7"), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
    }
}
