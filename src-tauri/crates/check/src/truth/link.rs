//! Whether two addresses lead to the same page.

use url::Url;

/// What campaigns add to an address, and what does not change where it leads.
const TRACKING: [&str; 12] = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "fbclid",
    "msclkid",
    "ref",
    "srsltid",
    "_pos",
    "_ss",
];

/// Whether an answer's address leads to a product's page: the same host without `www.`, the same path without the slash
/// at its end, and every parameter that the catalog's address has. What the answer adds does not matter: agents mark
/// their links so that shops can count them.
pub(super) fn same_page(answer: &str, catalog: &str) -> bool {
    if answer.trim() == catalog.trim() {
        return true;
    }
    let (Ok(answer), Ok(catalog)) = (Url::parse(answer.trim()), Url::parse(catalog.trim())) else {
        return false;
    };
    let web = |url: &Url| matches!(url.scheme(), "http" | "https");
    if !web(&answer) || !web(&catalog) || host(&answer) != host(&catalog) || path(&answer) != path(&catalog) {
        return false;
    }
    let needed = catalog.query_pairs().filter(|(name, _)| !TRACKING.contains(&name.as_ref()));
    needed.into_iter().all(|pair| answer.query_pairs().any(|own| own == pair))
}

fn host(url: &Url) -> (String, Option<u16>) {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    (host.strip_prefix("www.").unwrap_or(&host).to_owned(), url.port())
}

fn path(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    percent_decoded(path)
}

/// `%C3%A9` and `é` are one, and so are `%20` and `+` in nobody's path.
fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = |at: usize| behind.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_addresses_are_one_page_where_a_customer_lands_on_the_same() {
        let table = [
            ("https://s.example/p/a", "https://s.example/p/a", true),
            ("http://www.s.example/p/a/", "https://s.example/p/a", true),
            ("https://S.example/p/a?utm_source=sofia&x=1#top", "https://s.example/p/a?utm_source=feed", true),
            ("https://s.example/p/caf%C3%A9", "https://s.example/p/café", true),
            ("https://s.example/p/a?variant=2", "https://s.example/p/a?variant=1", false),
            ("https://s.example/p/a", "https://s.example/p/a?variant=1", false),
            ("https://s.example/p/b", "https://s.example/p/a", false),
            ("https://other.example/p/a", "https://s.example/p/a", false),
            ("https://s.example:8080/p/a", "https://s.example/p/a", false),
            ("javascript:alert(1)", "https://s.example/p/a", false),
            ("p/a", "https://s.example/p/a", false),
        ];
        for (answer, catalog, expected) in table {
            assert_eq!(same_page(answer, catalog), expected, "{answer} {catalog}");
        }
    }
}
