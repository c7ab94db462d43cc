//! A server, in a process of its own, that answers every message with one body, at a pace or as fast as the socket takes
//! it. Sessions are opened and closed.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// What is written at once.
const WRITE: usize = 64 * 1024;

/// Serves until the other end of standard input is closed, which is when the bench ends.
pub(crate) fn serve(body: &Path, apart: Option<Duration>) -> Result<()> {
    let answer = Arc::new(Answer { framed: framed(&std::fs::read(body)?), apart });
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

struct Answer {
    framed: Vec<u8>,
    /// Between two lines.
    apart: Option<Duration>,
}

impl Answer {
    fn write(&self, stream: &mut TcpStream) -> Result<()> {
        let Some(apart) = self.apart else {
            for piece in self.framed.chunks(WRITE) {
                stream.write_all(piece)?;
            }
            return Ok(());
        };
        // By the clock and not by adding waits up, which would each be a little too long.
        let began = Instant::now();
        for (number, chunk) in (0..).zip(self.framed.split_inclusive(|byte| *byte == b'\n')) {
            // A chunk is three lines: its size, what it holds, and an empty one.
            let due = apart * (number / 3);
            if let Some(wait) = due.checked_sub(began.elapsed()) {
                thread::sleep(wait);
            }
            stream.write_all(chunk)?;
        }
        Ok(())
    }
}

/// What opens or closes a session; `None` for everything else.
fn session_answer(path: &str) -> Option<Vec<u8>> {
    let body = match path.rsplit('/').next()? {
        "init" => r#"{"response":{"sessionId":"bench"}}"#,
        "close" => r#"{"result":{"response":{}},"error":null}"#,
        _ => return None,
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
    Some(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
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
fn answer_all(mut stream: TcpStream, answer: &Answer) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(stream.try_clone()?);
    loop {
        let mut length = 0;
        let mut path = None;
        loop {
            let mut line = String::new();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            path = path.or_else(|| line.split(' ').nth(1).map(str::to_owned));
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        std::io::copy(&mut requests.by_ref().take(length), &mut std::io::sink())?;
        match path.as_deref().and_then(session_answer) {
            Some(answer) => stream.write_all(&answer)?,
            None => answer.write(&mut stream)?,
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
        Self::start_paced(body, None)
    }

    /// With so much time between two lines.
    pub(crate) fn start_paced(body: &Path, apart: Option<Duration>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        if let Some(apart) = apart {
            command.arg("--apart").arg(apart.as_micros().to_string());
        }
        let mut child =
            command.arg("--serve").arg(body).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
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
