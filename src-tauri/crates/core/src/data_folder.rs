//! The one folder that everything is written to, and the locks in it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Moves the data folder.
pub const DATA_DIR_VARIABLE: &str = "SOFIA_DATA_DIR";

/// How often, and with which pause, a new owner tries to lock its file: a sweep holds it for less than a millisecond.
const OWNER_LOCK_ATTEMPTS: u32 = 200;
const OWNER_LOCK_PAUSE: Duration = Duration::from_millis(5);

/// Where the database, the preferences, the logs and the window's own data are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    root: PathBuf,
    moved: bool,
}

/// A lock on a file, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct HeldLock {
    path: PathBuf,
    file: File,
    remove: bool,
}

/// The data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// The system names no folder for application data.
    #[error("this system names no folder for application data; set {DATA_DIR_VARIABLE} to a folder")]
    NoFolder,
    /// It cannot be made or read.
    #[error("the data folder {} cannot be used: {source}", .path.display())]
    Unusable {
        /// The folder or the file in it.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
}

impl DataFolder {
    /// The folder that `SOFIA_DATA_DIR` names, or the system's own for this application; made if it is missing.
    pub fn locate() -> Result<Self, DataFolderError> {
        match std::env::var_os(DATA_DIR_VARIABLE).filter(|value| !value.is_empty()) {
            Some(root) => {
                Self::open(&std::path::absolute(&root).unwrap_or_else(|_| PathBuf::from(&root)), true)
            }
            None => {
                let base = dirs::data_local_dir().ok_or(DataFolderError::NoFolder)?;
                Self::open(&base.join("sofia-desk"), false)
            }
        }
    }

    /// A folder of one's own choice.
    pub fn at(root: &Path) -> Result<Self, DataFolderError> {
        Self::open(root, true)
    }

