//! Cards against the catalog.

use super::claims::Card;
use super::finding::{Detail, Finding, Hint, Kind, Place};
use super::link::same_page;
use super::{Circumstances, Match, title_key};
use crate::catalog::Product;
use crate::currency::{Candidates, Currency, read_currency};
use crate::number::Number;
use crate::price::{Money, PriceText};

/// Checks one card. Without an id and a title it claims nothing.
pub(super) fn check(
    card: &Card,
    found: Option<&Match>,
    circumstances: Circumstances,
    findings: &mut Vec<Finding>,
) {
    let Some(found) = found else {
        if let Some(answer) = card.title.clone().or_else(|| card.id.clone()) {
            let detail = Detail { product: card.id.clone(), title: card.title.clone(), ..Detail::default() };
            findings.push(Finding {
                kind: Kind::UnknownProduct,
                place: place(card),
                answer,
                catalog: None,
                detail,
            });
        }
        return;
    };
    let against = Against { card, found, circumstances };
    findings.extend(
        [against.price(), against.currency(), against.title(), against.link(), against.stock()]
            .into_iter()
            .flatten(),
    );
}

fn place(card: &Card) -> Place {
    Place::Card { event: card.event, index: card.index }
}

/// A card and what it was found to be.
struct Against<'a> {
    card: &'a Card,
    found: &'a Match,
    circumstances: Circumstances,
}

impl Against<'_> {
    fn finding(
        &self,
        kind: Kind,
        answer: &str,
        catalog: String,
        product: &Product,
        hint: Option<Hint>,
    ) -> Finding {
        let detail = Detail {
            product: Some(product.id.clone()),
            title: Some(product.full_title()),
            matched_by: Some(self.found.by),
            hint,
        };
        Finding { kind, place: place(self.card), answer: answer.to_owned(), catalog: Some(catalog), detail }
    }

    fn price(&self) -> Option<Finding> {
        let as_it_came = self.card.price.as_deref()?;
        let price = self.card.read_price();
        let difference = differs(price.as_ref(), &self.found.products, self.circumstances)?;
        let stated = self.card.currency.as_deref().and_then(read_currency);
        let currency = stated.or_else(|| price.as_ref()?.currency.clone());
        let (answer, catalog) = both_written(as_it_came, price.as_ref(), currency, difference.expected);
        Some(self.finding(Kind::PriceDiffers, &answer, catalog, difference.product, difference.hint))
    }

    fn currency(&self) -> Option<Finding> {
        let price = self.card.read_price();
        let stated = self.card.currency.clone();
        let candidates = match &stated {
            Some(text) => read_currency(text),
            None => price.and_then(|price| price.currency),
        };
        let money = |product: &Product| product.price_at(self.circumstances.at)?.currency;
        let expected: Vec<(&Product, Currency)> =
            self.found.products.iter().filter_map(|product| Some((product, money(product)?))).collect();
        let (product, first) = *expected.first()?;
        let is_right = |currency: Currency| expected.iter().any(|(_, expected)| *expected == currency);
        match (candidates, stated) {
            (Some(candidates), _) if candidates.all().iter().any(|currency| is_right(*currency)) => None,
            (Some(candidates), stated) => {
                let said = stated.unwrap_or_else(|| {
                    candidates
                        .given(self.circumstances.currency)
                        .map_or_else(String::new, |currency| currency.to_string())
                });
                Some(self.finding(Kind::CurrencyDiffers, &said, first.to_string(), product, None))
            }
            // A currency that nobody knows.
            (None, Some(said)) => {
                Some(self.finding(Kind::CurrencyDiffers, &said, first.to_string(), product, None))
            }
            (None, None) => None,
        }
    }

    fn title(&self) -> Option<Finding> {
        let answer = self.card.title.as_deref()?;
        let is_right =
            |product: &Product| is_title(answer, &product.title) || is_title(answer, &product.full_title());
        let product = self.found.products.first()?;
        if product.title.is_empty() || self.found.products.iter().any(is_right) {
            return None;
        }
        Some(self.finding(Kind::TitleDiffers, answer, product.full_title(), product, None))
    }

    fn link(&self) -> Option<Finding> {
        let answer = self.card.link.as_deref()?;
        let links: Vec<(&Product, &str)> = self
            .found
            .products
            .iter()
            .filter_map(|product| Some((product, product.link.as_deref()?)))
            .collect();
        let (product, first) = *links.first()?;
        if links.iter().any(|(_, link)| same_page(answer, link)) {
            return None;
        }
        Some(self.finding(Kind::LinkDiffers, answer, first.to_owned(), product, None))
    }

    fn stock(&self) -> Option<Finding> {
        let product = self.found.products.first()?;
        // Of a whole group, one variant that can be had is enough.
        let gone = self.found.products.iter().all(|product| product.availability.cannot_be_had());
        let answer = self.card.title.as_deref().or(self.card.id.as_deref()).unwrap_or_default();
        gone.then(|| self.finding(Kind::OutOfStock, answer, product.availability.to_string(), product, None))
    }
}

