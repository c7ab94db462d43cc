//! Whether pictures and pages are there, asked under the rules that hold for all that answers name.

use std::sync::Arc;

use sofia_media::{Failure, Fetcher, Kind, LocalOrigin, Options};

use crate::truth::{ImageChecks, Images, LinkChecks, Links, Looked, Unreachable};

/// Asks whoever an answer names.
struct Web {
    fetcher: Fetcher,
    local_origin: Option<LocalOrigin>,
}

impl Web {
    fn of(base_url: &str) -> Box<Self> {
        let local_origin = LocalOrigin::of(base_url);
        Box::new(Self { fetcher: Fetcher::new(Options::default()), local_origin })
    }
}

/// Checks of the pictures of the merchant at this address. It costs requests to somebody's server, so it is asked for.
pub fn pictures_of(base_url: &str) -> Arc<ImageChecks> {
    Arc::new(ImageChecks::new(Web::of(base_url)))
}

/// Checks of the products' pages of the merchant at this address. It costs requests to somebody's server, so it is asked for.
pub fn pages_of(base_url: &str) -> Arc<LinkChecks> {
    Arc::new(LinkChecks::new(Web::of(base_url)))
}

impl Images for Web {
    fn look<'a>(&'a self, address: &'a str) -> Looked<'a> {
        Box::pin(async move {
            let there = self.fetcher.check(address, Kind::Image, self.local_origin.as_ref()).await;
            there.map_err(Unreachable::from)
        })
    }
}

impl Links for Web {
    fn look<'a>(&'a self, address: &'a str) -> Looked<'a> {
        Box::pin(async move {
            let there = self.fetcher.check_page(address, self.local_origin.as_ref()).await;
            there.map_err(Unreachable::from)
        })
    }
}

impl From<Failure> for Unreachable {
    fn from(failure: Failure) -> Self {
        Self(failure.to_string())
    }
}
