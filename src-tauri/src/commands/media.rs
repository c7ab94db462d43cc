//! Pictures and recordings that a message names.

use crate::host::Host;
use crate::media;
use crate::transfer::*;

pub(super) async fn media_state(host: &Host, request: MediaRequest) -> Result<MediaState, ErrorReport> {
    Ok(match media::get(host, request).await {
        Ok(media) => MediaState::Ready {
            content_type: media.format.content_type().to_owned(),
            bytes: media.bytes.len() as u64,
        },
        Err(failure) => MediaState::Failed { failure },
    })
}

/// The bytes of what `media_state` has found ready: it tells the reasons, this one has none.
pub(super) async fn media_bytes(host: &Host, request: MediaRequest) -> Result<MediaBytes, ErrorReport> {
    match media::get(host, request).await {
        Ok(media) => Ok(MediaBytes(media.bytes.into())),
        Err(failure) => Err(ErrorReport::internal(&format!("it is not there any more: {failure:?}"))),
    }
}
