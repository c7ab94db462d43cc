//! A worker, seen from the process that started it.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::frames::{self, Order, Reply};
use super::{Bounds, JqError, Outcome, WORKER_ARGUMENT, worker};

/// What the worker's own guard may be late: it starts, it is swapped out, two cores have a hundred things to do. After
/// this it is killed from here.
const GRACE: Duration = Duration::from_secs(10);

/// How long a worker that has gone silent may take to say why.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a program needs of its environment to be loaded at all. Nothing else of it reaches the worker.
const ENVIRONMENT: [&str; 4] = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TZ"];

/// A worker that runs one expression after another. After an error it is of no more use.
#[derive(Debug)]
pub struct Session {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    bounds: Bounds,
}

impl Session {
    pub(super) async fn start(program: &Path, bounds: Bounds) -> Result<Self, JqError> {
        let not_started = |reason: String| JqError::NotStarted { reason };
        let mut command = Command::new(program);
        command
            .arg(WORKER_ARGUMENT)
            .env_clear()
            .envs(ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| not_started(error.to_string()))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| not_started("it has no pipes".to_owned()))?;
        Ok(Self { child, input, output: BufReader::new(output), bounds })
    }

    /// Makes this the expression of the inputs that follow.
    pub async fn compile(&mut self, expression: &str) -> Result<(), JqError> {
        let order = Order { expression: expression.to_owned(), bounds: self.bounds };
        let order =
            serde_json::to_vec(&order).map_err(|error| JqError::Ended { reason: error.to_string() })?;
        let sent = async { self.input.write_all(&frames::frame(&order)?).await }.await;
        if let Err(error) = sent {
            return Err(self.failure(&error, None).await);
        }
        let patience = self.patience();
        match reply(&mut self.output, patience).await {
            Ok(Reply::Compiled) => Ok(()),
            Ok(Reply::Fault(fault)) => Err(JqError::Compile(fault)),
            Ok(Reply::Outcome(_)) => Err(JqError::Ended { reason: "it spoke out of turn".to_owned() }),
            Err(error) => Err(self.failure(&error, None).await),
        }
    }

    /// Runs the expression over inputs, each of them JSON. The outcomes before the input that could not be run to its
    /// end are given beside the error.
    pub async fn run<Input: AsRef<[u8]>>(&mut self, inputs: &[Input]) -> (Vec<Outcome>, Result<(), JqError>) {
        let mut outcomes = Vec::with_capacity(inputs.len());
        let patience = self.patience();
        let (pipe, output) = (&mut self.input, &mut self.output);
        // Both ways at once: a pipe that is full on one side would otherwise wait for the other for ever.
        let writing = async {
            for input in inputs {
                pipe.write_all(&frames::frame(input.as_ref())?).await?;
            }
            Ok::<(), io::Error>(())
        };
        let reading = async {
            while outcomes.len() < inputs.len() {
                match reply(output, patience).await? {
                    Reply::Outcome(outcome) => outcomes.push(outcome),
                    Reply::Compiled | Reply::Fault(_) => {
                        return Err(io::Error::other("it spoke out of turn"));
                    }
                }
            }
            Ok::<(), io::Error>(())
        };
        // When the worker is gone both fail, and only the reader has seen how far it came.
        let (_, read) = tokio::join!(writing, reading);
        let result = match read {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failure(&error, Some(outcomes.len())).await),
        };
        (outcomes, result)
    }

    /// Ends the inputs of this expression, so that another can follow.
    pub async fn finish(&mut self) -> Result<(), JqError> {
        let ended = async { self.input.write_all(&frames::frame(&[])?).await }.await;
        match ended {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failure(&error, None).await),
        }
    }

    fn patience(&self) -> Duration {
        Duration::from_millis(self.bounds.milliseconds) + GRACE
    }

    /// Why the worker does not answer: its exit code says what its guard saw.
    async fn failure(&mut self, error: &io::Error, input: Option<usize>) -> JqError {
        let timed_out =
            || JqError::TimedOut { after: Duration::from_millis(self.bounds.milliseconds), input };
        if error.kind() == io::ErrorKind::TimedOut {
            // What is already dead cannot be killed, which is as well.
            self.child.start_kill().ok();
            return timed_out();
        }
        let status = match tokio::time::timeout(FAREWELL, self.child.wait()).await {
            Ok(Ok(status)) => status,
            Ok(Err(error)) => return JqError::Ended { reason: error.to_string() },
            Err(_still_there) => {
                self.child.start_kill().ok();
                return JqError::Ended { reason: error.to_string() };
            }
        };
        match status.code().and_then(|code| u8::try_from(code).ok()) {
            Some(worker::TIMED_OUT) => timed_out(),
            Some(worker::OUT_OF_MEMORY) => JqError::OutOfMemory { limit: self.bounds.memory, input },
            // A single request for more memory than there is ends it in the allocator.
            None => JqError::OutOfMemory { limit: self.bounds.memory, input },
            Some(_) => JqError::Ended { reason: status.to_string() },
        }
    }
}

async fn reply(output: &mut BufReader<ChildStdout>, patience: Duration) -> io::Result<Reply> {
    let reading = async {
        let mut header = [0; 4];
        output.read_exact(&mut header).await?;
        let mut bytes = vec![0; frames::length(header)?];
        output.read_exact(&mut bytes).await?;
        serde_json::from_slice(&bytes).map_err(io::Error::other)
    };
    tokio::time::timeout(patience, reading).await.map_err(|_elapsed| io::ErrorKind::TimedOut)?
}
