//! An internet of one's own: names, addresses, and shops behind them.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::BoxFuture;
use sofia_media::{
    Cache, CacheBounds, Failure, Fetcher, Kind, Library, Limits, LocalOrigin, Media, Network, Options,
    Request,
};
use sofia_tests::{Script, Server, bounds::SOON};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// So patient that a time-out can only be a finding.
pub(crate) fn patient() -> Limits {
    Limits { connect: SOON, head: SOON, total: SOON, ..Limits::default() }
}

/// How long the tests of a time-out let the fetcher wait.
pub(crate) const SHORT: Duration = Duration::from_millis(200);

/// The smallest picture that there is, as far as anyone looks at it.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    file
}

/// 200 with a picture.
pub(crate) fn picture() -> Script {
    Script::answer(200, &[("content-type", "image/png")], png(60, 40))
}

/// What each name leads to, and where each address is reached.
#[derive(Debug, Default)]
pub(crate) struct Internet {
    names: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
    places: Mutex<HashMap<IpAddr, SocketAddr>>,
    asked: Mutex<Vec<String>>,
    reached: Mutex<Vec<IpAddr>>,
}

impl Internet {
    /// What the name servers say of a name, one answer after another; the last one stays.
    pub(crate) fn name(&self, name: &str, answers: &[&[IpAddr]]) {
        let answers = answers.iter().rev().map(|addresses| addresses.to_vec()).collect();
        locked(&self.names).insert(name.to_owned(), answers);
    }

    /// How often the name servers were asked.
    pub(crate) fn times_asked(&self) -> usize {
        locked(&self.asked).len()
    }

    /// The addresses that were to be connected to.
    pub(crate) fn reached(&self) -> Vec<IpAddr> {
        locked(&self.reached).clone()
    }
}

impl Network for Internet {
    fn resolve(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        locked(&self.asked).push(name.clone());
        let mut names = locked(&self.names);
        let answer = names
            .get_mut(&name)
            .and_then(|left| if left.len() > 1 { left.pop() } else { left.last().cloned() });
        let unknown = || io::Error::new(io::ErrorKind::NotFound, format!("no such name: {name}"));
        let answer = answer.ok_or_else(unknown);
        Box::pin(std::future::ready(answer))
    }

    fn reach(&self, address: IpAddr) -> SocketAddr {
        locked(&self.reached).push(address);
        // An address without a place would be somebody's real server: it is nowhere instead.
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        locked(&self.places).get(&address).copied().unwrap_or(nowhere)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The address at which the first, second, … shop is.
pub(crate) fn public(number: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(93, 184, 216, 34 + number))
}

/// Everything that a test of fetching needs.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) internet: Arc<Internet>,
    roots: Vec<CertificateDer<'static>>,
    fronts: Vec<JoinHandle<()>>,
}

impl World {
    /// A server of the public internet under this name, with https and a certificate that is trusted.
    pub(crate) async fn shop(&mut self, name: &str) -> Result<Server> {
        let (server, certificate) = self.stranger(name, name).await?;
        self.roots.push(certificate);
        Ok(server)
    }

    /// A server whose certificate is for `certified` and trusted by nobody.
    pub(crate) async fn stranger(
        &mut self,
        name: &str,
        certified: &str,
    ) -> Result<(Server, CertificateDer<'static>)> {
        let server = Server::start()?;
        let made = rcgen::generate_simple_self_signed([certified.to_owned()])?;
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
        let settings = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = public(u8::try_from(self.fronts.len())?);
        locked(&self.internet.places).insert(address, listener.local_addr()?);
        self.internet.name(name, &[&[address]]);
        self.fronts.push(tokio::spawn(front(
            listener,
            TlsAcceptor::from(Arc::new(settings)),
            server.address(),
        )));
        Ok((server, certificate))
    }

    pub(crate) fn fetcher(&self, limits: Limits) -> Result<Fetcher> {
        let roots = self.roots.iter().map(|root| reqwest::Certificate::from_der(root));
        Ok(Fetcher::new(Options {
            limits,
            network: Arc::clone(&self.internet) as Arc<dyn Network>,
            system_proxy: false,
            only_roots: Some(roots.collect::<Result<_, _>>()?),
        }))
    }

    pub(crate) fn library(&self, folder: &Path, limits: Limits) -> Result<Library> {
        let cache = Cache::new(folder.to_path_buf(), CacheBounds::default());
        Ok(Library::new(self.fetcher(limits)?, cache))
    }

    /// Fetches a picture with a fetcher of its own.
    pub(crate) async fn fetch(&self, address: &str) -> Result<Result<Media, Failure>> {
        self.fetch_local(address, None).await
    }

    /// The same, for a message of a merchant whose base URL is this one.
    pub(crate) async fn fetch_local(
        &self,
        address: &str,
        base_url: Option<&str>,
    ) -> Result<Result<Media, Failure>> {
        let local = base_url.and_then(LocalOrigin::of);
        let fetcher = self.fetcher(patient())?;
        let fetching = fetcher.fetch(address, Kind::Image, local.as_ref());
        tokio::time::timeout(SOON, fetching).await.context("the fetch did not end")
    }

    /// Why a picture is refused.
    pub(crate) async fn refusal(&self, address: &str) -> Result<Failure> {
        self.fetch(address).await?.err().with_context(|| format!("{address} was fetched"))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.fronts.iter().for_each(JoinHandle::abort);
    }
}

/// Takes TLS off each connection and hands the rest to a server that speaks without.
async fn front(listener: TcpListener, acceptor: TlsAcceptor, behind: SocketAddr) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // A client that does not trust us goes away in the middle of the handshake; that is what is tested.
            let Ok(mut outside) = acceptor.accept(stream).await else { return };
            let Ok(mut inside) = TcpStream::connect(behind).await else { return };
            tokio::io::copy_bidirectional(&mut outside, &mut inside).await.ok();
        });
    }
}

/// A picture, asked for by a message of one merchant.
pub(crate) fn request(address: &str) -> Request {
    Request {
        scope: "acme".to_owned(),
        address: address.to_owned(),
        kind: Kind::Image,
        local_origin: None,
        again: false,
    }
}
