//! A server, in a process of its own, that answers every request with one body as fast as the socket takes it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result};

/// What is written at once.
const WRITE: usize = 64 * 1024;

/// Serves until the other end of standard input is closed, which is when the bench ends.
pub(crate) fn serve(body: &Path) -> Result<()> {
    let answer: Arc<[u8]> = framed(&std::fs::read(body)?).into();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || answer_all(stream, &answer));
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A chunk for each line, as grpc-gateway sends a stream: it flushes behind every message.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut answer =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        answer.extend_from_slice(format!("{:x}\r\n", line.len()).as_bytes());
        answer.extend_from_slice(line);
        answer.extend_from_slice(b"\r\n");
    }
    answer.extend_from_slice(b"0\r\n\r\n");
    answer
}

/// Requests of one connection, until it ends in whatever way.
fn answer_all(mut stream: TcpStream, answer: &[u8]) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(stream.try_clone()?);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        std::io::copy(&mut requests.by_ref().take(length), &mut std::io::sink())?;
        for piece in answer.chunks(WRITE) {
            stream.write_all(piece)?;
        }
    }
}

/// The server, running; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Source {
    child: Child,
    pub(crate) port: u16,
}

impl Source {
    pub(crate) fn start(body: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .arg(body)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let port = line.trim().parse().context("the server names no port")?;
        Ok(Self { child, port })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It ends by itself now; a server that has ended already is as good.
        self.child.wait().ok();
    }
}
