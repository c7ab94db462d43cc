//! `cargo xtask run`: the window, or, where there is no display, a scripted conversation in a window on
//! a virtual one, which leaves a screenshot and the raw lines in `target/demo`.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::command::Program;
use crate::packages::Need;
use crate::programs::{Profile, Programs};
use crate::workspace::Workspace;
use crate::{interface, setup};

pub(crate) fn run(workspace: &Workspace, demo: bool, arguments: &[OsString]) -> Result<ExitCode> {
    if demo || !has_display() {
        if !arguments.is_empty() {
            bail!("the scripted conversation takes no arguments; they are for a window on a real display");
        }
        return hold_demo(workspace);
    }
    setup::prepare(&[Need::Build])?;
    interface::install(workspace)?;
    interface::build(workspace)?;
    let programs = Programs::of(workspace, Profile::Development);
    programs.build(workspace, &["sofia-desk"])?;
    let code = Program::new(programs.path("sofia-desk")).args(arguments).with_input().code()?;
    Ok(ExitCode::from(code))
}

fn hold_demo(workspace: &Workspace) -> Result<ExitCode> {
    setup::prepare(&[Need::Build, Need::VirtualDisplay])?;
    interface::install(workspace)?;
    interface::build(workspace)?;
    let programs = Programs::of(workspace, Profile::Development);
    programs.build(workspace, &["sofia-desk", "demo"])?;

    let folder = workspace.target().join("demo");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let demo = Program::new(programs.path("demo")).arg("--out").arg(&folder);
    let code = programs.tell(demo).within(workspace.root()).code()?;
    if code == 0 {
        println!("\nThe screenshot and the raw lines of the conversation:");
        let mut files: Vec<_> = std::fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        for file in files {
            println!("  {} ({} bytes)", file.path().display(), file.metadata()?.len());
        }
    }
    Ok(ExitCode::from(code))
}

/// macOS and Windows always have one; elsewhere the session says so.
fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(target_os = "macos", windows)) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
