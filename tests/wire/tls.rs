//! https to a server that cannot be trusted: nothing is sent.

use std::process::{Command, Stdio};

use agent_graph::{Delivery, Error};
use anyhow::Context;
use sofia_tests::{TestResult, bounds::SOON, needs, processes, processes::OwnedChild, server::SESSION};

use crate::support::{KEY, PATIENT, ask, client, delivery};

#[tokio::test]
async fn a_server_without_tls_behind_https_is_sent_nothing() -> TestResult {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let hearing = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await?;
        let mut heard = vec![0; 4096];
        let length = stream.read(&mut heard).await?;
        heard.truncate(length);
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await?;
        stream.read_to_end(&mut heard).await?;
        std::io::Result::Ok(heard)
    });
    let reading = ask(&client(&format!("https://{address}"), PATIENT)?, SESSION).await?;
    assert_eq!(
        (reading.outcome(), delivery(&reading)),
        ("Tls", Some(Delivery::NotSent)),
        "{:?}",
        reading.end
    );
    let heard = tokio::time::timeout(PATIENT.idle, hearing).await???;
    let text = String::from_utf8_lossy(&heard);
    assert!(!text.contains(KEY) && !text.contains("POST"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() -> TestResult {
    needs!(["openssl"]);
    let folder = tempfile::tempdir()?;
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-keyout", "key.pem", "-out", "certificate.pem"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .status()?;
    assert!(made.success(), "openssl made no certificate");
    let mut command = Command::new("openssl");
    command
        .args([
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-key",
            "key.pem",
            "-cert",
            "certificate.pem",
            "-no_dhe",
            "-www",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut server = OwnedChild::spawn("openssl s_server", &mut command)?;
    let output = server.pipes().stdout.take().context("no output")?;
    let mut said = processes::first_line("openssl s_server", output, SOON)?;
    assert!(said.starts_with("ACCEPT 127.0.0.1:"), "openssl says {said:?}");
    let address = said.split_off("ACCEPT ".len());

    let reading = ask(&client(&format!("https://{address}"), PATIENT)?, SESSION).await?;
    let Error::Tls { host, reason } = reading.error()? else {
        return Err(anyhow::anyhow!("ended as {:?}", reading.end).into());
    };
    assert_eq!(*host, address);
    assert!(reason.to_lowercase().contains("certificate"), "{reason}");
    assert_eq!(delivery(&reading), Some(Delivery::NotSent));
    Ok(())
}
