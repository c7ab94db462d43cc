//! Product names and prices in the text of an answer.
//!
//! A price is held against a product only where the text says that it is its price: right behind the name, with nothing
//! between but punctuation and words such as *por* or *costs*. `*Vestido midi* sai R$ 40 mais em conta` says something
//! else, and nothing is concluded from it.

mod nearness;

use std::cell::Cell;
use std::ops::Range;

use super::cards::{both_written, can_be, differs};
use super::claims::{Claims, Piece};
use super::finding::{Detail, Finding, Kind, Place};
use super::prices_in_text::{self, PriceAt};
use super::{Catalog, CatalogError, Circumstances, Truth};
use crate::catalog::Product;
use crate::words::{Word, key, words};

/// Longer titles are compared by this many words; a text has at most so many places where one could begin.
const MOST_TITLE_WORDS: usize = 24;
const MOST_WORDS: usize = 4096;

/// Titles that are looked for in one answer, all texts together. No agent writes that much, and whoever does gets no names
/// found in the rest.
const MOST_LOOKUPS: usize = 20_000;

/// A catalog that is asked for titles so often and no more.
pub(super) struct Lookups<'a> {
    catalog: &'a dyn Catalog,
    left: Cell<usize>,
}

impl<'a> Lookups<'a> {
    pub(super) fn of(catalog: &'a dyn Catalog) -> Self {
        Self { catalog, left: Cell::new(MOST_LOOKUPS) }
    }

    fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    fn titled(&self, key: &str) -> Result<Vec<Product>, CatalogError> {
        let Some(left) = self.left.get().checked_sub(1) else { return Ok(Vec::new()) };
        self.left.set(left);
        self.catalog.titled(key)
    }
}

/// A product name or a price in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The text's place among the answer's texts, from 0.
    pub piece: usize,
    /// The event that it is in, from 0.
    pub event: usize,
    /// Which bytes of the text.
    pub span: Range<usize>,
    /// What it is, and whether it is true.
    pub said: Said,
    /// The product in the catalog that it is about.
    pub product: Option<String>,
    /// Its title there.
    pub title: Option<String>,
}

/// What a text says in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// A product's name that the catalog has.
    Name,
    /// A product's name that the catalog does not have.
    UnknownName,
    /// A price that is right.
    RightPrice,
    /// A price that is wrong.
    WrongPrice,
    /// A price that no product stands beside.
    Price,
}

/// A name in a text.
struct NameAt {
    span: Range<usize>,
    /// What it names; empty where nothing does.
    products: Vec<Product>,
}

/// Checks the names and prices of one text.
pub(super) fn check(
    piece: &Piece,
    claims: &Claims,
    catalog: &Lookups<'_>,
    circumstances: Circumstances,
    truth: &mut Truth,
) -> Result<(), CatalogError> {
    let text = piece.text.as_str();
    let prices = prices_in_text::find(text, circumstances.currency);
    let mut names = catalog_names(text, catalog)?;
    emphasised_names(text, &prices, claims, truth, &mut names);
    names.sort_by_key(|name| name.span.start);
    let place = claims.pieces.iter().position(|other| std::ptr::eq(other, piece)).unwrap_or_default();
    let mut reading = Reading { piece, place, truth, circumstances };
    for name in &names {
        reading.name(name);
    }
    for price in &prices {
        let name = names.iter().rev().find(|name| nearness::is_price_of(text, &name.span, price, &prices));
        reading.price(price, name);
    }
    Ok(())
}

/// The catalog's titles in a text, the longest first in each place. One word alone is a title only where it is set off.
fn catalog_names(text: &str, catalog: &Lookups<'_>) -> Result<Vec<NameAt>, CatalogError> {
    let mut words = words(text);
    words.truncate(MOST_WORDS);
    let longest = catalog.catalog.longest_title().min(MOST_TITLE_WORDS);
    let mut names = Vec::new();
    let mut at = 0;
    while at < words.len() && !catalog.is_spent() {
        let on_line = line_end(text, &words, at);
        let mut taken = 1;
        for count in (1..=longest.min(on_line - at)).rev() {
            let run = &words[at..at + count];
            let span = run[0].start..run[count - 1].end;
            if count == 1 && !is_set_off(text, &span) {
                continue;
            }
            let key: Vec<&str> = run.iter().map(|word| word.folded.as_str()).collect();
            let products = catalog.titled(&key.join(" "))?;
            if !products.is_empty() {
                names.push(NameAt { span, products });
                taken = count;
                break;
            }
        }
        at += taken;
    }
    Ok(names)
}

/// The place of the first word that is on another line.
fn line_end(text: &str, words: &[Word], from: usize) -> usize {
    let same_line = |pair: &[Word]| !text[pair[0].end..pair[1].start].contains('\n');
    from + 1 + words[from..].windows(2).take_while(|pair| same_line(pair)).count()
}

