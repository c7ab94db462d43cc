//! A client under test, what it reads from one answer, and a naive reader of lines to compare it with.

use std::time::Duration;

use agent_graph::{
    ApiKey, BaseUrl, Client, Delivery, Error, Head, Identity, InputEvent, Invocation, Line, LineClass,
    ResponseEvent, Timeouts, Turn, TurnEnd, TurnUpdate, framing::LineEnd, read_line,
};
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use sofia_tests::{
    Script, Server,
    bounds::SOON,
    server::SESSION,
    shop::{AGENT, BUSINESS},
};

pub(crate) const KEY: &str = "sk-wire-0123456789";

pub(crate) const CUSTOMER: &str = "cliente-da-mesa";

/// So patient that a time-out can only be a finding.
pub(crate) const PATIENT: Timeouts = Timeouts { connect: SOON, answer: SOON, first_event: SOON, idle: SOON };

/// How long the tests of a time-out let the client wait.
pub(crate) const SHORT: Duration = Duration::from_millis(150);

pub(crate) fn identity() -> Identity {
    Identity { business_id: BUSINESS.to_owned(), client_key: CUSTOMER.to_owned() }
}

pub(crate) fn invocation(session: &str) -> Invocation {
    Invocation {
        identity: identity(),
        session_id: session.to_owned(),
        agent_id: Some(AGENT.to_owned()),
        input_events: vec![InputEvent::text("tem vestido azul até 200 reais?")],
    }
}

pub(crate) fn client(base_url: &str, timeouts: Timeouts) -> Result<Client> {
    Ok(Client::new(BaseUrl::parse(base_url)?, &ApiKey::new(KEY)?, timeouts)?)
}

/// One answer, as it was read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) head: Option<Head>,
    /// The lines, as they were handed out together.
    pub(crate) batches: Vec<Vec<Line>>,
    pub(crate) end: TurnEnd,
}

impl Reading {
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.batches.iter().flatten()
    }

    /// The lines as [`lines_of`] tells them.
    pub(crate) fn framed(&self) -> Vec<(Bytes, LineEnd)> {
        self.lines().map(|line| (line.bytes.clone(), line.end)).collect()
    }

    /// What each line is, and the keys of its events.
    pub(crate) fn classes(&self) -> Vec<(LineClass, Vec<String>)> {
        self.lines()
            .map(|line| {
                let reading = read_line(&line.bytes, line.seq == 1);
                (reading.class, reading.events.into_iter().map(|event| event.kind.into_owned()).collect())
            })
            .collect()
    }

    /// The events, with the number of their line.
    pub(crate) fn events(&self) -> Vec<(u64, ResponseEvent)> {
        let events = self.lines().flat_map(|line| {
            let reading = read_line(&line.bytes, line.seq == 1);
            reading.events.iter().map(|event| (line.seq, ResponseEvent::read(event))).collect::<Vec<_>>()
        });
        events.collect()
    }

    /// How it ended, in a word.
    pub(crate) fn outcome(&self) -> &'static str {
        self.end.outcome.as_ref().map_or_else(word, |()| "Complete")
    }

    pub(crate) fn error(&self) -> Result<&Error> {
        self.end.outcome.as_ref().err().context("the answer is complete")
    }
}

/// Reads a turn to its end, and holds it to its contract: at most one head, lines numbered without a gap, one end.
pub(crate) async fn read(turn: Turn) -> Result<Reading> {
    read_hearing(turn, |_| ()).await
}

/// The same, and tells how many lines have come whenever some have.
pub(crate) async fn read_hearing(mut turn: Turn, heard: impl Fn(u64)) -> Result<Reading> {
    let reading = async {
        let (mut head, mut batches, mut seq) = (None, Vec::new(), 0);
        loop {
            match turn.next().await.context("a turn without an end")? {
                TurnUpdate::Head(found) => {
                    ensure!(head.is_none() && batches.is_empty(), "a head out of its place");
                    head = Some(found);
                }
                TurnUpdate::Lines(lines) => {
                    ensure!(head.is_some() && !lines.is_empty(), "lines out of their place");
                    for line in &lines {
                        seq += 1;
                        ensure!(line.seq == seq, "line {} where {seq} was due", line.seq);
                    }
                    batches.push(lines);
                    heard(seq);
                }
                TurnUpdate::Ended(end) => {
                    ensure!(turn.next().await.is_none(), "something after the end");
                    return Ok(Reading { head, batches, end });
                }
            }
        }
    };
    tokio::time::timeout(SOON, reading).await.context("the turn did not end")?
}

/// Invokes and reads to the end.
pub(crate) async fn ask(client: &Client, session: &str) -> Result<Reading> {
    ask_hearing(client, session, |_| ()).await
}

/// Invokes, reads to the end, and tells how many lines have come whenever some have.
pub(crate) async fn ask_hearing(client: &Client, session: &str, heard: impl Fn(u64)) -> Result<Reading> {
    let request = client.invocation(&invocation(session))?;
    read_hearing(client.invoke(&request), heard).await
}

/// What a fresh client reads from one answer of a fresh server, which must be asked exactly once.
pub(crate) async fn reading_of(script: Script) -> Result<Reading> {
    let server = Server::start()?;
    server.answer(sofia_tests::server::INVOKE, script);
    let reading = ask(&client(&server.base_url(), PATIENT)?, SESSION).await?;
    ensure!(server.requests().len() == 1, "it was asked {} times", server.requests().len());
    Ok(reading)
}

/// The lines of a body, found in the plainest way that there is.
pub(crate) fn lines_of(body: &[u8]) -> Vec<(Bytes, LineEnd)> {
    let mut lines: Vec<_> = body
        .split(|byte| *byte == b'\n')
        .map(|line| (Bytes::copy_from_slice(line), LineEnd::Terminated))
        .collect();
    match lines.pop() {
        Some((rest, _)) if !rest.is_empty() => lines.push((rest, LineEnd::Unterminated)),
        _ => {}
    }
    lines
}

/// The name of an error's variant.
pub(crate) fn word(error: &Error) -> &'static str {
    match error {
        Error::Address(_) => "Address",
        Error::Setup { .. } => "Setup",
        Error::Connect { .. } => "Connect",
        Error::ConnectTimeout { .. } => "ConnectTimeout",
        Error::Tls { .. } => "Tls",
        Error::NoAnswer { .. } => "NoAnswer",
        Error::NoFirstEvent { .. } => "NoFirstEvent",
        Error::Empty => "Empty",
        Error::Redirect(_) => "Redirect",
        Error::Status(_) => "Status",
        Error::Unreadable { .. } => "Unreadable",
        Error::ErrorLine { .. } => "ErrorLine",
        Error::Cut { .. } => "Cut",
        Error::Stalled { .. } => "Stalled",
        Error::Stopped { .. } => "Stopped",
        Error::LineTooLong { .. } => "LineTooLong",
    }
}

/// How many lines an error says that it has kept.
pub(crate) fn lines_kept(error: &Error) -> Option<u64> {
    match error {
        Error::Cut { lines, .. } | Error::Stalled { lines, .. } | Error::Stopped { lines } => Some(*lines),
        _ => None,
    }
}

pub(crate) fn delivery(reading: &Reading) -> Option<Delivery> {
    reading.end.outcome.as_ref().err().map(Error::delivery)
}
