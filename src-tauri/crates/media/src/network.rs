//! Names and addresses: who is asked for a name's addresses, and the rule that they are held to before any of them is
//! connected to.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::is_public;

/// The internet as this machine sees it.
pub trait Network: fmt::Debug + Send + Sync {
    /// The addresses of a name.
    fn resolve(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;

    /// Where an address is reached, once it has been found to be public. Port 0 is the one that the URL says.
    fn reach(&self, address: IpAddr) -> SocketAddr;
}

/// The real one: the system's resolver, and each address where it is.
#[derive(Debug)]
pub struct PublicInternet;

impl Network for PublicInternet {
    fn resolve(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }

    fn reach(&self, address: IpAddr) -> SocketAddr {
        SocketAddr::new(address, 0)
    }
}

/// A name leads to an address that is not on the public internet.
#[derive(Debug, thiserror::Error)]
#[error("{host} is not on the public internet")]
pub(crate) struct Refused {
    pub(crate) host: String,
}

/// The client connects to what this answers, so what has been checked is what is reached. One refused address among
/// several refuses them all: a name that leads to both is no accident.
#[derive(Debug, Clone)]
pub(crate) struct CheckedNames(pub(crate) Arc<dyn Network>);

impl CheckedNames {
    pub(crate) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Box<dyn Error + Send + Sync>> {
        let found = self.0.resolve(name.to_owned()).await?;
        if found.is_empty() {
            return Err(Box::new(io::Error::new(io::ErrorKind::NotFound, "the name has no address")));
        }
        if found.iter().all(|address| is_public(*address)) {
            Ok(found)
        } else {
            Err(Box::new(Refused { host: name.to_owned() }))
        }
    }
}

impl Resolve for CheckedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.clone();
        Box::pin(async move {
            let found = names.addresses(name.as_str()).await?;
            let reached: Vec<SocketAddr> = found.into_iter().map(|address| names.0.reach(address)).collect();
            Ok(Box::new(reached.into_iter()) as Addrs)
        })
    }
}
