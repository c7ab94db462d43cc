//! Processes: a child that ends with its owner, and the family of a process as `/proc` has it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::bounds::{SOON, wait_for};

/// A child process that is killed, by its id, when this is dropped.
#[derive(Debug)]
pub struct OwnedChild {
    name: String,
    child: Child,
}

impl OwnedChild {
    /// Starts the command. `name` is what messages call it.
    pub fn spawn(name: &str, command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("{name} could not be started"))?;
        Ok(Self { name: name.to_owned(), child })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The streams of the child, where they are pipes.
    pub fn pipes(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Its exit, if it has ended.
    pub fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for its end, within the bound.
    pub fn wait(&mut self, bound: Duration) -> Result<std::process::ExitStatus> {
        let what = format!("the end of {}", self.name);
        wait_for(&what, bound, || self.ended())
    }

    /// Ends it at once, as SIGKILL does.
    pub fn kill(&mut self) -> Result<()> {
        if self.ended().is_none() {
            self.child.kill().with_context(|| format!("{} could not be killed", self.name))?;
        }
        self.wait(SOON).map(drop)
    }
}

impl Drop for OwnedChild {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The signals that tests send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
    Kill,
    Stop,
    Continue,
}

/// Sends a signal to one process. The shell has `kill` built in, so that no package is needed for it.
pub fn signal(process: u32, signal: Signal) -> Result<()> {
    let name = match signal {
        Signal::Interrupt => "INT",
        Signal::Terminate => "TERM",
        Signal::Kill => "KILL",
        Signal::Stop => "STOP",
        Signal::Continue => "CONT",
    };
    let status = Command::new("/bin/sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, &process.to_string()])
        .status()
        .context("/bin/sh could not be started")?;
    if !status.success() {
        bail!("process {process} could not be sent SIG{name}");
    }
    Ok(())
}

/// Whether the process is still running. One that has ended and waits to be reaped is not.
pub fn is_running(process: u32) -> bool {
    stat(process).is_some_and(|(_, state)| state != 'Z' && state != 'X')
}

/// Waits until none of the processes is running.
pub fn wait_until_ended(processes: &[u32], bound: Duration) -> Result<()> {
    wait_for("processes to end", bound, || {
        processes.iter().all(|&process| !is_running(process)).then_some(())
    })
}

/// Every process below this one, children before grandchildren.
pub fn descendants(process: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = running().into_iter().filter_map(|id| Some((id, stat(id)?.0))).collect();
    let mut found = vec![process];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(all.iter().filter(|(_, its_parent)| *its_parent == parent).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

/// The program that a process runs.
pub fn program_of(process: u32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{process}/exe")).ok()
}

/// The process below `ancestor` that runs `program`, as soon as there is one.
pub fn find_descendant(ancestor: u32, program: &Path, bound: Duration) -> Result<u32> {
    wait_for(&format!("{} to run", program.display()), bound, || {
        descendants(ancestor).into_iter().find(|&id| program_of(id).is_some_and(|runs| runs == program))
    })
}

fn running() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Parent and state. The program's name stands in parentheses before them and may hold any character.
fn stat(process: u32) -> Option<(u32, char)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = text.get(text.rfind(')')? + 1..)?.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((fields.next()?.parse().ok()?, state))
}

/// The first line that a child writes to a pipe, within the bound.
pub fn first_line(
    name: &str,
    stream: impl std::io::Read + Send + 'static,
    bound: Duration,
) -> Result<String> {
    use std::io::BufRead;
    let (sender, receiver) = std::sync::mpsc::channel();
    // The thread ends when the child closes the pipe, at the latest when it is killed.
    std::thread::spawn(move || {
        let mut reader = std::io::BufReader::new(stream);
        let mut line = String::new();
        let read = reader.read_line(&mut line).map(|_| line);
        // Nobody listens any more once the bound has passed.
        let _ = sender.send(read);
        // The pipe is kept open and drained, so that the child never meets a broken or a full one.
        let _ = std::io::copy(&mut reader, &mut std::io::sink());
    });
    let line = receiver
        .recv_timeout(bound)
        .with_context(|| format!("{name} said nothing within {bound:?}"))?
        .with_context(|| format!("{name} could not be read"))?;
    if line.trim().is_empty() {
        bail!("{name} closed its output without a word");
    }
    Ok(line.trim().to_owned())
}
