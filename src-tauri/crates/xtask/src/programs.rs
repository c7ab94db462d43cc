//! The programs of the workspace: how they are built, and where they then are.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::Program;
use crate::workspace::Workspace;

/// Every build and every test of the application selects the same packages, and with them the same features
/// of every dependency: another selection would compile Tauri again. This tool stays outside, because
/// a running program cannot be replaced on every system.
pub(crate) const SELECTION: [&str; 3] = ["--workspace", "--exclude", "xtask"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Development,
    Release,
}

#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    profile: Profile,
}

impl Programs {
    pub(crate) fn of(workspace: &Workspace, profile: Profile) -> Self {
        let folder = match profile {
            Profile::Development => "debug",
            Profile::Release => "release",
        };
        Self { folder: workspace.target().join(folder), profile }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Builds these programs. The UI has to be there, since the window embeds it.
    pub(crate) fn build(&self, workspace: &Workspace, names: &[&str]) -> Result<()> {
        let mut cargo = Program::cargo().within(workspace.root()).arg("build").args(SELECTION);
        for name in names {
            cargo = cargo.args(["--bin", name]);
        }
        match self.profile {
            // There are no examples; asking for them lets the features of dev-dependencies in, as tests do,
            // so that `run` and `test` share what they compile.
            Profile::Development => cargo.arg("--examples"),
            Profile::Release => cargo.arg("--release"),
        }
        .run()
    }

    /// What tells a test or a bench where the programs are.
    pub(crate) fn variables(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("SOFIA_BIN", self.path("sofia")),
            ("SOFIA_DESK_BIN", self.path("sofia-desk")),
            ("SOFIA_DEMO_BIN", self.path("demo")),
        ]
    }

    /// Sets the variables for a program that is about to run.
    pub(crate) fn tell(&self, program: Program) -> Program {
        self.variables().into_iter().fold(program, |program, (name, path)| program.env(name, path))
    }
}
