//! A test from a conversation that was held: its turns become steps, and what was answered becomes proposals.

use std::collections::HashSet;

use agent_graph::ResponseEvent;
use serde_json::Value;
use sofia_core::conversation::TurnState;
use sofia_core::problem::DeliveryWord;
use sofia_core::recording::RecordedTurn;
use sofia_core::{Engine, Error};

use super::proposals::{Proposal, proposals};
use super::{ActionDraft, SuiteDraft, TestDraft, TurnDraft};
use crate::answer::Answer;
use crate::suite::{Click, Target};
use crate::words::fold;

/// Longer names are cut.
const LONGEST_NAME: usize = 80;

/// A test that a conversation makes.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftedTest {
    /// What the conversation is called.
    pub name: String,
    /// Whose agent answered.
    pub merchant: String,
    /// Which of its agents; empty where it has no other.
    pub agent_id: String,
    /// Its turns.
    pub turns: Vec<DraftedTurn>,
}

/// A turn that a conversation makes.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftedTurn {
    /// What was sent in front of it, such as what the agent was to know that it had said.
    pub context: Vec<Value>,
    /// What the customer did.
    pub action: ActionDraft,
    /// What can be asserted of the answer. All of it holds for the answer as it was.
    pub proposals: Vec<Proposal>,
    /// Whether the whole answer came. Of a part of one nothing is proposed.
    pub is_whole: bool,
    /// What the customer read.
    pub words: String,
}

impl DraftedTest {
    /// The suite of this one test, with the assertions that are chosen.
    pub fn suite(&self) -> SuiteDraft {
        SuiteDraft {
            name: self.merchant.clone(),
            merchant: Some(self.merchant.clone()).filter(|merchant| !merchant.is_empty()),
            about: Vec::new(),
            tests: vec![self.test()],
        }
    }

    /// The test, with the assertions that are chosen.
    pub fn test(&self) -> TestDraft {
        let turn = |turn: &DraftedTurn| TurnDraft {
            context: turn.context.clone(),
            action: turn.action.clone(),
            assertions: turn
                .proposals
                .iter()
                .filter(|proposal| proposal.is_chosen)
                .map(|proposal| proposal.assertion.clone())
                .collect(),
        };
        TestDraft { name: self.name.clone(), tags: Vec::new(), turns: self.turns.iter().map(turn).collect() }
    }
}

/// Makes a test of a conversation of the history. `has_catalog` says whether catalog truth can be judged. A key that the
/// server repeated is masked: suites are for others to see.
pub async fn from_conversation(
    engine: &Engine,
    conversation_id: &str,
    has_catalog: bool,
) -> Result<DraftedTest, Error> {
    let conversation = engine.conversation_without_key(conversation_id).await?;
    let name = match conversation.called().trim() {
        "" => "conversation".to_owned(),
        called => called.chars().take(LONGEST_NAME).collect(),
    };
    let (merchant, agent_id) = (conversation.merchant_name().to_owned(), conversation.agent_id().to_owned());
    Ok(DraftedTest { name, merchant, agent_id, turns: drafted(&conversation.turns, has_catalog) })
}

fn drafted(turns: &[RecordedTurn], has_catalog: bool) -> Vec<DraftedTurn> {
    // What was tried again was said once, and what never left this machine was not said at all.
    let sent = || turns.iter().filter(|turn| was_sent(turn));
    let tried_again: HashSet<u32> = sent().filter_map(|turn| turn.retry_of).collect();
    let mut drafted = Vec::new();
    let mut before = Answer::default();
    for turn in sent().filter(|turn| !tried_again.contains(&turn.ordinal)) {
        let mut answer = Answer { complete: turn.timing.end, ..Answer::default() };
        for line in &turn.lines {
            answer.take_line(&line.bytes, line.seq, line.offset);
        }
        let is_whole = turn.state == TurnState::Complete;
        // A message may come with what went before it; the customer's own step is the last.
        let mut context = events(&turn.request);
        if let Some(event) = context.pop() {
            let action = action(&event, &before);
            let proposals = if is_whole { proposals(&action, &answer, has_catalog) } else { Vec::new() };
            drafted.push(DraftedTurn { context, action, proposals, is_whole, words: answer.text() });
        }
        before = answer;
    }
    drafted
}

fn was_sent(turn: &RecordedTurn) -> bool {
    turn.problem().is_none_or(|problem| problem.delivery != Some(DeliveryWord::NotSent))
}

/// The input events of a request.
fn events(request: &[u8]) -> Vec<Value> {
    let body: Value = serde_json::from_slice(request).unwrap_or_default();
    match body.get("inputEvents") {
        Some(Value::Array(events)) => events.clone(),
        _ => Vec::new(),
    }
}

/// The step that an event was, given what the answer before had offered.
pub(super) fn action(event: &Value, before: &Answer) -> ActionDraft {
    let text = |path: &str| event.pointer(path).and_then(Value::as_str).map(str::to_owned);
    if let Some(said) = text("/messageEvent/content/textContent/text")
        && text("/messageEvent/role").is_none_or(|role| role == "USER")
        && !said.trim().is_empty()
    {
        let is_suggested = before.suggestions().iter().any(|suggested| fold(suggested) == fold(&said));
        return match is_suggested {
            true => ActionDraft::Click(Click { target: Target::Suggestion, label: said }),
            false => ActionDraft::Say(said),
        };
    }
    let row =
        text("/listReplyEvent/title").filter(|title| first(&before.list_rows(), |row| &row.title, title));
    if let Some(label) = row {
        return ActionDraft::Click(Click { target: Target::Row, label });
    }
    let button = text("/buttonResponseEvent/title")
        .filter(|title| first(&before.reply_buttons(), |button| &button.text, title));
    if let Some(label) = button {
        return ActionDraft::Click(Click { target: Target::Button, label });
    }
    ActionDraft::Event(event.clone())
}

/// Whether a label is there to be clicked.
fn first<'a, T>(offered: &'a [T], label: impl Fn(&'a T) -> &'a str, wanted: &str) -> bool {
    offered.iter().any(|one| fold(label(one)) == fold(wanted))
}

impl Answer {
    /// Whether every event and line is one that we know.
    pub(super) fn is_known(&self) -> bool {
        self.unreadable_lines == 0
            && !self.events.iter().any(|event| matches!(event.response, ResponseEvent::Unknown(_)))
    }
}
