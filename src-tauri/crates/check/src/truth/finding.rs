//! What is not true, with what the answer says and what the catalog says.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::assertion::{Phrase, PhraseCode};
use crate::catalog::Name;

/// What kind of untruth it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The catalog has no such product.
    UnknownProduct,
    /// It costs something else.
    PriceDiffers,
    /// It is sold in another currency.
    CurrencyDiffers,
    /// It is called something else.
    TitleDiffers,
    /// Its page is elsewhere.
    LinkDiffers,
    /// It cannot be had.
    OutOfStock,
    /// It is in one answer more than once.
    DuplicateInAnswer,
    /// Its picture does not come. Found on request only.
    ImageUnreachable,
    /// Its page does not come. Found on request only.
    LinkUnreachable,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::UnknownProduct,
        Self::PriceDiffers,
        Self::CurrencyDiffers,
        Self::TitleDiffers,
        Self::LinkDiffers,
        Self::OutOfStock,
        Self::DuplicateInAnswer,
        Self::ImageUnreachable,
        Self::LinkUnreachable,
    ];

    /// The name in suites and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownProduct => "unknown-product",
            Self::PriceDiffers => "price-differs",
            Self::CurrencyDiffers => "currency-differs",
            Self::TitleDiffers => "title-differs",
            Self::LinkDiffers => "link-differs",
            Self::OutOfStock => "out-of-stock",
            Self::DuplicateInAnswer => "duplicate-in-answer",
            Self::ImageUnreachable => "image-unreachable",
            Self::LinkUnreachable => "link-unreachable",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    /// Underscores and hyphens are alike.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.replace('_', "-");
        Self::ALL.into_iter().find(|kind| kind.name() == wanted).ok_or_else(|| text.to_owned())
    }
}

/// Where it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On a card: the event, and the card's place in it, both from 0.
    Card {
        /// The event.
        event: usize,
        /// The card.
        index: usize,
    },
    /// In a text.
    Text {
        /// The text's place among the answer's texts, from 0.
        piece: usize,
        /// The event that it is in.
        event: usize,
        /// Which bytes of it.
        span: Range<usize>,
    },
}

/// Something that explains a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// The answer has the usual price, and a sale holds.
    UsualPriceDuringSale,
    /// The answer has the sale's price, and the sale does not hold.
    SaleIsOver,
}

/// More about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// The product in the catalog, or the id that the catalog does not have.
    pub product: Option<String>,
    /// Its title in the catalog.
    pub title: Option<String>,
    /// By which of its names it was found; `None` where it was found by its title in the text.
    pub matched_by: Option<Name>,
    /// What explains it.
    pub hint: Option<Hint>,
}

/// Something that is not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of untruth.
    pub kind: Kind,
    /// Where it is said.
    pub place: Place,
    /// What the answer says, as it came; of a wrong price, in the form of the catalog's.
    pub answer: String,
    /// What the catalog says; `None` where it says nothing, as of a product that it does not have.
    pub catalog: Option<String>,
    /// More about it.
    pub detail: Detail,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let product = self.detail.title.as_deref().or(self.detail.product.as_deref()).unwrap_or("?");
        let (answer, catalog) = (&self.answer, self.catalog.as_deref().unwrap_or("nothing"));
        let said = match self.kind {
            Kind::UnknownProduct => match self.unknown_id() {
                Some(id) => format!("{answer:?} ({id}) is not in the catalog"),
                None => format!("{answer:?} is not in the catalog"),
            },
            Kind::PriceDiffers => format!("{product}: the answer says {answer}, the catalog {catalog}"),
            Kind::CurrencyDiffers => {
                format!("{product}: the answer's currency is {answer}, the catalog's {catalog}")
            }
            Kind::TitleDiffers => format!("{product}: the answer calls it {answer:?}"),
            Kind::LinkDiffers => format!("{product}: the answer leads to {answer}, the catalog to {catalog}"),
            Kind::OutOfStock => format!("{product} is {catalog}"),
            Kind::DuplicateInAnswer => format!("{product} is in the answer more than once"),
            Kind::ImageUnreachable => format!("{product}: the picture {answer} does not come ({catalog})"),
            Kind::LinkUnreachable => format!("{product}: the page {answer} does not come ({catalog})"),
        };
        formatter.write_str(&said)?;
        match self.detail.hint {
            Some(Hint::UsualPriceDuringSale) => {
                formatter.write_str(" (a sale holds; the answer has the usual price)")
            }
            Some(Hint::SaleIsOver) => {
                formatter.write_str(" (the answer has a sale's price, and the sale does not hold)")
            }
            None => Ok(()),
        }
    }
}

impl Finding {
    /// The id of a product that the catalog does not have, where the answer gives it a title too.
    fn unknown_id(&self) -> Option<&str> {
        let id = self.detail.product.as_deref().filter(|id| *id != self.answer);
        id.filter(|_| self.kind == Kind::UnknownProduct)
    }

    /// What it comes to, to be said in any language.
    pub(crate) fn phrase(&self) -> Phrase {
        let code = match self.kind {
            Kind::UnknownProduct if self.unknown_id().is_some() => PhraseCode::UnknownProductWithId,
            Kind::UnknownProduct => PhraseCode::UnknownProduct,
            Kind::PriceDiffers => PhraseCode::PriceDiffers,
            Kind::CurrencyDiffers => PhraseCode::CurrencyDiffers,
            Kind::TitleDiffers => PhraseCode::TitleDiffers,
            Kind::LinkDiffers => PhraseCode::LinkDiffers,
            Kind::OutOfStock => PhraseCode::OutOfStock,
            Kind::DuplicateInAnswer => PhraseCode::DuplicateInAnswer,
            Kind::ImageUnreachable => PhraseCode::ImageUnreachable,
            Kind::LinkUnreachable => PhraseCode::LinkUnreachable,
        };
        let hint = self.detail.hint.map(|hint| match hint {
            Hint::UsualPriceDuringSale => PhraseCode::UsualPriceDuringSale,
            Hint::SaleIsOver => PhraseCode::SaleIsOver,
        });
        let product = self.detail.title.as_deref().or(self.detail.product.as_deref()).unwrap_or("?");
        let phrase = Phrase::of(code, format!("{}: {self}", self.kind));
        let phrase = match self.unknown_id() {
            Some(id) => phrase.with("id", id),
            None => phrase,
        };
        phrase
            .with("product", product)
            .with("answer", &self.answer)
            .with("catalog", self.catalog.as_deref().unwrap_or("–"))
            .each("hints", hint.map(|hint| Phrase::of(hint, "")).into_iter().collect())
    }
}
