//! What a server says to one request, step by step.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

/// A condition that a test sets and a script waits for. Clones are the same gate; once open it stays open.
#[derive(Debug, Clone)]
pub struct Gate {
    open: watch::Sender<bool>,
}

impl Gate {
    #[expect(clippy::new_without_default, reason = "a gate without a name for its state reads as nothing")]
    pub fn new() -> Self {
        Self { open: watch::Sender::new(false) }
    }

    pub fn open(&self) {
        self.open.send_replace(true);
    }

    pub(super) async fn passed(&self) {
        // The sender lives in `self`, so waiting cannot end early.
        let _ = self.open.subscribe().wait_for(|open| *open).await;
    }
}

/// One step of an answer.
#[derive(Debug, Clone)]
pub enum Step {
    /// These bytes on the socket, as they are.
    Write(Bytes),
    /// These bytes as one chunk of a chunked body, in one write.
    Chunk(Bytes),
    /// The end of a chunked body.
    LastChunk,
    /// Goes on when the test opens the gate.
    WaitFor(Gate),
    /// A pace, where time itself is what is tested. Never a way to wait for something.
    Pause(Duration),
    /// Goes on when the other side has read all that was written, so that what follows is read apart.
    Drained,
    /// Ends the connection with a reset: what the other side has not read yet may be lost.
    Reset,
    /// Ends the connection in order.
    Close,
    /// Ends our half and goes on listening until the client goes.
    HalfClose,
    /// Says nothing more until the client goes or the server stops.
    HoldOpen,
}

/// The whole answer. After its last step the connection serves the next request, unless the script ended it.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) steps: Vec<Step>,
}

impl Script {
    /// Nothing but these steps: the head is theirs to write.
    pub fn raw(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect() }
    }

    /// 200 with a chunked NDJSON body, to which the steps add. Without [`Step::LastChunk`] or an end of their own the
    /// body ends with the connection, in mid-body.
    pub fn stream(steps: impl IntoIterator<Item = Step>) -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut all = vec![Step::Write(Bytes::from_static(head.as_bytes()))];
        all.extend(steps);
        if !all.iter().any(|step| matches!(step, Step::LastChunk | Step::HoldOpen | Step::HalfClose)) {
            all.push(Step::Close);
        }
        Self { steps: all }
    }

    /// 200 and these bytes, which end in order.
    pub fn body(bytes: impl Into<Bytes>) -> Self {
        Self::stream([Step::Chunk(bytes.into()), Step::LastChunk])
    }

    /// 200 and these lines, a chunk and a line feed each.
    pub fn ndjson<L: AsRef<[u8]>>(lines: impl IntoIterator<Item = L>) -> Self {
        let mut steps: Vec<Step> = lines.into_iter().map(|line| Step::line(line.as_ref())).collect();
        steps.push(Step::LastChunk);
        Self::stream(steps)
    }

    /// These bytes in pieces that are read one by one: cut before each of the offsets.
    pub fn split(bytes: &[u8], offsets: &[usize]) -> Self {
        let mut steps = Vec::new();
        let mut begin = 0;
        for &offset in offsets.iter().chain([&bytes.len()]) {
            let piece = bytes.get(begin..offset).unwrap_or_default();
            if !piece.is_empty() {
                if !steps.is_empty() {
                    steps.push(Step::Drained);
                }
                steps.push(Step::chunk(piece));
            }
            begin = begin.max(offset);
        }
        steps.push(Step::LastChunk);
        Self::stream(steps)
    }

    /// 200, these bytes, and then the end of the connection in mid-body.
    pub fn cut(bytes: impl Into<Bytes>) -> Self {
        Self::stream([Step::Chunk(bytes.into()), Step::Close])
    }

    /// 200, these bytes, and then a reset once they have been taken.
    pub fn reset(bytes: impl Into<Bytes>) -> Self {
        Self::stream([Step::Chunk(bytes.into()), Step::Drained, Step::Reset])
    }

    /// 200, these bytes, and then silence.
    pub fn stall(bytes: impl Into<Bytes>) -> Self {
        Self::stream([Step::Chunk(bytes.into()), Step::HoldOpen])
    }

    /// 200 with a `Content-Length` that need not be true; the connection is closed after the bytes.
    pub fn length(declared: usize, bytes: impl Into<Bytes>) -> Self {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {declared}\r\n\r\n"
        );
        Self::raw([Step::Write(head.into()), Step::Write(bytes.into()), Step::Close])
    }

    /// 200 with a body that ends where the connection does, as HTTP/1.0 would have it.
    pub fn until_close(bytes: impl Into<Bytes>) -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
        Self::raw([Step::Write(head.into()), Step::Write(bytes.into()), Step::Close])
    }

    /// A whole answer with a status and a JSON body.
    pub fn status(code: u16, body: impl AsRef<[u8]>) -> Self {
        Self::answer(code, &[("content-type", "application/json")], body)
    }

    /// A whole answer with a status, headers and a body.
    pub fn answer(code: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {code} Scripted\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Self::raw([Step::Write(bytes.into())])
    }

    /// A gRPC status as grpc-gateway writes it, under its HTTP status.
    pub fn grpc_error(http: u16, code: i32, message: &str) -> Self {
        let body = serde_json::json!({"code": code, "message": message, "details": []});
        Self::status(http, body.to_string())
    }

    pub fn redirect(code: u16, location: &str) -> Self {
        Self::answer(code, &[("location", location)], "")
    }

    /// Takes the request and says nothing.
    pub fn never_answers() -> Self {
        Self::raw([Step::HoldOpen])
    }

    /// Takes the request and closes the connection without a byte.
    pub fn closes_unanswered() -> Self {
        Self::raw([Step::Close])
    }

    /// Takes the request and resets the connection without a byte.
    pub fn resets_unanswered() -> Self {
        Self::raw([Step::Reset])
    }

    pub fn init_ok(session: &str) -> Self {
        Self::status(200, serde_json::json!({"response": {"sessionId": session}}).to_string())
    }

    pub fn close_ok() -> Self {
        Self::status(200, r#"{"result":{"response":{}},"error":null}"#)
    }

    pub fn health_ok() -> Self {
        Self::status(200, r#"{"response":{"healthy":true}}"#)
    }
}

impl Step {
    pub fn write(bytes: &[u8]) -> Self {
        Self::Write(Bytes::copy_from_slice(bytes))
    }

    pub fn chunk(bytes: &[u8]) -> Self {
        Self::Chunk(Bytes::copy_from_slice(bytes))
    }

    /// A chunk with a line feed at its end.
    pub fn line(line: &[u8]) -> Self {
        let mut bytes = line.to_vec();
        bytes.push(b'\n');
        Self::Chunk(bytes.into())
    }
}
