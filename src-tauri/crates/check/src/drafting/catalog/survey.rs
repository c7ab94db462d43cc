//! One walk along a catalog: what is kept of it, within bounds, is enough to ask about it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use whatlang::Lang;

use super::dice::Dice;
use super::language::Language;
use super::questions::BRANDS;
use crate::assertion::certain_language_among;
use crate::catalog::Product;
use crate::currency::Currency;
use crate::words::{fold, words};

/// Products that are kept of one category, drawn evenly.
const KEPT_OF_CATEGORY: usize = 64;

/// Categories that are kept; the rest of a larger catalog is asked about product by product.
const MOST_CATEGORIES: usize = 500;

/// Products of one colour in one category that are named one by one.
pub(super) const MOST_OF_COLOUR: usize = 40;

/// Products kept for each question that is wanted.
const KEPT_FOR_EACH: usize = 8;

/// The languages that questions are asked in.
const ASKED: [Lang; 3] = [Lang::Por, Lang::Spa, Lang::Eng];

/// Longer titles are no names.
const LONGEST_TITLE: usize = 300;

/// What is known of a category.
#[derive(Debug, Clone, Default)]
pub(super) struct Category {
    /// How it is called, as the feed writes it.
    pub name: String,
    /// Products that can be had.
    pub seen: usize,
    /// Some of them, drawn evenly.
    pub kept: Vec<Product>,
    /// The lowest price among those that can be had, and its currency.
    pub cheapest: Option<(Decimal, Option<Currency>)>,
    /// Ids by colour, as far as they are few; `None` where they are too many to be named.
    pub colours: BTreeMap<String, Option<Vec<String>>>,
}

#[derive(Debug)]
pub(super) struct Survey {
    at: i64,
    most: usize,
    dice: Dice,
    products: usize,
    available: usize,
    kept: Vec<Product>,
    categories: BTreeMap<String, Category>,
    order: Vec<String>,
    /// Those of the brands that everybody knows which any product has, as its brand or in its title.
    sold: BTreeSet<&'static str>,
}

impl Survey {
    pub(super) fn new(sample: usize, at: i64, dice: Dice) -> Self {
        let most = sample.saturating_mul(KEPT_FOR_EACH).max(KEPT_OF_CATEGORY);
        Self {
            at,
            most,
            dice,
            products: 0,
            available: 0,
            kept: Vec::new(),
            categories: BTreeMap::new(),
            order: Vec::new(),
            sold: BTreeSet::new(),
        }
    }

    pub(super) fn take(&mut self, product: &Product) {
        self.products += 1;
        let named = [Some(product.title.as_str()), product.brand.as_deref()];
        let named: Vec<String> = named.into_iter().flatten().map(spaced).collect();
        let is_named = |brand: &&str| named.iter().any(|text| text.contains(&spaced(brand)));
        let sold: Vec<_> = BRANDS.into_iter().filter(is_named).collect();
        self.sold.extend(sold);
        let is_a_name = (1..=LONGEST_TITLE).contains(&product.title.trim().len());
        if product.availability.cannot_be_had() || !is_a_name {
            return;
        }
        self.available += 1;
        keep(&mut self.kept, self.available, self.most, product, &mut self.dice);
        let Some(name) = product.category.as_deref().map(category_name).filter(|name| !name.is_empty())
        else {
            return;
        };
        let key = fold(&name);
        if !self.categories.contains_key(&key) && self.categories.len() >= MOST_CATEGORIES {
            return;
        }
        let category = self.categories.entry(key).or_insert_with(|| Category { name, ..Category::default() });
        category.seen += 1;
        let seen = category.seen;
        keep(&mut category.kept, seen, KEPT_OF_CATEGORY, product, &mut self.dice);
        if let Some(price) = product.price_at(self.at)
            && category.cheapest.is_none_or(|(amount, _)| price.amount < amount)
        {
            category.cheapest = Some((price.amount, price.currency));
        }
        if let Some(colour) = product.colour.as_deref().filter(|colour| is_colour(colour)) {
            let ids =
                category.colours.entry(colour.trim().to_lowercase()).or_insert_with(|| Some(Vec::new()));
            match ids {
                Some(ids) if ids.len() < MOST_OF_COLOUR => ids.push(product.id.clone()),
                ids => *ids = None,
            }
        }
    }

