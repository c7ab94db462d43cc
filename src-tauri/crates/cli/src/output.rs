//! The answer on standard output, in one of three formats, each line as soon as it has come.

use agent_graph::framing::LineEnd;
use agent_graph::{Line, LineClass, LineReading, ResponseEvent, read_line};
use sofia_core::{TurnProgress, event_object};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;

use crate::notices;
use crate::text;

/// How the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// The body's exact bytes.
    Raw,
    /// One object per event.
    Json,
}

/// Turns lines of the wire into what is printed.
#[derive(Debug)]
pub(crate) struct Printer {
    format: Format,
    simulated: bool,
    begun: bool,
}

impl Printer {
    pub(crate) fn new(format: Format, simulated: bool) -> Self {
        Self { format, simulated, begun: false }
    }

    /// Prints until the answer ends, and gives how it ended: nothing where the engine says that it is complete. Safe
    /// to drop while it waits for a reader that does not read.
    pub(crate) async fn print(
        &mut self,
        mut answer: mpsc::Receiver<TurnProgress>,
        mut out: impl AsyncWrite + Unpin,
    ) -> std::io::Result<Option<agent_graph::Error>> {
        let mut piece = Vec::new();
        while let Some(progress) = answer.recv().await {
            let lines = match progress {
                TurnProgress::Lines(lines) => lines,
                TurnProgress::Ended(error) => return Ok(error),
            };
            piece.clear();
            let mut remarks = Vec::new();
            for line in &lines {
                remarks.extend(self.line(line, &mut piece));
            }
            if !piece.is_empty() {
                out.write_all(&piece).await?;
                out.flush().await?;
            }
            for remark in remarks {
                notices::say(&remark);
            }
        }
        Ok(None)
    }

    /// Appends what a line prints, and gives what has to be said about it beside.
    fn line(&mut self, line: &Line, out: &mut Vec<u8>) -> Option<String> {
        if self.format == Format::Raw {
            out.extend_from_slice(&line.bytes);
            if line.end == LineEnd::Terminated {
                out.push(b'\n');
            }
            return None;
        }
        let reading = read_line(&line.bytes, line.seq == 1);
        let mut remark = remark(line, &reading);
        for (index, event) in reading.events.iter().enumerate() {
            if self.format == Format::Text {
                self.text(&ResponseEvent::read(event), out);
            } else if let Err(error) = self.json(line, index, &event.kind, event.json, out) {
                remark = Some(format!("Event {index} of line {} cannot be written: {error}.", line.seq));
            }
        }
        remark
    }

    fn text(&mut self, event: &ResponseEvent, out: &mut Vec<u8>) {
        // An empty line between events keeps messages of several paragraphs apart.
        if std::mem::replace(&mut self.begun, true) {
            out.push(b'\n');
        }
        out.extend_from_slice(text::event(event).as_bytes());
        out.push(b'\n');
    }

    fn json(
        &self,
        line: &Line,
        index: usize,
        kind: &str,
        json: &str,
        out: &mut Vec<u8>,
    ) -> serde_json::Result<()> {
        // Not straight into `out`, where an error would leave half an object.
        out.extend_from_slice(&event_object(line.seq, index, line.after, kind, json, self.simulated)?);
        out.push(b'\n');
        Ok(())
    }
}

/// What a person should know about a line that shows nothing. An error line is told at the end, as the end, and so are
/// a line over the bound and one that the end of the answer has cut.
fn remark(line: &Line, reading: &LineReading<'_>) -> Option<String> {
    let cut = line.end == LineEnd::Unterminated && reading.class == LineClass::NotJson;
    if cut || line.end == LineEnd::TooLong || reading.class == LineClass::Error {
        return None;
    }
    let problem = reading.problem.as_ref()?;
    Some(format!("Line {} cannot be read: {problem}. `--raw` prints it as it came.", line.seq))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn line(seq: u64, bytes: &[u8], end: LineEnd) -> Line {
        Line { seq, after: Duration::from_micros(1500 * seq), bytes: bytes.to_vec().into(), end }
    }

    fn printed(format: Format, simulated: bool, lines: &[Line]) -> (Vec<u8>, Vec<String>) {
        let mut printer = Printer::new(format, simulated);
        let (mut out, mut remarks) = (Vec::new(), Vec::new());
        for line in lines {
            remarks.extend(printer.line(line, &mut out));
        }
        (out, remarks)
    }

    const EVENTS: &[u8] = br#"{"result":{"response":{"responseEvents":[{"surpriseEvent":{"rate": 1.10}},{"chatSuggestionEvent":{"suggestedQuestions":["a"]}}]}}}"#;

    #[test]
    fn raw_gives_back_every_byte() {
        let lines = [
            line(1, b"\xEF\xBB\xBF{\"a\":1}\r", LineEnd::Terminated),
            line(2, b"", LineEnd::Terminated),
            line(3, b"\xff not JSON", LineEnd::Terminated),
            line(4, b"{\"cut\":", LineEnd::Unterminated),
        ];
        let (out, remarks) = printed(Format::Raw, true, &lines);
        assert_eq!(out, b"\xEF\xBB\xBF{\"a\":1}\r\n\n\xff not JSON\n{\"cut\":");
        assert!(remarks.is_empty());
    }

    #[test]
    fn json_keeps_an_event_as_it_came_and_says_where_it_stood() {
        let (out, _) = printed(Format::Json, false, &[line(3, EVENTS, LineEnd::Terminated)]);
        let expected = concat!(
            r#"{"seq":3,"index":0,"offset_ms":4.5,"kind":"surpriseEvent","event":{"surpriseEvent":{"rate": 1.10}}}"#,
            "\n",
            r#"{"seq":3,"index":1,"offset_ms":4.5,"kind":"chatSuggestionEvent","event":{"chatSuggestionEvent":{"suggestedQuestions":["a"]}}}"#,
            "\n",
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn json_marks_what_a_simulator_said() {
        let (out, _) = printed(Format::Json, true, &[line(1, EVENTS, LineEnd::Terminated)]);
        assert_eq!(String::from_utf8(out).unwrap().matches(r#","simulated":true}"#).count(), 2);
    }

    #[test]
    fn text_has_an_empty_line_between_events() {
        let (out, remarks) = printed(Format::Text, false, &[line(1, EVENTS, LineEnd::Terminated)]);
        assert_eq!(String::from_utf8(out).unwrap(), "[unknown event: surpriseEvent]\n\n? a\n");
        assert!(remarks.is_empty());
    }

    #[test]
    fn a_line_that_cannot_be_read_is_mentioned_and_an_error_line_is_not() {
        let table: [(&[u8], LineEnd, bool); 7] = [
            (b"garbage", LineEnd::Terminated, true),
            (b"[1,2]", LineEnd::Terminated, true),
            (b"\xff", LineEnd::Terminated, true),
            (b"", LineEnd::Terminated, false),
            (br#"{"error":{"code":14,"message":"m"}}"#, LineEnd::Terminated, false),
            (b"{\"a\":", LineEnd::TooLong, false),
            (b"{\"a\":", LineEnd::Unterminated, false),
        ];
        for (bytes, end, mentioned) in table {
            for format in [Format::Text, Format::Json] {
                let (out, remarks) = printed(format, false, &[line(2, bytes, end)]);
                assert_eq!((out.len(), !remarks.is_empty()), (0, mentioned), "{bytes:?}");
            }
        }
    }
}
