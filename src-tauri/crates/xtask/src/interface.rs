//! The UI: its packages from npm and its bundle in `ui/dist`, each made again only when what it is made of
//! changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::Program;
use crate::workspace::Workspace;

/// What the bundle is made of, inside `ui`.
const INPUTS: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// Stands in for the bundle where only its presence matters.
const PLACEHOLDER: &str =
    "<!doctype html><title>Sofia Desk</title><p>Run <code>cargo xtask run</code>.</p>\n";

/// `npm ci`, unless the installed packages are those of the lock file.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let folder = workspace.interface();
    let lock = folder.join("package-lock.json");
    // A copy of the lock file as it was installed: npm ci empties the folder first, so it is never stale.
    let installed = folder.join("node_modules/.installed-package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    if read_if_there(&installed)?.as_ref() == Some(&wanted) {
        println!("The UI's packages are installed");
        return Ok(());
    }
    Program::npm().args(["ci", "--no-audit", "--no-fund"]).within(&folder).run()?;
    fs::write(&installed, wanted).with_context(|| format!("{} cannot be written", installed.display()))
}

/// `vite build`, unless nothing it reads has changed.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let folder = workspace.interface();
    let stamp = stamp(workspace);
    let fingerprint = fingerprint(&folder)?;
    let current = read_if_there(&stamp)?.as_deref() == Some(fingerprint.as_bytes());
    if current && folder.join("dist/index.html").is_file() {
        println!("The UI's bundle is current");
        return Ok(());
    }
    remove_if_there(&stamp)?;
    Program::npm().args(["run", "--silent", "build"]).within(&folder).run()?;
    if let Some(parent) = stamp.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&stamp, fingerprint).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// The window's crate compiles only where `ui/dist` is. Whoever needs that crate and no window, like
/// the generator of types, is content with a placeholder.
pub(crate) fn ensure_something_to_embed(workspace: &Workspace) -> Result<()> {
    let index = workspace.interface().join("dist/index.html");
    if index.is_file() {
        return Ok(());
    }
    remove_if_there(&stamp(workspace))?;
    fs::create_dir_all(workspace.interface().join("dist"))?;
    fs::write(&index, PLACEHOLDER).with_context(|| format!("{} cannot be written", index.display()))
}

/// Not in `ui/dist`: everything there becomes part of the window.
fn stamp(workspace: &Workspace) -> PathBuf {
    workspace.target().join("xtask/ui-bundle.stamp")
}

fn fingerprint(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&folder.join(input), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        let content = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let name = file.strip_prefix(folder).unwrap_or(file).to_string_lossy();
        for part in [name.as_bytes(), content.as_slice()] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
    }
    Ok(format!("{:016x} {} files\n", hasher.finish(), files.len()))
}

/// All files at or under a path; a path that is not there has none. Unit tests are no part of the bundle.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() && !path.to_string_lossy().ends_with(".test.ts") {
        files.push(path.to_owned());
    }
    Ok(())
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test alone, inside the build's own temporary folder.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        folder
    }

    #[test]
    fn the_fingerprint_follows_what_the_bundle_is_made_of_and_nothing_else() {
        let folder = folder("fingerprint");
        fs::write(folder.join("src/main.ts"), "1").unwrap();
        let first = fingerprint(&folder).unwrap();

        fs::write(folder.join("src/main.test.ts"), "a test").unwrap();
        fs::write(folder.join("notes.txt"), "not an input").unwrap();
        assert_eq!(fingerprint(&folder).unwrap(), first);

        fs::write(folder.join("src/main.ts"), "2").unwrap();
        let second = fingerprint(&folder).unwrap();
        assert_ne!(second, first);

        fs::write(folder.join("vite.config.ts"), "").unwrap();
        assert_ne!(fingerprint(&folder).unwrap(), second);
        fs::remove_dir_all(folder).unwrap();
    }
}