/// Whether an answer's title is a catalog's, also where the answer cut it: `Vestido midi azul…`.
fn is_title(answer: &str, catalog: &str) -> bool {
    let (answer_key, catalog_key) = (title_key(answer), title_key(catalog));
    let cut = answer.trim_end().ends_with('…') || answer.trim_end().ends_with("...");
    answer_key == catalog_key || (cut && !answer_key.is_empty() && catalog_key.starts_with(&answer_key))
}

/// How a price differs.
pub(super) struct Difference<'a> {
    pub product: &'a Product,
    pub expected: Money,
    pub hint: Option<Hint>,
}

/// Whether a price is none of the products'. `None` also where the catalog has no price to compare with.
pub(super) fn differs<'a>(
    price: Option<&PriceText>,
    products: &'a [Product],
    circumstances: Circumstances,
) -> Option<Difference<'a>> {
    let priced: Vec<(&Product, Money)> =
        products.iter().filter_map(|product| Some((product, product.price_at(circumstances.at)?))).collect();
    let (product, expected) = *priced.first()?;
    let Some(price) = price else {
        // A price that is none at all: `free`.
        return Some(Difference { product, expected, hint: None });
    };
    if priced.iter().any(|(_, money)| can_be(price, money)) {
        return None;
    }
    let is = |money: Option<Money>| money.is_some_and(|money| can_be(price, &money));
    let hint = if products.iter().any(|product| product.sale.is_some() && is(product.price)) {
        Some(Hint::UsualPriceDuringSale)
    } else if products.iter().any(|product| is(product.sale.map(|sale| sale.price))) {
        Some(Hint::SaleIsOver)
    } else {
        None
    };
    Some(Difference { product, expected, hint })
}

/// What the answer and the catalog say of a price, in one form. A price of the answer that names no currency is in the
/// catalog's; where both are known and differ, signs that many countries have would hide it, and codes do not.
pub(super) fn both_written(
    as_it_came: &str,
    price: Option<&PriceText>,
    currency: Option<Candidates>,
    expected: Money,
) -> (String, String) {
    let Some(Number::Sure { value, .. }) = price.map(|price| price.number) else {
        return (as_it_came.to_owned(), expected.written());
    };
    let given = currency.and_then(|candidates| candidates.given(expected.currency));
    let answer = Money { amount: value, currency: given.or(expected.currency) };
    if answer.same_currency(&expected) {
        (answer.written(), expected.written())
    } else {
        (answer.to_string(), expected.to_string())
    }
}

/// Whether a price can mean an amount of money, whatever its currency: that is another finding.
pub(super) fn can_be(price: &PriceText, money: &Money) -> bool {
    match price.number {
        Number::Sure { value, .. } => money.is_amount(value),
        Number::Doubtful { grouped, fraction, .. } => money.is_amount(grouped) || money.is_amount(fraction),
    }
}

/// Reports each card that is a product of an earlier card.
pub(super) fn duplicates(cards: &[Card], matches: &[Option<Match>], findings: &mut Vec<Finding>) {
    let identity = |place: usize| {
        let card = cards.get(place)?;
        let found = matches.get(place).and_then(Option::as_ref);
        // Cards that name one variant each are different, and so are groups.
        let only = found.and_then(|found| match found.products.as_slice() {
            [product] => Some(product.id.clone()),
            _ => None,
        });
        only.or_else(|| card.id.clone()).or_else(|| card.title.clone())
    };
    for (place, card) in cards.iter().enumerate() {
        let Some(own) = identity(place) else { continue };
        if (0..place).any(|earlier| identity(earlier).as_ref() == Some(&own)) {
            let found = matches.get(place).and_then(Option::as_ref);
            let product = found.and_then(|found| found.products.first());
            let detail = Detail {
                product: product.map(|product| product.id.clone()).or_else(|| card.id.clone()),
                title: product.map(Product::full_title).or_else(|| card.title.clone()),
                matched_by: found.map(|found| found.by),
                hint: None,
            };
            let answer = card.title.clone().or_else(|| card.id.clone()).unwrap_or_default();
            findings.push(Finding {
                kind: Kind::DuplicateInAnswer,
                place: self::place(card),
                answer,
                catalog: None,
                detail,
            });
        }
    }
}
