//! Whether what an answer says of products is what the catalog says.
//!
//! The cards of an answer are held against the catalog one by one, and so are the product names and prices in its text.
//! A finding has both values, so that it explains itself. What cannot be decided is no finding: a price that can mean two
//! things is right if either is, and a price that no product stands beside is only shown.

mod cards;
mod claims;
mod finding;
mod link;
mod memory;
mod mentions;
mod prices_in_text;
mod reach;
mod reachable;

pub use claims::{Card, Claims, Piece, Source};
pub use finding::{Detail, Finding, Hint, Kind, Place};
pub use memory::MemoryCatalog;
pub use mentions::{Mention, Said};
pub use reach::{Looked, Unreachable};
pub use reachable::{ImageChecks, Images, LinkChecks, Links, Unreached};

use crate::catalog::{Name, Product};
use crate::currency::Currency;

/// What an answer is held against.
pub trait Catalog {
    /// The products that have this value under this name, variants of one product included.
    fn named(&self, name: Name, value: &str) -> Result<Vec<Product>, CatalogError>;

    /// The products whose title, or full title, has this key ([`title_key`]).
    fn titled(&self, key: &str) -> Result<Vec<Product>, CatalogError>;

    /// How many words the longest title has.
    fn longest_title(&self) -> usize;
}

/// What two titles must have in common to be taken for one: their words without case, accents and punctuation.
pub fn title_key(title: &str) -> String {
    crate::words::key(title)
}

/// The catalog could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalog cannot be read: {0}")]
pub struct CatalogError(pub String);

/// Under what circumstances an answer is judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances {
    /// The currency that the shop sells in, where it is known: for signs that several currencies have.
    pub currency: Option<Currency>,
    /// When the answer was given, in milliseconds since 1970, UTC: sales begin and end.
    pub at: i64,
}

/// What was found out about one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Truth {
    /// What is not true.
    pub findings: Vec<Finding>,
    /// Which product each card is, in the order of the cards.
    pub cards: Vec<Option<Match>>,
    /// The product names and prices in the texts.
    pub mentions: Vec<Mention>,
}

/// The products of the catalog that a card is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// By which of its names it was found.
    pub by: Name,
    /// The product, or the variants where a whole group is meant.
    pub products: Vec<Product>,
}

/// Holds an answer against a catalog.
pub fn check(
    claims: &Claims,
    catalog: &dyn Catalog,
    circumstances: Circumstances,
) -> Result<Truth, CatalogError> {
    let mut truth = Truth::default();
    for card in &claims.cards {
        let found = find(card, catalog)?;
        cards::check(card, found.as_ref(), circumstances, &mut truth.findings);
        truth.cards.push(found);
    }
    cards::duplicates(&claims.cards, &truth.cards, &mut truth.findings);
    let catalog = mentions::Lookups::of(catalog);
    for piece in &claims.pieces {
        mentions::check(piece, claims, &catalog, circumstances, &mut truth)?;
    }
    Ok(truth)
}

/// The products that a card's id names, by the first of their names that it is.
fn find(card: &Card, catalog: &dyn Catalog) -> Result<Option<Match>, CatalogError> {
    let Some(id) = card.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) else { return Ok(None) };
    for by in Name::ALL {
        let products = catalog.named(by, id)?;
        if !products.is_empty() {
            return Ok(Some(Match { by, products }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