    pub(super) fn finish(mut self) -> Self {
        self.order = self.categories.keys().cloned().collect();
        self.dice.shuffle(&mut self.order);
        self
    }

    /// How many products there are.
    pub(super) fn products(&self) -> usize {
        self.products
    }

    /// A product that can be had: of any category, or of the one at this place, the first again behind the last.
    pub(super) fn draw(&self, dice: &mut Dice, category: Option<usize>) -> Option<&Product> {
        match category.filter(|_| !self.order.is_empty()) {
            None => dice.choose(&self.kept),
            Some(place) => {
                let category = self.categories.get(&self.order[place % self.order.len()])?;
                dice.choose(&category.kept)
            }
        }
    }

    /// The category of a product.
    pub(super) fn category(&self, product: &Product) -> Option<&Category> {
        self.categories.get(&fold(&category_name(product.category.as_deref()?)))
    }

    /// Whether one of the brands that everybody knows is sold.
    pub(super) fn sells(&self, brand: &str) -> bool {
        self.sold.contains(brand)
    }

    /// The language of the catalog's texts; where they do not say, that of the currency's countries.
    pub(super) fn language(&self) -> Language {
        let mut text = String::new();
        for product in self.kept.iter().take(200) {
            text.push_str(&product.title);
            text.push(' ');
            text.push_str(product.description.as_deref().unwrap_or_default());
            text.push('\n');
        }
        let by_text = certain_language_among(&text, &ASKED).and_then(|code| code.parse().ok());
        let currency = self.kept.iter().find_map(|product| product.price?.currency);
        by_text.unwrap_or_else(|| Language::of_currency(currency))
    }
}

/// Draws evenly among what comes by: each has the same chance to be kept, however many there are.
fn keep(kept: &mut Vec<Product>, seen: usize, most: usize, product: &Product, dice: &mut Dice) {
    if kept.len() < most {
        kept.push(product.clone());
        return;
    }
    let place = dice.below(seen);
    if let Some(old) = kept.get_mut(place) {
        *old = product.clone();
    }
}

/// The words of a text, folded, with a space on either side of each: what it contains so, it has as whole words.
fn spaced(text: &str) -> String {
    let mut spaced = " ".to_owned();
    for word in words(text) {
        spaced.push_str(&word.folded);
        spaced.push(' ');
    }
    spaced
}

/// The last part of a path of categories: `Clothing > Dresses` is `Dresses`.
fn category_name(path: &str) -> String {
    path.rsplit(['>', '/']).next().unwrap_or_default().trim().to_owned()
}

/// A name that somebody would say, not a code or a list.
fn is_colour(text: &str) -> bool {
    let text = text.trim();
    (3..=24).contains(&text.chars().count())
        && text.chars().all(|character| character.is_alphabetic() || " -".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_is_sold_where_it_stands_as_a_word_of_a_title_or_is_a_products_brand() {
        let table = [
            ("Puma", "Espuma de barbear", None, false),
            ("Puma", "Tênis Púma azul", None, true),
            ("Puma", "Tênis azul", Some("PUMA Brasil"), true),
            ("Natura", "Sabonete Natural", Some("Naturals"), false),
            ("Natura", "Sabonete Natura Ekos", None, true),
            ("Levi's", "Calça Levi's 501", None, true),
            ("Levi's", "Calça Levi", None, false),
        ];
        for (brand, title, of, expected) in table {
            let product =
                Product { title: title.to_owned(), brand: of.map(str::to_owned), ..Product::default() };
            let mut survey = Survey::new(1, 0, Dice::new(1));
            survey.take(&product);
            assert_eq!(survey.sells(brand), expected, "{brand} in {title}");
        }
    }

    #[test]
    fn a_brand_of_one_product_among_thousands_is_sold() {
        let titled = |title: &str| Product { title: title.to_owned(), ..Product::default() };
        let mut survey = Survey::new(1, 0, Dice::new(1));
        survey.take(&titled("Perfume Gucci"));
        (0..5_000).for_each(|number| survey.take(&titled(&format!("Perfume {number}"))));
        assert!(survey.sells("Gucci") && !survey.sells("Zara"));
    }
}
