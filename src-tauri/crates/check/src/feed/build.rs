//! A row becomes a product: its values understood, and what cannot be understood said.

mod prices;

pub(super) use prices::read_value;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::column::Field;
use super::detect::Format;
use super::finding::{Finding, Problem, Severity};
use super::html;
use super::record::Record;
use crate::catalog::{Availability, Product};
use crate::currency::Currency;
use crate::price::PriceColumn;

/// Google cuts descriptions there; nothing that is checked stands behind it.
const LONGEST_DESCRIPTION: usize = 5000;

/// What the file itself does not say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub format: Option<Format>,
    pub currency: Option<Currency>,
    /// Where the shop is, without a slash at its end.
    pub shop: Option<String>,
    /// Rows that are no UTF-8 differ from the rest.
    pub mixed_encodings: bool,
    pub prices: PriceColumn,
}

pub(crate) struct Builder {
    settings: Settings,
    /// Ids by their hash, and the line that used each first.
    ids: HashMap<u64, u64>,
    hasher: RandomState,
}

/// What a row came to.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub product: Option<Product>,
    pub findings: Vec<Finding>,
}

impl Builder {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings, ids: HashMap::new(), hasher: RandomState::new() }
    }

    pub(crate) fn build(&mut self, record: &Record) -> Built {
        let mut problems = record.problems.clone();
        if record.other_encoding && self.settings.mixed_encodings {
            problems.push(Problem::MixedEncoding);
        }
        let variant = variant_of(record);
        let id = self.id_of(record, variant.as_deref());
        let mut product = Product { id: id.unwrap_or_default(), variant, ..Product::default() };
        if product.id.is_empty() {
            problems.push(Problem::NoId);
        } else {
            let hash = self.hasher.hash_one(&product.id);
            match self.ids.get(&hash) {
                Some(&first_line) => problems.push(Problem::DuplicateId { first_line }),
                None => {
                    self.ids.insert(hash, record.line);
                }
            }
        }
        // Of a row that does not go in, one finding is enough.
        if !problems.iter().any(|problem| problem.severity() == Severity::RowLeftOut) {
            self.fill(record, &mut product, &mut problems);
        }
        let left_out = problems.iter().any(|problem| problem.severity() == Severity::RowLeftOut);
        let id = Some(product.id.clone()).filter(|id| !id.is_empty());
        let finding = |problem| Finding { line: record.line, id: id.clone(), problem };
        let findings = problems.into_iter().map(finding).collect();
        Built { product: (!left_out).then_some(product), findings }
    }

    /// Shopify's CSV has no id: the handle and the variant together are unique there, while SKUs are often not.
    fn id_of(&self, record: &Record, variant: Option<&str>) -> Option<String> {
        if self.settings.format == Some(Format::ShopifyCsv) && record.value(Field::Id).is_none() {
            let handle = record.text(Field::Handle)?;
            return Some(match variant {
                Some(variant) => format!("{handle}:{variant}"),
                None => handle.to_owned(),
            });
        }
        let named = [Field::Id, Field::Sku, Field::RetailerId, Field::Handle];
        named.into_iter().find_map(|field| record.text(field)).map(str::to_owned)
    }

    fn fill(&self, record: &Record, product: &mut Product, problems: &mut Vec<Problem>) {
        let text = |field| record.text(field).map(str::to_owned);
        let words = |field| {
            record.text(field).map(|text| one_line(&html::text_of(text))).filter(|text| !text.is_empty())
        };
        product.sku = text(Field::Sku);
        product.handle = text(Field::Handle);
        product.item_group = text(Field::ItemGroup).or_else(|| product.handle.clone());
        product.retailer_id = text(Field::RetailerId);
        product.title = words(Field::Title).unwrap_or_default();
        if product.title.is_empty() {
            problems.push(Problem::NoTitle);
        }
        product.description =
            record.text(Field::Description).map(|text| beginning(&html::text_of(text)).to_owned());
        product.brand = words(Field::Brand);
        product.category = words(Field::Category).or_else(|| words(Field::GoogleCategory));
        product.colour = words(Field::Colour).or_else(|| option_of(record, &COLOUR_NAMES));
        product.size = words(Field::Size).or_else(|| option_of(record, &SIZE_NAMES));
        product.condition = text(Field::Condition);
        // Shopify puts an apostrophe before numbers so that spreadsheets leave them alone.
        product.gtin = record.text(Field::Gtin).map(|text| text.trim_start_matches('\'').to_owned());
        product.mpn = text(Field::Mpn);
        self.addresses(record, product, problems);
        stock(record, product, problems);
        prices::fill(&self.settings, record, product, problems);
    }

    fn addresses(&self, record: &Record, product: &mut Product, problems: &mut Vec<Problem>) {
        let shop = self.settings.shop.as_deref();
        let mut address = |field, text: &str| {
            let text = html::decode(text).into_owned();
            if is_address(&text) {
                return Some(text);
            }
            if let Some(rest) = text.strip_prefix("//") {
                return Some(format!("https://{rest}"));
            }
            match shop {
                Some(shop) if text.starts_with('/') => Some(format!("{shop}{text}")),
                _ => {
                    problems.push(Problem::NotAnAddress { field, text });
                    None
                }
            }
        };
        product.link = record.text(Field::Link).and_then(|text| address(Field::Link, text));
        let mut images = Vec::new();
        for field in [Field::ImageLink, Field::AdditionalImages] {
            for text in record.texts(field).flat_map(several) {
                if let Some(image) = address(field, text).filter(|image| !images.contains(image)) {
                    images.push(image);
                }
            }
        }
        let mut images = images.into_iter();
        product.image_link = images.next();
        product.additional_images = images.collect();
        if let (None, Some(handle), Some(shop)) = (&product.link, &product.handle, shop) {
            product.link = Some(format!("{shop}/products/{handle}"));
        }
    }
}

