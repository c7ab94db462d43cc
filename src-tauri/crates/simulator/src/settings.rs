//! How the simulator behaves: its seed, its key, its pace and its faults.

use std::{fmt, str::FromStr, time::Duration};

use crate::lies::Lie;

/// What can be changed, at the start and while the server runs.
#[derive(Clone)]
pub struct Settings {
    /// Decides the wordings, the session ids and, with `fault_rate`, which turns fail.
    pub seed: u64,
    /// What a call must carry in `x-api-key`: visible ASCII.
    pub key: String,
    /// Time from a request to the first line of its answer.
    pub first_event: Duration,
    /// Time between one line of an answer and the next.
    pub gap: Duration,
    /// What goes wrong with a turn, if anything does.
    pub fault: Option<Fault>,
    /// The share of turns that `fault` meets: 0.0 none, 1.0 all. Outside of that, the nearer end holds.
    pub fault_rate: f64,
    /// What the answers lie about; nothing for an honest assistant.
    pub lies: Vec<Lie>,
    /// The share of turns in which one of these is told, where the answer has room for it.
    pub lie_rate: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            key: format!("sim-{}", uuid::Uuid::new_v4().simple()),
            first_event: Duration::from_millis(350),
            gap: Duration::from_millis(180),
            fault: None,
            fault_rate: 1.0,
            lies: Vec::new(),
            lie_rate: 1.0,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("seed", &self.seed)
            .field("key", &"[redacted]")
            .field("first_event", &self.first_event)
            .field("gap", &self.gap)
            .field("fault", &self.fault)
            .field("fault_rate", &self.fault_rate)
            .field("lies", &self.lies)
            .field("lie_rate", &self.lie_rate)
            .finish()
    }
}

/// One way in which a turn goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The connection is dropped in mid-line.
    Cut,
    /// Nothing more comes after the first line, until the client goes.
    Stall,
    /// The stream ends with an error line, after a 200.
    ErrorLine,
    /// A line that is no JSON, amid a good answer.
    GarbageLine,
    /// 401 with gRPC code 16.
    Unauthorized,
    /// 404 with gRPC code 5, as for a session that has expired.
    NotFound,
    /// 429 with gRPC code 8 and `Retry-After`.
    TooManyRequests,
    /// 500 with gRPC code 13.
    Internal,
    /// 502 with a page of HTML, as from a proxy.
    BadGateway,
}

impl Fault {
    /// Every fault, in the order in which a list should offer them.
    pub const ALL: [Fault; 9] = [
        Fault::Cut,
        Fault::Stall,
        Fault::ErrorLine,
        Fault::GarbageLine,
        Fault::Unauthorized,
        Fault::NotFound,
        Fault::TooManyRequests,
        Fault::Internal,
        Fault::BadGateway,
    ];

    fn name(self) -> &'static str {
        match self {
            Fault::Cut => "cut",
            Fault::Stall => "stall",
            Fault::ErrorLine => "error-line",
            Fault::GarbageLine => "garbage-line",
            Fault::Unauthorized => "401",
            Fault::NotFound => "404",
            Fault::TooManyRequests => "429",
            Fault::Internal => "500",
            Fault::BadGateway => "502",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that no fault has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no fault named {0:?}: use one of cut, stall, error-line, garbage-line, 401, 404, 429, 500, 502"
)]
pub struct UnknownFault(String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Fault::ALL.into_iter().find(|fault| fault.name() == name).ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_back_from_its_name() {
        for fault in Fault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        let refusal = "melt".parse::<Fault>().unwrap_err().to_string();
        assert!(Fault::ALL.iter().all(|fault| refusal.contains(fault.name())), "{refusal}");
    }

    #[test]
    fn the_key_never_shows_in_debug_output_and_is_fresh_each_time() {
        let settings = Settings::default();
        assert!(!format!("{settings:?}").contains(&settings.key));
        assert_ne!(settings.key, Settings::default().key);
    }
}
