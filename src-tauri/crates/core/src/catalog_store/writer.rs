//! An import on its way: rows in the order of the feed, then what they are found by, then the change of files.

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::changes::{self, CatalogChanges};
use super::reader::StoredCatalog;
use super::{CatalogAbout, NewEntry, VERSION, current, fault, file_of};
use crate::atomic_file::{file_error, make_private};
use crate::clock;
use crate::data_folder::HeldLock;
use crate::error::Error;

/// Pages that are held in memory, in KiB: what bounds the memory of an import, with the sorting of an index.
const CACHE_KIB: i64 = 32 * 1024;

/// Larger than usual: a row with its product takes about a kilobyte, and each index is made by going through all of them.
const PAGE_BYTES: i64 = 16 * 1024;

/// Threads that help with the sorting for an index.
const SORTERS: i64 = 2;

/// What products are found by. They are there from the start, empty. One that a product belongs into is taken away before
/// that is added, and made again when all are in: sorting once is many times faster than keeping seven trees in order,
/// and what no product has costs nothing. The fingerprint stands in the first one so that two imports are compared by
/// walking along both.
const INDEXES: [Index; 7] = [
    Index { name: "by_id", of: "(id, fingerprint)" },
    Index { name: "by_sku", of: "(sku) WHERE sku IS NOT NULL" },
    Index { name: "by_item_group", of: "(item_group) WHERE item_group IS NOT NULL" },
    Index { name: "by_retailer_id", of: "(retailer_id) WHERE retailer_id IS NOT NULL" },
    Index { name: "by_handle", of: "(handle) WHERE handle IS NOT NULL" },
    Index { name: "by_title", of: "(title_key) WHERE title_key IS NOT NULL" },
    Index { name: "by_full_title", of: "(full_title_key) WHERE full_title_key IS NOT NULL" },
];

struct Index {
    name: &'static str,
    of: &'static str,
}

impl Index {
    fn make(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch(&format!("CREATE INDEX {} ON product {}", self.name, self.of))
    }

    fn take_away(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch(&format!("DROP INDEX {}", self.name))
    }
}

/// How far the end of an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogStep {
    /// Steps that are done.
    pub done: usize,
    /// Steps there are.
    pub of: usize,
}

/// A catalog that is being written. Dropped before it is finished, it leaves nothing behind and changes nothing.
#[derive(Debug)]
pub struct CatalogWriter {
    folder: PathBuf,
    unfinished: PathBuf,
    /// `None` once the file is whole.
    connection: Option<Connection>,
    /// Which indexes have to be made again.
    late: [bool; INDEXES.len()],
    products: u64,
    longest_title: u64,
    _lock: HeldLock,
}

