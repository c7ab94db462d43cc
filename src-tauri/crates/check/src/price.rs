//! Prices as they stand in feeds and in sentences: a number with or without a currency on either side of it.
//!
//! A price is read first, into all that it can mean ([`PriceText`]), and settled later, when the shop's currency and
//! the other rows of its column are known ([`PriceColumn`]). Where that leaves a doubt, the doubt is handed on.

mod column;

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use sofia_core::price::price_text;

pub use column::{Basis, PriceColumn, Settled};

use crate::currency::{Candidates, Currency, read_currency};
use crate::number::{Number, NumberError, digit, is_dash, read_number, sign, trim};

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// In units of the currency, exact.
    pub amount: Decimal,
    /// The currency, where it is known.
    pub currency: Option<Currency>,
}

impl Money {
    /// Whether both are the same price to a customer: equal to the last digit that the currency has. A currency that
    /// is not known contradicts none.
    pub fn is_price(&self, other: &Self) -> bool {
        self.same_currency(other) && self.is_amount(other.amount)
    }

    /// Whether the currencies do not contradict each other.
    pub fn same_currency(&self, other: &Self) -> bool {
        match (self.currency, other.currency) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    /// As people write it, where the currency is known: `R$ 1.299,90`.
    pub fn written(&self) -> String {
        match self.currency {
            Some(currency) => price_text(&self.with_decimals().to_string(), Some(currency.code())),
            None => self.to_string(),
        }
    }

    /// The amount with as many decimals as the currency has.
    fn with_decimals(&self) -> Decimal {
        let decimals = self.currency.map_or(2, Currency::decimals);
        let mut amount = self.amount;
        if amount.scale() < decimals {
            amount.rescale(decimals);
        }
        amount
    }

    /// Whether an amount is this one, to the last digit that the currency has.
    pub fn is_amount(&self, amount: Decimal) -> bool {
        let decimals = self.currency.map_or(2, Currency::decimals);
        let round =
            |value: Decimal| value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        // A price of whole pesos that is written with cents is not another price unless the cents differ.
        self.amount == amount || (decimals > 0 && round(self.amount) == round(amount))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.with_decimals();
        match self.currency {
            Some(currency) => write!(formatter, "{amount} {currency}"),
            None => write!(formatter, "{amount}"),
        }
    }
}

/// A price, read into all that it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceText {
    /// The number.
    pub number: Number,
    /// What its sign, code or word says of the currency; `None` where it has none.
    pub currency: Option<Candidates>,
}

/// Why a text is no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// The number in it cannot be read.
    #[error("{0}")]
    Number(#[from] NumberError),
    /// What stands beside the number is no currency: `from 59`, `59 each`.
    #[error("{0:?} is no currency")]
    NotACurrency(String),
    /// Two currencies: `R$ 15.00 USD`.
    #[error("it names two currencies")]
    TwoCurrencies,
}

/// Reads a price: `59.90 BRL`, `BRL 59.90`, `R$ 59,90`, `59,90 €`, `$189.50 MXN`, `59€90`, `59,- kr`, `1.299,90`.
pub fn read_price(text: &str) -> Result<PriceText, PriceError> {
    let text = trim(text);
    if text.is_empty() {
        return Err(NumberError::Empty.into());
    }
    let (negative, text) = outer_sign(text);
    let pieces = Pieces::of(text)?;
    let before = currency_of(pieces.before)?;
    let behind = currency_of(pieces.behind)?;
    let inside = pieces.sign_inside.map(|name| read_currency(name).ok_or(PriceError::TwoCurrencies));
    let currency = match (before, behind, inside.transpose()?) {
        (None, None, None) => None,
        (Some(one), Some(other), None) => Some(one.and(&other).ok_or(PriceError::TwoCurrencies)?),
        (Some(one), None, None) | (None, Some(one), None) | (None, None, Some(one)) => Some(one),
        _ => return Err(PriceError::TwoCurrencies),
    };
    let number = read_number(&pieces.number)?;
    Ok(PriceText { number: if negative { number.negated() } else { number }, currency })
}

/// A sign that stands outside of the currency: `-R$ 59,90`, `(R$ 59,90)`, `59,90 EUR-`.
fn outer_sign(text: &str) -> (bool, &str) {
    let outside = text.starts_with(|character| is_dash(character) || character == '+' || character == '(')
        || text.ends_with(|character: char| is_dash(character) && !text.ends_with(":-"));
    if outside { sign(text) } else { (false, text) }
}

fn currency_of(text: &str) -> Result<Option<Candidates>, PriceError> {
    let text = trim(text);
    if text.is_empty() {
        return Ok(None);
    }
    read_currency(text).map(Some).ok_or_else(|| PriceError::NotACurrency(text.to_owned()))
}

/// A price taken apart.
struct Pieces<'a> {
    before: &'a str,
    number: String,
    behind: &'a str,
    /// `€` of `59€90`.
    sign_inside: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str) -> Result<Self, PriceError> {
        let digits = |(_, character): &(usize, char)| digit(*character).is_some();
        let places = || text.char_indices().filter(digits);
        let (Some((first, _)), Some((last, end))) = (places().next(), places().next_back()) else {
            return Err(NumberError::NotANumber.into());
        };
        let start = number_start(text, first);
        let end = number_end(text, last + end.len_utf8());
        let (before, number, behind) = (&text[..start], &text[start..end], &text[end..]);
        let (number, sign_inside) = split_at_sign(number);
        Ok(Self { before, number, behind, sign_inside })
    }
}

/// Where the number begins: a mark right before its first digit belongs to it (`.99`), unless it ends the name of a
/// currency (`S/.59`, `Bs.59`), and a sign belongs to it too (`R$ -59`).
fn number_start(text: &str, first: usize) -> usize {
    let before = &text[..first];
    let before = before.strip_suffix(['.', ',']).filter(|rest| !takes_a_point(rest)).unwrap_or(before);
    let signed = before.trim_end();
    signed.strip_suffix(|character| is_dash(character) || character == '+').unwrap_or(before).len()
}

/// Whether a name is abbreviated and so has a point behind it.
fn takes_a_point(name: &str) -> bool {
    name.ends_with(|character: char| character.is_alphabetic() || character == '/')
        && Currency::of_code(name).is_none()
}

/// Where the number ends: `59.`, `59,-` and `59.–` have no cents, and a minus may stand behind.
fn number_end(text: &str, end: usize) -> usize {
    let behind = &text[end..];
    let marked = behind.strip_prefix(['.', ',']).unwrap_or(behind);
    let dashed = marked.trim_start_matches(is_dash);
    text.len() - dashed.len()
}

/// `59€90`: a sign instead of the mark, with cents behind it.
fn split_at_sign(number: &str) -> (String, Option<&str>) {
    let inside = number.char_indices().find_map(|(at, character)| {
        let (sign, cents) = number[at..].split_at(character.len_utf8());
        let cents_only = (1..=2).contains(&cents.len()) && cents.bytes().all(|byte| byte.is_ascii_digit());
        let is_sign = !character.is_alphanumeric() && read_currency(sign).is_some();
        (cents_only && is_sign).then_some((at, sign, cents))
    });
    match inside {
        // The comma stands for the sign; whatever groups the thousands before it is read as usual.
        Some((at, sign, cents)) => {
            let mark = if number[..at].contains(',') { '.' } else { ',' };
            (format!("{}{mark}{cents}", &number[..at]), Some(sign))
        }
        None => (number.to_owned(), None),
    }
}

#[cfg(test)]
mod tests;
