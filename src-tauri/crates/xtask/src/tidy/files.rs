//! The text files of the project: those that git tracks, or would track.

use std::path::Path;

use anyhow::{Context, Result};

use crate::command::Program;
use crate::workspace::Workspace;

#[derive(Debug)]
pub(super) struct File {
    /// From the root of the workspace, with slashes.
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }
}

/// Folders that are made, not written. Only looked at where there is no git to ask.
const MADE: [&str; 4] = [".git", "target", "node_modules", "dist"];

pub(super) fn of(workspace: &Workspace) -> Result<Vec<File>> {
    let root = workspace.root();
    let git = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let paths = match Program::new("git").args(git).within(root).read() {
        Ok(listing) => listing.split_terminator('\0').map(str::to_owned).collect(),
        // A source archive, or a machine without git.
        Err(_) => {
            let mut paths = Vec::new();
            walk(root, root, &mut paths)?;
            paths
        }
    };
    let mut files = Vec::new();
    for path in paths {
        let place = root.join(&path);
        // Tracked and deleted, or a link to a folder.
        if !place.is_file() {
            continue;
        }
        let content = std::fs::read(&place).with_context(|| format!("{path} cannot be read"))?;
        // What is no UTF-8 is a picture or a fixture, and no text.
        if let Ok(text) = String::from_utf8(content) {
            files.push(File { path, text });
        }
    }
    Ok(files)
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if !path.is_dir() {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            paths.push(relative.to_string_lossy().replace('\\', "/"));
        } else if !MADE.iter().any(|made| entry.file_name() == *made) {
            walk(root, &path, paths)?;
        }
    }
    Ok(())
}
