//! What was fetched, on the disk: each content once, under its own checksum, and names that lead to it.
//!
//! Nothing here needs a lock. A file is written beside its place and renamed into it, so that a process that is killed
//! at any moment leaves either the whole file or none; two processes that write the same content write the same file;
//! a content is checked against its name when it is read, and one that is missing or damaged is as good as never
//! fetched. Every call blocks.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::format::Format;
use crate::library::Media;

/// How exactly it is known when something was last used: writing it down at every use would wear the disk.
const USE_NOTED_EVERY: Duration = Duration::from_secs(60 * 60);

/// A file that is still beside its place after this time is of a process that was killed.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);

/// How much the cache may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheBounds {
    /// Of all contents together.
    pub bytes: u64,
    /// How many names may lead to them.
    pub names: usize,
}

impl Default for CacheBounds {
    fn default() -> Self {
        Self { bytes: 200_000_000, names: 20_000 }
    }
}

impl CacheBounds {
    /// A sweep leaves so much room that the next one is due only when it is used up.
    fn room(self) -> u64 {
        self.bytes / 16
    }
}

/// A folder of pictures and recordings.
#[derive(Debug)]
pub struct Cache {
    root: PathBuf,
    bounds: CacheBounds,
    /// Bytes written since the last sweep; another process counts its own.
    written: AtomicU64,
    swept: AtomicU64,
}

/// What is kept under a name.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) media: Media,
    /// Since it was fetched; nothing where the clock was set back.
    pub(crate) age: Duration,
}

/// The file behind a name.
#[derive(Debug, Serialize, Deserialize)]
struct NameFile {
    content: String,
    format: Format,
}

/// A file as the sweep sees it.
struct Found {
    path: PathBuf,
    used: SystemTime,
    bytes: u64,
}

impl Cache {
    /// A cache in this folder, which need not exist.
    pub fn new(root: PathBuf, bounds: CacheBounds) -> Self {
        // A full bucket: the first write sweeps, whatever an earlier process has left.
        Self { root, bounds, written: AtomicU64::new(bounds.room()), swept: AtomicU64::new(0) }
    }

    /// What is kept under a name, whole.
    pub(crate) fn get(&self, name: &str) -> Option<Kept> {
        let path = self.name_path(name);
        let written = fs::metadata(&path).and_then(|data| data.modified()).ok()?;
        let file: NameFile = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        if !is_checksum(&file.content) {
            return None;
        }
        let content = self.content_path(&file.content);
        let bytes = fs::read(&content).ok()?;
        if checksum(&bytes) != file.content {
            tracing::warn!(path = %content.display(), "a damaged file was taken out of the cache");
            // What cannot be removed now is found damaged again.
            fs::remove_file(&content).ok();
            return None;
        }
        note_use(&content);
        let age = SystemTime::now().duration_since(written).unwrap_or_default();
        Some(Kept { media: Media { format: file.format, bytes: Bytes::from(bytes) }, age })
    }

    /// Keeps something under a name, and makes room where the bound is near.
    pub(crate) fn put(&self, name: &str, media: &Media) -> io::Result<()> {
        let size = media.bytes.len() as u64;
        if self.written.fetch_add(size, Ordering::Relaxed) + size > self.bounds.room() {
            self.written.store(size, Ordering::Relaxed);
            self.sweep(size)?;
        }
        let content = checksum(&media.bytes);
        let path = self.content_path(&content);
        if path.exists() {
            note_use(&path);
        } else {
            self.write(&path, &media.bytes)?;
        }
        let file = NameFile { content, format: media.format };
        self.write(&self.name_path(name), &serde_json::to_vec(&file)?)
    }

    /// Forgets a name; its content goes when its time comes.
    pub(crate) fn forget(&self, name: &str) {
        if let Err(error) = fs::remove_file(self.name_path(name))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a name stays in the cache");
        }
    }

    /// Removes what was not used for longest until the rest, and `coming` bytes more, are within the bound.
    fn sweep(&self, coming: u64) -> io::Result<()> {
        self.swept.fetch_add(1, Ordering::Relaxed);
        let mut contents = files_in(&self.root.join("contents"))?;
        let kept_bytes = self.bounds.bytes.saturating_sub(self.bounds.room() + coming);
        contents.sort_by_key(|file| std::cmp::Reverse(file.used));
        let mut sum = 0;
        for file in &contents {
            sum += file.bytes;
            if sum > kept_bytes {
                remove(&file.path);
            }
        }
        let mut names = files_in(&self.root.join("names"))?;
        names.sort_by_key(|file| std::cmp::Reverse(file.used));
        for file in names.iter().skip(self.bounds.names.saturating_sub(1)) {
            remove(&file.path);
        }
        let abandoned = files_in(&self.root.join("unfinished"))?;
        for file in abandoned {
            if file.used.elapsed().is_ok_and(|age| age > ABANDONED_AFTER) {
                remove(&file.path);
            }
        }
        Ok(())
    }

    fn write(&self, place: &Path, bytes: &[u8]) -> io::Result<()> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let unfinished = self.root.join("unfinished");
        fs::create_dir_all(&unfinished)?;
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let beside = unfinished.join(format!("{}-{number}", std::process::id()));
        let written = File::create(&beside).and_then(|mut file| file.write_all(bytes));
        let written = written.and_then(|()| fs::rename(&beside, place));
        if written.is_err() {
            // It would be swept anyway.
            fs::remove_file(&beside).ok();
        }
        written
    }

    fn name_path(&self, name: &str) -> PathBuf {
        spread(&self.root.join("names"), &checksum(name.as_bytes()))
    }

    fn content_path(&self, content: &str) -> PathBuf {
        spread(&self.root.join("contents"), content)
    }
}

