//! What is done for the history beside the conversations: what is to go, goes; where the data is and how large.

use std::path::{Path, PathBuf};

use super::Engine;
use super::archive::Purged;
use crate::clock;
use crate::error::Error;
use crate::history::{self, Due};

/// How long a deletion can be taken back, in days.
pub const DAYS_TO_UNDO: u32 = 7;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The setting's name in the database.
const RETENTION: &str = "retention_days";

/// How long a conversation stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Retention {
    /// For ever.
    #[default]
    All,
    /// So many days after something last happened in it, unless it is pinned.
    Days(u32),
}

/// Where the data is, and how large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataStatement {
    /// The one folder.
    pub folder: PathBuf,
    /// What is in it, the largest first.
    pub parts: Vec<DataPart>,
    /// Conversations, those that are deleted and can be taken back not counted.
    pub conversations: u64,
    /// Conversations that are deleted and can be taken back.
    pub deleted: u64,
    /// Messages that were sent.
    pub turns: u64,
    /// Lines that came.
    pub lines: u64,
}

impl DataStatement {
    /// All of it, in bytes.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

/// One thing in the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataPart {
    /// What it is.
    pub kind: DataKind,
    /// A file, or a folder with all that is in it.
    pub path: PathBuf,
    /// In bytes.
    pub bytes: u64,
}

/// What something in the data folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataKind {
    /// Merchants and conversations.
    Database,
    /// What SQLite has written and not yet put into the database file.
    WriteAheadLog,
    /// A copy of the database from before an update of its schema.
    Backup,
    /// A database that was found damaged.
    SetAside,
    /// Log files of the window.
    Logs,
    /// The window's preferences.
    Preferences,
    /// What the web view keeps for itself.
    WebView,
    /// The product feeds that were imported.
    Catalogs,
    /// Test suites, and what was played of them with its reports.
    Checks,
    /// Pictures and recordings that were shown; they can be fetched again.
    Media,
    /// Files that say which processes are alive.
    Locks,
    /// Anything else.
    Other,
}

impl Engine {
    /// How long conversations stay.
    pub async fn retention(&self) -> Result<Retention, Error> {
        let days = self.history().read(|connection| history::setting(connection, RETENTION)).await?;
        let days = days.and_then(|days| days.parse().ok()).filter(|days| *days > 0);
        Ok(days.map_or(Retention::All, Retention::Days))
    }

    /// Sets how long conversations stay. What is too old goes with the next [`Engine::upkeep`].
    pub async fn set_retention(&self, retention: Retention) -> Result<(), Error> {
        let days = match retention {
            Retention::All => 0,
            Retention::Days(0) => {
                return Err(Error::InputInvalid { reason: "0 days keep nothing".to_owned() });
            }
            Retention::Days(days) => days,
        };
        self.history()
            .write_durably(move |connection| history::set_setting(connection, RETENTION, &days.to_string()))
            .await
    }

    /// How many conversations a retention would take out now, so that a person can be asked before it is set.
    pub async fn retention_takes(&self, retention: Retention) -> Result<usize, Error> {
        let due = Due { deleted: i64::MIN, unused: unused_since(retention) };
        Ok(self.history().read(move |connection| history::due(connection, due)).await?.len())
    }

    /// Takes out what is to go: conversations that were deleted more than [`DAYS_TO_UNDO`] days ago, and those that the
    /// retention no longer keeps. A front that stays open calls it at its start and once a day.
    pub async fn upkeep(&self) -> Result<Purged, Error> {
        let due = Due {
            deleted: clock::now_ms() - i64::from(DAYS_TO_UNDO) * DAY_MS,
            unused: unused_since(self.retention().await?),
        };
        let ids = self.history().read(move |connection| history::due(connection, due)).await?;
        // What a killed process had begun to purge is finished also where nothing is due.
        self.sweep_doomed().await?;
        if ids.is_empty() { Ok(Purged::default()) } else { self.purge(&ids, Some(due)).await }
    }

