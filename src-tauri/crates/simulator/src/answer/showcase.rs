//! Everything at once: every event in one answer, and every mark of WhatsApp in one text.

use serde_json::{Value, json};

use super::{Desk, events};

/// The keys of all events, for a gateway that writes the fields that are not there as nulls.
const KEYS: [&str; 10] = [
    "messageEvent",
    "recommendationEvent",
    "chatSuggestionEvent",
    "agentHandoverEvent",
    "storefrontHandoverEvent",
    "orderStatusHandoverEvent",
    "locationQueryHandoverEvent",
    "leadgenHandoverEvent",
    "onelivDoctorHandoverEvent",
    "connectlyInteractiveEvent",
];

/// Marks, nested and without a partner, lists, a quote, code, links, a script from right to left, and emoji.
const FORMATTING: &str = "*bold* _italic_ ~strike~ `code` *_bold italic_*\n\
    2*3*4, snake_case_name, *no partner\n\
    \n\
    > quote: *bold* and _italic_\n\
    > second line\n\
    \n\
    - bullet with ~strike~\n\
    * bullet with `code`\n\
    1. number\n\
    2. https://shop.example/a_b_c\n\
    \n\
    ```\n\
    {\n  \"code\": [1, 2]\n}\n\
    ```\n\
    www.connectly.ai, https://shop.example/p?id=1.\n\
    \n\
    مرحبا *بك* في المتجر\n\
    \n\
    שלום _עולם_ 👩‍👩‍👧‍👦 🇧🇷 1️⃣";

impl Desk<'_> {
    pub(super) fn formatting(&self) -> Vec<Vec<Value>> {
        vec![vec![events::text(FORMATTING)], vec![events::text("🎉")], vec![events::text("👗👠👜")]]
    }

    /// Every event. The first line has several of them, each among nulls.
    pub(super) fn everything(&mut self) -> Vec<Vec<Value>> {
        let voice = self.voice;
        let store = &voice.store;
        let picture = format!("{}/images/{}.png", self.base_url, self.slug);
        let several = [
            events::text(voice.welcome[0]),
            events::image(&picture, voice.image_caption),
            events::audio(&format!("{}/media/{}/voice.wav", self.base_url, self.slug)),
            events::location(store.latitude, store.longitude, store.name, store.address),
        ];
        self.lines.push(several.into_iter().map(among_nulls).collect());
        let products: Vec<_> = self.shelf.products().iter().step_by(17).take(4).collect();
        self.recommend(&products);
        self.show_categories();
        self.offer(&voice.gift);
        self.offer(&voice.purchase);
        for (kind, ending) in [("VIDEO", "mp4"), ("DOCUMENT", "pdf")] {
            let buttons = json!([{ "id": "human", "text": voice.purchase.buttons[2].1 }]);
            let message = json!({
                "header": self.attachment(kind, ending),
                "body": { "text": voice.purchase.text },
                "buttons": buttons,
            });
            self.lines.push(vec![events::interactive("replyButtonMessage", &message)]);
        }
        self.show_details(0);
        self.show_carousel();
        self.lines.push(vec![events::sticker(&picture)]);
        let reason = events::agent_handover(voice.handover_reason, voice.handover_reason_native);
        self.lines.push(vec![reason, events::storefront_handover(voice.storefront_phrase)]);
        self.lines.push(vec![events::order_status_handover(), events::location_query_handover()]);
        let doctor =
            events::doctor_handover("Dermatología", "Dra. Inés Carranza Olmo", voice.doctor_requirements);
        self.lines.push(vec![events::leadgen_handover(), doctor, events::surprise()]);
        self.lines.push(vec![events::suggestions(voice.welcome_chips)]);
        std::mem::take(&mut self.lines)
    }

    /// A header with a file in it. A picture is on this server; any other file only has an address, as a product's page
    /// has.
    pub(super) fn attachment(&self, kind: &str, ending: &str) -> Value {
        let slug = self.slug;
        let page = self.shelf.products().first().and_then(|product| product.url.split_once("/p/"));
        let url = match (ending, page) {
            ("png", _) | (_, None) => format!("{}/images/{slug}.{ending}", self.base_url),
            (_, Some((shop, _))) => format!("{shop}/files/{slug}.{ending}"),
        };
        let filename = format!("{slug}.{ending}");
        json!({ "attachment": { "type": kind, "asset": {
            "id": format!("asset-{slug}"), "url": url, "filename": filename,
        }}})
    }
}

/// The event as one element with all other keys beside it, each null.
fn among_nulls(event: Value) -> Value {
    let mut element: Value = KEYS.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
    if let (Value::Object(element), Value::Object(event)) = (&mut element, event) {
        element.extend(event);
    }
    element
}
