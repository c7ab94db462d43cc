//! The command `sofia`, run in a private environment.

use std::{
    fs::File,
    io::Write,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    Environment,
    bounds::{LATER, wait_for},
    processes::{self, OwnedChild, Signal},
    programs,
    services::output_file,
};

/// A call of `sofia` that is being put together.
#[derive(Debug)]
pub struct Sofia<'a> {
    environment: &'a Environment,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    input: Option<String>,
}

/// What a run left behind.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub took: Duration,
}

/// A run that has not ended; killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: OwnedChild,
    stdout: PathBuf,
    stderr: PathBuf,
    began: Instant,
}

impl<'a> Sofia<'a> {
    pub fn new(environment: &'a Environment, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self { environment, arguments, variables: Vec::new(), input: None }
    }

    /// What it reads on standard input. Without this there is none.
    pub fn input(mut self, input: &str) -> Self {
        self.input = Some(input.to_owned());
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The key for this call, as `SOFIA_API_KEY`.
    pub fn key(self, key: &str) -> Self {
        self.variable("SOFIA_API_KEY", key)
    }

    /// Runs it to its end, within a minute.
    pub fn run(self) -> Result<Outcome> {
        self.start()?.finish()
    }

    pub fn start(self) -> Result<Running> {
        static RUNS: AtomicU64 = AtomicU64::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let logs = self.environment.logs();
        let (stdout, stdout_file) = output_file(&logs, &format!("sofia-{run}.out"))?;
        let (stderr, stderr_file) = output_file(&logs, &format!("sofia-{run}.err"))?;
        let mut command = self.environment.command(programs::sofia()?);
        command
            .args(&self.arguments)
            .envs(self.variables)
            .stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() })
            .stdout(stdout_file)
            .stderr(stderr_file);
        let began = Instant::now();
        let mut child = OwnedChild::spawn(&format!("sofia {}", self.arguments.join(" ")), &mut command)?;
        if let (Some(input), Some(mut pipe)) = (self.input, child.pipes().stdin.take()) {
            match pipe.write_all(input.as_bytes()) {
                // A command that refuses its arguments reads nothing.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
                written => written.context("sofia took no input")?,
            }
        }
        Ok(Running { child, stdout, stderr, began })
    }
}

impl Running {
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: Signal) -> Result<()> {
        processes::signal(self.child.id(), signal)
    }

    /// What it has printed so far.
    pub fn stdout(&self) -> Result<Vec<u8>> {
        Ok(std::fs::read(&self.stdout)?)
    }

    /// Waits until standard output, as text, gives what is looked for.
    pub fn until_stdout<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let waited = wait_for(what, LATER, || {
            let text = String::from_utf8_lossy(&std::fs::read(&self.stdout).ok()?).into_owned();
            find(&text).map(Ok).or_else(|| {
                let status = self.child.ended()?;
                Some(Err(anyhow::anyhow!("sofia ended ({status}) before {what}; it printed {text:?}")))
            })
        });
        waited.with_context(|| format!("standard error: {}", self.stderr_text()))?
    }

    /// Waits for its end, within a minute.
    pub fn finish(mut self) -> Result<Outcome> {
        let status: ExitStatus =
            self.child.wait(LATER).with_context(|| format!("standard error: {}", self.stderr_text()))?;
        Ok(Outcome {
            code: status.code(),
            stdout: std::fs::read(&self.stdout)?,
            stderr: self.stderr_text(),
            took: self.began.elapsed(),
        })
    }

    fn stderr_text(&self) -> String {
        let read = File::open(&self.stderr).and_then(std::io::read_to_string);
        read.unwrap_or_else(|error| format!("(unreadable: {error})"))
    }
}

impl Outcome {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard output and standard error, for what must or must not be said anywhere.
    pub fn said(&self) -> String {
        format!("{}\n{}", self.text(), self.stderr)
    }

    /// Standard output as one JSON value per line.
    pub fn json_lines(&self) -> Result<Vec<serde_json::Value>> {
        let text = self.text();
        text.lines()
            .map(|line| serde_json::from_str(line).with_context(|| format!("not JSON: {line:?}")))
            .collect()
    }

    /// Fails unless the exit code is this one, and then shows all that was said.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit code; it said: {}", self.said());
        self
    }
}