    /// Gives what has become free in the database back to the disk. It takes a moment, in which nothing else is written.
    pub async fn compact(&self) -> Result<(), Error> {
        self.history().compact().await
    }

    /// Where the data is, and how large.
    pub async fn data_statement(&self) -> Result<DataStatement, Error> {
        let counts = self.history().counts().await?;
        let folder = self.folder().root().to_path_buf();
        let root = folder.clone();
        let measuring = tokio::task::spawn_blocking(move || parts_of(&root));
        let parts = measuring.await.map_err(|error| Error::Internal { reason: error.to_string() })?;
        Ok(DataStatement {
            folder,
            parts,
            conversations: counts.conversations,
            deleted: counts.deleted,
            turns: counts.turns,
            lines: counts.lines,
        })
    }
}

/// The time before which a conversation must have been used last to be too old.
fn unused_since(retention: Retention) -> Option<i64> {
    match retention {
        Retention::All => None,
        Retention::Days(days) => Some(clock::now_ms() - i64::from(days) * DAY_MS),
    }
}

fn parts_of(root: &Path) -> Vec<DataPart> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let mut parts: Vec<DataPart> = entries
        .flatten()
        .map(|entry| {
            let path = entry.path();
            DataPart { kind: kind_of(&entry.file_name().to_string_lossy()), bytes: size_of(&path), path }
        })
        .collect();
    parts.sort_by(|one, other| other.bytes.cmp(&one.bytes).then_with(|| one.path.cmp(&other.path)));
    parts
}

fn kind_of(name: &str) -> DataKind {
    match name {
        "sofia.db" => DataKind::Database,
        "sofia.db-wal" | "sofia.db-shm" => DataKind::WriteAheadLog,
        "preferences.json" => DataKind::Preferences,
        "logs" => DataKind::Logs,
        "webview" => DataKind::WebView,
        "catalogs" => DataKind::Catalogs,
        "suites" | "runs" => DataKind::Checks,
        "cache" => DataKind::Media,
        "locks" | "window.lock" => DataKind::Locks,
        name if name.starts_with("sofia.damaged-") => DataKind::SetAside,
        name if name.starts_with("sofia.v") && name.contains(".backup.") => DataKind::Backup,
        _ => DataKind::Other,
    }
}

/// The size of a file, or of all files in a folder. What cannot be looked at counts as nothing: this is a statement for a
/// person, and a file that vanishes in the meantime is no fault.
fn size_of(path: &Path) -> u64 {
    let Ok(found) = std::fs::symlink_metadata(path) else { return 0 };
    if !found.is_dir() {
        return found.len();
    }
    let Ok(entries) = std::fs::read_dir(path) else { return 0 };
    entries.flatten().map(|entry| size_of(&entry.path())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_of_the_folder_is_called_what_it_is() {
        let table = [
            ("sofia.db", DataKind::Database),
            ("sofia.db-wal", DataKind::WriteAheadLog),
            ("sofia.v1.backup.db", DataKind::Backup),
            ("sofia.damaged-1700000000000.db", DataKind::SetAside),
            ("sofia.damaged-1700000000000.db-wal", DataKind::SetAside),
            ("window.lock", DataKind::Locks),
            ("catalogs", DataKind::Catalogs),
            ("suites", DataKind::Checks),
            ("runs", DataKind::Checks),
            ("cache", DataKind::Media),
            ("something", DataKind::Other),
        ];
        for (name, expected) in table {
            assert_eq!(kind_of(name), expected, "{name}");
        }
    }

    #[test]
    fn a_folder_is_as_large_as_all_that_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("logs/old")).unwrap();
        std::fs::write(folder.path().join("logs/a"), [0; 100]).unwrap();
        std::fs::write(folder.path().join("logs/old/b"), [0; 50]).unwrap();
        std::fs::write(folder.path().join("sofia.db"), [0; 1000]).unwrap();
        let parts = parts_of(folder.path());
        let found: Vec<_> = parts.iter().map(|part| (part.kind, part.bytes)).collect();
        assert_eq!(found, [(DataKind::Database, 1000), (DataKind::Logs, 150)]);
    }
}
