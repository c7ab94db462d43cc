//! The catalog of Moda Aurora (pt-BR, BRL): garments by colour and finish.

use super::{Product, fashion_tables::GARMENTS, stock_of, url_path};
use crate::{random::mix, search::Colour};

/// How the colour's name agrees with the garment's.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    Masculine,
    Feminine,
    MasculinePlural,
}
pub(super) use Form::{Feminine as F, Masculine as M, MasculinePlural as MP};

/// A colour's name in Portuguese in each form, and the family by which people ask for it.
#[derive(Debug)]
pub(super) struct Shade {
    masculine: &'static str,
    feminine: &'static str,
    plural: &'static str,
    family: Colour,
}

const fn shade(
    masculine: &'static str,
    feminine: &'static str,
    plural: &'static str,
    family: Colour,
) -> Shade {
    Shade { masculine, feminine, plural, family }
}

const fn invariable(name: &'static str, family: Colour) -> Shade {
    shade(name, name, name, family)
}

pub(super) const PRETO: Shade = shade("preto", "preta", "pretos", Colour::Black);
pub(super) const BRANCO: Shade = shade("branco", "branca", "brancos", Colour::White);
pub(super) const OFF_WHITE: Shade = invariable("off-white", Colour::White);
pub(super) const CINZA: Shade = invariable("cinza-mescla", Colour::Grey);
pub(super) const GRAFITE: Shade = invariable("grafite", Colour::Grey);
pub(super) const MARINHO: Shade = invariable("azul-marinho", Colour::Blue);
pub(super) const CELESTE: Shade = invariable("azul-celeste", Colour::Blue);
pub(super) const AZUL: Shade = shade("azul", "azul", "azuis", Colour::Blue);
pub(super) const VERDE: Shade = shade("verde", "verde", "verdes", Colour::Green);
pub(super) const OLIVA: Shade = invariable("verde-oliva", Colour::Green);
pub(super) const VERMELHO: Shade = shade("vermelho", "vermelha", "vermelhos", Colour::Red);
pub(super) const VINHO: Shade = invariable("vinho", Colour::Wine);
pub(super) const ROSA: Shade = invariable("rosa", Colour::Pink);
pub(super) const LILAS: Shade = invariable("lilás", Colour::Purple);
pub(super) const AMARELO: Shade = shade("amarelo", "amarela", "amarelos", Colour::Yellow);
pub(super) const TERRACOTA: Shade = invariable("terracota", Colour::Orange);
pub(super) const CARAMELO: Shade = invariable("caramelo", Colour::Brown);
pub(super) const MARROM: Shade = shade("marrom", "marrom", "marrons", Colour::Brown);
pub(super) const BEGE: Shade = invariable("bege", Colour::Beige);
pub(super) const DOURADO: Shade = shade("dourado", "dourada", "dourados", Colour::Gold);
pub(super) const PRATA: Shade = shade("prateado", "prateada", "prateados", Colour::Silver);

pub(super) const LETTERS: &[&str] = &["PP", "P", "M", "G", "GG"];
pub(super) const NUMBERS: &[&str] = &["36", "38", "40", "42", "44", "46"];
pub(super) const SHOES: &[&str] = &["34", "35", "36", "37", "38", "39"];
pub(super) const ALL_SHOES: &[&str] = &["36", "37", "38", "39", "40", "41", "42", "43"];
pub(super) const ONE_SIZE: &[&str] = &[];

/// One garment of the table: it becomes one product for each colour.
#[derive(Debug)]
pub(super) struct Garment {
    pub(super) kind: &'static str,
    pub(super) form: Form,
    pub(super) category: &'static str,
    /// What follows the colour in the title, taken in turn.
    pub(super) finishes: &'static [&'static str],
    pub(super) colours: &'static [&'static Shade],
    /// Whole reais: the lowest and the highest price, multiples of ten.
    pub(super) price: (u64, u64),
    pub(super) sizes: &'static [&'static str],
    pub(super) tags: &'static str,
    pub(super) text: &'static str,
}

const BRANDS: [&str; 7] =
    ["Maré Alta", "Linho & Lua", "Ateliê Jacarandá", "Rua Onze", "Flor de Sal", "Vento Sul", "Casa Ipê"];

const CARE: [&str; 4] = [
    "Lave à mão e seque à sombra.",
    "Pode ir à máquina em ciclo delicado.",
    "Feito no Brasil em pequenos lotes.",
    "Acabamento interno caprichado.",
];

pub(super) fn build() -> Vec<Product> {
    let mut products = Vec::new();
    for (row, garment) in GARMENTS.iter().enumerate() {
        for (column, shade) in garment.colours.iter().enumerate() {
            products.push(product(row, column, garment, shade, 1001 + products.len()));
        }
    }
    products
}

fn product(row: usize, column: usize, garment: &Garment, shade: &Shade, number: usize) -> Product {
    let chance = mix(&[row as u64, column as u64, 0xFA]);
    let colour = match garment.form {
        Form::Masculine => shade.masculine,
        Form::Feminine => shade.feminine,
        Form::MasculinePlural => shade.plural,
    };
    let finish = garment.finishes[(row + column) % garment.finishes.len()];
    let title = format!("{} {colour} {finish}", garment.kind);
    let id = format!("MA{number}");
    let brand = BRANDS[(row * 3 + column) % BRANDS.len()];
    let care =
        if garment.sizes.is_empty() { CARE[2 + column % 2] } else { CARE[(row + column) % CARE.len()] };
    let (low, high) = garment.price;
    // Prices end in ,90, as they do in Brazil.
    let price_cents = (low + chance % ((high - low) / 10 + 1) * 10) * 100 - 10;
    let mut facets = vec![("Marca", brand.to_owned()), ("Categoria", garment.category.to_owned())];
    facets.push(("Cor", colour.to_owned()));
    if !garment.sizes.is_empty() {
        facets.push(("Tamanhos", garment.sizes.join(", ")));
    }
    Product {
        url: format!("https://moda-aurora.example/p/{}", url_path(&title, &id)),
        description: format!("{} {care}", garment.text),
        id,
        title,
        brand,
        category: garment.category,
        kind: garment.kind,
        colour: Some(colour),
        sizes: garment.sizes,
        price_cents,
        currency: "BRL",
        stock: stock_of(chance >> 8),
        facets,
        tags: garment.tags,
        colour_family: Some(shade.family),
    }
}
