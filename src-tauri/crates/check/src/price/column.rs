//! What the rows of a column say about how its prices are written, and how a doubtful one is settled.

use rust_decimal::Decimal;

use super::{Money, PriceText};
use crate::currency::Currency;
use crate::number::{Mark, Number};

/// How the rows of one column write their prices, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PriceColumn {
    /// Rows whose decimals stand behind a point.
    point: u64,
    /// Rows whose decimals stand behind a comma.
    comma: u64,
}

/// What settled a doubtful number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The column's other rows.
    Column,
    /// The currency's usual form.
    Currency,
    /// Nothing but that prices have no three decimals.
    Habit,
}

/// A price, settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// What it means.
    pub money: Money,
    /// What it could have meant too, and what decided.
    pub doubt: Option<(Decimal, Basis)>,
}

/// A row in a hundred may be a slip; more, and the column does not say anything.
const SLIPS: u64 = 100;

impl PriceColumn {
    /// Counts a row.
    pub fn note(&mut self, price: &PriceText) {
        let Number::Sure { decimal, group, .. } = price.number else { return };
        // What groups thousands does not stand before decimals.
        match decimal.or(group.map(Mark::other)) {
            Some(Mark::Point) => self.point += 1,
            Some(Mark::Comma) => self.comma += 1,
            None => {}
        }
    }

    /// What stands before decimals in this column, if its rows agree.
    pub fn decimal_mark(&self) -> Option<Mark> {
        if self.point > self.comma.saturating_mul(SLIPS) {
            return Some(Mark::Point);
        }
        (self.comma > self.point.saturating_mul(SLIPS)).then_some(Mark::Comma)
    }

    /// Decides what a price of this column means. `usual` is the currency where the price names none, or names one of
    /// several.
    pub fn settle(&self, price: &PriceText, usual: Option<Currency>) -> Settled {
        let currency = match &price.currency {
            Some(candidates) => candidates.given(usual),
            None => usual,
        };
        let (mark, grouped, fraction) = match price.number {
            Number::Sure { value, .. } => {
                return Settled { money: Money { amount: value, currency }, doubt: None };
            }
            Number::Doubtful { mark, grouped, fraction } => (mark, grouped, fraction),
        };
        let (groups, basis) = match (self.decimal_mark(), currency) {
            (Some(decimal), _) => (decimal != mark, Basis::Column),
            (None, Some(currency)) if currency.decimals() == 0 => (true, Basis::Currency),
            (None, Some(currency)) => (currency.decimal_mark() != mark, Basis::Currency),
            (None, None) => (true, Basis::Habit),
        };
        let (amount, other) = if groups { (grouped, fraction) } else { (fraction, grouped) };
        Settled { money: Money { amount, currency }, doubt: Some((other, basis)) }
    }
}