impl CatalogWriter {
    /// Begins in a merchant's folder, which is there. The lock says that nobody else imports into it.
    pub(crate) fn begin(folder: &Path, lock: HeldLock) -> Result<Self, Error> {
        clear(folder);
        let unfinished = folder.join("import.unfinished");
        let connection = create(&unfinished).map_err(|error| fault(&unfinished, &error))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            unfinished,
            connection: Some(connection),
            late: [false; INDEXES.len()],
            products: 0,
            longest_title: 0,
            _lock: lock,
        })
    }

    /// Adds a product.
    pub fn add(&mut self, entry: &NewEntry<'_>) -> Result<(), Error> {
        let Some(connection) = &self.connection else { return Ok(()) };
        let title_key = Some(entry.title_key).filter(|key| !key.is_empty());
        let full_title_key = entry.full_title_key.filter(|key| *key != entry.title_key);
        // In the order of the indexes.
        let found_by = [
            Some(entry.id),
            entry.sku,
            entry.item_group,
            entry.retailer_id,
            entry.handle,
            title_key,
            full_title_key,
        ];
        let mut add = || {
            for ((index, late), value) in INDEXES.iter().zip(&mut self.late).zip(&found_by) {
                if value.is_some() && !*late {
                    index.take_away(connection)?;
                    *late = true;
                }
            }
            let [id, sku, item_group, retailer_id, handle, title_key, full_title_key] = found_by;
            connection
                .prepare_cached(
                    "INSERT INTO product (id, sku, item_group, retailer_id, handle, title_key, full_title_key, \
                     fingerprint, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    id,
                    sku,
                    item_group,
                    retailer_id,
                    handle,
                    title_key,
                    full_title_key,
                    fingerprint(entry.body),
                    entry.body,
                ])
        };
        add().map_err(|error| fault(&self.unfinished, &error))?;
        self.products += 1;
        let words = |key: &str| key.split(' ').count() as u64;
        let longest = words(entry.title_key).max(entry.full_title_key.map_or(0, words));
        self.longest_title = self.longest_title.max(longest);
        Ok(())
    }

    /// Makes it the merchant's catalog, and answers what is different from the one before. `on_step` is told how far it
    /// is and may end it, which leaves the one before.
    pub fn finish(
        mut self,
        note: String,
        on_step: &mut dyn FnMut(CatalogStep) -> ControlFlow<()>,
    ) -> Result<CatalogChanges, Error> {
        let Some(connection) = self.connection.take() else {
            return Err(Error::Internal { reason: "a catalog is finished twice".to_owned() });
        };
        let failed = |error: rusqlite::Error| fault(&self.unfinished, &error);
        let of = INDEXES.len() + 2;
        let mut done = 0;
        let mut step = || {
            done += 1;
            match on_step(CatalogStep { done, of }) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(Error::Cancelled),
            }
        };
        for (index, late) in INDEXES.iter().zip(self.late) {
            if late {
                index.make(&connection).map_err(failed)?;
            }
            step()?;
        }
        let about = CatalogAbout {
            products: self.products,
            longest_title: self.longest_title,
            imported_at: clock::now_ms(),
            note,
        };
        connection
            .execute(
                "INSERT INTO about (products, longest_title, imported_at, note) VALUES (?1, ?2, ?3, ?4)",
                params![
                    i64::try_from(about.products).unwrap_or(i64::MAX),
                    i64::try_from(about.longest_title).unwrap_or(i64::MAX),
                    about.imported_at,
                    about.note,
                ],
            )
            .map_err(failed)?;
        connection.execute_batch("COMMIT").map_err(failed)?;
        // One that cannot be read is replaced, not compared with.
        let before = StoredCatalog::open(&self.folder).unwrap_or_default();
        let changes = changes::between(before.as_ref(), &connection, &self.unfinished)?;
        drop(before);
        step()?;
        connection.close().map_err(|(_connection, error)| failed(error))?;
        self.put_in_place()?;
        step().ok();
        Ok(changes)
    }

    /// On the disk first, then under its name.
    fn put_in_place(&self) -> Result<(), Error> {
        let failed = |source| file_error(&self.unfinished, source);
        File::options()
            .write(true)
            .open(&self.unfinished)
            .and_then(|file| file.sync_all())
            .map_err(failed)?;
        let number = current(&self.folder)?.map_or(0, |(number, _path)| number) + 1;
        let target = file_of(&self.folder, number);
        fs::rename(&self.unfinished, &target).map_err(|source| file_error(&target, source))?;
        clear(&self.folder);
        Ok(())
    }
}

impl Drop for CatalogWriter {
    fn drop(&mut self) {
        self.connection = None;
        // It is not there any more where all went well; else the next import removes it.
        fs::remove_file(&self.unfinished).ok();
    }
}

/// Removes what is neither the current catalog nor a lock: earlier imports, and one that was killed.
fn clear(folder: &Path) {
    let Ok(Some((_, kept))) = current(folder).map(|found| found.or(Some((0, PathBuf::new())))) else {
        return;
    };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let ours = path.extension().is_some_and(|ending| ending == "db" || ending == "unfinished");
        if ours && path != kept {
            // Where somebody has it open and the system minds, it goes with a later import.
            fs::remove_file(&path).ok();
        }
    }
}

fn create(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    make_private(path);
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    // A file that is thrown away when anything goes wrong needs no journal.
    connection.pragma_update(None, "journal_mode", "off")?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update(None, "locking_mode", "exclusive")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "threads", SORTERS)?;
    connection.execute_batch(include_str!("schema.sql"))?;
    INDEXES.iter().try_for_each(|index| index.make(&connection))?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

fn fingerprint(body: &str) -> i64 {
    let digest = Sha256::digest(body.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first)
}
