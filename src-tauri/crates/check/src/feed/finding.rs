//! What is wrong with a feed, row by row. A finding never stops the reading.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::column::Field;
use crate::price::{Basis, Money};

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line on which the row begins, from 1; in XML and JSON the line of the element.
    pub line: u64,
    /// The product, where the row names one.
    pub id: Option<String>,
    /// What it is.
    pub problem: Problem,
}

/// What became of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It went in as it is.
    Note,
    /// It went in, with one of two meanings.
    Doubt,
    /// It went in without one of its values.
    ValueLeftOut,
    /// It did not go in.
    RowLeftOut,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the sentences below say what the values are")]
pub enum Problem {
    TooManyCells {
        expected: usize,
        found: usize,
    },
    TooFewCells {
        expected: usize,
        found: usize,
    },
    QuoteNotClosed,
    /// The quote made the row unreadable.
    QuoteBrokeRow,
    TooLong {
        limit: usize,
    },
    NotXml {
        reason: String,
    },
    NotJson {
        reason: String,
    },
    NotAnObject,
    /// The file ends inside of this element.
    EndsEarly,
    NoId,
    NoTitle,
    DuplicateId {
        first_line: u64,
    },
    PriceMissing,
    PriceUnreadable {
        field: Field,
        text: String,
        reason: String,
    },
    PriceDoubtful {
        field: Field,
        text: String,
        read: Money,
        other: String,
        basis: Basis,
    },
    PriceBelowZero {
        field: Field,
        text: String,
    },
    CurrencyUnknown {
        text: String,
    },
    CurrencyMissing,
    /// Price and currency column contradict each other.
    CurrencyConflict {
        text: String,
        column: String,
    },
    SaleDatesUnreadable {
        text: String,
    },
    SaleNotLower {
        sale: Money,
        price: Money,
    },
    AvailabilityUnknown {
        text: String,
    },
    InventoryUnreadable {
        text: String,
    },
    NotAnAddress {
        field: Field,
        text: String,
    },
    /// A row in another encoding than the rest of the file.
    MixedEncoding,
    /// The rows of one Shopify product do not stand together.
    HandleTornApart {
        handle: String,
    },
}

impl Problem {
    /// What became of the row.
    pub fn severity(&self) -> Severity {
        match self {
            Self::TooManyCells { .. }
            | Self::QuoteBrokeRow
            | Self::TooLong { .. }
            | Self::NotXml { .. }
            | Self::NotJson { .. }
            | Self::NotAnObject
            | Self::EndsEarly
            | Self::NoId
            | Self::DuplicateId { .. } => Severity::RowLeftOut,
            Self::NoTitle
            | Self::PriceMissing
            | Self::PriceUnreadable { .. }
            | Self::PriceBelowZero { .. }
            | Self::CurrencyUnknown { .. }
            | Self::SaleDatesUnreadable { .. }
            | Self::AvailabilityUnknown { .. }
            | Self::InventoryUnreadable { .. }
            | Self::NotAnAddress { .. } => Severity::ValueLeftOut,
            Self::PriceDoubtful { .. }
            | Self::CurrencyMissing
            | Self::CurrencyConflict { .. }
            | Self::MixedEncoding => Severity::Doubt,
            Self::TooFewCells { .. }
            | Self::QuoteNotClosed
            | Self::SaleNotLower { .. }
            | Self::HandleTornApart { .. } => Severity::Note,
        }
    }

