//! Product catalogs: a feed that is chosen, looked at, imported, and what answers are held against it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A feed that a person has chosen. The window knows it by its handle alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedFile {
    pub handle: String,
    /// Its name, without the folder.
    pub name: String,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FeedFormat {
    Tsv,
    Csv,
    ShopifyCsv,
    Xml,
    Json,
    JsonLines,
}

/// What a person says about a feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedReading {
    /// Its format; `null` to tell it by what is in it.
    pub format: Option<FeedFormat>,
    /// What columns are, where their names do not tell or mislead.
    pub columns: Vec<ColumnChoice>,
    /// The code of the currency of prices that name none; `null` or empty where all do.
    pub currency: Option<String>,
    /// The shop's address, for feeds without links (Shopify); `null` or empty where there are links.
    pub shop: Option<String>,
}

/// What a person says of a column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnChoice {
    pub column: String,
    /// One of the fields of a preview; `null` to leave the column unread.
    pub field: Option<String>,
}

/// The wish to see how a feed is understood, or to import it so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogFeed {
    pub merchant_id: String,
    /// Of a `FeedFile`.
    pub handle: String,
    pub reading: FeedReading,
}

/// How the beginning of a feed is understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogPreview {
    pub format: FeedFormat,
    /// With gzip.
    pub packed: bool,
    pub encoding: String,
    pub columns: Vec<FeedColumn>,
    /// Every field that a column can be mapped to.
    pub fields: Vec<String>,
    /// Rows that were looked at.
    #[ts(type = "number")]
    pub rows: u64,
    /// The feed has no more rows than these.
    pub whole: bool,
    /// Some column tells products apart. Without one nothing can be imported: map one to `id`.
    pub names_products: bool,
    /// The code of the currency that most prices have; `null` where none has any: then ask for it.
    pub currency: Option<String>,
    /// There are products without a link: then ask for the shop's address.
    pub links_missing: bool,
    /// The first products, as they would be imported.
    pub products: Vec<CatalogProduct>,
    /// What is wrong with the rows that were looked at, by kind, what costs rows first.
    pub counts: Vec<FeedFindingCount>,
    /// The first findings, with their lines.
    pub findings: Vec<FeedFinding>,
}

/// A column of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedColumn {
    pub name: String,
    /// The field that it fills; `null` where it is left unread.
    pub field: Option<String>,
    /// A person said so.
    pub corrected: bool,
    /// Its first value that is not empty, as it came. `null` in XML and JSON, and once imported.
    pub sample: Option<String>,
}

/// What became of a row with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FeedSeverity {
    /// It went in as it is.
    Note,
    /// It went in, with one of two meanings.
    Doubt,
    /// It went in without one of its values.
    ValueLeftOut,
    /// It did not go in.
    RowLeftOut,
}

/// How many rows have a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedFindingCount {
    /// Such as `price_unreadable`.
    pub code: String,
    pub severity: FeedSeverity,
    #[ts(type = "number")]
    pub count: u64,
}

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedFinding {
    /// The line on which the row begins, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// The product's id, where the row names one.
    pub id: Option<String>,
    /// Such as `price_unreadable`.
    pub code: String,
    pub severity: FeedSeverity,
    /// The values for the blanks of its sentence.
    pub params: BTreeMap<String, String>,
    /// The sentence in English, for codes that the window does not know: it begins in lower case.
    pub message: String,
}

/// A product as the catalog has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogProduct {
    pub id: String,
    /// With its variant.
    pub title: String,
    /// What it costs, with the currency, such as `1299.90 BRL`. A sale counts where its dates hold.
    pub price: Option<String>,
    pub availability: ProductAvailability,
    pub link: Option<String>,
    pub image_link: Option<String>,
    pub category: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProductAvailability {
    Unknown,
    InStock,
    OutOfStock,
    Preorder,
    Backorder,
    AvailableForOrder,
    Discontinued,
    /// The shop does not show it.
    Withdrawn,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogProgress {
    pub part: CatalogImportPart,
    /// Of the whole, from 0 to 1.
    pub share: f64,
    #[ts(type = "number")]
    pub rows: u64,
    /// 0 until they have been counted.
    #[ts(type = "number")]
    pub total_rows: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CatalogImportPart {
    /// Rows are counted.
    Surveying,
    /// Rows become products.
    Reading,
    /// Products are made findable.
    Finishing,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogImported {
    pub summary: CatalogSummary,
    /// There was no catalog before, so that everything is new.
    pub first: bool,
    #[ts(type = "number")]
    pub added: u64,
    #[ts(type = "number")]
    pub changed: u64,
    #[ts(type = "number")]
    pub removed: u64,
    #[ts(type = "number")]
    pub unchanged: u64,
    /// The first changes of each kind; none of a first import.
    pub examples: Vec<CatalogChange>,
}

/// A merchant's catalog as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogSummary {
    /// The feed's file name.
    pub file: String,
    /// As the command line names it: `tsv`, `csv`, `shopify-csv`, `xml`, `json`, `jsonl`.
    pub format: String,
    pub packed: bool,
    pub encoding: String,
    #[ts(type = "number")]
    pub imported_at: i64,
    #[ts(type = "number")]
    pub rows: u64,
    #[ts(type = "number")]
    pub products: u64,
    /// The code of the currency that most prices have.
    pub currency: Option<String>,
    pub shop: Option<String>,
    pub columns: Vec<FeedColumn>,
    pub counts: Vec<FeedFindingCount>,
    /// The first findings.
    pub findings: Vec<FeedFinding>,
    /// What it takes on the disk.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A product that is not as it was in the import before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogChange {
    pub kind: CatalogChangeKind,
    pub id: String,
    pub title: String,
    /// What is different in a product that was changed.
    pub differences: Vec<CatalogDifference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CatalogChangeKind {
    Added,
    Changed,
    Removed,
}

/// A field that is not as it was; empty where there was or is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogDifference {
    /// By the name to map a column to.
    pub field: String,
    pub before: String,
    pub after: String,
}
