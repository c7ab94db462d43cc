//! What fetches pictures and recordings, over real sockets and real TLS on loopback, against servers that mean ill.
//!
//! The public internet is laid on loopback: a name leads to a public address, as the test says, and what is checked
//! and connected to is that address; only where it is reached is loopback.

mod hostile;
mod keeping;
mod names;
mod proxies;
mod rules;
mod support;
mod tls;
