//! A catalog that is asked.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Params};

use super::{CatalogAbout, CatalogName, VERSION, current, fault};
use crate::error::Error;

/// How often a file is looked for that is replaced at this very moment.
const ATTEMPTS: u32 = 3;

/// A whole catalog is never locked for longer: it is written before it has its name.
const BUSY_PATIENCE: Duration = Duration::from_secs(10);

/// Products that one name can stand for: all variants of one, in any shop.
const MOST_UNDER_ONE_NAME: i64 = 10_000;

/// A merchant's catalog as it was when it was opened.
#[derive(Debug)]
pub struct StoredCatalog {
    path: PathBuf,
    connection: Mutex<Connection>,
    about: CatalogAbout,
}

/// One product of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogEntry {
    /// Where it stands, in the order of the feed.
    pub place: i64,
    /// The product itself, as its reader wrote it.
    pub body: String,
}

impl StoredCatalog {
    /// Opens the latest import of a merchant's folder; `None` where there is none.
    pub(crate) fn open(folder: &Path) -> Result<Option<Self>, Error> {
        let mut attempts = 0;
        loop {
            let Some((_, path)) = current(folder)? else { return Ok(None) };
            attempts += 1;
            match Self::of_file(&path) {
                Ok(catalog) => return Ok(Some(catalog)),
                // Another import took its place between the look and the opening.
                Err(_) if !path.exists() && attempts < ATTEMPTS => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn of_file(path: &Path) -> Result<Self, Error> {
        let failed = |error: rusqlite::Error| fault(path, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(BUSY_PATIENCE).map_err(failed)?;
        let version: i64 =
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
        if version != VERSION {
            let reason = "it was written by another version of Sofia Desk".to_owned();
            return Err(Error::CatalogFailed { path: path.to_path_buf(), reason });
        }
        let about = connection
            .query_row("SELECT products, longest_title, imported_at, note FROM about", [], |row| {
                Ok(CatalogAbout {
                    products: row.get::<_, i64>(0)?.unsigned_abs(),
                    longest_title: row.get::<_, i64>(1)?.unsigned_abs(),
                    imported_at: row.get(2)?,
                    note: row.get(3)?,
                })
            })
            .map_err(failed)?;
        Ok(Self { path: path.to_path_buf(), connection: Mutex::new(connection), about })
    }

    /// What is known of the whole.
    pub fn about(&self) -> &CatalogAbout {
        &self.about
    }

    /// How many bytes it takes on the disk.
    pub fn bytes(&self) -> u64 {
        self.path.metadata().map_or(0, |file| file.len())
    }

    /// The products that have this value under this name, in the order of the feed.
    pub fn named(&self, name: CatalogName, value: &str) -> Result<Vec<String>, Error> {
        let column = match name {
            CatalogName::Id => "id",
            CatalogName::Sku => "sku",
            CatalogName::ItemGroup => "item_group",
            CatalogName::RetailerId => "retailer_id",
            CatalogName::Handle => "handle",
        };
        let sql = format!("SELECT place, body FROM product WHERE {column} = ?1 ORDER BY place LIMIT ?2");
        Ok(bodies(self.select(&sql, (value, MOST_UNDER_ONE_NAME))?))
    }

    /// The products whose title, or title with variant, has this key, in the order of the feed.
    pub fn titled(&self, key: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT place, body FROM product WHERE title_key = ?1 OR full_title_key = ?1 ORDER BY place LIMIT ?2";
        Ok(bodies(self.select(sql, (key, MOST_UNDER_ONE_NAME))?))
    }

    /// So many products behind a place, in the order of the feed; empty at the end.
    pub fn page(&self, after: i64, most: u32) -> Result<Vec<CatalogEntry>, Error> {
        self.select("SELECT place, body FROM product WHERE place > ?1 ORDER BY place LIMIT ?2", (after, most))
    }

    fn select(&self, sql: &str, parameters: impl Params) -> Result<Vec<CatalogEntry>, Error> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = connection.prepare_cached(sql).and_then(|mut select| {
            let rows = select
                .query_map(parameters, |row| Ok(CatalogEntry { place: row.get(0)?, body: row.get(1)? }))?;
            rows.collect()
        });
        rows.map_err(|error| fault(&self.path, &error))
    }

    /// Walks along ids and fingerprints, in the order of the ids.
    pub(super) fn with_connection<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&self.connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

fn bodies(entries: Vec<CatalogEntry>) -> Vec<String> {
    entries.into_iter().map(|entry| entry.body).collect()
}
