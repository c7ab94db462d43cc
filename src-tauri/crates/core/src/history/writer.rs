//! The thread that writes.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::store_error;
use crate::error::Error;

/// Jobs that one transaction takes at most, so that nobody waits long for a commit in a burst.
const JOBS_IN_A_TRANSACTION: usize = 256;

type Answer = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// Runs in the transaction, or hears why there is none. Beside its answer it gives its own error, if it has one.
type Run = Box<dyn FnOnce(Result<&Connection, Error>) -> (Answer, Option<Error>) + Send>;

struct Job {
    durable: bool,
    run: Run,
}

enum Task {
    Job(Job),
    /// Runs outside of any transaction, with nothing beside it.
    Alone(Box<dyn FnOnce(&Connection) + Send>),
}

pub(super) struct Writer {
    tasks: mpsc::Sender<Task>,
    path: PathBuf,
}

impl Writer {
    pub(super) fn start(connection: Connection, path: &Path) -> Result<Self, Error> {
        let (tasks, queue) = mpsc::channel();
        let own_path = path.to_path_buf();
        thread::Builder::new()
            .name("history writer".to_owned())
            .spawn(move || serve(connection, &queue, &own_path))
            .map_err(|error| Error::Internal { reason: error.to_string() })?;
        Ok(Self { tasks, path: path.to_path_buf() })
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        durable: bool,
        job: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let path = self.path.clone();
        let run = move |transaction: Result<&Connection, Error>| -> (Answer, Option<Error>) {
            let done = transaction.and_then(|connection| in_savepoint(connection, &path, job));
            let error = done.as_ref().err().cloned();
            let answer = Box::new(move |committed: Result<(), Error>| {
                // Whoever asked may have been dropped; what was written stays.
                reply.send(committed.and(done)).ok();
            });
            (answer, error)
        };
        let job = Job { durable, run: Box::new(run) };
        self.tasks.send(Task::Job(job)).map_err(|_ended| self.gone())?;
        answer.await.unwrap_or_else(|_ended| Err(self.gone()))
    }

    /// Runs something that cannot be part of a transaction.
    pub(super) async fn alone<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let task = Task::Alone(Box::new(move |connection| {
            // Whoever asked may have been dropped.
            reply.send(run(connection)).ok();
        }));
        self.tasks.send(task).map_err(|_ended| self.gone())?;
        answer.await.unwrap_or_else(|_ended| Err(self.gone()))
    }

    fn gone(&self) -> Error {
        Error::Store { path: self.path.clone(), reason: "its writer has ended".to_owned() }
    }
}

fn in_savepoint<T>(
    connection: &Connection,
    path: &Path,
    job: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    let run = |statement: &str| {
        let done = connection.prepare_cached(statement).and_then(|mut statement| statement.execute([]));
        done.map_err(|error| store_error(path, &error))
    };
    run("SAVEPOINT job")?;
    let done = job(connection);
    // A full disk has made SQLite undo the whole transaction already, and the savepoint with it.
    if done.is_err() && connection.is_autocommit() {
        return done;
    }
    if done.is_err() {
        run("ROLLBACK TO job")?;
    }
    run("RELEASE job")?;
    done
}

fn serve(mut connection: Connection, queue: &mpsc::Receiver<Task>, path: &Path) {
    let mut kept_back = None;
    let mut durable = None;
    while let Some(task) = kept_back.take().or_else(|| queue.recv().ok()) {
        let first = match task {
            Task::Job(job) => job,
            Task::Alone(run) => {
                run(&connection);
                continue;
            }
        };
        let mut jobs = vec![first];
        while jobs.len() < JOBS_IN_A_TRANSACTION {
            match queue.try_recv() {
                Ok(Task::Job(job)) => jobs.push(job),
                Ok(alone) => {
                    kept_back = Some(alone);
                    break;
                }
                Err(_nothing_queued) => break,
            }
        }
        let (answers, committed) = commit(&mut connection, &mut durable, jobs, path);
        for answer in answers {
            answer(committed.clone());
        }
    }
}

fn commit(
    connection: &mut Connection,
    durable: &mut Option<bool>,
    jobs: Vec<Job>,
    path: &Path,
) -> (Vec<Answer>, Result<(), Error>) {
    let failed = |error: rusqlite::Error| store_error(path, &error);
    let begun = synchronous(connection, durable, jobs.iter().any(|job| job.durable))
        .and_then(|()| connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate));
    let transaction = match begun {
        Ok(transaction) => transaction,
        Err(error) => {
            let error = failed(error);
            return (jobs.into_iter().map(|job| (job.run)(Err(error.clone())).0).collect(), Err(error));
        }
    };
    let mut answers = Vec::with_capacity(jobs.len());
    let mut undone = None;
    for job in jobs {
        let (answer, error) = (job.run)(undone.clone().map_or(Ok(&*transaction), Err));
        answers.push(answer);
        // A full disk makes SQLite undo the whole transaction; what came after would be written outside of any.
        if undone.is_none() && transaction.is_autocommit() {
            undone = error.or_else(|| {
                Some(Error::Store { path: path.to_path_buf(), reason: "the disk failed".to_owned() })
            });
        }
    }
    let committed = match undone {
        Some(error) => Err(error),
        None => transaction.commit().map_err(failed),
    };
    (answers, committed)
}

/// `FULL` waits for the disk at every commit; `NORMAL` leaves that to the next checkpoint, which a killed process
/// survives and a power cut may not.
fn synchronous(connection: &Connection, now: &mut Option<bool>, durable: bool) -> rusqlite::Result<()> {
    if *now != Some(durable) {
        connection.pragma_update(None, "synchronous", if durable { "full" } else { "normal" })?;
        *now = Some(durable);
    }
    Ok(())
}
