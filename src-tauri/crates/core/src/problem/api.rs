//! What the API, or the way to it, answered, as a person meets it.

use agent_graph::Refusal;

use super::{Answer, Context, Problem, ProblemCode, shown};
use crate::error::Error;

impl Problem {
    pub(super) fn of_api(error: &agent_graph::Error, context: Context<'_>) -> Self {
        use agent_graph::Error as Api;
        let reason = |reason: &str| ("reason", reason.to_owned());
        let mut problem = match error {
            Api::Address(error) => return Self::of(&Error::Address(error.clone()), context),
            Api::Setup { reason: why } => {
                Self::new(ProblemCode::Internal, &[reason(why)], format!("{error}."))
            }
            Api::Connect { host, reason: why } => Self::new(
                ProblemCode::Unreachable,
                &[("host", host.clone()), reason(why)],
                format!(
                    "{host} cannot be reached: {why}. Check the base URL and the network. Nothing was sent."
                ),
            ),
            Api::ConnectTimeout { host, after } => Self::new(
                ProblemCode::ConnectTimeout,
                &[("host", host.clone()), ("seconds", seconds(*after))],
                format!(
                    "{host} did not accept a connection within {} s. Check the network or a proxy. Nothing was sent.",
                    seconds(*after)
                ),
            ),
            Api::Tls { host, reason: why } => Self::new(
                ProblemCode::TlsFailed,
                &[("host", host.clone()), reason(why)],
                format!(
                    "There is no trusted connection to {host}: {why}. A proxy may be in between; ask your administrator for its certificate. Nothing was sent."
                ),
            ),
            Api::NoAnswer { host, reason: why } => Self::new(
                ProblemCode::NoAnswer,
                &[("host", host.clone()), reason(why)],
                format!(
                    "{host} ended the connection without an answer: {why}. Whether the agent acted is not known; a retry sends the same again."
                ),
            ),
            Api::NoFirstEvent { host, after } => Self::new(
                ProblemCode::NoFirstEvent,
                &[("host", host.clone()), ("seconds", seconds(*after))],
                format!(
                    "{host} did not begin to answer within {} s. Whether the agent acted is not known; a retry sends the same again.",
                    seconds(*after)
                ),
            ),
            Api::Empty => Self::new(
                ProblemCode::EmptyAnswer,
                &[],
                "The answer was empty. A retry sends the same again.".to_owned(),
            ),
            Api::Cut { reason: why, .. } => Self::new(
                ProblemCode::Cut,
                &[reason(why)],
                format!("The answer was cut: {why}. What came is kept; a retry sends the same again."),
            ),
            Api::Stalled { after, .. } => Self::new(
                ProblemCode::Stalled,
                &[("seconds", seconds(*after))],
                format!(
                    "Nothing came for {} s, so the answer was ended. What came is kept; a retry sends the same again.",
                    seconds(*after)
                ),
            ),
            Api::Stopped { .. } => {
                Self::new(ProblemCode::Stopped, &[], "Stopped. What came is kept.".to_owned())
            }
            Api::LineTooLong { limit } => Self::new(
                ProblemCode::LineTooLong,
                &[("bytes", limit.to_string())],
                format!(
                    "A line is longer than {limit} bytes. It was cut, and the rest of the answer was not read."
                ),
            ),
            Api::ErrorLine { status } => Self::new(
                ProblemCode::ErrorLine,
                &[
                    ("code", status.code.map_or_else(|| "?".to_owned(), |code| code.to_string())),
                    reason(&status.message),
                ],
                format!(
                    "The agent reported an error in mid-answer: {status}. What came is kept; a retry sends the same again."
                ),
            ),
            Api::Unreadable { call, reason: why, body } => {
                let mut problem = Self::new(
                    ProblemCode::UnreadableAnswer,
                    &[("call", (*call).to_owned()), reason(why)],
                    format!(
                        "The server answered {call} with something else: {why}. Check that the base URL is the API's."
                    ),
                );
                problem.answer = Some(Answer {
                    http_status: Some(200),
                    grpc_code: None,
                    body: shown(body),
                    content_type: None,
                    location: None,
                    retry_after: None,
                });
                problem
            }
            Api::Redirect(refusal) => Self::new(
                ProblemCode::Redirected,
                &[
                    ("status", refusal.http_status.to_string()),
                    ("location", refusal.location.clone().unwrap_or_default()),
                ],
                format!(
                    "The server redirects to {} ({}), which is never followed because the key would go along. Correct the base URL.",
                    refusal.location.as_deref().unwrap_or("another address"),
                    refusal.http_status
                ),
            ),
            Api::Status(refusal) => Self::of_refusal(refusal, context),
        };
        problem.delivery = Some(error.delivery().into());
        if let Some(refusal) = error.refusal() {
            problem.answer = Some(Answer::of(refusal));
        }
        problem
    }

    fn of_refusal(refusal: &Refusal, context: Context<'_>) -> Self {
        let status = refusal.http_status.to_string();
        let said =
            refusal.grpc.as_ref().map_or_else(|| format!("HTTP {status}"), |grpc| grpc.message.clone());
        let merchant = if context.merchant.is_empty() { "the merchant" } else { context.merchant };
        let params = |extra: &[(&'static str, String)]| {
            let mut params = vec![
                ("status", status.clone()),
                ("reason", said.clone()),
                ("merchant", context.merchant.to_owned()),
            ];
            params.extend_from_slice(extra);
            params
        };
        match refusal.http_status {
            401 | 403 => Self::new(
                ProblemCode::KeyRefused,
                &params(&[]),
                format!("The API key was refused ({status}). Edit the merchant {merchant} to replace it."),
            ),
            404 if context.in_session => Self::new(
                ProblemCode::SessionGone,
                &params(&[]),
                format!(
                    "The server no longer knows this session ({said}). Start a fresh one with the same customer."
                ),
            ),
            404 => Self::new(
                ProblemCode::NotFound,
                &params(&[]),
                format!(
                    "The server does not know what was asked for ({said}). Check the base URL, the business id and the agent id."
                ),
            ),
            429 => {
                let seconds = refusal.retry_after.clone().unwrap_or_default();
                let wait = match seconds.as_str() {
                    "" => "a moment".to_owned(),
                    number if number.bytes().all(|byte| byte.is_ascii_digit()) => format!("{number} s"),
                    date => format!("the time that the server names ({date})"),
                };
                Self::new(
                    ProblemCode::TooManyRequests,
                    &params(&[("seconds", seconds)]),
                    format!("Too many requests (429). Wait for {wait} and retry."),
                )
            }
            500.. => Self::new(
                ProblemCode::ServerFailed,
                &params(&[]),
                format!(
                    "The server failed ({status}): {said}. Whether the agent acted is not known; a retry sends the same again."
                ),
            ),
            400..500 => Self::new(
                ProblemCode::BadRequest,
                &params(&[]),
                format!(
                    "The server refused the request ({status}): {said}. Check the business id and the agent id."
                ),
            ),
            _ => Self::new(
                ProblemCode::UnexpectedStatus,
                &params(&[]),
                format!(
                    "The server answered with an unexpected status ({status}). Check that the base URL is the API's."
                ),
            ),
        }
    }
}

fn seconds(duration: std::time::Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds.fract() == 0.0 { format!("{seconds:.0}") } else { format!("{seconds:.1}") }
}
