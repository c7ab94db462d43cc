//! The command `sofia`: the engine of Sofia Desk without a window.
//!
//! It opens the same data folder as the window, so merchants, keys and history are shared. Answers and lists go to
//! standard output, every other word to standard error, and the exit code says how it went ([`exit::Exit`]).

mod apart;
mod arguments;
mod ask;
mod catalog;
mod check;
mod exit;
mod files;
mod history;
mod key_input;
mod merchants;
mod notices;
mod open;
mod output;
mod report;
mod simulate;
mod stop;
mod suite;
mod text;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;
use tokio::runtime::Builder;

use arguments::{Arguments, Command};
use exit::{Exit, Failure};

/// One worker reads the answer while the other stores it.
const WORKERS: usize = 2;

/// A thread that is stuck in the system's hands (a full pipe, a locked keychain) is not waited for any longer.
const LAST_PATIENCE: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    if let Some(exit) = sofia_core::jq::serve_if_asked() {
        return exit;
    }
    // This ends the process by itself for `--help`, `--version` and arguments that cannot be read (exit code 2).
    let arguments = Arguments::parse();
    // Fixed at errors: finer records of the libraries below are not ours to vouch for, and no key may ever be in them.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::ERROR)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .init();
    run(arguments.command)
        .unwrap_or_else(|failure| {
            notices::failure(&failure);
            failure.exit
        })
        .into()
}

fn run(command: Command) -> Result<Exit, Failure> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .context("the program could not start its threads")?;
    let exit = runtime.block_on(async {
        match command {
            Command::Ask(arguments) => ask::run(arguments).await,
            Command::Check(arguments) => check::run(*arguments).await,
            Command::Conversations(arguments) => history::conversations(arguments).await,
            Command::Catalog(command) => catalog::run(command).await,
            Command::Search(arguments) => history::search(arguments).await,
            Command::Export(arguments) => files::export(*arguments).await,
            Command::Import(arguments) => files::import(arguments).await,
            Command::Merchants(command) => merchants::run(command).await,
            Command::Report(command) => report::run(command).await,
            Command::Suite(command) => suite::run(command).await,
            Command::Simulate(arguments) => simulate::run(arguments).await,
        }
    });
    runtime.shutdown_timeout(LAST_PATIENCE);
    exit
}
