//! Runs of test suites: begun, watched, stopped, looked through, compared, judged and reported.

use std::path::Path;

use sofia_check::assertion::{Asserted, Assertion};
use sofia_check::job::{Plan, ResultsPlace, judge_word, rejudge};
use sofia_check::report::Comparison;
use sofia_check::result::{RepeatResult, TestResult, TestStatus as Ended};
use sofia_check::results_file::Results;
use sofia_check::run::Sink;
use sofia_core::jq::Jq;

use super::checks::blocking;
use crate::checking::{self, Files, goes_on, job_error, not_found, opinions_error, results_error};
use crate::choosing;
use crate::convert;
use crate::host::Host;
use crate::transfer::*;

fn files(host: &Host) -> Files {
    Files::of(host.engine.folder())
}

pub(super) async fn run_start(host: &Host, input: RunPlan) -> Result<RunId, ErrorReport> {
    checking::begin(host, input, None, None).await
}

pub(super) async fn run_pair_start(host: &Host, input: PairPlan) -> Result<RunId, ErrorReport> {
    checking::begin_pair(host, input.plan, input.other_merchant_id).await
}

pub(super) async fn run_again(host: &Host, input: RunAgain) -> Result<RunId, ErrorReport> {
    // Whoever asks twice is not to pay twice.
    let Some(_alone) = host.checking.change_at_once(&input.id) else { return Err(goes_on()) };
    if host.checking.is_running(&input.id) {
        return Ok(RunId { id: input.id });
    }
    let files = files(host);
    let plan = files.plan(&input.id)?.ok_or_else(|| not_found(&input.id))?;
    // What is run anew stands alone.
    let alone = RunPlan { pair: None, ..plan.clone() };
    match input.which {
        AgainWhich::All => checking::begin(host, alone, None, None).await,
        AgainWhich::Rest => checking::begin(host, plan, None, Some(files.path(&input.id)?)).await,
        AgainWhich::Failed => {
            let wrong = blocking(move || Ok(files.results(&input.id)?.under_their_share().collect())).await?;
            checking::begin(host, alone, Some(wrong), None).await
        }
    }
}

pub(super) async fn run_look(host: &Host, input: RunLook) -> Result<RunNews, ErrorReport> {
    host.checking.look(&input).await
}

pub(super) async fn run_stop(host: &Host, input: RunId) -> Result<(), ErrorReport> {
    if let Some(active) = host.checking.active(&input.id) {
        active.stop.stop();
    }
    Ok(())
}

pub(super) async fn runs_list(host: &Host, (): ()) -> Result<Vec<RunRow>, ErrorReport> {
    let (files, checking) = (files(host), host.checking.clone());
    blocking(move || files.rows(&checking)).await
}

pub(super) async fn run_open(host: &Host, input: RunId) -> Result<RunView, ErrorReport> {
    let (files, checking) = (files(host), host.checking.clone());
    blocking(move || {
        if let Some(active) = checking.active(&input.id) {
            // A run that has just begun has written nothing yet.
            let before = files.results(&input.id).and_then(|results| tests(&results)).unwrap_or_default();
            return Ok(RunView { row: active.row.clone(), tests: before });
        }
        let row = files.row(&files.kept_run(&input.id)?, &checking);
        Ok(RunView { row, tests: tests(&files.results(&input.id)?)? })
    })
    .await
}

/// The tests of a run, each with the first thing that is wrong with it.
fn tests(results: &Results) -> Result<Vec<RunTest>, ErrorReport> {
    let with_reason = |test: &TestResult| {
        let is_fine = test.status == Ended::Passed;
        let repeats = if is_fine { Vec::new() } else { repeats(results, &test.suite, &test.test)? };
        Ok(convert::run_test(test, repeats.iter().find_map(convert::reason_of)))
    };
    results.tests.iter().map(with_reason).collect()
}

fn repeats(results: &Results, suite: &str, test: &str) -> Result<Vec<RepeatResult>, ErrorReport> {
    results.repeats_of(suite, test).map_err(|error| results_error(&error))
}

