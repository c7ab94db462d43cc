//! The lines of a conversation that an expression lets through, some seconds of them at a time.

use std::time::{Duration, Instant};

use super::{Jq, JqError, Outcome};
use crate::conversation::{Cursor, StoredLine};
use crate::engine::Engine;
use crate::error::Error;
use crate::event_object::objects_of_line;

/// After so long what has been found is handed over, and the rest is asked for again.
const AT_ONCE: Duration = Duration::from_millis(1_500);

/// Bytes of results after which it is handed over too.
const RESULTS_AT_ONCE: usize = 2 * 1024 * 1024;

/// What is kept of the results of one line, in bytes: beside a row there is room for a glance.
const RESULTS_OF_A_LINE: usize = 4 * 1024;

/// A line that passes, and what the expression has made of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineResults {
    /// The line.
    pub line_id: i64,
    /// The outputs of all its inputs that pass, as JSON; empty where they are tests alone.
    pub results: Vec<String>,
    /// There is more of them.
    pub cut: bool,
}

/// Something that went wrong with some inputs, while the others are fine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// How many inputs.
    pub inputs: u64,
    /// The line of the first of them.
    pub line_id: i64,
    /// jq's own words about it; nothing where it had more outputs than the bounds allow.
    pub words: Option<String>,
}

/// The lines from a cursor on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesByJq {
    /// Those that pass.
    pub passed: Vec<LineResults>,
    /// How many lines were looked at.
    pub looked_at: u64,
    /// Inputs that could not be decided.
    pub trouble: Option<Trouble>,
    /// Behind the last line that was looked at.
    pub cursor: Cursor,
    /// There are more.
    pub more: bool,
    /// Why it goes no further, and with which line.
    pub stopped: Option<(JqError, Option<i64>)>,
}

impl Jq {
    /// Looks through the lines of a conversation behind a cursor, for a second or two. A line passes if the last output
    /// for one of its inputs is truthy.
    pub async fn lines(
        &self,
        engine: &Engine,
        conversation_id: &str,
        expression: &str,
        after: Cursor,
    ) -> Result<LinesByJq, Error> {
        let began = Instant::now();
        let simulated = engine.conversation(conversation_id).await?.simulated;
        let mut found = LinesByJq {
            passed: Vec::new(),
            looked_at: 0,
            trouble: None,
            cursor: after,
            more: false,
            stopped: None,
        };
        let mut session = match self.start().await {
            Ok(session) => session,
            Err(error) => return Ok(LinesByJq { stopped: Some((error, None)), ..found }),
        };
        if let Err(error) = session.compile(expression).await {
            return Ok(LinesByJq { stopped: Some((error, None)), ..found });
        }
        let mut bytes = 0;
        loop {
            let lines = engine.lines_behind(conversation_id, found.cursor).await?;
            if lines.is_empty() {
                return Ok(found);
            }
            if began.elapsed() > AT_ONCE || bytes > RESULTS_AT_ONCE {
                return Ok(LinesByJq { more: true, ..found });
            }
            let (inputs, owners) = inputs(&lines, simulated);
            let (outcomes, run) = session.run(&inputs).await;
            let done = outcomes.len();
            for (outcome, line_id) in outcomes.into_iter().zip(&owners) {
                bytes += found.take(*line_id, outcome);
            }
            if let Err(error) = run {
                let line_id = owners.get(done).copied();
                return Ok(LinesByJq { stopped: Some((error, line_id)), ..found });
            }
            found.looked_at += lines.len() as u64;
            if let Some(last) = lines.last() {
                found.cursor = Cursor { turn_id: last.turn_id, line_id: last.id };
            }
        }
    }
}

/// The inputs of some lines, and the line that each belongs to.
fn inputs(lines: &[StoredLine], simulated: bool) -> (Vec<Vec<u8>>, Vec<i64>) {
    let of_line = |line| objects_of_line(line, simulated).into_iter().map(|object| (object, line.id));
    lines.iter().flat_map(of_line).unzip()
}

impl LinesByJq {
    /// Adds the outcome of one input; answers how many bytes of results that is.
    fn take(&mut self, line_id: i64, outcome: Outcome) -> usize {
        if outcome.cut || outcome.error.is_some() {
            let trouble = self.trouble.get_or_insert(Trouble { inputs: 0, line_id, words: outcome.error });
            trouble.inputs += 1;
            return 0;
        }
        if !outcome.passed {
            return 0;
        }
        if self.passed.last().is_none_or(|last| last.line_id != line_id) {
            self.passed.push(LineResults { line_id, results: Vec::new(), cut: false });
        }
        let Some(line) = self.passed.last_mut() else { return 0 };
        if outcome.is_test {
            return 0;
        }
        let mut bytes: usize = line.results.iter().map(String::len).sum();
        let before = bytes;
        for output in outcome.outputs {
            if bytes + output.len() > RESULTS_OF_A_LINE {
                line.cut = true;
                break;
            }
            bytes += output.len();
            line.results.push(output);
        }
        bytes - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> LinesByJq {
        LinesByJq {
            passed: Vec::new(),
            looked_at: 0,
            trouble: None,
            cursor: Cursor::default(),
            more: false,
            stopped: None,
        }
    }

    fn outcome(passed: bool, outputs: &[&str], is_test: bool) -> Outcome {
        let outputs = outputs.iter().map(|&output| output.to_owned()).collect();
        Outcome { passed, outputs, is_test, ..Outcome::default() }
    }

    #[test]
    fn a_line_passes_once_with_the_results_of_all_its_events_that_pass() {
        let mut lines = found();
        lines.take(1, outcome(true, &["1"], false));
        lines.take(1, outcome(false, &["null"], false));
        lines.take(1, outcome(true, &["2", "3"], false));
        lines.take(2, outcome(true, &["true"], true));
        let results = |results: &[&str]| results.iter().map(|&result| result.to_owned()).collect();
        assert_eq!(
            lines.passed,
            [
                LineResults { line_id: 1, results: results(&["1", "2", "3"]), cut: false },
                LineResults { line_id: 2, results: Vec::new(), cut: false },
            ]
        );
        let long = "x".repeat(RESULTS_OF_A_LINE);
        lines.take(1, outcome(true, &["1", &long], false));
        assert!(lines.passed[2].cut);
    }

    #[test]
    fn inputs_that_could_not_be_decided_are_counted_beside_those_that_pass() {
        let mut lines = found();
        let error = |words: &str| Outcome { error: Some(words.to_owned()), ..Outcome::default() };
        lines.take(4, error("first"));
        lines.take(5, error("second"));
        assert_eq!(lines.trouble, Some(Trouble { inputs: 2, line_id: 4, words: Some("first".to_owned()) }));
        assert!(lines.passed.is_empty());
    }
}
