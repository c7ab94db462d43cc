//! Two answers beside each other.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Turn;

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnsCompare {
    #[ts(type = "number")]
    pub a: i64,
    #[ts(type = "number")]
    pub b: i64,
    /// The time at which an event was created makes no difference.
    pub without_times: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnComparison {
    pub a: ComparedTurn,
    pub b: ComparedTurn,
    /// In both, by the id or else the title.
    pub products_kept: u32,
    pub products_removed: Vec<ComparedProduct>,
    pub products_added: Vec<ComparedProduct>,
    pub products_changed: Vec<ProductChange>,
    /// Texts that are in both to the letter.
    pub texts_kept: u32,
    pub rows: Vec<DifferenceRow>,
    /// Not all of it was compared or is told.
    pub cut: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedTurn {
    pub turn: Turn,
    pub conversation_id: String,
    pub merchant_id: String,
    pub simulated: bool,
    /// In the order in which the kinds first come.
    pub kinds: Vec<ComparedKind>,
    pub texts: u32,
    #[ts(type = "number")]
    pub characters: u64,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedKind {
    pub kind: String,
    pub count: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedProduct {
    pub id: Option<String>,
    pub title: Option<String>,
    /// The characters that came.
    pub price: Option<String>,
    pub currency: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProductChange {
    pub a: ComparedProduct,
    pub b: ComparedProduct,
}

/// A row of the difference: a line of both, of the first alone, of the second alone, or equal lines left out. Numbers
/// of lines count from 1.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum DifferenceRow {
    #[serde(rename_all = "camelCase")]
    Same { a: u32, b: u32, text: String },
    #[serde(rename_all = "camelCase")]
    Removed { a: u32, text: String },
    #[serde(rename_all = "camelCase")]
    Added { b: u32, text: String },
    #[serde(rename_all = "camelCase")]
    Hidden { lines: u32 },
}