pub(super) async fn run_repeats(host: &Host, input: RunTestId) -> Result<Vec<RunRepeat>, ErrorReport> {
    let files = files(host);
    blocking(move || {
        let repeats = repeats(&files.results(&input.id)?, &input.suite, &input.test)?;
        Ok(repeats.into_iter().map(convert::run_repeat).collect())
    })
    .await
}

pub(super) async fn run_remove(host: &Host, input: RunId) -> Result<(), ErrorReport> {
    let Some(_alone) = host.checking.change_at_once(&input.id) else { return Err(goes_on()) };
    is_over(host, &input.id)?;
    let files = files(host);
    blocking(move || files.remove(&input.id)).await
}

pub(super) async fn run_baseline_set(host: &Host, input: BaselineSet) -> Result<RunRow, ErrorReport> {
    let (files, checking) = (files(host), host.checking.clone());
    blocking(move || {
        let run = files.kept_run(&input.id)?;
        let set = files.runs.set_baseline(&run, input.on);
        set.map_err(|error| checking::file_failed(files.runs.folder(), &error))?;
        Ok(files.row(&files.kept_run(&input.id)?, &checking))
    })
    .await
}

/// What has changed since another run, or since the baseline; `None` where there is none.
pub(super) async fn run_compare(
    host: &Host,
    input: RunCompare,
) -> Result<Option<RunComparison>, ErrorReport> {
    let (files, checking) = (files(host), host.checking.clone());
    blocking(move || {
        let before = match &input.with {
            Some(with) => Some(files.kept_run(with)?),
            None => files.baseline_of(&files.kept_run(&input.id)?)?,
        };
        let Some(before) = before else { return Ok(None) };
        let compared = Comparison::of(&files.results(&before.id)?, &files.results(&input.id)?);
        let compared = compared.map_err(|error| results_error(&error))?;
        Ok(Some(convert::run_comparison(files.row(&before, &checking), compared)))
    })
    .await
}

pub(super) async fn reports_save(
    host: &Host,
    input: ReportsSave,
) -> Result<Option<ReportsSaved>, ErrorReport> {
    let files = files(host);
    let folder = if input.choose {
        let Some(folder) = choosing::folder(host).await? else { return Ok(None) };
        folder
    } else {
        files.reports(&input.id)
    };
    blocking(move || {
        let names = files.write_reports(&input.id, &input.kinds, &folder)?;
        Ok(Some(ReportsSaved { folder: folder.display().to_string(), files: names }))
    })
    .await
}

/// Writes the page of a run and opens it in the browser.
pub(super) async fn report_open(host: &Host, input: RunId) -> Result<(), ErrorReport> {
    let files = files(host);
    let folder = files.reports(&input.id);
    let page = folder.join("report.html");
    blocking(move || files.write_reports(&input.id, &[ReportKind::Html], &folder)).await?;
    tauri_plugin_opener::open_path(page, None::<&str>)
        .map_err(|error| ErrorReport::internal(&error.to_string()))
}

/// Keeps what a person says of an answer, and judges with it the saved answers that were held against the same text, by
/// that text alone. Nobody is asked for anything.
pub(super) async fn answer_judge(host: &Host, input: AnswerJudged) -> Result<RunView, ErrorReport> {
    // One word after the other, so that each finds what the one before has written.
    let _alone = host.checking.change(&input.id).await;
    is_over(host, &input.id)?;
    let files = files(host);
    let (path, id) = (files.path(&input.id)?, input.id.clone());
    let plan = files.plan(&id)?.ok_or_else(|| not_found(&id))?;
    let (tests, expected) = blocking(move || {
        let mut tests = tests_now(&plan)?;
        let expected = keep_word(&files.results(&input.id)?, &tests, &input)?;
        // The others are judged already; a long run is not written anew for each word.
        tests.tests.retain(|planned| {
            let asserted = planned.test.turns.iter().flat_map(|turn| &turn.assertions);
            asserted.into_iter().any(|asserted| is_human(asserted, &expected))
        });
        Ok((tests, expected))
    })
    .await?;
    judge_word(&path, tests, &expected, &mut Unheard).await.map_err(|error| job_error(&error))?;
    run_open(host, RunId { id }).await
}

