//! Assertions about times, counts and labels.

use std::str::FromStr as _;
use std::time::Duration;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::parameters::Count;
use super::phrase::{Phrase, PhraseCode};
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

/// Something that is to happen soon enough.
pub(super) enum Moment {
    FirstEvent,
    Complete,
}

/// Whether something happened within so many milliseconds.
pub(super) fn within(took: Option<Duration>, threshold: f64, moment: &Moment) -> Judgement {
    let (code, what, never, missing) = match moment {
        Moment::FirstEvent => {
            (PhraseCode::FirstEventWithin, "the first event came", PhraseCode::NoEvent, "no event came")
        }
        Moment::Complete => (
            PhraseCode::CompleteWithin,
            "the answer was complete",
            PhraseCode::NeverComplete,
            "it never was complete",
        ),
    };
    let expected = Phrase::of(code, format!("that {what} within {threshold} ms")).with("ms", threshold);
    match took {
        Some(took) => {
            let milliseconds = took.as_secs_f64() * 1000.0;
            let found = Phrase::of(PhraseCode::Milliseconds, format!("{milliseconds:.0} ms"));
            Judgement::of(milliseconds <= threshold, expected, found.with("ms", milliseconds.round()))
        }
        None => Judgement::of(false, expected, Phrase::of(never, missing)),
    }
}

/// `1 product`, `2 products`
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// `at least 1 product`, `1 to 3 products`
pub(super) fn amount_of(count: Count, what: &str) -> String {
    let last = count.count.or(count.max).or(count.min).unwrap_or(1);
    let plural = if last == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// How many there are to be.
pub(super) fn amount(count: Count) -> Phrase {
    let english = count.to_string();
    match (count.count, count.min, count.max) {
        (Some(count), _, _) => Phrase::of(PhraseCode::Exactly, english).with("count", count),
        (None, Some(min), Some(max)) => {
            Phrase::of(PhraseCode::Between, english).with("min", min).with("max", max)
        }
        (None, None, Some(max)) => Phrase::of(PhraseCode::AtMost, english).with("count", max),
        (None, min, None) => Phrase::of(PhraseCode::AtLeast, english).with("count", min.unwrap_or(1)),
    }
}

/// Whether labels (suggestions, rows, buttons) are there: each wanted text in at least one of them, and so many of them.
pub(super) fn labels(what: PhraseCode, found: &[&str], wanted: &[String], count: Count) -> Judgement {
    let has = |wanted: &String| found.iter().any(|label| contains(label, wanted));
    let missing: Vec<&String> = wanted.iter().filter(|wanted| !has(wanted)).collect();
    let name = match what {
        PhraseCode::Suggestions => "suggestion",
        PhraseCode::Rows => "row",
        _ => "button",
    };
    let mut expected = amount_of(count, name);
    let mut conditions = Vec::new();
    if !wanted.is_empty() {
        let with = format!("with {}", quoted(wanted));
        expected.push_str(&format!(" {with}"));
        conditions.push(Phrase::of(PhraseCode::LabelsWith, with).with("values", quoted(wanted)));
    }
    let matching = if wanted.is_empty() {
        found.len()
    } else {
        found.iter().filter(|label| wanted.iter().any(|wanted| contains(label, wanted))).count()
    };
    let holds = missing.is_empty() && count.is_met(matching);
    let expected =
        Phrase::of(what, expected).each("amount", vec![amount(count)]).each("conditions", conditions);
    Judgement::of(holds, expected, listed(found))
}

/// Texts one after the other, or nothing.
pub(super) fn listed<T: AsRef<str>>(texts: &[T]) -> Phrase {
    if texts.is_empty() {
        return Phrase::of(PhraseCode::Nothing, "nothing");
    }
    Phrase::of(PhraseCode::Listed, quoted(texts)).with("values", quoted(texts))
}

/// What jq gave, one after the other.
pub(super) fn outputs(outputs: &[String]) -> Phrase {
    as_it_is(&outputs.join(", "))
}

/// A text without marks around it, or nothing.
pub(super) fn as_it_is(text: &str) -> Phrase {
    if text.is_empty() {
        return Phrase::of(PhraseCode::Nothing, "nothing");
    }
    Phrase::of(PhraseCode::Listed, text).with("values", text)
}

fn contains(label: &str, wanted: &str) -> bool {
    label.to_lowercase().contains(&wanted.to_lowercase())
}

pub(super) fn quoted<T: AsRef<str>>(texts: &[T]) -> String {
    texts.iter().map(|text| format!("{:?}", text.as_ref())).collect::<Vec<_>>().join(", ")
}
