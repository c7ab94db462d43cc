//! The server's life: starting, changing, counting, stopping.

use std::{
    fmt, io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::serve::{Listener, ListenerExt};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{lies::ToldLie, pictures::Pictures, routes, sessions::Sessions, settings::Settings};

/// How long a stop waits for connections to end. Streams end at once; only a client that is still sending its
/// request can hold one open longer.
const STOP_WAIT: Duration = Duration::from_secs(2);

/// A running simulator. Dropping it stops it; [`Simulator::stop`] also waits until it has stopped.
pub struct Simulator {
    address: SocketAddr,
    key: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

/// What happened so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Turns whose session was found, so that an answer began.
    pub turns_started: u64,
    /// Turns whose client went away before the answer was complete.
    pub turns_abandoned: u64,
    /// Sessions that are open now.
    pub sessions_open: usize,
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can be reached from other machines.
    #[error("the simulator listens on this machine alone, and {0} is not a loopback address: use 127.0.0.1")]
    NotLoopback(SocketAddr),
    /// Another program has the port.
    #[error(
        "port {port} is in use by another program: choose another one with --port, or 0 for any free one"
    )]
    PortInUse {
        /// The port that was asked for.
        port: u16,
    },
    /// The system refused the address for another reason.
    #[error("the simulator cannot listen on {address}: choose another port, above 1023, with --port")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// No client could send this key in a header.
    #[error("the key must be 1 to 256 visible ASCII characters: choose another one with --key")]
    UnusableKey,
}

impl Simulator {
    /// Starts a server on a loopback address; port 0 takes any free port.
    ///
    /// # Errors
    /// The address is not loopback or not free, or the key cannot be sent in a header.
    pub async fn start(address: SocketAddr, settings: Settings) -> Result<Simulator, StartError> {
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        let key = settings.key.clone();
        if key.is_empty() || key.len() > 256 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(StartError::UnusableKey);
        }
        let listen_error = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::PortInUse { port: address.port() },
            _ => StartError::Listen { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let (stop, stopping) = watch::channel(false);
        let shared = Arc::new(Shared {
            base_url: base_url(address),
            settings: Mutex::new(settings),
            sessions: Mutex::default(),
            pictures: Mutex::default(),
            counts: Arc::default(),
            told: Mutex::default(),
            stopping: stopping.clone(),
        });
        let router = routes::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            let stopped = async move { until_stopped(stopping).await };
            if let Err(error) =
                axum::serve(without_delay(listener), router).with_graceful_shutdown(stopped).await
            {
                tracing::error!(%error, "the simulator ended by itself");
            }
        });
        tracing::info!(%address, "the simulator listens");
        Ok(Simulator { address, key, shared, stop, server: Some(server) })
    }

    /// What a merchant's base URL must be to reach this server: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        base_url(self.address)
    }

    /// What a call must carry in `x-api-key`.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Changes the behaviour of turns that begin from now on. The key stays as it was at the start.
    pub fn set_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = lock(&self.shared.settings);
        change(&mut settings);
        settings.key.clone_from(&self.key);
    }

    /// What happened so far.
    pub fn counters(&self) -> Counters {
        Counters {
            turns_started: self.shared.counts.started.load(Ordering::Relaxed),
            turns_abandoned: self.shared.counts.abandoned.load(Ordering::Relaxed),
            sessions_open: lock(&self.shared.sessions).count(),
        }
    }

    /// The lies that were told so far, in order; the first hundred thousand of them.
    pub fn told_lies(&self) -> Vec<ToldLie> {
        lock(&self.shared.told).clone()
    }

    /// Stops: streams under way are cut, the port is free when this returns.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(STOP_WAIT, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("address", &self.address)
            .field("key", &"[redacted]")
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}

/// Small lines leave at once: held back to be joined, they would come 40 ms late and the pace would be wrong.
fn without_delay(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    })
}

fn base_url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// What the server and its requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) base_url: String,
    pub(crate) settings: Mutex<Settings>,
    pub(crate) sessions: Mutex<Sessions>,
    pub(crate) pictures: Mutex<Pictures>,
    pub(crate) counts: Arc<Counts>,
    pub(crate) told: Mutex<Vec<ToldLie>>,
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The counters, as turns raise them.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) started: AtomicU64,
    pub(crate) abandoned: AtomicU64,
}

/// A lock that a panic elsewhere does not poison: what it holds is whole between any two statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns once the simulator stops or is gone.
pub(crate) async fn until_stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the simulator.
    if let Err(error) = stopping.wait_for(|stopped| *stopped).await {
        tracing::debug!(%error, "the simulator was dropped");
    }
}
