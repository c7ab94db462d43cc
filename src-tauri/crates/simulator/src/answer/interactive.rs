//! WhatsApp's interactive messages, and the choices that come back from them.

use serde_json::{Value, json};

use super::{Desk, events, intents};
use crate::{
    catalog::Product,
    search::Sentence,
    voice::{ButtonTexts, fill, price},
};

/// WhatsApp's limits, in characters and in rows.
const MAX_ROWS: usize = 10;
const MAX_ROW_TITLE: usize = 24;

impl Desk<'_> {
    /// The categories as a list, each with the count and the lowest price of its products.
    pub(super) fn show_categories(&mut self) {
        let texts = &self.voice.list;
        let rows: Vec<Value> = self
            .categories()
            .iter()
            .enumerate()
            .take(MAX_ROWS)
            .map(|(at, category)| {
                let products = || self.shelf.products().iter().filter(|found| found.category == *category);
                let cheapest = products().map(|found| found.price_cents).min().unwrap_or_default();
                let (count, cost) = (products().count().to_string(), price(self.language, cheapest));
                json!({
                    "id": format!("category:{at}"),
                    "text": category.chars().take(MAX_ROW_TITLE).collect::<String>(),
                    "description": fill(texts.row, &[("count", &count), ("price", &cost)]),
                })
            })
            .collect();
        let list = json!({
            "header": { "text": texts.header },
            "footer": { "text": texts.footer },
            "button": { "id": "open-list", "text": texts.button },
            "sections": [{ "title": texts.section, "rows": rows }],
            "buttonText": texts.button,
        });
        self.say(texts.text);
        self.lines.push(vec![events::interactive("listMessage", &list)]);
    }

    /// Buttons under a line of text, or under the merchant's picture where there is to be one.
    pub(super) fn offer(&mut self, texts: &ButtonTexts) {
        let buttons: Vec<Value> =
            texts.buttons.iter().map(|(id, text)| json!({ "id": id, "text": text })).collect();
        let message = json!({
            "header": texts.header.map_or_else(|| self.attachment("IMAGE", "png"), |text| json!({ "text": text })),
            "footer": { "text": texts.footer },
            "buttons": buttons,
        });
        self.lines.push(vec![events::text(texts.text), events::interactive("replyButtonMessage", &message)]);
    }

    /// The product that a sentence names or counts to; the first of those that were shown last where it does neither.
    pub(super) fn describe_product(&mut self, sentence: &Sentence) {
        let ordinal = intents::ordinal(&sentence.besides);
        let by_title = self.shelf.named(&sentence.wish).next();
        let named =
            by_title.or_else(|| ordinal.is_none().then(|| self.named_product(&sentence.words)).flatten());
        match named {
            Some(product) => self.show_single(product),
            None => self.show_details(ordinal.unwrap_or(0)),
        }
    }

    /// What stands behind the word that asks for details.
    fn named_product(&self, words: &str) -> Option<&'static Product> {
        const ASKING: [&str; 9] = [
            " detalhes ",
            " mais informacoes ",
            " fala mais ",
            " fale mais ",
            " details ",
            " more about ",
            " more information ",
            " detalles ",
            " mas informacion ",
        ];
        let (_, asked) = ASKING.iter().find_map(|asking| words.split_once(asking))?;
        let wish = self.shelf.read(asked).wish;
        let names = self.shelf.names_a_thing(&wish) && self.shelf.knows_any(&wish);
        names.then(|| self.shelf.find(&wish).products.first().copied()).flatten()
    }

    /// One of the products that were shown last.
    pub(super) fn show_details(&mut self, ordinal: usize) {
        let shown = &self.memory.last_shown;
        let Some(product) = shown.get(ordinal).or(shown.last()).copied() else {
            return self.say_with_chips(self.voice.which_product, self.voice.welcome_chips);
        };
        self.show_single(product);
    }

    fn show_single(&mut self, product: &'static Product) {
        let cost = price(self.language, product.price_cents);
        let facets = product.facets.iter().map(|(name, value)| format!("- {name}: _{value}_"));
        let facets = facets.collect::<Vec<_>>().join("\n");
        self.say(&format!("*{}*\n{}\n\n{facets}\n\n*{cost}*", product.title, product.description));
        let buttons: Vec<Value> =
            self.voice.single_buttons.iter().map(|(id, text)| json!({ "id": id, "text": text })).collect();
        // The public page cuts this kind off: `productId` and `product` are our reading.
        let message = json!({
            "productId": product.id,
            "product": product.to_wire(self.base_url),
            "footer": { "text": self.voice.single_footer },
            "actionButton": { "id": format!("product:{}", product.id), "text": self.voice.single_action },
            "buttons": buttons,
        });
        self.lines.push(vec![events::interactive("singleProductMessage", &message)]);
    }

    /// An interactive message of a kind that the public reference does not name.
    pub(super) fn show_carousel(&mut self) {
        let cards: Vec<Value> = self
            .shelf
            .products()
            .iter()
            .step_by(23)
            .take(3)
            .map(|product| {
                json!({
                    "title": product.title,
                    "description": price(self.language, product.price_cents),
                    "imageUrl": product.to_wire(self.base_url)["imageUrl"],
                    "productId": product.id,
                    "url": product.url,
                    "button": { "id": format!("product:{}", product.id), "text": self.voice.single_action },
                })
            })
            .collect();
        self.say(self.voice.carousel);
        self.lines.push(vec![events::interactive("carouselMessage", &json!({ "cards": cards }))]);
    }

    /// Answers a choice by its id; says whether it was one of ours.
    pub(super) fn respond_to_choice(&mut self, id: &str) -> bool {
        let (kind, value) = id.split_once(':').unwrap_or((id, ""));
        match kind {
            "human" => self.hand_over_to_agent(),
            "more" => self.show_more(),
            "buy" => self.say_with_chips(self.voice.purchase_begun, self.voice.knowledge_chips),
            "budget" => return self.show_budget(value),
            "category" => {
                let category = value.parse().ok().and_then(|at: usize| self.categories().get(at).copied());
                let Some(category) = category else { return false };
                self.show_category(category);
            }
            "product" => {
                let Some(product) = self.shelf.products().iter().find(|product| product.id == value) else {
                    return false;
                };
                self.show_single(product);
            }
            _ => return false,
        }
        true
    }

    /// The merchant's categories, in the order of its catalog.
    fn categories(&self) -> Vec<&'static str> {
        let mut categories: Vec<&'static str> = Vec::new();
        for product in self.shelf.products() {
            if !categories.contains(&product.category) {
                categories.push(product.category);
            }
        }
        categories
    }
}
