//! Merchants' product catalogs, each in a database of its own, so that the history stays small.
//!
//! An import writes a new file beside the current one, and becomes the current one by being renamed: a file is whole or it
//! is not there, and one that was opened stays as it is until it is closed, also where another process imports anew. What
//! a product is, is the business of whoever reads feeds: here it is its names, the keys of its titles, and a text that is
//! given back as it came.

mod changes;
mod reader;
mod writer;

use std::path::{Path, PathBuf};

pub use changes::{CatalogChange, CatalogChangeKind, CatalogChanges};
pub use reader::{CatalogEntry, StoredCatalog};
pub use writer::{CatalogStep, CatalogWriter};

use crate::error::Error;

/// The version of the tables. A catalog of another one is refused until its feed is imported again.
const VERSION: i64 = 1;

/// Digits in a file's name: the imports of a merchant are numbered, and the highest number is the current one.
const DIGITS: usize = 12;

/// One product on its way into a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// Unique in the catalog.
    pub id: &'a str,
    /// The variant's own number in the shop's stock.
    pub sku: Option<&'a str>,
    /// What the variants of one product have in common.
    pub item_group: Option<&'a str>,
    /// The id that a channel gave it.
    pub retailer_id: Option<&'a str>,
    /// Its name in its address.
    pub handle: Option<&'a str>,
    /// What its title is found by; empty where it has none.
    pub title_key: &'a str,
    /// What its title with its variant is found by, where that is another.
    pub full_title_key: Option<&'a str>,
    /// The product itself, as its reader wrote it.
    pub body: &'a str,
}

/// By which of its names a product is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is a field of `NewEntry`")]
pub enum CatalogName {
    Id,
    Sku,
    ItemGroup,
    RetailerId,
    Handle,
}

/// What is known of a whole catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogAbout {
    /// How many products it has.
    pub products: u64,
    /// How many words the longest title has.
    pub longest_title: u64,
    /// When it was imported, in milliseconds since 1970, UTC.
    pub imported_at: i64,
    /// What its reader wants to know of it again.
    pub note: String,
}

/// The file of the latest import in a merchant's folder.
fn current(folder: &Path) -> Result<Option<(u64, PathBuf)>, Error> {
    let failed = |source| crate::atomic_file::file_error(folder, source);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mut latest = None;
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if let Some(number) = number_of(&path) {
            latest = latest.max(Some((number, path)));
        }
    }
    Ok(latest)
}

fn number_of(path: &Path) -> Option<u64> {
    let digits = path.file_name()?.to_str()?.strip_suffix(".db")?;
    (digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

fn file_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:0DIGITS$}.db"))
}

/// What a statement failed with.
fn fault(path: &Path, error: &rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
        return Error::DiskFull { path: path.to_path_buf() };
    }
    Error::CatalogFailed { path: path.to_path_buf(), reason: error.to_string() }
}

#[cfg(test)]
mod tests;
