//! WhatsApp's limits, and what of an event breaks them.
//!
//! The Agent Graph API takes any text and any number of rows; WhatsApp refuses or cuts what goes beyond its own
//! limits, and nobody else tells. The figures are those of Meta's Cloud API documentation of 2025. Characters are
//! counted as Unicode code points, as far as is known the way that WhatsApp counts: an emoji of several counts as
//! several. What a limit says about a file's size or format is not checked here, since an event only has its address.

mod interactive;

use agent_graph::ResponseEvent;
use agent_graph::event::{Content, Role};

/// A plain text message, in characters.
pub const TEXT: usize = 4_096;
/// The text of an interactive message with buttons, in characters.
pub const BODY_WITH_BUTTONS: usize = 1_024;
/// The text of a list, in characters.
pub const BODY_OF_LIST: usize = 4_096;
/// A header, in characters.
pub const HEADER: usize = 60;
/// A footer, in characters.
pub const FOOTER: usize = 60;
/// Reply buttons of one message.
pub const BUTTONS: usize = 3;
/// The title of a button, in characters.
pub const BUTTON_TITLE: usize = 20;
/// The id of a button, in characters.
pub const BUTTON_ID: usize = 256;
/// The label of the button that opens a list, in characters.
pub const LIST_BUTTON: usize = 20;
/// Sections of a list or of a multi-product message.
pub const SECTIONS: usize = 10;
/// The title of a section, in characters.
pub const SECTION_TITLE: usize = 24;
/// Rows in all sections of a list together.
pub const ROWS: usize = 10;
/// The title of a row, in characters.
pub const ROW_TITLE: usize = 24;
/// The description of a row, in characters.
pub const ROW_DESCRIPTION: usize = 72;
/// The id of a row, in characters.
pub const ROW_ID: usize = 200;
/// Products in one multi-product message, which is what a recommendation becomes.
pub const PRODUCTS: usize = 30;

/// What becomes of a message that breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LimitEffect {
    /// It does not arrive at all.
    Refused,
    /// It does not arrive at all, or whoever sends it cuts the words to what is allowed.
    RefusedOrCut,
}

/// Which limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LimitRule {
    /// A plain text is too long.
    TextLength,
    /// The text of an interactive message is too long.
    BodyLength,
    /// A header is too long.
    HeaderLength,
    /// A header holds what may not be there: a list's takes only text, that of buttons text, picture, film or document.
    HeaderKind,
    /// A footer is too long.
    FooterLength,
    /// There are too many buttons.
    ButtonCount,
    /// There is no button.
    ButtonsMissing,
    /// A button's title is too long.
    ButtonTitleLength,
    /// A button has no title.
    ButtonTitleEmpty,
    /// Two buttons have the same title.
    ButtonTitleRepeated,
    /// A button's id is too long.
    ButtonIdLength,
    /// A button's id begins or ends with white space.
    ButtonIdSpace,
    /// The label of the button that opens a list is too long.
    ListButtonLength,
    /// There are too many sections.
    SectionCount,
    /// A section's title is too long.
    SectionTitleLength,
    /// A section among several has no title.
    SectionTitleMissing,
    /// There are too many rows in all sections together.
    RowCount,
    /// A row's title is too long.
    RowTitleLength,
    /// A row's description is too long.
    RowDescriptionLength,
    /// A row's id is too long.
    RowIdLength,
    /// There are too many products.
    ProductCount,
    /// A multi-product message has no header.
    ProductHeaderMissing,
}

