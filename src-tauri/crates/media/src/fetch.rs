//! One fetch: hop by hop, each held to the rules, with a bound on everything.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use reqwest::{Certificate, Method, Response, StatusCode};
use tokio::time::timeout;

use crate::client::{Clients, failure};
use crate::failure::Failure;
use crate::format::{Format, Kind, admit};
use crate::library::Media;
use crate::network::{Network, PublicInternet};
use crate::source::{LocalOrigin, Source};

/// How many redirects are followed. Shops' content networks need one or two.
pub const MOST_REDIRECTS: u32 = 5;

/// As much of a file as tells its format, and of nearly every picture its size.
const ENOUGH_TO_TELL: usize = 64 * 1024;

/// Bounds on what is waited for and taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands, at each hop.
    pub connect: Duration,
    /// From asking until the head of the answer is there, at each hop.
    pub head: Duration,
    /// For all hops and the whole body together.
    pub total: Duration,
    /// Bytes of a picture: twice of what WhatsApp takes, so that one that is too large for it can still be seen.
    pub image_bytes: u64,
    /// Bytes of a recording: what WhatsApp takes.
    pub audio_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(15),
            total: Duration::from_secs(60),
            image_bytes: 10_000_000,
            audio_bytes: 16_000_000,
        }
    }
}

impl Limits {
    fn bytes(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Image => self.image_bytes,
            Kind::Audio => self.audio_bytes,
        }
    }
}

/// How a fetcher sees the world.
#[derive(Clone)]
pub struct Options {
    /// Bounds.
    pub limits: Limits,
    /// Who resolves names, and where addresses are.
    pub network: Arc<dyn Network>,
    /// Whether the proxy that the environment or the system names is used for https.
    pub system_proxy: bool,
    /// The certificates to trust, where they are not the system's.
    pub only_roots: Option<Vec<Certificate>>,
}

