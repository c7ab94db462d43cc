//! The prices of a row: the usual one, the sale's and its dates, and their currency.

use super::Settings;
use crate::catalog::{Effective, Product, Sale};
use crate::currency::Currency;
use crate::feed::column::Field;
use crate::feed::finding::Problem;
use crate::feed::html;
use crate::feed::record::{Record, Value};
use crate::number::Number;
use crate::price::{Money, PriceError, PriceText, read_price};

pub(super) fn fill(settings: &Settings, record: &Record, product: &mut Product, problems: &mut Vec<Problem>) {
    let mut prices = Prices { settings, column: column_currency(record, problems), problems };
    let price = prices.read(record, Field::Price);
    if record.value(Field::Price).is_none() {
        prices.problems.push(Problem::PriceMissing);
    }
    if price.is_some_and(|price| price.currency.is_none()) {
        prices.problems.push(Problem::CurrencyMissing);
    }
    product.price = price;
    sale(&mut prices, record, product);
    reduced(&mut prices, record, product);
}

fn sale(prices: &mut Prices<'_>, record: &Record, product: &mut Product) {
    let Some(price) = prices.read(record, Field::SalePrice) else { return };
    let effective = match record.text(Field::SaleDates) {
        None => None,
        Some(text) => match Effective::read(text) {
            Some(effective) => Some(effective),
            None => {
                prices.problems.push(Problem::SaleDatesUnreadable { text: text.to_owned() });
                return;
            }
        },
    };
    if let Some(usual) =
        product.price.filter(|usual| usual.same_currency(&price) && price.amount > usual.amount)
    {
        prices.problems.push(Problem::SaleNotLower { sale: price, price: usual });
    }
    product.sale = Some(Sale { price, effective });
}

/// Shopify's price is what a customer pays, and beside it stands what it was before.
fn reduced(prices: &mut Prices<'_>, record: &Record, product: &mut Product) {
    let Some(before) = prices.read(record, Field::CompareAtPrice) else { return };
    if let (Some(price), None) = (product.price, product.sale)
        && before.amount > price.amount
    {
        product.price = Some(before);
        product.sale = Some(Sale { price, effective: None });
    }
}

/// Reads the value of a price, as a program or a person wrote it.
pub(crate) fn read_value(value: &Value) -> Result<PriceText, PriceError> {
    if value.exact {
        return Ok(PriceText { number: Number::exact(value.text.trim())?, currency: None });
    }
    // Shopify puts an apostrophe before numbers so that spreadsheets leave them alone.
    read_price(html::decode(&value.text).trim().trim_start_matches('\''))
}

fn column_currency(record: &Record, problems: &mut Vec<Problem>) -> Option<Currency> {
    let text = record.text(Field::Currency)?;
    let known = crate::currency::read_currency(text).and_then(|candidates| candidates.only());
    if known.is_none() {
        problems.push(Problem::CurrencyUnknown { text: text.to_owned() });
    }
    known
}

struct Prices<'a> {
    settings: &'a Settings,
    column: Option<Currency>,
    problems: &'a mut Vec<Problem>,
}

impl Prices<'_> {
    fn read(&mut self, record: &Record, field: Field) -> Option<Money> {
        let value = record.value(field)?;
        let text = value.text.trim().to_owned();
        let price = match read_value(value) {
            Ok(price) => price,
            Err(error) => {
                self.problems.push(Problem::PriceUnreadable { field, text, reason: error.to_string() });
                return None;
            }
        };
        let usual = self.column.or(self.settings.currency);
        let settled = self.settings.prices.settle(&price, usual);
        if let (Some(column), Some(candidates)) = (self.column, &price.currency)
            && !candidates.all().contains(&column)
        {
            self.problems.push(Problem::CurrencyConflict { text: text.clone(), column: column.to_string() });
        }
        if settled.money.amount.is_sign_negative() && !settled.money.amount.is_zero() {
            self.problems.push(Problem::PriceBelowZero { field, text });
            return None;
        }
        if let Some((other, basis)) = settled.doubt {
            let other = other.to_string();
            self.problems.push(Problem::PriceDoubtful { field, text, read: settled.money, other, basis });
        }
        Some(settled.money)
    }
}
