//! A server's life: listening on loopback alone, serving, stopping.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    serve::{Listener, ListenerExt},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// How long a stop waits for connections to end. Streams end at once; only a client that is still sending its
/// request can hold one open longer.
const STOP_WAIT: Duration = Duration::from_secs(2);

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

/// A server that listens. Dropping it stops it; [`Life::stop`] also waits until it has stopped.
#[derive(Debug)]
pub(crate) struct Life {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

impl Life {
    /// Listens, and serves what `prepare` makes of the address and of the news that the server stops. What its requests
    /// share comes back beside the server.
    pub(crate) async fn begin<T>(
        address: SocketAddr,
        key: &str,
        prepare: impl FnOnce(SocketAddr, watch::Receiver<bool>) -> (Router, T),
    ) -> Result<(Self, T), StartError> {
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
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
        let (router, shared) = prepare(address, stopping.clone());
        let server = tokio::spawn(async move {
            let stopped = async move { until_stopped(stopping).await };
            if let Err(error) =
                axum::serve(without_delay(listener), router).with_graceful_shutdown(stopped).await
            {
                tracing::error!(%error, "the simulator ended by itself");
            }
        });
        tracing::info!(%address, "the simulator listens");
        Ok((Self { address, stop, server: Some(server) }, shared))
    }

    pub(crate) fn base_url(&self) -> String {
        base_url(self.address)
    }

    /// Streams under way are cut, the port is free when this returns.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(STOP_WAIT, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.stop.send_replace(true);
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

pub(crate) fn base_url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Returns once the server stops or is gone.
pub(crate) async fn until_stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the server.
    if let Err(error) = stopping.wait_for(|stopped| *stopped).await {
        tracing::debug!(%error, "the simulator was dropped");
    }
}
