//! The catalog that answers are held against.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::Arc;

use sofia_check::feed::{self, FeedOptions, Finding, Progress, Receiver, Source};
use sofia_check::truth::{Catalog, MemoryCatalog};
use sofia_check::{Currency, Product};

use super::arguments::Check;
use crate::exit::Failure;
use crate::notices::say;

/// Findings of a feed that are told one by one; a broken export may have one for each row.
const LISTED_FINDINGS: usize = 20;

pub(super) type Opened = (Option<Arc<dyn Catalog + Send + Sync>>, Option<Currency>);

/// Reads the feed that was named.
pub(super) fn open(arguments: &Check) -> Result<Opened, Failure> {
    let Some(file) = &arguments.catalog else { return Ok((None, None)) };
    let options =
        FeedOptions { currency: arguments.currency, shop: arguments.shop.clone(), ..FeedOptions::default() };
    let mut reading = Reading::default();
    let summary = feed::read(&Source::file(file), &options, &mut reading)
        .map_err(|error| Failure::usage(format!("{}: {error}.", file.display())))?;
    say(&format!("Catalog: {} products of {} rows ({}).", summary.products, summary.rows, summary.format));
    for finding in &reading.listed {
        say(&format!("  {finding}"));
    }
    let more = reading.findings - reading.listed.len();
    if more > 0 {
        say(&format!("  and {more} more findings"));
    }
    let currency = arguments
        .currency
        .or_else(|| reading.catalog.products().iter().find_map(|product| product.price?.currency));
    Ok((Some(Arc::new(reading.catalog)), currency))
}

#[derive(Default)]
struct Reading {
    catalog: MemoryCatalog,
    findings: usize,
    /// The first of them.
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
