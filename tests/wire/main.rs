//! The wire: the real client over real HTTP on loopback, against a server that says what it is told to say.

mod calls;
mod cancelling;
mod corpus;
mod failures;
mod framing;
mod meaning;
mod offsets;
mod proxies;
mod redirects;
mod requests;
mod retries;
mod support;
mod timing;
mod tls;
