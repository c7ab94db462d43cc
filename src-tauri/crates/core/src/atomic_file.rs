//! A file that appears whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Error;

/// What is written at once.
const BUFFER: usize = 256 * 1024;

/// What is kept of conversations and shops is for its owner's eyes, also where the folder was made by somebody else.
pub(crate) fn make_private(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // On a file system without permissions there is nothing to set.
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).ok();
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// A file on its way. Until it is [`finished`](AtomicFile::finish), what was there before stays; dropped before that, it
/// leaves nothing behind. What is no regular file, such as a pipe, is written to as it is.
#[derive(Debug)]
pub struct AtomicFile {
    target: PathBuf,
    unfinished: Option<PathBuf>,
    out: BufWriter<File>,
}

impl AtomicFile {
    /// Begins a file that will be at this place, or in place of the one that is there.
    pub fn create(path: &Path) -> io::Result<Self> {
        // What a link points at is replaced, and not the link.
        let target = std::fs::canonicalize(path).unwrap_or_else(|_not_there| path.to_path_buf());
        let found = std::fs::metadata(&target);
        if found.as_ref().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let file = OpenOptions::new().write(true).open(&target)?;
            return Ok(Self { target, unfinished: None, out: BufWriter::with_capacity(BUFFER, file) });
        }
        if found.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let unfinished = target.with_file_name(format!(".{name}.{}.unfinished", uuid::Uuid::new_v4()));
        let file = OpenOptions::new().write(true).create_new(true).open(&unfinished)?;
        if let Ok(found) = found {
            // On a file system without permissions there is nothing to keep.
            std::fs::set_permissions(&unfinished, found.permissions()).ok();
        }
        Ok(Self { target, unfinished: Some(unfinished), out: BufWriter::with_capacity(BUFFER, file) })
    }

    /// Puts the file in its place, on the disk and not only in the system's memory.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        let Some(unfinished) = &self.unfinished else { return Ok(()) };
        self.out.get_ref().sync_all()?;
        std::fs::rename(unfinished, &self.target)?;
        self.unfinished = None;
        Ok(())
    }

    /// Writes a whole file.
    pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = Self::create(path)?;
        file.write_all(bytes)?;
        file.finish()
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(unfinished) = &self.unfinished {
            // A file that stays behind harms nobody, and there is nobody to tell.
            std::fs::remove_file(unfinished).ok();
        }
    }
}

/// What a file failed with.
pub(crate) fn file_error(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_path_buf(), source: Arc::new(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_there_stays_until_the_new_file_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "old").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        drop(file);
        assert_eq!(
            (std::fs::read(&path).unwrap(), names(folder.path())),
            (b"old".to_vec(), vec!["a.txt".into()])
        );
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(
            (std::fs::read(&path).unwrap(), names(folder.path())),
            (b"new".to_vec(), vec!["a.txt".into()])
        );
        assert!(AtomicFile::create(folder.path()).is_err());
        assert!(AtomicFile::create(&folder.path().join("no/such/folder")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        std::fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let mut file = AtomicFile::create(&link).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        let mut null = AtomicFile::create(Path::new("/dev/null")).unwrap();
        null.write_all(b"gone").unwrap();
        null.finish().unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }
}
