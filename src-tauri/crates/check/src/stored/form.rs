//! A product as the text that is kept of it.

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
struct Form {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retailer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handle: Option<String>,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    images: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    availability: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<MoneyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sale: Option<MoneyForm>,
    /// From, and up to, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sale_dates: Option<(i64, i64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gtin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mpn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inventory: Option<i64>,
}

/// The amount with all its digits, and the currency's code.
#[derive(Serialize, Deserialize)]
struct MoneyForm(String, Option<String>);

/// The text of a product.
pub(super) fn write(product: Product) -> Result<String, CatalogError> {
    let (sale, sale_dates) = match product.sale {
        Some(Sale { price, effective }) => {
            (Some(money_form(price)), effective.map(|Effective { start, end }| (start, end)))
        }
        None => (None, None),
    };
    let form = Form {
        id: product.id,
        sku: product.sku,
        group: product.item_group,
        retailer: product.retailer_id,
        handle: product.handle,
        title: product.title,
        variant: product.variant,
        description: product.description.map(|text| text.chars().take(DESCRIPTION_KEPT).collect()),
        link: product.link,
        image: product.image_link,
        images: product.additional_images,
        availability: match product.availability {
            Availability::Unknown => None,
            known => Some(known.to_string()),
        },
        price: product.price.map(money_form),
        sale,
        sale_dates,
        brand: product.brand,
        category: product.category,
        colour: product.colour,
        size: product.size,
        condition: product.condition,
        gtin: product.gtin,
        mpn: product.mpn,
        inventory: product.inventory,
    };
    serde_json::to_string(&form).map_err(|error| CatalogError(error.to_string()))
}

/// The product of a text.
pub(super) fn read(text: &str) -> Result<Product, CatalogError> {
    let form: Form = serde_json::from_str(text).map_err(|error| CatalogError(error.to_string()))?;
    let sale = match form.sale {
        Some(price) => Some(Sale {
            price: money(&price)?,
            effective: form.sale_dates.map(|(start, end)| Effective { start, end }),
        }),
        None => None,
    };
    Ok(Product {
        id: form.id,
        sku: form.sku,
        item_group: form.group,
        retailer_id: form.retailer,
        handle: form.handle,
        title: form.title,
        variant: form.variant,
        description: form.description,
        link: form.link,
        image_link: form.image,
        additional_images: form.images,
        availability: form.availability.as_deref().map_or(Availability::Unknown, availability),
        price: form.price.as_ref().map(money).transpose()?,
        sale,
        brand: form.brand,
        category: form.category,
        colour: form.colour,
        size: form.size,
        condition: form.condition,
        gtin: form.gtin,
        mpn: form.mpn,
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
