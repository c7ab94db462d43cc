//! Writes the TypeScript types of the window, or checks that the committed ones are current.
//!
//! `bindings DIR` writes, `bindings --check DIR` compares and exits with 1 where they differ.

use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use sofia_desk::bindings::Bindings;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let check = arguments.first().is_some_and(|first| first == "--check");
    if check {
        arguments.remove(0);
    }
    let [folder] = arguments.as_slice() else {
        return Err("usage: bindings [--check] DIR".into());
    };
    let folder = Path::new(folder);
    let files = Bindings::files()?;

    std::fs::create_dir_all(folder)?;
    let mut stale = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        if !files.contains_key(Path::new(&name)) {
            stale.insert(Path::new(&name).to_path_buf());
            if !check {
                std::fs::remove_file(folder.join(&name))?;
            }
        }
    }
    for (name, text) in &files {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
            stale.insert(name.clone());
            if !check {
                std::fs::write(&path, text)?;
            }
        }
    }
    if !check || stale.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let mut report = String::from("The window's types are out of date; run `cargo xtask bindings`:\n");
    for name in stale {
        report.push_str(&format!("  {}\n", name.display()));
    }
    Err(report.into())
}
