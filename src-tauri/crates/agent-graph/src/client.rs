//! The HTTP client: one base URL, one key, and the rules under which the key travels.
//!
//! Redirects are never followed, since the key would go along. Nothing is ever sent twice. Loopback is never reached
//! through a proxy; https honours the proxy and the certificates of the environment and the system.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode, redirect, retry};
use serde::Serialize;
use url::Url;

use crate::address::BaseUrl;
use crate::connection::ConnectionLog;
use crate::error::{Error, GrpcStatus, Refusal};
use crate::json::Object;
use crate::key::{ApiKey, KeyTrace};
use crate::request::{CloseBody, Identity, Invocation};
use crate::turn::Turn;

/// What is kept of the body of a refusal. An HTML page of a gateway is far smaller.
pub const MAX_REFUSAL_BYTES: usize = 1024 * 1024;

/// The largest answer of a call that does not stream. `invoke_sync` answers whole conversations.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// The header that a simulator marks its answers with, so that nobody takes them for Sofia's.
pub const SIMULATED_HEADER: &str = "x-sofia-simulated";

const KEY_HEADER: &str = "x-api-key";

/// The headers that every call has besides the key.
pub const HEADERS: [(&str, &str); 3] = [
    ("content-type", "application/json"),
    ("accept", "application/json"),
    // A compressor on the way would hold lines back until it has filled a block.
    ("accept-encoding", "identity"),
];

/// How long is waited for what. There is no limit on a whole answer: a long answer is no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands.
    pub connect: Duration,
    /// Until `init`, `close`, `health` and `invoke_sync` have answered.
    pub answer: Duration,
    /// From sending until the first byte of a stream's body.
    pub first_event: Duration,
    /// Between two pieces of a stream.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            first_event: Duration::from_secs(90),
            idle: Duration::from_secs(60),
        }
    }
}

/// An answer, and what is to be known about its coming.
#[derive(Debug, Clone)]
pub struct Answered<T> {
    /// What was asked for.
    pub value: T,
    /// From sending until the whole answer was there.
    pub took: Duration,
    /// The server said that it is a simulator.
    pub simulated: bool,
    /// The body as it came.
    pub body: Bytes,
}

/// What goes over the wire, but for the key.
#[derive(Debug, Clone)]
pub struct SentRequest {
    /// Always POST.
    pub method: &'static str,
    /// The address.
    pub url: Url,
    /// The exact body.
    pub body: Bytes,
}

/// The answer of `invoke_sync`.
#[derive(Debug, Clone)]
pub struct SyncAnswer {
    /// The session it belongs to.
    pub session_id: Option<String>,
    /// The whole answer; [`crate::envelope::read_line`] finds its events.
    pub body: Bytes,
}

