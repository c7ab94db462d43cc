//! Which of a merchant's products and categories the agent has ever recommended, in any set of runs: what it never shows,
//! and what was asked in vain, are the gaps of its knowledge.

mod page;
mod picture;
mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::catalog::{Name, Product};
use crate::drafting::Shelf;
use crate::result::{RepeatResult, TurnResult};
use crate::results_file::{Results, ResultsError};
use crate::truth::CatalogError;
use crate::words::fold;

/// Products without a category stand together under this name.
const NO_CATEGORY: &str = "(no category)";

/// Products that were never recommended and are named one by one; the rest is counted.
const MOST_NEVER: usize = 5_000;

/// What runs have covered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// Whose agents answered.
    pub merchants: Vec<String>,
    /// How many runs were looked at.
    pub runs: usize,
    /// Runs that could not be read to their end, and why.
    pub spoilt: Vec<String>,
    /// One of them was simulated.
    pub simulated: bool,
    /// Answers that were looked at.
    pub answers: usize,
    /// Whether there was a catalog to hold it against.
    pub has_catalog: bool,
    /// Products of the catalog.
    pub catalog_products: usize,
    /// Products of the catalog that were recommended.
    pub covered_products: usize,
    /// What was recommended, most often first.
    pub recommended: Vec<Recommended>,
    /// Products of the catalog that never were, in its order and as far as they are named.
    pub never: Vec<NeverRecommended>,
    /// The categories of the catalog, the least covered first.
    pub categories: Vec<CategoryCoverage>,
    /// Questions that found no product, those first that should have.
    pub nothing_found: Vec<NothingFound>,
}

/// A product that was recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recommended {
    /// `productId`, as it came.
    pub id: String,
    /// What the answer called it.
    pub title: String,
    /// Its category in the catalog.
    pub category: Option<String>,
    /// Whether the catalog has it; nothing where there is no catalog.
    pub in_catalog: Option<bool>,
    /// In how many answers.
    pub answers: usize,
}

/// A product that was never recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeverRecommended {
    /// Its id in the catalog.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Option<String>,
    /// It cannot be had at the moment.
    pub sold_out: bool,
}

/// A category of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryCoverage {
    /// Its name.
    pub name: String,
    /// Products in it.
    pub products: usize,
    /// Those that were recommended.
    pub covered: usize,
}

impl CategoryCoverage {
    /// The share that was recommended, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.covered as f64 / self.products.max(1) as f64
    }
}

/// A question that found no product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NothingFound {
    /// What the customer did, in words.
    pub question: String,
    /// In how many answers nothing was found.
    pub answers: usize,
    /// A test says that there should have been products.
    pub expected_products: bool,
}

impl Coverage {
    /// Looks at runs, one test at a time, and along the catalog where there is one. A run that turns out to be spoilt is
    /// named, and keeps nobody from the others.
    pub fn of(runs: &[Results], shelf: Option<&dyn Shelf>) -> Result<Self, CatalogError> {
        let mut seen = Seen::default();
        let mut coverage = Self { runs: runs.len(), has_catalog: shelf.is_some(), ..Self::default() };
        for run in runs {
            coverage.simulated |= run.header.simulated;
            if !coverage.merchants.contains(&run.header.merchant) {
                coverage.merchants.push(run.header.merchant.clone());
            }
            let read = run.tests.iter().try_for_each(|test| {
                run.repeats(test)?.iter().for_each(|repeat| seen.take(repeat));
                Ok::<_, ResultsError>(())
            });
            coverage.spoilt.extend(read.err().map(|error| error.to_string()));
        }
        coverage.answers = seen.answers;
        coverage.nothing_found = seen.nothing();
        coverage.recommended = seen.recommended.into_values().collect();
        if let Some(shelf) = shelf {
            coverage.hold_against(shelf)?;
        }
        coverage.recommended.sort_by(|one, other| (other.answers, &one.id).cmp(&(one.answers, &other.id)));
        Ok(coverage)
    }

