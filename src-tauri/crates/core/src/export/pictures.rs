//! The pictures of a page: what is kept on this computer stands in the page itself, so that it looks the same where there
//! is no network. Nothing is fetched for it.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

/// More pictures make a page that opens slowly; what comes behind them has a placeholder.
const MOST_PICTURES: usize = 400;

/// All of them together, before they are written in letters, which takes a third more.
const MOST_BYTES: usize = 24 * 1024 * 1024;

/// A picture, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its media type: `image/png`.
    pub content_type: &'static str,
    /// All of it.
    pub bytes: Bytes,
}

type Look = dyn Fn(&str, &str) -> Option<Picture> + Send + Sync;

/// Where pictures are kept.
#[derive(Clone, Default)]
pub struct Pictures {
    look: Option<Arc<Look>>,
}

impl Pictures {
    /// What `look` finds for the id of a merchant and an address. It may block, and must not ask the network.
    pub fn kept(look: impl Fn(&str, &str) -> Option<Picture> + Send + Sync + 'static) -> Self {
        Self { look: Some(Arc::new(look)) }
    }
}

impl fmt::Debug for Pictures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pictures").field("any", &self.look.is_some()).finish()
    }
}

/// The pictures of one page, within its bounds.
#[derive(Debug)]
pub(super) struct Album {
    pictures: Pictures,
    merchant_id: String,
    left: usize,
    bytes_left: usize,
}

impl Album {
    pub(super) fn new(pictures: Pictures) -> Self {
        Self { pictures, merchant_id: String::new(), left: MOST_PICTURES, bytes_left: MOST_BYTES }
    }

    /// Whose messages name what comes.
    pub(super) fn of_merchant(&mut self, id: &str) {
        id.clone_into(&mut self.merchant_id);
    }

    /// The picture of an address as a `data:` address, where it is kept and there is room for it.
    pub(super) fn take(&mut self, address: &str) -> Option<String> {
        let look = self.pictures.look.as_ref().filter(|_| self.left > 0 && self.bytes_left > 0)?;
        let picture = look(&self.merchant_id, address)?;
        self.bytes_left = self.bytes_left.checked_sub(picture.bytes.len())?;
        self.left -= 1;
        Some(format!("data:{};base64,{}", picture.content_type, STANDARD.encode(&picture.bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures(size: usize) -> Pictures {
        let bytes = Bytes::from(vec![0; size]);
        Pictures::kept(move |merchant_id, address| {
            let found = merchant_id == "m" && address.starts_with("https://kept.example/");
            found.then(|| Picture { content_type: "image/png", bytes: bytes.clone() })
        })
    }

    #[test]
    fn a_page_has_what_is_kept_for_its_merchant_and_nothing_else() {
        let mut album = Album::new(pictures(3));
        assert_eq!(album.take("https://kept.example/1"), None);
        album.of_merchant("m");
        assert_eq!(album.take("https://kept.example/1").as_deref(), Some("data:image/png;base64,AAAA"));
        assert_eq!(album.take("https://gone.example/1"), None);
        assert_eq!(Album::new(Pictures::default()).take("https://kept.example/1"), None);
    }

    #[test]
    fn a_page_stays_within_its_bounds() {
        let taken = |size: usize| {
            let mut album = Album::new(pictures(size));
            album.of_merchant("m");
            (0..1_000).filter(|_| album.take("https://kept.example/1").is_some()).count()
        };
        assert_eq!(taken(3), MOST_PICTURES);
        assert_eq!(taken(1024 * 1024), 24);
        assert_eq!(taken(MOST_BYTES + 1), 0);
    }
}
