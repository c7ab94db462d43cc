//! One answer as it comes: its head, its lines, and how it ended.
//!
//! The response is read by a task of its own, which is several times faster than reading it where it is asked for
//! from `block_on`, and hands the lines over in batches through a bounded queue: when nobody takes them, nothing more
//! is read, and the server feels it.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::Response;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::client::{Client, SIMULATED_HEADER, SentRequest, deepest};
use crate::envelope;
use crate::error::{Error, GrpcStatus};
use crate::framing::{LineEnd, LineFramer, LineTooLong, MAX_LINE_BYTES, RawLine};

/// Batches that may wait to be taken; one holds lines of one piece from the network, mostly 64 KiB or less.
const BATCHES_AHEAD: usize = 32;

/// Lines in one batch at most: a piece of the network may be nothing but line feeds.
const LINES_IN_A_BATCH: usize = 1024;

/// How often the reader steps aside for the connection before it hands over what it has.
const LOOKS_AHEAD: u32 = 2;

/// The head of the answer.
#[derive(Debug, Clone)]
pub struct Head {
    /// Since the request was handed to the network.
    pub after: Duration,
    /// How long connecting took; `None` where an open connection was used again.
    pub connect: Option<Duration>,
    /// The server said that it is a simulator.
    pub simulated: bool,
}

/// One line of the wire.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number in the body, from 1; empty lines count.
    pub seq: u64,
    /// Since the request was handed to the network.
    pub after: Duration,
    /// Its bytes, without the line feed.
    pub bytes: Bytes,
    /// How it ended.
    pub end: LineEnd,
}

/// How the answer ended.
#[derive(Debug, Clone)]
pub struct TurnEnd {
    /// Since the request was handed to the network.
    pub after: Duration,
    /// `Ok` only where the answer is complete.
    pub outcome: Result<(), Error>,
}

/// What a turn yields: at most one head, any number of batches of lines, and one end, which is the last.
#[derive(Debug, Clone)]
pub enum TurnUpdate {
    /// The answer has begun.
    Head(Head),
    /// Lines, in order.
    Lines(Vec<Line>),
    /// Nothing more comes.
    Ended(TurnEnd),
}

/// An answer that is being read. Dropping it ends the connection.
#[derive(Debug)]
pub struct Turn {
    updates: mpsc::Receiver<TurnUpdate>,
    reader: JoinHandle<()>,
    stop: Option<oneshot::Sender<()>>,
    error_line: Option<GrpcStatus>,
    client: Client,
}

impl Turn {
    pub(crate) fn start(client: Client, request: SentRequest) -> Self {
        let (sender, updates) = mpsc::channel(BATCHES_AHEAD);
        let (stop, stopped) = oneshot::channel();
        let own = client.clone();
        let reader = tokio::spawn(async move {
            let sent = Instant::now();
            let outcome = read(&client, &request, sent, &sender, stopped).await;
            let end = TurnUpdate::Ended(TurnEnd { after: sent.elapsed(), outcome });
            // Nobody takes the end where the turn was dropped in the meantime, and nobody misses it.
            sender.send(end).await.ok();
        });
        Self { updates, reader, stop: Some(stop), error_line: None, client: own }
    }

