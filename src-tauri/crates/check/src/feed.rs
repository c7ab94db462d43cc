//! Product feeds, read as merchants write them.
//!
//! A feed is read twice: a survey finds out how it is encoded and how its prices are written, and the reading proper
//! hands out one product after the other, so that memory stays the same whatever the feed's size. What cannot be read
//! is a [`Finding`] with its line; the rest goes in.

mod build;
mod column;
mod delimited;
mod detect;
mod finding;
mod html;
mod json;
mod params;
mod preview;
mod record;
mod shopify;
mod source;
mod text;
mod xml;

use std::io;
use std::ops::ControlFlow;

pub use column::{Column, Correction, CorrectionError, Field, Mapping, column_names};
pub use detect::{Format, FormatError};
pub use finding::{Finding, Problem, Severity};
pub use preview::{Preview, preview};
pub use source::Source;

use crate::catalog::Product;
use crate::currency::Currency;
use crate::price::PriceColumn;
use build::{Builder, Settings};
use delimited::Delimited;
use detect::{Detected, Shape, detect};
use json::JsonItems;
use record::{Record, Records, Step, Wanted};
use shopify::ShopifyRows;
use source::{Counter, Decoding};
use text::{Buffer, Encodings};
use xml::XmlItems;

/// What a person may say about a feed.
#[derive(Debug, Clone, Default)]
pub struct FeedOptions {
    /// Its format; by its content otherwise.
    pub format: Option<Format>,
    /// What columns are, where their names do not tell.
    pub corrections: Vec<Correction>,
    /// The currency of prices that name none, and of signs that several currencies have.
    pub currency: Option<Currency>,
    /// The shop's address, for formats without links: `https://shop.example`.
    pub shop: Option<String>,
}

/// Where the products of a feed go.
pub trait Receiver {
    /// Why it can take no more.
    type Error;

    /// Takes a product.
    fn product(&mut self, product: Product) -> Result<(), Self::Error>;

    /// Takes a finding.
    fn finding(&mut self, finding: Finding);

    /// Hears how far it is, every thousand rows or so, and may end it.
    fn progress(&mut self, progress: Progress) -> ControlFlow<()>;
}

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read, both passes together.
    pub bytes: u64,
    /// Bytes to read, both passes together.
    pub total: u64,
    /// Rows read in the second pass.
    pub rows: u64,
    /// Rows there are; 0 until the first pass has counted them.
    pub total_rows: u64,
}

/// What a feed was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its format.
    pub format: Format,
    /// It was packed with gzip.
    pub packed: bool,
    /// Its encoding.
    pub encoding: &'static str,
    /// Its columns, and what they were taken for.
    pub mapping: Mapping,
    /// Rows that were read.
    pub rows: u64,
    /// Products that were handed out.
    pub products: u64,
}

/// Why a feed cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FeedError<E = std::convert::Infallible> {
    /// The file cannot be read, or its gzip is damaged.
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A zip archive, a spreadsheet, a PDF, or what else is not written in characters.
    #[error(
        "this is no text, but an archive, a spreadsheet, a PDF or a program; unpack it, or save it as CSV"
    )]
    NotText,
    /// An HTML page, as servers give where a login is needed.
    #[error("this is a web page and no feed; perhaps the address asks for a login")]
    WebPage,
    /// No column tells products apart.
    #[error("no column is known as the products' id: map one with COLUMN=id (columns: {})", column_names(.columns))]
    NoIdColumn {
        /// The columns there are.
        columns: Vec<String>,
    },
    /// Nothing in it looks like a product.
    #[error("there are no products in it")]
    NoProducts,
    /// It was ended by whoever receives the products.
    #[error("stopped")]
    Stopped,
    /// The receiver can take no more.
    #[error("{0}")]
    Receiver(E),
}

impl<E> FeedError<E> {
    /// A short, stable name, for machines and for those who have a sentence of their own for it.
    pub fn why(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Empty => "empty",
            Self::NotText => "notText",
            Self::WebPage => "webPage",
            Self::NoIdColumn { .. } => "noIdColumn",
            Self::NoProducts => "noProducts",
            Self::Stopped => "stopped",
            Self::Receiver(_) => "receiver",
        }
    }
}

impl FeedError {
    fn widen<E>(self) -> FeedError<E> {
        match self {
            Self::Read(error) => FeedError::Read(error),
            Self::Empty => FeedError::Empty,
            Self::NotText => FeedError::NotText,
            Self::WebPage => FeedError::WebPage,
            Self::NoIdColumn { columns } => FeedError::NoIdColumn { columns },
            Self::NoProducts => FeedError::NoProducts,
            Self::Stopped => FeedError::Stopped,
            Self::Receiver(never) => match never {},
        }
    }
}

/// Progress is told after so many rows.
const ROWS_BETWEEN: u64 = 1000;

/// Reads a feed and hands its products to a receiver.
pub fn read<R: Receiver>(
    source: &Source,
    options: &FeedOptions,
    receiver: &mut R,
) -> Result<Summary, FeedError<R::Error>> {
    let detected = detect(source, options.format, &options.corrections).map_err(FeedError::widen)?;
    let mut passes = Passes { source, options, detected, size: source.len()?, receiver, most: u64::MAX };
    let survey = passes.survey()?;
    let names: Vec<String> = survey.mapping.columns().iter().map(|column| column.name.clone()).collect();
    if !detected.names_products(&survey.mapping) {
        return Err(FeedError::NoIdColumn { columns: names });
    }
    let summary = passes.products(&survey)?.summary;
    // Rows of which none is a product are no catalog, and must not take the place of one.
    if summary.products == 0 { Err(FeedError::NoProducts) } else { Ok(summary) }
}

