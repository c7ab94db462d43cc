//! Whether the pictures and the pages of an answer's products are there. Asked on request only: it costs requests to
//! somebody's server.

use std::fmt;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use super::claims::Card;
use super::finding::{Detail, Finding, Kind, Place};
use super::reach::{Looked, Reach, Unreachable};
use super::{Claims, Match, Truth};

/// Looks whether a picture is there; why not, where it is not.
pub trait Images {
    /// Asks for one picture.
    fn look<'a>(&'a self, address: &'a str) -> Looked<'a>;
}

/// Looks whether a page is there; why not, where it is not.
pub trait Links {
    /// Asks for one page.
    fn look<'a>(&'a self, address: &'a str) -> Looked<'a>;
}

/// Looks for pictures politely: each address once in a run, and few at the same time.
pub struct ImageChecks {
    images: Box<dyn Images + Send + Sync>,
    reach: Reach,
}

/// Looks for pages politely: each address once in a run, and few at the same time.
pub struct LinkChecks {
    links: Box<dyn Links + Send + Sync>,
    reach: Reach,
}

impl fmt::Debug for ImageChecks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ImageChecks").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl fmt::Debug for LinkChecks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LinkChecks").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl ImageChecks {
    /// With something that asks.
    pub fn new(images: Box<dyn Images + Send + Sync>) -> Self {
        Self { images, reach: Reach::new() }
    }

    /// Adds a finding for each card whose picture does not come.
    pub async fn check(&self, claims: &Claims, truth: &mut Truth) {
        let looks = claims.cards.iter().map(|card| async {
            let address = card.image.as_deref()?;
            self.reach.problem(address, |address| self.images.look(address)).await
        });
        add(Kind::ImageUnreachable, join_all(looks).await, claims, truth);
    }
}

impl LinkChecks {
    /// With something that asks.
    pub fn new(links: Box<dyn Links + Send + Sync>) -> Self {
        Self { links, reach: Reach::new() }
    }

    /// Adds a finding for each card whose page does not come.
    pub async fn check(&self, claims: &Claims, truth: &mut Truth) {
        let looks = claims.cards.iter().map(|card| async {
            let address = card.link.as_deref()?;
            self.reach.problem(address, |address| self.links.look(address)).await
        });
        add(Kind::LinkUnreachable, join_all(looks).await, claims, truth);
    }
}

/// An address of an answer that did not come when it was asked for. It is kept with the answer, so that judging it anew
/// need not ask again, and does not forget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreached {
    /// [`Kind::ImageUnreachable`] or [`Kind::LinkUnreachable`], by its name.
    pub kind: String,
    /// The address.
    pub address: String,
    /// Why it did not come.
    pub reason: String,
}

impl Unreached {
    /// All that did not come of an answer.
    pub(crate) fn of(truth: &Truth) -> Vec<Self> {
        let unreachable = |finding: &&Finding| ADDRESSES.contains(&finding.kind);
        let kept = |finding: &Finding| Self {
            kind: finding.kind.name().to_owned(),
            address: finding.answer.clone(),
            reason: finding.catalog.clone().unwrap_or_default(),
        };
        truth.findings.iter().filter(unreachable).map(kept).collect()
    }

    /// Adds the findings again that were made of one kind of addresses.
    pub(crate) fn recall(known: &[Self], kind: Kind, claims: &Claims, truth: &mut Truth) {
        let problem = |card: &Card| {
            let address = address(kind, card)?;
            let own = known.iter().find(|one| one.kind == kind.name() && one.address == address)?;
            Some(Unreachable(own.reason.clone()))
        };
        add(kind, claims.cards.iter().map(problem).collect(), claims, truth);
    }
}

/// The kinds of findings that are made of addresses.
const ADDRESSES: [Kind; 2] = [Kind::ImageUnreachable, Kind::LinkUnreachable];

fn address(kind: Kind, card: &Card) -> Option<&str> {
    match kind {
        Kind::ImageUnreachable => card.image.as_deref(),
        Kind::LinkUnreachable => card.link.as_deref(),
        _ => None,
    }
}

/// Adds a finding for each card with a problem.
fn add(kind: Kind, problems: Vec<Option<Unreachable>>, claims: &Claims, truth: &mut Truth) {
    for ((card, found), problem) in claims.cards.iter().zip(&truth.cards).zip(problems) {
        if let (Some(reason), Some(address)) = (problem, address(kind, card)) {
            truth.findings.push(finding(kind, address, &reason, card, found.as_ref()));
        }
    }
}

fn finding(kind: Kind, address: &str, reason: &Unreachable, card: &Card, found: Option<&Match>) -> Finding {
    let product = found.and_then(|found| found.products.first());
    Finding {
        kind,
        place: Place::Card { event: card.event, index: card.index },
        answer: address.to_owned(),
        catalog: Some(reason.to_string()),
        detail: Detail {
            product: product.map(|product| product.id.clone()).or_else(|| card.id.clone()),
            title: product.map(|product| product.full_title()).or_else(|| card.title.clone()),
            matched_by: found.map(|found| found.by),
            hint: None,
        },
    }
}
