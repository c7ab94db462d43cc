//! A feed into a merchant's catalog, row by row: memory stays the same whatever the feed's size. Rows become products on
//! one thread and go into the catalog on another.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver as Queue, SyncSender, sync_channel};
use std::{mem, thread};

use sofia_core::catalog_store::{CatalogChanges, CatalogStep, CatalogWriter, NewEntry};
use sofia_core::{Engine, Error};

use super::changes::{self, CatalogChange};
use super::note::{self, CatalogSummary, Findings};
use super::{ImportedCatalog, form};
use crate::catalog::Product;
use crate::currency::Currency;
use crate::feed::{self, FeedError, FeedOptions, Finding, Progress, Receiver, Source};
use crate::truth::{CatalogError, title_key};

/// The part of the whole time that reading takes; the rest makes the products findable.
const READING: f64 = 0.8;

/// Products that go to the thread that writes at once, so that handing them over costs nothing beside them.
const BATCH: usize = 256;

/// Batches that may wait for it.
const BATCHES_AHEAD: usize = 4;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImportProgress {
    /// What is done now.
    pub part: ImportPart,
    /// Of the whole, from 0 to 1.
    pub share: f64,
    /// Rows that were read.
    pub rows: u64,
    /// Rows there are; 0 until they have been counted.
    pub total_rows: u64,
}

/// A part of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportPart {
    /// Rows are counted, and how they are written is found out.
    Surveying,
    /// Rows become products.
    Reading,
    /// Products are made findable, and held against those before.
    Finishing,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogImported {
    /// The catalog as it is now.
    pub summary: CatalogSummary,
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
    /// The first changes of each kind.
    pub examples: Vec<CatalogChange>,
}

/// Why nothing was imported. The catalog before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The feed cannot be read at all.
    #[error("{0}")]
    Feed(FeedError<Error>),
    /// The catalog cannot be written.
    #[error("{0}")]
    Store(#[from] Error),
    /// It was ended by whoever hears the progress.
    #[error("stopped")]
    Stopped,
}

/// Imports a feed into a merchant's catalog. `file` is what the feed is called; `on_progress` is called from another thread
/// and may end it.
pub async fn import(
    engine: &Engine,
    merchant_id: &str,
    source: Source,
    file: String,
    options: FeedOptions,
    on_progress: impl FnMut(ImportProgress) -> ControlFlow<()> + Send + 'static,
) -> Result<CatalogImported, ImportError> {
    let writer = engine.begin_catalog(merchant_id).await?;
    let work = move || write(writer, &source, file, &options, on_progress);
    let changes = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Internal { reason: error.to_string() })??;
    engine.catalog_changed();
    let internal = |error: CatalogError| Error::Internal { reason: error.to_string() };
    let catalog = ImportedCatalog::of(engine, merchant_id).await?;
    let vanished = || Error::Internal { reason: "the catalog was removed while it was imported".to_owned() };
    Ok(CatalogImported {
        summary: catalog.ok_or_else(vanished)?.summary,
        first: changes.first,
        added: changes.added,
        changed: changes.changed,
        removed: changes.removed,
        unchanged: changes.unchanged,
        examples: changes.examples.iter().map(changes::read).collect::<Result<_, _>>().map_err(internal)?,
    })
}

fn write(
    writer: CatalogWriter,
    source: &Source,
    file: String,
    options: &FeedOptions,
    on_progress: impl FnMut(ImportProgress) -> ControlFlow<()>,
) -> Result<CatalogChanges, ImportError> {
    let (read, writer, heard) = thread::scope(|scope| {
        let (batches, queue) = sync_channel(BATCHES_AHEAD);
        let writing = scope.spawn(move || add_all(writer, &queue));
        let mut importing =
            Importing { batches, batch: Vec::with_capacity(BATCH), heard: Heard::default(), on_progress };
        let read = feed::read(source, options, &mut importing)
            .and_then(|summary| importing.hand_over().map(|()| summary).map_err(FeedError::Receiver));
        let Importing { batches, heard, on_progress, .. } = importing;
        // What was handed over is all there is.
        drop(batches);
        (read, writing.join(), (heard, on_progress))
    });
    // Where the writing has failed, the reading has only found nobody to hand its products to.
    let writer = writer.unwrap_or_else(|_panicked| Err(writer_gone()))?;
    let summary = match read {
        Ok(summary) => summary,
        Err(FeedError::Stopped) => return Err(ImportError::Stopped),
        Err(FeedError::Receiver(error)) => return Err(error.into()),
        Err(error) => return Err(ImportError::Feed(error)),
    };
    let (Heard { findings, currencies }, mut on_progress) = heard;
    let currency = usual(currencies).or(options.currency).map(|currency| currency.code().to_owned());
    let note = note::write(file, &summary, currency, options.shop.clone(), findings)
        .map_err(|error| Error::Internal { reason: error.to_string() })?;
    let mut on_step = |step: CatalogStep| {
        on_progress(ImportProgress {
            part: ImportPart::Finishing,
            share: READING + (1.0 - READING) * step.done as f64 / step.of as f64,
            rows: summary.rows,
            total_rows: summary.rows,
        })
    };
    writer.finish(note, &mut on_step).map_err(|error| match error {
        Error::Cancelled => ImportError::Stopped,
        error => error.into(),
    })
}

