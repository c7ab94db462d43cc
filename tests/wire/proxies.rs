//! Proxies: loopback never, https as the environment says. The environment is that of a child process, because a
//! process has only one.

use std::{
    env,
    process::{Command, Output},
};

use agent_graph::Delivery;
use anyhow::{Context, Result, ensure};
use sofia_tests::{
    Script, Server, TestResult,
    server::{INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::{KEY, PATIENT, ask, client};

const ADDRESS: &str = "SOFIA_TESTS_ADDRESS";

const VARIABLES: [&str; 8] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Runs one of the children below with every proxy variable pointing at `proxy`.
fn child(test: &str, address: &str, proxy: &Server) -> Result<Output> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--exact", &format!("proxies::{test}"), "--ignored", "--nocapture"]).env(ADDRESS, address);
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    // REQUEST_METHOD is how a CGI program is recognised, for which HTTP_PROXY does not count.
    command.env_remove("REQUEST_METHOD");
    for variable in &VARIABLES[..6] {
        command.env(variable, proxy.base_url());
    }
    let output = command.output().context("the test could not start itself")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && text.contains("1 passed"), "the child failed: {output:?}");
    Ok(output)
}

fn address() -> Result<String> {
    env::var(ADDRESS).with_context(|| format!("{ADDRESS} is not set: this is the child of another test"))
}

#[tokio::test]
async fn loopback_is_never_reached_through_a_proxy() -> TestResult {
    let (server, proxy) = (Server::start()?, Server::start()?);
    server.answer(INVOKE, Script::ndjson([line(&[message("direto")])]));
    // A client that honours the environment shows that the child's environment does name the proxy.
    proxy.answer(&format!("{}/control", server.base_url()), Script::status(200, "{}"));
    child("child_that_talks_to_loopback", &server.base_url(), &proxy)?;
    assert_eq!(server.requests().len(), 1, "it reached the server");
    let paths: Vec<String> = proxy.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, [format!("{}/control", server.base_url())], "the control alone came by");
    assert_eq!(proxy.connections(), 1);
    Ok(())
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_talks_to_loopback() -> TestResult {
    let address = address()?;
    assert_eq!(ask(&client(&address, PATIENT)?, SESSION).await?.outcome(), "Complete");
    reqwest::Client::new().get(format!("{address}/control")).send().await?.error_for_status()?;
    Ok(())
}

#[tokio::test]
async fn https_goes_through_the_proxy_which_is_not_told_the_key() -> TestResult {
    let proxy = Server::start()?;
    proxy.answer("api.loja.invalid:443", Script::answer(403, &[], "no"));
    child("child_that_talks_to_https", "https://api.loja.invalid", &proxy)?;
    let requests = proxy.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "CONNECT");
    assert!(!format!("{:?}", requests[0]).contains(KEY), "{requests:?}");
    Ok(())
}

#[tokio::test]
#[ignore = "the child of another test"]
async fn child_that_talks_to_https() -> TestResult {
    let reading = ask(&client(&address()?, PATIENT)?, SESSION).await?;
    assert_eq!(reading.outcome(), "Connect", "{:?}", reading.end);
    assert_eq!(crate::support::delivery(&reading), Some(Delivery::NotSent));
    Ok(())
}
