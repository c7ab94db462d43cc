//! Pictures and recordings that a message names: fetched under rules, kept on the disk within a bound.
//!
//! What an answer names is somebody else's choice, so it is fetched as if it were hostile:
//! - https alone, without key, cookies or referrer; redirects by hand, at most [`MOST_REDIRECTS`], each held to the rules;
//! - the name is resolved by us, an address that is not on the public internet is refused, and the connection goes to
//!   the very addresses that were checked, so that a name server that changes its mind changes nothing;
//! - the one exception is the exact origin of a merchant on this machine, for messages of that merchant;
//! - bounds on size, pixels, redirects and time; the type is what the bytes say, and SVG is none of them.
//!
//! Where the system names a proxy for https, the proxy opens the connection and resolves the name: then the pinning is
//! the proxy's. Literal addresses are refused all the same, and so is a name that this machine, where it can resolve
//! it at all, finds in a private network.
//!
//! What it deliberately does not do: it knows no merchant, no key and no window, and decodes nothing.

mod address;
mod cache;
mod client;
mod failure;
mod fetch;
mod format;
mod library;
mod network;
mod page;
mod source;

pub use address::is_public;
pub use cache::{Cache, CacheBounds};
pub use failure::Failure;
pub use fetch::{Fetcher, Limits, MOST_REDIRECTS, Options};
pub use format::{Format, Kind, picture};
pub use library::{Library, Media, Request};
pub use network::{Network, PublicInternet};
pub use source::{LocalOrigin, Source};
