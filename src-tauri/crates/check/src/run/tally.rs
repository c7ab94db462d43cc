//! From repeats to tests to the whole run.

use super::Planned;
use crate::result::{Interval, RepeatResult, RepeatStatus, RunError, Summary, TestResult, TestStatus};

pub(crate) struct Tally<'a> {
    tests: &'a [Planned],
    counts: Vec<Counts>,
    summary: Summary,
    finished: usize,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    passed: u32,
    failed: u32,
    errors: u32,
    open: u32,
    error: Option<RunError>,
    took_ms: f64,
}

impl Counts {
    fn ended(&self) -> u32 {
        self.passed + self.failed + self.errors + self.open
    }
}

impl<'a> Tally<'a> {
    pub(crate) fn new(tests: &'a [Planned]) -> Self {
        Self { tests, counts: vec![Counts::default(); tests.len()], summary: Summary::default(), finished: 0 }
    }

    /// Counts a repeat; answers the test where it was the last.
    pub(crate) fn take(&mut self, place: usize, result: &RepeatResult) -> Option<TestResult> {
        let (counts, planned) = (self.counts.get_mut(place)?, self.tests.get(place)?);
        match result.status {
            RepeatStatus::Passed => counts.passed += 1,
            RepeatStatus::Failed => counts.failed += 1,
            RepeatStatus::Error => counts.errors += 1,
            RepeatStatus::Open => counts.open += 1,
        }
        counts.took_ms += result.took_ms;
        if counts.error.is_none() {
            counts.error.clone_from(&result.error);
        }
        self.summary.not_closed += usize::from(result.not_closed.is_some());
        if counts.ended() < planned.test.repeat {
            return None;
        }
        let test = test_result(planned, counts);
        self.summary.count(&test);
        self.finished += 1;
        Some(test)
    }

    pub(crate) fn summary(&self) -> &Summary {
        &self.summary
    }

    pub(crate) fn finish(mut self) -> Summary {
        self.summary.not_run = self.tests.len() - self.finished;
        self.summary
    }
}

fn test_result(planned: &Planned, counts: &Counts) -> TestResult {
    let test = &planned.test;
    let judged = counts.passed + counts.failed;
    let share = f64::from(counts.passed) / f64::from(judged.max(1));
    let status = match (counts.passed, counts.failed) {
        (0, 0) if counts.open > 0 => TestStatus::Open,
        (0, 0) => TestStatus::Error,
        (_, 0) if counts.open > 0 => TestStatus::Open,
        (_, 0) => TestStatus::Passed,
        (0, _) => TestStatus::Failed,
        _ => TestStatus::Flaky,
    };
    TestResult {
        suite: planned.suite.clone(),
        test: test.name.clone(),
        tags: test.tags.clone(),
        file: test.place.file.display().to_string(),
        line: test.place.line,
        status,
        reached: judged > 0 && share >= test.min_pass,
        passed: counts.passed,
        failed: counts.failed,
        errors: counts.errors,
        open: counts.open,
        min_pass: test.min_pass,
        interval: Interval::wilson(counts.passed, judged),
        error: counts.error.clone(),
        took_ms: counts.took_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{Place, Test};

    #[test]
    fn a_test_is_what_its_repeats_make_of_it() {
        use RepeatStatus::{Error as E, Failed as F, Open as O, Passed as P};
        let table: &[(&[RepeatStatus], f64, TestStatus, bool)] = &[
            (&[P, P, P], 1.0, TestStatus::Passed, true),
            (&[P, F, P], 1.0, TestStatus::Flaky, false),
            (&[P, F, P], 0.6, TestStatus::Flaky, true),
            (&[F, F], 0.0, TestStatus::Failed, true),
            (&[F, F], 0.5, TestStatus::Failed, false),
            (&[E, E], 1.0, TestStatus::Error, false),
            // What could not be judged counts neither way.
            (&[P, E], 1.0, TestStatus::Passed, true),
            (&[F, E], 1.0, TestStatus::Failed, false),
            (&[O, O], 1.0, TestStatus::Open, false),
            (&[P, O], 1.0, TestStatus::Open, true),
            (&[F, O], 1.0, TestStatus::Failed, false),
        ];
        for (repeats, min_pass, status, reached) in table {
            let test = Test {
                name: "t".into(),
                tags: vec![],
                repeat: repeats.len() as u32,
                min_pass: *min_pass,
                turns: vec![],
                place: Place::default(),
            };
            let planned = [Planned { suite: "s".into(), test }];
            let mut tally = Tally::new(&planned);
            let mut last = None;
            for (repeat, status) in (1..).zip(*repeats) {
                assert_eq!(last, None);
                let result = RepeatResult {
                    suite: "s".into(),
                    test: "t".into(),
                    repeat,
                    status: *status,
                    error: None,
                    turns: vec![],
                    customer: String::new(),
                    session: None,
                    not_closed: None,
                    took_ms: 1.0,
                };
                last = tally.take(0, &result);
            }
            let test = last.unwrap();
            assert_eq!((test.status, test.reached), (*status, *reached), "{repeats:?} {min_pass}");
            assert_eq!(tally.finish().not_run, 0);
        }
    }
}
