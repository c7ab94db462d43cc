//! Where something is: the address as a message names it, and the one origin that the rules make an exception for.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::is_public;
use crate::failure::Failure;

/// Longer addresses are refused: no server takes them, and they come from nobody who means well.
const LONGEST: usize = 8 * 1024;

/// The exact origin of a merchant on this machine: http to it is allowed, and it may be loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalOrigin(url::Origin);

impl LocalOrigin {
    /// The origin of a base URL, where that is on this machine: a literal loopback address or the name `localhost`,
    /// which no name server is asked for.
    pub fn of(base_url: &str) -> Option<Self> {
        let url = Url::parse(base_url).ok()?;
        let local = match url.host()? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        local.then(|| Self(url.origin()))
    }

    pub(crate) fn is_of(&self, url: &Url) -> bool {
        url.origin() == self.0
    }
}

/// An address that may be asked, as far as its text tells: what its name leads to is checked when it is resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub(crate) url: Url,
    /// It is of the merchant's own origin on this machine, and so was all that led here.
    pub(crate) local: bool,
}

impl Source {
    /// Reads an address as a message names it.
    pub fn read(text: &str, local_origin: Option<&LocalOrigin>) -> Result<Self, Failure> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(Failure::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_unreadable| Failure::NotAnAddress)?;
        let local = local_origin.is_some_and(|origin| origin.is_of(&url));
        Self::checked(url, local)
    }

    /// Where a redirect leads. What has once left the local origin does not come back to it.
    pub(crate) fn follow(&self, location: &str, local_origin: Option<&LocalOrigin>) -> Result<Self, Failure> {
        let url = self.url.join(location).map_err(|_unreadable| Failure::NotAnAddress)?;
        let local = self.local && local_origin.is_some_and(|origin| origin.is_of(&url));
        Self::checked(url, local)
    }

    fn checked(mut url: Url, local: bool) -> Result<Self, Failure> {
        if !matches!(url.scheme(), "http" | "https") {
            // A relative or a local path has no scheme of the web either.
            return Err(Failure::NotAnAddress);
        }
        // A name and a password would be sent along.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::NotAnAddress);
        }
        url.set_fragment(None);
        if !local {
            // The more telling reason first: a private address stays private over https.
            let literal = match url.host() {
                Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
                Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
                Some(Host::Domain(_)) => None,
                None => return Err(Failure::NotAnAddress),
            };
            if literal.is_some_and(|address| !is_public(address)) {
                return Err(Failure::RefusedAddress { host: host_of(&url) });
            }
            if url.scheme() != "https" {
                return Err(Failure::NotHttps);
            }
        }
        Ok(Self { url, local })
    }

    /// The host, as the network knows it.
    pub fn host(&self) -> String {
        host_of(&self.url)
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_without_a_user_name_and_off_private_networks_is_read() {
        let refused = |host: &str| Some(Failure::RefusedAddress { host: host.to_owned() });
        let table = [
            ("https://cdn.example/a.png", None),
            (" https://cdn.example/a.png#part ", None),
            ("https://93.184.216.34/a.png", None),
            ("https://[2606:2800:220:1::1]/a.png", None),
            ("http://cdn.example/a.png", Some(Failure::NotHttps)),
            ("http://127.0.0.1:8080/a.png", refused("127.0.0.1")),
            ("https://127.0.0.1/a.png", refused("127.0.0.1")),
            // The ways of writing an address that a check of the text would miss.
            ("https://2130706433/a.png", refused("127.0.0.1")),
            ("https://0x7f.1/a.png", refused("127.0.0.1")),
            ("https://0177.0.0.1/a.png", refused("127.0.0.1")),
            ("https://１２７.0.0.1/a.png", refused("127.0.0.1")),
            ("https://169.254.169.254/latest/meta-data", refused("169.254.169.254")),
            ("https://[::1]/a.png", refused("[::1]")),
            ("https://[::ffff:10.0.0.1]/a.png", refused("[::ffff:a00:1]")),
            ("https://user:secret@cdn.example/a.png", Some(Failure::NotAnAddress)),
            ("data:image/png;base64,AAAA", Some(Failure::NotAnAddress)),
            ("file:///etc/passwd", Some(Failure::NotAnAddress)),
            ("javascript:alert(1)", Some(Failure::NotAnAddress)),
            ("ftp://cdn.example/a.png", Some(Failure::NotAnAddress)),
            ("/a.png", Some(Failure::NotAnAddress)),
            ("//cdn.example/a.png", Some(Failure::NotAnAddress)),
            ("", Some(Failure::NotAnAddress)),
            ("https://", Some(Failure::NotAnAddress)),
        ];
        for (text, expected) in table {
            assert_eq!(Source::read(text, None).err(), expected, "{text}");
        }
        let long = format!("https://cdn.example/{}", "a".repeat(LONGEST));
        assert_eq!(Source::read(&long, None), Err(Failure::NotAnAddress));
    }

    #[test]
    fn the_exception_is_for_the_exact_origin_alone() {
        let origin = LocalOrigin::of("http://127.0.0.1:8080/prefix").unwrap();
        let allowed = |text: &str| Source::read(text, Some(&origin)).is_ok();
        assert!(allowed("http://127.0.0.1:8080/media/a.png"));
        for other in [
            "http://127.0.0.1:8081/media/a.png",
            "http://127.0.0.1/media/a.png",
            "https://127.0.0.1:8080/media/a.png",
            "http://localhost:8080/media/a.png",
            "http://127.0.0.2:8080/media/a.png",
            "http://[::1]:8080/media/a.png",
            "http://10.0.0.1:8080/a.png",
            "http://cdn.example:8080/a.png",
        ] {
            assert!(!allowed(other), "{other}");
        }
        for elsewhere in
            ["https://api.connectly.ai", "http://10.0.0.1", "http://localhost.evil.example", "no url"]
        {
            assert_eq!(LocalOrigin::of(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_redirect_that_has_left_this_machine_does_not_come_back_to_it() {
        let origin = LocalOrigin::of("http://localhost:8080").unwrap();
        let start = Source::read("http://localhost:8080/a", Some(&origin)).unwrap();
        let next = start.follow("/b", Some(&origin)).unwrap();
        assert!(next.local);
        let away = next.follow("https://cdn.example/c", Some(&origin)).unwrap();
        assert!(!away.local);
        assert_eq!(away.follow("http://localhost:8080/d", Some(&origin)), Err(Failure::NotHttps));
        assert_eq!(away.follow("http://cdn.example/e", None), Err(Failure::NotHttps));
    }
}
