//! `cargo xtask package`: the Debian package of the release build.
//!
//! Tauri's bundler makes it from finished programs. It takes every program of the desktop's crate, the
//! generator of types included, and names the desktop file with a space in it; both are put right before
//! the package is closed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use serde_json::json;

use crate::command::Program;
use crate::packages::Need;
use crate::programs::{Profile, Programs};
use crate::workspace::Workspace;
use crate::{interface, setup};

const WINDOW: &str = "sofia-desk";
const COMMAND: &str = "sofia";

/// What the package has to hold.
const CONTENTS: [&str; 7] = [
    "usr/bin/sofia-desk",
    "usr/bin/sofia",
    "usr/share/applications/sofia-desk.desktop",
    "usr/share/icons/hicolor/32x32/apps/sofia-desk.png",
    "usr/share/icons/hicolor/128x128/apps/sofia-desk.png",
    "usr/share/icons/hicolor/512x512/apps/sofia-desk.png",
    "usr/share/doc/sofia-desk/copyright",
];

pub(crate) fn package(workspace: &Workspace) -> Result<ExitCode> {
    if !cfg!(target_os = "linux") || !Program::new("dpkg-deb").arg("--version").succeeds() {
        bail!("a Debian package is made on Debian or Ubuntu: dpkg-deb is missing");
    }
    setup::prepare(&[Need::Build])?;
    interface::install(workspace)?;
    interface::build(workspace)?;
    let programs = Programs::of(workspace, Profile::Release);
    programs.build(workspace, &[WINDOW, COMMAND])?;

    let folder = workspace.target().join("package");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    let extra = stage(workspace, &programs, &folder)?;
    bundle(workspace, &folder)?;
    let bundled = the_package_in(&folder.join("release/bundle/deb"))?;
    let package = put_right(&bundled, &folder, &extra)?;

    let contents = Program::new("dpkg-deb").arg("--contents").arg(&package).read()?;
    println!("\n{contents}");
    let problems = problems(&contents);
    if !problems.is_empty() {
        bail!("{} is wrong: {}", package.display(), problems.join("; "));
    }
    println!("The package is {}", package.display());
    Ok(ExitCode::SUCCESS)
}

/// Copies the programs to a target folder of the bundler's own, which writes into them what they are bundled as.
/// Gives the names of the programs that the bundler will take though they are no part of the product.
fn stage(workspace: &Workspace, programs: &Programs, folder: &Path) -> Result<Vec<String>> {
    let release = folder.join("release");
    fs::create_dir_all(&release)?;
    for name in [WINDOW, COMMAND] {
        fs::copy(programs.path(name), release.join(name))
            .with_context(|| format!("{name} cannot be copied"))?;
    }
    let manifest = workspace.root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().context("cargo metadata failed")?;
    let desktop = metadata.packages.iter().find(|package| package.name.as_str() == WINDOW);
    let targets = desktop.with_context(|| format!("there is no package {WINDOW}"))?.targets.iter();
    let extra: Vec<String> = targets
        .filter(|target| target.is_bin() && target.name != WINDOW)
        .map(|target| target.name.clone())
        .collect();
    for name in &extra {
        fs::write(release.join(name), "")?;
    }
    Ok(extra)
}

fn bundle(workspace: &Workspace, folder: &Path) -> Result<()> {
    let command = folder.join("release").join(COMMAND);
    // The rest of the bundle is described in tauri.conf.json; this path depends on the target folder.
    let settings = json!({ "bundle": { "linux": { "deb": { "files": { "/usr/bin/sofia": command } } } } });
    Program::new(workspace.interface().join("node_modules/.bin/tauri"))
        .args(["bundle", "--ci", "--bundles", "deb", "--config", &settings.to_string()])
        .env("CARGO_TARGET_DIR", folder)
        .within(&workspace.root().join("src-tauri"))
        .run()
}

fn the_package_in(folder: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            return Ok(path);
        }
    }
    bail!("the bundler left no package in {}", folder.display())
}

/// Opens the package, takes out what does not belong, and closes it under a name without a space.
fn put_right(bundled: &Path, folder: &Path, extra: &[String]) -> Result<PathBuf> {
    let open = folder.join("open");
    Program::new("dpkg-deb").arg("--raw-extract").arg(bundled).arg(&open).run()?;
    for name in extra {
        fs::remove_file(open.join("usr/bin").join(name)).with_context(|| format!("{name} is not there"))?;
    }
    let applications = open.join("usr/share/applications");
    for entry in fs::read_dir(&applications)? {
        fs::rename(entry?.path(), applications.join(format!("{WINDOW}.desktop")))?;
    }

    let mut files = Vec::new();
    collect(&open.join("usr"), &mut files)?;
    files.sort();
    let names = files.iter().map(|file| file.strip_prefix(&open).unwrap_or(file));
    let sums = Program::new("md5sum").args(names).within(&open).read()?;
    fs::write(open.join("DEBIAN/md5sums"), sums)?;

    let name = bundled.file_name().unwrap_or_default().to_string_lossy().to_lowercase().replace(' ', "-");
    let package = folder.join(name);
    let compress = ["--root-owner-group", "-Zxz", "--build"];
    Program::new("dpkg-deb").args(compress).arg(&open).arg(&package).run()?;
    fs::remove_dir_all(open)?;
    Ok(package)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// What a listing of `dpkg-deb --contents` lacks, or has though it should not.
fn problems(listing: &str) -> Vec<String> {
    // permissions, owner, size, date, time, ./name
    let names: Vec<&str> = listing
        .lines()
        .filter_map(|line| line.split_whitespace().nth(5))
        .map(|name| name.trim_start_matches("./"))
        .collect();
    let mut problems: Vec<String> = CONTENTS
        .iter()
        .filter(|wanted| !names.contains(*wanted))
        .map(|wanted| format!("/{wanted} is missing"))
        .collect();
    let programs = names.iter().filter_map(|name| name.strip_prefix("usr/bin/"));
    for name in programs.filter(|name| ![WINDOW, COMMAND, ""].contains(name)) {
        problems.push(format!("/usr/bin/{name} does not belong there"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(names: &[&str]) -> String {
        let line = |name: &&str| format!("-rwxr-xr-x root/root      1 2026-01-01 10:00 ./{name}\n");
        names.iter().map(line).collect()
    }

    #[test]
    fn a_package_with_everything_has_no_problems() {
        assert_eq!(problems(&listing(&CONTENTS)), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_and_what_is_too_much_is_named() {
        let mut names = CONTENTS[1..].to_vec();
        names.push("usr/bin/bindings");
        assert_eq!(
            problems(&listing(&names)),
            ["/usr/bin/sofia-desk is missing", "/usr/bin/bindings does not belong there"]
        );
    }
}
