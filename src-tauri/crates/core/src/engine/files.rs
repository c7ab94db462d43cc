//! Conversations that leave in a file, and those that come in one.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use agent_graph::KeyTrace;

use super::{Change, Engine};
use crate::atomic_file::{AtomicFile, file_error};
use crate::clock;
use crate::conversation::Conversation;
use crate::credentials::Patience;
use crate::error::Error;
use crate::export::{self, ExportOptions, ExportProgress, Exported, Masked, Redactor, Writing};
use crate::history::{self, Arrival, needs_key};
use crate::recording::{self, LARGEST_FILE, Notice, RecordingFault};

/// What came in.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The conversations that were taken in, in the order of the file.
    pub conversations: Vec<Conversation>,
    /// Those that were here already and were left out, as they are here.
    pub known: Vec<Conversation>,
    /// What was unusual about the file and did no harm.
    pub notices: Vec<Notice>,
}

/// Ends an export that is under way.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    cancelled: Arc<AtomicBool>,
}

impl Cancel {
    /// Ends it before the next conversation; nothing is left behind.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.cancelled.load(Ordering::Acquire) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Engine {
    /// Writes conversations to a file, which appears whole or not at all and takes the place of one that is there. No key
    /// is in it. `on_progress` is called from another thread.
    pub async fn export(
        &self,
        ids: &[String],
        options: ExportOptions,
        path: &Path,
        cancel: Cancel,
        on_progress: impl FnMut(ExportProgress) + Send + 'static,
    ) -> Result<Exported, Error> {
        let path = path.to_path_buf();
        self.exporting(ids, options, cancel, on_progress, move |run| {
            let failed = |source| file_error(&path, source);
            let mut file = AtomicFile::create(&path).map_err(failed)?;
            let exported = run(&mut file, &path)?;
            file.finish().map_err(failed)?;
            Ok(exported)
        })
        .await
    }

    /// As [`Engine::export`], to something that is open already.
    pub async fn export_to(
        &self,
        ids: &[String],
        options: ExportOptions,
        mut out: impl Write + Send + 'static,
    ) -> Result<Exported, Error> {
        self.exporting(
            ids,
            options,
            Cancel::default(),
            |_| {},
            move |run| {
                let exported = run(&mut out, Path::new("-"))?;
                out.flush().map_err(|source| file_error(Path::new("-"), source))?;
                Ok(exported)
            },
        )
        .await
    }

    async fn exporting(
        &self,
        ids: &[String],
        options: ExportOptions,
        cancel: Cancel,
        mut on_progress: impl FnMut(ExportProgress) + Send + 'static,
        write: impl FnOnce(
            &mut dyn FnMut(&mut dyn Write, &Path) -> Result<Exported, Error>,
        ) -> Result<Exported, Error>
        + Send
        + 'static,
    ) -> Result<Exported, Error> {
        let mut redactor = Redactor::new(self.keys_of(ids).await?, options.mask);
        let ids = ids.to_vec();
        self.history()
            .read(move |connection| {
                let mut tell = |progress| {
                    on_progress(progress);
                    cancel.flow()
                };
                let mut run = |out: &mut dyn Write, path: &Path| {
                    let mut writing = Writing::to(out, path);
                    export::export(connection, &ids, &options, &mut redactor, &mut writing, &mut tell)
                };
                write(&mut run)
            })
            .await
    }

    /// What masking would take out of conversations: for a person to look at before they go out.
    pub async fn would_mask(&self, ids: &[String]) -> Result<Vec<Masked>, Error> {
        let redactor = Redactor::new(self.keys_of(ids).await?, true);
        let ids = ids.to_vec();
        self.history().read(move |connection| export::would_mask(connection, &ids, redactor)).await
    }

