//! `cargo xtask test`: every check and every test, cheapest first. A step that fails hides none that can
//! still run.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use cargo_metadata::{MetadataCommand, TargetKind};
use clap::ValueEnum;

use crate::command::Program;
use crate::packages::Need;
use crate::programs::{Profile, Programs, SELECTION};
use crate::report::{Report, Transcript};
use crate::workspace::Workspace;
use crate::{bindings, interface, setup, tidy};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Add the slow set
    #[arg(long)]
    long: bool,
    /// Run one part alone
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Run only the tests whose name contains this; with `--only ui`, the test files whose path contains it
    #[arg(last = true)]
    filter: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting, types, clippy, tidy
    Lint,
    /// The unit tests of the UI
    Ui,
    /// The tests in Rust, without those of the desktop
    Rust,
    /// The tests that drive the real window
    Desktop,
}

impl Options {
    fn has(&self, part: Part) -> bool {
        match self.only {
            Some(only) => only == part,
            // A filter names tests in Rust: the rest would only be in the way.
            None => self.filter.is_empty() || matches!(part, Part::Rust | Part::Desktop),
        }
    }
}

/// The test target that needs a window.
const DESKTOP: &str = "desktop";
const NO_PACKAGES: &str = "the UI's packages are not installed";
const NO_INTERFACE: &str = "the UI was not built";
const NOT_BUILT: &str = "the programs were not built";

pub(crate) fn test(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let lint = options.has(Part::Lint);
    let ui = options.has(Part::Ui);
    let rust = options.has(Part::Rust) || options.has(Part::Desktop);
    let mut report = Report::new();

    let need = if rust || ui { Need::Test } else { Need::Build };
    if !report.step("set-up", || setup::prepare(&[Need::Build, need])) {
        // Without the libraries and Node nothing that follows says anything about the application.
        return Ok(report.close());
    }
    if lint {
        report.step("formatting", || cargo(workspace, &["fmt", "--all", "--check"]));
        report.step("tidy", || tidy::check(workspace));
    }
    let packages = report.step("UI packages", || interface::install(workspace));
    let mut embedded = false;
    if lint || rust {
        embedded = report.step_if(packages, "UI build", NO_PACKAGES, || interface::build(workspace));
    }
    let beside = packages.then(|| check_interface(workspace, options, lint, ui));

    let mut built = false;
    if rust {
        built = report.step_if(embedded, "build", NO_INTERFACE, || {
            Program::cargo()
                .within(workspace.root())
                .arg("build")
                .args(SELECTION)
                .args(["--all-targets", "--keep-going"])
                .run()
        });
    } else if lint {
        built = report.step_if(embedded, "build", NO_INTERFACE, || {
            Programs::of(workspace, Profile::Development).build(workspace, &["bindings"])
        });
    }
    if lint {
        report.step_if(built, "bindings", NOT_BUILT, || bindings::generate(workspace, true));
    }
    // The desktop tests watch the time: nothing runs beside them.
    if let Some(beside) = beside {
        let transcripts = beside.join().map_err(|_panic| anyhow!("the checks of the UI panicked"))?;
        for transcript in &transcripts {
            report.add(transcript);
        }
    }
    if options.has(Part::Rust) {
        report.step("tests of this tool", || {
            let filter = options.filter.clone();
            Program::cargo()
                .within(workspace.root())
                .args(["test", "--package", "xtask", "--"])
                .args(filter)
                .run()
        });
    }
    if rust {
        report.step_if(built, "tests", NOT_BUILT, || run_tests(workspace, options));
    }
    if lint {
        report.step_if(embedded, "clippy", NO_INTERFACE, || {
            cargo(workspace, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
        });
    }
    Ok(report.close())
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    Program::cargo().within(workspace.root()).args(arguments).run()
}

fn run_tests(workspace: &Workspace, options: &Options) -> Result<()> {
    let programs = Programs::of(workspace, Profile::Development);
    let mut cargo =
        Program::cargo().within(workspace.root()).args(["test", "--no-fail-fast"]).args(SELECTION);
    match (options.has(Part::Rust), options.has(Part::Desktop)) {
        (true, false) => {
            cargo = cargo.args(["--lib", "--bins"]);
            for name in test_targets(workspace)?.iter().filter(|name| *name != DESKTOP) {
                cargo = cargo.args(["--test", name]);
            }
        }
        (false, true) => cargo = cargo.args(["--test", DESKTOP]),
        // Everything, examples in the documentation included.
        _ => {}
    }
    if options.long {
        cargo = cargo.env("SOFIA_TESTS_LONG", "1");
    }
    programs.tell(cargo).arg("--").args(&options.filter).run()
}

/// The integration tests of the workspace, by name.
fn test_targets(workspace: &Workspace) -> Result<Vec<String>> {
    let manifest = workspace.root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().context("cargo metadata failed")?;
    let targets = metadata.packages.into_iter().flat_map(|package| package.targets);
    Ok(targets.filter(|target| target.kind.contains(&TargetKind::Test)).map(|target| target.name).collect())
}

/// The checks of the UI run beside the compiler, which leaves a core idle often enough.
fn check_interface(
    workspace: &Workspace,
    options: &Options,
    lint: bool,
    ui: bool,
) -> JoinHandle<Vec<Transcript>> {
    let folder = workspace.interface();
    let mut steps: Vec<(&'static str, Vec<OsString>)> = Vec::new();
    let script = |name: &str| ["run", "--silent", name].map(OsString::from).to_vec();
    if lint {
        steps.push(("UI formatting", script("format:check")));
        steps.push(("UI types", script("check")));
    }
    if ui {
        let mut arguments = script("test");
        if !options.filter.is_empty() {
            arguments.push(OsString::from("--"));
            arguments.extend(options.filter.iter().cloned());
        }
        steps.push(("UI tests", arguments));
    }
    std::thread::spawn(move || {
        steps.into_iter().map(|(name, arguments)| npm(&folder, name, arguments)).collect()
    })
}

fn npm(folder: &Path, name: &'static str, arguments: Vec<OsString>) -> Transcript {
    let started = Instant::now();
    let (passed, text) = Program::npm().args(arguments).within(folder).transcript();
    Transcript { name, passed, text, time: started.elapsed() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(only: Option<Part>, filter: &[&str]) -> Vec<Part> {
        let options = Options { long: false, only, filter: filter.iter().map(OsString::from).collect() };
        Part::value_variants().iter().copied().filter(|part| options.has(*part)).collect()
    }

    #[test]
    fn everything_runs_unless_less_is_asked_for() {
        assert_eq!(parts(None, &[]), Part::value_variants());
        assert_eq!(parts(Some(Part::Ui), &[]), [Part::Ui]);
        assert_eq!(parts(None, &["a_line"]), [Part::Rust, Part::Desktop]);
        assert_eq!(parts(Some(Part::Ui), &["composer"]), [Part::Ui]);
    }
}
