//! The values of a finding's sentence, by name, for those who have a sentence of their own for its code.

use super::finding::Problem;
use crate::price::Basis;

impl Problem {
    /// The values, each under the name of its field.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManyCells { expected, found } | Self::TooFewCells { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::TooLong { limit } => vec![("limit", limit.to_string())],
            Self::NotXml { reason } | Self::NotJson { reason } => vec![("reason", reason.clone())],
            Self::DuplicateId { first_line } => vec![("firstLine", first_line.to_string())],
            Self::PriceUnreadable { field, text, reason } => {
                vec![("field", field.to_string()), ("text", text.clone()), ("reason", reason.clone())]
            }
            Self::PriceDoubtful { field, text, read, other, basis } => {
                let basis = match basis {
                    Basis::Column => "column",
                    Basis::Currency => "currency",
                    Basis::Habit => "habit",
                };
                vec![
                    ("field", field.to_string()),
                    ("text", text.clone()),
                    ("read", read.to_string()),
                    ("other", other.clone()),
                    ("basis", basis.to_owned()),
                ]
            }
            Self::PriceBelowZero { field, text } | Self::NotAnAddress { field, text } => {
                vec![("field", field.to_string()), ("text", text.clone())]
            }
            Self::CurrencyUnknown { text }
            | Self::SaleDatesUnreadable { text }
            | Self::AvailabilityUnknown { text }
            | Self::InventoryUnreadable { text } => vec![("text", text.clone())],
            Self::CurrencyConflict { text, column } => {
                vec![("text", text.clone()), ("column", column.clone())]
            }
            Self::SaleNotLower { sale, price } => {
                vec![("sale", sale.to_string()), ("price", price.to_string())]
            }
            Self::HandleTornApart { handle } => vec![("handle", handle.clone())],
            Self::QuoteNotClosed
            | Self::QuoteBrokeRow
            | Self::NotAnObject
            | Self::EndsEarly
            | Self::NoId
            | Self::NoTitle
            | Self::PriceMissing
            | Self::CurrencyMissing
            | Self::MixedEncoding => Vec::new(),
        }
    }
}
