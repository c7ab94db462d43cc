//! What a run that goes on has of its earlier part: which tests stay as they were judged, and which are played again.

use std::collections::HashSet;

use super::choice::TestName;
use super::plan::Plan;
use super::rejudge::is_answer_to;
use crate::result::{RepeatResult, RunHeader, Summary, TestResult, TurnResult};
use crate::results_file::{Results, ResultsError};
use crate::run::Planned;
use crate::suite::{Action, Turn};

/// The earlier part of a run that goes on.
#[derive(Debug)]
pub struct Earlier {
    results: Results,
    /// Tests that ended then and are others now, by their names: their results say nothing of them.
    changed: Vec<TestName>,
}

impl Earlier {
    /// Compares what was played with what the plan has now. As often as the run was told to play each test, the rest of it
    /// plays them too, unless something else is asked for.
    pub(super) fn of(results: Results, plan: &mut Plan) -> Result<Self, ResultsError> {
        if let (None, Some(repeat)) = (plan.repeat, results.header.repeat) {
            plan.repeat = Some(repeat);
            plan.tests.iter_mut().for_each(|planned| planned.test.repeat = repeat);
        }
        let mut changed = Vec::new();
        for planned in &plan.tests {
            let Some(ended) = results.test(&planned.suite, &planned.test.name) else { continue };
            if has_changed(planned, ended, &results.repeats(ended)?) {
                changed.push((planned.suite.clone(), planned.test.name.clone()));
            }
        }
        Ok(Self { results, changed })
    }

    /// What was run.
    pub fn header(&self) -> &RunHeader {
        &self.results.header
    }

    /// The names of tests that have changed since they were played.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        self.changed.iter().map(|(_, test)| test.as_str())
    }

    /// The tests that stay as they were judged.
    pub fn kept(&self) -> impl Iterator<Item = &TestResult> {
        let changed: HashSet<_> =
            self.changed.iter().map(|(suite, test)| (suite.as_str(), test.as_str())).collect();
        self.results
            .tests
            .iter()
            .filter(move |test| !changed.contains(&(test.suite.as_str(), test.test.as_str())))
    }

    /// The repeats of one of them.
    pub fn repeats(&self, test: &TestResult) -> Result<Vec<RepeatResult>, ResultsError> {
        self.results.repeats(test)
    }

    /// Whether a test of the plan need not be played.
    pub(super) fn keeps(&self, planned: &Planned) -> bool {
        let is_it = |(suite, test): &TestName| *suite == planned.suite && *test == planned.test.name;
        self.results.has(&planned.suite, &planned.test.name) && !self.changed.iter().any(is_it)
    }

    /// What the tests that stay come to.
    pub(super) fn summary(&self) -> Summary {
        let Summary { took_ms, not_closed, .. } = self.results.summary;
        let mut summary = Summary { took_ms, not_closed, ..Summary::default() };
        self.kept().for_each(|test| summary.count(test));
        summary
    }
}

/// Whether a test asks or expects something else than what was played and judged.
fn has_changed(planned: &Planned, ended: &TestResult, repeats: &[RepeatResult]) -> bool {
    let test = &planned.test;
    let is_other = |repeat: &RepeatResult| {
        repeat.turns.len() > test.turns.len()
            || test.turns.iter().zip(&repeat.turns).any(|(turn, result)| is_other_turn(turn, result))
            // A repeat that nothing broke off has all turns of its test.
            || (repeat.error.is_none()
                && repeat.turns.len() < test.turns.len()
                && repeat.turns.last().is_none_or(|turn| turn.sent.is_some()))
    };
    test.min_pass.to_bits() != ended.min_pass.to_bits() || repeats.iter().any(is_other)
}

fn is_other_turn(turn: &Turn, result: &TurnResult) -> bool {
    // Where nothing was there to click, that is all that was judged, and its words are those of the suite.
    if let (Action::Click(click), None) = (&turn.action, &result.sent) {
        return result.did != format!("{}: {}", click.target, click.label);
    }
    let context = result.context.iter().map(|event| event.get());
    // Of an answer that broke off nothing was judged.
    let judged_otherwise = !result.verdicts.is_empty()
        && !turn
            .assertions
            .iter()
            .map(|asserted| &asserted.text)
            .eq(result.verdicts.iter().map(|verdict| &verdict.assertion));
    !is_answer_to(turn, result) || !turn.context.iter().map(String::as_str).eq(context) || judged_otherwise
}
