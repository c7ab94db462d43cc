//! What verdicts say, phrase by phrase.

use sofia_check::assertion as domain;

use crate::transfer::*;

pub(super) fn said(said: domain::Said) -> VerdictSaid {
    VerdictSaid { negated: said.negated, expected: said.expected.map(phrase), found: phrase(said.found) }
}

fn phrase(phrase: domain::Phrase) -> Phrase {
    let values = phrase.values.into_iter().map(|(name, value)| (name, phrase_value(value)));
    Phrase { code: code(phrase.code), values: values.collect() }
}

fn phrase_value(value: domain::PhraseValue) -> PhraseValue {
    match value {
        domain::PhraseValue::Text(text) => PhraseValue::Text(text),
        domain::PhraseValue::Phrases(phrases) => {
            PhraseValue::Phrases(phrases.into_iter().map(phrase).collect())
        }
    }
}

/// Both sides name their sentences alike, and the compiler sees to it that each has all of them.
macro_rules! codes {
    ($($name:ident),+ $(,)?) => {
        fn code(code: domain::PhraseCode) -> PhraseCode {
            match code { $(domain::PhraseCode::$name => PhraseCode::$name),+ }
        }
    };
}

codes! {
    TextIs, TextContains, TextContainsAll, TextContainsAny, TextStartsWith, TextMatches, TextNear,
    WordsExactly, WordsBetween, WordsAtLeast, WordsAtMost, Json, TextIn, Human, CompleteWithin,
    FirstEventWithin, Exactly, Between, AtMost, AtLeast, Products, Suggestions, Rows, Buttons,
    LabelsWith, WithIds, TitleLike, PriceBetween, PriceAtLeast, PriceAtMost, AnyPrice, InCurrency,
    WithJq, CheapestFirst, DearestFirst, ByTitle, IdsInOrder, CatalogSays, Handover, OfKind, ReasonHas,
    EventOrder, Events, LimitsKept, NoUnknownEvent, JqTrue, Text, TextMissing, TextDistance,
    TextNoJson, Words, NoWords, LanguageIs, LanguageMaybe, Milliseconds, NeverComplete, NoEvent,
    Listed, Nothing, NoneFound, All, ProductsFound, ProductCount, IdsMissing, ProductWrong, NoneFits,
    OtherOrder, TitleIs, PriceIs, PriceMissing, CurrencyIs, CurrencyMissing, JqGives, NoFinding,
    UnknownProduct, UnknownProductWithId, PriceDiffers, CurrencyDiffers, TitleDiffers, LinkDiffers, OutOfStock,
    DuplicateInAnswer, ImageUnreachable, LinkUnreachable, UsualPriceDuringSale, SaleIsOver,
    HandoverFound, HandoverWithoutReason, CountOf, LimitBroken, NoLimitBroken, UnreadableLines,
    NoCatalog, Failure, ClickMissing, ClickNothingOffered,
}
