//! Suites and what became of them, field by field.

use std::time::Duration;

use sofia_check::result as domain;
use sofia_check::{assertion, report, runs, suite};

use super::sent::sent_event;
use super::{event, limits, micros};
use crate::transfer::*;

pub(crate) fn suite_test(test: &suite::Test) -> SuiteTest {
    SuiteTest {
        name: test.name.clone(),
        tags: test.tags.clone(),
        repeat: test.repeat,
        min_pass: test.min_pass,
        turns: test.turns.iter().map(suite_turn).collect(),
        file: test.place.file.display().to_string(),
        line: test.place.line,
        needs_catalog: test
            .turns
            .iter()
            .flat_map(|turn| &turn.assertions)
            .any(|asserted| asserted.assertion.needs_catalog()),
    }
}

fn suite_turn(turn: &suite::Turn) -> SuiteTurn {
    SuiteTurn {
        action: match &turn.action {
            suite::Action::Say(text) => SuiteAction::Say { text: text.clone() },
            suite::Action::Event(event) => {
                SuiteAction::Event { json: serde_json::to_string(event).unwrap_or_default() }
            }
            suite::Action::Click(click) => {
                SuiteAction::Click { target: click_target(click.target), label: click.label.clone() }
            }
        },
        setup: turn.is_setup,
        assertions: turn.assertions.iter().map(|asserted| asserted.text.clone()).collect(),
    }
}

pub(super) fn click_target(target: suite::Target) -> ClickTarget {
    match target {
        suite::Target::Suggestion => ClickTarget::Suggestion,
        suite::Target::Row => ClickTarget::Row,
        suite::Target::Button => ClickTarget::Button,
    }
}

pub(crate) fn suite_fault(error: &suite::SuiteError) -> SuiteFault {
    SuiteFault {
        file: error.place.file.display().to_string(),
        line: error.place.line,
        message: error.message.clone(),
    }
}

pub(crate) fn run_test(test: &domain::TestResult, reason: Option<Reason>) -> RunTest {
    let (reason, wrong) = reason.map_or((None, None), |reason| (Some(reason.words), reason.wrong));
    RunTest {
        suite: test.suite.clone(),
        test: test.test.clone(),
        tags: test.tags.clone(),
        status: match test.status {
            domain::TestStatus::Passed => TestStatus::Passed,
            domain::TestStatus::Flaky => TestStatus::Flaky,
            domain::TestStatus::Failed => TestStatus::Failed,
            domain::TestStatus::Error => TestStatus::Error,
            domain::TestStatus::Open => TestStatus::Open,
        },
        reached: test.reached,
        passed: test.passed,
        failed: test.failed,
        errors: test.errors,
        open: test.open,
        min_pass: test.min_pass,
        interval: test.interval.map(|interval| RateInterval { low: interval.low, high: interval.high }),
        took_us: from_ms(test.took_ms),
        reason: reason.or_else(|| test.error.as_ref().map(|error| error.message.clone())),
        wrong,
    }
}

/// Why a test is not fine.
pub(crate) struct Reason {
    words: String,
    /// The verdict that says it.
    wrong: Option<RunVerdict>,
}

/// The first thing that is wrong with a repeat, where something is.
pub(crate) fn reason_of(repeat: &domain::RepeatResult) -> Option<Reason> {
    let failure = repeat.turns.iter().flat_map(domain::TurnResult::failures).next();
    failure
        .map(|wrong| Reason {
            words: format!("{}: {}", wrong.assertion, wrong.message),
            wrong: Some(verdict(wrong.clone())),
        })
        .or_else(|| repeat.error.as_ref().map(|error| Reason { words: error.message.clone(), wrong: None }))
}

pub(crate) fn run_repeat(repeat: domain::RepeatResult) -> RunRepeat {
    RunRepeat {
        repeat: repeat.repeat,
        status: match repeat.status {
            domain::RepeatStatus::Passed => TestStatus::Passed,
            domain::RepeatStatus::Failed => TestStatus::Failed,
            domain::RepeatStatus::Error => TestStatus::Error,
            domain::RepeatStatus::Open => TestStatus::Open,
        },
        error: repeat.error.map(|error| RunFault {
            kind: match error.kind {
                domain::RunErrorKind::KeyRefused => RunFaultKind::KeyRefused,
                domain::RunErrorKind::Unreachable => RunFaultKind::Unreachable,
                domain::RunErrorKind::Api => RunFaultKind::Api,
                domain::RunErrorKind::Judging => RunFaultKind::Judging,
            },
            message: error.message,
        }),
        turns: repeat.turns.into_iter().map(run_turn).collect(),
        customer: repeat.customer,
        session: repeat.session,
        not_closed: repeat.not_closed,
        took_us: from_ms(repeat.took_ms),
    }
}

