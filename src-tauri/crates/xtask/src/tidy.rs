//! `cargo xtask tidy`: the invariants of the design, checked. One that a person has to remember is none.
//!
//! That the generated types are current is checked by `cargo xtask bindings --check`, which has to compile.

use std::fmt;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

mod configuration;
mod dependencies;
mod documented;
mod files;
mod sources;

/// A place that breaks an invariant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    file: String,
    /// Counted from 1.
    line: usize,
    sentence: String,
    invariant: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, sentence, invariant } = self;
        write!(f, "{file}:{line}: {sentence}. Invariant: {invariant}.")
    }
}

pub(crate) fn tidy(workspace: &Workspace) -> Result<ExitCode> {
    check(workspace)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let files = files::of(workspace)?;
    let graph = dependencies::Graph::of(workspace)?;
    let mut violations = dependencies::violations(&graph);
    violations.extend(documented::violations(&graph, &files));
    violations.extend(files.iter().flat_map(sources::violations));
    violations.extend(files.iter().flat_map(configuration::violations));
    violations.sort();
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => println!("{} files hold to the invariants", files.len()),
        1 => bail!("an invariant of the design is broken"),
        count => bail!("the invariants of the design are broken in {count} places"),
    }
    Ok(())
}
