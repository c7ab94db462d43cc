//! One connection: reads requests, plays scripts, and notices when the client goes.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use bytes::{Buf, Bytes, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    task::JoinSet,
};

use super::{
    Request, Script, Step,
    expectations::{End, Expectations},
};

/// More than any head or body that a test sends; a client that sends more is at fault.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

/// How often it is looked at what the other side has not read yet; the kernel offers nothing to wait on.
const DRAIN_GLANCE: Duration = Duration::from_millis(1);

/// How many looks are taken without a pause.
const QUICK_GLANCES: u32 = 20;

pub(super) async fn serve(
    listener: TcpListener,
    expectations: Arc<Expectations>,
    mut stopped: watch::Receiver<bool>,
) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return expectations.problem(format!("it could not listen: {error}")),
    };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => break,
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    expectations.problem(format!("a connection panicked: {error}"));
                }
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    expectations.connected();
                    connections.spawn(converse(stream, Arc::clone(&expectations)));
                }
                Err(error) => expectations.problem(format!("it could not accept: {error}")),
            },
        }
    }
    // What is still being said ends here; one that is in the middle of a panic has something to tell.
    connections.abort_all();
    while let Some(ended) = connections.join_next().await {
        if let Some(error) = ended.err().filter(tokio::task::JoinError::is_panic) {
            expectations.problem(format!("a connection panicked: {error}"));
        }
    }
}

async fn converse(mut stream: TcpStream, expectations: Arc<Expectations>) {
    // Each write is a packet of its own: what a test cuts apart arrives apart.
    if let Err(error) = stream.set_nodelay(true) {
        expectations.problem(format!("TCP_NODELAY was refused: {error}"));
    }
    let mut received = BytesMut::new();
    loop {
        let request = match read_request(&mut stream, &mut received).await {
            Ok(Some(request)) => request,
            Ok(None) => return,
            Err(problem) => return expectations.problem(problem),
        };
        let (number, script) = expectations.asked(request);
        let mut exchange = Ending { expectations: &expectations, number, end: End::Stopped };
        let played = play(&mut stream, &mut received, script).await;
        exchange.end = if played == Played::ClientGone { End::ClientGone } else { End::Played };
        drop(exchange);
        match played {
            Played::KeepAlive => {}
            Played::Closed | Played::ClientGone => return,
            Played::Reset => {
                if let Err(error) = stream.set_zero_linger() {
                    expectations.problem(format!("the reset was refused: {error}"));
                }
                return;
            }
        }
    }
}

/// Reports the end of an exchange even when its task is dropped in the middle.
struct Ending<'a> {
    expectations: &'a Expectations,
    number: usize,
    end: End,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.expectations.ended(self.number, self.end);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Played {
    KeepAlive,
    Closed,
    Reset,
    ClientGone,
}

async fn play(stream: &mut TcpStream, received: &mut BytesMut, script: Script) -> Played {
    let unread = Unread::at_the_other_end_of(stream);
    let (mut reader, mut writer) = stream.split();
    tokio::select! {
        // The client first: when both are ready, it has gone.
        biased;
        () = client_goes(&mut reader, received) => Played::ClientGone,
        played = play_steps(&mut writer, &unread, script) => played,
    }
}

/// Ends when the client closes or resets. What it sends meanwhile is its next request.
async fn client_goes(reader: &mut ReadHalf<'_>, received: &mut BytesMut) {
    loop {
        match reader.read_buf(received).await {
            Ok(0) | Err(_) => return,
            Ok(_) if received.len() > LARGEST_REQUEST => return,
            Ok(_) => {}
        }
    }
}

async fn play_steps(writer: &mut WriteHalf<'_>, unread: &Unread, script: Script) -> Played {
    for step in script.steps {
        let written = match step {
            Step::Write(bytes) => writer.write_all(&bytes).await,
            Step::Chunk(bytes) => writer.write_all(&chunk(&bytes)).await,
            Step::LastChunk => writer.write_all(b"0\r\n\r\n").await,
            Step::WaitFor(gate) => {
                gate.passed().await;
                Ok(())
            }
            Step::Pause(time) => {
                tokio::time::sleep(time).await;
                Ok(())
            }
            Step::Drained => {
                unread.drained().await;
                Ok(())
            }
            Step::Reset => return Played::Reset,
            Step::Close => return Played::Closed,
            Step::HalfClose => {
                // The client may have closed first, which is what comes next anyway.
                let _ = writer.shutdown().await;
                return std::future::pending().await;
            }
            Step::HoldOpen => return std::future::pending().await,
        };
        if written.is_err() {
            return Played::ClientGone;
        }
    }
    Played::KeepAlive
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}

