//! What the merchants sell: invented products that read like real ones, built once from hand-written tables.
//!
//! The tables combine in a fixed order, so that a product keeps its id, its price and its stock in every build.

mod electronics;
mod electronics_tables;
mod fashion;
mod fashion_tables;
mod feed;
mod pharmacy;
mod pharmacy_tables;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

pub use feed::feed;

use crate::search::{Colour, fold};

/// One product of a simulated merchant.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Unique within the merchant, and stable: `MA1001`.
    pub id: String,
    /// The name that a customer reads, in the merchant's language.
    pub title: String,
    /// One to three sentences in the merchant's language.
    pub description: String,
    /// The product's page, on a domain that never resolves.
    pub url: String,
    /// An invented brand.
    pub brand: &'static str,
    /// The category's name in the merchant's language.
    pub category: &'static str,
    /// What the thing is, without its colour or model: `vestido midi`.
    pub kind: &'static str,
    /// The colour's name as the merchant writes it, where the thing has one.
    pub colour: Option<&'static str>,
    /// The sizes it comes in, none for a thing of one size.
    pub sizes: &'static [&'static str],
    /// The price in hundredths of the currency.
    pub price_cents: u64,
    /// The ISO 4217 code of the price.
    pub currency: &'static str,
    /// Pieces in stock; 0 is sold out.
    pub stock: u32,
    /// The merchant's own properties of the thing, name and value, as a customer reads them.
    pub facets: Vec<(&'static str, String)>,
    /// Words by which people look for the thing, though its page does not say them.
    pub(crate) tags: &'static str,
    pub(crate) colour_family: Option<Colour>,
}

impl Product {
    /// The price in units of the currency: 189.9.
    pub fn price(&self) -> f64 {
        self.price_cents as f64 / 100.0
    }

    /// The product as `recommendationEvent` carries it.
    pub(crate) fn to_wire(&self, base_url: &str) -> Value {
        let mut facets = Map::new();
        for (name, value) in &self.facets {
            facets.insert((*name).to_owned(), Value::String(value.clone()));
        }
        json!({
            "productId": self.id,
            "title": self.title,
            "description": self.description,
            "url": self.url,
            "imageUrl": format!("{base_url}/images/{}.png", self.id),
            "price": self.price(),
            "currency": self.currency,
            "facets": facets,
            "metadata": {
                "brand": self.brand,
                "category": self.category,
                "availability": if self.stock > 0 { "in stock" } else { "out of stock" },
                "stock": self.stock,
                "simulated": true,
            },
        })
    }
}

static FASHION: LazyLock<Vec<Product>> = LazyLock::new(fashion::build);
static ELECTRONICS: LazyLock<Vec<Product>> = LazyLock::new(electronics::build);
static PHARMACY: LazyLock<Vec<Product>> = LazyLock::new(pharmacy::build);

/// All products of a merchant, in the order of its tables; none for an unknown slug.
pub fn products(slug: &str) -> &'static [Product] {
    match slug {
        "fashion" => &FASHION,
        "electronics" => &ELECTRONICS,
        "pharmacy" => &PHARMACY,
        _ => &[],
    }
}

/// The last part of a product's URL: its title in ASCII with hyphens, then its id.
fn url_path(title: &str, id: &str) -> String {
    let folded = fold(title);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut path = String::new();
    for word in words {
        path.push_str(word);
        path.push('-');
    }
    path.push_str(&id.to_lowercase());
    path
}

/// Pieces in stock: about one product in twelve is sold out, as in a real shop.
fn stock_of(number: u64) -> u32 {
    if number.is_multiple_of(12) { 0 } else { (number / 12 % 57 + 3) as u32 }
}
