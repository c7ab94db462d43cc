//! An Agent Graph server on loopback that says exactly what a test tells it to, byte by byte.
//!
//! It is written by hand over TCP, because a library would repair what the tests want broken: lengths that lie,
//! ends in mid-line, resets, silence. It records every request. When it is dropped it fails the test if it
//! panicked, if it was asked something that it has no answer for, or if an answer was never asked for.
//! It runs on a thread of its own, so that it serves tests with and without an async runtime.

mod connection;
mod expectations;
mod request;
mod script;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::sync::watch;

pub use expectations::{End, Exchange};
pub use request::Request;
pub use script::{Gate, Script, Step};

use crate::bounds::SOON;
use expectations::Expectations;

/// The paths of the five calls.
pub const INIT: &str = "/external/v1/ai/agent_graph/init";
pub const INVOKE: &str = "/external/v1/ai/agent_graph/invoke";
pub const INVOKE_SYNC: &str = "/external/v1/ai/agent_graph/invoke_sync";
pub const CLOSE: &str = "/external/v1/ai/agent_graph/close";
pub const HEALTH: &str = "/external/v1/ai/agent_graph/health";

/// The session that [`Server::with_session`] hands out.
pub const SESSION: &str = "session-of-the-test-server";

/// A running server. See the module.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    expectations: Arc<Expectations>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1 and knows no answer yet.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on loopback")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let expectations = Arc::new(Expectations::default());
        let (stop, stopped) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = Arc::clone(&expectations);
        let thread = std::thread::Builder::new()
            .name(format!("test server {}", address.port()))
            .spawn(move || runtime.block_on(connection::serve(listener, shared, stopped)))?;
        Ok(Self { address, expectations, stop, thread: Some(thread) })
    }

    /// A server that opens and closes sessions and is healthy, whenever it is asked to.
    pub fn with_session() -> Result<Self> {
        let server = Self::start()?;
        server.allow(INIT, Script::init_ok(SESSION));
        server.allow(CLOSE, Script::close_ok());
        server.allow(HEALTH, Script::health_ok());
        Ok(server)
    }

    /// Answers the next request to `path`; must be asked for. Several are used in the order in which they came,
    /// before what [`Server::allow`] says.
    pub fn answer(&self, path: &str, script: Script) {
        self.expectations.once(path, script);
    }

    /// Answers every request to `path` for which nothing else is left; need not be asked for.
    pub fn allow(&self, path: &str, script: Script) {
        self.expectations.always(path, Arc::new(move |_| script.clone()));
    }

    /// Decides by the request, which knows its own number on this path, from 0.
    pub fn allow_by(&self, path: &str, decide: impl Fn(&Request) -> Script + Send + Sync + 'static) {
        self.expectations.always(path, Arc::new(decide));
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a merchant's base URL is to be.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were opened so far, requests or not.
    pub fn connections(&self) -> usize {
        self.expectations.connections()
    }

    /// Every request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.expectations.exchanges(|_| true).into_iter().map(|exchange| exchange.request).collect()
    }

    pub fn requests_to(&self, path: &str) -> Vec<Request> {
        self.exchanges(path).into_iter().map(|exchange| exchange.request).collect()
    }

    /// The requests to one path with how each ended.
    pub fn exchanges(&self, path: &str) -> Vec<Exchange> {
        self.expectations.exchanges(|exchange| exchange.request.path == path)
    }

    /// Forgets the requests so far: for runs of thousands of turns.
    pub fn forget(&self) {
        self.expectations.forget();
    }

    /// Waits until `path` has been asked `count` times in all, and gives those requests.
    pub fn asked_blocking(&self, path: &str, count: usize) -> Result<Vec<Request>> {
        wait_asked(&self.expectations, path, count, SOON)
    }

    /// Waits until `path` has been asked `count` times in all, and gives those requests.
    pub async fn asked(&self, path: &str, count: usize) -> Result<Vec<Request>> {
        let (expectations, path) = (Arc::clone(&self.expectations), path.to_owned());
        tokio::task::spawn_blocking(move || wait_asked(&expectations, &path, count, SOON)).await?
    }

    /// Waits until a client went away in the middle of an answer of `path`.
    pub fn client_gone_blocking(&self, path: &str) -> Result<()> {
        wait_gone(&self.expectations, path, SOON)
    }

    /// Waits until a client went away in the middle of an answer of `path`.
    pub async fn client_gone(&self, path: &str) -> Result<()> {
        let (expectations, path) = (Arc::clone(&self.expectations), path.to_owned());
        tokio::task::spawn_blocking(move || wait_gone(&expectations, &path, SOON)).await?
    }

    /// Stops and says what was wrong: what a drop turns into a panic.
    pub fn finish(mut self) -> Result<(), Vec<String>> {
        let findings = self.stop();
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    fn stop(&mut self) -> Vec<String> {
        let Some(thread) = self.thread.take() else { return Vec::new() };
        self.stop.send_replace(true);
        let panicked = thread.join().is_err();
        let mut findings = self.expectations.findings();
        if panicked {
            findings.push("its thread panicked".to_owned());
        }
        findings
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let findings = self.stop();
        if !findings.is_empty() && !std::thread::panicking() {
            panic!("the test server at {} finds: {}", self.address, findings.join("; "));
        }
    }
}

/// An address of loopback at which nobody listens: a connection is refused at once.
pub fn refused_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on loopback")?;
    Ok(listener.local_addr()?)
}

fn wait_asked(
    expectations: &Expectations,
    path: &str,
    count: usize,
    bound: Duration,
) -> Result<Vec<Request>> {
    expectations.wait_for(&format!("request {count} to {path}"), bound, |exchanges| {
        let asked: Vec<Request> = exchanges
            .iter()
            .filter(|exchange| exchange.request.path == path)
            .map(|exchange| exchange.request.clone())
            .collect();
        (asked.len() >= count).then_some(asked)
    })
}

fn wait_gone(expectations: &Expectations, path: &str, bound: Duration) -> Result<()> {
    expectations.wait_for(&format!("the client of {path} to go away"), bound, |exchanges| {
        exchanges
            .iter()
            .any(|exchange| exchange.request.path == path && exchange.end == Some(End::ClientGone))
            .then_some(())
    })
}
