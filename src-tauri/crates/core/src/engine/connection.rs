//! *Test connection*: health, init and close, each with its time and result.

use std::future::Future;
use std::time::{Duration, Instant};

use agent_graph::{Answered, ApiKey, BaseUrl, Client, Identity};

use super::Engine;
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
    pub async fn test_connection(
        &self,
        draft: MerchantDraft,
        key: Option<ApiKey>,
        stored: Option<&str>,
        mut on_step: impl FnMut(ConnectionStep),
    ) -> Result<bool, Error> {
        let draft = draft.checked()?;
        let key = match (key, stored) {
            (Some(key), _) => key,
            (None, Some(id)) => {
                let merchant = Merchant { base_url: draft.base_url.clone(), ..self.merchant(id).await? };
                self.key_of(&merchant, Patience::Person).await?
            }
            (None, None) => return Err(Error::KeyMissing { merchant: draft.name }),
        };
        let client = Client::new(BaseUrl::parse(&draft.base_url)?, &key, self.shared.timeouts)?;
        let identity = Identity {
            business_id: draft.business_id.clone(),
            client_key: format!("sofia-desk-connection-test-{}", uuid::Uuid::new_v4()),
        };
        let mut steps = Steps { merchant: &draft.name, on_step: &mut on_step, failed: false };
        // The public reference does not say whether `health` is offered to every key, so an init that works counts more
        // than a health check that does not exist.
        let unwell = || {
            Problem::other(
                ProblemCode::Unhealthy,
                "The service says that it is not well. Try again in a few minutes.",
            )
        };
        steps
            .run(ConnectionCall::Health, client.health(&identity), |healthy| {
                if *healthy { None } else { Some(unwell()) }
            })
            .await;
        let session = steps.run(ConnectionCall::Init, client.init(&identity), |_| None).await;
        match session {
            Some(session) => {
                steps.run(ConnectionCall::Close, client.close(&identity, &session), |()| None).await;
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
        let client = Client::new(base, &key, self.shared.timeouts)?;
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

struct Steps<'a, F> {
    merchant: &'a str,
    on_step: &'a mut F,
    failed: bool,
}

impl<F: FnMut(ConnectionStep)> Steps<'_, F> {
    async fn run<T>(
        &mut self,
        call: ConnectionCall,
        calling: impl Future<Output = Result<Answered<T>, agent_graph::Error>>,
        objection: impl Fn(&T) -> Option<Problem>,
    ) -> Option<T> {
        (self.on_step)(ConnectionStep { call, result: StepResult::Running });
        let began = Instant::now();
        let answered = calling.await;
        let took = began.elapsed();
        let (value, problem) = match answered {
            Ok(answer) => {
                let problem = objection(&answer.value);
                (Some(answer.value), problem)
            }
            Err(error) => {
                let context = Context { merchant: self.merchant, in_session: call == ConnectionCall::Close };
                (None, Some(Problem::of(&Error::from(error), context)))
            }
        };
        let result = match problem {
            None => StepResult::Passed { took },
            Some(problem) => {
                self.failed = true;
                StepResult::Failed { took, problem: Box::new(problem) }
            }
        };
        (self.on_step)(ConnectionStep { call, result });
        value
    }

    fn skip(&mut self, call: ConnectionCall) {
        (self.on_step)(ConnectionStep { call, result: StepResult::Skipped });
    }
}
