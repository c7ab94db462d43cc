//! What the merchants say, in the language of each: all texts that a customer reads, and nothing else.
//!
//! A list holds several wordings of one thing. `{…}` is filled in by [`fill`].

mod english;
mod portuguese;
mod spanish;

use crate::search::Language;

/// All texts of one merchant.
#[derive(Debug)]
pub(crate) struct Voice {
    pub(crate) welcome: &'static [&'static str],
    pub(crate) welcome_chips: &'static [&'static str],
    /// `{count}`, `{what}`.
    pub(crate) found: &'static [&'static str],
    /// `{what}`.
    pub(crate) found_one: &'static str,
    pub(crate) found_unnamed: &'static [&'static str],
    /// `{what}`: there are such things, but none in one colour rather than another.
    pub(crate) no_colours: &'static str,
    /// `{title}`, `{price}`, `{stock}`.
    pub(crate) costs: &'static str,
    pub(crate) closing: &'static [&'static str],
    pub(crate) closing_chips: &'static [&'static str],
    pub(crate) more: &'static [&'static str],
    pub(crate) no_more: &'static str,
    /// `{what}`.
    pub(crate) nothing: &'static [&'static str],
    /// `{what}`, `{price}`, `{title}`: there are such things, but beyond the limits.
    pub(crate) nothing_within: &'static str,
    /// `{what}`: there are such things, but not so.
    pub(crate) nothing_such: &'static str,
    pub(crate) nothing_chips: &'static [&'static str],
    pub(crate) not_understood: &'static [&'static str],
    pub(crate) up_to: &'static str,
    pub(crate) from: &'static str,
    pub(crate) in_stock: &'static str,
    pub(crate) sold_out: &'static str,
    /// `{cheaper}`, `{difference}`.
    pub(crate) compare_verdict: &'static str,
    pub(crate) compare_same_price: &'static str,
    pub(crate) compare_help: &'static str,
    pub(crate) which_product: &'static str,
    pub(crate) thanks: &'static [&'static str],
    pub(crate) handover: &'static str,
    pub(crate) handover_reason: &'static str,
    pub(crate) handover_reason_native: &'static str,
    /// `{what}`.
    pub(crate) storefront: &'static str,
    pub(crate) storefront_phrase: &'static str,
    pub(crate) order_status: &'static str,
    pub(crate) location: &'static str,
    pub(crate) store: StorePlace,
    pub(crate) lead: &'static str,
    pub(crate) doctor: &'static str,
    pub(crate) doctor_requirements: &'static str,
    pub(crate) no_doctor: &'static str,
    pub(crate) audio: &'static str,
    pub(crate) image: &'static str,
    pub(crate) image_caption: &'static str,
    pub(crate) surprise: &'static str,
    pub(crate) carousel: &'static str,
    pub(crate) list: ListTexts,
    pub(crate) gift: ButtonTexts,
    pub(crate) purchase: ButtonTexts,
    pub(crate) purchase_begun: &'static str,
    pub(crate) single_footer: &'static str,
    pub(crate) single_action: &'static str,
    pub(crate) single_buttons: [(&'static str, &'static str); 2],
    pub(crate) got_audio: &'static str,
    pub(crate) got_image: &'static str,
    /// `{place}`.
    pub(crate) got_location: &'static str,
    /// `{name}`.
    pub(crate) got_form: &'static str,
    /// `{place}`.
    pub(crate) got_store: &'static str,
    pub(crate) hours: &'static str,
    pub(crate) shipping: &'static str,
    pub(crate) exchange: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) warranty: &'static str,
    pub(crate) coupon: &'static str,
    pub(crate) prescription: &'static str,
    pub(crate) knowledge_chips: &'static [&'static str],
    /// One paragraph of the very long answer.
    pub(crate) long_paragraph: &'static str,
    pub(crate) commands: &'static str,
}

/// The shop that can be walked into: a place that exists, at an address that does not.
#[derive(Debug)]
pub(crate) struct StorePlace {
    pub(crate) name: &'static str,
    pub(crate) address: &'static str,
    pub(crate) latitude: &'static str,
    pub(crate) longitude: &'static str,
}

/// Header and footer at most 60 characters, the button 20: WhatsApp's limits.
#[derive(Debug)]
pub(crate) struct ListTexts {
    pub(crate) text: &'static str,
    pub(crate) header: &'static str,
    pub(crate) footer: &'static str,
    pub(crate) button: &'static str,
    pub(crate) section: &'static str,
    /// `{count}`, `{price}`.
    pub(crate) row: &'static str,
}

/// One to three buttons as id and text; a text has at most 20 characters.
#[derive(Debug)]
pub(crate) struct ButtonTexts {
    pub(crate) text: &'static str,
    /// Without one there is a picture in its place.
    pub(crate) header: Option<&'static str>,
    pub(crate) footer: &'static str,
    pub(crate) buttons: [(&'static str, &'static str); 3],
}

pub(crate) fn voice(language: Language) -> &'static Voice {
    match language {
        Language::Portuguese => &portuguese::VOICE,
        Language::English => &english::VOICE,
        Language::Spanish => &spanish::VOICE,
    }
}

/// Puts values in the places of a text that name them.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |filled, (name, value)| filled.replace(&format!("{{{name}}}"), value))
}

/// A price as the merchant's customers read it: `R$ 1.299,90`, `$1,299.99`, `$189.50 MXN`.
pub(crate) fn price(language: Language, cents: u64) -> String {
    let (thousands, point) = match language {
        Language::Portuguese => ('.', ','),
        Language::English | Language::Spanish => (',', '.'),
    };
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(thousands);
        }
        grouped.push(digit);
    }
    let amount = format!("{grouped}{point}{:02}", cents % 100);
    match language {
        Language::Portuguese => format!("R$ {amount}"),
        Language::English => format!("${amount}"),
        Language::Spanish => format!("${amount} MXN"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_reads_as_customers_of_that_country_write_it() {
        assert_eq!(price(Language::Portuguese, 129_990), "R$ 1.299,90");
        assert_eq!(price(Language::English, 99), "$0.99");
        assert_eq!(price(Language::Spanish, 123_456_750), "$1,234,567.50 MXN");
    }

    #[test]
    fn what_whatsapp_limits_stays_within_its_limits() {
        for language in [Language::Portuguese, Language::English, Language::Spanish] {
            let voice = voice(language);
            let short = |text: &str, limit: usize| assert!(text.chars().count() <= limit, "{text}");
            for buttons in [&voice.gift, &voice.purchase] {
                short(buttons.header.unwrap_or_default(), 60);
                short(buttons.footer, 60);
                buttons.buttons.iter().for_each(|(_, text)| short(text, 20));
            }
            voice.single_buttons.iter().for_each(|(_, text)| short(text, 20));
            short(voice.single_action, 20);
            short(voice.list.header, 60);
            short(voice.list.footer, 60);
            short(voice.list.button, 20);
            short(voice.list.section, 24);
        }
    }
}
