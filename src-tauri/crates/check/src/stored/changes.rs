//! What is different in a product since the import before.

use sofia_core::catalog_store::{self as store, CatalogChangeKind};

use super::form;
use crate::catalog::Product;
use crate::price::Money;
use crate::truth::CatalogError;

/// A product that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogChange {
    /// Whether it was added, changed or removed.
    pub kind: CatalogChangeKind,
    /// Its id.
    pub id: String,
    /// Its title: the new one, where there is one.
    pub title: String,
    /// What is different in a product that was changed.
    pub differences: Vec<Difference>,
}

/// A field that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field, by the name to map a column to.
    pub field: &'static str,
    /// Before; empty where there was nothing.
    pub before: String,
    /// Now; empty where there is nothing.
    pub after: String,
}

pub(super) fn read(change: &store::CatalogChange) -> Result<CatalogChange, CatalogError> {
    let before = change.before.as_deref().map(form::read).transpose()?;
    let after = change.after.as_deref().map(form::read).transpose()?;
    let differences = match (&before, &after) {
        (Some(before), Some(after)) => differences(before, after),
        _ => Vec::new(),
    };
    let title = after.or(before).map(|product| product.full_title()).unwrap_or_default();
    Ok(CatalogChange { kind: change.kind, id: change.id.clone(), title, differences })
}

fn differences(before: &Product, after: &Product) -> Vec<Difference> {
    let (before, after) = (values(before), values(after));
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| Difference { field, before, after })
        .collect()
}

/// Every value of a product that a feed gives, as a person reads it.
fn values(product: &Product) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let money = |value: Option<Money>| value.map_or_else(String::new, |money| money.to_string());
    let sale = product.sale.as_ref();
    let dates = sale.and_then(|sale| sale.effective);
    vec![
        ("title", product.title.clone()),
        ("price", money(product.price)),
        ("sale_price", money(sale.map(|sale| sale.price))),
        ("sale_price_effective_date", dates.map_or_else(String::new, day_range)),
        ("availability", product.availability.to_string()),
        ("inventory", product.inventory.map_or_else(String::new, |pieces| pieces.to_string())),
        ("link", text(&product.link)),
        ("image_link", text(&product.image_link)),
        ("additional_image_link", product.additional_images.join(", ")),
        ("sku", text(&product.sku)),
        ("item_group_id", text(&product.item_group)),
        ("retailer_id", text(&product.retailer_id)),
        ("handle", text(&product.handle)),
        ("option1_value", text(&product.variant)),
        ("brand", text(&product.brand)),
        ("product_type", text(&product.category)),
        ("color", text(&product.colour)),
        ("size", text(&product.size)),
        ("condition", text(&product.condition)),
        ("gtin", text(&product.gtin)),
        ("mpn", text(&product.mpn)),
        ("description", text(&product.description)),
    ]
}

fn day_range(dates: crate::catalog::Effective) -> String {
    let moment = |at: i64| {
        jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |moment| moment.to_string())
    };
    format!("{}/{}", moment(dates.start), moment(dates.end))
}