const COLOUR_NAMES: [&str; 4] = ["color", "colour", "cor", "couleur"];
const SIZE_NAMES: [&str; 5] = ["size", "tamanho", "talla", "talle", "taille"];

/// The value of an option by what it is called.
fn option_of(record: &Record, names: &[&str]) -> Option<String> {
    (1u8..=3).find_map(|place| {
        let name = record.text(Field::OptionName(place))?.to_lowercase();
        names.contains(&name.as_str()).then(|| record.text(Field::OptionValue(place)))?.map(str::to_owned)
    })
}

/// What tells a variant from the others. A product without any has the one option *Title* with this value.
fn variant_of(record: &Record) -> Option<String> {
    let values = (1u8..=3).filter_map(|place| record.text(Field::OptionValue(place)));
    let variant = values.filter(|value| *value != "Default Title").collect::<Vec<_>>().join(" / ");
    (!variant.is_empty()).then_some(variant)
}

fn stock(record: &Record, product: &mut Product, problems: &mut Vec<Problem>) {
    if let Some(text) = record.text(Field::Inventory) {
        match whole_number(text) {
            Some(pieces) => product.inventory = Some(pieces),
            None => problems.push(Problem::InventoryUnreadable { text: text.to_owned() }),
        }
    }
    product.availability = match record.text(Field::Availability) {
        Some(text) => Availability::read(text).unwrap_or_else(|| {
            problems.push(Problem::AvailabilityUnknown { text: text.to_owned() });
            Availability::Unknown
        }),
        None => counted(record, product.inventory),
    };
    let says_no = |field, words: &[&str]| {
        record.text(field).is_some_and(|text| words.contains(&text.to_lowercase().as_str()))
    };
    let hidden = ["draft", "archived", "unlisted", "hidden", "staging", "inactive", "disabled"];
    if says_no(Field::Status, &hidden) || says_no(Field::Published, &["false", "no", "0"]) {
        product.availability = Availability::Withdrawn;
    }
}

/// What the number of pieces says, in Shopify's sense: a shop that does not count them, or sells on without, always has
/// some.
fn counted(record: &Record, inventory: Option<i64>) -> Availability {
    let sells_on = record
        .text(Field::InventoryPolicy)
        .is_some_and(|policy| matches!(policy.to_lowercase().as_str(), "continue" | "true" | "yes"));
    match inventory {
        Some(pieces) if pieces > 0 => Availability::InStock,
        Some(_) if sells_on => Availability::Backorder,
        Some(_) => Availability::OutOfStock,
        None => Availability::Unknown,
    }
}

/// `12`, and `12.0` as spreadsheets write it.
fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim_start_matches('\'');
    text.parse().ok().or_else(|| {
        let (whole, zeros) = text.split_once('.')?;
        zeros.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok())?
    })
}

/// A description as far as it is kept.
fn beginning(text: &str) -> &str {
    // Most are far shorter than that, in bytes too.
    let cut = || text.char_indices().nth(LONGEST_DESCRIPTION).map(|(at, _)| at);
    let end = if text.len() > LONGEST_DESCRIPTION { cut() } else { None };
    &text[..end.unwrap_or(text.len())]
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

pub(crate) fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some() && text.len() > 8 && !text.chars().any(char::is_control)
}

/// Several addresses in one cell, separated by commas. A comma inside of an address is not followed by another.
fn several(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(',') {
        let behind = text[at + 1..].trim_start();
        if behind.starts_with("http") || behind.starts_with("//") || behind.is_empty() {
            parts.push(text[start..at].trim());
            start = at + 1;
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}
