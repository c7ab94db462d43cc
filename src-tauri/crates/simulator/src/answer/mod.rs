//! What the assistant answers: one turn of a conversation, as events in lines. No model and no clock: the same seed,
//! merchant and messages give the same events.

mod commands;
mod events;
mod intents;
mod interactive;
mod limits;
mod prices;
mod service;
mod shopping;
mod showcase;

pub use limits::LIMIT_COMMANDS;

use std::sync::LazyLock;

use serde_json::Value;

use crate::{
    catalog::{self, Product},
    merchants::{MERCHANTS, SimulatedMerchant},
    random::Dice,
    request::Input,
    search::{Language, Shelf, Wish},
    settings::Fault,
    voice::{Voice, fill, voice},
};

/// The part of a message that is read, in characters: WhatsApp's own limit for one.
const READ_OF_MESSAGE: usize = 4_096;

/// How the lines of an answer follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pace {
    #[default]
    Usual,
    Slow,
    Burst,
}

/// One answer: lines of events, and what should go wrong on their way.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) lines: Vec<Vec<Value>>,
    pub(crate) pace: Pace,
    pub(crate) fault: Option<Fault>,
}

/// What a session remembers between its turns.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    slug: &'static str,
    /// The last search, as refined since.
    wish: Option<Wish>,
    /// All that it found, and how much of that has been shown.
    results: Vec<&'static Product>,
    shown: usize,
    /// The products of the last recommendation, by which `the first one` is understood.
    last_shown: Vec<&'static Product>,
    /// Whether the last answer told a price: `and the second?` then asks for one too.
    told_price: bool,
}

/// The assistant during one turn.
struct Desk<'a> {
    slug: &'static str,
    shelf: &'static Shelf,
    voice: &'static Voice,
    language: Language,
    memory: &'a mut Memory,
    dice: Dice,
    base_url: &'a str,
    lines: Vec<Vec<Value>>,
}

/// Answers the last thing that the customer did; what was said before it is context.
pub(crate) fn answer(
    merchant: &SimulatedMerchant,
    memory: &mut Memory,
    input: &[Input],
    dice: Dice,
    base_url: &str,
) -> Reply {
    let shelf = shelf_of(merchant.slug);
    if memory.slug != merchant.slug {
        // Another agent knows nothing of what this session said to the first one.
        *memory = Memory { slug: merchant.slug, ..Memory::default() };
    }
    let language = shelf.language();
    let slug = merchant.slug;
    let lines = Vec::new();
    let mut desk = Desk { slug, shelf, voice: voice(language), language, memory, dice, base_url, lines };
    let Some(last) = input.iter().rposition(|event| *event != Input::AssistantSaid) else {
        // Nothing was asked: a line without any event is a legal answer.
        return Reply { lines: vec![Vec::new()], ..Reply::default() };
    };
    for earlier in &input[..last] {
        if let Input::Text(text) = earlier {
            desk.remember(text);
        }
    }
    if let Input::Text(text) = &input[last]
        && let Some(reply) = desk.command(text.trim())
    {
        return reply;
    }
    desk.respond(&input[last]);
    Reply { lines: desk.lines, ..Reply::default() }
}

impl Desk<'_> {
    fn respond(&mut self, input: &Input) {
        match input {
            Input::Text(text) => self.respond_to_text(text),
            Input::Button { id, title } | Input::ListReply { id, title } => {
                if !self.respond_to_choice(id) {
                    self.respond_to_text(title);
                }
            }
            Input::Image { caption } if !caption.trim().is_empty() => self.respond_to_text(caption),
            Input::Image { .. } => self.say_with_chips(self.voice.got_image, self.voice.welcome_chips),
            Input::Audio => self.say_with_chips(self.voice.got_audio, self.voice.welcome_chips),
            Input::Location { name } => {
                let place = if name.is_empty() { "📍" } else { name };
                self.say(&fill(self.voice.got_location, &[("place", place)]));
                self.show_store();
            }
            Input::Form { name } => {
                let name = name.as_deref().unwrap_or("👋");
                self.say(&fill(self.voice.got_form, &[("name", name)]));
                self.lines.push(vec![events::leadgen_handover()]);
            }
            Input::Store { name, city } => {
                let place = if city.is_empty() { name.clone() } else { format!("{name}, {city}") };
                let text = fill(self.voice.got_store, &[("place", &place)]);
                self.say_with_chips(&text, self.voice.welcome_chips);
            }
            // Only what the customer did is ever answered.
            Input::AssistantSaid => {}
        }
    }

    fn respond_to_text(&mut self, text: &str) {
        let text: String = text.chars().take(READ_OF_MESSAGE).collect();
        let sentence = self.shelf.read(&text);
        let told_price = std::mem::take(&mut self.memory.told_price);
        // What a product or a category is called says nothing of what is wanted: `Medicamentos con receta`.
        if let Some(intent) = intents::stated(&sentence.besides) {
            return self.serve(intent, &sentence);
        }
        if let Some(products) = self.asked_for_price(&sentence, told_price) {
            return self.tell_prices(&products);
        }
        let wish = &sentence.wish;
        let about_products = self.shelf.knows_any(wish) || wish.only_limits();
        if !about_products && let Some(intent) = intents::without_products(&sentence.words) {
            return self.serve(intent, &sentence);
        }
        if wish.is_empty() {
            let text = self.dice.choose(self.voice.not_understood);
            return self.say_with_chips(text, self.voice.welcome_chips);
        }
        self.shop(&sentence);
    }

    /// One message in a line of its own.
    fn say(&mut self, text: &str) {
        self.lines.push(vec![events::text(text)]);
    }

    /// One message and chips, in one line.
    fn say_with_chips<T: AsRef<str>>(&mut self, text: &str, chips: &[T]) {
        self.lines.push(vec![events::text(text), events::suggestions(chips)]);
    }
}

static SHELVES: LazyLock<Vec<(&'static str, Shelf)>> = LazyLock::new(|| {
    MERCHANTS
        .iter()
        .map(|merchant| {
            let language = Language::of_tag(merchant.language);
            (merchant.slug, Shelf::new(catalog::products(merchant.slug), language))
        })
        .collect()
});

/// A shelf for a slug that no merchant has: it never comes to that, and it finds nothing.
static EMPTY_SHELF: LazyLock<Shelf> = LazyLock::new(|| Shelf::new(&[], Language::English));

fn shelf_of(slug: &str) -> &'static Shelf {
    SHELVES.iter().find(|(known, _)| *known == slug).map_or(&*EMPTY_SHELF, |(_, shelf)| shelf)
}
