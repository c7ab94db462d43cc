//! The inverted index over one merchant's products, and the ranking.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    reading::Names,
    text::{Language, stem, tokens},
    wish::{Concept, Order, Wish},
};
use crate::{catalog::Product, random};

const IN_TITLE: f32 = 4.0;
const IN_ITSELF: f32 = 1.0;
const IN_KIND: f32 = 3.0;
const IN_CATEGORY: f32 = 4.0;
const IN_BRAND: f32 = 3.0;
const IN_TAGS: f32 = 5.0;
const IN_COLOUR: f32 = 2.0;
const IN_DESCRIPTION: f32 = 1.0;

/// A number of a model says more than its place tells: `Air 12` is no air fryer.
const HINT_WEIGHT: f32 = 2.0;

/// A word that stands in the description alone hardly says what a thing is.
const WEAK_SHARE: f32 = 0.4;
/// Products that meet clearly less of the sentence than the best ones are left out.
const COVERAGE_KEPT: f32 = 0.75;
/// And so are those that meet it with clearly less weight: a phone's case is no phone.
const SCORE_KEPT: f32 = 0.55;

/// What a search came to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Everything that meets the wish, best first.
    pub(crate) products: Vec<&'static Product>,
    /// Whether the merchant has such a thing at all, whatever the limits.
    pub(crate) sells_such_things: bool,
    /// Whether the best products are about each of the wished things, not only about some.
    pub(crate) meets_everything: bool,
    /// The cheapest of these things in the wished colour and size, where the price was what ruled all out.
    pub(crate) cheapest_beyond_limits: Option<&'static Product>,
    /// Whether a colour was wished for though none of these things has one to choose.
    pub(crate) has_no_colours: bool,
}

/// One merchant's products, ready to be searched.
#[derive(Debug)]
pub(crate) struct Shelf {
    products: &'static [Product],
    language: Language,
    postings: HashMap<String, BTreeMap<usize, f32>>,
    /// The stems of the nouns for what things are: `vestido` of `vestido midi`, `case` of `phone case`.
    nouns: HashSet<String>,
    /// How the products, their categories and their colours are called.
    pub(super) names: Names,
}

#[derive(Debug, Clone, Copy, Default)]
struct Match {
    coverage: f32,
    score: f32,
}

impl Shelf {
    pub(crate) fn new(products: &'static [Product], language: Language) -> Self {
        let names = Names::of(products, language);
        let mut shelf = Self { products, language, postings: HashMap::new(), nouns: HashSet::new(), names };
        for (at, product) in products.iter().enumerate() {
            // What stands before the first comma is the thing itself, what follows may be what it is for.
            let itself = product.title.split(',').next().unwrap_or_default();
            let kind = tokens(product.kind);
            let noun = if language == Language::English { kind.last() } else { kind.first() };
            shelf.nouns.extend(noun.map(|token| stem(&token.text, language)));
            for (text, weight) in [
                (product.title.as_str(), IN_TITLE),
                (itself, IN_ITSELF),
                (product.kind, IN_KIND),
                (product.category, IN_CATEGORY),
                (product.brand, IN_BRAND),
                (product.tags, IN_TAGS),
                (product.colour.unwrap_or_default(), IN_COLOUR),
                (product.description.as_str(), IN_DESCRIPTION),
            ] {
                shelf.file(at, text, weight);
            }
        }
        shelf
    }

    fn file(&mut self, at: usize, text: &str, weight: f32) {
        let mut stems: Vec<String> =
            tokens(text).iter().map(|token| stem(&token.text, self.language)).collect();
        // A word counts once in each field, however often it is repeated there.
        stems.sort_unstable();
        stems.dedup();
        for stem in stems {
            *self.postings.entry(stem).or_default().entry(at).or_default() += weight;
        }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn products(&self) -> &'static [Product] {
        self.products
    }

