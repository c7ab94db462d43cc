//! Judging saved answers anew, with assertions that have changed or with what a person has said since. Nothing is called.

use sofia_core::jq::Jq;

use super::{Against, Both, JobError, Plan, ResultsPlace, new_file};
use crate::jq::JqRunner;
use crate::result::{RepeatResult, RunError, RunErrorKind, RunHeader, Summary, TurnResult};
use crate::results_file::{Results, ResultsWriter};
use crate::run::{Judges, Planned, Sink, Tally, judge, judging_error};
use crate::suite::{Action, Turn};

/// Judges the answers of a run against the tests of a plan. Tests of the plan that the run has not are *not run*, and
/// those that the plan has not are left as they are where they are, in the run's own file alone.
///
/// With [`ResultsPlace::Resume`] and the run's own file the new verdicts take the place of the old ones.
pub async fn rejudge(
    results: &Results,
    plan: Plan,
    against: Against,
    place: ResultsPlace,
    sink: &mut (impl Sink + ?Sized),
) -> Result<Results, JobError> {
    let judges = Judges {
        catalog: against.catalog,
        currency: against.currency,
        images: against.images,
        links: against.links,
        jq: Jq::of_this_program(),
        opinions: std::sync::Arc::new(plan.opinions()?),
    };
    let header = RunHeader {
        tests: plan.tests.len(),
        repeats: plan.tests.iter().map(|planned| planned.test.repeat as usize).sum(),
        suites: plan.suites.iter().map(|suite| suite.name.clone()).collect(),
        rejudged: true,
        ..results.header.clone()
    };
    let path = match &place {
        ResultsPlace::New(runs) => new_file(runs, RunHeader::now())?,
        ResultsPlace::File(path) | ResultsPlace::Resume(path) => path.clone(),
    };
    let unwritable = |error| JobError::Write { path: path.clone(), error };
    let writer = match &place {
        ResultsPlace::Resume(path) => ResultsWriter::resume(path),
        ResultsPlace::New(_) | ResultsPlace::File(_) => {
            std::fs::File::create(&path).map(|file| ResultsWriter::begin(file, &header))
        }
    };
    let mut both = Both { writer: writer.map_err(unwritable)?, sink };
    let summary = all(results, &plan.tests, &judges, &mut both).await?;
    both.writer.end(&summary).map_err(unwritable)?;
    Ok(Results::open(&path)?)
}

async fn all(
    results: &Results,
    tests: &[Planned],
    judges: &Judges,
    sink: &mut impl Sink,
) -> Result<Summary, JobError> {
    let mut jq = JqRunner::new(judges.jq.clone());
    // What was played is what is judged, however often the suite says now that it is to be played.
    let mut played = Vec::new();
    for planned in tests {
        let repeats = results.repeats_of(&planned.suite, &planned.test.name)?;
        if !repeats.is_empty() {
            let mut planned = planned.clone();
            planned.test.repeat = u32::try_from(repeats.len()).unwrap_or(u32::MAX);
            played.push((planned, repeats));
        }
    }
    let (planned, repeats): (Vec<_>, Vec<_>) = played.into_iter().unzip();
    let mut tally = Tally::new(&planned);
    for (place, (planned, repeats)) in planned.iter().zip(repeats).enumerate() {
        for repeat in repeats {
            let repeat = one(planned, repeat, results.header.began_at, judges, &mut jq).await;
            sink.repeat(&repeat);
            if let Some(test) = tally.take(place, &repeat) {
                sink.test(&test);
            }
        }
    }
    let mut summary = tally.finish();
    summary.not_run = tests.len() - planned.len();
    summary.took_ms = results.summary.took_ms;
    summary.stopped = results.summary.stopped;
    Ok(summary)
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
            result.verdicts = judge(judges, turn, &result.answer.to_answer(), at, jq).await;
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

/// Whether a saved answer is one to this turn.
fn is_answer_to(turn: &Turn, result: &TurnResult) -> bool {
    match &turn.action {
        Action::Say(text) => *text == result.did,
        Action::Event(event) => serde_json::to_string(event).is_ok_and(|json| json == result.did),
        // Which of the choices it was depends on the answer before.
        Action::Click(click) => result.did.starts_with(&format!("{}: ", click.target)),
    }
}
