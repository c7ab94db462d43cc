//! The catalog of Farmacia Arboleda (es, MXN): remedies and care by presentation and brand.

use super::{Product, pharmacy_tables::REMEDIES, stock_of, url_path};
use crate::{random::mix, search::Colour};

/// One thing of the table: it becomes one product for each brand and presentation.
#[derive(Debug)]
pub(super) struct Remedy {
    pub(super) kind: &'static str,
    pub(super) category: &'static str,
    /// From the cheapest to the dearest.
    pub(super) brands: &'static [&'static str],
    /// What is in the box, and its price in whole pesos from the cheapest brand.
    pub(super) presentations: &'static [(&'static str, u64)],
    pub(super) prescription: bool,
    pub(super) tags: &'static str,
    pub(super) text: &'static str,
}

/// How a presentation's own colour is known: only a few things of a pharmacy have one.
const COLOURS: [(&str, Colour); 5] = [
    ("azul", Colour::Blue),
    ("negro", Colour::Black),
    ("blanco", Colour::White),
    ("rosa", Colour::Pink),
    ("gris", Colour::Grey),
];

/// The sizes of diapers and bandages, by the word that the presentation uses.
const SIZES: [(&str, &[&str]); 3] =
    [("talla chica", &["CH"]), ("talla mediana", &["M"]), ("talla grande", &["G"])];

pub(super) fn build() -> Vec<Product> {
    let mut products = Vec::new();
    for remedy in REMEDIES {
        for (rank, brand) in remedy.brands.iter().enumerate() {
            for presentation in remedy.presentations {
                products.push(product(remedy, rank as u64, brand, *presentation, 3001 + products.len()));
            }
        }
    }
    products
}

fn product(
    remedy: &Remedy,
    rank: u64,
    brand: &'static str,
    (presentation, base): (&'static str, u64),
    number: usize,
) -> Product {
    let title = format!("{} {presentation}, {brand}", remedy.kind);
    let id = format!("FA{number}");
    let colour =
        COLOURS.into_iter().find(|(name, _)| presentation.split([' ', ',']).any(|word| word == *name));
    let sizes =
        SIZES.into_iter().find(|(words, _)| presentation.contains(words)).map_or(&[][..], |size| size.1);
    // A dearer brand costs a third more; prices end in .00 or .50, as they do in Mexico.
    let price_cents = base * (100 + 35 * rank) / 50 * 50;
    let mut facets = vec![("Marca", brand.to_owned()), ("Categoría", remedy.category.to_owned())];
    facets.push(("Presentación", presentation.to_owned()));
    facets.push(("Requiere receta", if remedy.prescription { "Sí" } else { "No" }.to_owned()));
    if let Some((name, _)) = colour {
        facets.push(("Color", name.to_owned()));
    }
    let warning = match remedy.category {
        _ if remedy.prescription => " Se vende con receta médica.",
        "Dolor y fiebre" | "Gripe y tos" | "Alergias" | "Digestivo" => {
            " Si los síntomas siguen, consulta a tu médico."
        }
        _ => "",
    };
    Product {
        url: format!("https://farmacia-arboleda.example/p/{}", url_path(&title, &id)),
        description: format!("{}{warning}", remedy.text),
        id,
        title,
        brand,
        category: remedy.category,
        kind: remedy.kind,
        colour: colour.map(|(name, _)| name),
        sizes,
        price_cents,
        currency: "MXN",
        stock: stock_of(mix(&[number as u64, 0xFA])),
        facets,
        tags: remedy.tags,
        colour_family: colour.map(|(_, family)| family),
    }
}
