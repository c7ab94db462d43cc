//! A merchant's products as its feed describes them: what an answer is held against.

mod availability;
mod effective;

use std::fmt;

pub use availability::Availability;
pub use effective::{Effective, Sale};

use crate::price::Money;

/// One product, or one variant of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// Unique in the catalog: the feed's `id`, or what stands for it where the format has none.
    pub id: String,
    /// The variant's own number in the shop's stock.
    pub sku: Option<String>,
    /// What the variants of one product have in common.
    pub item_group: Option<String>,
    /// Meta's `retailer_id`, Google's `offerId`.
    pub retailer_id: Option<String>,
    /// Shopify's handle: the product's name in its address.
    pub handle: Option<String>,
    /// The name that a customer reads.
    pub title: String,
    /// What tells this variant from the others: `M / azul`.
    pub variant: Option<String>,
    /// Plain text, without HTML.
    pub description: Option<String>,
    /// The product's page.
    pub link: Option<String>,
    /// Its picture.
    pub image_link: Option<String>,
    /// Further pictures.
    pub additional_images: Vec<String>,
    /// Whether it can be had.
    pub availability: Availability,
    /// The usual price.
    pub price: Option<Money>,
    /// A lower one, and when it counts.
    pub sale: Option<Sale>,
    /// The brand.
    pub brand: Option<String>,
    /// The merchant's own category, else Google's.
    pub category: Option<String>,
    /// The colour.
    pub colour: Option<String>,
    /// The size.
    pub size: Option<String>,
    /// `new`, `used`, `refurbished`.
    pub condition: Option<String>,
    /// The number under the bar code.
    pub gtin: Option<String>,
    /// The manufacturer's number.
    pub mpn: Option<String>,
    /// Pieces in stock.
    pub inventory: Option<i64>,
}

impl Product {
    /// The title as a customer may read it for this very variant.
    pub fn full_title(&self) -> String {
        match &self.variant {
            Some(variant) => format!("{} - {variant}", self.title),
            None => self.title.clone(),
        }
    }
}

/// By which of a product's names an answer named it, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// The feed's id.
    Id,
    /// The variant's SKU.
    Sku,
    /// The item group.
    ItemGroup,
    /// The retailer id.
    RetailerId,
    /// Shopify's handle.
    Handle,
}

impl Name {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 5] = [Self::Id, Self::Sku, Self::ItemGroup, Self::RetailerId, Self::Handle];

    /// The product's own value of it.
    pub fn of(self, product: &Product) -> Option<&str> {
        match self {
            Self::Id => Some(product.id.as_str()),
            Self::Sku => product.sku.as_deref(),
            Self::ItemGroup => product.item_group.as_deref(),
            Self::RetailerId => product.retailer_id.as_deref(),
            Self::Handle => product.handle.as_deref(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Id => "id",
            Self::Sku => "sku",
            Self::ItemGroup => "item_group_id",
            Self::RetailerId => "retailer_id",
            Self::Handle => "handle",
        })
    }
}
