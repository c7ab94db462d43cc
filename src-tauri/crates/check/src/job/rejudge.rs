//! Judging saved answers anew, with assertions that have changed or with what a person has said since. Nothing is called.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use sofia_core::AtomicFile;
use sofia_core::jq::Jq;

use super::{Against, JobError, Plan, ResultsPlace, Writing, own_results};
use crate::assertion::{Asserted, Assertion};
use crate::jq::JqRunner;
use crate::opinions::Opinions;
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
    let goes_on = matches!(place, ResultsPlace::Resume(_));
    let plan = Arc::new(plan);
    let begun = {
        let (plan, saved) = (Arc::clone(&plan), saved.to_owned());
        blocking(move || begin(&plan, &saved, &place)).await?
    };
    let Begun { writing, results, opinions, out } = begun;
    let judges = Judges {
        catalog: against.catalog,
        currency: against.currency,
        images: against.images,
        links: against.links,
        jq: Jq::of_this_program(),
        opinions: Arc::new(opinions),
    };
    let told = if goes_on { Told::Changes } else { Told::All };
    let (mut summary, out) = all(&results, &plan.tests, &judges, told, word, out, sink).await?;
    if goes_on {
        // The rest of the run stays as it was.
        let judged: HashSet<_> =
            plan.tests.iter().map(|planned| (planned.suite.as_str(), planned.test.name.as_str())).collect();
        let is_judged = |test: &TestResult| judged.contains(&(test.suite.as_str(), test.test.as_str()));
        results.tests.iter().filter(|test| !is_judged(test)).for_each(|test| summary.count(test));
        summary.not_run = results.summary.not_run;
    }
    blocking(move || {
        let unwritable = |error| JobError::Write { path: writing.path.clone(), error };
        match out {
            Out::Behind(writer) => writer.end(&summary).map(drop).map_err(unwritable)?,
            Out::Anew(writer) => {
                writer.end(&summary).and_then(AtomicFile::finish).map_err(unwritable)?;
            }
        }
        Ok(Results::open(&writing.path)?)
    })
    .await
}

/// Work with files, which would keep those waiting who share this thread.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, JobError> + Send + 'static,
) -> Result<T, JobError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| JobError::Broken { reason: error.to_string() })?
}

/// What is read, and the place of what is written.
struct Begun {
    writing: Writing,
    results: Arc<Results>,
    opinions: Opinions,
    out: Out,
}

/// Where what is found goes.
enum Out {
    /// Behind what the results have.
    Behind(ResultsWriter<File>),
    /// Into a file that takes its place when it is whole.
    Anew(ResultsWriter<AtomicFile>),
}

impl Out {
    fn write(&mut self, lines: &[Found]) {
        match self {
            Self::Behind(writer) => lines.iter().for_each(|line| line.tell(writer)),
            Self::Anew(writer) => lines.iter().for_each(|line| line.tell(writer)),
        }
    }

    fn has_failed(&self) -> bool {
        match self {
            Self::Behind(writer) => writer.has_failed(),
            Self::Anew(writer) => writer.has_failed(),
        }
    }
}

/// What was found of a repeat or of a test.
enum Found {
    Repeat(Box<RepeatResult>),
    Test(Box<TestResult>),
}

impl Found {
    fn tell(&self, sink: &mut (impl Sink + ?Sized)) {
        match self {
            Self::Repeat(repeat) => sink.repeat(repeat),
            Self::Test(test) => sink.test(test),
        }
    }
}

fn begin(plan: &Plan, saved: &Path, place: &ResultsPlace) -> Result<Begun, JobError> {
    let writing = Writing::at(place, RunHeader::now())?;
    let opinions = plan.opinions()?;
    let path = writing.path.as_path();
    let unwritable = |error| JobError::Write { path: path.to_owned(), error };
    let (results, out) = if let ResultsPlace::Resume(_) = place {
        let results = own_results(saved)?;
        (results, Out::Behind(ResultsWriter::resume(path).map_err(unwritable)?))
    } else {
        let results = Results::open(saved)?;
        let header = RunHeader {
            tests: plan.tests.len(),
            repeats: plan.tests.iter().map(|planned| planned.test.repeat as usize).sum(),
            suites: plan.names(),
            rejudged: true,
            ..results.header.clone()
        };
        let file = AtomicFile::create(path).map_err(unwritable)?;
        (results, Out::Anew(ResultsWriter::begin(file, &header)))
    };
    Ok(Begun { writing, results: Arc::new(results), opinions, out })
}

/// What is told of answers that were judged anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    All,
    /// What the results have not.
    Changes,
}

/// Judges test by test: what is found is in the file before the sink hears of it.
async fn all(
    results: &Arc<Results>,
    tests: &[Planned],
    judges: &Judges,
    told: Told,
    word: Option<&str>,
    mut out: Out,
    sink: &mut (impl Sink + ?Sized),
) -> Result<(Summary, Out), JobError> {
    let mut jq = JqRunner::new(judges.jq.clone());
    let Summary { stopped, took_ms, not_closed, .. } = results.summary;
    let mut summary = Summary { stopped, took_ms, not_closed, ..Summary::default() };
    for planned in tests {
        let repeats = {
            let (results, suite, test) =
                (Arc::clone(results), planned.suite.clone(), planned.test.name.clone());
            blocking(move || Ok(results.repeats_of(&suite, &test)?)).await?
        };
        let mut lines = Vec::new();
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
            let is_told = told == Told::All || found(&repeat) != before;
            let test = tally.take(0, &repeat);
            if is_told {
                lines.push(Found::Repeat(Box::new(repeat)));
            }
            if let (Some(test), Some(before)) = (test, ended) {
                summary.count(&test);
                if told == Told::All || test != *before {
                    lines.push(Found::Test(Box::new(test)));
                }
            }
        }
        summary.not_run += usize::from(ended.is_none());
        let written = blocking(move || {
            out.write(&lines);
            Ok((out, lines))
        });
        let lines = {
            let (back, lines) = written.await?;
            out = back;
            lines
        };
        // What could not be written is an error at the end, and nobody hears of it.
        if out.has_failed() || sink.has_failed() {
            break;
        }
        lines.iter().for_each(|line| line.tell(sink));
    }
    Ok((summary, out))
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
            status: None,
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
pub(super) fn is_answer_to(turn: &Turn, result: &TurnResult) -> bool {
    match &turn.action {
        Action::Say(text) => *text == result.did,
        Action::Event(event) => serde_json::to_string(event).is_ok_and(|json| json == result.did),
        // Which of the choices it was depends on the answer before.
        Action::Click(click) => result.did.starts_with(&format!("{}: ", click.target)),
    }
}
