//! How the answers to one test differ between two runs, or between two merchants who were asked the same.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::assertion::{Said, Verdict, VerdictStatus};
use crate::result::{RepeatResult, TurnResult};
use crate::results_file::{Results, ResultsError};

/// A test whose answers or verdicts are not the same in two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct TestDifference {
    /// The suite.
    pub suite: String,
    /// The test.
    pub test: String,
    /// The turns that differ, in order.
    pub turns: Vec<TurnDifference>,
}

/// A turn that is not the same in two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnDifference {
    /// Its number, from 1.
    pub turn: usize,
    /// What the customer did, in words.
    pub did: String,
    /// What a customer read, where it is not the same: that of the first repeat in each run.
    pub text: Option<(String, String)>,
    /// Products that were recommended before in any repeat and are not now, by title or id.
    pub products_gone: Vec<String>,
    /// Products that are recommended now in any repeat and were not before.
    pub products_new: Vec<String>,
    /// Assertions that hold more or less often than before.
    pub assertions: Vec<AssertionChange>,
}

/// An assertion that holds more or less often than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionChange {
    /// As it was written.
    pub assertion: String,
    /// In how many repeats it held, and of how many.
    pub before: (usize, usize),
    /// The same, now.
    pub now: (usize, usize),
    /// What a repeat of the later run says of it: one where it does not hold, if there is one.
    pub message: String,
    /// The same apart from the words.
    pub said: Option<Said>,
}

impl AssertionChange {
    /// Whether it holds less often than before.
    pub fn is_worse(&self) -> bool {
        self.now.0 * self.before.1 < self.before.0 * self.now.1
    }
}

impl TestDifference {
    /// Compares the answers to a test; `None` where one of the runs has none.
    pub fn of(
        before: &Results,
        now: &Results,
        suite: &str,
        test: &str,
    ) -> Result<Option<Self>, ResultsError> {
        let (before, now) = (before.repeats_of(suite, test)?, now.repeats_of(suite, test)?);
        if before.is_empty() || now.is_empty() {
            return Ok(None);
        }
        let turns = |repeats: &[RepeatResult]| repeats.iter().map(|repeat| repeat.turns.len()).max();
        let count = turns(&before).max(turns(&now)).unwrap_or_default();
        let turns = (0..count).filter_map(|turn| turn_difference(turn, &before, &now)).collect();
        Ok(Some(Self { suite: suite.to_owned(), test: test.to_owned(), turns }))
    }
}

fn turn_difference(place: usize, before: &[RepeatResult], now: &[RepeatResult]) -> Option<TurnDifference> {
    let of = |repeats: &[RepeatResult]| -> Vec<(TurnResult, Answer)> {
        let turns = repeats.iter().filter_map(|repeat| repeat.turns.get(place));
        turns.map(|turn| (turn.clone(), turn.answer.to_answer())).collect()
    };
    let (before, now) = (of(before), of(now));
    let did = now.first().or(before.first()).map(|(turn, _)| turn.did.clone())?;
    let words =
        |turns: &[(TurnResult, Answer)]| turns.first().map_or_else(String::new, |(_, answer)| answer.text());
    let texts = (words(&before), words(&now));
    let (products_before, products_now) = (products(&before), products(&now));
    let missing = |from: &BTreeMap<String, String>, other: &BTreeMap<String, String>| -> Vec<String> {
        let gone = from.iter().filter(|(id, _)| !other.contains_key(*id));
        gone.map(|(_, title)| title.clone()).collect()
    };
    let difference = TurnDifference {
        turn: place + 1,
        did,
        text: (texts.0 != texts.1).then_some(texts),
        products_gone: missing(&products_before, &products_now),
        products_new: missing(&products_now, &products_before),
        assertions: assertions(&before, &now),
    };
    let TurnDifference { text, products_gone, products_new, assertions, .. } = &difference;
    let is_same =
        text.is_none() && products_gone.is_empty() && products_new.is_empty() && assertions.is_empty();
    (!is_same).then_some(difference)
}

/// What was recommended, by id.
fn products(turns: &[(TurnResult, Answer)]) -> BTreeMap<String, String> {
    let all = turns.iter().flat_map(|(_, answer)| answer.products());
    let named = all.filter_map(|product| {
        let title = product.title.clone().or_else(|| product.product_id.clone())?;
        Some((product.product_id.clone().unwrap_or_else(|| title.clone()), title))
    });
    named.collect()
}

fn assertions(before: &[(TurnResult, Answer)], now: &[(TurnResult, Answer)]) -> Vec<AssertionChange> {
    let mut changes = Vec::new();
    let written = now.first().into_iter().flat_map(|(turn, _)| &turn.verdicts);
    for assertion in written.map(|verdict| &verdict.assertion) {
        let of = |turns: &[(TurnResult, Answer)]| -> Vec<Verdict> {
            let verdicts = turns.iter().flat_map(|(turn, _)| &turn.verdicts);
            verdicts.filter(|verdict| verdict.assertion == *assertion).cloned().collect()
        };
        let (was, is) = (of(before), of(now));
        let share = |verdicts: &[Verdict]| {
            let held = verdicts.iter().filter(|verdict| verdict.status == VerdictStatus::Passed).count();
            (held, verdicts.len())
        };
        let (before, now) = (share(&was), share(&is));
        if was.is_empty() || before.0 * now.1 == now.0 * before.1 {
            continue;
        }
        let wrong = is.iter().find(|verdict| verdict.status != VerdictStatus::Passed).or(is.first());
        let message = wrong.map_or_else(String::new, |verdict| verdict.message.clone());
        let said = wrong.and_then(|verdict| verdict.said.clone());
        changes.push(AssertionChange { assertion: assertion.clone(), before, now, message, said });
    }
    changes.dedup();
    changes
}