/// The currency of most prices; of two that have as many the same one at each import.
fn usual(currencies: HashMap<Currency, u64>) -> Option<Currency> {
    let by_count = |(currency, count): &(Currency, u64)| (*count, Reverse(currency.code()));
    currencies.into_iter().max_by_key(by_count).map(|(currency, _)| currency)
}

fn writer_gone() -> Error {
    Error::Internal { reason: "the thread that writes the catalog has ended".to_owned() }
}

/// Puts products into the catalog until no more come.
fn add_all(mut writer: CatalogWriter, queue: &Queue<Vec<Product>>) -> Result<CatalogWriter, Error> {
    for product in queue.iter().flatten() {
        add(&mut writer, &product)?;
    }
    Ok(writer)
}

fn add(writer: &mut CatalogWriter, product: &Product) -> Result<(), Error> {
    let key = title_key(&product.title);
    let full_key = product.variant.as_ref().map(|_| title_key(&product.full_title()));
    let body = form::write(product).map_err(|error| Error::Internal { reason: error.to_string() })?;
    writer.add(&NewEntry {
        id: &product.id,
        sku: product.sku.as_deref(),
        item_group: product.item_group.as_deref(),
        retailer_id: product.retailer_id.as_deref(),
        handle: product.handle.as_deref(),
        title_key: &key,
        full_title_key: full_key.as_deref(),
        body: &body,
    })
}

/// What is gathered of a feed beside its products.
#[derive(Default)]
struct Heard {
    findings: Findings,
    currencies: HashMap<Currency, u64>,
}

struct Importing<F> {
    batches: SyncSender<Vec<Product>>,
    batch: Vec<Product>,
    heard: Heard,
    on_progress: F,
}

impl<F> Importing<F> {
    fn hand_over(&mut self) -> Result<(), Error> {
        let batch = mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.batches.send(batch).map_err(|_ended| writer_gone())
    }
}

impl<F: FnMut(ImportProgress) -> ControlFlow<()>> Receiver for Importing<F> {
    type Error = Error;

    fn product(&mut self, product: Product) -> Result<(), Error> {
        if let Some(currency) = product.price.and_then(|price| price.currency) {
            *self.heard.currencies.entry(currency).or_default() += 1;
        }
        self.batch.push(product);
        if self.batch.len() < BATCH { Ok(()) } else { self.hand_over() }
    }

    fn finding(&mut self, finding: Finding) {
        self.heard.findings.take(&finding);
    }

    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        let part = if progress.total_rows == 0 { ImportPart::Surveying } else { ImportPart::Reading };
        (self.on_progress)(ImportProgress {
            part,
            share: READING * progress.bytes as f64 / progress.total.max(1) as f64,
            rows: progress.rows,
            total_rows: progress.total_rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_currencies_with_as_many_prices_the_same_one_is_the_usual_one_each_time() {
        let [brl, mxn, usd] = ["BRL", "MXN", "USD"].map(|code| Currency::of_code(code).unwrap());
        // Each map has an order of its own.
        for _ in 0..50 {
            assert_eq!(usual(HashMap::from([(usd, 3), (mxn, 3), (brl, 2)])), Some(mxn));
        }
        assert_eq!(usual(HashMap::from([(usd, 4), (brl, 3)])), Some(usd));
        assert_eq!(usual(HashMap::new()), None);
    }
}
