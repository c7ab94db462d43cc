//! `cargo xtask gallery`: pictures of everything that the window can show, in `target/gallery`.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::command::Program;
use crate::packages::Need;
use crate::programs::{Profile, Programs};
use crate::workspace::Workspace;
use crate::{interface, setup};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Only the states whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Only the looks whose name contains this, such as `dark` or `pt-BR`
    #[arg(long, default_value = "")]
    look: String,
}

pub(crate) fn gallery(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    setup::prepare(&[Need::Build, Need::Test])?;
    interface::install(workspace)?;
    interface::build(workspace)?;
    let programs = Programs::of(workspace, Profile::Development);
    programs.build(workspace, &["sofia-desk", "sofia", "gallery"])?;

    let folder = workspace.target().join("gallery");
    if options.only.is_empty() && options.look.is_empty() && folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    let gallery = Program::new(programs.path("gallery")).arg("--out").arg(&folder).args([
        "--only",
        &options.only,
        "--look",
        &options.look,
    ]);
    let code = programs.tell(gallery).within(workspace.root()).code()?;
    Ok(ExitCode::from(code))
}
