//! `cargo xtask bindings`: the window's TypeScript types, generated from the desktop crate.

use std::process::ExitCode;

use anyhow::Result;

use crate::command::Program;
use crate::packages::Need;
use crate::programs::{Profile, Programs};
use crate::workspace::Workspace;
use crate::{interface, setup};

pub(crate) fn bindings(workspace: &Workspace, check: bool) -> Result<ExitCode> {
    setup::prepare(&[Need::Build])?;
    interface::ensure_something_to_embed(workspace)?;
    let programs = Programs::of(workspace, Profile::Development);
    programs.build(workspace, &["bindings"])?;
    generate(workspace, check)?;
    println!("The window's types are {}", if check { "current" } else { "written" });
    Ok(ExitCode::SUCCESS)
}

/// Runs the generator, which has to be built.
pub(crate) fn generate(workspace: &Workspace, check: bool) -> Result<()> {
    let programs = Programs::of(workspace, Profile::Development);
    let mut generator = Program::new(programs.path("bindings")).within(workspace.root());
    if check {
        generator = generator.arg("--check");
    }
    generator.arg("ui/src/ipc/generated").run()
}
