//! Where the programs are: those under test, and those of the system that a test needs.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

/// The command `sofia`: `SOFIA_BIN`, or what stands beside the tests in the target folder.
pub fn sofia() -> Result<PathBuf> {
    built("SOFIA_BIN", "sofia")
}

/// The window `sofia-desk`: `SOFIA_DESK_BIN`, or what stands beside the tests in the target folder.
pub fn sofia_desk() -> Result<PathBuf> {
    built("SOFIA_DESK_BIN", "sofia-desk")
}

fn built(variable: &str, name: &str) -> Result<PathBuf> {
    let path = match env::var_os(variable) {
        Some(path) => PathBuf::from(path),
        None => beside_the_tests()?.join(format!("{name}{}", env::consts::EXE_SUFFIX)),
    };
    if !path.is_file() {
        bail!("{} is not there: build it first: cargo xtask test", path.display());
    }
    path.canonicalize().with_context(|| format!("{} cannot be resolved", path.display()))
}

/// `target/<profile>`, whether this is a test (`…/deps/desktop-0123`) or a program (`…/demo`).
fn beside_the_tests() -> Result<PathBuf> {
    let here = env::current_exe().context("this program's own path is unknown")?;
    let folder = here.parent().context("this program lies in no folder")?;
    Ok(match folder.file_name() {
        Some(name) if name == "deps" => folder.parent().unwrap_or(folder).to_owned(),
        _ => folder.to_owned(),
    })
}

/// A program of the system, by the path that this process has.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| is_program(candidate))
}

/// The first of the named programs that is not installed.
pub fn missing<'a>(names: &[&'a str]) -> Option<&'a str> {
    names.iter().find(|name| find(name).is_none()).copied()
}

/// WebKit's own little browser, where that is installed: it lies outside of the path.
pub fn little_browser() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let places = folders.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"));
    places.into_iter().find(|place| place.is_file())
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// The slow set was asked for: `cargo xtask test --long`.
pub fn long() -> bool {
    env::var_os("SOFIA_TESTS_LONG").is_some()
}