    fn open(root: &Path, moved: bool) -> Result<Self, DataFolderError> {
        let folder = Self { root: root.to_path_buf(), moved };
        for path in [folder.root.clone(), folder.locks(), folder.logs()] {
            make_private(&path).map_err(|source| DataFolderError::Unusable { path, source })?;
        }
        Ok(folder)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it is not the system's own, in which case several windows may run side by side.
    pub fn is_moved(&self) -> bool {
        self.moved
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.root.join("sofia.db")
    }

    /// The window's preferences.
    pub fn preferences(&self) -> PathBuf {
        self.root.join("preferences.json")
    }

    /// The window's log files.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Merchants' logos.
    pub fn logos(&self) -> PathBuf {
        self.root.join("logos")
    }

    /// A merchant's product catalog.
    pub fn catalog(&self, merchant_id: &str) -> PathBuf {
        self.root.join("catalogs").join(merchant_id)
    }

    /// What was fetched and can be fetched again.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// Pictures and recordings that messages name: the cache of `sofia-media`, which the window fills.
    pub fn media(&self) -> PathBuf {
        self.cache().join("media")
    }

    /// What the web view keeps for itself.
    pub fn webview(&self) -> PathBuf {
        self.root.join("webview")
    }

    fn locks(&self) -> PathBuf {
        self.root.join("locks")
    }

    /// The lock of the one window of this folder; `None` where another one holds it.
    pub fn lock_window(&self) -> Result<Option<HeldLock>, DataFolderError> {
        self.try_lock(&self.root.join("window.lock"), false)
    }

    /// The lock of whoever changes a merchant's catalog; `None` where another one holds it. It stands beside the folder,
    /// which can go while it is held, and makes it.
    pub(crate) fn lock_catalog(&self, merchant_id: &str) -> Result<Option<HeldLock>, DataFolderError> {
        let path = self.catalog(merchant_id);
        let unusable = |source| DataFolderError::Unusable { path: path.clone(), source };
        make_private(&path).map_err(unusable)?;
        let lock = HeldLock::beside(&path).map_err(unusable)?;
        // Whoever held it before may have taken the folder away.
        make_private(&path).map_err(unusable)?;
        Ok(lock)
    }

    /// The lock that says that an owner of sessions is alive.
    pub(crate) fn lock_owner(&self, owner: &str) -> Result<Option<HeldLock>, DataFolderError> {
        let path = self.locks().join(format!("{owner}.lock"));
        for _ in 0..OWNER_LOCK_ATTEMPTS {
            // A process that sweeps may hold the new file for a moment, and have removed it before it was locked.
            match self.try_lock(&path, true)? {
                Some(lock) if path.exists() => return Ok(Some(lock)),
                _ => std::thread::sleep(OWNER_LOCK_PAUSE),
            }
        }
        Ok(None)
    }

    /// Whether an owner of sessions is gone: its file is missing, or nobody holds it.
    pub(crate) fn owner_is_gone(&self, owner: &str) -> bool {
        let path = self.locks().join(format!("{owner}.lock"));
        match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file.try_lock().is_ok(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Removes the lock files that nobody holds.
    pub(crate) fn sweep_locks(&self) {
        let Ok(entries) = fs::read_dir(self.locks()) else { return };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let Ok(file) = OpenOptions::new().write(true).open(&path) else { continue };
            // It is held until it is removed, so that whoever has just made it sees that it is gone.
            if file.try_lock().is_ok() {
                // A file that stays behind is tried again at the next start.
                fs::remove_file(&path).ok();
            }
        }
    }

    fn try_lock(&self, path: &Path, remove: bool) -> Result<Option<HeldLock>, DataFolderError> {
        let failed = |source| DataFolderError::Unusable { path: path.to_path_buf(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(HeldLock { path: path.to_path_buf(), file, remove })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl HeldLock {
    /// The lock of whoever writes to a file, which those who read it need not have; `None` where another one holds it. It
    /// is on a file beside that one, since some systems let nobody read what is locked.
    pub fn beside(path: &Path) -> io::Result<Option<Self>> {
        lock_beside(path, |file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
    }

    /// Whether somebody has the lock. Where nobody has, nothing is made for the answer, so that whoever wants it now gets it.
    pub fn is_held_beside(path: &Path) -> io::Result<bool> {
        // The file is there as long as the lock is held, or since its holder was killed.
        let file = match File::open(lock_file_of(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The same lock, waited for.
    pub fn wait_beside(path: &Path) -> io::Result<Self> {
        let held = lock_beside(path, |file| file.lock().map(|()| true))?;
        held.ok_or_else(|| io::ErrorKind::WouldBlock.into())
    }
}

fn lock_beside(path: &Path, lock: impl Fn(&File) -> io::Result<bool>) -> io::Result<Option<HeldLock>> {
    let path = lock_file_of(path);
    loop {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        match lock(&file) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            // Some network file systems know no locks. What is written there is as safe as it can be.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(error) => return Err(error),
        }
        // Whoever had it before takes the file away with it.
        if is_at(&file, &path) {
            return Ok(Some(HeldLock { path, file, remove: true }));
        }
    }
}

fn lock_file_of(path: &Path) -> PathBuf {
    // One file may have several names.
    let target = fs::canonicalize(path).unwrap_or_else(|_not_there| path.to_path_buf());
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.lock"))
}

/// Whether a path still leads to this open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |found: io::Result<fs::Metadata>| found.ok().map(|found| (found.dev(), found.ino()));
    let open = place(file.metadata());
    open.is_some() && open == place(fs::metadata(path))
}

/// Whether a path still leads to this open file. A third process would have to come between two calls to be taken for it.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        if self.remove {
            // A file that stays behind is swept at the next start.
            fs::remove_file(&self.path).ok();
        }
        // Closing the file frees the lock in any case.
        self.file.unlock().ok();
    }
}

/// Makes a folder that only its owner can look into.
fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_writer_under_each_of_its_names_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        fs::write(&path, "").unwrap();
        let held = HeldLock::beside(&path).unwrap();
        assert!(held.is_some() && HeldLock::beside(&path).unwrap().is_none());
        #[cfg(unix)]
        {
            let link = folder.path().join("link.jsonl");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            assert!(HeldLock::beside(&link).unwrap().is_none());
            fs::remove_file(link).unwrap();
        }
        // Who waits has it when the other one is done.
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| HeldLock::wait_beside(&path).unwrap());
            drop(held);
            let held = waiting.join().unwrap();
            assert!(HeldLock::beside(&path).unwrap().is_none());
            drop(held);
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
