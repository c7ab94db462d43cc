//! The calls of the API, and everything that is refused before an answer begins.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{
    answer::{self, Reply},
    calls::Calls,
    lies::{self, MOST_REMEMBERED, ToldLie},
    life::until_stopped,
    media::{picture, recording},
    merchants::{BUSINESS_ID, merchant_of_agent},
    picture_faults::bad_picture,
    random::{Dice, number_of_text},
    refusal::{Refusal, body_too_large, response_of_fault, unavailable_response},
    request::Call,
    server::{Shared, lock},
    settings::{Fault, Settings},
    turn::{Presence, cut_body, response_of, stream_body},
};

/// The largest request body, in bytes: far more than a conversation of thousands of messages.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// How long a client may take to send its body.
const BODY_WAIT: Duration = Duration::from_secs(30);

type App = State<Arc<Shared>>;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let calls = Calls {
        init: post(init),
        invoke: post(invoke),
        invoke_sync: post(invoke_sync),
        close: post(close),
        health: post(health),
    };
    let media = Router::new()
        .route("/media/{slug}/{name}", get(recording))
        .route("/images/{name}", get(picture))
        .route("/images/faults/{name}", get(bad_picture));
    calls.serve(media, shared)
}

async fn health(State(shared): App, request: Request) -> Result<Response, Response> {
    read_call(&shared, request).await?;
    Ok(json_response(&json!({ "response": { "healthy": true } })))
}

async fn init(State(shared): App, request: Request) -> Result<Response, Response> {
    let call = read_call(&shared, request).await?;
    let seed = lock(&shared.settings).seed;
    let session_id = lock(&shared.sessions).open(seed, &call.client_key);
    Ok(json_response(&json!({ "response": { "sessionId": session_id } })))
}

async fn close(State(shared): App, request: Request) -> Result<Response, Response> {
    let call = read_call(&shared, request).await?;
    let session_id = call.session_id().map_err(Refusal::into_response)?;
    if !lock(&shared.sessions).close(session_id, &call.client_key) {
        return Err(session_not_found(session_id).into_response());
    }
    Ok(json_response(&json!({ "result": { "response": {} }, "error": null })))
}

async fn invoke(State(shared): App, request: Request) -> Result<Response, Response> {
    let base_url = base_url_of(&shared, &request);
    let call = read_call(&shared, request).await?;
    let mut turn = begin_turn(&shared, &call, &base_url).map_err(Refusal::into_response)?;
    if let Some(response) = turn.fault.and_then(response_of_fault) {
        turn.presence.finish();
        return Err(response);
    }
    let stopping = shared.stopping.clone();
    let body = stream_body(turn.reply, &turn.settings, turn.fault, turn.session_id, turn.presence, stopping);
    Ok(json_of(body))
}

async fn invoke_sync(State(shared): App, request: Request) -> Result<Response, Response> {
    let base_url = base_url_of(&shared, &request);
    let call = read_call(&shared, request).await?;
    let mut turn = begin_turn(&shared, &call, &base_url).map_err(Refusal::into_response)?;
    if let Some(response) = turn.fault.and_then(response_of_fault) {
        turn.presence.finish();
        return Err(response);
    }
    match turn.fault {
        // There is no first line after which to stall: nothing comes at all.
        Some(Fault::Stall) => until_stopped(shared.stopping.clone()).await,
        _ => tokio::time::sleep(turn.settings.first_event).await,
    }
    turn.presence.finish();
    let events: Vec<Value> = turn.reply.lines.into_iter().flatten().collect();
    let body = response_of(&turn.session_id, events).to_string();
    match turn.fault {
        Some(Fault::ErrorLine | Fault::Stall) => Err(unavailable_response()),
        Some(Fault::GarbageLine) => Ok(raw_json(Bytes::from_static(b"<<< not JSON (simulated fault) >>>"))),
        Some(Fault::Cut) => Ok(json_of(cut_body(&body))),
        _ => Ok(raw_json(Bytes::from(body))),
    }
}

struct Turn {
    reply: Reply,
    fault: Option<Fault>,
    settings: Settings,
    session_id: String,
    presence: Presence,
}

