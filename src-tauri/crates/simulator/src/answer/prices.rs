//! What a product costs, where one of those that were shown is asked about: `quanto custa o primeiro?`

use super::{Desk, intents};
use crate::{
    catalog::Product,
    search::Sentence,
    voice::{fill, price},
};

impl Desk<'_> {
    /// The products whose price a sentence asks for by pointing at what was shown: one by its place, or all of them;
    /// none where nothing was shown.
    pub(super) fn asked_for_price(
        &self,
        sentence: &Sentence,
        told_price: bool,
    ) -> Option<Vec<&'static Product>> {
        let shown = &self.memory.last_shown;
        let asks = intents::asks_for_price(&sentence.besides);
        let place = intents::ordinal(&sentence.besides);
        // A number beside a thing is part of its name: `quanto custa o Nova 5?`
        let names_nothing = sentence.wish.is_empty();
        let pointed_at = place
            .filter(|_| names_nothing || !sentence.besides.contains(|letter: char| letter.is_ascii_digit()));
        let goes_on = told_price && sentence.besides.split_ascii_whitespace().count() <= 3;
        match pointed_at {
            _ if !sentence.wish.named.is_empty() => None,
            Some(place) if asks || goes_on => {
                Some(shown.get(place).or(shown.last()).copied().into_iter().collect())
            }
            None if asks && names_nothing => Some(shown.clone()),
            _ => None,
        }
    }

    pub(super) fn tell_prices(&mut self, products: &[&'static Product]) {
        if products.is_empty() {
            return self.say_with_chips(self.voice.which_product, self.voice.welcome_chips);
        }
        let prices: Vec<String> = products.iter().map(|product| self.price_of(product)).collect();
        self.say_with_chips(&prices.join("\n"), self.voice.closing_chips);
        self.memory.told_price = true;
    }

    /// What a product costs and whether it can be had, in a sentence.
    pub(super) fn price_of(&self, product: &Product) -> String {
        let stock = if product.stock > 0 { self.voice.in_stock } else { self.voice.sold_out };
        let cost = price(self.language, product.price_cents);
        fill(self.voice.costs, &[("title", &product.title), ("price", &cost), ("stock", stock)])
    }
}
