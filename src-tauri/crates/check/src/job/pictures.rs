//! Whether pictures and pages are there, asked under the rules that hold for all that answers name.

use std::sync::Arc;

use sofia_core::merchant::Merchant;
use sofia_media::{Fetcher, Kind, LocalOrigin, Options};

use crate::truth::{ImageChecks, Images, LinkChecks, Links, Looked};

struct Pictures {
    fetcher: Fetcher,
    local_origin: Option<LocalOrigin>,
}

/// Checks of a merchant's pictures. It costs requests to somebody's server, so it is asked for.
pub fn pictures_of(merchant: &Merchant) -> Arc<ImageChecks> {
    let local_origin = LocalOrigin::of(&merchant.base_url);
    Arc::new(ImageChecks::new(Box::new(Pictures { fetcher: Fetcher::new(Options::default()), local_origin })))
}

impl Images for Pictures {
    fn look<'a>(&'a self, address: &'a str) -> Looked<'a> {
        Box::pin(async move {
            let there = self.fetcher.check(address, Kind::Image, self.local_origin.as_ref()).await;
            there.map_err(|failure| failure.to_string())
        })
    }
}

struct Pages {
    fetcher: Fetcher,
    local_origin: Option<LocalOrigin>,
}

/// Checks of the pages of a merchant's products. It costs requests to somebody's server, so it is asked for.
pub fn pages_of(merchant: &Merchant) -> Arc<LinkChecks> {
    let local_origin = LocalOrigin::of(&merchant.base_url);
    Arc::new(LinkChecks::new(Box::new(Pages { fetcher: Fetcher::new(Options::default()), local_origin })))
}

impl Links for Pages {
    fn look<'a>(&'a self, address: &'a str) -> Looked<'a> {
        Box::pin(async move {
            let there = self.fetcher.check_page(address, self.local_origin.as_ref()).await;
            there.map_err(|failure| failure.to_string())
        })
    }
}