fn run_turn(turn: domain::TurnResult) -> RunTurn {
    let events = turn.answer.to_answer().events;
    RunTurn {
        did: turn.did,
        context: turn.context.iter().map(|event| sent_event(event.get())).collect(),
        sent: turn.sent.map(|sent| sent.get().to_owned()),
        events: (0u32..).zip(events).map(|(index, event)| run_event(index, event)).collect(),
        complete_us: turn.answer.complete_ms.map(from_ms),
        unreadable_lines: turn.answer.unreadable_lines,
        verdicts: turn.verdicts.into_iter().map(verdict).collect(),
        line: turn.line,
    }
}

/// `index` is its place in the answer, since a results file does not know of lines.
fn run_event(index: u32, event: sofia_check::answer::AnswerEvent) -> RunEvent {
    RunEvent {
        offset_us: micros(event.offset),
        pretty: agent_graph::json::pretty(&event.json),
        raw: event.json,
        event: Event {
            index,
            kind: event.kind,
            breaches: limits::breaches(&event.response),
            body: event::body(event.response),
        },
    }
}

fn verdict(verdict: assertion::Verdict) -> RunVerdict {
    RunVerdict {
        for_a_person: verdict.is_for_a_person(),
        assertion: verdict.assertion,
        line: verdict.line,
        status: match verdict.status {
            assertion::VerdictStatus::Passed => TestStatus::Passed,
            assertion::VerdictStatus::Failed => TestStatus::Failed,
            assertion::VerdictStatus::Error => TestStatus::Error,
            assertion::VerdictStatus::Open => TestStatus::Open,
        },
        message: verdict.message,
        said: verdict.said.map(super::verdict::said),
    }
}

/// A run as it is listed; a plan is there where it was started in the window.
pub(crate) fn run_row(run: &runs::KeptRun, running: bool, plan: Option<&RunPlan>) -> RunRow {
    let (header, summary) = (&run.header, &run.summary);
    RunRow {
        id: run.id.clone(),
        merchant: header.merchant.clone(),
        simulated: header.simulated,
        suites: header.suites.clone(),
        began_at: header.began_at,
        tests: count(header.tests),
        passed: count(summary.passed),
        flaky: count(summary.flaky),
        failed: count(summary.failed),
        errors: count(summary.errors),
        open: count(summary.open),
        not_run: count(summary.not_run),
        stopped: summary.stopped || !run.ended,
        took_us: from_ms(summary.took_ms),
        not_closed: count(summary.not_closed),
        running,
        elsewhere: run.goes_on && !running,
        baseline: run.is_baseline,
        rejudged: header.rejudged,
        pair: plan.and_then(|plan| plan.pair.clone()),
        repeatable: plan.is_some(),
    }
}

pub(crate) fn run_comparison(with: RunRow, comparison: report::Comparison) -> RunComparison {
    RunComparison {
        with,
        regressions: comparison.regressions.into_iter().map(run_change).collect(),
        unjudged: comparison.unjudged.into_iter().map(run_change).collect(),
        fixes: comparison.fixes.into_iter().map(run_change).collect(),
        added: comparison.added,
        removed: comparison.removed,
        differences: comparison.differences.into_iter().map(run_difference).collect(),
    }
}

fn run_change(change: report::Change) -> RunChange {
    RunChange {
        suite: change.suite,
        test: change.test,
        before: run_held(change.held_before),
        now: run_held(change.held_now),
    }
}

fn run_held(held: report::Held) -> RunHeld {
    RunHeld { passed: held.passed, judged: held.judged, errors: held.errors, open: held.open }
}

fn run_difference(difference: report::TestDifference) -> RunDifference {
    RunDifference {
        suite: difference.suite,
        test: difference.test,
        turns: difference.turns.into_iter().map(turn_difference).collect(),
    }
}

fn turn_difference(turn: report::TurnDifference) -> RunTurnDifference {
    RunTurnDifference {
        turn: count(turn.turn),
        did: turn.did,
        text: turn.text.map(|(before, now)| ChangedText { before, now }),
        products_gone: turn.products_gone,
        products_new: turn.products_new,
        assertions: turn.assertions.into_iter().map(assertion_change).collect(),
    }
}

fn assertion_change(change: report::AssertionChange) -> RunAssertionChange {
    RunAssertionChange {
        worse: change.is_worse(),
        assertion: change.assertion,
        held_before: count(change.before.0),
        of_before: count(change.before.1),
        held_now: count(change.now.0),
        of_now: count(change.now.1),
        message: change.message,
        said: change.said.map(super::verdict::said),
    }
}

pub(crate) fn report_format(kind: ReportKind) -> report::ReportFormat {
    match kind {
        ReportKind::Html => report::ReportFormat::Html,
        ReportKind::Junit => report::ReportFormat::Junit,
        ReportKind::Json => report::ReportFormat::Json,
        ReportKind::JsonLines => report::ReportFormat::JsonLines,
        ReportKind::Csv => report::ReportFormat::Csv,
        ReportKind::Markdown => report::ReportFormat::Markdown,
    }
}

/// Milliseconds of a results file, in microseconds.
pub(crate) fn from_ms(milliseconds: f64) -> u64 {
    micros(Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default())
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