/// What the first pass found out.
struct Survey {
    rows: u64,
    prices: PriceColumn,
    encodings: Encodings,
    mapping: Mapping,
}

/// What is told of a feed when its products have been handed out.
struct Told {
    summary: Summary,
    /// The cells of the first rows, as they came.
    samples: Vec<Vec<String>>,
}

struct Passes<'a, R> {
    source: &'a Source,
    options: &'a FeedOptions,
    detected: Detected,
    size: u64,
    receiver: &'a mut R,
    /// Rows that are read.
    most: u64,
}

impl<R: Receiver> Passes<'_, R> {
    fn open(&self, wanted: Wanted, counter: &Counter) -> io::Result<Box<dyn Records>> {
        let buffer = Buffer::new(self.source.open(self.detected.decoding, counter)?);
        let corrections = &self.options.corrections;
        Ok(match self.detected.shape {
            Shape::Delimited(layout) => {
                let rows = Delimited::open(buffer, layout, corrections, wanted)?;
                if self.detected.format == Format::ShopifyCsv && wanted == Wanted::All {
                    Box::new(ShopifyRows::new(rows))
                } else {
                    Box::new(rows)
                }
            }
            Shape::Xml => Box::new(XmlItems::open(buffer, corrections, wanted)),
            Shape::Json(standing) => Box::new(JsonItems::open(buffer, standing, corrections, wanted)?),
        })
    }

    fn tell(&mut self, progress: Progress) -> Result<(), FeedError<R::Error>> {
        match self.receiver.progress(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(FeedError::Stopped),
        }
    }

    fn survey(&mut self) -> Result<Survey, FeedError<R::Error>> {
        let counter = Counter::default();
        let mut records = self.open(Wanted::Prices, &counter)?;
        let mut survey = Survey {
            rows: 0,
            prices: PriceColumn::default(),
            encodings: Encodings::default(),
            mapping: Mapping::default(),
        };
        let mut record = Record::default();
        // One more than is wanted, to know whether there are more.
        while survey.rows <= self.most {
            match records.next(&mut record)? {
                Step::End => break,
                // Said in the second pass.
                Step::Bad(_) => {}
                Step::Row => {
                    for value in record.values.iter().filter(|value| value.field.is_price()) {
                        if let Ok(price) = build::read_value(value) {
                            survey.prices.note(&price);
                        }
                    }
                }
            }
            survey.rows += 1;
            if survey.rows.is_multiple_of(ROWS_BETWEEN) {
                let total = self.size * 2;
                self.tell(Progress { bytes: counter.bytes(), total, rows: 0, total_rows: 0 })?;
            }
        }
        survey.encodings = records.encodings();
        if survey.rows == 0 {
            return Err(FeedError::NoProducts);
        }
        survey.mapping = records.mapping().clone();
        Ok(survey)
    }

    /// Hands the products out.
    fn products(&mut self, survey: &Survey) -> Result<Told, FeedError<R::Error>> {
        let counter = Counter::default();
        let mut records = self.open(Wanted::All, &counter)?;
        let mut builder = Builder::new(Settings {
            format: Some(self.detected.format),
            currency: self.options.currency,
            shop: self.options.shop.as_deref().map(|shop| shop.trim().trim_end_matches('/').to_owned()),
            mixed_encodings: survey.encodings.are_mixed(),
            prices: survey.prices,
        });
        let (mut rows, mut products) = (0_u64, 0_u64);
        let mut record = Record::default();
        while rows < self.most {
            match records.next(&mut record)? {
                Step::End => break,
                Step::Bad(finding) => self.receiver.finding(finding),
                Step::Row => {
                    let built = builder.build(&record);
                    built.findings.into_iter().for_each(|finding| self.receiver.finding(finding));
                    if let Some(product) = built.product {
                        self.receiver.product(product).map_err(FeedError::Receiver)?;
                        products += 1;
                    }
                }
            }
            rows += 1;
            if rows.is_multiple_of(ROWS_BETWEEN) {
                let bytes = self.size + counter.bytes();
                self.tell(Progress { bytes, total: self.size * 2, rows, total_rows: survey.rows })?;
            }
        }
        self.tell(Progress { bytes: self.size * 2, total: self.size * 2, rows, total_rows: rows })?;
        let summary = Summary {
            format: self.detected.format,
            packed: self.detected.packed,
            encoding: encoding_name(self.detected.decoding, survey.encodings),
            mapping: records.mapping().clone(),
            rows,
            products,
        };
        Ok(Told { summary, samples: records.samples().to_vec() })
    }
}

fn encoding_name(decoding: Decoding, encodings: Encodings) -> &'static str {
    match decoding {
        Decoding::Whole(encoding) => encoding.name(),
        Decoding::ByRow if encodings.are_mixed() => "UTF-8 and windows-1252",
        Decoding::ByRow if encodings.other > 0 => "windows-1252",
        Decoding::ByRow => "UTF-8",
    }
}

#[cfg(test)]
mod tests;
