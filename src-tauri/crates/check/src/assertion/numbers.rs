//! Assertions about times, counts and labels.

use std::str::FromStr as _;
use std::time::Duration;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::parameters::Count;
use super::verdict::Judgement;

/// An amount of money in a suite: a number, kept exactly as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub(crate) Decimal);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?.to_string();
        let amount = Decimal::from_str(&number).or_else(|_plain| Decimal::from_scientific(&number));
        amount.map(Self).map_err(|error| serde::de::Error::custom(error.to_string()))
    }
}

/// Whether something happened within so many milliseconds.
pub(super) fn within(took: Option<Duration>, threshold: f64, what: &str, never: &str) -> Judgement {
    let expected = format!("that {what} within {threshold} ms");
    match took {
        Some(took) => {
            let milliseconds = took.as_secs_f64() * 1000.0;
            Judgement::of(milliseconds <= threshold, expected, format!("{milliseconds:.0} ms"))
        }
        None => Judgement::of(false, expected, never),
    }
}

/// Whether labels (suggestions, rows, buttons) are there: each wanted text in at least one of them, and so many of them.
pub(super) fn labels(what: &str, found: &[&str], wanted: &[String], count: Count) -> Judgement {
    let has = |wanted: &String| found.iter().any(|label| contains(label, wanted));
    let missing: Vec<&String> = wanted.iter().filter(|wanted| !has(wanted)).collect();
    let mut expected = format!("{count} {what}(s)");
    if !wanted.is_empty() {
        expected.push_str(&format!(" with {}", quoted(wanted)));
    }
    let matching = if wanted.is_empty() {
        found.len()
    } else {
        found.iter().filter(|label| wanted.iter().any(|wanted| contains(label, wanted))).count()
    };
    let holds = missing.is_empty() && count.is_met(matching);
    Judgement::of(holds, expected, if found.is_empty() { String::new() } else { quoted(found) })
}

fn contains(label: &str, wanted: &str) -> bool {
    label.to_lowercase().contains(&wanted.to_lowercase())
}

pub(super) fn quoted<T: AsRef<str>>(texts: &[T]) -> String {
    texts.iter().map(|text| format!("{:?}", text.as_ref())).collect::<Vec<_>>().join(", ")
}
