//! The limits of WhatsApp's interactive messages.

use agent_graph::event::{
    Attachment, AttachmentKind, Interactive, ListMessage, ListSection, ReplyButton, ReplyButtons,
    SingleProduct,
};
use agent_graph::json::{Object, elements, scalar};

use super::{
    BODY_OF_LIST, BODY_WITH_BUTTONS, BUTTON_ID, BUTTON_TITLE, BUTTONS, FOOTER, Findings, HEADER, LIST_BUTTON,
    LimitPlace, LimitRule, PRODUCTS, ROW_DESCRIPTION, ROW_ID, ROW_TITLE, ROWS, SECTION_TITLE, SECTIONS,
};

pub(super) fn check(interactive: &Interactive, found: &mut Findings) {
    match interactive {
        Interactive::List(list) => self::list(list, found),
        Interactive::ReplyButtons(message) => reply_buttons(message, found),
        Interactive::SingleProduct(product) => single_product(product, found),
        Interactive::Other { key, json, gist: _ } => products_in_sections(key, json, found),
    }
}

fn list(list: &ListMessage, found: &mut Findings) {
    header(list.header.as_deref(), list.attachment.as_ref(), &[], found);
    text(LimitRule::BodyLength, list.body.as_deref(), BODY_OF_LIST, found);
    text(LimitRule::FooterLength, list.footer.as_deref(), FOOTER, found);
    text(LimitRule::ListButtonLength, list.button.as_deref(), LIST_BUTTON, found);
    let rows = list.sections.iter().map(|section| section.rows.len()).sum();
    found.count(LimitRule::RowCount, rows, ROWS);
    found.count(LimitRule::SectionCount, list.sections.len(), SECTIONS);
    for (at, ListSection { title, rows }) in (1..).zip(&list.sections) {
        section_title(title.as_deref(), at, list.sections.len(), found);
        for (number, row) in (1..).zip(rows) {
            let place = LimitPlace { section: Some(at), item: Some(number) };
            found.length(LimitRule::RowTitleLength, &row.title, ROW_TITLE, place);
            let description = row.description.as_deref().unwrap_or_default();
            found.length(LimitRule::RowDescriptionLength, description, ROW_DESCRIPTION, place);
            found.length(LimitRule::RowIdLength, &row.id, ROW_ID, place);
        }
    }
}

/// What a header may hold above buttons instead of a text.
const FILES: [AttachmentKind; 3] = [AttachmentKind::Image, AttachmentKind::Video, AttachmentKind::Document];

fn reply_buttons(message: &ReplyButtons, found: &mut Findings) {
    header(message.header.as_deref(), message.attachment.as_ref(), &FILES, found);
    text(LimitRule::BodyLength, message.body.as_deref(), BODY_WITH_BUTTONS, found);
    text(LimitRule::FooterLength, message.footer.as_deref(), FOOTER, found);
    if message.buttons.is_empty() {
        found.add(LimitRule::ButtonsMissing, 0, 1, LimitPlace::default());
    }
    buttons(&message.buttons, found);
}

/// Connectly's own kind, with buttons: it is measured as a message with buttons is, but needs none.
fn single_product(product: &SingleProduct, found: &mut Findings) {
    header(product.header.as_deref(), product.attachment.as_ref(), &FILES, found);
    text(LimitRule::BodyLength, product.body.as_deref(), BODY_WITH_BUTTONS, found);
    text(LimitRule::FooterLength, product.footer.as_deref(), FOOTER, found);
    if let Some(button) = &product.action_button {
        self::button(button, LimitPlace::default(), found);
    }
    buttons(&product.buttons, found);
}

/// A multi-product message. Its key is not in the public page, so it is known by what it holds: sections with lists of
/// products.
fn products_in_sections(key: &str, json: &str, found: &mut Findings) {
    let Some(message) = Object::read(json).filter(|_| key.to_ascii_lowercase().contains("product")) else {
        return;
    };
    let sections: Vec<Object<'_>> = message.list("sections").into_iter().filter_map(Object::read).collect();
    if sections.is_empty() {
        return;
    }
    let header = message.object("header").and_then(|header| header.text("text"));
    let header =
        header.or_else(|| message.get("header").and_then(scalar)).filter(|header| !header.is_empty());
    match header {
        None => found.add(LimitRule::ProductHeaderMissing, 0, 1, LimitPlace::default()),
        Some(header) => found.length(LimitRule::HeaderLength, &header, HEADER, LimitPlace::default()),
    }
    let products_of = |section: &Object<'_>| {
        let list = section.present().find(|(name, value)| name.contains("roduct") && value.starts_with('['));
        list.map_or(0, |(_, value)| elements(value).len())
    };
    found.count(LimitRule::ProductCount, sections.iter().map(products_of).sum(), PRODUCTS);
    found.count(LimitRule::SectionCount, sections.len(), SECTIONS);
    for (at, section) in (1..).zip(&sections) {
        section_title(section.text("title").as_deref(), at, sections.len(), found);
    }
}

fn header(words: Option<&str>, file: Option<&Attachment>, allowed: &[AttachmentKind], found: &mut Findings) {
    text(LimitRule::HeaderLength, words, HEADER, found);
    if file.is_some_and(|file| !allowed.contains(&file.means())) {
        found.add(LimitRule::HeaderKind, 1, 0, LimitPlace::default());
    }
}

fn text(rule: LimitRule, words: Option<&str>, limit: usize, found: &mut Findings) {
    found.length(rule, words.unwrap_or_default(), limit, LimitPlace::default());
}

fn section_title(title: Option<&str>, at: usize, sections: usize, found: &mut Findings) {
    let place = LimitPlace { section: Some(at), item: None };
    match title.filter(|title| !title.trim().is_empty()) {
        None if sections > 1 => found.add(LimitRule::SectionTitleMissing, 0, 1, place),
        None => {}
        Some(title) => found.length(LimitRule::SectionTitleLength, title, SECTION_TITLE, place),
    }
}

fn buttons(all: &[ReplyButton], found: &mut Findings) {
    found.count(LimitRule::ButtonCount, all.len(), BUTTONS);
    for (at, button) in all.iter().enumerate() {
        let place = LimitPlace { section: None, item: Some(at + 1) };
        self::button(button, place, found);
        let same = |other: &&ReplyButton| other.text == button.text;
        // Said once, of the second: the first would have done no harm without it.
        if !button.text.trim().is_empty() && all[..at].iter().filter(same).count() == 1 {
            let figure = all.iter().filter(same).count();
            found.add(LimitRule::ButtonTitleRepeated, figure, 1, place);
        }
    }
}

fn button(button: &ReplyButton, place: LimitPlace, found: &mut Findings) {
    if button.text.trim().is_empty() {
        found.add(LimitRule::ButtonTitleEmpty, 0, 1, place);
    }
    found.length(LimitRule::ButtonTitleLength, &button.text, BUTTON_TITLE, place);
    found.length(LimitRule::ButtonIdLength, &button.id, BUTTON_ID, place);
    let spaces = button.id.chars().count() - button.id.trim().chars().count();
    if spaces > 0 {
        found.add(LimitRule::ButtonIdSpace, spaces, 0, place);
    }
}