/// Folders of a few files each: thousands in one are slow to look through on some systems.
fn spread(folder: &Path, checksum: &str) -> PathBuf {
    let (beginning, rest) = checksum.split_at_checked(2).unwrap_or(("00", checksum));
    folder.join(beginning).join(rest)
}

/// A damaged name must lead nowhere else.
fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn note_use(path: &Path) {
    let note = || {
        let file = File::options().append(true).open(path)?;
        let noted = file.metadata()?.modified()?;
        if noted.elapsed().is_ok_and(|age| age < USE_NOTED_EVERY) {
            return Ok(());
        }
        file.set_modified(SystemTime::now())
    };
    // It may have been swept by another process; and the order of removal is no promise.
    if let Err::<(), io::Error>(error) = note() {
        tracing::debug!(%error, "a use was not noted");
    }
}

fn remove(path: &Path) {
    // Another process may have been faster, and what is being read on Windows goes at the next sweep.
    if let Err(error) = fs::remove_file(path) {
        tracing::debug!(%error, path = %path.display(), "a file stays in the cache");
    }
}

/// The files of a folder and of the folders in it.
fn files_in(folder: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            // What is gone again needs no room.
            let Ok(data) = entry.metadata() else { continue };
            if data.is_dir() {
                folders.push(entry.path());
            } else {
                let used = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                found.push(Found { path: entry.path(), used, bytes: data.len() });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(size: usize, byte: u8) -> Media {
        Media { format: Format::Png, bytes: Bytes::from(vec![byte; size]) }
    }

    fn sum(cache: &Cache) -> u64 {
        files_in(&cache.root.join("contents")).unwrap().iter().map(|file| file.bytes).sum()
    }

    #[test]
    fn what_was_kept_is_found_again_by_another_process_of_the_same_folder() {
        let folder = tempfile::tempdir().unwrap();
        let cache = || Cache::new(folder.path().to_path_buf(), CacheBounds::default());
        assert!(cache().get("a").is_none());
        cache().put("a", &media(100, 1)).unwrap();
        cache().put("b", &media(100, 1)).unwrap();
        assert_eq!(cache().get("a").unwrap().media, media(100, 1));
        assert_eq!(cache().get("b").unwrap().media, media(100, 1));
        assert_eq!(sum(&cache()), 100, "the same content is kept once");
        cache().forget("a");
        assert!(cache().get("a").is_none());
        assert!(cache().get("b").is_some());
    }

    #[test]
    fn the_bound_holds_after_every_write_and_what_was_not_used_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let bounds = CacheBounds { bytes: 16_000, names: 1_000 };
        let cache = Cache::new(folder.path().to_path_buf(), bounds);
        let old = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
        for number in 0..200u8 {
            cache.put(&number.to_string(), &media(200, number)).unwrap();
            assert!(sum(&cache) <= 16_000, "{} bytes after {number}", sum(&cache));
            if number > 0 {
                assert!(cache.get("0").is_some(), "used after each write, lost after {number}");
            }
            // As if a day lay between the writes: what is not used again is then the oldest.
            for file in files_in(&cache.root.join("contents")).unwrap() {
                let age = Duration::from_secs(60) * (200 - u32::from(number));
                if file.used > old {
                    File::options().append(true).open(&file.path).unwrap().set_modified(old - age).unwrap();
                }
            }
        }
        assert!(cache.get("199").is_some());
        assert!(cache.get("50").is_none());
        assert!(sum(&cache) > 10_000, "it keeps what it may");
        assert!(cache.swept.load(Ordering::Relaxed) < 100, "not every write looks through the folder");
    }

    #[test]
    fn names_are_bounded_too() {
        let folder = tempfile::tempdir().unwrap();
        let bounds = CacheBounds { bytes: 1_600, names: 10 };
        let cache = Cache::new(folder.path().to_path_buf(), bounds);
        for number in 0..50 {
            cache.put(&number.to_string(), &media(101, 1)).unwrap();
        }
        let names = files_in(&cache.root.join("names")).unwrap().len();
        assert!(names <= 10, "{names} names");
    }

    #[test]
    fn a_damaged_or_a_half_written_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_path_buf(), CacheBounds::default());
        cache.put("a", &media(100, 1)).unwrap();
        let path = cache.content_path(&checksum(&[1; 100]));
        fs::write(&path, [1; 60]).unwrap();
        assert!(cache.get("a").is_none());
        assert!(!path.exists());
        cache.put("a", &media(100, 1)).unwrap();
        assert!(cache.get("a").is_some());
        let outside = folder.path().join("outside");
        fs::write(&outside, b"not ours").unwrap();
        let elsewhere = serde_json::json!({ "content": format!("..{}", outside.display()), "format": "png" });
        for name in [b"{\"content\":\"12".to_vec(), elsewhere.to_string().into_bytes()] {
            fs::write(cache.name_path("a"), name).unwrap();
            assert!(cache.get("a").is_none());
        }
        assert!(outside.exists(), "a damaged name led to the removal of a file outside");
    }

    #[test]
    fn what_a_killed_process_has_left_unfinished_is_swept_after_an_hour() {
        let folder = tempfile::tempdir().unwrap();
        let unfinished = folder.path().join("unfinished");
        fs::create_dir_all(&unfinished).unwrap();
        for (name, hours) in [("old", 2), ("new", 0)] {
            let file = File::create(unfinished.join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(hours * 60 * 60)).unwrap();
        }
        let cache = Cache::new(folder.path().to_path_buf(), CacheBounds::default());
        cache.put("a", &media(100, 1)).unwrap();
        assert!(!unfinished.join("old").exists());
        assert!(unfinished.join("new").exists());
    }
}
