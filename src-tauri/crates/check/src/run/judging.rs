//! Holding one answer against the assertions of its turn, as it comes or from a file.

use std::sync::Arc;

use super::Judges;
use crate::answer::Answer;
use crate::assertion::{Asserted, Judging, Verdict, VerdictStatus};
use crate::jq::JqRunner;
use crate::result::{RunError, RunErrorKind, TurnResult};
use crate::suite::Turn;
use crate::truth::{self, CatalogError, Circumstances, Claims, Kind, Truth, Unreached};

/// Judges an answer that was given at this time, in milliseconds since 1970, UTC. What did not come of it before stands
/// in `unreachable`; it counts as long as nobody asks again, and then there is what does not come now.
pub(crate) async fn judge(
    judges: &Judges,
    turn: &Turn,
    answer: &Answer,
    at: i64,
    jq: &mut JqRunner,
    unreachable: &mut Vec<Unreached>,
) -> Vec<Verdict> {
    let needs_catalog = turn.assertions.iter().any(|asserted| asserted.assertion.needs_catalog());
    let truth = if needs_catalog { truth(judges, answer, at, unreachable).await } else { None };
    let person =
        |expected: &str, answer: &Answer| judges.opinions.of(expected, answer).map(|opinion| opinion.holds);
    let mut verdicts = Vec::with_capacity(turn.assertions.len());
    for asserted in &turn.assertions {
        let mut judging = Judging { answer, truth: truth.as_ref(), jq: &mut *jq, person: Some(&person) };
        verdicts.push(asserted.judge(&mut judging).await);
    }
    verdicts
}

/// Judges an answer by an assertion that is for a person to judge.
pub(crate) async fn judge_for_person(
    judges: &Judges,
    asserted: &Asserted,
    answer: &Answer,
    jq: &mut JqRunner,
) -> Verdict {
    let person =
        |expected: &str, answer: &Answer| judges.opinions.of(expected, answer).map(|opinion| opinion.holds);
    asserted.judge(&mut Judging { answer, truth: None, jq, person: Some(&person) }).await
}

async fn truth(
    judges: &Judges,
    answer: &Answer,
    at: i64,
    unreachable: &mut Vec<Unreached>,
) -> Option<Result<Truth, CatalogError>> {
    let catalog = Arc::clone(judges.catalog.as_ref()?);
    let claims = Claims::of(answer.events.iter().map(|event| &event.response));
    let circumstances = Circumstances { currency: judges.currency, at };
    // The catalog is asked on the disk, and answers that come in meanwhile are timed by those who read them.
    let checking = tokio::task::spawn_blocking(move || {
        let truth = truth::check(&claims, &*catalog, circumstances);
        (claims, truth)
    });
    let (claims, truth) = match checking.await {
        Ok(checked) => checked,
        Err(broken) => return Some(Err(CatalogError(broken.to_string()))),
    };
    let mut truth = match truth {
        Ok(truth) => truth,
        Err(error) => return Some(Err(error)),
    };
    match &judges.images {
        Some(images) => images.check(&claims, &mut truth).await,
        None => Unreached::recall(unreachable, Kind::ImageUnreachable, &claims, &mut truth),
    }
    match &judges.links {
        Some(links) => links.check(&claims, &mut truth).await,
        None => Unreached::recall(unreachable, Kind::LinkUnreachable, &claims, &mut truth),
    }
    *unreachable = Unreached::of(&truth);
    Some(Ok(truth))
}

/// An assertion that could not be judged makes an error of the repeat.
pub(crate) fn judging_error(turns: &[TurnResult]) -> Option<RunError> {
    let mut verdicts = turns.iter().flat_map(|turn| &turn.verdicts);
    let error = verdicts.find(|verdict| verdict.status == VerdictStatus::Error)?;
    let message = format!("{}: {}", error.assertion, error.message);
    Some(RunError { kind: RunErrorKind::Judging, message, status: None })
}