impl LimitRule {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 22] = [
        Self::TextLength,
        Self::BodyLength,
        Self::HeaderLength,
        Self::HeaderKind,
        Self::FooterLength,
        Self::ButtonCount,
        Self::ButtonsMissing,
        Self::ButtonTitleLength,
        Self::ButtonTitleEmpty,
        Self::ButtonTitleRepeated,
        Self::ButtonIdLength,
        Self::ButtonIdSpace,
        Self::ListButtonLength,
        Self::SectionCount,
        Self::SectionTitleLength,
        Self::SectionTitleMissing,
        Self::RowCount,
        Self::RowTitleLength,
        Self::RowDescriptionLength,
        Self::RowIdLength,
        Self::ProductCount,
        Self::ProductHeaderMissing,
    ];

    /// What becomes of a message that breaks it. Assumption: Meta's documentation gives the figures and not what happens.
    /// Its API was seen to refuse the whole message in each case; senders are known to cut what a person reads to its
    /// figure before that. What is too many, missing or not allowed, and an id, which must come back whole, nobody cuts.
    pub fn effect(self) -> LimitEffect {
        match self {
            Self::TextLength
            | Self::BodyLength
            | Self::HeaderLength
            | Self::FooterLength
            | Self::ButtonTitleLength
            | Self::ListButtonLength
            | Self::SectionTitleLength
            | Self::RowTitleLength
            | Self::RowDescriptionLength => LimitEffect::RefusedOrCut,
            Self::HeaderKind
            | Self::ButtonCount
            | Self::ButtonsMissing
            | Self::ButtonTitleEmpty
            | Self::ButtonTitleRepeated
            | Self::ButtonIdLength
            | Self::ButtonIdSpace
            | Self::SectionCount
            | Self::SectionTitleMissing
            | Self::RowCount
            | Self::RowIdLength
            | Self::ProductCount
            | Self::ProductHeaderMissing => LimitEffect::Refused,
        }
    }

    /// Its name in reports and suites: `button-title-length`.
    pub fn name(self) -> &'static str {
        match self {
            Self::TextLength => "text-length",
            Self::BodyLength => "body-length",
            Self::HeaderLength => "header-length",
            Self::HeaderKind => "header-kind",
            Self::FooterLength => "footer-length",
            Self::ButtonCount => "button-count",
            Self::ButtonsMissing => "buttons-missing",
            Self::ButtonTitleLength => "button-title-length",
            Self::ButtonTitleEmpty => "button-title-empty",
            Self::ButtonTitleRepeated => "button-title-repeated",
            Self::ButtonIdLength => "button-id-length",
            Self::ButtonIdSpace => "button-id-space",
            Self::ListButtonLength => "list-button-length",
            Self::SectionCount => "section-count",
            Self::SectionTitleLength => "section-title-length",
            Self::SectionTitleMissing => "section-title-missing",
            Self::RowCount => "row-count",
            Self::RowTitleLength => "row-title-length",
            Self::RowDescriptionLength => "row-description-length",
            Self::RowIdLength => "row-id-length",
            Self::ProductCount => "product-count",
            Self::ProductHeaderMissing => "product-header-missing",
        }
    }
}

/// Where in a message it is, counted from 1 as a person counts. A button has a number and no section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct LimitPlace {
    /// The section.
    pub section: Option<usize>,
    /// The button, or the row within its section.
    pub item: Option<usize>,
}

/// A limit that is broken: WhatsApp would refuse the message or cut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LimitBreach {
    /// Which limit.
    pub rule: LimitRule,
    /// What there is: characters, or a count.
    pub figure: usize,
    /// What WhatsApp allows; where something is missing, what it needs.
    pub limit: usize,
    /// Where it is; empty for what belongs to the message as a whole.
    pub place: LimitPlace,
}

/// What of an event breaks a limit, in reading order.
pub fn breaches(event: &ResponseEvent) -> Vec<LimitBreach> {
    let mut found = Findings::default();
    match event {
        ResponseEvent::Message(message) => {
            // What the customer is quoted with was never sent by the merchant's number.
            if let (Content::Text(text), Role::Assistant | Role::Unspecified) =
                (&message.content, message.role)
            {
                found.length(LimitRule::TextLength, text, TEXT, LimitPlace::default());
            }
        }
        ResponseEvent::Recommendation(products) => {
            found.count(LimitRule::ProductCount, products.len(), PRODUCTS);
        }
        ResponseEvent::Interactive(interactive) => interactive::check(interactive, &mut found),
        ResponseEvent::ChatSuggestion(_) | ResponseEvent::Handover(_) | ResponseEvent::Unknown(_) => {}
    }
    found.0
}

#[derive(Debug, Default)]
struct Findings(Vec<LimitBreach>);

impl Findings {
    fn add(&mut self, rule: LimitRule, figure: usize, limit: usize, place: LimitPlace) {
        self.0.push(LimitBreach { rule, figure, limit, place });
    }

    fn length(&mut self, rule: LimitRule, text: &str, limit: usize, place: LimitPlace) {
        let figure = text.chars().count();
        if figure > limit {
            self.add(rule, figure, limit, place);
        }
    }

    fn count(&mut self, rule: LimitRule, figure: usize, limit: usize) {
        if figure > limit {
            self.add(rule, figure, limit, LimitPlace::default());
        }
    }
}

#[cfg(test)]
mod tests;