    fn hold_against(&mut self, shelf: &dyn Shelf) -> Result<(), CatalogError> {
        let mut covered: BTreeSet<String> = BTreeSet::new();
        for recommended in &mut self.recommended {
            let products = named(shelf, &recommended.id)?;
            recommended.in_catalog = Some(!products.is_empty());
            recommended.category = products.iter().find_map(|product| product.category.clone());
            covered.extend(products.into_iter().map(|product| product.id));
        }
        let mut categories: BTreeMap<String, CategoryCoverage> = BTreeMap::new();
        shelf.each(&mut |product| {
            let name = product.category.clone().unwrap_or_else(|| NO_CATEGORY.to_owned());
            let category = categories.entry(fold(&name)).or_insert_with(|| CategoryCoverage {
                name,
                products: 0,
                covered: 0,
            });
            category.products += 1;
            self.catalog_products += 1;
            if covered.contains(&product.id) {
                category.covered += 1;
                self.covered_products += 1;
            } else if self.never.len() < MOST_NEVER {
                self.never.push(never(product));
            }
        })?;
        self.categories = categories.into_values().collect();
        self.categories.sort_by(|one, other| {
            one.share().total_cmp(&other.share()).then_with(|| other.products.cmp(&one.products))
        });
        Ok(())
    }

    /// Products of the catalog that were never recommended, the unnamed included.
    pub fn never_count(&self) -> usize {
        self.catalog_products - self.covered_products
    }
}

fn never(product: &Product) -> NeverRecommended {
    NeverRecommended {
        id: product.id.clone(),
        title: product.full_title(),
        category: product.category.clone(),
        sold_out: product.availability.cannot_be_had(),
    }
}

/// The products of a catalog that an answer's id names, by the first of their names that it is.
fn named(shelf: &dyn Shelf, id: &str) -> Result<Vec<Product>, CatalogError> {
    for name in Name::ALL {
        let products = shelf.named(name, id)?;
        if !products.is_empty() {
            return Ok(products);
        }
    }
    Ok(Vec::new())
}

/// What was seen in the answers.
#[derive(Default)]
struct Seen {
    answers: usize,
    recommended: HashMap<String, Recommended>,
    nothing: HashMap<String, NothingFound>,
}

impl Seen {
    fn take(&mut self, repeat: &RepeatResult) {
        for turn in &repeat.turns {
            // A part of an answer says nothing about what is missing, but what it has was recommended.
            let is_whole =
                turn.answer.complete_ms.is_some() && (repeat.error.is_none() || !turn.verdicts.is_empty());
            if turn.sent.is_some() {
                self.turn(turn, is_whole);
            }
        }
    }

    fn turn(&mut self, turn: &TurnResult, is_whole: bool) {
        self.answers += 1;
        let answer = turn.answer.to_answer();
        let products = answer.products();
        let mut ids = BTreeSet::new();
        for product in &products {
            let title = product.title.clone().unwrap_or_default();
            let id = product.product_id.clone().unwrap_or_else(|| title.clone());
            if ids.insert(id.clone()) {
                let none =
                    Recommended { id: id.clone(), title, category: None, in_catalog: None, answers: 0 };
                self.recommended.entry(id).or_insert(none).answers += 1;
            }
        }
        let offers = !answer.list_rows().is_empty() || !answer.reply_buttons().is_empty();
        let is_meant = |name: &str| turn.verdicts.iter().any(|verdict| verdict.kind() == name);
        if !is_whole
            || !products.is_empty()
            || offers
            || !answer.handovers().is_empty()
            || is_meant("not-recommends")
        {
            return;
        }
        let expected_products = is_meant("recommends");
        let none = NothingFound { question: turn.did.clone(), answers: 0, expected_products: false };
        let found = self.nothing.entry(turn.did.clone()).or_insert(none);
        found.answers += 1;
        found.expected_products |= expected_products;
    }

    fn nothing(&mut self) -> Vec<NothingFound> {
        let mut nothing: Vec<NothingFound> = std::mem::take(&mut self.nothing).into_values().collect();
        nothing.sort_by(|one, other| {
            let rank = |found: &NothingFound| (!found.expected_products, usize::MAX - found.answers);
            rank(one).cmp(&rank(other)).then_with(|| one.question.cmp(&other.question))
        });
        nothing
    }
}

#[cfg(test)]
mod tests;
