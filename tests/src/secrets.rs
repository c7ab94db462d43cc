//! What the keychain really holds, asked of the service itself and not of the program under test.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::Environment;

/// One item of the keychain: its attributes and what it keeps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    pub secret: String,
    pub label: String,
    pub attributes: Vec<(String, String)>,
}

/// The programs of the system that this needs, besides a keychain.
pub const NEEDS: [&str; 4] = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"];

/// The secrets of all items that can be read, sorted. A locked keychain shows none.
pub fn all(environment: &Environment) -> Result<Vec<String>> {
    Ok(items(environment)?.into_iter().map(|item| item.secret).collect())
}

/// All items of the default collection, sorted by their secret. A locked one has none.
///
/// The bus tells the items and their attributes; only `secret-tool` can open the session that a secret travels in,
/// and it finds an item by its attributes.
pub fn items(environment: &Environment) -> Result<Vec<Item>> {
    let collection = "/org/freedesktop/secrets/aliases/default";
    if property(environment, collection, "org.freedesktop.Secret.Collection", "Locked")?
        .contains("boolean true")
    {
        return Ok(Vec::new());
    }
    let listed = property(environment, collection, "org.freedesktop.Secret.Collection", "Items")?;
    let mut items = Vec::new();
    for path in listed.lines().filter_map(|line| line.trim().strip_prefix("object path ")) {
        let path = path.trim_matches('"');
        let attributes = property(environment, path, "org.freedesktop.Secret.Item", "Attributes")?;
        let label = property(environment, path, "org.freedesktop.Secret.Item", "Label")?;
        let strings = quoted(&attributes);
        let attributes: Vec<(String, String)> =
            strings.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let secret = look_up(environment, &attributes)?;
        items.push(Item { secret, label: quoted(&label).concat(), attributes });
    }
    items.sort();
    Ok(items)
}

fn look_up(environment: &Environment, attributes: &[(String, String)]) -> Result<String> {
    let words = attributes.iter().flat_map(|(name, value)| [name, value]);
    let mut command = environment.command("secret-tool");
    let found = command.arg("lookup").args(words).stdin(Stdio::null()).output().context("secret-tool")?;
    ensure!(found.status.success(), "secret-tool found no item with {attributes:?}");
    Ok(String::from_utf8_lossy(&found.stdout).into_owned())
}

fn property(environment: &Environment, path: &str, interface: &str, name: &str) -> Result<String> {
    let mut command = environment.command("dbus-send");
    command
        .args(["--session", "--print-reply", "--reply-timeout=10000", "--dest=org.freedesktop.secrets", path])
        .arg("org.freedesktop.DBus.Properties.Get")
        .args([format!("string:{interface}"), format!("string:{name}")]);
    let answer = command.stdin(Stdio::null()).output().context("dbus-send")?;
    let said = String::from_utf8_lossy(&answer.stderr).into_owned();
    ensure!(answer.status.success(), "the keychain did not say {name} of {path}: {said}");
    Ok(String::from_utf8_lossy(&answer.stdout).into_owned())
}

/// The strings in a printed answer, in order.
fn quoted(answer: &str) -> Vec<String> {
    let string = |line: &str| {
        let (_, text) = line.split_once("string \"")?;
        Some(text.strip_suffix('"').unwrap_or(text).to_owned())
    };
    answer.lines().filter_map(string).collect()
}
