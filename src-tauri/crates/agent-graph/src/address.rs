//! The base URL of the API, and which ones a key may be sent to.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// An address that a key may be sent to: https, or http to this machine; no user, query or fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    url: Url,
}

/// Why an address was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no URL at all.
    #[error("it is not a web address; it should look like https://api.connectly.ai")]
    Unreadable,
    /// Neither http nor https.
    #[error("only https addresses are allowed, and this one starts with {scheme}:")]
    Scheme {
        /// What it started with.
        scheme: String,
    },
    /// Plain http to another machine would send the key in the clear.
    #[error("plain http would send the key readable to {host}; use https (http is for this machine only)")]
    PlainHttp {
        /// Where it would have gone.
        host: String,
    },
    /// A user name or password stands before the host.
    #[error("it has a user name or password in it; remove what stands before the @")]
    UserInfo,
    /// A `?query`.
    #[error("it has a query; remove the ? and what follows")]
    Query,
    /// A `#fragment`.
    #[error("it has a fragment; remove the # and what follows")]
    Fragment,
    /// No host.
    #[error("it names no host")]
    NoHost,
}

impl AddressError {
    /// One word that stands for it, by which a front finds its own sentence.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Scheme { .. } => "scheme",
            Self::PlainHttp { .. } => "plainHttp",
            Self::UserInfo => "userInfo",
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::NoHost => "noHost",
        }
    }

    /// What its sentence names: the scheme, or the host.
    pub fn detail(&self) -> &str {
        match self {
            Self::Scheme { scheme } => scheme,
            Self::PlainHttp { host } => host,
            _ => "",
        }
    }
}

impl BaseUrl {
    /// Where the public reference says that the API is.
    pub const PRODUCTION: &'static str = "https://api.connectly.ai";

    /// Where the calls of the API are, behind a base URL.
    pub const API_PATH: &'static str = "/external/v1/ai/agent_graph";

    /// Reads an address as a person wrote it; surrounding white space and closing slashes do not matter.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let url = match Url::parse(text.trim()) {
            Ok(url) => url,
            Err(url::ParseError::EmptyHost) => return Err(AddressError::NoHost),
            Err(_unreadable) => return Err(AddressError::Unreadable),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme { scheme: url.scheme().to_owned() });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::UserInfo);
        }
        if url.query().is_some() {
            return Err(AddressError::Query);
        }
        if url.fragment().is_some() {
            return Err(AddressError::Fragment);
        }
        let base = Self { url };
        if base.url.host().is_none() {
            return Err(AddressError::NoHost);
        }
        if base.url.scheme() == "http" && !base.is_loopback() {
            return Err(AddressError::PlainHttp { host: base.host() });
        }
        Ok(base)
    }

    /// The address of one call, such as `init`.
    pub fn call(&self, call: &str) -> Url {
        let mut url = self.url.clone();
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{prefix}{}/{call}", Self::API_PATH));
        url
    }

    /// Scheme, host and port: what a key is bound to.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The host as the network knows it (punycode), with the port where it is not the scheme's own.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Whether it is this machine. Only literal loopback addresses and the name `localhost` count, which the
    /// client resolves by itself, so that no name server can point it elsewhere.
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
            None => false,
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_cannot_carry_a_key_away_are_taken() {
        let table: &[(&str, Result<&str, AddressError>)] = &[
            ("https://api.connectly.ai", Ok("https://api.connectly.ai")),
            (" https://api.connectly.ai/ ", Ok("https://api.connectly.ai")),
            ("https://gateway.example/sofia/", Ok("https://gateway.example/sofia")),
            ("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080")),
            ("http://localhost:9", Ok("http://localhost:9")),
            ("http://[::1]:9", Ok("http://[::1]:9")),
            ("http://127.8.9.1", Ok("http://127.8.9.1")),
            ("http://api.connectly.ai", Err(AddressError::PlainHttp { host: "api.connectly.ai".into() })),
            ("http://10.0.0.1", Err(AddressError::PlainHttp { host: "10.0.0.1".into() })),
            (
                "http://127.0.0.1.evil.example",
                Err(AddressError::PlainHttp { host: "127.0.0.1.evil.example".into() }),
            ),
            (
                "http://localhost.evil.example",
                Err(AddressError::PlainHttp { host: "localhost.evil.example".into() }),
            ),
            ("https://user:pass@api.connectly.ai", Err(AddressError::UserInfo)),
            ("https://api.connectly.ai@evil.example", Err(AddressError::UserInfo)),
            ("https://api.connectly.ai?x=1", Err(AddressError::Query)),
            ("https://api.connectly.ai#x", Err(AddressError::Fragment)),
            ("ftp://api.connectly.ai", Err(AddressError::Scheme { scheme: "ftp".into() })),
            ("javascript:alert(1)", Err(AddressError::Scheme { scheme: "javascript".into() })),
            ("https://", Err(AddressError::NoHost)),
            ("api.connectly.ai", Err(AddressError::Unreadable)),
            ("", Err(AddressError::Unreadable)),
        ];
        for (text, expected) in table {
            let found = BaseUrl::parse(text).map(|base| base.to_string());
            assert_eq!(found, expected.clone().map(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn the_origin_ignores_the_path_and_the_usual_port() {
        let origin = |text: &str| BaseUrl::parse(text).unwrap().origin();
        assert_eq!(origin("https://API.connectly.ai:443/a/b"), "https://api.connectly.ai");
        assert_eq!(origin("http://127.0.0.1:8080/x"), "http://127.0.0.1:8080");
        assert_ne!(origin("https://a.example"), origin("https://a.example:8443"));
    }

    #[test]
    fn a_call_keeps_the_prefix_of_the_address() {
        let base = BaseUrl::parse("https://gateway.example/sofia/").unwrap();
        assert_eq!(
            base.call("invoke").as_str(),
            "https://gateway.example/sofia/external/v1/ai/agent_graph/invoke"
        );
    }
}
