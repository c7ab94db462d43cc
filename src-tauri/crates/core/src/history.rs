//! The database: merchants, conversations, turns, and every line that ever came.
//!
//! One thread writes. It takes all that has queued, commits it in one transaction, without a timer, and only then are
//! those who asked told. Readers have connections of their own. Two processes may work on one database at once.

mod calls;
mod drafts;
mod earlier;
mod edits;
mod family;
mod held;
mod import;
mod known;
mod lines;
mod listing;
mod queries;
mod rows;
mod schema;
mod statements;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, ffi};

use crate::error::Error;

pub(crate) use calls::{CallAnswer, NewCall, call_answered, insert_call};
pub(crate) use drafts::set_draft;
pub(crate) use edits::{
    Due, delete, doom, due, purge_step, rate, rename, restore, set_note, set_pinned, set_setting, set_tags,
    setting, tidy_index_step,
};
pub(crate) use held::{held, held_turn, needs_key, turn_behind, turn_ids};
pub(crate) use import::{Arrival, import};
pub use listing::{HeldMerchant, ListFilter, ListPlace};
pub(crate) use queries::{all, read_conversation, turns};
pub(crate) use statements::{
    LeftOpen, NewLine, NewTurn, TurnChange, append_lines, change_turn, insert_conversation, insert_merchant,
    insert_turn, mark_simulated, put_simulated_merchant, remove_merchant, session_opened,
    set_conversation_state, set_stored_key, take_over, update_merchant,
};
use writer::Writer;

/// Another process may hold the database for the length of a transaction, which is far shorter.
const BUSY_PATIENCE: Duration = Duration::from_secs(10);

/// Connections that are kept for reading.
const IDLE_READERS: usize = 4;

/// The database of one data folder.
#[derive(Clone)]
pub(crate) struct History {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
}

impl std::fmt::Debug for History {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("History").field("path", &self.shared.path).finish_non_exhaustive()
    }
}

/// A database that has been opened, and what had to be done for it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub history: History,
    /// The damaged file, where one was set aside.
    pub set_aside: Option<PathBuf>,
}

impl History {
    /// Opens the database, bringing an older one up to date. A damaged one is renamed, never deleted.
    pub(crate) fn open(path: &Path) -> Result<Opened, Error> {
        let (connection, set_aside) = match schema::open(path) {
            Ok(connection) => (connection, None),
            Err(schema::OpenError::Damaged) => {
                let aside = schema::set_aside(path)?;
                let connection = schema::open(path).map_err(|error| error.into_error(path))?;
                (connection, Some(aside))
            }
            Err(error) => return Err(error.into_error(path)),
        };
        let writer = Writer::start(connection, path)?;
        let shared = Shared { path: path.to_path_buf(), writer, readers: Mutex::new(Vec::new()) };
        Ok(Opened { history: Self { shared: Arc::new(shared) }, set_aside })
    }

    /// Runs statements in the writer's next transaction and answers after its commit. An error undoes what this
    /// job has done, and nothing else.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.shared.writer.write(false, job).await
    }

    /// As [`History::write`], and the commit has reached the disk when it answers, not only the system.
    pub(crate) async fn write_durably<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.shared.writer.write(true, job).await
    }

    /// Gives free pages back to the disk.
    pub(crate) async fn compact(&self) -> Result<(), Error> {
        let run = |connection: &Connection| {
            connection
                .execute_batch(
                    "INSERT INTO found (found) VALUES ('optimize'); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
                )
                .map_err(failed(connection))
        };
        self.shared.writer.alone(run).await
    }

    /// Puts what stands in the write-ahead log into the database, as far as nobody is reading it, and empties the log.
    pub(crate) async fn checkpoint(&self) -> Result<(), Error> {
        let run = |connection: &Connection| {
            connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").map_err(failed(connection))
        };
        self.shared.writer.alone(run).await
    }

    /// A number that is another one as soon as another process has changed something.
    pub(crate) async fn version_of_others(&self) -> Result<i64, Error> {
        // The writer's own connection does not count what it commits itself.
        let run = |connection: &Connection| {
            connection.query_row("PRAGMA data_version", [], |row| row.get(0)).map_err(failed(connection))
        };
        self.shared.writer.alone(run).await
    }

    /// Reads on a thread where blocking does no harm.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let history = self.clone();
        let reading = tokio::task::spawn_blocking(move || history.read_here(job));
        reading.await.map_err(|error| Error::Internal { reason: error.to_string() })?
    }

    fn read_here<T>(&self, job: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self.readers().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.open_reader().map_err(|error| store_error(&self.shared.path, &error))?,
        };
        let answer = job(&connection);
        let mut readers = self.readers();
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        answer
    }

    fn open_reader(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.shared.path, flags)?;
        connection.busy_timeout(BUSY_PATIENCE)?;
        Ok(connection)
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.shared.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn store_error(path: &Path, error: &rusqlite::Error) -> Error {
    let code = error.sqlite_error().map(|error| error.extended_code);
    // The second: the memory that readers and writers share is a file too, and finds no room to grow.
    if let Some(ffi::SQLITE_FULL | ffi::SQLITE_IOERR_SHMSIZE) = code {
        return Error::DiskFull { path: path.to_path_buf() };
    }
    Error::Store { path: path.to_path_buf(), reason: error.to_string() }
}

/// A database with its schema, for tests of what is written into one.
#[cfg(test)]
pub(crate) fn open_for_tests(path: &Path) -> History {
    match History::open(path) {
        Ok(opened) => opened.history,
        Err(error) => panic!("{error}"),
    }
}

/// What a statement of a connection failed with, with the file that it is about.
pub(crate) fn failed(connection: &Connection) -> impl Fn(rusqlite::Error) -> Error + '_ {
    |error| store_error(Path::new(connection.path().unwrap_or_default()), &error)
}
