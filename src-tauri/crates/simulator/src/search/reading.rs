//! A sentence as one shop understands it: by the names of its own products, categories and colours.

use std::ops::Range;

use super::{
    colour::{Colour, is_shade},
    index::Shelf,
    text::{Language, spaced, stem, tokens},
    wish::Wish,
};
use crate::catalog::Product;

/// So many words of a title are taken for it: people stop in the middle of a long one.
const WORDS_THAT_NAME: usize = 6;

/// How a shop's things are called, as folded words without hyphens.
#[derive(Debug, Default)]
pub(super) struct Names {
    titles: Vec<Vec<String>>,
    categories: Vec<(Vec<String>, &'static str)>,
    /// By their stems, so that `preto` and `preta` are one.
    colours: Vec<(Vec<String>, &'static str)>,
    /// The colour of each product, under the name that stands among the colours.
    pub(super) colour_of: Vec<Option<&'static str>>,
}

/// A sentence of a customer.
#[derive(Debug)]
pub(crate) struct Sentence {
    /// Its folded words, with a space around each.
    pub(crate) words: String,
    /// Those of them that are not part of a name.
    pub(crate) besides: String,
    /// What it asks for, with names known to be names.
    pub(crate) wish: Wish,
    /// What its words ask for one by one: `gaming` may be a category, or a kind of the laptops before it.
    pub(crate) by_words: Wish,
}

impl Names {
    pub(super) fn of(products: &'static [Product], language: Language) -> Self {
        let mut names = Self::default();
        for product in products {
            names.titles.push(words_of(&product.title));
            add(&mut names.categories, words_of(product.category), product.category);
            let colour = product.colour.map(|colour| {
                let stems = words_of(colour).iter().map(|word| stem(word, language)).collect();
                add(&mut names.colours, stems, colour)
            });
            names.colour_of.push(colour);
        }
        names
    }

    /// The titles that stand in a sentence: where, and the places of the products that are called so.
    fn titles_in(&self, said: &[&str]) -> Vec<(Range<usize>, Vec<usize>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < said.len() {
            let (mut longest, mut whole, mut called) = (0, false, Vec::new());
            for (place, title) in self.titles.iter().enumerate() {
                let same = title.iter().zip(&said[at..]).take_while(|(one, other)| one == other).count();
                let is_whole = same == title.len();
                if same == 0 || !is_whole && same < WORDS_THAT_NAME || (same, is_whole) < (longest, whole) {
                    continue;
                }
                if (same, is_whole) > (longest, whole) {
                    (longest, whole) = (same, is_whole);
                    called.clear();
                }
                called.push(place);
            }
            if !called.is_empty() {
                found.push((at..at + longest, called));
            }
            at += longest.max(1);
        }
        found
    }
}

fn words_of(name: &str) -> Vec<String> {
    tokens(name).into_iter().map(|token| token.text).filter(|word| word != "-").collect()
}

/// Adds a name, or finds the one that these words are known under.
fn add(names: &mut Vec<(Vec<String>, &'static str)>, words: Vec<String>, name: &'static str) -> &'static str {
    if let Some((_, known)) = names.iter().find(|(known, _)| *known == words) {
        return known;
    }
    names.push((words, name));
    name
}

/// The longest of these names at each place of a sentence.
fn names_in(
    names: &[(Vec<String>, &'static str)],
    said: &[impl AsRef<str>],
) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < said.len() {
        let stands = |words: &[String]| {
            words.len() <= said.len() - at
                && words.iter().zip(&said[at..]).all(|(one, other)| one == other.as_ref())
        };
        match names.iter().filter(|(words, _)| stands(words)).max_by_key(|(words, _)| words.len()) {
            Some((words, name)) => {
                found.push((at..at + words.len(), *name));
                at += words.len();
            }
            None => at += 1,
        }
    }
    found
}

impl Shelf {
    /// Reads a sentence as this shop understands it.
    pub(crate) fn read(&self, sentence: &str) -> Sentence {
        let all = tokens(sentence);
        let places: Vec<usize> = (0..all.len()).filter(|at| all[*at].text != "-").collect();
        let said: Vec<&str> = places.iter().map(|at| all[*at].text.as_str()).collect();
        let take = |taken: &mut [bool], range: &Range<usize>| {
            places[range.clone()].iter().for_each(|at| taken[*at] = true);
        };

        let titles = self.names.titles_in(&said);
        let mut in_titles = vec![false; all.len()];
        titles.iter().for_each(|(range, _)| take(&mut in_titles, range));

        let stems: Vec<String> = said.iter().map(|word| stem(word, self.language())).collect();
        let mut colours = names_in(&self.names.colours, &stems);
        colours.retain(|(range, _)| !in_titles[places[range.start]]);
        // `pearl white` asks for no pearls.
        let of_colours: Vec<usize> = colours
            .iter()
            .flat_map(|(range, _)| &places[range.clone()])
            .copied()
            .filter(|at| Colour::of_word(&all[*at].text).is_none() && !is_shade(&all[*at].text))
            .collect();
        let mut taken = vec![false; all.len()];
        of_colours.iter().for_each(|at| taken[*at] = true);
        let wish_without = |taken: &[bool]| {
            let mut wish = Wish::of(&all, taken, self.language());
            wish.hints.extend(of_colours.iter().map(|at| stem(&all[*at].text, self.language())));
            if !wish.limits.colours.is_empty() {
                wish.limits.shop_colours = colours.iter().map(|(_, name)| *name).collect();
            }
            wish
        };
        let by_words = wish_without(&taken);

        let category = names_in(&self.names.categories, &said).into_iter().find_map(|(range, name)| {
            let mut taken = taken.clone();
            take(&mut taken, &range);
            let wish = Wish { category: Some(name), ..wish_without(&taken) };
            (titles.is_empty() && wish.concepts.is_empty()).then_some((range, wish))
        });
        let mut in_names = in_titles.clone();
        let wish = match category {
            Some((range, wish)) => {
                take(&mut in_names, &range);
                wish
            }
            None if titles.is_empty() => by_words.clone(),
            None => {
                // A colour or a number in a title limits nothing, and what is like the thing may be of interest too.
                taken.iter_mut().zip(&in_titles).for_each(|(taken, in_title)| *taken |= in_title);
                let named = titles.into_iter().map(|(_, products)| products).collect();
                Wish { named, limits: wish_without(&taken).limits, ..by_words.clone() }
            }
        };
        let outside = all.iter().zip(&in_names).filter(|(_, named)| !**named).map(|(token, _)| token);
        Sentence { words: spaced(&all), besides: spaced(outside), wish, by_words }
    }
}