    /// What a wish names by its title, the first of those that are called so.
    pub(crate) fn named(&self, wish: &Wish) -> impl Iterator<Item = &'static Product> {
        let products = self.products;
        let first: Vec<usize> = wish.named.iter().filter_map(|places| places.first().copied()).collect();
        first.into_iter().filter_map(|at| products.get(at))
    }

    /// Whether any product is about one of the wished things.
    pub(crate) fn knows_any(&self, wish: &Wish) -> bool {
        wish.category.is_some()
            || !wish.named.is_empty()
            || wish.concepts.iter().any(|concept| !self.hits(concept).1.is_empty())
    }

    /// Whether one of the wished things is itself a thing that is sold, not merely a property of one.
    pub(crate) fn names_a_thing(&self, wish: &Wish) -> bool {
        let mut stems = wish.concepts.iter().flat_map(|concept| &concept.alternatives);
        wish.category.is_some() || !wish.named.is_empty() || stems.any(|stem| self.nouns.contains(stem))
    }

    pub(crate) fn find(&self, wish: &Wish) -> Found {
        if wish.is_empty() {
            return Found::default();
        }
        let matches = self.matches(wish);
        let best_coverage = matches.values().map(|found| found.coverage).fold(0.0, f32::max);
        let meets_everything = !matches.is_empty() && best_coverage > wish.concepts.len() as f32 - WEAK_SHARE;
        let candidates: Vec<(usize, f32)> =
            matches.into_iter().map(|(at, found)| (at, found.score)).collect();
        let product = |at: usize| &self.products[at];
        let is_named = |at: &usize| wish.named.iter().flatten().any(|named| named == at);
        let in_colour_and_size = self.within_colour_and_size(wish, &candidates);
        let mut kept: Vec<(usize, f32)> = in_colour_and_size
            .iter()
            .copied()
            .filter(|(at, _)| {
                let price = product(*at).price_cents;
                wish.limits.min_cents.is_none_or(|min| price >= min)
                    && wish.limits.max_cents.is_none_or(|max| price <= max)
                    && (product(*at).stock > 0 || !wish.limits.in_stock)
            })
            .collect();
        // What cannot be had is shown to those who asked for it, or where there is nothing else.
        if kept.iter().any(|(at, _)| product(*at).stock > 0) {
            kept.retain(|(at, _)| product(*at).stock > 0 || is_named(at));
        }
        kept.sort_by(|one, other| {
            let key = |(at, score): &(usize, f32)| {
                let found = product(*at);
                let by_price = match wish.limits.order {
                    Order::BestMatch => 0,
                    Order::Cheapest => found.price_cents as i64,
                    Order::Dearest => -(found.price_cents as i64),
                };
                let colour = self.names.colour_of.get(*at).copied().flatten();
                let other_shade = !colour.is_some_and(|colour| wish.limits.shop_colours.contains(&colour));
                // Among equals a fixed shuffle mixes the models.
                let shuffled = random::number_of_text(&found.id);
                (!is_named(at), by_price, other_shade, -(score * 100.0) as i64, shuffled)
            };
            key(one).cmp(&key(other))
        });
        Found {
            meets_everything,
            sells_such_things: !candidates.is_empty(),
            cheapest_beyond_limits: in_colour_and_size
                .iter()
                .map(|(at, _)| product(*at))
                .min_by_key(|found| (found.stock == 0, found.price_cents))
                .filter(|_| kept.is_empty()),
            has_no_colours: !wish.limits.colours.is_empty()
                && !candidates.iter().any(|(at, _)| product(*at).colour_family.is_some()),
            products: kept.into_iter().map(|(at, _)| product(at)).collect(),
        }
    }

    /// What each product has of the wished things; every product, where only limits were named.
    fn matches(&self, wish: &Wish) -> BTreeMap<usize, Match> {
        let mut matches: BTreeMap<usize, Match> = BTreeMap::new();
        if wish.concepts.is_empty() {
            matches.extend((0..self.products.len()).map(|at| (at, Match::default())));
        }
        for concept in &wish.concepts {
            let (rarity, hits) = self.hits(concept);
            for (at, weight) in hits {
                let found = matches.entry(at).or_default();
                found.coverage += if weight >= IN_COLOUR { 1.0 } else { WEAK_SHARE };
                found.score += rarity * weight;
            }
        }
        if let Some(category) = wish.category {
            matches.retain(|at, _| self.products[*at].category == category);
        }
        let best_coverage = matches.values().map(|found| found.coverage).fold(0.0, f32::max);
        matches.retain(|_, found| found.coverage >= best_coverage * COVERAGE_KEPT);
        let best_score = matches.values().map(|found| found.score).fold(0.0, f32::max);
        matches.retain(|_, found| found.score >= best_score * SCORE_KEPT);
        for at in wish.named.iter().flatten() {
            matches.entry(*at).or_default();
        }
        for hint in &wish.hints {
            for (at, weight) in self.postings.get(hint).into_iter().flatten() {
                if let Some(found) = matches.get_mut(at) {
                    found.score += HINT_WEIGHT * weight;
                }
            }
        }
        matches
    }

    /// The products about a concept, each with the weight of its best word, and how rare such products are.
    fn hits(&self, concept: &Concept) -> (f32, BTreeMap<usize, f32>) {
        let mut hits: BTreeMap<usize, f32> = BTreeMap::new();
        for (at, weight) in concept.alternatives.iter().filter_map(|stem| self.postings.get(stem)).flatten() {
            let known = hits.entry(*at).or_default();
            *known = known.max(*weight);
        }
        if hits.is_empty()
            && let Some(postings) = concept.alternatives.first().and_then(|stem| self.nearly(stem))
        {
            hits.clone_from(postings);
        }
        let rarity = 1.0 + 0.3 * (self.products.len() as f32 / hits.len().max(1) as f32).ln();
        (rarity, hits)
    }

    /// The word of the catalog that is one slip of the finger away from this one.
    fn nearly(&self, wrong: &str) -> Option<&BTreeMap<usize, f32>> {
        // Short words are near too many others, and hardly anyone mistypes the first letter.
        if wrong.len() < 5 {
            return None;
        }
        self.postings
            .iter()
            .filter(|(stem, _)| {
                stem.len() >= 4
                    && stem.as_bytes().first() == wrong.as_bytes().first()
                    && one_slip_apart(wrong.as_bytes(), stem.as_bytes())
            })
            .max_by_key(|(stem, postings)| (postings.len(), std::cmp::Reverse(stem.as_str())))
            .map(|(_, postings)| postings)
    }

    fn within_colour_and_size(&self, wish: &Wish, candidates: &[(usize, f32)]) -> Vec<(usize, f32)> {
        let limits = &wish.limits;
        let product = |at: usize| &self.products[at];
        // A limit that none of these things can meet or miss says nothing: a laptop has no size M.
        let any_coloured = candidates.iter().any(|(at, _)| product(*at).colour_family.is_some());
        let any_sized = candidates.iter().any(|(at, _)| !product(*at).sizes.is_empty());
        candidates
            .iter()
            .copied()
            .filter(|(at, _)| {
                let family = product(*at).colour_family;
                let colour_fits = limits.colours.is_empty()
                    || !any_coloured
                    || family.is_some_and(|family| limits.colours.contains(&family));
                let excluded = family.is_some_and(|family| limits.excluded_colours.contains(&family));
                let size_fits = limits.sizes.is_empty()
                    || !any_sized
                    || limits.sizes.iter().any(|size| has_size(product(*at).sizes, size));
                colour_fits && !excluded && size_fits
            })
            .collect()
    }
}

/// Whether a size is among these, under its own name or the one that another country gives it.
fn has_size(sizes: &[&str], wished: &str) -> bool {
    if sizes.contains(&wished) {
        return true;
    }
    let elsewhere = match wished {
        "XS" => "PP",
        "S" | "CH" => "P",
        "L" => "G",
        "XL" => "GG",
        _ => return false,
    };
    sizes.contains(&elsewhere)
}

/// One letter changed, missing, too many, or two neighbours swapped. ASCII words; others are compared by byte.
fn one_slip_apart(one: &[u8], other: &[u8]) -> bool {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - end], &other[..other.len() - end]);
    match (one, other) {
        ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::one_slip_apart;

    #[test]
    fn one_slip_of_the_finger_is_forgiven_and_two_are_not() {
        for (one, other, expected) in [
            ("vestid", "vetsid", true),
            ("vestid", "vestd", true),
            ("vestid", "vesttid", true),
            ("vestid", "vistid", true),
            ("vestid", "vistad", false),
            ("vestid", "camis", false),
        ] {
            assert_eq!(one_slip_apart(one.as_bytes(), other.as_bytes()), expected, "{one} {other}");
        }
    }
}