/// A client for one merchant.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: BaseUrl,
    key: HeaderValue,
    trace: KeyTrace,
    timeouts: Timeouts,
    connections: ConnectionLog,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for an address and a key.
    pub fn new(base: BaseUrl, key: &ApiKey, timeouts: Timeouts) -> Result<Self, Error> {
        let connections = ConnectionLog::default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("sofia-desk/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .connect_timeout(timeouts.connect)
            .connector_layer(connections.clone())
            .tcp_nodelay(true);
        if base.is_loopback() {
            // A name server could point `localhost` elsewhere, and http is allowed only because it cannot.
            let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
            let here = here.map(|address| SocketAddr::new(address, 0));
            builder = builder.no_proxy().resolve_to_addrs("localhost", &here);
        }
        let http = builder.build().map_err(|error| Error::Setup { reason: deepest(&error) })?;
        Ok(Self { http, base, key: header_of(key)?, trace: key.trace(), timeouts, connections })
    }

    /// Where this client sends to.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Asks whether the service is well. `Ok(false)` means that it answered and says that it is not.
    pub async fn health(&self, identity: &Identity) -> Result<Answered<bool>, Error> {
        let answer = self.ask("health", identity).await?;
        let healthy = response_of(&answer.body).and_then(|text| Object::read(&text)?.boolean("healthy"));
        Ok(answer.with(healthy.unwrap_or(false)))
    }

    /// Opens a session and answers its id.
    pub async fn init(&self, identity: &Identity) -> Result<Answered<String>, Error> {
        let answer = self.ask("init", identity).await?;
        let session = response_of(&answer.body).and_then(|text| Object::read(&text)?.text("sessionId"));
        match session.filter(|id| !id.is_empty()) {
            Some(id) => Ok(answer.with(id)),
            None => Err(Error::Unreadable {
                call: "init",
                reason: "it names no sessionId".to_owned(),
                body: self.masked_bytes(&answer.body),
            }),
        }
    }

    /// Closes a session, whose id is dead afterwards.
    pub async fn close(&self, identity: &Identity, session_id: &str) -> Result<Answered<()>, Error> {
        let answer = self.ask("close", &CloseBody { identity, session_id }).await?;
        Ok(answer)
    }

    /// Asks and waits for the whole answer in one piece.
    pub async fn invoke_sync(&self, invocation: &Invocation) -> Result<Answered<SyncAnswer>, Error> {
        let answer = self.ask("invoke_sync", invocation).await?;
        let session_id = crate::envelope::read_line(&answer.body, true).session_id;
        let value = SyncAnswer { session_id, body: answer.body.clone() };
        Ok(answer.with(value))
    }

    /// What [`Client::init`] sends, so that it can be kept.
    pub fn opening(&self, identity: &Identity) -> Result<SentRequest, Error> {
        self.request("init", identity)
    }

    /// What [`Client::close`] sends, so that it can be kept.
    pub fn closing(&self, identity: &Identity, session_id: &str) -> Result<SentRequest, Error> {
        self.request("close", &CloseBody { identity, session_id })
    }

    /// What [`Client::invoke`] would send, so that it can be kept before it is sent.
    pub fn invocation(&self, invocation: &Invocation) -> Result<SentRequest, Error> {
        self.request("invoke", invocation)
    }

    /// Sends an invocation and hands out its answer as it comes. Must be called inside a Tokio runtime; dropping
    /// the turn ends the connection, which the server sees.
    pub fn invoke(&self, request: &SentRequest) -> Turn {
        Turn::start(self.clone(), request.clone())
    }

    pub(crate) fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    pub(crate) fn connect_time(&self, sent: Instant) -> Option<Duration> {
        self.connections.since(sent)
    }

    fn request(&self, call: &str, body: &impl Serialize) -> Result<SentRequest, Error> {
        let body = serde_json::to_vec(body).map_err(|error| Error::Setup { reason: error.to_string() })?;
        Ok(SentRequest { method: "POST", url: self.base.call(call), body: Bytes::from(body) })
    }

    pub(crate) async fn send(&self, request: &SentRequest) -> Result<Response, Error> {
        let named =
            HEADERS.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut headers = HeaderMap::from_iter(named);
        headers.insert(KEY_HEADER, self.key.clone());
        let sending =
            self.http.request(Method::POST, request.url.clone()).headers(headers).body(request.body.clone());
        sending.send().await.map_err(|error| self.not_answered(&error))
    }

    async fn ask(&self, call: &'static str, body: &impl Serialize) -> Result<Answered<()>, Error> {
        let request = self.request(call, body)?;
        let sent = Instant::now();
        let after = self.timeouts.answer;
        let answer = tokio::time::timeout(after, async {
            let response = self.accepted(self.send(&request).await?).await?;
            let simulated = response.headers().contains_key(SIMULATED_HEADER);
            let (body, whole) = self.body(response, MAX_ANSWER_BYTES).await?;
            if !whole {
                let reason = format!("it is longer than {MAX_ANSWER_BYTES} bytes");
                return Err(Error::Unreadable { call, reason, body: Bytes::new() });
            }
            // An answer may come as a line of a stream does, so an error can stand in a 200.
            if let Some(status) = crate::envelope::error_in(&body, true) {
                return Err(Error::ErrorLine { status: status.masked(self) });
            }
            Ok(Answered { value: (), took: sent.elapsed(), simulated, body })
        });
        answer.await.unwrap_or_else(|_elapsed| Err(Error::NoFirstEvent { host: self.base.host(), after }))
    }

    /// Hands a 2xx on; anything else becomes an error that holds what came.
    pub(crate) async fn accepted(&self, response: Response) -> Result<Response, Error> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let header = |name| {
            let value: Option<&HeaderValue> = response.headers().get(name);
            value.map(|value| self.masked(&String::from_utf8_lossy(value.as_bytes())))
        };
        let mut refusal = Refusal {
            http_status: status.as_u16(),
            grpc: None,
            body: Bytes::new(),
            content_type: header(CONTENT_TYPE),
            location: header(LOCATION),
            retry_after: header(RETRY_AFTER),
        };
        // The status is the answer; a body that does not come whole takes nothing from it.
        let body = tokio::time::timeout(self.timeouts.answer, self.body(response, MAX_REFUSAL_BYTES));
        if let Ok(Ok((body, _))) = body.await {
            let status = std::str::from_utf8(&body).ok().and_then(|text| {
                // A status may stand by itself or, as in a stream, under `error`.
                GrpcStatus::read(text).or_else(|| GrpcStatus::read(Object::read(text)?.get("error")?))
            });
            // Decoding may bring a key to light that was escaped in the body, so both are masked.
            refusal.grpc = status.map(|status| status.masked(self));
            refusal.body = self.masked_bytes(&body);
        }
        let refusal = Box::new(refusal);
        Err(if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            Error::Redirect(refusal)
        } else {
            Error::Status(refusal)
        })
    }

    async fn body(&self, mut response: Response, limit: usize) -> Result<(Bytes, bool), Error> {
        let mut body = BytesMut::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= limit => body.extend_from_slice(&chunk),
                Ok(Some(chunk)) => {
                    body.extend_from_slice(&chunk[..limit - body.len()]);
                    return Ok((body.freeze(), false));
                }
                Ok(None) => return Ok((body.freeze(), true)),
                Err(error) => return Err(Error::Cut { reason: deepest(&error), lines: 0 }),
            }
        }
    }

    /// What finds the key in what came back.
    pub fn key_trace(&self) -> &KeyTrace {
        &self.trace
    }

    /// A text of the server with the key in it masked: some servers repeat what they refuse, and errors are stored,
    /// logged and shown.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.trace.masked(text)
    }

    fn masked_bytes(&self, body: &Bytes) -> Bytes {
        match self.trace.masked_bytes(body) {
            Cow::Borrowed(_) => body.clone(),
            Cow::Owned(masked) => Bytes::from(masked),
        }
    }

    fn not_answered(&self, error: &reqwest::Error) -> Error {
        let host = self.base.host();
        let reason = deepest(error);
        if !error.is_connect() {
            return if error.is_builder() {
                Error::Setup { reason }
            } else {
                Error::NoAnswer { host, reason }
            };
        }
        if error.is_timeout() {
            return Error::ConnectTimeout { host, after: self.timeouts.connect };
        }
        if is_tls(error) { Error::Tls { host, reason } } else { Error::Connect { host, reason } }
    }
}

