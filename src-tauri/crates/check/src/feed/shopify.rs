//! Shopify's CSV: one row per variant or extra image, and only the first row of a handle says what the product is.
//!
//! The rows of a handle are gathered, and each variant is handed on as a row that says everything.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io;

use super::column::{Field, Mapping};
use super::finding::Problem;
use super::record::{Record, Records, Step, Value};
use super::text::Encodings;

/// Shopify allows 2,048 variants and 250 pictures.
const MOST_ROWS: usize = 2048 + 250;

/// What the first row says for all.
const SHARED: [Field; 12] = [
    Field::Title,
    Field::Description,
    Field::Brand,
    Field::Category,
    Field::GoogleCategory,
    Field::Status,
    Field::Published,
    Field::ImageLink,
    Field::Currency,
    Field::OptionName(1),
    Field::OptionName(2),
    Field::OptionName(3),
];

pub(crate) struct ShopifyRows<R> {
    rows: R,
    /// The rows of the handle that is being gathered.
    gathered: Vec<Record>,
    /// What its first row says for all, where that was handed on already.
    shared: Option<Record>,
    ready: VecDeque<Record>,
    ended: bool,
    /// Handles whose rows are over, hashed.
    over: HashSet<u64>,
    hasher: RandomState,
}

impl<R: Records> ShopifyRows<R> {
    pub(crate) fn new(rows: R) -> Self {
        Self {
            rows,
            gathered: Vec::new(),
            shared: None,
            ready: VecDeque::new(),
            ended: false,
            over: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    fn take(&mut self, mut row: Record) {
        let handle = row.text(Field::Handle).unwrap_or_default().to_owned();
        let same = self.gathered.first().or(self.shared.as_ref()).and_then(|first| first.text(Field::Handle))
            == Some(&handle);
        if !same {
            self.finish();
            self.shared = None;
            if self.over.contains(&self.hasher.hash_one(&handle)) {
                row.problems.push(Problem::HandleTornApart { handle });
            }
        } else if self.gathered.len() >= MOST_ROWS {
            self.finish();
        }
        self.gathered.push(row);
    }

    /// Hands the gathered rows on.
    fn finish(&mut self) {
        let rows = std::mem::take(&mut self.gathered);
        let Some(first) = rows.first() else { return };
        if let Some(handle) = first.text(Field::Handle) {
            self.over.insert(self.hasher.hash_one(handle));
        }
        let shared = self.shared.take().unwrap_or_else(|| first.clone());
        let images: Vec<String> =
            rows.iter().flat_map(|row| row.texts(Field::ImageLink)).map(str::to_owned).collect();
        for (place, row) in rows.into_iter().enumerate() {
            let is_variant = [Field::Sku, Field::Price, Field::OptionValue(1)]
                .into_iter()
                .any(|field| row.value(field).is_some());
            if place == 0 || is_variant {
                self.ready.push_back(whole(row, &shared, &images));
            }
        }
        self.shared = Some(shared);
    }
}

/// A variant with all that its product says.
fn whole(mut row: Record, shared: &Record, images: &[String]) -> Record {
    let own_image = row.text(Field::VariantImage).map(str::to_owned);
    row.values.retain(|value| value.field != Field::ImageLink);
    let missing: Vec<Value> = SHARED
        .into_iter()
        .filter(|field| row.value(*field).is_none())
        .filter_map(|field| shared.value(field).cloned())
        .collect();
    row.values.extend(missing);
    let main = row.text(Field::ImageLink).map(str::to_owned);
    for image in images.iter().filter(|image| Some(*image) != main.as_ref()) {
        row.push(Field::AdditionalImages, image.clone());
    }
    if let Some(image) = own_image {
        row.values.retain(|value| value.field != Field::ImageLink);
        row.push(Field::ImageLink, image);
    }
    row
}

impl<R: Records> Records for ShopifyRows<R> {
    fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                *record = ready;
                return Ok(Step::Row);
            }
            if self.ended {
                return Ok(Step::End);
            }
            match self.rows.next(record)? {
                Step::Row => self.take(std::mem::take(record)),
                Step::Bad(finding) => return Ok(Step::Bad(finding)),
                Step::End => {
                    self.ended = true;
                    self.finish();
                }
            }
        }
    }

    fn mapping(&self) -> &Mapping {
        self.rows.mapping()
    }

    fn encodings(&self) -> Encodings {
        self.rows.encodings()
    }

    fn samples(&self) -> &[Vec<String>] {
        self.rows.samples()
    }
}
