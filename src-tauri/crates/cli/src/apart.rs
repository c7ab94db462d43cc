//! Files that are written must not be those that are read for it.

use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// Refuses a command that would write to a file that it reads, or to one file twice.
pub(crate) fn keep_apart(read: &[&Path], written: &[&Path]) -> Result<(), Failure> {
    let read: Vec<PathBuf> = read.iter().map(|path| same(path)).collect();
    let mut taken: Vec<PathBuf> = Vec::new();
    for path in written {
        let file = same(path);
        let path = path.display();
        if read.contains(&file) {
            return Err(Failure::usage(format!(
                "{path} is read here and would be lost. Write to another file."
            )));
        }
        if taken.contains(&file) {
            return Err(Failure::usage(format!("{path} would be written twice. Name two files.")));
        }
        // Any number of outputs may be thrown away, or shown in a terminal.
        if std::fs::metadata(&file).is_ok_and(|found| !found.is_file()) {
            continue;
        }
        taken.push(file);
    }
    Ok(())
}

/// One name for a file, however it is written and whether it is there or not.
fn same(path: &Path) -> PathBuf {
    if let Ok(file) = path.canonicalize() {
        return file;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_one_under_all_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a"), "").unwrap();
        let round = folder.path().join("..").join(folder.path().file_name().unwrap());
        let apart = |read: &[&Path], written: &[&Path]| keep_apart(read, written).is_ok();
        assert!(apart(&[&path("a")], &[&path("b"), &path("c")]));
        assert!(!apart(&[&path("a")], &[&round.join("a")]));
        assert!(!apart(&[], &[&path("b"), &round.join("b")]));
        assert!(apart(&[], &[Path::new("/dev/null"), Path::new("/dev/null")]) || cfg!(not(unix)));
    }
}