impl<T> Answered<T> {
    fn with<U>(self, value: U) -> Answered<U> {
        Answered { value, took: self.took, simulated: self.simulated, body: self.body }
    }
}

fn header_of(key: &ApiKey) -> Result<HeaderValue, Error> {
    let mut value =
        HeaderValue::from_str(key.expose()).map_err(|error| Error::Setup { reason: error.to_string() })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The `response` of an answer that does not stream, with or without a `result` around it.
fn response_of(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let inner = Object::read(text)?.get("result").unwrap_or(text);
    Some(Object::read(inner)?.get("response").unwrap_or(inner).to_owned())
}

/// The innermost cause, which is the one that tells a person something: "Connection refused (os error 111)".
pub(crate) fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// rustls wraps what it refuses into an I/O error of the kind *invalid data*, and the connector that one into another.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(next) = cause {
        let io = next.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        // The source of an I/O error is not the error that it wraps but that one's source.
        cause = match io.and_then(std::io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => next.source(),
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_shows_nothing_of_its_key() {
        let key = ApiKey::new("canary").unwrap();
        let client =
            Client::new(BaseUrl::parse("https://a.example").unwrap(), &key, Timeouts::default()).unwrap();
        let shown = format!("{key:?} {client:?} {:?}", header_of(&key).unwrap());
        assert!(!shown.contains("canary"), "{shown}");
    }
}
