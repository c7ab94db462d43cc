//! jq for assertions: one worker that is started when the first expression comes, and anew after one that broke it.

use sofia_core::jq::{Jq, JqError, Outcome, Session};

/// Why an expression gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum JqFailure {
    /// It was not run: it cannot be compiled, or its worker is gone.
    #[error("{expression:?} cannot be run: {error}")]
    NotRun {
        /// The expression.
        expression: String,
        /// What the worker says.
        error: JqError,
    },
    /// It ran, and failed on this input.
    #[error("jq failed: {reason}")]
    Failed {
        /// In jq's own words.
        reason: String,
    },
}

/// Runs expressions.
#[derive(Debug)]
pub struct JqRunner {
    jq: Jq,
    session: Option<Session>,
}

impl JqRunner {
    /// With a worker of this kind.
    pub fn new(jq: Jq) -> Self {
        Self { jq, session: None }
    }

    /// Whether an expression can be compiled.
    pub async fn check(&mut self, expression: &str) -> Result<(), JqFailure> {
        match self.run(expression, "null").await {
            // It compiles, and fails on nothing: that is for the answers to show.
            Ok(_) | Err(JqFailure::Failed { .. }) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Runs an expression over one input.
    pub async fn run(&mut self, expression: &str, input: &str) -> Result<Outcome, JqFailure> {
        let not_run = |error| JqFailure::NotRun { expression: expression.to_owned(), error };
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.jq.start().await.map_err(not_run)?,
        };
        let outcome = once(&mut session, expression, input).await.map_err(not_run)?;
        self.session = Some(session);
        match outcome.error {
            Some(reason) => Err(JqFailure::Failed { reason }),
            None => Ok(outcome),
        }
    }
}

async fn once(session: &mut Session, expression: &str, input: &str) -> Result<Outcome, JqError> {
    session.compile(expression).await?;
    let (outcomes, result) = session.run(&[input]).await;
    result?;
    session.finish().await?;
    outcomes.into_iter().next().ok_or_else(|| JqError::Ended { reason: "it said nothing".to_owned() })
}
