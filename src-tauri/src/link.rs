//! Links of an answer, before the system's browser gets them: only the web, no password in them, and the host as
//! the network knows it, so that nobody is misled by letters that look alike.

use url::Url;

use crate::transfer::{ErrorCode, ErrorReport, OpenedLink};

/// A link as it may be opened.
pub(crate) fn checked(text: &str) -> Result<OpenedLink, ErrorReport> {
    let refused = |reason: &str| {
        let message = format!("This link was not opened: {reason}.");
        ErrorReport::new(ErrorCode::LinkRefused, &[("reason", reason)], &message)
    };
    let url = Url::parse(text.trim()).map_err(|_unreadable| refused("it is not a web address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("only http and https addresses are opened"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it has a user name or password in it"));
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    Ok(OpenedLink { url: url.into(), host })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened_and_the_host_is_plain() {
        assert_eq!(checked("https://loja.example/p?q=1").unwrap().host, "loja.example");
        // The first letter is Cyrillic.
        assert_eq!(checked("https://аpple.example/").unwrap().host, "xn--pple-43d.example");
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://a:b@c.example",
            "data:text/html,x",
            "mailto:a@b",
            "",
            "x",
        ] {
            assert_eq!(checked(text).unwrap_err().code, ErrorCode::LinkRefused, "{text}");
        }
    }
}
