//! Whether the pictures and the pages of an answer's products are there. Asked on request only: it costs requests to
//! somebody's server.

use std::fmt;

use super::claims::Card;
use super::finding::{Detail, Finding, Kind, Place};
use super::reach::{Looked, Reach};
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
        for (card, found) in claims.cards.iter().zip(&truth.cards) {
            let Some(address) = &card.image else { continue };
            if let Some(reason) = self.reach.problem(address, |address| self.images.look(address)).await {
                let finding = finding(Kind::ImageUnreachable, address, reason, card, found.as_ref());
                truth.findings.push(finding);
            }
        }
    }
}

impl LinkChecks {
    /// With something that asks.
    pub fn new(links: Box<dyn Links + Send + Sync>) -> Self {
        Self { links, reach: Reach::new() }
    }

    /// Adds a finding for each card whose page does not come.
    pub async fn check(&self, claims: &Claims, truth: &mut Truth) {
        for (card, found) in claims.cards.iter().zip(&truth.cards) {
            let Some(address) = &card.link else { continue };
            if let Some(reason) = self.reach.problem(address, |address| self.links.look(address)).await {
                let finding = finding(Kind::LinkUnreachable, address, reason, card, found.as_ref());
                truth.findings.push(finding);
            }
        }
    }
}

fn finding(kind: Kind, address: &str, reason: String, card: &Card, found: Option<&Match>) -> Finding {
    let product = found.and_then(|found| found.products.first());
    Finding {
        kind,
        place: Place::Card { event: card.event, index: card.index },
        answer: address.to_owned(),
        catalog: Some(reason),
        detail: Detail {
            product: product.map(|product| product.id.clone()).or_else(|| card.id.clone()),
            title: product.map(|product| product.full_title()).or_else(|| card.title.clone()),
            matched_by: found.map(|found| found.by),
            hint: None,
        },
    }
}
