//! The catalog that answers are held against.

use std::sync::Arc;

use sofia_check::feed::FeedOptions;
use sofia_check::job::{Against, FeedCatalog, pictures_of, read_feed};
use sofia_core::merchant::Merchant;

use super::arguments::Check;
use crate::exit::Failure;
use crate::notices::say;

/// Reads the feed that was named. Pictures are asked for where that was wanted and there is a merchant.
pub(super) fn against(arguments: &Check, merchant: Option<&Merchant>) -> Result<Against, Failure> {
    let images = merchant.filter(|_| arguments.images).map(pictures_of);
    let Some(file) = &arguments.catalog else { return Ok(Against { images, ..Against::default() }) };
    let options =
        FeedOptions { currency: arguments.currency, shop: arguments.shop.clone(), ..FeedOptions::default() };
    let feed =
        read_feed(file, &options).map_err(|error| Failure::usage(format!("{}: {error}.", file.display())))?;
    told(&feed);
    Ok(Against { catalog: Some(Arc::new(feed.catalog)), currency: feed.currency, images })
}

/// Says what was read.
pub(crate) fn told(feed: &FeedCatalog) {
    let summary = &feed.summary;
    say(&format!("Catalog: {} products of {} rows ({}).", summary.products, summary.rows, summary.format));
    for finding in &feed.listed {
        say(&format!("  {finding}"));
    }
    let more = feed.findings - feed.listed.len();
    if more > 0 {
        say(&format!("  and {more} more findings"));
    }
}
