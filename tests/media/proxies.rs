//! Proxies: this machine never through one, https as the environment says. The environment is that of a child
//! process, because a process has only one.

use std::env;
use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use sofia_media::{Failure, Fetcher, Kind, LocalOrigin, Network, Options};
use sofia_tests::{Script, Server, TestResult};

use crate::support::{Internet, patient, picture, public};

const ADDRESS: &str = "SOFIA_TESTS_ADDRESS";

const VARIABLES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

fn child(test: &str, address: &str, proxy: &Server) -> Result<()> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--exact", &format!("proxies::{test}"), "--ignored", "--nocapture"]).env(ADDRESS, address);
    for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        command.env_remove(variable);
    }
    for variable in VARIABLES {
        command.env(variable, proxy.base_url());
    }
    let output = command.output().context("the test could not start itself")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && text.contains("1 passed"), "the child failed: {output:?}");
    Ok(())
}

fn fetcher(internet: &Arc<Internet>) -> Fetcher {
    let network = Arc::clone(internet) as Arc<dyn Network>;
    Fetcher::new(Options { limits: patient(), network, system_proxy: true, only_roots: None })
}

#[tokio::test]
async fn https_goes_through_the_proxy_and_this_machine_does_not() -> TestResult {
    let (server, proxy) = (Server::start()?, Server::start()?);
    server.answer("/a.png", picture());
    proxy.answer("cdn.example:443", Script::answer(403, &[], "no"));
    proxy.answer("only-the-proxy-knows.example:443", Script::answer(403, &[], "no"));
    child("child_with_a_proxy", &server.base_url(), &proxy)?;
    let asked: Vec<(String, String)> =
        proxy.requests().into_iter().map(|request| (request.method, request.path)).collect();
    let connect = |place: &str| ("CONNECT".to_owned(), place.to_owned());
    assert_eq!(asked, [connect("cdn.example:443"), connect("only-the-proxy-knows.example:443")]);
    Ok(())
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_with_a_proxy() -> TestResult {
    let base_url = env::var(ADDRESS).context("this is the child of another test")?;
    let internet = Arc::new(Internet::default());
    internet.name("cdn.example", &[&[public(0)]]);
    internet.name("intranet.example", &[&[IpAddr::V4(Ipv4Addr::new(10, 0, 0, 5))]]);
    let fetcher = fetcher(&internet);
    let fetch =
        async |address: &str, local: Option<&LocalOrigin>| fetcher.fetch(address, Kind::Image, local).await;

    let local = LocalOrigin::of(&base_url);
    assert!(fetch(&format!("{base_url}/a.png"), local.as_ref()).await.is_ok());
    for (address, host) in [
        ("https://10.0.0.5/a.png", "10.0.0.5"),
        ("https://intranet.example/a.png", "intranet.example"),
        (base_url.as_str(), "127.0.0.1"),
    ] {
        let refused = Failure::RefusedAddress { host: host.to_owned() };
        assert_eq!(fetch(address, None).await.err(), Some(refused), "{address}");
    }
    // The proxy says no, which shows that it was asked; a name that only it can resolve is its own business.
    for host in ["cdn.example", "only-the-proxy-knows.example"] {
        let failure = fetch(&format!("https://{host}/a.png"), None).await.err();
        assert!(
            matches!(&failure, Some(Failure::NoAnswer { host: named, .. }) if named == host),
            "{failure:?}"
        );
    }
    assert!(internet.reached().is_empty(), "nothing was connected to past the proxy");
    Ok(())
}
