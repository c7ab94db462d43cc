//! A merchant's catalog that stays: a feed is imported once, and answers are held against it from then on.
//!
//! `sofia-core` keeps it, as texts under names; what a product is, is known here.

mod changes;
mod form;
mod import;
mod note;

pub use changes::{CatalogChange, Difference};
pub use import::{CatalogImported, ImportError, ImportPart, ImportProgress, import};
pub use note::{CatalogSummary, FindingCount, NotedColumn, NotedFinding, counts_of};
pub use sofia_core::catalog_store::CatalogChangeKind;

use sofia_core::catalog_store::{CatalogName, StoredCatalog};
use sofia_core::{Engine, Error};

use crate::catalog::{Name, Product};
use crate::currency::Currency;
use crate::truth::{Catalog, CatalogError};

/// A merchant's imported catalog, as it was when it was opened.
#[derive(Debug)]
pub struct ImportedCatalog {
    stored: StoredCatalog,
    summary: CatalogSummary,
}

impl ImportedCatalog {
    /// Opens a merchant's catalog; `None` where none was imported.
    pub async fn of(engine: &Engine, merchant_id: &str) -> Result<Option<Self>, Error> {
        let Some(stored) = engine.catalog(merchant_id).await? else { return Ok(None) };
        let summary = note::read(&stored);
        Ok(Some(Self { stored, summary }))
    }

    /// What is known of the whole.
    pub fn summary(&self) -> &CatalogSummary {
        &self.summary
    }

    /// The currency of most prices.
    pub fn currency(&self) -> Option<Currency> {
        Currency::of_code(self.summary.currency.as_deref()?)
    }

    /// So many products behind a place, in the order of the feed, and the place to go on from; empty at the end.
    pub fn page(&self, after: i64, most: u32) -> Result<(Vec<Product>, i64), CatalogError> {
        let entries = self.stored.page(after, most).map_err(unreadable)?;
        let last = entries.last().map_or(after, |entry| entry.place);
        let products = entries.iter().map(|entry| form::read(&entry.body)).collect::<Result<_, _>>()?;
        Ok((products, last))
    }

    /// The products that a value names, by the first of their names that it is.
    pub fn find(&self, value: &str) -> Result<Option<(Name, Vec<Product>)>, CatalogError> {
        for name in Name::ALL {
            let products = self.named(name, value)?;
            if !products.is_empty() {
                return Ok(Some((name, products)));
            }
        }
        Ok(None)
    }
}

impl Catalog for ImportedCatalog {
    fn named(&self, name: Name, value: &str) -> Result<Vec<Product>, CatalogError> {
        let name = match name {
            Name::Id => CatalogName::Id,
            Name::Sku => CatalogName::Sku,
            Name::ItemGroup => CatalogName::ItemGroup,
            Name::RetailerId => CatalogName::RetailerId,
            Name::Handle => CatalogName::Handle,
        };
        products(&self.stored.named(name, value).map_err(unreadable)?)
    }

    fn titled(&self, key: &str) -> Result<Vec<Product>, CatalogError> {
        products(&self.stored.titled(key).map_err(unreadable)?)
    }

    fn longest_title(&self) -> usize {
        usize::try_from(self.stored.about().longest_title).unwrap_or(usize::MAX)
    }
}

fn products(bodies: &[String]) -> Result<Vec<Product>, CatalogError> {
    bodies.iter().map(|body| form::read(body)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it stands behind `map_err`")]
fn unreadable(error: Error) -> CatalogError {
    CatalogError(error.to_string())
}

#[cfg(test)]
mod tests;
