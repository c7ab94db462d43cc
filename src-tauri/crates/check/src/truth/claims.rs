//! What an answer claims: its product cards and its texts, each with its place.

use agent_graph::ResponseEvent;
use agent_graph::event::{Content, Interactive, Product, Role};
use agent_graph::json::Object;

use crate::number::Number;
use crate::price::{PriceText, read_price};

/// Everything in one answer that can be true or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// Its product cards, in order.
    pub cards: Vec<Card>,
    /// Its texts, in order.
    pub pieces: Vec<Piece>,
}

/// One product card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// The event that it is in, from 0 within the answer.
    pub event: usize,
    /// Its place among the event's cards, from 0.
    pub index: usize,
    /// `productId`
    pub id: Option<String>,
    /// `title`
    pub title: Option<String>,
    /// `url`
    pub link: Option<String>,
    /// `imageUrl`
    pub image: Option<String>,
    /// `price`, as it came.
    pub price: Option<String>,
    /// It came as a number of JSON and not as a text.
    pub price_is_number: bool,
    /// `currency`
    pub currency: Option<String>,
}

impl Card {
    /// Its price, read. `None` where it has none, or one that cannot be read.
    pub fn read_price(&self) -> Option<PriceText> {
        let text = self.price.as_deref()?;
        if self.price_is_number {
            let number = Number::exact(text).ok()?;
            return Some(PriceText { number, currency: None });
        }
        read_price(text).ok()
    }

    fn of(product: &Product, event: usize, index: usize) -> Self {
        let raw_price = Object::read(&product.json).and_then(|object| object.get("price"));
        let given = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        Self {
            event,
            index,
            id: given(&product.product_id),
            title: given(&product.title),
            link: given(&product.url),
            image: given(&product.image_url),
            price: given(&product.price),
            price_is_number: raw_price.is_some_and(|raw| !raw.starts_with('"')),
            currency: given(&product.currency),
        }
    }
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A message's words.
    Message,
    /// What stands below a picture.
    Caption,
    /// The header, body or footer of an interactive message.
    Interactive,
    /// The row of a list: its title and its description.
    Row,
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The event that it is in, from 0 within the answer.
    pub event: usize,
    /// Where it stands in it.
    pub source: Source,
    /// The text itself, as it came.
    pub text: String,
}

impl Claims {
    /// The claims of the events of one answer, in order.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a ResponseEvent>) -> Self {
        let mut claims = Self::default();
        for (event, response) in events.into_iter().enumerate() {
            claims.add(event, response);
        }
        claims
    }

    fn add(&mut self, event: usize, response: &ResponseEvent) {
        match response {
            ResponseEvent::Message(message) if message.role != Role::User => match &message.content {
                Content::Text(text) => self.piece(event, Source::Message, Some(text)),
                Content::Image { caption, .. } => self.piece(event, Source::Caption, caption.as_ref()),
                Content::Audio { .. } | Content::Location(_) | Content::Unknown(_) => {}
            },
            ResponseEvent::Recommendation(products) => {
                let cards =
                    products.iter().enumerate().map(|(index, product)| Card::of(product, event, index));
                self.cards.extend(cards);
            }
            ResponseEvent::Interactive(interactive) => self.interactive(event, interactive),
            ResponseEvent::Message(_)
            | ResponseEvent::ChatSuggestion(_)
            | ResponseEvent::Handover(_)
            | ResponseEvent::Unknown(_) => {}
        }
    }

    fn interactive(&mut self, event: usize, interactive: &Interactive) {
        let mut frame = |parts: [&Option<String>; 3]| {
            for part in parts {
                self.piece(event, Source::Interactive, part.as_ref());
            }
        };
        match interactive {
            Interactive::List(list) => {
                frame([&list.header, &list.body, &list.footer]);
                for row in list.sections.iter().flat_map(|section| &section.rows) {
                    let text = match &row.description {
                        Some(description) => format!("{}\n{description}", row.title),
                        None => row.title.clone(),
                    };
                    self.piece(event, Source::Row, Some(&text));
                }
            }
            Interactive::ReplyButtons(buttons) => frame([&buttons.header, &buttons.body, &buttons.footer]),
            Interactive::SingleProduct(single) => {
                frame([&single.header, &single.body, &single.footer]);
                self.cards.extend(single.product.as_ref().map(|product| Card::of(product, event, 0)));
            }
            Interactive::Other { .. } => {}
        }
    }

    fn piece(&mut self, event: usize, source: Source, text: Option<&String>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.pieces.push(Piece { event, source, text: text.clone() });
        }
    }
}
