//! Whether a product can be had, in the words of the feeds.

use std::fmt;

/// Whether a product can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Availability {
    /// The feed does not say.
    #[default]
    Unknown,
    /// Now.
    InStock,
    /// Not now.
    OutOfStock,
    /// It has not appeared yet and can be ordered.
    Preorder,
    /// It is sold out and can be ordered.
    Backorder,
    /// It is made or got on order.
    AvailableForOrder,
    /// Not any more.
    Discontinued,
    /// The shop does not show it: a draft, an archived or hidden product.
    Withdrawn,
}

/// Words of the formats, then words in which shops say the same, with spaces for underscores and hyphens.
#[rustfmt::skip]
const WORDS: &[(&str, Availability)] = &[
    ("in stock", Availability::InStock), ("instock", Availability::InStock),
    ("out of stock", Availability::OutOfStock), ("outofstock", Availability::OutOfStock),
    ("preorder", Availability::Preorder), ("pre order", Availability::Preorder), ("presale", Availability::Preorder),
    ("backorder", Availability::Backorder), ("back order", Availability::Backorder),
    ("available for order", Availability::AvailableForOrder), ("availablefororder", Availability::AvailableForOrder),
    ("made to order", Availability::AvailableForOrder),
    ("discontinued", Availability::Discontinued),
    ("available", Availability::InStock), ("limited availability", Availability::InStock),
    ("limitedavailability", Availability::InStock), ("online only", Availability::InStock),
    ("onlineonly", Availability::InStock), ("in store only", Availability::InStock),
    ("instoreonly", Availability::InStock),
    ("sold out", Availability::OutOfStock), ("soldout", Availability::OutOfStock),
    ("unavailable", Availability::OutOfStock), ("not available", Availability::OutOfStock),
    ("em estoque", Availability::InStock), ("disponível", Availability::InStock),
    ("disponivel", Availability::InStock), ("fora de estoque", Availability::OutOfStock),
    ("sem estoque", Availability::OutOfStock), ("esgotado", Availability::OutOfStock),
    ("indisponível", Availability::OutOfStock), ("indisponivel", Availability::OutOfStock),
    ("pré venda", Availability::Preorder), ("sob encomenda", Availability::AvailableForOrder),
    ("en stock", Availability::InStock), ("disponible", Availability::InStock),
    ("sin stock", Availability::OutOfStock), ("agotado", Availability::OutOfStock),
    ("no disponible", Availability::OutOfStock), ("preventa", Availability::Preorder),
    ("descontinuado", Availability::Discontinued),
    ("true", Availability::InStock), ("yes", Availability::InStock), ("1", Availability::InStock),
    ("false", Availability::OutOfStock), ("no", Availability::OutOfStock), ("0", Availability::OutOfStock),
];

impl Availability {
    /// Reads a feed's word, `https://schema.org/InStock` included; `None` for a word that nobody prescribes.
    pub fn read(text: &str) -> Option<Self> {
        let word = text.trim().rsplit('/').next().unwrap_or_default().to_lowercase();
        let word = word.replace(['_', '-'], " ");
        WORDS.iter().find(|(name, _)| *name == word.trim()).map(|(_, availability)| *availability)
    }

    /// Whether a customer who is shown it cannot order it.
    pub fn cannot_be_had(self) -> bool {
        matches!(self, Self::OutOfStock | Self::Discontinued | Self::Withdrawn)
    }
}

impl fmt::Display for Availability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Unknown => "unknown",
            Self::InStock => "in stock",
            Self::OutOfStock => "out of stock",
            Self::Preorder => "preorder",
            Self::Backorder => "backorder",
            Self::AvailableForOrder => "available for order",
            Self::Discontinued => "discontinued",
            Self::Withdrawn => "withdrawn",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_formats_is_known_however_it_is_spelt() {
        let table = [
            ("in stock", Some(Availability::InStock)),
            ("in_stock", Some(Availability::InStock)),
            (" In Stock ", Some(Availability::InStock)),
            ("https://schema.org/InStock", Some(Availability::InStock)),
            ("out of stock", Some(Availability::OutOfStock)),
            ("out_of_stock", Some(Availability::OutOfStock)),
            ("http://schema.org/OutOfStock", Some(Availability::OutOfStock)),
            ("preorder", Some(Availability::Preorder)),
            ("pre-order", Some(Availability::Preorder)),
            ("backorder", Some(Availability::Backorder)),
            ("available for order", Some(Availability::AvailableForOrder)),
            ("discontinued", Some(Availability::Discontinued)),
            ("Esgotado", Some(Availability::OutOfStock)),
            ("agotado", Some(Availability::OutOfStock)),
            ("perhaps", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Availability::read(text), expected, "{text}");
        }
    }
}
