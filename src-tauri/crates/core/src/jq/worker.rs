//! The process that runs expressions: what it is told comes through its standard input, what it finds goes through its
//! standard output.

use std::io::{self, BufReader, BufWriter, Stdout, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::frames::{self, Order, Reply};
use super::program::Program;
use super::{Bounds, WORKER_ARGUMENT};

/// The worker ended because an input took too long, or too much memory.
pub(super) const TIMED_OUT: u8 = 61;
pub(super) const OUT_OF_MEMORY: u8 = 62;

/// How often the guard looks. What it can miss is bounded: a process takes no more than some 50 MB in that time.
const GLANCE: Duration = Duration::from_millis(10);

/// Of the thread that runs expressions. A recursion without end fills the memory that it may have long before this.
const STACK: usize = 1024 * 1024 * 1024;
/// Where a system does not give that much.
const SMALL_STACK: usize = 128 * 1024 * 1024;

/// Where this process was started as the worker, works until there is nothing more to do and says how to exit. A program
/// that is to run expressions asks this before anything else.
pub fn serve_if_asked() -> Option<ExitCode> {
    std::env::args_os().skip(1).eq([WORKER_ARGUMENT]).then(serve)
}

/// Runs orders until standard input ends.
fn serve() -> ExitCode {
    let start = |stack: usize| thread::Builder::new().stack_size(stack).spawn(orders);
    let Ok(worker) = start(STACK).or_else(|_| start(SMALL_STACK)) else { return ExitCode::FAILURE };
    match worker.join() {
        Ok(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn orders() -> io::Result<()> {
    let mut input = BufReader::with_capacity(256 * 1024, io::stdin());
    let output = Output::default();
    let guard = Guard::start(output.clone());
    loop {
        let order: Order = match frames::read(&mut input) {
            Ok(frame) => serde_json::from_slice(&frame)?,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let bounds = order.bounds;
        let program = {
            let _watched = guard.watch(bounds);
            Program::compile(&order.expression)
        };
        let program = match program {
            Ok(program) => program,
            Err(fault) => {
                output.say(&Reply::Fault(fault), true)?;
                continue;
            }
        };
        output.say(&Reply::Compiled, true)?;
        loop {
            let document = frames::read(&mut input)?;
            if document.is_empty() {
                break;
            }
            let outcome = {
                let _watched = guard.watch(bounds);
                program.run(&document, &bounds)
            };
            // Whoever has no more to say for now waits for an answer.
            output.say(&Reply::Outcome(outcome), input.buffer().is_empty())?;
        }
    }
}

/// Standard output, gathered. The guard hands over what is in it before it ends the process, so that all inputs but the
/// last one have their outcomes.
#[derive(Clone)]
struct Output(Arc<Mutex<BufWriter<Stdout>>>);

impl Default for Output {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(BufWriter::new(io::stdout()))))
    }
}

impl Output {
    fn say(&self, reply: &Reply, now: bool) -> io::Result<()> {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        frames::write(&mut *writer, reply)?;
        if now { writer.flush() } else { Ok(()) }
    }

    fn end_process(&self, code: u8) -> ! {
        // With nobody left to read it there is nobody to tell.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush().ok();
        std::process::exit(i32::from(code))
    }
}

enum Watch {
    Begin(Instant, Bounds),
    End,
}

/// A thread that ends the process when what is watched takes too much.
struct Guard {
    watch: Sender<Watch>,
}

/// For as long as this lives, the guard looks.
struct Watched<'a>(&'a Guard);

impl Guard {
    fn start(output: Output) -> Self {
        let (watch, told) = mpsc::channel();
        thread::spawn(move || {
            let mut watched: Option<(Instant, Bounds)> = None;
            loop {
                let next = match watched {
                    None => told.recv().map_err(|_gone| RecvTimeoutError::Disconnected),
                    Some(_) => told.recv_timeout(GLANCE),
                };
                match next {
                    Ok(Watch::Begin(began, bounds)) => watched = Some((began, bounds)),
                    Ok(Watch::End) => watched = None,
                    Err(RecvTimeoutError::Disconnected) => return,
                    // What is over before the first glance has taken neither.
                    Err(RecvTimeoutError::Timeout) => {
                        if let Some((began, bounds)) = watched {
                            check(began, &bounds, &output);
                        }
                    }
                }
            }
        });
        Self { watch }
    }

    fn watch(&self, bounds: Bounds) -> Watched<'_> {
        self.tell(Watch::Begin(Instant::now(), bounds));
        Watched(self)
    }

    fn tell(&self, watch: Watch) {
        // The guard lives as long as this end of its channel.
        self.watch.send(watch).ok();
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.0.tell(Watch::End);
    }
}

fn check(began: Instant, bounds: &Bounds, output: &Output) {
    if began.elapsed() > Duration::from_millis(bounds.milliseconds) {
        output.end_process(TIMED_OUT);
    }
    if memory_stats::memory_stats().is_some_and(|memory| memory.physical_mem > bounds.memory) {
        output.end_process(OUT_OF_MEMORY);
    }
}
