//! Judging saved answers anew, with assertions that have changed or with what a person has said since. Nothing is called.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use sofia_core::AtomicFile;
use sofia_core::jq::Jq;

use super::{Against, Both, JobError, Plan, ResultsPlace, Writing, own_results};
use crate::assertion::{Asserted, Assertion};
use crate::jq::JqRunner;
use crate::result::{RepeatResult, RunError, RunErrorKind, RunHeader, Summary, TestResult, TurnResult};
use crate::results_file::{Results, ResultsWriter};
use crate::run::{Judges, Planned, Sink, Tally, judge, judge_for_person, judging_error};
use crate::suite::{Action, Turn};

/// Judges the answers of a run against the tests of a plan. Tests of the plan that the run has not, or has not played to the
/// end, are *not run*. Nobody else may write to the results meanwhile.
///
/// A file that is made anew takes its place when it is whole, and may be the one that the answers are read from. With
/// [`ResultsPlace::Resume`], which must be that one, the verdicts that are others now are put behind what it has, and tests
/// that the plan has not keep theirs.
pub async fn rejudge(
    saved: &Path,
    plan: Plan,
    against: Against,
    place: ResultsPlace,
    sink: &mut (impl Sink + ?Sized),
) -> Result<Results, JobError> {
    anew(saved, plan, against, place, None, sink).await
}

/// Judges answers of a run with what a person has said of answers against this text. Verdicts that are about anything else
/// stay as they are, and nobody is asked for anything. What is others now is put behind what the results have; nobody else
/// may write to them meanwhile.
pub async fn judge_word(
    saved: &Path,
    plan: Plan,
    expected: &str,
    sink: &mut (impl Sink + ?Sized),
) -> Result<Results, JobError> {
    let place = ResultsPlace::Resume(saved.to_owned());
    anew(saved, plan, Against::default(), place, Some(expected), sink).await
}

async fn anew(
    saved: &Path,
    plan: Plan,
    against: Against,
    place: ResultsPlace,
    word: Option<&str>,
    sink: &mut (impl Sink + ?Sized),
) -> Result<Results, JobError> {
    let writing = Writing::at(&place, RunHeader::now())?;
    let path = writing.path.as_path();
    let unwritable = |error| JobError::Write { path: path.to_owned(), error };
    let judges = Judges {
        catalog: against.catalog,
        currency: against.currency,
        images: against.images,
        links: against.links,
        jq: Jq::of_this_program(),
        opinions: Arc::new(plan.opinions()?),
    };
    if let ResultsPlace::Resume(_) = place {
        let results = own_results(saved)?;
        let writer = ResultsWriter::resume(path).map_err(unwritable)?;
        let mut both = Both { writer, sink };
        let mut summary = all(&results, &plan.tests, &judges, Told::Changes, word, &mut both).await?;
        // The rest of the run stays as it was.
        let judged: HashSet<_> =
            plan.tests.iter().map(|planned| (planned.suite.as_str(), planned.test.name.as_str())).collect();
        let is_judged = |test: &TestResult| judged.contains(&(test.suite.as_str(), test.test.as_str()));
        results.tests.iter().filter(|test| !is_judged(test)).for_each(|test| summary.count(test));
        summary.not_run = results.summary.not_run;
        both.writer.end(&summary).map_err(unwritable)?;
    } else {
        let results = Results::open(saved)?;
        let header = RunHeader {
            tests: plan.tests.len(),
            repeats: plan.tests.iter().map(|planned| planned.test.repeat as usize).sum(),
            suites: plan.names(),
            rejudged: true,
            ..results.header.clone()
        };
        let mut file = AtomicFile::create(path).map_err(unwritable)?;
        let mut both = Both { writer: ResultsWriter::begin(&mut file, &header), sink };
        let summary = all(&results, &plan.tests, &judges, Told::All, word, &mut both).await?;
        both.writer.end(&summary).map_err(unwritable)?;
        file.finish().map_err(unwritable)?;
    }
    Ok(Results::open(path)?)
}

/// What is told of answers that were judged anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    All,
    /// What the results have not.
    Changes,
}

