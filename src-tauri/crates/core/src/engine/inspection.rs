//! What a person looks into: all lines of a conversation or a turn, a turn as a file, two turns beside each other.

use std::path::Path;
use std::sync::Arc;

use tokio::io::AsyncWriteExt as _;

use super::Engine;
use crate::comparison::{self, Answer, Comparison};
use crate::conversation::{Conversation, Cursor, LineEnding, StoredLine, Turn};
use crate::error::Error;

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

    /// Writes what came of a turn into a file, byte for byte, line feeds included. Answers how many bytes that is.
    pub async fn save_turn(&self, turn_id: i64, path: &Path) -> Result<u64, Error> {
        // Not found is said before there is a file.
        self.turn(turn_id).await?;
        // A file of that name stays as it is until the new one is whole.
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let failed = |source| Error::File { path: path.to_path_buf(), source: Arc::new(source) };
        let saved = match self.write_turn(turn_id, &part).await {
            Ok(Ok(bytes)) => tokio::fs::rename(&part, path).await.map(|()| bytes).map_err(failed),
            Ok(Err(source)) => Err(failed(source)),
            Err(error) => Err(error),
        };
        if saved.is_err() {
            // The error that is told is the first one; a part that cannot be removed says no more than that.
            tokio::fs::remove_file(&part).await.ok();
        }
        saved
    }

    async fn write_turn(&self, turn_id: i64, path: &Path) -> Result<std::io::Result<u64>, Error> {
        let mut file = match tokio::fs::File::create(path).await {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        let (mut after, mut written) = (0, 0);
        loop {
            let lines = self.history().lines_of_turn(turn_id, after).await?;
            let Some(last) = lines.last() else { break };
            after = last.id;
            let mut page = Vec::with_capacity(lines.iter().map(|line| line.bytes.len() + 1).sum());
            for line in &lines {
                page.extend_from_slice(&line.bytes);
                if line.ending == LineEnding::Terminated {
                    page.push(b'\n');
                }
            }
            written += page.len() as u64;
            if let Err(error) = file.write_all(&page).await {
                return Ok(Err(error));
            }
        }
        Ok(file.sync_all().await.map(|()| written))
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