/// Finds the session and works out its answer; nothing has been waited for yet.
fn begin_turn(shared: &Shared, call: &Call, base_url: &str) -> Result<Turn, Refusal> {
    let session_id = call.session_id()?;
    let input = call.input()?;
    let merchant = merchant_of_agent(call.agent_id.as_deref())
        .ok_or_else(|| Refusal::not_found("agent descriptor not found: check agentId"))?;
    let settings = lock(&shared.settings).clone();
    let mut sessions = lock(&shared.sessions);
    let session = sessions.get(session_id, &call.client_key).ok_or_else(|| session_not_found(session_id))?;
    let turn = session.turns;
    session.turns += 1;
    let presence = Presence::begin(Arc::clone(&shared.counts));
    let mut fate = Dice::new(&[settings.seed, number_of_text("fault"), session.ordinal, turn]);
    let fault_of_settings = settings.fault.filter(|_| fate.fraction() < settings.fault_rate);
    // The session's ordinal stays out of this: a second session with the same messages gets the same answers.
    let dice = Dice::new(&[settings.seed, number_of_text(merchant.slug), turn]);
    let mut reply = if fault_of_settings.and_then(response_of_fault).is_some() {
        Reply::default()
    } else {
        answer::answer(merchant, &mut session.memory, &input, dice, base_url)
    };
    let mut lying = Dice::new(&[settings.seed, number_of_text("lie"), session.ordinal, turn]);
    if lying.fraction() < settings.lie_rate
        && let Some((kind, product, said)) = lies::tell(&mut reply.lines, &settings.lies, lying, base_url)
    {
        let customer = call.client_key.clone();
        let mut told = lock(&shared.told);
        if told.len() < MOST_REMEMBERED {
            told.push(ToldLie { customer, turn, kind, product, said });
        }
    }
    let fault = reply.fault.or(fault_of_settings);
    Ok(Turn { reply, fault, settings, session_id: session_id.to_owned(), presence })
}

/// Where pictures are said to be: at the origin that the client knows this server by, since a client may hold another
/// name of this machine for another place.
fn base_url_of(shared: &Shared, request: &Request) -> String {
    let port = shared.base_url.rsplit(':').next().unwrap_or_default();
    let by_name = format!("localhost:{port}");
    let named = request.headers().get(header::HOST).is_some_and(|host| *host == *by_name);
    if named { format!("http://{by_name}") } else { shared.base_url.clone() }
}

pub(crate) fn session_not_found(session_id: &str) -> Refusal {
    Refusal::not_found(format!("session {session_id:?} not found: it was closed or has expired"))
}

/// As [`read_any_call`], of the one business that there is.
async fn read_call(shared: &Shared, request: Request) -> Result<Call, Response> {
    let key = lock(&shared.settings).key.clone();
    let call = read_any_call(&key, request).await?;
    if !call.business_id.eq_ignore_ascii_case(BUSINESS_ID) {
        return Err(Refusal::not_found("business not found: check businessId").into_response());
    }
    Ok(call)
}

/// The key first, as a gateway would, then the body.
pub(crate) async fn read_any_call(key: &str, request: Request) -> Result<Call, Response> {
    let given = request.headers().get("x-api-key").map(HeaderValue::as_bytes);
    if given != Some(key.as_bytes()) {
        return Err(Refusal::unauthenticated().into_response());
    }
    let reading = tokio::time::timeout(BODY_WAIT, to_bytes(request.into_body(), MAX_BODY));
    let body = match reading.await {
        Ok(Ok(body)) => body,
        // The limit is the only error here that has someone left to read the answer.
        Ok(Err(error)) => {
            tracing::debug!(%error, "a request body was refused");
            return Err(body_too_large());
        }
        Err(elapsed) => {
            return Err(Refusal::invalid(format!("the body did not arrive: {elapsed}")).into_response());
        }
    };
    Call::read(&body).map_err(Refusal::into_response)
}

pub(crate) fn json_response(body: &Value) -> Response {
    raw_json(Bytes::from(body.to_string()))
}

fn raw_json(body: Bytes) -> Response {
    json_of(Body::from(body))
}

/// grpc-gateway names its streams so too: the lines are JSON, though the whole is not.
pub(crate) fn json_of(body: Body) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