async fn all(
    results: &Results,
    tests: &[Planned],
    judges: &Judges,
    told: Told,
    word: Option<&str>,
    sink: &mut impl Sink,
) -> Result<Summary, JobError> {
    let mut jq = JqRunner::new(judges.jq.clone());
    let Summary { stopped, took_ms, not_closed, .. } = results.summary;
    let mut summary = Summary { stopped, took_ms, not_closed, ..Summary::default() };
    for planned in tests {
        let repeats = results.repeats_of(&planned.suite, &planned.test.name)?;
        // One of which only some repeats were played has not ended, and its other repeats can still be played.
        let ended = results.test(&planned.suite, &planned.test.name);
        // What was played is what is judged, however often the suite says now that it is to be played.
        let mut planned = [planned.clone()];
        planned[0].test.repeat = u32::try_from(repeats.len()).unwrap_or(u32::MAX);
        let mut tally = Tally::new(&planned);
        for repeat in repeats {
            let before = found(&repeat);
            let repeat = match word {
                Some(expected) => with_word(&planned[0], repeat, expected, judges, &mut jq).await,
                None => one(&planned[0], repeat, results.header.began_at, judges, &mut jq).await,
            };
            if told == Told::All || found(&repeat) != before {
                sink.repeat(&repeat);
            }
            if let (Some(test), Some(before)) = (tally.take(0, &repeat), ended) {
                summary.count(&test);
                if told == Told::All || test != *before {
                    sink.test(&test);
                }
            }
        }
        summary.not_run += usize::from(ended.is_none());
        if sink.has_failed() {
            break;
        }
    }
    Ok(summary)
}

/// What was found of a repeat, apart from what was played: as it is written, since that is what the results have.
fn found(repeat: &RepeatResult) -> Option<String> {
    let turns: Vec<_> = repeat.turns.iter().map(|turn| (turn.line, &turn.verdicts)).collect();
    serde_json::to_string(&(repeat.status, &repeat.error, turns)).ok()
}

async fn one(
    planned: &Planned,
    mut repeat: RepeatResult,
    at: i64,
    judges: &Judges,
    jq: &mut JqRunner,
) -> RepeatResult {
    // What the network or the API did to it stays; what could not be judged may be judged now.
    let error = repeat.error.take().filter(|error| error.kind != RunErrorKind::Judging);
    let broken_off = error.is_some();
    let last = repeat.turns.len().saturating_sub(1);
    let mut mismatch = None;
    for (number, result) in repeat.turns.iter_mut().enumerate() {
        let Some(turn) = planned.test.turns.get(number).filter(|turn| is_answer_to(turn, result)) else {
            mismatch.get_or_insert(number + 1);
            result.verdicts.clear();
            continue;
        };
        result.line = turn.place.line;
        let was_clicked = result.sent.is_some();
        let whole = was_clicked && !(broken_off && number == last);
        // Nothing was there to click: that was the turn's one verdict, and stays it.
        if whole {
            let answer = result.answer.to_answer();
            result.verdicts = judge(judges, turn, &answer, at, jq, &mut result.unreachable).await;
        }
    }
    if mismatch.is_none() && !broken_off && repeat.turns.len() < planned.test.turns.len() {
        let clicked = repeat.turns.last().is_none_or(|turn| turn.sent.is_some());
        mismatch = clicked.then_some(repeat.turns.len() + 1);
    }
    repeat.error = match (error, mismatch) {
        (Some(error), _) => Some(error),
        (None, Some(turn)) => Some(RunError {
            kind: RunErrorKind::Judging,
            message: format!("turn {turn} of the test is not the one that was played; play the test again"),
        }),
        (None, None) => judging_error(&repeat.turns),
    };
    repeat.status = RepeatResult::status_of(repeat.error.as_ref(), &repeat.turns);
    repeat
}

/// A repeat with what a person says now of its answers against a text, and with all else as it was.
async fn with_word(
    planned: &Planned,
    mut repeat: RepeatResult,
    expected: &str,
    judges: &Judges,
    jq: &mut JqRunner,
) -> RepeatResult {
    let is_it =
        |asserted: &Asserted| matches!(&asserted.assertion, Assertion::Human { value } if value == expected);
    for (turn, result) in planned.test.turns.iter().zip(&mut repeat.turns) {
        if !is_answer_to(turn, result) {
            continue;
        }
        let answer = result.answer.to_answer();
        for verdict in &mut result.verdicts {
            let mut written = turn.assertions.iter().filter(|asserted| is_it(asserted));
            if let Some(asserted) = written.find(|asserted| asserted.text == verdict.assertion) {
                *verdict = judge_for_person(judges, asserted, &answer, jq).await;
            }
        }
    }
    repeat.status = RepeatResult::status_of(repeat.error.as_ref(), &repeat.turns);
    repeat
}

/// Whether a saved answer is one to this turn.
fn is_answer_to(turn: &Turn, result: &TurnResult) -> bool {
    match &turn.action {
        Action::Say(text) => *text == result.did,
        Action::Event(event) => serde_json::to_string(event).is_ok_and(|json| json == result.did),
        // Which of the choices it was depends on the answer before.
        Action::Click(click) => result.did.starts_with(&format!("{}: ", click.target)),
    }
}
