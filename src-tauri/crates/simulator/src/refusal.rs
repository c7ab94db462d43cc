//! An answer that is an error before any stream: a gRPC status as grpc-gateway writes it.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::settings::Fault;

/// A gRPC status and the HTTP status under which it travels.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: u8,
    message: String,
}

impl Refusal {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: 3, message: message.into() }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: 5, message: message.into() }
    }

    pub(crate) fn unauthenticated() -> Self {
        let message = "the x-api-key header is missing or not valid".to_owned();
        Self { status: StatusCode::UNAUTHORIZED, code: 16, message }
    }

    /// What grpc-gateway answers for a path that it knows, asked with a method that it does not.
    pub(crate) fn wrong_method() -> Self {
        Self::not_served("Method Not Allowed")
    }

    /// A call that this server does not answer at all.
    pub(crate) fn not_served(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_IMPLEMENTED, code: 12, message: message.into() }
    }

    fn unavailable() -> Self {
        let message = "the agent graph is unavailable (simulated)".to_owned();
        Self { status: StatusCode::SERVICE_UNAVAILABLE, code: 14, message }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code, "message": self.message, "details": [] });
        (self.status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
    }
}

/// A body beyond the limit is refused by what stands in front of the service, in its own shape.
pub(crate) fn body_too_large() -> Response {
    let body = json!({ "message": "Request Too Long" }).to_string();
    (StatusCode::PAYLOAD_TOO_LARGE, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The whole HTTP answer of a fault that needs no stream; nothing for one that happens within the stream.
pub(crate) fn response_of_fault(fault: Fault) -> Option<Response> {
    match fault {
        Fault::Cut | Fault::Stall | Fault::ErrorLine | Fault::GarbageLine => None,
        Fault::Unauthorized => Some(Refusal::unauthenticated().into_response()),
        Fault::NotFound => Some(Refusal::not_found("session not found (simulated fault)").into_response()),
        Fault::TooManyRequests => {
            let refusal = Refusal {
                status: StatusCode::TOO_MANY_REQUESTS,
                code: 8,
                message: "too many requests (simulated fault)".to_owned(),
            };
            let mut response = refusal.into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            Some(response)
        }
        Fault::Internal => {
            let message = "internal error (simulated fault)".to_owned();
            Some(Refusal { status: StatusCode::INTERNAL_SERVER_ERROR, code: 13, message }.into_response())
        }
        Fault::BadGateway => {
            let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                        <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
            Some((StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], page).into_response())
        }
    }
}

/// What an error line of the stream is for the call that has no stream.
pub(crate) fn unavailable_response() -> Response {
    Refusal::unavailable().into_response()
}
