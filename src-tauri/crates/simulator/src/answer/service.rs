//! Answers that are not about finding products: handovers, knowledge, media, courtesy.

use super::{Desk, events, intents::Intent};
use crate::{
    search::Sentence,
    voice::{StorePlace, fill},
};

/// Who comes for which word: the specialty in the merchant's language and an invented name.
const DOCTORS: [(&str, &str, &str); 5] = [
    ("dermatologo|dermatologa|dermatologist", "Dermatología", "Dra. Inés Carranza Olmo"),
    ("pediatra|pediatrician", "Pediatría", "Dr. Mateo Villaseñor Ruiz"),
    ("ginecologo|ginecologa|gynecologist", "Ginecología", "Dra. Lucía Barrientos Vela"),
    ("nutriologo|nutricionista|nutritionist", "Nutrición", "Mtra. Elena Robledo Paz"),
    ("", "Medicina general", "Dr. Andrés Montiel Soto"),
];

impl Desk<'_> {
    pub(super) fn serve(&mut self, intent: Intent, sentence: &Sentence) {
        let voice = self.voice;
        match intent {
            Intent::Surprise => self.lines.push(vec![events::text(voice.surprise), events::surprise()]),
            Intent::Human => self.hand_over_to_agent(),
            Intent::OrderStatus => {
                self.say(voice.order_status);
                self.lines.push(vec![events::order_status_handover()]);
            }
            Intent::Location => {
                self.say(voice.location);
                self.show_store();
            }
            Intent::Doctor => self.call_doctor(&sentence.words),
            Intent::Carousel => self.show_carousel(),
            Intent::Audio => {
                self.say(voice.audio);
                self.lines
                    .push(vec![events::audio(&format!("{}/media/{}/voice.wav", self.base_url, self.slug))]);
            }
            Intent::Image => {
                self.say(voice.image);
                let address = format!("{}/images/{}.png", self.base_url, self.slug);
                self.lines.push(vec![events::image(&address, voice.image_caption)]);
            }
            Intent::Storefront => self.open_storefront(sentence),
            Intent::Lead => {
                self.say(voice.lead);
                self.lines.push(vec![events::leadgen_handover()]);
            }
            Intent::Hours => self.say_with_chips(voice.hours, voice.knowledge_chips),
            Intent::Shipping => self.say_with_chips(voice.shipping, voice.knowledge_chips),
            Intent::Exchange => self.say_with_chips(voice.exchange, voice.knowledge_chips),
            Intent::Payment => self.say_with_chips(voice.payment, voice.knowledge_chips),
            Intent::Warranty => self.say_with_chips(voice.warranty, voice.knowledge_chips),
            Intent::Coupon => self.say_with_chips(voice.coupon, voice.welcome_chips),
            Intent::Prescription => self.say_with_chips(voice.prescription, voice.knowledge_chips),
            Intent::Compare => self.compare(sentence),
            Intent::Details => self.describe_product(sentence),
            Intent::More => self.show_more(),
            Intent::Categories => self.show_categories(),
            Intent::Gift => self.offer(&voice.gift),
            Intent::Purchase => self.offer(&voice.purchase),
            Intent::Thanks => {
                let text = self.dice.choose(voice.thanks);
                self.say(text);
            }
            Intent::Greeting => {
                let text = self.dice.choose(voice.welcome);
                self.say(text);
                self.lines.push(vec![events::suggestions(voice.welcome_chips)]);
            }
        }
    }

    pub(super) fn hand_over_to_agent(&mut self) {
        self.say(self.voice.handover);
        let (reason, native) = (self.voice.handover_reason, self.voice.handover_reason_native);
        self.lines.push(vec![events::agent_handover(reason, native)]);
    }

    /// The shop as a place, and the handover to whoever answers questions of place: two events in one line.
    pub(super) fn show_store(&mut self) {
        let StorePlace { name, address, latitude, longitude } = &self.voice.store;
        let place = events::location(latitude, longitude, name, address);
        self.lines.push(vec![place, events::location_query_handover()]);
    }

    fn call_doctor(&mut self, words: &str) {
        if self.slug != "pharmacy" {
            return self.say_with_chips(self.voice.no_doctor, self.voice.nothing_chips);
        }
        let asked_for = |names: &str| names.split('|').any(|name| words.contains(&format!(" {name} ")));
        let doctor = DOCTORS.iter().find(|(names, ..)| names.is_empty() || asked_for(names));
        self.say(self.voice.doctor);
        if let Some((_, specialty, name)) = doctor {
            self.lines.push(vec![events::doctor_handover(specialty, name, self.voice.doctor_requirements)]);
        }
    }

    /// The phrase is what this sentence names, or else what was searched for last.
    fn open_storefront(&mut self, sentence: &Sentence) {
        let wish = Some(&sentence.wish).filter(|wish| self.shelf.names_a_thing(wish));
        let named = wish.or(self.memory.wish.as_ref());
        let phrase = named.map(|wish| wish.in_words()).filter(|phrase| !phrase.is_empty());
        let phrase = phrase.unwrap_or_else(|| self.voice.storefront_phrase.to_owned());
        self.say(&fill(self.voice.storefront, &[("what", &phrase)]));
        self.lines.push(vec![events::storefront_handover(&phrase)]);
    }
}
