//! A sent request as text: with the key masked, and as a command that a person can run.

/// A cURL command that sends the same again. The key is read from the environment, so that the command can be pasted
/// into a ticket.
pub fn curl(url: &str, body: &str) -> String {
    format!(
        "curl -N {} \\\n  -H 'content-type: application/json' \\\n  -H 'accept: application/json' \\\n  \
         -H \"x-api-key: $SOFIA_API_KEY\" \\\n  --data-binary {}",
        quoted(url),
        quoted(body)
    )
}

/// A word for a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_the_body_cannot_leave_its_word() {
        let command = curl("https://a.example/x", r#"{"text":"d'água; $(rm) `x`"}"#);
        assert!(command.contains(r#"--data-binary '{"text":"d'\''água; $(rm) `x`"}'"#), "{command}");
        assert!(command.contains("$SOFIA_API_KEY"));
    }
}
