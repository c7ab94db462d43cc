//! Pictures and recordings that a message names, for the window: the merchant's exception, the person's switch.
//!
//! Any address may be asked for. The page is ours alone, no text of an answer becomes a part of it, and what is fetched
//! is held to the rules of `sofia-media` whoever names it.

use sofia_core::data_folder::DataFolder;
use sofia_core::export::{Picture, Pictures};
use sofia_media::{Cache, CacheBounds, Fetcher, Kind, Library, LocalOrigin, Media, Options, Request};

use crate::convert;
use crate::host::Host;
use crate::transfer::{MediaFailure, MediaKind, MediaRequest};

/// A library that keeps what it fetches in the data folder.
pub(crate) fn library(folder: &DataFolder) -> Library {
    let cache = Cache::new(folder.media(), CacheBounds::default());
    Library::new(Fetcher::new(Options::default()), cache)
}

/// What is kept, for a page that is written to a file: as the window shows it, and so without pictures where the person
/// has switched them off.
pub(crate) fn kept_pictures(host: &Host) -> Pictures {
    if !host.preferences.current().load_media {
        return Pictures::default();
    }
    let cache = Cache::new(host.engine.folder().media(), CacheBounds::default());
    Pictures::kept(move |merchant_id, address| {
        let Media { format, bytes } = cache.kept_picture(merchant_id, address)?;
        Some(Picture { content_type: format.content_type(), bytes })
    })
}

pub(crate) async fn get(host: &Host, wanted: MediaRequest) -> Result<Media, MediaFailure> {
    if !host.preferences.current().load_media {
        return Err(MediaFailure::SwitchedOff);
    }
    // A merchant that was removed has no exception any more; its old messages show what is kept of them.
    let merchant = host.engine.merchant(&wanted.merchant_id).await.ok();
    let request = Request {
        local_origin: merchant.and_then(|merchant| LocalOrigin::of(&merchant.base_url)),
        scope: wanted.merchant_id,
        address: wanted.source,
        kind: match wanted.kind {
            MediaKind::Image => Kind::Image,
            MediaKind::Audio => Kind::Audio,
        },
        again: wanted.attempt > 0,
    };
    let found =
        if wanted.kept { host.media.get_kept(&request).await } else { host.media.get(&request).await };
    found.map_err(convert::media_failure)
}
