//! The beginning of a feed, so that a person sees how it is understood before all of it is read.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::{
    Detected, FeedError, FeedOptions, Finding, Passes, Progress, Receiver, Source, Summary, Told, detect,
};
use crate::catalog::Product;
use crate::currency::Currency;

/// How the beginning of a feed was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What it was found to be, as far as it was read.
    pub summary: Summary,
    /// The feed has no more rows than were read.
    pub whole: bool,
    /// Some column tells products apart. Without one nothing can be imported.
    pub names_products: bool,
    /// The first products.
    pub products: Vec<Product>,
    /// What is wrong with the rows that were read.
    pub findings: Vec<Finding>,
    /// Cells of the first rows, as they came, in the order of the columns. Empty for formats without a header.
    pub samples: Vec<Vec<String>>,
}

impl Preview {
    /// The currency that most prices have, where any has one.
    pub fn currency(&self) -> Option<Currency> {
        let mut counts: Vec<(Currency, usize)> = Vec::new();
        for currency in self.products.iter().filter_map(|product| product.price?.currency) {
            match counts.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, count)) => *count += 1,
                None => counts.push((currency, 1)),
            }
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(currency, _)| currency)
    }
}

/// Reads so many rows of a feed. Doubtful prices are settled by these rows alone.
pub fn preview(source: &Source, options: &FeedOptions, rows: u64) -> Result<Preview, FeedError> {
    let detected: Detected = detect(source, options.format, &options.corrections)?;
    let mut beginning = Beginning::default();
    let mut passes =
        Passes { source, options, detected, size: source.len()?, receiver: &mut beginning, most: rows };
    let survey = passes.survey()?;
    let Told { summary, samples } = passes.products(&survey)?;
    // One row more was counted where there are more.
    let whole = survey.rows <= rows;
    let names_products = detected.names_products(&summary.mapping);
    let Beginning { products, findings } = beginning;
    Ok(Preview { summary, whole, names_products, products, findings, samples })
}

#[derive(Default)]
struct Beginning {
    products: Vec<Product>,
    findings: Vec<Finding>,
}

impl Receiver for Beginning {
    type Error = Infallible;

    fn product(&mut self, product: Product) -> Result<(), Infallible> {
        self.products.push(product);
        Ok(())
    }

    fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