    /// The conversation of an id, or those whose ids begin so: people type the beginning of an id. At most `limit`.
    pub async fn conversations_beginning(
        &self,
        beginning: &str,
        limit: u32,
    ) -> Result<Vec<Conversation>, Error> {
        if beginning.is_empty() {
            return Ok(Vec::new());
        }
        match self.conversation(beginning).await {
            Err(Error::ConversationNotFound) => {}
            found => return Ok(vec![found?]),
        }
        let mut found = Vec::new();
        for id in self.history().ids_beginning(beginning, limit).await? {
            found.push(self.conversation(&id).await?);
        }
        Ok(found)
    }

    /// Takes in the conversations of a file: a recording, or the bare lines of an answer. All of it or nothing. The
    /// merchant need not be here: one that is known from recordings alone stands for it. What is here already, to the
    /// byte, is left out unless it is wanted `again`.
    pub async fn import(&self, path: &Path, again: bool) -> Result<Imported, Error> {
        let path = path.to_path_buf();
        let reading = tokio::task::spawn_blocking(move || read_recording(&path));
        let file = reading.await.map_err(|error| Error::Internal { reason: error.to_string() })??;
        self.take_in(file, again).await
    }

    /// As [`Engine::import`], from bytes: `called` names where they come from.
    pub async fn import_bytes(&self, bytes: &[u8], called: &str, again: bool) -> Result<Imported, Error> {
        let fault = |fault| Error::Recording { path: PathBuf::from(called), fault };
        let file = recording::read(bytes, called, clock::now_ms()).map_err(fault)?;
        self.take_in(file, again).await
    }

    async fn take_in(&self, file: recording::File, again: bool) -> Result<Imported, Error> {
        let owner = self.shared.owner.clone();
        let conversations = file.conversations;
        let arrivals = self
            .history()
            .write_durably(move |connection| history::import(connection, &conversations, &owner, again))
            .await?;
        let mut imported = Imported { conversations: Vec::new(), known: Vec::new(), notices: file.notices };
        for arrival in arrivals {
            match arrival {
                Arrival::TakenIn(id) => {
                    imported.conversations.push(self.conversation(&id).await?);
                    self.changed(Change::Conversation(id));
                }
                Arrival::Known(id) => imported.known.push(self.conversation(&id).await?),
            }
        }
        Ok(imported)
    }

    /// The keys that may stand in what was stored. Where a key was found when a line came, its place is noted, and the key
    /// is not needed; only what an earlier version has stored is looked through for the key itself.
    pub(super) async fn keys_of(&self, ids: &[String]) -> Result<Vec<KeyTrace>, Error> {
        let mut merchants = BTreeMap::new();
        for id in ids {
            let conversation = self.conversation(id).await?;
            let row = id.clone();
            let unchecked = self.history().read(move |connection| needs_key(connection, &row)).await?;
            *merchants.entry(conversation.merchant_id).or_insert(false) |= unchecked;
        }
        let mut keys = Vec::new();
        for (merchant_id, unchecked) in merchants {
            keys.extend(self.shared.credentials.at_hand(&merchant_id));
            let merchant = self.merchant(&merchant_id).await?;
            if unchecked && merchant.stored_key.is_some() {
                match self.key_of(&merchant, Patience::Background).await {
                    Ok(key) => keys.push(key),
                    // It belongs to another address or is gone: then it cannot be had, and was never sent to this one.
                    Err(Error::KeyMissing { .. } | Error::KeyForAnotherOrigin { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(keys.iter().map(agent_graph::ApiKey::trace).collect())
    }
}

/// Reads a file of recorded conversations, whole: for those who play it and keep nothing of it.
pub fn read_recording(path: &Path) -> Result<recording::File, Error> {
    let failed = |source| file_error(path, source);
    let found = std::fs::metadata(path).map_err(failed)?;
    let fault = |fault| Error::Recording { path: path.to_path_buf(), fault };
    if found.len() > LARGEST_FILE {
        return Err(fault(RecordingFault::TooLarge { bytes: found.len() }));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    let written = found.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let at = written.and_then(|at| i64::try_from(at.as_millis()).ok()).unwrap_or_else(clock::now_ms);
    recording::read(&bytes, &recording::stem(path), at).map_err(fault)
}
