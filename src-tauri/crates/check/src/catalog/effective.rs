//! What a product costs at a given time: the usual price, or the sale's while it holds.

use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;

use super::Product;
use crate::clock;
use crate::price::Money;

/// A lower price, and when it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// The lower price.
    pub price: Money,
    /// When it counts; always, where the feed names no dates.
    pub effective: Option<Effective>,
}

/// A time from a start up to an end, in milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective {
    /// The first moment.
    pub start: i64,
    /// The first moment after it.
    pub end: i64,
}

impl Effective {
    /// Reads `start/end` in ISO 8601. A date alone is its whole day; a time without an offset is UTC, which the formats
    /// do not say and most feeds mean by leaving it out.
    pub fn read(text: &str) -> Option<Self> {
        let (start, end) = text.trim().split_once('/')?;
        let (start, _) = moment(start)?;
        let (end, whole_day) = moment(end)?;
        let end = if whole_day { end.checked_add(DAY)? } else { end };
        (start < end).then_some(Self { start, end })
    }

    /// Whether it holds at a time, in milliseconds since 1970.
    pub fn holds(&self, at: i64) -> bool {
        (self.start..self.end).contains(&at)
    }
}

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A moment in milliseconds since 1970, and whether it was a date alone.
fn moment(text: &str) -> Option<(i64, bool)> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    let text = text.trim();
    if let Ok(moment) = PARSER.parse_timestamp(text) {
        return Some((moment.as_millisecond(), false));
    }
    let civil: DateTime = PARSER.parse_datetime(text).ok()?;
    let moment = TimeZone::UTC.to_timestamp(civil).ok()?;
    Some((moment.as_millisecond(), !text.contains(['T', 't', ' '])))
}

impl Product {
    /// What it costs now.
    pub fn price_now(&self) -> Option<Money> {
        self.price_at(clock::now_ms())
    }

    /// What it costs at a time, in milliseconds since 1970.
    pub fn price_at(&self, at: i64) -> Option<Money> {
        match &self.sale {
            Some(sale) if sale.effective.is_none_or(|effective| effective.holds(at)) => Some(sale.price),
            _ => self.price,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn the_dates_of_a_sale_are_read_as_the_formats_write_them() {
        let table = [
            ("2026-01-01T00:00-0300/2026-02-01T00:00-0300", "2026-01-01T03:00:00Z", "2026-02-01T03:00:00Z"),
            ("2026-01-01T00:00-03:00/2026-02-01T12:30-03:00", "2026-01-01T03:00:00Z", "2026-02-01T15:30:00Z"),
            ("2026-01-01T00:00:00Z / 2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
            ("2026-01-01T10:00/2026-01-02T10:00", "2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"),
            ("2026-01-01 10:00:00/2026-01-02 10:00:00", "2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"),
            ("2026-01-01/2026-01-31", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        ];
        for (text, start, end) in table {
            assert_eq!(Effective::read(text), Some(Effective { start: at(start), end: at(end) }), "{text}");
        }
        for wrong in ["", "2026-01-01", "2026-02-01/2026-01-01", "today/tomorrow", "2026-13-01/2026-14-01"] {
            assert_eq!(Effective::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_sale_counts_while_its_dates_hold_or_always_without_dates() {
        let money = |amount: i64| Money { amount: amount.into(), currency: None };
        let effective = Effective::read("2026-01-01/2026-01-31");
        let mut product = Product { price: Some(money(100)), ..Product::default() };
        assert_eq!(product.price_at(0), Some(money(100)));
        product.sale = Some(Sale { price: money(80), effective });
        let table = [
            ("2025-12-31T23:59:59Z", 100),
            ("2026-01-01T00:00:00Z", 80),
            ("2026-01-31T23:59:59Z", 80),
            ("2026-02-01T00:00:00Z", 100),
        ];
        for (moment, expected) in table {
            assert_eq!(product.price_at(at(moment)), Some(money(expected)), "{moment}");
        }
        product.sale = Some(Sale { price: money(80), effective: None });
        assert_eq!(product.price_at(0), Some(money(80)));
    }
}
