//! A part of a verdict: a code with its values, which the window says in a person's language, and its English, which the
//! command line and reports say.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What is kept of a value; the whole answer stands beside it.
pub(super) const MOST_SHOWN: usize = 600;

/// What is expected, or what there is instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Which sentence.
    pub code: PhraseCode,
    /// What stands in it, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, PhraseValue>,
    /// It is made anew where a run is judged, and not read back.
    #[serde(skip)]
    english: String,
}

/// What stands in a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PhraseValue {
    /// Words or a number.
    Text(String),
    /// Phrases, one after the other.
    Phrases(Vec<Phrase>),
}

impl Phrase {
    /// A phrase with its English.
    pub(crate) fn of(code: PhraseCode, english: impl Into<String>) -> Self {
        Self { code, values: BTreeMap::new(), english: english.into() }
    }

    pub(crate) fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.values.insert(name.to_owned(), PhraseValue::Text(beginning(&value.to_string())));
        self
    }

    pub(crate) fn each(mut self, name: &str, phrases: Vec<Self>) -> Self {
        self.values.insert(name.to_owned(), PhraseValue::Phrases(phrases));
        self
    }

    /// The text of an answer, or what else is found in the words that it has.
    pub(crate) fn text(text: &str) -> Self {
        Self::of(PhraseCode::Text, format!("{text:?}")).with("value", text)
    }

    /// Why something could not be judged, in the words of what failed.
    pub(crate) fn failure(reason: impl fmt::Display) -> Self {
        Self::of(PhraseCode::Failure, reason.to_string()).with("value", reason)
    }

    /// All of these.
    pub(crate) fn all(phrases: Vec<Self>, separator: &str) -> Self {
        let english = joined(&phrases, separator);
        Self::of(PhraseCode::All, english).each("problems", phrases)
    }

    pub(crate) fn english(&self) -> &str {
        &self.english
    }
}

pub(crate) fn joined(phrases: &[Phrase], separator: &str) -> String {
    phrases.iter().map(Phrase::english).collect::<Vec<_>>().join(separator)
}

/// As much of a text as is shown.
pub(super) fn beginning(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The sentences of verdicts. Each has its words in every language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each is what its English says, where it is made")]
pub enum PhraseCode {
    // Expected of the text.
    TextIs,
    TextContains,
    TextContainsAll,
    TextContainsAny,
    TextStartsWith,
    TextMatches,
    TextNear,
    WordsExactly,
    WordsBetween,
    WordsAtLeast,
    WordsAtMost,
    Json,
    TextIn,
    Human,
    // Expected of times and numbers.
    CompleteWithin,
    FirstEventWithin,
    Exactly,
    Between,
    AtMost,
    AtLeast,
    // Expected of products and choices.
    Products,
    Suggestions,
    Rows,
    Buttons,
    LabelsWith,
    WithIds,
    TitleLike,
    PriceBetween,
    PriceAtLeast,
    PriceAtMost,
    AnyPrice,
    InCurrency,
    WithJq,
    CheapestFirst,
    DearestFirst,
    ByTitle,
    IdsInOrder,
    CatalogSays,
    // Expected of events.
    Handover,
    OfKind,
    ReasonHas,
    EventOrder,
    Events,
    LimitsKept,
    NoUnknownEvent,
    JqTrue,
    // Found.
    Text,
    TextMissing,
    TextDistance,
    TextNoJson,
    Words,
    NoWords,
    LanguageIs,
    LanguageMaybe,
    Milliseconds,
    NeverComplete,
    NoEvent,
    Listed,
    Nothing,
    NoneFound,
    All,
    ProductsFound,
    ProductCount,
    IdsMissing,
    ProductWrong,
    NoneFits,
    OtherOrder,
    TitleIs,
    PriceIs,
    PriceMissing,
    CurrencyIs,
    CurrencyMissing,
    JqGives,
    NoFinding,
    UnknownProduct,
    UnknownProductWithId,
    PriceDiffers,
    CurrencyDiffers,
    TitleDiffers,
    LinkDiffers,
    OutOfStock,
    DuplicateInAnswer,
    ImageUnreachable,
    LinkUnreachable,
    UsualPriceDuringSale,
    SaleIsOver,
    HandoverFound,
    HandoverWithoutReason,
    CountOf,
    LimitBroken,
    NoLimitBroken,
    UnreadableLines,
    // What cannot be judged, or clicked.
    NoCatalog,
    Failure,
    ClickMissing,
    ClickNothingOffered,
}
