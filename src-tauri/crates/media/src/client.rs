//! The HTTP clients behind the rules: one for the public internet, one for a proxy, one for this machine.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{Client, ClientBuilder, Method, Proxy, RequestBuilder, redirect, retry};

use crate::failure::Failure;
use crate::fetch::Options;
use crate::network::{CheckedNames, Refused};
use crate::source::Source;

/// Some shops' servers refuse what names no browser; this says so and still says who asks.
const USER_AGENT: &str = concat!("Mozilla/5.0 (compatible; SofiaDesk/", env!("CARGO_PKG_VERSION"), ")");

/// Built when they are first needed: reading the system's certificates takes time that a start does not have.
#[derive(Debug)]
pub(crate) struct Clients {
    options: Options,
    names: CheckedNames,
    proxies: Option<Matcher>,
    public: OnceLock<Result<Client, String>>,
    proxied: OnceLock<Result<Client, String>>,
    local: OnceLock<Result<Client, String>>,
}

impl Clients {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            names: CheckedNames(Arc::clone(&options.network)),
            proxies: options.system_proxy.then(Matcher::from_system),
            options,
            public: OnceLock::new(),
            proxied: OnceLock::new(),
            local: OnceLock::new(),
        }
    }

    /// A request that holds to the rules, through the client that they ask for.
    pub(crate) async fn request(&self, method: Method, source: &Source) -> Result<RequestBuilder, Failure> {
        let client = if source.local {
            self.local.get_or_init(|| {
                self.build(|builder| {
                    // A name server could point `localhost` elsewhere.
                    let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
                    builder
                        .no_proxy()
                        .resolve_to_addrs("localhost", &here.map(|address| SocketAddr::new(address, 0)))
                })
            })
        } else if let Some(proxy) = self.proxy_for(source) {
            // The proxy resolves the name again; what can be seen from here is refused here.
            if let Some(host) = source.url.domain()
                && let Err(error) = self.names.addresses(host).await
                && error.is::<Refused>()
            {
                return Err(Failure::RefusedAddress { host: source.host() });
            }
            self.proxied
                .get_or_init(|| through(&proxy).and_then(|proxy| self.build(|builder| builder.proxy(proxy))))
        } else {
            let names = Arc::new(self.names.clone());
            self.public.get_or_init(|| self.build(|builder| builder.no_proxy().dns_resolver(names)))
        };
        let client = client
            .as_ref()
            .map_err(|reason| Failure::NoAnswer { host: source.host(), reason: reason.clone() })?;
        Ok(client.request(method, source.url.clone()))
    }

    fn proxy_for(&self, source: &Source) -> Option<Intercept> {
        self.proxies.as_ref()?.intercept(&source.url.as_str().parse().ok()?)
    }

    fn build(&self, special: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Client, String> {
        let builder = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .connect_timeout(self.options.limits.connect);
        let builder = match &self.options.only_roots {
            Some(roots) => builder.tls_certs_only(roots.clone()),
            None => builder,
        };
        special(builder).build().map_err(|error| deepest(&error))
    }
}

fn through(proxy: &Intercept) -> Result<Proxy, String> {
    let through = Proxy::all(proxy.uri().to_string()).map_err(|error| deepest(&error))?;
    Ok(match proxy.basic_auth() {
        Some(name_and_password) => through.custom_http_auth(name_and_password.clone()),
        None => through,
    })
}

/// What an error of the client means for what was asked.
pub(crate) fn failure(error: &reqwest::Error, source: &Source) -> Failure {
    let host = source.host();
    if caused_by::<Refused>(error) {
        return Failure::RefusedAddress { host };
    }
    if error.is_timeout() {
        return Failure::TimedOut { host };
    }
    let reason = deepest(error);
    if is_tls(error) { Failure::Insecure { host, reason } } else { Failure::NoAnswer { host, reason } }
}

/// All that an error wraps.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| next_cause(*cause))
}

/// The source of an I/O error is not what it wraps but that one's source.
fn next_cause<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}

fn caused_by<E: Error + 'static>(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.is::<E>())
}

/// rustls wraps what it refuses into an I/O error of the kind *invalid data*.
fn is_tls(error: &reqwest::Error) -> bool {
    error.is_connect()
        && causes(error).any(|cause| {
            let io = cause.downcast_ref::<std::io::Error>();
            io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData)
        })
}

fn deepest(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}
