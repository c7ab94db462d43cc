//! What is different between two imports: both are walked along in the order of their ids, so that memory stays the same
//! whatever their size.

use std::cmp::Ordering;
use std::path::Path;

use rusqlite::{Connection, Rows};

use super::fault;
use super::reader::StoredCatalog;
use crate::error::Error;

/// Changes of each kind that are told one by one.
const EXAMPLES: u64 = 20;

/// What is different between two imports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogChanges {
    /// There was no catalog before, so that everything is new.
    pub first: bool,
    /// Products that were not there before.
    pub added: u64,
    /// Products that are not as they were.
    pub changed: u64,
    /// Products that are not there any more.
    pub removed: u64,
    /// Products that are as they were.
    pub unchanged: u64,
    /// The first changes of each kind, in the order of their ids. None of a first import.
    pub examples: Vec<CatalogChange>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogChange {
    /// Of which kind.
    pub kind: CatalogChangeKind,
    /// The product's id.
    pub id: String,
    /// The product before, as its reader wrote it.
    pub before: Option<String>,
    /// The product now, as its reader wrote it.
    pub after: Option<String>,
}

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is a field of `CatalogChanges`")]
pub enum CatalogChangeKind {
    Added,
    Changed,
    Removed,
}

/// What is different in a new catalog from the one before.
pub(super) fn between(
    before: Option<&StoredCatalog>,
    after: &Connection,
    after_path: &Path,
) -> Result<CatalogChanges, Error> {
    let Some(before) = before else {
        let count = after.query_row("SELECT count(*) FROM product", [], |row| row.get::<_, i64>(0));
        let added = count.map_err(|error| fault(after_path, &error))?.unsigned_abs();
        return Ok(CatalogChanges { first: true, added, ..CatalogChanges::default() });
    };
    before.with_connection(|connection| {
        // Which of the two files failed is of no use to anybody: the import is what is done again.
        walk(connection, after).map_err(|error| fault(before.path(), &error))
    })
}

const BY_ID: &str = "SELECT id, fingerprint FROM product ORDER BY id";

struct Walk<'a> {
    rows: Rows<'a>,
    at: Option<(String, i64)>,
}

impl<'a> Walk<'a> {
    fn begin(rows: Rows<'a>) -> rusqlite::Result<Self> {
        let mut walk = Self { rows, at: None };
        walk.on()?;
        Ok(walk)
    }

    fn on(&mut self) -> rusqlite::Result<()> {
        self.at = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, row.get(1)?)),
            None => None,
        };
        Ok(())
    }
}

fn walk(before: &Connection, after: &Connection) -> rusqlite::Result<CatalogChanges> {
    let (mut old_select, mut new_select) = (before.prepare(BY_ID)?, after.prepare(BY_ID)?);
    let mut old = Walk::begin(old_select.query([])?)?;
    let mut new = Walk::begin(new_select.query([])?)?;
    let mut changes = CatalogChanges::default();
    loop {
        let order = match (&old.at, &new.at) {
            (None, None) => return Ok(changes),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
        };
        let kind = match order {
            Ordering::Less => Some(CatalogChangeKind::Removed),
            Ordering::Greater => Some(CatalogChangeKind::Added),
            Ordering::Equal if old.at == new.at => None,
            Ordering::Equal => Some(CatalogChangeKind::Changed),
        };
        let count = match kind {
            Some(CatalogChangeKind::Added) => &mut changes.added,
            Some(CatalogChangeKind::Changed) => &mut changes.changed,
            Some(CatalogChangeKind::Removed) => &mut changes.removed,
            None => &mut changes.unchanged,
        };
        *count += 1;
        if let Some(kind) = kind
            && *count <= EXAMPLES
        {
            let at = if kind == CatalogChangeKind::Removed { &old.at } else { &new.at };
            let id = at.as_ref().map(|(id, _)| id.clone()).unwrap_or_default();
            let was_there = kind != CatalogChangeKind::Added;
            let is_there = kind != CatalogChangeKind::Removed;
            changes.examples.push(CatalogChange {
                before: if was_there { Some(body(before, &id)?) } else { None },
                after: if is_there { Some(body(after, &id)?) } else { None },
                kind,
                id,
            });
        }
        if order != Ordering::Greater {
            old.on()?;
        }
        if order != Ordering::Less {
            new.on()?;
        }
    }
}

fn body(connection: &Connection, id: &str) -> rusqlite::Result<String> {
    connection.query_row("SELECT body FROM product WHERE id = ?1", [id], |row| row.get(0))
}