/// What lies unread at the other end, from the kernel's table of sockets: the other end is on this machine. What
/// was sent and not acknowledged says less, because an acknowledgement is held back for 40 ms.
#[derive(Debug)]
struct Unread {
    /// The other end and ours in the notation of `/proc/net/tcp`.
    ends: Option<(String, String)>,
}

impl Unread {
    fn at_the_other_end_of(stream: &TcpStream) -> Self {
        let notation = |address: SocketAddr| match address {
            SocketAddr::V4(address) => {
                Some(format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port()))
            }
            SocketAddr::V6(_) => None,
        };
        let ends =
            stream.peer_addr().ok().and_then(notation).zip(stream.local_addr().ok().and_then(notation));
        Self { ends }
    }

    async fn drained(&self) {
        // Twice in a row: a reader that is at work when bytes arrive takes them up a moment later.
        let mut empty = 0;
        for look in 0.. {
            empty = if self.is_empty() { empty + 1 } else { 0 };
            if empty == 2 {
                return;
            }
            // A timer is a millisecond coarse, and most readers are faster than that.
            if look < QUICK_GLANCES {
                tokio::task::yield_now().await;
            } else {
                tokio::time::sleep(DRAIN_GLANCE).await;
            }
        }
    }

    fn is_empty(&self) -> bool {
        let (Some((theirs, ours)), Ok(table)) = (&self.ends, std::fs::read_to_string("/proc/net/tcp")) else {
            return true;
        };
        let row = table.lines().find_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            (fields.next() == Some(theirs) && fields.next() == Some(ours)).then(|| fields.nth(1))?
        });
        let unread = row.and_then(|queues| queues.split_once(':')).map(|(_, unread)| unread);
        unread.is_none_or(|unread| unread.bytes().all(|digit| digit == b'0'))
    }
}

/// The next request, or `None` when the client is done.
async fn read_request(stream: &mut TcpStream, received: &mut BytesMut) -> Result<Option<Request>, String> {
    let head_length = loop {
        if let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if !receive(stream, received).await? {
            return if received.is_empty() {
                Ok(None)
            } else {
                Err("a request ended in its head".to_owned())
            };
        }
    };
    let head = String::from_utf8_lossy(&received.split_to(head_length)).into_owned();
    let mut lines = head.split("\r\n").filter(|line| !line.is_empty());
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(path)) = (first.next(), first.next()) else {
        return Err(format!("no request line in {head:?}"));
    };
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut request =
        Request { ordinal: 0, method: method.to_owned(), path: path.to_owned(), headers, body: Bytes::new() };
    request.body = if request.header("transfer-encoding").is_some_and(|value| value == "chunked") {
        read_chunks(stream, received).await?
    } else {
        let declared = request.header("content-length").unwrap_or("0");
        let length = declared.parse().map_err(|error| format!("content-length {declared}: {error}"))?;
        read_exactly(stream, received, length).await?
    };
    Ok(Some(request))
}

async fn read_exactly(
    stream: &mut TcpStream,
    received: &mut BytesMut,
    length: usize,
) -> Result<Bytes, String> {
    while received.len() < length {
        if !receive(stream, received).await? {
            return Err("a request ended in its body".to_owned());
        }
    }
    Ok(received.split_to(length).freeze())
}

async fn read_chunks(stream: &mut TcpStream, received: &mut BytesMut) -> Result<Bytes, String> {
    let mut body = BytesMut::new();
    loop {
        let line = loop {
            if let Some(end) = received.windows(2).position(|window| window == b"\r\n") {
                break received.split_to(end + 2);
            }
            if !receive(stream, received).await? {
                return Err("a request ended in a chunk".to_owned());
            }
        };
        let digits = String::from_utf8_lossy(&line);
        let length = usize::from_str_radix(digits.trim(), 16)
            .map_err(|error| format!("a chunk of length {digits:?}: {error}"))?;
        body.extend_from_slice(&read_exactly(stream, received, length).await?);
        read_exactly(stream, received, 2).await?.advance(2);
        if length == 0 {
            return Ok(body.freeze());
        }
    }
}

/// Reads some more; false at the end. A client that resets is one that is done.
async fn receive(stream: &mut TcpStream, received: &mut BytesMut) -> Result<bool, String> {
    if received.len() > LARGEST_REQUEST {
        return Err("a request is larger than any test sends".to_owned());
    }
    match stream.read_buf(received).await {
        Ok(0) => Ok(false),
        Ok(_) => Ok(true),
        Err(_) => {
            received.clear();
            Ok(false)
        }
    }
}
