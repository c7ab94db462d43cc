//! What a verdict says, apart from the words: the window has those in every language.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VerdictSaid {
    /// It must not be what is expected.
    pub negated: bool,
    /// `None` where it could not be judged.
    pub expected: Option<Phrase>,
    /// What there is, or why it could not be judged.
    pub found: Phrase,
}

/// A sentence or a part of one, with what stands in it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Phrase {
    pub code: PhraseCode,
    pub values: BTreeMap<String, PhraseValue>,
}

/// Words or a number, or phrases one after the other.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(untagged)]
pub enum PhraseValue {
    Text(String),
    Phrases(Vec<Phrase>),
}

/// Each has its words in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhraseCode {
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
    CompleteWithin,
    FirstEventWithin,
    Exactly,
    Between,
    AtMost,
    AtLeast,
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
    Handover,
    OfKind,
    ReasonHas,
    EventOrder,
    Events,
    LimitsKept,
    NoUnknownEvent,
    JqTrue,
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
    NoCatalog,
    Failure,
    ClickMissing,
    ClickNothingOffered,
}
