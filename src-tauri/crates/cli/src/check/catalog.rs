//! The catalog that answers are held against: a feed that was named, or the one that was imported.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use sofia_check::Currency;
use sofia_check::feed::FeedOptions;
use sofia_check::job::{Against, FeedCatalog, pages_of, pictures_of, read_feed};
use sofia_check::stored::ImportedCatalog;
use sofia_core::Engine;
use sofia_core::merchant::Merchant;

use super::arguments::Check;
use crate::exit::Failure;
use crate::notices::say;

/// A feed that is read without importing it.
#[derive(Debug, Args)]
pub(crate) struct FeedArguments {
    /// A product feed, read without importing it. Without it: the merchant's imported catalog.
    #[arg(long, value_name = "FILE")]
    pub catalog: Option<PathBuf>,
    /// The currency of a feed that names none.
    #[arg(long, value_name = "CODE", requires = "catalog", value_parser = currency)]
    pub currency: Option<Currency>,
    /// The shop's address, for feeds without links (Shopify).
    #[arg(long, value_name = "URL", requires = "catalog")]
    pub shop: Option<String>,
}

impl FeedArguments {
    /// Reads the feed that was named, and says what was read.
    pub(crate) fn read(&self) -> Result<Option<FeedCatalog>, Failure> {
        let Some(file) = &self.catalog else { return Ok(None) };
        let options =
            FeedOptions { currency: self.currency, shop: self.shop.clone(), ..FeedOptions::default() };
        let feed = read_feed(file, &options)
            .map_err(|error| Failure::usage(format!("{}: {error}.", file.display())))?;
        told(&feed);
        Ok(Some(feed))
    }
}

/// The feed that was named, else the catalog that was imported for the merchant. Pictures and pages are asked for where
/// that was wanted.
pub(super) async fn against(
    engine: &Engine,
    arguments: &Check,
    merchant: &Merchant,
) -> Result<Against, Failure> {
    let mut against = of_feed(arguments, &merchant.base_url)?;
    if against.catalog.is_none()
        && let Some(catalog) = ImportedCatalog::of(engine, &merchant.id).await?
    {
        let summary = catalog.summary();
        say(&format!("Catalog: {} products, imported from {}.", summary.products, summary.file));
        against.currency = catalog.currency();
        against.catalog = Some(Arc::new(catalog));
    }
    Ok(against)
}

/// The feed that was named, if one was. The merchant may be gone; its address is then empty.
pub(super) fn of_feed(arguments: &Check, base_url: &str) -> Result<Against, Failure> {
    let feed = arguments.feed.read()?;
    Ok(Against {
        currency: feed.as_ref().and_then(|feed| feed.currency),
        catalog: feed.map(|feed| Arc::new(feed.catalog) as _),
        images: arguments.images.then(|| pictures_of(base_url)),
        links: arguments.links.then(|| pages_of(base_url)),
    })
}

fn told(feed: &FeedCatalog) {
    let summary = &feed.summary;
    say(&format!("Catalog: {} products of {} rows ({}).", summary.products, summary.rows, summary.format));
    for finding in &feed.listed {
        say(&format!("  {finding}"));
    }
    let more = feed.findings - feed.listed.len();
    if more > 0 {
        say(&format!("  and {more} more findings"));
    }
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::of_code(text).ok_or_else(|| "it must be a currency's code, such as BRL".to_owned())
}
