//! The catalog of Lumora Electronics (en, USD): devices by model and variant.

use super::{Product, electronics_tables::DEVICES, stock_of, url_path};
use crate::{random::mix, search::Colour};

/// One way in which a model is sold: what sets it apart, its colour, and what it costs beyond the base price.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) spec: &'static str,
    pub(super) colour: &'static str,
    pub(super) family: Colour,
    /// Whole dollars.
    pub(super) extra: u64,
}

/// A kind of device: it becomes one product for each model and variant.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) kind: &'static str,
    pub(super) category: &'static str,
    /// Brand, model name, base price in whole dollars.
    pub(super) models: &'static [(&'static str, &'static str, u64)],
    pub(super) variants: &'static [Variant],
    pub(super) tags: &'static str,
    pub(super) text: &'static str,
}

pub(super) const fn v(spec: &'static str, colour: &'static str, family: Colour, extra: u64) -> Variant {
    Variant { spec, colour, family, extra }
}

const SERVICE: [&str; 4] = [
    "Two-year warranty.",
    "Ships in recyclable packaging.",
    "One-year warranty, extendable to three.",
    "Free returns within 30 days.",
];

pub(super) fn build() -> Vec<Product> {
    let mut products = Vec::new();
    for (row, device) in DEVICES.iter().enumerate() {
        for model in device.models {
            for (column, variant) in device.variants.iter().enumerate() {
                products.push(product(row, column, device, *model, variant, 2001 + products.len()));
            }
        }
    }
    products
}

fn product(
    row: usize,
    column: usize,
    device: &Device,
    (brand, model, base): (&'static str, &'static str, u64),
    variant: &Variant,
    number: usize,
) -> Product {
    let spec = if variant.spec.is_empty() { String::new() } else { format!(", {}", variant.spec) };
    let title = format!("{brand} {model} {}{spec}, {}", device.kind, variant.colour);
    let id = format!("LE{number}");
    let mut facets = vec![("Brand", brand.to_owned()), ("Category", device.category.to_owned())];
    facets.push(("Colour", variant.colour.to_owned()));
    if !variant.spec.is_empty() {
        facets.push(("Variant", variant.spec.to_owned()));
    }
    Product {
        url: format!("https://lumora-electronics.example/p/{}", url_path(&title, &id)),
        description: format!("{} {}", device.text, SERVICE[(row + column) % SERVICE.len()]),
        id,
        title,
        brand,
        category: device.category,
        kind: device.kind,
        colour: Some(variant.colour),
        sizes: &[],
        // Prices end in .99, as they do in the United States.
        price_cents: (base + variant.extra) * 100 - 1,
        currency: "USD",
        stock: stock_of(mix(&[number as u64, 0xE1])),
        facets,
        tags: device.tags,
        colour_family: Some(variant.family),
    }
}
