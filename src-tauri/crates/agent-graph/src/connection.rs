//! How long it took to connect, which reqwest does not tell: a layer around its connector that notes it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tower::{Layer, Service};

/// The newest connection of one client.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionLog(Arc<Mutex<Option<Connection>>>);

#[derive(Debug, Clone, Copy)]
struct Connection {
    began: Instant,
    took: Duration,
}

impl ConnectionLog {
    /// How long the connection took that was begun at or after `sent`; `None` where an open one was used again.
    pub(crate) fn since(&self, sent: Instant) -> Option<Duration> {
        let newest = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        newest.filter(|connection| connection.began >= sent).map(|connection| connection.took)
    }

    fn note(&self, connection: Connection) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
    }
}

impl<S> Layer<S> for ConnectionLog {
    type Service = TimedConnector<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TimedConnector { inner, log: self.clone() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct TimedConnector<S> {
    inner: S,
    log: ConnectionLog,
}

impl<S, Request> Service<Request> for TimedConnector<S>
where
    S: Service<Request>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let began = Instant::now();
        let log = self.log.clone();
        let connecting = self.inner.call(request);
        Box::pin(async move {
            let connected = connecting.await?;
            log.note(Connection { began, took: began.elapsed() });
            Ok(connected)
        })
    }
}