/// Writes down what a person says of an answer; the text that it was held against.
fn keep_word(results: &Results, tests: &Plan, input: &AnswerJudged) -> Result<String, ErrorReport> {
    let planned =
        tests.tests.iter().find(|planned| planned.suite == input.suite && planned.test.name == input.test);
    let turn = planned.and_then(|planned| planned.test.turns.get(input.turn as usize));
    let mut asserted = turn.into_iter().flat_map(|turn| &turn.assertions);
    let asserted = asserted.find(|one| one.line == input.line && one.text == input.assertion);
    let (Some(planned), Some(Assertion::Human { value })) =
        (planned, asserted.map(|asserted| &asserted.assertion))
    else {
        return Err(ErrorReport::new(ErrorCode::SuiteChanged, &[], "the suite has changed since the run"));
    };
    let repeats = repeats(results, &input.suite, &input.test)?;
    let repeat = repeats.iter().find(|repeat| repeat.repeat == input.repeat);
    let turn = repeat.and_then(|repeat| repeat.turns.get(input.turn as usize));
    let answer = turn.ok_or_else(|| not_found(&input.id))?.answer.to_answer();
    let said = input.holds.map(|holds| (holds, ""));
    sofia_check::opinions::say(&planned.test.place.file, value, &answer, said)
        .map_err(|error| opinions_error(&error))?;
    Ok(value.clone())
}

fn is_human(asserted: &Asserted, expected: &str) -> bool {
    matches!(&asserted.assertion, Assertion::Human { value } if value == expected)
}

/// Judges the saved answers of a run with its suites as they are now, as a run of its own. The agent is not asked.
pub(super) async fn run_rejudge(host: &Host, input: RunId) -> Result<RunId, ErrorReport> {
    is_over(host, &input.id)?;
    let files = files(host);
    let plan = files.plan(&input.id)?.ok_or_else(|| not_found(&input.id))?;
    let (path, place) = (files.path(&input.id)?, ResultsPlace::New(files.runs.clone()));
    let now = plan.clone();
    let tests = blocking(move || tests_now(&now)).await?;
    tests.expressions_compile(&Jq::of_this_program()).await.map_err(|error| job_error(&error))?;
    let judged = judged_anew(host, &path, tests, &plan, place).await?;
    Files::keep_plan(judged.path(), &RunPlan { pair: None, ..plan })?;
    Ok(RunId { id: checking::id_of(judged.path()) })
}

/// The tests of a plan, as their suites are now.
fn tests_now(plan: &RunPlan) -> Result<Plan, ErrorReport> {
    let suites = checking::read(&plan.suites).map_err(|error| job_error(&error))?;
    checking::tests_of(plan, suites).map_err(|error| job_error(&error))
}

async fn judged_anew(
    host: &Host,
    saved: &Path,
    tests: Plan,
    plan: &RunPlan,
    place: ResultsPlace,
) -> Result<Results, ErrorReport> {
    let merchant = host.engine.merchant(&plan.merchant_id).await.map_err(convert::error)?;
    let against = checking::against(host, &merchant, plan.reach).await?;
    rejudge(saved, tests, against, place, &mut Unheard).await.map_err(|error| job_error(&error))
}

/// A run that goes on writes into its results.
fn is_over(host: &Host, id: &str) -> Result<(), ErrorReport> {
    if host.checking.is_running(id) { Err(goes_on()) } else { Ok(()) }
}

/// The window reads the whole run anew.
struct Unheard;

impl Sink for Unheard {
    fn repeat(&mut self, _result: &RepeatResult) {}

    fn test(&mut self, _result: &TestResult) {}
}