impl Default for Options {
    fn default() -> Self {
        let network = Arc::new(PublicInternet);
        Self { limits: Limits::default(), network, system_proxy: true, only_roots: None }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Options").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Fetches, and keeps nothing.
#[derive(Debug)]
pub struct Fetcher {
    clients: Clients,
    limits: Limits,
}

impl Fetcher {
    /// A fetcher that holds to these bounds.
    pub fn new(options: Options) -> Self {
        Self { limits: options.limits.clone(), clients: Clients::new(options) }
    }

    /// The whole file, of the kind that is wanted.
    pub async fn fetch(
        &self,
        address: &str,
        kind: Kind,
        local_origin: Option<&LocalOrigin>,
    ) -> Result<Media, Failure> {
        let first = Source::read(address, local_origin)?;
        self.within_total(&first, async {
            let (source, response) = self.follow(Method::GET, &first, kind, local_origin).await?;
            let declared = declared_type(&response);
            let most = self.limits.bytes(kind);
            let bytes = read(response, &source, most, usize::MAX).await?;
            let format = admit(&bytes, kind, declared.as_deref())?;
            Ok(Media { format, bytes })
        })
        .await
    }

    /// Whether the file is there and of the kind that is wanted, for checks of a whole catalog: by its head where the
    /// server tells enough, else by its beginning.
    pub async fn check(
        &self,
        address: &str,
        kind: Kind,
        local_origin: Option<&LocalOrigin>,
    ) -> Result<(), Failure> {
        let first = Source::read(address, local_origin)?;
        self.within_total(&first, async {
            match self.follow(Method::HEAD, &first, kind, local_origin).await {
                Ok((_, response)) if tells_the_kind(&response, kind) => return Ok(()),
                // Many servers answer HEAD wrongly, so what it refuses is asked for in earnest.
                Ok(_) | Err(Failure::NotFound | Failure::HttpStatus { .. } | Failure::NoAnswer { .. }) => {}
                Err(refused) => return Err(refused),
            }
            let (source, response) = self.follow(Method::GET, &first, kind, local_origin).await?;
            let declared = declared_type(&response);
            let beginning = read(response, &source, self.limits.bytes(kind), ENOUGH_TO_TELL).await?;
            match Format::of(&beginning) {
                Some(format) if format.kind() == kind => Ok(()),
                _ => Err(Failure::WrongType { declared }),
            }
        })
        .await
    }

    pub(crate) async fn within_total<T>(
        &self,
        first: &Source,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let late = |_elapsed| Failure::TimedOut { host: first.host() };
        timeout(self.limits.total, work).await.map_err(late)?
    }

    /// Asks, and follows redirects, to an answer of 200 whose announced size is within the bound.
    async fn follow(
        &self,
        method: Method,
        first: &Source,
        kind: Kind,
        local_origin: Option<&LocalOrigin>,
    ) -> Result<(Source, Response), Failure> {
        let accept = match kind {
            Kind::Image => "image/webp,image/png,image/jpeg,image/gif",
            Kind::Audio => "audio/*",
        };
        let (source, response) = self.answered(method, first, accept, local_origin).await?;
        match response.status() {
            StatusCode::OK => {
                let limit = self.limits.bytes(kind);
                if announced(&response).is_some_and(|bytes| bytes > limit) {
                    return Err(Failure::TooLarge { limit });
                }
                Ok((source, response))
            }
            other => Err(refused(other)),
        }
    }

    /// Asks, and follows redirects, to an answer that is none.
    pub(crate) async fn answered(
        &self,
        method: Method,
        first: &Source,
        accept: &str,
        local_origin: Option<&LocalOrigin>,
    ) -> Result<(Source, Response), Failure> {
        let mut source = first.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(method.clone(), &source, accept).await?;
            let status = response.status();
            let location = response.headers().get(LOCATION).filter(|_| is_redirect(status));
            if let Some(location) = location {
                // Addresses with letters beyond ASCII are sent as UTF-8.
                let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
                source = source.follow(&location, local_origin)?;
                continue;
            }
            return Ok((source, response));
        }
        Err(Failure::TooManyRedirects { limit: MOST_REDIRECTS })
    }

    async fn ask(&self, method: Method, source: &Source, accept: &str) -> Result<Response, Failure> {
        let request = self.clients.request(method, source).await?;
        // What is compressed on the way could grow beyond any bound when it is unpacked.
        let sent = request.header(ACCEPT, accept).header(ACCEPT_ENCODING, "identity").send();
        match timeout(self.limits.head, sent).await {
            Ok(answer) => answer.map_err(|error| failure(&error, source)),
            Err(_elapsed) => Err(Failure::TimedOut { host: source.host() }),
        }
    }
}

/// Reads a body: up to `enough` bytes, and refuses it where it has more than `most`.
async fn read(mut response: Response, source: &Source, most: u64, enough: usize) -> Result<Bytes, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(|error| failure(&error, source))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 > most {
            return Err(Failure::TooLarge { limit: most });
        }
        if bytes.len() >= enough {
            break;
        }
    }
    Ok(bytes.freeze())
}

/// What a status that is no success says.
pub(crate) fn refused(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Failure::NotFound,
        other => Failure::HttpStatus { status: other.as_u16() },
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn declared_type(response: &Response) -> Option<String> {
    let declared = response.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    Some(declared.chars().take(100).collect())
}

/// The announced size. reqwest knows none of a HEAD's, whose body is empty.
fn announced(response: &Response) -> Option<u64> {
    response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the head alone says that it is a picture, or a recording, of a format that is taken.
fn tells_the_kind(response: &Response, kind: Kind) -> bool {
    let shown = [Format::Png, Format::Jpeg, Format::Gif, Format::WebP];
    let played = [Format::Mp3, Format::Aac, Format::Mp4, Format::Ogg, Format::Wav, Format::Amr];
    let formats: &[Format] = if kind == Kind::Image { &shown } else { &played };
    let declared = declared_type(response).unwrap_or_default().to_ascii_lowercase();
    let declared = declared.split(';').next().unwrap_or_default().trim();
    announced(response).is_some_and(|bytes| bytes > 0)
        && formats.iter().any(|format| format.content_type() == declared)
}
