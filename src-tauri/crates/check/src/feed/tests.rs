//! Feeds as shops write them, format by format, and the mess that real ones are.

mod delimited;
mod encoding;
mod json;
mod limits;
mod preview;
mod shopify;
mod values;
mod xml;

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::*;

/// What was read, with everything that was said about it.
#[derive(Default)]
struct Read {
    products: Vec<Product>,
    findings: Vec<Finding>,
    progress: Vec<Progress>,
    summary: Option<Summary>,
    /// Ends the reading at this report of progress.
    stop_at: Option<usize>,
}

impl Receiver for Read {
    type Error = Infallible;

    fn product(&mut self, product: Product) -> Result<(), Infallible> {
        self.products.push(product);
        Ok(())
    }

    fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        self.progress.push(progress);
        if self.stop_at == Some(self.progress.len()) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Read {
    /// `line code` of every finding.
    fn codes(&self) -> Vec<String> {
        self.findings.iter().map(|finding| format!("{} {}", finding.line, finding.problem.code())).collect()
    }

    /// `id title price` of every product.
    fn lines(&self) -> Vec<String> {
        let line = |product: &Product| {
            let price = product.price.map_or_else(|| "-".to_owned(), |price| price.to_string());
            format!("{} | {} | {price}", product.id, product.full_title())
        };
        self.products.iter().map(line).collect()
    }

    fn product(&self, id: &str) -> &Product {
        self.products.iter().find(|product| product.id == id).unwrap()
    }
}

fn options(currency: &str) -> FeedOptions {
    FeedOptions {
        currency: Currency::of_code(currency),
        shop: Some("https://shop.example".to_owned()),
        ..FeedOptions::default()
    }
}

fn read_bytes(bytes: impl Into<Vec<u8>>, options: &FeedOptions) -> Read {
    let mut receiver = Read::default();
    let source = Source::bytes(bytes.into());
    let summary = read(&source, options, &mut receiver).unwrap();
    receiver.summary = Some(summary);
    receiver
}

fn read_text(text: &str) -> Read {
    read_bytes(text, &options(""))
}

fn error(bytes: impl Into<Vec<u8>>) -> String {
    let source = Source::bytes(bytes.into());
    read(&source, &FeedOptions::default(), &mut Read::default()).unwrap_err().to_string()
}
