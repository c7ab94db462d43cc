//! The recording: see [`crate::recording`] for its form.

use super::{Sheet, Writing};
use crate::error::Error;
use crate::recording::{
    BlockEnd, CallEntry, Entry as _, HEADER, LineEntry, RatingEntry, Raw, RecordedCall, RecordedConversation,
    RecordedTurn, TurnEntry, micros,
};

/// Writes conversations as blocks of lines.
#[derive(Debug, Default)]
pub(super) struct RecordingSheet {
    end: BlockEnd,
    /// Calls that come later than the turns so far, in order.
    calls: std::collections::VecDeque<RecordedCall>,
}

impl RecordingSheet {
    /// The calls that were sent before a time, each where it belongs.
    fn calls_until(&mut self, at: i64, out: &mut Writing<'_>) -> Result<(), Error> {
        while self.calls.front().is_some_and(|call| call.sent_at <= at) {
            if let Some(call) = self.calls.pop_front() {
                out.write(&line_of(&call)?)?;
            }
        }
        Ok(())
    }
}

fn line_of(call: &RecordedCall) -> Result<Vec<u8>, Error> {
    CallEntry {
        name: call.name.clone(),
        url: call.url.clone(),
        request: Raw::of(&call.request),
        sent_at: call.sent_at,
        took_us: call.took.map(micros),
        answer: call.answer.as_deref().map(Raw::of),
        problem: call.problem.clone(),
    }
    .line()
}

impl Sheet for RecordingSheet {
    fn begin(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        out.write(HEADER.as_bytes())?;
        out.write(b"\n")
    }

    fn conversation(
        &mut self,
        conversation: &RecordedConversation,
        out: &mut Writing<'_>,
    ) -> Result<(), Error> {
        self.end = BlockEnd::default();
        self.calls = conversation.calls.iter().cloned().collect();
        out.write(&conversation.entry.line()?)
    }

    fn turn(&mut self, turn: &RecordedTurn, out: &mut Writing<'_>) -> Result<(), Error> {
        self.calls_until(turn.sent_at, out)?;
        let entry = TurnEntry {
            ordinal: turn.ordinal,
            url: turn.url.clone(),
            request: Raw::of(&turn.request),
            sent_at: turn.sent_at,
            state: turn.state.into(),
            problem: turn.problem.clone(),
            timing: turn.timing.into(),
            retry_of: turn.retry_of,
            rating: turn.rating.as_ref().map(|rating| RatingEntry {
                good: rating.good,
                reason: rating.reason.clone(),
                at: rating.at,
            }),
        };
        out.write(&entry.line()?)?;
        self.end.turns += 1;
        for line in &turn.lines {
            self.end.lines += 1;
            let entry = LineEntry::of(turn.ordinal, line.seq, micros(line.offset), line.ending, &line.bytes);
            out.write(&entry.line()?)?;
        }
        Ok(())
    }

    fn conversation_over(&mut self, out: &mut Writing<'_>) -> Result<(), Error> {
        self.calls_until(i64::MAX, out)?;
        out.write(&self.end.line()?)
    }
}
