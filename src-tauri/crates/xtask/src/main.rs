//! `cargo xtask`: sets a machine up, then runs, tests, measures and packages the application.
//!
//! It compiles before anything else is installed, so it stays light: no crate of the application is a
//! dependency, and whatever it needs of them it runs as a process.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks through the terminal"
)]

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod bench;
mod bindings;
mod command;
mod gallery;
mod interface;
mod package;
mod packages;
mod programs;
mod report;
mod run;
mod setup;
mod test;
mod tidy;
mod workspace;

use workspace::Workspace;

/// Builds, runs, tests, measures and packages Sofia Desk. Each command does the set-up that it needs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the application and open its window; with no display, hold a scripted conversation on a virtual one
    Run {
        /// Hold the scripted conversation on a virtual display even where there is a real one
        #[arg(long)]
        demo: bool,
        /// Arguments for the application
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Run every check and every test
    Test(test::Options),
    /// Measure, in release builds; the results are in `target/bench`
    Bench(bench::Options),
    /// Take pictures of everything that the window can show; they are in `target/gallery`
    Gallery(gallery::Options),
    /// Write the window's TypeScript types
    Bindings {
        /// Change nothing, and fail where the committed types are not current
        #[arg(long)]
        check: bool,
    },
    /// Check the invariants of the design
    Tidy,
    /// Make the Debian package of the release build
    Package,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match carry_out(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Run { demo, arguments } => run::run(&workspace, demo, &arguments),
        Command::Test(options) => test::test(&workspace, &options),
        Command::Bench(options) => bench::bench(&workspace, &options),
        Command::Gallery(options) => gallery::gallery(&workspace, &options),
        Command::Bindings { check } => bindings::bindings(&workspace, check),
        Command::Tidy => tidy::tidy(&workspace),
        Command::Package => package::package(&workspace),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