    /// Ends the connection, which the server sees. What has come so far, an unfinished line included, is still handed
    /// out by [`Turn::next`], and then the end, as [`Error::Stopped`].
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // An answer that has ended in the meantime needs no stopping.
            stop.send(()).ok();
        }
    }

    /// What comes next; `None` after the end. Safe to drop while it waits.
    pub async fn next(&mut self) -> Option<TurnUpdate> {
        let mut update = self.updates.recv().await?;
        match &mut update {
            TurnUpdate::Lines(lines) if self.error_line.is_none() => {
                self.error_line =
                    lines.iter().find_map(|line| envelope::error_in(&line.bytes, line.seq == 1));
            }
            TurnUpdate::Ended(end) => {
                // An error line ends the turn under its own name, however the connection ended after it.
                let stopped = matches!(end.outcome, Err(Error::Stopped { .. }));
                if let (Some(status), false) = (self.error_line.take(), stopped) {
                    end.outcome = Err(Error::ErrorLine { status: status.masked(&self.client) });
                }
            }
            TurnUpdate::Lines(_) | TurnUpdate::Head(_) => {}
        }
        Some(update)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read(
    client: &Client,
    request: &SentRequest,
    sent: Instant,
    updates: &mpsc::Sender<TurnUpdate>,
    mut stopped: oneshot::Receiver<()>,
) -> Result<(), Error> {
    let timeouts = client.timeouts();
    let not_begun = || Error::NoFirstEvent { host: client.base().host(), after: timeouts.first_event };

    let answering = async { client.accepted(client.send(request).await?).await };
    let mut response = tokio::select! {
        answered = tokio::time::timeout(timeouts.first_event, answering) => match answered {
            Ok(answered) => answered?,
            Err(_elapsed) => return Err(not_begun()),
        },
        _ = &mut stopped => return Err(Error::Stopped { lines: 0 }),
    };
    let head = Head {
        after: sent.elapsed(),
        connect: client.connect_time(sent),
        simulated: response.headers().contains_key(SIMULATED_HEADER),
    };
    if updates.send(TurnUpdate::Head(head)).await.is_err() {
        return Ok(());
    }

    let mut body = Body::new(sent);
    // One alarm for all pieces, put forward only when it rings: a timer for each piece costs more than the piece.
    let mut alarm = pin!(tokio::time::sleep_until((sent + timeouts.first_event).into()));
    loop {
        let ready = if body.gathered.is_empty() { None } else { already_there(&mut response).await };
        let chunk = match ready {
            Some(chunk) => chunk,
            None => {
                if !body.hand_over(updates).await {
                    return Ok(());
                }
                tokio::select! {
                    biased;
                    _ = &mut stopped => {
                        drop(response);
                        return body.stopped(updates).await;
                    }
                    chunk = response.chunk() => chunk,
                    () = &mut alarm => {
                        let Some(newest) = body.newest else { return Err(not_begun()) };
                        let due = sent + newest + timeouts.idle;
                        if Instant::now() >= due {
                            body.flush(updates).await;
                            return Err(Error::Stalled { after: timeouts.idle, lines: body.content });
                        }
                        alarm.as_mut().reset(due.into());
                        continue;
                    }
                }
            }
        };
        let chunk = match chunk {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return body.ended(updates).await,
            Err(error) => {
                body.flush(updates).await;
                return Err(Error::Cut { reason: deepest(&error), lines: body.content });
            }
        };
        if body.newest.is_none() {
            alarm.as_mut().reset((Instant::now() + timeouts.idle).into());
        }
        let framed = body.take(&chunk);
        let full = body.gathered.len() >= LINES_IN_A_BATCH;
        if (full || framed.is_err()) && !body.hand_over(updates).await {
            return Ok(());
        }
        if framed.is_err() {
            return Err(Error::LineTooLong { limit: MAX_LINE_BYTES });
        }
        if full && stopped.try_recv().is_ok() {
            drop(response);
            return body.stopped(updates).await;
        }
    }
}

/// The next piece, where it is there by the time everybody else who can run has run: a gateway that sends each event in
/// a chunk of its own would otherwise cost a message for each line. It waits for nothing, so nothing is shown late.
async fn already_there(response: &mut Response) -> Option<reqwest::Result<Option<Bytes>>> {
    let mut chunk = pin!(response.chunk());
    let mut looks = 0;
    poll_fn(|context| match chunk.as_mut().poll(context) {
        Poll::Ready(chunk) => Poll::Ready(Some(chunk)),
        Poll::Pending if looks < LOOKS_AHEAD => {
            looks += 1;
            context.waker().wake_by_ref();
            Poll::Pending
        }
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// The lines so far.
struct Body {
    framer: LineFramer,
    /// Lines that are not handed over yet.
    gathered: Vec<Line>,
    seq: u64,
    /// Lines that are not empty.
    content: u64,
    /// Whether the last line that is not empty was ended by a line feed or parses.
    last_whole: bool,
    sent: Instant,
    /// When the newest piece came.
    newest: Option<Duration>,
    /// Room for the lines of one piece.
    framed: Vec<RawLine>,
}

impl Body {
    fn new(sent: Instant) -> Self {
        Self {
            framer: LineFramer::default(),
            gathered: Vec::new(),
            seq: 0,
            content: 0,
            last_whole: true,
            sent,
            newest: None,
            framed: Vec::new(),
        }
    }

    /// Frames and numbers what has come.
    fn take(&mut self, chunk: &Bytes) -> Result<(), LineTooLong> {
        let after = self.sent.elapsed();
        self.newest = Some(after);
        let framed = self.framer.push(chunk, &mut self.framed);
        self.number(after);
        framed
    }

    fn number(&mut self, after: Duration) {
        for RawLine { bytes, end } in self.framed.drain(..) {
            self.seq += 1;
            if !bytes.trim_ascii().is_empty() {
                self.content += 1;
                self.last_whole = end == LineEnd::Terminated || envelope::is_whole(&bytes, self.seq == 1);
            }
            self.gathered.push(Line { seq: self.seq, after, bytes, end });
        }
    }

    /// Sends what was gathered; false where nobody takes it any more.
    async fn hand_over(&mut self, updates: &mpsc::Sender<TurnUpdate>) -> bool {
        let mut lines = std::mem::take(&mut self.gathered);
        while lines.len() > LINES_IN_A_BATCH {
            let rest = lines.split_off(LINES_IN_A_BATCH);
            if updates.send(TurnUpdate::Lines(std::mem::replace(&mut lines, rest))).await.is_err() {
                return false;
            }
        }
        lines.is_empty() || updates.send(TurnUpdate::Lines(lines)).await.is_ok()
    }

    /// Hands over everything, and what stands after the last line feed.
    async fn flush(&mut self, updates: &mpsc::Sender<TurnUpdate>) {
        self.framed.extend(std::mem::take(&mut self.framer).finish());
        self.number(self.sent.elapsed());
        // Where nobody takes the last line any more, nobody takes the end either.
        self.hand_over(updates).await;
    }

    async fn stopped(mut self, updates: &mpsc::Sender<TurnUpdate>) -> Result<(), Error> {
        self.flush(updates).await;
        Err(Error::Stopped { lines: self.content })
    }

    async fn ended(mut self, updates: &mpsc::Sender<TurnUpdate>) -> Result<(), Error> {
        self.flush(updates).await;
        if self.content == 0 {
            return Err(Error::Empty);
        }
        if !self.last_whole {
            return Err(Error::Cut {
                reason: "it ended in the middle of a line".to_owned(),
                lines: self.content,
            });
        }
        Ok(())
    }
}
