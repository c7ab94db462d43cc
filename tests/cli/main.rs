//! The command `sofia`, as a script meets it: what it prints, what it exits with, what it sends.

mod checks;
mod events;
mod exit_codes;
mod history;
mod isolation;
mod keys;
mod killed;
mod merchants;
mod output;
mod replay;
mod simulate;
mod streaming;
mod suites;

use anyhow::Result;
use sofia_tests::{
    Environment,
    command::Sofia,
    shop::{AGENT, BUSINESS},
};

/// The key that most of these tests use; it comes from the environment, so that no keychain is needed.
const KEY: &str = "test-key-0123456789";

/// A merchant of this name at this address, without a stored key.
fn add_merchant(environment: &Environment, name: &str, base_url: &str) -> Result<()> {
    let arguments =
        ["merchants", "add", name, "--base-url", base_url, "--business-id", BUSINESS, "--agent-id", AGENT];
    Sofia::new(environment, &arguments).key(KEY).run()?.exits(0);
    Ok(())
}

/// An environment whose one merchant, `Loja`, is at this address.
fn shop_at(base_url: &str) -> Result<Environment> {
    let environment = Environment::new()?;
    add_merchant(&environment, "Loja", base_url)?;
    Ok(environment)
}

/// A question to that merchant.
fn ask<'a>(environment: &'a Environment, more: &[&str]) -> Sofia<'a> {
    let mut arguments = vec!["ask", "tem vestido azul?", "--merchant", "Loja"];
    arguments.extend(more);
    Sofia::new(environment, &arguments).key(KEY)
}
