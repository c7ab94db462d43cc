//! What is not true of an answer, held against the merchant's catalog.

use serde::Serialize;
use ts_rs::TS;

use super::CatalogProduct;

/// What the catalog says of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerTruth {
    /// When the catalog was imported; `null` where the merchant has none, and then nothing else is here.
    #[ts(type = "number | null")]
    pub catalog_imported_at: Option<i64>,
    /// What each product card is, in the order in which they came.
    pub cards: Vec<CardTruth>,
    /// Product names and prices that were found in the texts, also those that are right.
    pub mentions: Vec<TextMention>,
    /// What is not true.
    pub findings: Vec<TruthFinding>,
}

/// Which product of the catalog a card is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardTruth {
    pub card: CardPlace,
    /// `null` where the catalog has no such product. Of a whole group, its first variant.
    pub product: Option<CatalogProduct>,
    /// How many products it stands for: the variants of a group.
    pub products: u32,
    /// By which of its names it was found.
    pub matched_by: Option<MatchedBy>,
}

/// Where a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardPlace {
    #[ts(type = "number")]
    pub line_id: i64,
    /// The event's place in the line, from 0: `Event.index`.
    pub event: u32,
    /// The card's place among the event's cards, from 0.
    pub card: u32,
}

/// Where something is said in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextPlace {
    #[ts(type = "number")]
    pub line_id: i64,
    /// The event's place in the line, from 0.
    pub event: u32,
    pub part: TextPart,
    /// The words as they stand there.
    pub matched: String,
    /// Where they begin in that text, in UTF-16 units.
    pub start: u32,
    /// Where they end, in UTF-16 units.
    pub end: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextPart {
    Message,
    Caption,
    /// The header, body or footer of an interactive message.
    Interactive,
    /// The row of a list: its title, a line feed, its description.
    Row,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum TruthPlace {
    #[serde(rename_all = "camelCase")]
    Card { card: CardPlace },
    #[serde(rename_all = "camelCase")]
    Text { text: TextPlace },
}

/// A product name or a price in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextMention {
    pub text: TextPlace,
    pub said: Said,
    /// The product that it is about.
    pub product_id: Option<String>,
    pub title: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Said {
    /// A product's name that the catalog has.
    Name,
    /// A product's name that the catalog does not have.
    UnknownName,
    RightPrice,
    WrongPrice,
    /// A price that no product stands beside.
    Price,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MatchedBy {
    Id,
    Sku,
    ItemGroup,
    RetailerId,
    Handle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TruthKind {
    UnknownProduct,
    PriceDiffers,
    CurrencyDiffers,
    TitleDiffers,
    LinkDiffers,
    OutOfStock,
    DuplicateInAnswer,
    ImageUnreachable,
    LinkUnreachable,
}

/// Something that explains a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TruthHint {
    /// The answer has the usual price, and a sale holds.
    UsualPriceDuringSale,
    /// The answer has a sale's price, and the sale does not hold.
    SaleIsOver,
}

/// Something that is not true, with both values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TruthFinding {
    pub kind: TruthKind,
    pub place: TruthPlace,
    /// What the answer says, as it came.
    pub answer: String,
    /// What the catalog says; `null` where it says nothing. Of an unreachable picture or page: why, in English.
    pub catalog: Option<String>,
    /// The product in the catalog, or the id that the catalog does not have.
    pub product_id: Option<String>,
    /// Its title there.
    pub title: Option<String>,
    pub matched_by: Option<MatchedBy>,
    pub hint: Option<TruthHint>,
}