    /// A short, stable name, for machines and for counting.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooManyCells { .. } => "too_many_cells",
            Self::TooFewCells { .. } => "too_few_cells",
            Self::QuoteNotClosed => "quote_not_closed",
            Self::QuoteBrokeRow => "quote_broke_row",
            Self::TooLong { .. } => "too_long",
            Self::NotXml { .. } => "not_xml",
            Self::NotJson { .. } => "not_json",
            Self::NotAnObject => "not_an_object",
            Self::EndsEarly => "ends_early",
            Self::NoId => "no_id",
            Self::NoTitle => "no_title",
            Self::DuplicateId { .. } => "duplicate_id",
            Self::PriceMissing => "price_missing",
            Self::PriceUnreadable { .. } => "price_unreadable",
            Self::PriceDoubtful { .. } => "price_doubtful",
            Self::PriceBelowZero { .. } => "price_below_zero",
            Self::CurrencyUnknown { .. } => "currency_unknown",
            Self::CurrencyMissing => "currency_missing",
            Self::CurrencyConflict { .. } => "currency_conflict",
            Self::SaleDatesUnreadable { .. } => "sale_dates_unreadable",
            Self::SaleNotLower { .. } => "sale_not_lower",
            Self::AvailabilityUnknown { .. } => "availability_unknown",
            Self::InventoryUnreadable { .. } => "inventory_unreadable",
            Self::NotAnAddress { .. } => "not_an_address",
            Self::MixedEncoding => "mixed_encoding",
            Self::HandleTornApart { .. } => "handle_torn_apart",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyCells { expected, found } => {
                write!(formatter, "it has {found} cells, and the header has {expected}")
            }
            Self::TooFewCells { expected, found } => {
                write!(formatter, "it has only {found} cells, and the header has {expected}")
            }
            Self::QuoteNotClosed => formatter.write_str("a quote that begins a cell is not closed"),
            Self::QuoteBrokeRow => {
                formatter.write_str("a quote is not closed, and the row cannot be read without it")
            }
            Self::TooLong { limit } => write!(formatter, "it is longer than {limit} bytes"),
            Self::NotXml { reason } => write!(formatter, "it is not XML: {reason}"),
            Self::NotJson { reason } => write!(formatter, "it is not JSON: {reason}"),
            Self::NotAnObject => formatter.write_str("it is not an object"),
            Self::EndsEarly => formatter.write_str("the file ends in the middle of it"),
            Self::NoId => formatter.write_str("it has no id"),
            Self::NoTitle => formatter.write_str("it has no title"),
            Self::DuplicateId { first_line } => {
                write!(formatter, "its id was used already, on line {first_line}")
            }
            Self::PriceMissing => formatter.write_str("it has no price"),
            Self::PriceUnreadable { field, text, reason } => {
                write!(formatter, "{field} {text:?} cannot be read: {reason}")
            }
            Self::PriceDoubtful { field, text, read, other, basis } => {
                let basis = match basis {
                    Basis::Column => "because of the other rows",
                    Basis::Currency => "because of the currency",
                    Basis::Habit => "because prices rarely have three decimals",
                };
                write!(formatter, "{field} {text:?} was read as {read}, {basis}; it could be {other}")
            }
            Self::PriceBelowZero { field, text } => write!(formatter, "{field} {text:?} is below zero"),
            Self::CurrencyUnknown { text } => write!(formatter, "{text:?} is no currency"),
            Self::CurrencyMissing => {
                formatter.write_str("its price names no currency: the figure alone is compared")
            }
            Self::CurrencyConflict { text, column } => {
                write!(formatter, "the price {text:?} names another currency than the column, {column}")
            }
            Self::SaleDatesUnreadable { text } => write!(
                formatter,
                "the sale's dates {text:?} cannot be read, so the sale price does not count"
            ),
            Self::SaleNotLower { sale, price } => {
                write!(formatter, "the sale price {sale} is not below the price {price}")
            }
            Self::AvailabilityUnknown { text } => write!(formatter, "the availability {text:?} is unknown"),
            Self::InventoryUnreadable { text } => {
                write!(formatter, "the inventory {text:?} is no whole number")
            }
            Self::NotAnAddress { field, text } => write!(formatter, "{field} {text:?} is no web address"),
            Self::MixedEncoding => {
                formatter.write_str("it is not UTF-8 as the rest is, and was read as Windows-1252")
            }
            Self::HandleTornApart { handle } => write!(
                formatter,
                "other products stand between the rows of {handle:?}, so its title may be missing"
            ),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(formatter, "line {}, {id}: {}", self.line, self.problem),
            None => write!(formatter, "line {}: {}", self.line, self.problem),
        }
    }
}
