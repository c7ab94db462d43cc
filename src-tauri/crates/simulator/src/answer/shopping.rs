//! Answers that show products: searching, refining, continuing, comparing.

use serde_json::Value;

use super::{Desk, events};
use crate::{
    catalog::Product,
    search::{Found, Sentence, Wish},
    voice::{fill, price},
};

/// How a sentence begins that goes on from the search before it. Folded, with a space around each word.
const GOING_ON: [&str; 18] = [
    " e ",
    " tem em ",
    " tem no ",
    " tem na ",
    " mas ",
    " so ",
    " agora ",
    " and ",
    " what about ",
    " how about ",
    " in ",
    " with ",
    " but ",
    " y ",
    " pero ",
    " hay en ",
    " tienes en ",
    " con ",
];

/// How one begins that does not, though it names only a colour or a price.
const BEGINNING_ANEW: [&str; 5] =
    [" algo ", " alguma coisa ", " qualquer coisa ", " something ", " anything "];

impl Desk<'_> {
    /// Takes a sentence that was not answered here into the memory.
    pub(super) fn remember(&mut self, text: &str) {
        let sentence = self.shelf.read(text);
        if self.shelf.knows_any(&sentence.wish) || sentence.wish.only_limits() {
            let (wish, found) = self.with_memory(&sentence);
            self.memory.results = found.products;
            self.memory.shown = 0;
            self.memory.wish = Some(wish);
        }
    }

    /// Searches, on top of the search before where the sentence goes on from it.
    pub(super) fn shop(&mut self, sentence: &Sentence) {
        let (mut wish, found) = self.with_memory(sentence);
        if found.products.is_empty() {
            return self.say_nothing_found(&wish, &found);
        }
        if found.has_no_colours {
            wish.without_colours();
        }
        let what = self.describe(&wish);
        let named: Vec<_> = self.shelf.named(&wish).collect();
        match (found.products.first(), named.as_slice()) {
            (Some(first), [only]) if wish.named[0].len() == 1 && only.id == first.id => {
                self.say(&self.price_of(first));
                self.show_under(found.products);
            }
            _ if found.has_no_colours => {
                let what = what.unwrap_or_default();
                self.say(&fill(self.voice.no_colours, &[("what", &what)]));
                self.show_under(found.products);
            }
            _ => self.show(found.products, what.as_deref()),
        }
        self.memory.wish = Some(wish);
    }

    /// The wish on top of the earlier one where the sentence goes on from it, and what is found for it.
    fn with_memory(&self, sentence: &Sentence) -> (Wish, Found) {
        let Sentence { words, wish, by_words, .. } = sentence;
        let begins_with = |openings: &[&str]| openings.iter().any(|opening| words.starts_with(opening));
        let goes_on = wish.named.is_empty() && !begins_with(&BEGINNING_ANEW);
        if let Some(earlier) = self.memory.wish.as_ref().filter(|_| goes_on) {
            let refined = earlier.refined_by(by_words);
            let found = self.shelf.find(&refined);
            // `e longo?` after dresses means long dresses, because there are some; `e bolsas?` means bags.
            let fits =
                found.meets_everything && (begins_with(&GOING_ON) || !self.shelf.names_a_thing(by_words));
            if wish.only_limits() || fits {
                return (refined, found);
            }
        }
        (wish.clone(), self.shelf.find(wish))
    }

    /// The first products of a search, in the shape of an ordinary answer.
    fn show(&mut self, products: Vec<&'static Product>, what: Option<&str>) {
        let count = self.draw_count(&products);
        let number = count.to_string();
        let opening = match what {
            Some(what) if count == 1 => fill(self.voice.found_one, &[("what", what)]),
            Some(what) => fill(self.dice.choose(self.voice.found), &[("count", &number), ("what", what)]),
            None => fill(self.dice.choose(self.voice.found_unnamed), &[("count", &number)]),
        };
        self.say(&opening);
        self.show_first(count, products);
    }

    /// The first products of a search, under words that have been said.
    fn show_under(&mut self, products: Vec<&'static Product>) {
        let count = self.draw_count(&products);
        self.show_first(count, products);
    }

    fn draw_count(&mut self, products: &[&'static Product]) -> usize {
        (3 + self.dice.below(4)).min(products.len())
    }

    fn show_first(&mut self, count: usize, products: Vec<&'static Product>) {
        self.recommend(&products[..count]);
        let closing = self.dice.choose(self.voice.closing);
        self.say_with_chips(closing, self.voice.closing_chips);
        self.memory.results = products;
        self.memory.shown = count;
    }

    /// The products of the search before that have not been shown.
    pub(super) fn show_more(&mut self) {
        let rest = self.memory.results.get(self.memory.shown..).unwrap_or_default();
        let next: Vec<_> = rest.iter().copied().take(4).collect();
        if next.is_empty() {
            return self.say_with_chips(self.voice.no_more, self.voice.welcome_chips);
        }
        self.memory.shown += next.len();
        let opening = self.dice.choose(self.voice.more);
        self.say(opening);
        self.recommend(&next);
        self.lines.push(vec![events::suggestions(self.voice.closing_chips)]);
    }

    pub(super) fn recommend(&mut self, products: &[&'static Product]) {
        self.memory.last_shown = products.to_vec();
        let cards: Vec<Value> = products.iter().map(|product| product.to_wire(self.base_url)).collect();
        self.lines.push(vec![events::recommendation(&cards)]);
    }

    /// All products of a category, as a choice from the list asks for them.
    pub(super) fn show_category(&mut self, category: &str) {
        let wish = self.shelf.read(category).wish;
        let found = self.shelf.find(&wish);
        self.memory.wish = Some(wish);
        self.show(found.products, Some(category));
    }

    /// Presents within a budget, in hundredths: `0-10000`, or `20000-` for one without an upper end.
    pub(super) fn show_budget(&mut self, budget: &str) -> bool {
        let Some((min, max)) = budget.split_once('-') else { return false };
        let mut wish = Wish::default();
        // An absent end is what the form without it means.
        wish.limits.min_cents = min.parse().ok().filter(|cents| *cents > 0);
        wish.limits.max_cents = max.parse().ok();
        wish.limits.in_stock = true;
        let found = self.shelf.find(&wish);
        let what = self.describe(&wish);
        self.memory.wish = Some(wish);
        self.show(found.products, what.as_deref());
        true
    }

    fn say_nothing_found(&mut self, wish: &Wish, found: &Found) {
        let what = self.describe(wish).unwrap_or_else(|| "?".to_owned());
        if !found.sells_such_things {
            let text = fill(self.dice.choose(self.voice.nothing), &[("what", &what)]);
            return self.say_with_chips(&text, self.voice.nothing_chips);
        }
        // The thing is known, so that the next sentence may refine it: `e em preto?`
        self.memory.wish = Some(wish.clone());
        match found.cheapest_beyond_limits {
            Some(closest) => {
                let cost = price(self.language, closest.price_cents);
                let values = [("what", what.as_str()), ("title", &closest.title), ("price", &cost)];
                self.say_with_chips(&fill(self.voice.nothing_within, &values), self.voice.nothing_chips);
            }
            None => {
                let text = fill(self.voice.nothing_such, &[("what", &what)]);
                self.say_with_chips(&text, self.voice.nothing_chips);
            }
        }
    }

    /// The wish in words, with its prices: `vestido azul até R$ 200,00`.
    fn describe(&self, wish: &Wish) -> Option<String> {
        let named = wish.in_words();
        let mut words: Vec<String> = Vec::new();
        if !named.is_empty() {
            words.push(named);
        }
        for (phrase, cents) in
            [(self.voice.from, wish.limits.min_cents), (self.voice.up_to, wish.limits.max_cents)]
        {
            if let Some(cents) = cents {
                words.push(fill(phrase, &[("price", &price(self.language, cents))]));
            }
        }
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Two products side by side.
    pub(super) fn compare(&mut self, sentence: &Sentence) {
        let Some((one, other)) = self.pair(sentence) else {
            return self.say_with_chips(self.voice.compare_help, self.voice.nothing_chips);
        };
        let side = |product: &Product| {
            let stock = if product.stock > 0 { self.voice.in_stock } else { self.voice.sold_out };
            let cost = price(self.language, product.price_cents);
            let first_sentence =
                product.description.split(". ").next().unwrap_or_default().trim_end_matches('.');
            format!("*{}*\n- {cost}\n- {stock}\n- _{first_sentence}_", product.title)
        };
        let difference = one.price_cents.abs_diff(other.price_cents);
        let cheaper = if one.price_cents <= other.price_cents { one } else { other };
        let verdict = if difference == 0 {
            self.voice.compare_same_price.to_owned()
        } else {
            let difference = price(self.language, difference);
            fill(self.voice.compare_verdict, &[("cheaper", &cheaper.title), ("difference", &difference)])
        };
        let text = format!("{}\n\n{}\n\n{verdict}", side(one), side(other));
        self.say(&text);
        self.recommend(&[one, other]);
        // What is asked next is about such things: `tem em azul?`
        if one.category == other.category {
            self.memory.wish = Some(self.shelf.read(one.category).wish);
        }
        self.lines.push(vec![events::suggestions(self.voice.closing_chips)]);
    }

    /// The two things that a comparison names, or the first two that were shown.
    fn pair(&self, sentence: &Sentence) -> Option<(&'static Product, &'static Product)> {
        let first_of = |name: &String, but: Option<&Product>| {
            let found = self.shelf.find(&self.shelf.read(name).wish).products;
            found.into_iter().find(|product| but.is_none_or(|but| but.id != product.id))
        };
        // Titles have words of their own that join: `suéter com botões e bolsos`.
        let mut named = self.shelf.named(&sentence.wish);
        let names = match (named.next(), named.next()) {
            (Some(one), Some(other)) => return Some((one, other)),
            (Some(one), None) => {
                let other = what_is_compared(&sentence.besides).trim_matches(' ').to_owned();
                return Some((one, first_of(&other, Some(one))?));
            }
            _ => split_in_two(&sentence.words).unwrap_or_default(),
        };
        if let [one, other] = names.as_slice()
            && let Some(one) = first_of(one, None)
            && let Some(other) = first_of(other, Some(one))
        {
            return Some((one, other));
        }
        let known = |name: &str| self.shelf.knows_any(&self.shelf.read(name).wish);
        match self.memory.last_shown.as_slice() {
            [one, other, ..] if !names.iter().any(|name| known(name)) => Some((one, other)),
            _ => None,
        }
    }

    /// Some products that are always the same: what the demonstrations of faults show.
    pub(super) fn sample(&mut self) -> Vec<Vec<Value>> {
        let opening = self.dice.choose(self.voice.welcome);
        self.say(opening);
        let products: Vec<_> =
            self.shelf.products().iter().filter(|found| found.stock > 0).step_by(17).take(4).collect();
        self.recommend(&products);
        let closing = self.dice.choose(self.voice.closing);
        self.say_with_chips(closing, self.voice.closing_chips);
        std::mem::take(&mut self.lines)
    }
}

/// What stands behind the word that asks to compare.
fn what_is_compared(words: &str) -> &str {
    const ASKING: [&str; 8] = [
        " diferenca entre ",
        " difference between ",
        " diferencia entre ",
        " compare ",
        " comparar ",
        " compara ",
        " is better ",
        " melhor ",
    ];
    ASKING.iter().find_map(|asking| words.split_once(asking)).map_or(words, |(_, rest)| rest)
}

/// What stands on both sides of the word that joins two things, after the word that asks to compare them.
fn split_in_two(words: &str) -> Option<Vec<String>> {
    const JOINING: [&str; 10] =
        [" versus ", " vs ", " com ", " with ", " con ", " ou ", " or ", " e ", " and ", " y "];
    let asked = format!(" {} ", what_is_compared(words).trim());
    JOINING
        .iter()
        .find_map(|joint| asked.split_once(joint))
        .map(|(one, other)| vec![one.to_owned(), other.to_owned()])
}