fn is_set_off(text: &str, span: &Range<usize>) -> bool {
    let marks = ['*', '_', '"', '“', '”'];
    text[..span.start].ends_with(marks) && text[span.end..].starts_with(marks)
}

/// Names in bold that the catalog does not have as they are and that a price follows: a part of a card's title, or
/// nothing that is sold here.
fn emphasised_names(text: &str, prices: &[PriceAt], claims: &Claims, truth: &Truth, names: &mut Vec<NameAt>) {
    for span in nearness::bold(text) {
        let overlaps = names.iter().any(|name| name.span.start < span.end && span.start < name.span.end);
        let priced = prices.iter().any(|price| nearness::is_price_of(text, &span, price, prices));
        if overlaps || !priced || !nearness::is_a_name(&text[span.clone()]) {
            continue;
        }
        let own = key(&text[span.clone()]);
        let part_of = |title: &str| {
            let title = key(title);
            own.split(' ').all(|word| title.split(' ').any(|other| other == word))
        };
        let mut products = Vec::new();
        let mut on_card = false;
        for (card, found) in claims.cards.iter().zip(&truth.cards) {
            if card.title.as_deref().is_some_and(part_of) {
                on_card = true;
                products.extend(found.iter().flat_map(|found| found.products.clone()));
            }
        }
        // A part of a card's title whose card is unknown is reported there.
        if !on_card || !products.is_empty() {
            names.push(NameAt { span, products });
        }
    }
}

struct Reading<'a> {
    piece: &'a Piece,
    place: usize,
    truth: &'a mut Truth,
    circumstances: Circumstances,
}

impl Reading<'_> {
    fn text(&self, span: &Range<usize>) -> String {
        self.piece.text[span.clone()].to_owned()
    }

    fn mention(&mut self, span: &Range<usize>, said: Said, product: Option<&Product>) {
        self.truth.mentions.push(Mention {
            piece: self.place,
            event: self.piece.event,
            span: span.clone(),
            said,
            product: product.map(|product| product.id.clone()),
            title: product.map(Product::full_title),
        });
    }

    fn find(&mut self, kind: Kind, span: &Range<usize>, catalog: Option<String>, detail: Detail) {
        self.found(kind, span, self.text(span), catalog, detail);
    }

    fn found(
        &mut self,
        kind: Kind,
        span: &Range<usize>,
        answer: String,
        catalog: Option<String>,
        detail: Detail,
    ) {
        let place = Place::Text { piece: self.place, event: self.piece.event, span: span.clone() };
        self.truth.findings.push(Finding { kind, place, answer, catalog, detail });
    }

    fn name(&mut self, name: &NameAt) {
        match name.products.first() {
            Some(product) => self.mention(&name.span, Said::Name, Some(product)),
            None => {
                self.mention(&name.span, Said::UnknownName, None);
                self.find(Kind::UnknownProduct, &name.span, None, Detail::default());
            }
        }
    }

    fn price(&mut self, price: &PriceAt, name: Option<&NameAt>) {
        let products = name.map(|name| name.products.as_slice()).unwrap_or_default();
        if products.is_empty() {
            let known = self.known_price(price);
            let said = if known.is_some() { Said::RightPrice } else { Said::Price };
            return self.mention(&price.span, said, known.as_ref());
        }
        let Some((product, expected)) =
            products.iter().find_map(|product| Some((product, product.price_at(self.circumstances.at)?)))
        else {
            return self.mention(&price.span, Said::Price, products.first());
        };
        let detail = |product: &Product| Detail {
            product: Some(product.id.clone()),
            title: Some(product.full_title()),
            ..Detail::default()
        };
        let mut said = Said::RightPrice;
        if let (Some(candidates), Some(currency)) = (&price.price.currency, expected.currency)
            && !candidates.all().contains(&currency)
        {
            said = Said::WrongPrice;
            self.find(Kind::CurrencyDiffers, &price.span, Some(currency.to_string()), detail(product));
        }
        if let Some(difference) = differs(Some(&price.price), products, self.circumstances) {
            said = Said::WrongPrice;
            let detail = Detail { hint: difference.hint, ..detail(difference.product) };
            let (as_it_came, read) = (self.text(&price.span), &price.price);
            let (answer, catalog) =
                both_written(&as_it_came, Some(read), read.currency.clone(), difference.expected);
            self.found(Kind::PriceDiffers, &price.span, answer, Some(catalog), detail);
        }
        self.mention(&price.span, said, Some(product));
    }

    /// A product of the answer's cards that has this price: then the text says nothing new.
    fn known_price(&self, price: &PriceAt) -> Option<Product> {
        let products = self.truth.cards.iter().flatten().flat_map(|found| &found.products);
        let is = |product: &&Product| {
            product.price_at(self.circumstances.at).is_some_and(|money| can_be(&price.price, &money))
        };
        products.into_iter().find(is).cloned()
    }
}
