//! The bare lines of an answer, as `curl -N … > file` leaves them: a conversation of one turn, of which nothing is known
//! but what came.

use std::time::Duration;

use agent_graph::framing::LineFramer;
use agent_graph::{LineClass, read_line};
use bytes::Bytes;

use super::entries::{ConversationEntry, MerchantEntry, RawProblem};
use super::{RecordedConversation, RecordedLine, RecordedTurn, RecordingFault};
use crate::conversation::{LineEnding, Timing, TurnState};
use crate::problem::{Problem, ProblemCode};

/// Reads the lines, if at least one of them is one of an answer. `called` is for the title, `at` the time of the file.
pub(super) fn read(bytes: &[u8], called: &str, at: i64) -> Result<RecordedConversation, RecordingFault> {
    let lines = framed(bytes);
    let mut known = false;
    let mut session = None;
    let mut failed = None;
    let mut simulated = false;
    for line in &lines {
        let reading = read_line(&line.bytes, line.seq == 1);
        known |= matches!(reading.class, LineClass::Events | LineClass::NoEvents | LineClass::Error);
        session = session.or(reading.session_id);
        failed = failed.or(reading.error.map(|status| status.to_string()));
        // The simulator says so in each message, since a capture has no headers.
        simulated |= memchr::memmem::find(&line.bytes, b"\"simulated\":true").is_some();
    }
    if !known {
        let reason = "none of its lines is an event".to_owned();
        return Err(RecordingFault::Other { reason });
    }
    let last = lines.iter().rfind(|line| !line.bytes.trim_ascii().is_empty());
    let cut = last.is_some_and(|line| {
        let whole = std::str::from_utf8(&line.bytes).is_ok_and(|text| agent_graph::json::check(text).is_ok());
        line.ending == LineEnding::TooLong || (line.ending == LineEnding::Unterminated && !whole)
    });
    let problem = match (failed, cut) {
        (Some(reason), _) => Some(problem(ProblemCode::ErrorLine, &reason)),
        (None, true) => Some(problem(ProblemCode::Cut, "the file ends in the middle of a line")),
        (None, false) => None,
    };
    let turn = RecordedTurn {
        ordinal: 1,
        url: String::new(),
        request: Bytes::from_static(b"{\"inputEvents\":[]}"),
        sent_at: at,
        state: if problem.is_some() { TurnState::Failed } else { TurnState::Complete },
        problem: problem.and_then(|problem| RawProblem::of(serde_json::to_string(&problem).ok()?)),
        timing: Timing::default(),
        retry_of: None,
        rating: None,
        lines,
    };
    let entry = ConversationEntry {
        id: uuid::Uuid::new_v4().to_string(),
        merchant: MerchantEntry {
            name: called.to_owned(),
            base_url: String::new(),
            business_id: String::new(),
            agent_id: String::new(),
            colour: "#6b6b76".to_owned(),
            simulated: false,
        },
        customer: String::new(),
        session,
        title: called.to_owned(),
        own_title: None,
        note: String::new(),
        tags: Vec::new(),
        created_at: at,
        last_at: at,
        state: "closed".to_owned(),
        problem: None,
        simulated,
        branch: None,
        masked: false,
    };
    Ok(RecordedConversation { entry, calls: Vec::new(), turns: vec![turn], capture: true })
}

fn problem(code: ProblemCode, reason: &str) -> Problem {
    Problem::other(code, reason)
}

/// The lines as the client cuts them. What comes after one that is over the bound is not read.
fn framed(bytes: &[u8]) -> Vec<RecordedLine> {
    let mut framer = LineFramer::default();
    let mut lines = Vec::new();
    let whole = framer.push(&Bytes::copy_from_slice(bytes), &mut lines).is_ok();
    if whole {
        lines.extend(framer.finish());
    }
    (1..)
        .zip(lines)
        .map(|(seq, line)| RecordedLine {
            seq,
            offset: Duration::ZERO,
            ending: line.end.into(),
            bytes: line.bytes,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"result":{"response":{"sessionId":"s-1","responseEvents":[{"messageEvent":{"content":{"textContent":{"text":"Oi"}}}}]}}}"#;

    fn state(bytes: &[u8]) -> Option<(TurnState, usize, Option<ProblemCode>)> {
        let read = read(bytes, "captura", 7).ok()?;
        let turn = &read.turns[0];
        Some((turn.state, turn.lines.len(), turn.problem().map(|problem| problem.code)))
    }

    #[test]
    fn an_answer_is_complete_cut_or_failed_as_the_client_would_say() {
        let error = r#"{"error":{"code":14,"message":"gone"}}"#;
        let table = [
            (format!("{EVENT}\n"), Some((TurnState::Complete, 1, None))),
            (format!("{EVENT}\r\n\r\n{EVENT}"), Some((TurnState::Complete, 3, None))),
            (format!("{EVENT}\n{}", &EVENT[..40]), Some((TurnState::Failed, 2, Some(ProblemCode::Cut)))),
            (format!("{EVENT}\n{error}\n"), Some((TurnState::Failed, 2, Some(ProblemCode::ErrorLine)))),
            (format!("garbage\n{EVENT}\n"), Some((TurnState::Complete, 2, None))),
            ("garbage\n[1,2]\n".to_owned(), None),
            (String::new(), None),
        ];
        for (text, expected) in table {
            assert_eq!(state(text.as_bytes()), expected, "{text}");
        }
        let read = read(format!("{EVENT}\n").as_bytes(), "captura", 7).unwrap();
        assert_eq!((read.entry.session.as_deref(), read.called()), (Some("s-1"), "captura"));
    }
}
