//! What a person looks into: all lines of a conversation or a turn, a turn as a file, two turns beside each other.

use std::io::Write as _;
use std::path::Path;

use super::Engine;
use crate::atomic_file::{AtomicFile, file_error};
use crate::comparison::{self, Answer, Comparison};
use crate::conversation::{Conversation, Cursor, LineEnding, StoredLine, Turn};
use crate::error::Error;
use crate::export::Redactor;
use crate::history;
use crate::recording::RecordedConversation;

/// Bytes of an answer that are read as a whole; a conversation with products has a thousandth of it.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

impl Engine {
    /// Lines of a conversation behind a cursor, a bounded number at a time; empty at the end.
    pub async fn lines_behind(&self, conversation_id: &str, after: Cursor) -> Result<Vec<StoredLine>, Error> {
        self.history().lines_behind(conversation_id, after).await
    }

    /// What has come of an answer so far, up to a bound on its bytes.
    pub async fn lines_of_turn(&self, turn_id: i64) -> Result<Vec<StoredLine>, Error> {
        let (mut lines, mut bytes) = (Vec::<StoredLine>::new(), 0);
        loop {
            let after = lines.last().map_or(0, |line| line.id);
            let page = self.history().lines_of_turn(turn_id, after).await?;
            bytes += page.iter().map(|line| line.bytes.len()).sum::<usize>();
            let ended = page.is_empty();
            lines.extend(page);
            if ended || bytes > LARGEST_ANSWER {
                return Ok(lines);
            }
        }
    }

    /// So many bytes of a line from one of them on, fewer at its end.
    pub async fn line_part(&self, id: i64, from: u64, length: u64) -> Result<Vec<u8>, Error> {
        self.history().line_part(id, from, length).await
    }

    /// Writes what came of a turn into a file, byte for byte, line feeds included; only a key that the server repeated is
    /// masked. Answers how many bytes that is.
    pub async fn save_turn(&self, turn_id: i64, path: &Path) -> Result<u64, Error> {
        let turn = self.turn(turn_id).await?;
        let mut redactor = Redactor::new(self.keys_of(&[turn.conversation_id]).await?, false);
        let path = path.to_owned();
        self.history()
            .read(move |connection| {
                let turn = redactor.turn(history::held_turn(connection, turn_id)?);
                let failed = |source| file_error(&path, source);
                let mut file = AtomicFile::create(&path).map_err(failed)?;
                let mut written = 0;
                for line in &turn.lines {
                    let end: &[u8] = if line.ending == LineEnding::Terminated { b"\n" } else { b"" };
                    file.write_all(&line.bytes).and_then(|()| file.write_all(end)).map_err(failed)?;
                    written += (line.bytes.len() + end.len()) as u64;
                }
                file.finish().map_err(failed)?;
                Ok(written)
            })
            .await
    }

    /// A conversation with all of its turns, as it may leave the history: a key that the server repeated is masked.
    pub async fn conversation_without_key(&self, id: &str) -> Result<RecordedConversation, Error> {
        let ids = [id.to_owned()];
        let mut redactor = Redactor::new(self.keys_of(&ids).await?, false);
        let [id] = ids;
        self.history()
            .read(move |connection| {
                let mut conversation = redactor.conversation(history::held(connection, &id)?);
                for turn_id in history::turn_ids(connection, &id)? {
                    conversation.turns.push(redactor.turn(history::held_turn(connection, turn_id)?));
                }
                Ok(conversation)
            })
            .await
    }

    /// Compares the answers of two turns, which may belong to different conversations. With `without_times` the time at
    /// which an event was created makes no difference.
    pub async fn compare_turns(&self, a: i64, b: i64, without_times: bool) -> Result<Comparison, Error> {
        let (a, b) = (self.answer(a).await?, self.answer(b).await?);
        let comparing = tokio::task::spawn_blocking(move || comparison::compare(a, b, without_times));
        comparing.await.map_err(|error| Error::Internal { reason: error.to_string() })
    }

    async fn answer(&self, turn_id: i64) -> Result<(Answer, Turn, Conversation), Error> {
        let turn = self.turn(turn_id).await?;
        let conversation = self.conversation(&turn.conversation_id).await?;
        let (mut answer, mut after) = (Answer::default(), 0);
        loop {
            let lines = self.history().lines_of_turn(turn_id, after).await?;
            let Some(last) = lines.last() else { break };
            after = last.id;
            for line in &lines {
                answer.take(line);
            }
        }
        Ok((answer, turn, conversation))
    }
}
