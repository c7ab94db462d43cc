//! A merchant's key on its way in: from a prompt that does not show it, or from standard input. Never from an
//! argument, which every program on the machine can see.

use std::io::{ErrorKind, IsTerminal as _, Read as _, stdin};

use agent_graph::ApiKey;
use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use sofia_core::Error;

use crate::exit::Failure;

/// A key has at most 1,200 characters; whatever is longer than this is something else.
const MAX_INPUT: u64 = 64 * 1024;

/// Reads a key; nothing where none was given.
pub(crate) fn read(prompt: &str) -> Result<Option<ApiKey>, Failure> {
    let given = if stdin().is_terminal() { prompted(prompt)? } else { piped()? };
    first_line(given.expose_secret())
}

fn prompted(prompt: &str) -> Result<SecretString, Failure> {
    match rpassword::prompt_password(prompt) {
        Ok(key) => Ok(SecretString::from(key)),
        Err(error) if error.kind() == ErrorKind::Interrupted => Err(Failure::stopped()),
        // Ctrl-D: no key was given.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(SecretString::default()),
        Err(error) => {
            Err(anyhow::Error::new(error).context("the key cannot be read from the terminal").into())
        }
    }
}

fn piped() -> Result<SecretString, Failure> {
    let mut bytes = Vec::new();
    stdin()
        .lock()
        .take(MAX_INPUT)
        .read_to_end(&mut bytes)
        .context("the key cannot be read from standard input")?;
    // What is not UTF-8 keeps a character that no key has, and is refused for it.
    Ok(SecretString::from(String::from_utf8_lossy(&bytes).into_owned()))
}

fn first_line(text: &str) -> Result<Option<ApiKey>, Failure> {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    match text.lines().next() {
        None => Ok(None),
        Some(line) => Ok(Some(ApiKey::new(line).map_err(Error::from)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_key() {
        let table = [
            ("sk-1\n", Some("sk-1")),
            ("\r\n  sk-1  \r\nuser: me\r\n", Some("sk-1")),
            ("\u{FEFF}sk-1", Some("sk-1")),
            ("", None),
            (" \n\n", None),
        ];
        for (text, expected) in table {
            let key = first_line(text).unwrap();
            assert_eq!(key.as_ref().map(ApiKey::expose), expected, "{text:?}");
        }
        assert_eq!(first_line("two words").unwrap_err().exit as u8, 2);
    }
}
