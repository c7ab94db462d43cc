//! *Test connection*: health, init and close, each with its time and result.

use std::future::Future;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use agent_graph::{ApiKey, BaseUrl, Identity};

use super::Engine;
use super::rehearsal::UNWELL;
use crate::credentials::Patience;
use crate::error::Error;
use crate::merchant::{Merchant, MerchantDraft};
use crate::problem::{Context, Problem, ProblemCode};

/// One call of the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionCall {
    /// Is the service well?
    Health,
    /// Can a session be opened?
    Init,
    /// Can it be closed?
    Close,
}

/// A step as it begins, and again as it ends.
#[derive(Debug, Clone)]
pub struct ConnectionStep {
    /// Which call.
    pub call: ConnectionCall,
    /// How it stands.
    pub result: StepResult,
}

/// How a step stands.
#[derive(Debug, Clone)]
pub enum StepResult {
    /// It has been sent.
    Running,
    /// It worked.
    Passed {
        /// How long it took.
        took: Duration,
    },
    /// It did not.
    Failed {
        /// How long it took.
        took: Duration,
        /// Why, and what to do next.
        problem: Box<Problem>,
    },
    /// An earlier one failed, so it was not tried.
    Skipped,
}

/// One answer of `health`.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The host, with its port where that is not the usual one.
    pub host: String,
    /// It answered, whatever it said.
    pub reachable: bool,
    /// It said that it is well.
    pub healthy: bool,
    /// How long it took.
    pub took: Duration,
    /// Why it did not answer, or what it refused.
    pub problem: Option<Problem>,
}

impl Engine {
    /// Tests a draft with a given key, or, without one, with the key that `stored` has. Answers whether all passed.
    /// The draft needs no name yet.
    pub async fn test_connection(
        &self,
        draft: MerchantDraft,
        key: Option<ApiKey>,
        stored: Option<&str>,
        mut on_step: impl FnMut(ConnectionStep),
    ) -> Result<bool, Error> {
        let draft = draft.checked_for_a_call()?;
        let key = match (key, stored) {
            (Some(key), _) => key,
            (None, Some(id)) => {
                let merchant = Merchant { base_url: draft.base_url.clone(), ..self.merchant(id).await? };
                self.key_of(&merchant, Patience::Person).await?
            }
            (None, None) => return Err(Error::KeyMissing { merchant: draft.name }),
        };
        let client = self.client_for(BaseUrl::parse(&draft.base_url)?, &key).await?;
        let identity = Identity {
            business_id: draft.business_id.clone(),
            client_key: format!("sofia-desk-connection-test-{}", uuid::Uuid::new_v4()),
        };
        let mut tell = |call, result| on_step(ConnectionStep { call, result });
        let mut steps = Steps::new(&draft.name, &mut tell);
        // The public reference does not say whether `health` is offered to every key, so an init that works counts more
        // than a health check that does not exist.
        steps
            .run(ConnectionCall::Health, false, client.health(&identity), |answer| {
                (!answer.value).then(|| Problem::other(ProblemCode::Unhealthy, UNWELL))
            })
            .await;
        let session = steps.run(ConnectionCall::Init, false, client.init(&identity), |_| None).await;
        match session {
            Some(session) => {
                let closing = client.close(&identity, &session.value);
                steps.run(ConnectionCall::Close, true, closing, |_| None).await;
            }
            None => steps.skip(ConnectionCall::Close),
        }
        Ok(!steps.failed)
    }

    /// Asks a merchant's `health`.
    pub async fn reach(&self, merchant_id: &str) -> Result<Reach, Error> {
        let merchant = self.merchant(merchant_id).await?;
        let base = BaseUrl::parse(&merchant.base_url)?;
        let host = base.host();
        let key = self.key_of(&merchant, Patience::Background).await?;
        let client = self.client_for(base, &key).await?;
        let identity = Identity {
            business_id: merchant.business_id.clone(),
            client_key: "sofia-desk-health-check".to_owned(),
        };
        let began = Instant::now();
        Ok(match client.health(&identity).await {
            Ok(answer) => {
                Reach { host, reachable: true, healthy: answer.value, took: answer.took, problem: None }
            }
            Err(error) => Reach {
                host,
                reachable: error.refusal().is_some(),
                healthy: false,
                took: began.elapsed(),
                problem: Some(Error::from(error).problem_of(&merchant.name)),
            },
        })
    }
}

/// The steps of a test, one after the other, each told as it begins and as it ends.
pub(super) struct Steps<'a, P, F> {
    merchant: &'a str,
    tell: &'a mut F,
    failed: bool,
    part: PhantomData<fn(P)>,
}

impl<'a, P: Copy, F: FnMut(P, StepResult)> Steps<'a, P, F> {
    pub(super) fn new(merchant: &'a str, tell: &'a mut F) -> Self {
        Self { merchant, tell, failed: false, part: PhantomData }
    }

    /// Takes a step. `in_session` says that what it calls has worked before; an `objection` fails a step that was answered.
    pub(super) async fn run<T, E: Into<Error>>(
        &mut self,
        part: P,
        in_session: bool,
        calling: impl Future<Output = Result<T, E>>,
        objection: impl Fn(&T) -> Option<Problem>,
    ) -> Option<T> {
        (self.tell)(part, StepResult::Running);
        let began = Instant::now();
        let answered = calling.await;
        let took = began.elapsed();
        let (value, problem) = match answered {
            Ok(value) => {
                let problem = objection(&value);
                (Some(value), problem)
            }
            Err(error) => {
                let context = Context { merchant: self.merchant, in_session };
                (None, Some(Problem::of(&error.into(), context)))
            }
        };
        let result = match problem {
            None => StepResult::Passed { took },
            Some(problem) => {
                self.failed = true;
                StepResult::Failed { took, problem: Box::new(problem) }
            }
        };
        (self.tell)(part, result);
        value
    }

    pub(super) fn skip(&mut self, part: P) {
        (self.tell)(part, StepResult::Skipped);
    }
}
