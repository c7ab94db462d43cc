//! What is left out of everything that goes out: keys always, personal data where that is wanted.

use std::borrow::Cow;

use agent_graph::KeyTrace;
use bytes::Bytes;

use super::personal::{Masked, Personal};
use crate::recording::{ConversationEntry, RawProblem, RecordedCall, RecordedConversation, RecordedTurn};

/// Takes out what must not go out.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    keys: Vec<KeyTrace>,
    personal: Option<Personal>,
}

impl Redactor {
    /// For these keys, and with personal data taken out or not.
    pub(crate) fn new(keys: Vec<KeyTrace>, personal: bool) -> Self {
        Self { keys, personal: personal.then(Personal::default) }
    }

    /// What was taken out of personal data.
    pub(crate) fn into_list(self) -> Vec<Masked> {
        self.personal.map(Personal::into_list).unwrap_or_default()
    }

    /// A conversation without its turns.
    pub(crate) fn conversation(&mut self, conversation: RecordedConversation) -> RecordedConversation {
        let entry = conversation.entry;
        if let Some(personal) = &mut self.personal {
            personal.meet(&entry.customer);
        }
        let masked = entry.masked || self.personal.is_some();
        RecordedConversation {
            entry: ConversationEntry {
                customer: self.text(entry.customer),
                title: self.text(entry.title),
                own_title: entry.own_title.map(|title| self.text(title)),
                note: self.text(entry.note),
                tags: entry.tags.into_iter().map(|tag| self.text(tag)).collect(),
                problem: entry.problem.map(|problem| self.problem(&problem)),
                masked,
                ..entry
            },
            calls: conversation.calls.into_iter().map(|call| self.call(call)).collect(),
            ..conversation
        }
    }

    fn call(&mut self, call: RecordedCall) -> RecordedCall {
        RecordedCall {
            request: self.body(call.request),
            answer: call.answer.map(|answer| self.body(answer)),
            problem: call.problem.map(|problem| self.problem(&problem)),
            ..call
        }
    }

    /// A turn with its lines.
    pub(crate) fn turn(&mut self, mut turn: RecordedTurn) -> RecordedTurn {
        turn.request = self.body(turn.request);
        turn.problem = turn.problem.map(|problem| self.problem(&problem));
        if let Some(rating) = &mut turn.rating {
            rating.reason = self.text(std::mem::take(&mut rating.reason));
        }
        for line in &mut turn.lines {
            line.bytes = self.body(std::mem::take(&mut line.bytes));
        }
        turn
    }

    fn text(&mut self, text: String) -> String {
        let text = self.keys.iter().fold(text, |text, key| key.masked(&text));
        match &mut self.personal {
            Some(personal) => personal.text(&text),
            None => text,
        }
    }

    fn body(&mut self, mut bytes: Bytes) -> Bytes {
        for key in &self.keys {
            if let Cow::Owned(masked) = key.masked_bytes(&bytes) {
                bytes = Bytes::from(masked);
            }
        }
        match self.personal.as_mut().map(|personal| personal.body(&bytes)) {
            Some(Cow::Owned(masked)) => Bytes::from(masked),
            _ => bytes,
        }
    }

    fn problem(&mut self, problem: &RawProblem) -> RawProblem {
        let masked = self.body(Bytes::copy_from_slice(problem.text().as_bytes()));
        String::from_utf8(masked.to_vec()).ok().and_then(RawProblem::of).unwrap_or_else(|| problem.clone())
    }
}
