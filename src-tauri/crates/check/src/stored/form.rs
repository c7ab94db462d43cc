//! A product as the text that is kept of it.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::catalog::{Availability, Effective, Product, Sale};
use crate::currency::Currency;
use crate::price::Money;
use crate::truth::CatalogError;

/// What is kept of a description, in characters: enough to recognise it by. Nothing is checked against it, and whole it
/// would be most of a catalog's size.
const DESCRIPTION_KEPT: usize = 300;

#[derive(Serialize, Deserialize)]
struct Form<'a> {
    id: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sku: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retailer: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handle: Option<Cow<'a, str>>,
    title: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    variant: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    images: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    availability: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<MoneyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sale: Option<MoneyForm>,
    /// From, and up to, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sale_dates: Option<(i64, i64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brand: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gtin: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mpn: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inventory: Option<i64>,
}

/// The amount with all its digits, and the currency's code.
#[derive(Serialize, Deserialize)]
struct MoneyForm(String, Option<String>);

/// The text of a product.
pub(super) fn write(product: &Product) -> Result<String, CatalogError> {
    let sale_dates = product.sale.and_then(|sale| sale.effective);
    let form = Form {
        id: Cow::Borrowed(&product.id),
        sku: text(&product.sku),
        group: text(&product.item_group),
        retailer: text(&product.retailer_id),
        handle: text(&product.handle),
        title: Cow::Borrowed(&product.title),
        variant: text(&product.variant),
        description: product.description.as_deref().map(beginning),
        link: text(&product.link),
        image: text(&product.image_link),
        images: Cow::Borrowed(&product.additional_images),
        availability: match product.availability {
            Availability::Unknown => None,
            known => Some(known.to_string().into()),
        },
        price: product.price.map(money_form),
        sale: product.sale.map(|sale| money_form(sale.price)),
        sale_dates: sale_dates.map(|Effective { start, end }| (start, end)),
        brand: text(&product.brand),
        category: text(&product.category),
        colour: text(&product.colour),
        size: text(&product.size),
        condition: text(&product.condition),
        gtin: text(&product.gtin),
        mpn: text(&product.mpn),
        inventory: product.inventory,
    };
    serde_json::to_string(&form).map_err(|error| CatalogError(error.to_string()))
}

fn text(value: &Option<String>) -> Option<Cow<'_, str>> {
    value.as_deref().map(Cow::Borrowed)
}

fn beginning(description: &str) -> Cow<'_, str> {
    let end = description.char_indices().nth(DESCRIPTION_KEPT).map_or(description.len(), |(at, _)| at);
    Cow::Borrowed(&description[..end])
}

fn is_empty(images: &[String]) -> bool {
    images.is_empty()
}

/// The product of a text.
pub(super) fn read(text: &str) -> Result<Product, CatalogError> {
    let form: Form<'_> = serde_json::from_str(text).map_err(|error| CatalogError(error.to_string()))?;
    let sale = match form.sale {
        Some(price) => Some(Sale {
            price: money(&price)?,
            effective: form.sale_dates.map(|(start, end)| Effective { start, end }),
        }),
        None => None,
    };
    Ok(Product {
        id: form.id.into_owned(),
        sku: form.sku.map(Cow::into_owned),
        item_group: form.group.map(Cow::into_owned),
        retailer_id: form.retailer.map(Cow::into_owned),
        handle: form.handle.map(Cow::into_owned),
        title: form.title.into_owned(),
        variant: form.variant.map(Cow::into_owned),
        description: form.description.map(Cow::into_owned),
        link: form.link.map(Cow::into_owned),
        image_link: form.image.map(Cow::into_owned),
        additional_images: form.images.into_owned(),
        availability: form.availability.as_deref().map_or(Availability::Unknown, availability),
        price: form.price.as_ref().map(money).transpose()?,
        sale,
        brand: form.brand.map(Cow::into_owned),
        category: form.category.map(Cow::into_owned),
        colour: form.colour.map(Cow::into_owned),
        size: form.size.map(Cow::into_owned),
        condition: form.condition.map(Cow::into_owned),
        gtin: form.gtin.map(Cow::into_owned),
        mpn: form.mpn.map(Cow::into_owned),
        inventory: form.inventory,
    })
}

fn availability(word: &str) -> Availability {
    match word {
        "withdrawn" => Availability::Withdrawn,
        word => Availability::read(word).unwrap_or_default(),
    }
}

fn money_form(money: Money) -> MoneyForm {
    MoneyForm(money.amount.to_string(), money.currency.map(|currency| currency.code().to_owned()))
}

fn money(MoneyForm(amount, currency): &MoneyForm) -> Result<Money, CatalogError> {
    let amount: Decimal = amount.parse().map_err(|error| CatalogError(format!("{amount:?}: {error}")))?;
    Ok(Money { amount, currency: currency.as_deref().and_then(Currency::of_code) })
}
