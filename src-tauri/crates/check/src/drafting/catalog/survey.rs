//! One walk along a catalog: what is kept of it, within bounds, is enough to ask about it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use whatlang::Lang;

use super::dice::Dice;
use super::language::Language;
use crate::assertion::certain_language_among;
use crate::catalog::Product;
use crate::currency::Currency;
use crate::words::fold;

/// Products that are kept of one category, drawn evenly.
const KEPT_OF_CATEGORY: usize = 64;

/// Categories that are kept; the rest of a larger catalog is asked about product by product.
const MOST_CATEGORIES: usize = 500;

/// Products of one colour in one category that are named one by one.
pub(super) const MOST_OF_COLOUR: usize = 40;

/// Brands that are remembered, to know which are not sold.
const MOST_BRANDS: usize = 20_000;

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
    brands: BTreeSet<String>,
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
            brands: BTreeSet::new(),
        }
    }

    pub(super) fn take(&mut self, product: &Product) {
        self.products += 1;
        if let Some(brand) = &product.brand
            && self.brands.len() < MOST_BRANDS
        {
            self.brands.insert(fold(brand));
        }
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

    /// Whether a brand is sold, as far as it is known.
    pub(super) fn sells(&self, brand: &str) -> bool {
        let brand = fold(brand);
        self.brands.iter().any(|sold| sold.contains(&brand))
            || self.kept.iter().any(|product| fold(&product.title).contains(&brand))
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
