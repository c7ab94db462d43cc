//! A recording, served as the API: what was said is answered with the bytes that were recorded, at their own pace.
//!
//! `init`, `invoke`, `close` and `health` are served, for every business and agent. A message that the recording knows
//! gets the answer that it had there, another one the next answer in order, and behind the last there is an error line.
//! Each session is at a place of its own. This crate reads no file: whoever starts a replay hands the answers over.

mod order;
mod playing;

use std::{
    fmt,
    net::SocketAddr,
    str::FromStr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::json;
use tokio::sync::watch;

use crate::{
    calls::Calls,
    life::{Life, StartError, until_stopped},
    refusal::Refusal,
    routes::{json_of, json_response, read_any_call, session_not_found},
    server::lock,
    sessions::Sessions,
};
use order::{Answers, Place};

/// One answer of a recording, and what it was an answer to.
#[derive(Debug, Clone)]
pub struct RecordedAnswer {
    /// The body of the request; its input events say what was said.
    pub request: Bytes,
    /// From the request to the head of the answer; nothing where no head came.
    pub head: Option<Duration>,
    /// What came, and how long after the request.
    pub pieces: Vec<(Duration, Bytes)>,
    /// From the request to the end.
    pub end: Duration,
    /// How it ended.
    pub ending: AnswerEnd,
}

/// How an answer ended.
#[derive(Debug, Clone)]
pub enum AnswerEnd {
    /// As a stream should.
    Whole,
    /// The connection broke.
    Broken,
    /// Nothing more came, and the connection stayed.
    Silent,
    /// There was no stream: the call was refused.
    Refused(RecordedRefusal),
}

/// An answer that is no 200.
#[derive(Debug, Clone)]
pub struct RecordedRefusal {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Location`
    pub location: Option<String>,
    /// `Retry-After`
    pub retry_after: Option<String>,
    /// The body.
    pub body: Bytes,
}

/// How fast a recording is served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReplaySpeed {
    /// So many times as fast as it was recorded; 1 is its own timing.
    Times(f64),
    /// Without waiting for anything.
    AtOnce,
}

impl Default for ReplaySpeed {
    fn default() -> Self {
        Self::Times(1.0)
    }
}

impl ReplaySpeed {
    /// When something happens that happened so long after the request.
    pub(crate) fn scaled(self, after: Duration) -> Duration {
        match self {
            // A recording may name any time, and one that cannot be represented is waited for until the client goes.
            Self::Times(times) => {
                Duration::try_from_secs_f64(after.as_secs_f64() / times).unwrap_or(Duration::MAX)
            }
            Self::AtOnce => Duration::ZERO,
        }
    }
}

/// Words that are no speed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no speed: use a number from 0.01 to 1000, such as 2, or at-once")]
pub struct UnknownSpeed(String);

impl FromStr for ReplaySpeed {
    type Err = UnknownSpeed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "at-once" {
            return Ok(Self::AtOnce);
        }
        let times = text.parse().ok().filter(|times| (0.01..=1000.0).contains(times));
        times.map(Self::Times).ok_or_else(|| UnknownSpeed(text.to_owned()))
    }
}

/// A recording that is being served. Dropping it ends that; [`Replay::stop`] also waits for the end.
pub struct Replay {
    key: String,
    life: Life,
}

impl Replay {
    /// Starts a server on a loopback address; port 0 takes any free port. A call must carry `key` in `x-api-key`.
    ///
    /// # Errors
    /// The address is not loopback or not free, or the key cannot be sent in a header.
    pub async fn start(
        address: SocketAddr,
        key: String,
        answers: Vec<RecordedAnswer>,
        speed: ReplaySpeed,
    ) -> Result<Self, StartError> {
        let served_key = key.clone();
        let (life, ()) = Life::begin(address, &key, |_, stopping| {
            let answers = Answers::new(answers);
            (router(Shared { key: served_key, answers, speed, sessions: Mutex::default(), stopping }), ())
        })
        .await?;
        Ok(Self { key, life })
    }

    /// What a merchant's base URL must be to reach this server: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        self.life.base_url()
    }

    /// What a call must carry in `x-api-key`.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Stops: streams under way are cut, the port is free when this returns.
    pub async fn stop(self) {
        self.life.stop().await;
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay").field("address", &self.base_url()).finish_non_exhaustive()
    }
}

struct Shared {
    key: String,
    answers: Answers,
    speed: ReplaySpeed,
    sessions: Mutex<Sessions<Place>>,
    stopping: watch::Receiver<bool>,
}

type App = State<Arc<Shared>>;

fn router(shared: Shared) -> Router {
    let calls = Calls {
        init: post(init),
        invoke: post(invoke),
        invoke_sync: post(invoke_sync),
        close: post(close),
        health: post(health),
    };
    calls.serve(Router::new(), Arc::new(shared))
}

async fn health(State(shared): App, request: Request) -> Result<Response, Response> {
    read_any_call(&shared.key, request).await?;
    Ok(json_response(&json!({ "response": { "healthy": true } })))
}

async fn init(State(shared): App, request: Request) -> Result<Response, Response> {
    let call = read_any_call(&shared.key, request).await?;
    let session_id = lock(&shared.sessions).open(0, &call.client_key);
    Ok(json_response(&json!({ "response": { "sessionId": session_id } })))
}

async fn close(State(shared): App, request: Request) -> Result<Response, Response> {
    let call = read_any_call(&shared.key, request).await?;
    let session_id = call.session_id().map_err(Refusal::into_response)?;
    if !lock(&shared.sessions).close(session_id, &call.client_key) {
        return Err(session_not_found(session_id).into_response());
    }
    Ok(json_response(&json!({ "result": { "response": {} }, "error": null })))
}

async fn invoke_sync(State(shared): App, request: Request) -> Result<Response, Response> {
    read_any_call(&shared.key, request).await?;
    Err(Refusal::not_served("a recording has streams alone: call invoke").into_response())
}

async fn invoke(State(shared): App, request: Request) -> Result<Response, Response> {
    let began = Instant::now();
    let call = read_any_call(&shared.key, request).await?;
    let session_id = call.session_id().map_err(Refusal::into_response)?;
    let answer = {
        let mut sessions = lock(&shared.sessions);
        let session = sessions
            .get(session_id, &call.client_key)
            .ok_or_else(|| session_not_found(session_id).into_response())?;
        shared.answers.next(&mut session.memory, order::said(&call).as_ref())
    };
    let Some(answer) = answer else { return Ok(json_of(Body::from(nothing_more()))) };
    match answer.head {
        Some(head) if !playing::waited(began, shared.speed.scaled(head), &shared.stopping).await => {
            return Err(Refusal::not_served("the recording is no longer served").into_response());
        }
        None if matches!(answer.ending, AnswerEnd::Silent) => until_stopped(shared.stopping.clone()).await,
        _ => {}
    }
    Ok(match &answer.ending {
        AnswerEnd::Refused(refusal) => refused(refusal),
        _ => json_of(playing::body(answer, began, shared.speed, shared.stopping.clone())),
    })
}

/// What is answered behind the last answer of the recording: gRPC's OUT_OF_RANGE, as a stream says that it failed.
fn nothing_more() -> String {
    let error = json!({ "error": {
        "code": 11,
        "message": "the recording has no further answer, and none to this message",
        "details": [],
    }});
    format!("{error}\n")
}

fn refused(refusal: &RecordedRefusal) -> Response {
    // What no client could read is answered as a gateway would answer it.
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, refusal.body.clone()).into_response();
    let mut set = |name: HeaderName, value: &Option<String>| {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &refusal.content_type);
    set(header::LOCATION, &refusal.location);
    set(header::RETRY_AFTER, &refusal.retry_after);
    response
}
