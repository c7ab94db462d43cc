//! A suite from a merchant's catalog: questions as customers ask them, each with the assertions that the feed implies.
//!
//! The catalog is gone through once and never held: a million products cost the memory of a few thousand. The same
//! catalog, seed and options give the same suite.

mod dice;
mod language;
mod questions;
mod survey;

use std::collections::HashSet;

use crate::catalog::Product;
use crate::stored::ImportedCatalog;
use crate::truth::{Catalog, CatalogError, MemoryCatalog};

use super::SuiteDraft;
use dice::Dice;
pub use language::{Language, UnknownLanguage};
use questions::{Asking, KINDS, Kind, Question};
use survey::Survey;

/// Products that are read from a stored catalog at a time.
const PAGE: u32 = 1000;

/// How often a question is drawn anew where the catalog has nothing for it.
const DRAWS: usize = 40;

/// A catalog that can be gone through.
pub trait Shelf: Catalog {
    /// Shows every product, in the order of the feed.
    fn each(&self, visit: &mut dyn FnMut(&Product)) -> Result<(), CatalogError>;
}

impl Shelf for MemoryCatalog {
    fn each(&self, visit: &mut dyn FnMut(&Product)) -> Result<(), CatalogError> {
        self.products().iter().for_each(visit);
        Ok(())
    }
}

impl Shelf for ImportedCatalog {
    fn each(&self, visit: &mut dyn FnMut(&Product)) -> Result<(), CatalogError> {
        let mut after = i64::MIN;
        loop {
            let (products, last) = self.page(after, PAGE)?;
            if products.is_empty() {
                return Ok(());
            }
            products.iter().for_each(&mut *visit);
            after = last;
        }
    }
}

/// What the suite is to be.
#[derive(Debug, Clone)]
pub struct FromCatalog {
    /// How many questions.
    pub sample: usize,
    /// The same seed draws the same questions.
    pub seed: u64,
    /// As many questions about each category, instead of as many as it has products.
    pub by_category: bool,
    /// The language of the questions; that of the catalog's texts where it is not said.
    pub language: Option<Language>,
    /// What the suite is called.
    pub name: String,
    /// Whose agent it is for.
    pub merchant: Option<String>,
    /// When it is asked, in milliseconds since 1970, UTC: sales begin and end.
    pub at: i64,
}

/// Draws a suite from a catalog. There may be fewer questions than were asked for where the catalog is small.
pub fn from_catalog(shelf: &dyn Shelf, wanted: &FromCatalog) -> Result<SuiteDraft, CatalogError> {
    let mut dice = Dice::new(wanted.seed);
    let mut survey = Survey::new(wanted.sample, wanted.at, dice.fork());
    shelf.each(&mut |product| survey.take(product))?;
    let survey = survey.finish();
    let language = wanted.language.unwrap_or_else(|| survey.language());
    let asking = Asking { survey: &survey, language, catalog: shelf, at: wanted.at };
    let mut draft = SuiteDraft {
        name: wanted.name.clone(),
        merchant: wanted.merchant.clone(),
        about: vec![format!(
            "Drawn from a catalog of {} products, with the seed {}.",
            survey.products(),
            wanted.seed
        )],
        tests: Vec::new(),
    };
    let (mut about, mut names) = (HashSet::new(), HashSet::new());
    let mut order: Vec<usize> = (0..KINDS.len()).collect();
    for number in 0..wanted.sample {
        let round = number % KINDS.len();
        if round == 0 {
            dice.shuffle(&mut order);
        }
        let category = wanted.by_category.then_some(number);
        // Where one kind of question finds nothing new, the next kind is tried.
        let kinds = (0..KINDS.len()).map(|step| KINDS[order[(round + step) % KINDS.len()]]);
        for kind in kinds {
            if let Some(question) = new_question(&asking, kind, category, &mut dice, |question| {
                !about.contains(&question.about) && !names.contains(&question.test.name)
            })? {
                about.insert(question.about);
                names.insert(question.test.name.clone());
                draft.tests.push(question.test);
                break;
            }
        }
    }
    Ok(draft)
}

/// Draws products until one gives occasion for a question that was not asked before.
fn new_question(
    asking: &Asking<'_>,
    kind: Kind,
    category: Option<usize>,
    dice: &mut Dice,
    is_new: impl Fn(&Question) -> bool,
) -> Result<Option<Question>, CatalogError> {
    for _ in 0..DRAWS {
        let Some(product) = asking.survey.draw(dice, category) else { return Ok(None) };
        if let Some(question) = kind(asking, product, dice)?.filter(&is_new) {
            return Ok(Some(question));
        }
    }
    Ok(None)
}
