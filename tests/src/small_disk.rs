//! A disk that is small enough to be filled.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Result, ensure};
use tempfile::TempDir;

/// A file system in memory with so many bytes; unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts one; where this user may not, the reason.
    pub fn mount(bytes: u64) -> Result<Result<Self, String>> {
        let folder = tempfile::Builder::new().prefix("st-disk-").tempdir()?;
        let mounting = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes},mode=0700"), "tmpfs"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .output();
        match mounting {
            Ok(done) if done.status.success() => Ok(Ok(Self { folder })),
            Ok(done) => {
                let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
                Ok(Err(format!("this user may not mount a file system: {said}")))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Err("mount is not installed".to_owned())),
            Err(error) => Err(error.into()),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all the room that is left but for so many bytes.
    pub fn fill_but(&self, bytes: u64) -> Result<()> {
        self.fill()?;
        let ballast = fs::OpenOptions::new().write(true).open(self.ballast())?;
        let size = ballast.metadata()?.len();
        Ok(ballast.set_len(size.saturating_sub(bytes))?)
    }

    /// Takes all the room that is left, down to the last byte.
    pub fn fill(&self) -> Result<()> {
        let mut ballast = fs::OpenOptions::new().create(true).append(true).open(self.ballast())?;
        for size in [64 * 1024, 4096, 512, 1] {
            let block = vec![0xB5; size];
            loop {
                match ballast.write(&block) {
                    Ok(written) if written == size => {}
                    // What did not fit any more.
                    Ok(_) => break,
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        ensure!(ballast.metadata()?.len() > 0, "the disk was full already");
        Ok(())
    }

    /// Makes room again.
    pub fn make_room(&self) -> Result<()> {
        Ok(fs::remove_file(self.ballast())?)
    }

    /// Forbids or allows to write to it, to root too. Nothing on it may be open for writing.
    pub fn set_writable(&self, writable: bool) -> Result<()> {
        let option = if writable { "remount,rw" } else { "remount,ro" };
        let done = Command::new("mount").args(["-o", option]).arg(self.path()).output()?;
        ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a thread of the engine may still have its files open for a moment.
        let unmounted = Command::new("umount").arg("--lazy").arg(self.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) && !std::thread::panicking() {
            panic!("{} could not be unmounted", self.path().display());
        }
    }
}
