//! Whether the pictures of an answer are there. Asked on request only: it costs requests to somebody's server.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell, Semaphore};

use super::finding::{Detail, Finding, Kind, Place};
use super::{Claims, Truth};

/// Looks whether a picture is there; why not, where it is not.
pub trait Images {
    /// Asks for one picture.
    fn look<'a>(&'a self, address: &'a str) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;
}

/// Pictures asked for at the same time, in a whole run.
const AT_ONCE: usize = 4;

/// Addresses that are remembered; beyond, a picture is asked for again.
const MOST_REMEMBERED: usize = 100_000;

/// Looks for pictures politely: each address once in a run, and few at the same time.
pub struct ImageChecks {
    images: Box<dyn Images + Send + Sync>,
    known: Mutex<HashMap<String, Arc<OnceCell<Option<String>>>>>,
    turns: Semaphore,
}

impl std::fmt::Debug for ImageChecks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ImageChecks").finish_non_exhaustive()
    }
}

impl ImageChecks {
    /// With something that asks.
    pub fn new(images: Box<dyn Images + Send + Sync>) -> Self {
        Self { images, known: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }

    /// Adds a finding for each card whose picture does not come.
    pub async fn check(&self, claims: &Claims, truth: &mut Truth) {
        for (card, found) in claims.cards.iter().zip(&truth.cards) {
            let Some(address) = &card.image else { continue };
            if let Some(reason) = self.problem(address).await {
                let product = found.as_ref().and_then(|found| found.products.first());
                truth.findings.push(Finding {
                    kind: Kind::ImageUnreachable,
                    place: Place::Card { event: card.event, index: card.index },
                    answer: address.clone(),
                    catalog: Some(reason),
                    detail: Detail {
                        product: product.map(|product| product.id.clone()).or_else(|| card.id.clone()),
                        title: product.map(|product| product.full_title()).or_else(|| card.title.clone()),
                        matched_by: found.as_ref().map(|found| found.by),
                        hint: None,
                    },
                });
            }
        }
    }

    async fn problem(&self, address: &str) -> Option<String> {
        let known = {
            let mut known = self.known.lock().await;
            if known.len() >= MOST_REMEMBERED {
                known.clear();
            }
            Arc::clone(known.entry(address.to_owned()).or_default())
        };
        let asked = known.get_or_init(|| async {
            // The semaphore is never closed.
            let _turn = self.turns.acquire().await.ok();
            self.images.look(address).await.err()
        });
        asked.await.clone()
    }
}
