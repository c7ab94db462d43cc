//! jq for assertions: one worker that is started when the first expression comes, and anew after one that broke it.

use sofia_core::jq::{Jq, JqError, Outcome, Session};

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
    pub async fn check(&mut self, expression: &str) -> Result<(), String> {
        self.run(expression, "null").await.map(|_| ()).or_else(|reason| match reason {
            // It compiles, and fails on nothing: that is for the answers to show.
            reason if reason.starts_with(FAILED) => Ok(()),
            reason => Err(reason),
        })
    }

    /// Runs an expression over one input.
    pub async fn run(&mut self, expression: &str, input: &str) -> Result<Outcome, String> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.jq.start().await.map_err(|error| error.to_string())?,
        };
        match once(&mut session, expression, input).await {
            Ok(outcome) => {
                self.session = Some(session);
                match outcome.error {
                    Some(error) => Err(format!("{FAILED}: {error}")),
                    None => Ok(outcome),
                }
            }
            Err(error) => Err(format!("{expression:?} cannot be run: {error}")),
        }
    }
}

/// How the message of an expression begins that ran and failed.
const FAILED: &str = "jq failed";

async fn once(session: &mut Session, expression: &str, input: &str) -> Result<Outcome, JqError> {
    session.compile(expression).await?;
    let (outcomes, result) = session.run(&[input]).await;
    result?;
    session.finish().await?;
    outcomes.into_iter().next().ok_or_else(|| JqError::Ended { reason: "it said nothing".to_owned() })
}
