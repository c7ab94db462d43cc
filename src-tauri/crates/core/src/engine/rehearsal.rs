//! The check before a presentation: the key, the network, and the first event of a real answer, in a session that is
//! thrown away and leaves no conversation.

use std::time::Duration;

use agent_graph::{BaseUrl, Client, Identity, Invocation, LineClass, TurnUpdate, read_line};

use super::Engine;
use super::connection::{StepResult, Steps};
use super::turns::spoken;
use crate::credentials::Patience;
use crate::error::Error;
use crate::problem::{Problem, ProblemCode};

/// Closing what was opened for the check: a server that does not answer must not keep the presenter waiting.
const FAREWELL: Duration = Duration::from_secs(5);

/// One part of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RehearsalPart {
    /// Is there a key, and does the keychain hand it out?
    Key,
    /// Is the service well?
    Health,
    /// Can a session be opened?
    Init,
    /// Does a prompt get an answer?
    Answer,
}

/// A part as it begins, and again as it ends.
#[derive(Debug, Clone)]
pub struct RehearsalStep {
    /// Which part.
    pub part: RehearsalPart,
    /// How it stands.
    pub result: StepResult,
}

impl Engine {
    /// Tries what a presentation will need. Answers whether it is ready: a first event has come.
    pub async fn rehearse(
        &self,
        merchant_id: &str,
        prompt: &str,
        mut on_step: impl FnMut(RehearsalStep),
    ) -> Result<bool, Error> {
        let prompt = spoken(prompt)?;
        let merchant = self.merchant(merchant_id).await?;
        let mut tell = |part, result| on_step(RehearsalStep { part, result });
        let mut steps = Steps::new(&merchant.name, &mut tell);
        let client = async {
            let key = self.key_of(&merchant, Patience::Person).await?;
            self.client_for(BaseUrl::parse(&merchant.base_url)?, &key).await
        };
        let Some(client) = steps.run(RehearsalPart::Key, false, client, |_| None).await else {
            for part in [RehearsalPart::Health, RehearsalPart::Init, RehearsalPart::Answer] {
                steps.skip(part);
            }
            return Ok(false);
        };
        let identity = Identity {
            business_id: merchant.business_id.clone(),
            client_key: format!("sofia-desk-rehearsal-{}", uuid::Uuid::new_v4()),
        };
        // Whether `health` is offered to every key is not known, so its failure is told and does not decide.
        steps
            .run(RehearsalPart::Health, false, client.health(&identity), |answer| {
                (!answer.value).then(|| Problem::other(ProblemCode::Unhealthy, UNWELL))
            })
            .await;
        let Some(session) = steps.run(RehearsalPart::Init, false, client.init(&identity), |_| None).await
        else {
            steps.skip(RehearsalPart::Answer);
            return Ok(false);
        };
        let invocation = Invocation {
            identity: identity.clone(),
            session_id: session.value.clone(),
            agent_id: Some(merchant.agent_id.clone()).filter(|id| !id.is_empty()),
            input_events: vec![agent_graph::InputEvent::text(prompt)],
        };
        let answered =
            steps.run(RehearsalPart::Answer, false, first_event(&client, &invocation), |()| None).await;
        // A session that stays open for a while does no harm to the presentation, so how closing ends is not told.
        tokio::time::timeout(FAREWELL, client.close(&identity, &session.value)).await.ok();
        Ok(answered.is_some())
    }
}

/// What a service that is not well is told as, in the connection test and here.
pub(super) const UNWELL: &str = "The service says that it is not well. Try again in a few minutes.";

/// Waits for the first event of an answer and reads no further.
async fn first_event(client: &Client, invocation: &Invocation) -> Result<(), agent_graph::Error> {
    let mut turn = client.invoke(&client.invocation(invocation)?);
    while let Some(update) = turn.next().await {
        match update {
            TurnUpdate::Head(_) => {}
            TurnUpdate::Lines(lines) => {
                let has_event = |line: &agent_graph::Line| {
                    read_line(&line.bytes, line.seq == 1).class == LineClass::Events
                };
                if lines.iter().any(has_event) {
                    return Ok(());
                }
            }
            TurnUpdate::Ended(end) => {
                end.outcome?;
                break;
            }
        }
    }
    Err(agent_graph::Error::Empty)
}
