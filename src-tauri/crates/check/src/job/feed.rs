//! A product feed as a catalog, without importing it.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;

use crate::Product;
use crate::currency::Currency;
use crate::feed::{self, FeedError, FeedOptions, Finding, Progress, Receiver, Source, Summary};
use crate::truth::MemoryCatalog;

/// Findings that are kept one by one; a broken export may have one for each row.
const LISTED_FINDINGS: usize = 20;

/// A feed that was read into memory.
#[derive(Debug)]
pub struct FeedCatalog {
    /// Its products.
    pub catalog: MemoryCatalog,
    /// The currency that was given, or else that of its first price.
    pub currency: Option<Currency>,
    /// What was read.
    pub summary: Summary,
    /// The first things that were wrong with it.
    pub listed: Vec<Finding>,
    /// How many there were in all.
    pub findings: usize,
}

/// Reads a feed.
pub fn read_feed(file: &Path, options: &FeedOptions) -> Result<FeedCatalog, FeedError> {
    let mut reading = Reading::default();
    let summary = feed::read(&Source::file(file), options, &mut reading)?;
    let first = || reading.catalog.products().iter().find_map(|product| product.price?.currency);
    let currency = options.currency.or_else(first);
    let Reading { catalog, findings, listed } = reading;
    Ok(FeedCatalog { catalog, currency, summary, listed, findings })
}

#[derive(Default)]
struct Reading {
    catalog: MemoryCatalog,
    findings: usize,
    listed: Vec<Finding>,
}

impl Receiver for Reading {
    type Error = Infallible;

    fn product(&mut self, product: Product) -> Result<(), Infallible> {
        self.catalog.add(product);
        Ok(())
    }

    fn finding(&mut self, finding: Finding) {
        self.findings += 1;
        if self.listed.len() < LISTED_FINDINGS {
            self.listed.push(finding);
        }
    }

    fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
