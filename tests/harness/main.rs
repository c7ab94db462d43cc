//! The harness, tested: a server, a keyring or a search that lies would make every other test worthless.

mod canary;
mod display;
mod keyring;
mod server;
mod window;
