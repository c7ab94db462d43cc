//! Holding one answer against the assertions of its turn, as it comes or from a file.

use super::Judges;
use crate::answer::Answer;
use crate::assertion::{Judging, Verdict, VerdictStatus};
use crate::jq::JqRunner;
use crate::result::{RunError, RunErrorKind, TurnResult};
use crate::suite::Turn;
use crate::truth::{self, CatalogError, Circumstances, Claims, Truth};

/// Judges an answer that was given at this time, in milliseconds since 1970, UTC.
pub(crate) async fn judge(
    judges: &Judges,
    turn: &Turn,
    answer: &Answer,
    at: i64,
    jq: &mut JqRunner,
) -> Vec<Verdict> {
    let needs_catalog = turn.assertions.iter().any(|asserted| asserted.assertion.needs_catalog());
    let truth = if needs_catalog { truth(judges, answer, at).await } else { None };
    let person =
        |expected: &str, answer: &Answer| judges.opinions.of(expected, answer).map(|opinion| opinion.holds);
    let mut verdicts = Vec::with_capacity(turn.assertions.len());
    for asserted in &turn.assertions {
        let mut judging = Judging { answer, truth: truth.as_ref(), jq: &mut *jq, person: Some(&person) };
        verdicts.push(asserted.judge(&mut judging).await);
    }
    verdicts
}

async fn truth(judges: &Judges, answer: &Answer, at: i64) -> Option<Result<Truth, CatalogError>> {
    let catalog = judges.catalog.as_deref()?;
    let claims = Claims::of(answer.events.iter().map(|event| &event.response));
    let mut truth = truth::check(&claims, catalog, Circumstances { currency: judges.currency, at });
    if let (Ok(truth), Some(images)) = (&mut truth, &judges.images) {
        images.check(&claims, truth).await;
    }
    if let (Ok(truth), Some(links)) = (&mut truth, &judges.links) {
        links.check(&claims, truth).await;
    }
    Some(truth)
}

/// An assertion that could not be judged makes an error of the repeat.
pub(crate) fn judging_error(turns: &[TurnResult]) -> Option<RunError> {
    let mut verdicts = turns.iter().flat_map(|turn| &turn.verdicts);
    let error = verdicts.find(|verdict| verdict.status == VerdictStatus::Error)?;
    Some(RunError { kind: RunErrorKind::Judging, message: format!("{}: {}", error.assertion, error.message) })
}
