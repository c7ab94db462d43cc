//! Runs of test suites: begun, watched, stopped, looked through, compared, judged and reported.

use std::collections::HashSet;

use sofia_check::assertion::Assertion;
use sofia_check::job::{ResultsPlace, TestName, rejudge};
use sofia_check::report::Comparison;
use sofia_check::result::{RepeatResult, TestResult, TestStatus as Ended};
use sofia_check::results_file::Results;
use sofia_check::run::Sink;

use super::checks::blocking;
use crate::checking::{self, Files, job_error, not_found, opinions_error, results_error};
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
            let wrong = blocking(move || Ok(wrong_tests(&files.results(&input.id)?))).await?;
            checking::begin(host, alone, Some(wrong), None).await
        }
    }
}

/// The tests that are not as they should be.
fn wrong_tests(results: &Results) -> HashSet<TestName> {
    let is_wrong = |test: &&TestResult| test.status != Ended::Open && !test.reached;
    results.tests.iter().filter(is_wrong).map(|test| (test.suite.clone(), test.test.clone())).collect()
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
    if host.checking.is_running(&input.id) {
        return Err(ErrorReport::new(ErrorCode::RunGoesOn, &[], "the run goes on"));
    }
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

/// Keeps what a person says of an answer, and judges the run's saved answers anew with it. Nothing is called.
pub(super) async fn answer_judge(host: &Host, input: AnswerJudged) -> Result<RunView, ErrorReport> {
    let files = files(host);
    let (path, id) = (files.path(&input.id)?, input.id.clone());
    let plan = files.plan(&id)?.ok_or_else(|| not_found(&id))?;
    let (results, plan, merchant_id) = blocking(move || {
        let results = files.results(&input.id)?;
        let suites = checking::read(&plan.suites).map_err(|error| job_error(&error))?;
        let tests = suites.iter().filter(|suite| suite.name == input.suite).flat_map(|suite| &suite.tests);
        let test = tests.into_iter().find(|test| test.name == input.test);
        let asserted = test.and_then(|test| {
            let all = test.turns.iter().flat_map(|turn| &turn.assertions);
            all.into_iter().find(|asserted| asserted.line == input.line)
        });
        let (Some(test), Some(Assertion::Human { value })) =
            (test, asserted.map(|asserted| &asserted.assertion))
        else {
            return Err(ErrorReport::new(
                ErrorCode::SuiteChanged,
                &[],
                "the suite has changed since the run",
            ));
        };
        let repeats = repeats(&results, &input.suite, &input.test)?;
        let repeat = repeats.iter().find(|repeat| repeat.repeat == input.repeat);
        let Some(turn) = repeat.and_then(|repeat| repeat.turns.get(input.turn as usize)) else {
            return Err(not_found(&input.id));
        };
        let answer = turn.answer.to_answer();
        sofia_check::opinions::say(
            &test.place.file,
            value,
            &answer,
            Some((input.holds, input.note.as_str())),
        )
        .map_err(|error| opinions_error(&error))?;
        let merchant_id = plan.merchant_id.clone();
        let tests = checking::tests_of(&plan, suites).map_err(|error| job_error(&error))?;
        Ok((results, tests, merchant_id))
    })
    .await?;
    let merchant = host.engine.merchant(&merchant_id).await.map_err(convert::error)?;
    let against = checking::against(host, &merchant, false).await?;
    let place = ResultsPlace::Resume(path);
    rejudge(&results, plan, against, place, &mut Unheard).await.map_err(|error| job_error(&error))?;
    run_open(host, RunId { id }).await
}

/// The window reads the whole run anew.
struct Unheard;

impl Sink for Unheard {
    fn repeat(&mut self, _result: &RepeatResult) {}

    fn test(&mut self, _result: &TestResult) {}
}
