//! Errors on their way to the window.

use sofia_core::problem::{Answer, DeliveryWord};
use sofia_core::{Error, Problem, ProblemCode};

use crate::transfer::{Delivery, ErrorCode, ErrorReport, ServerAnswer};

#[expect(clippy::needless_pass_by_value, reason = "it stands behind `map_err`")]
pub(crate) fn error(error: Error) -> ErrorReport {
    problem(error.problem())
}

pub(crate) fn problem(problem: Problem) -> ErrorReport {
    ErrorReport {
        code: code(problem.code),
        params: problem.params,
        message: problem.message,
        answer: problem.answer.map(answer),
        delivery: problem.delivery.map(|delivery| match delivery {
            DeliveryWord::NotSent => Delivery::NotSent,
            DeliveryWord::OutcomeUnknown => Delivery::OutcomeUnknown,
            DeliveryWord::Refused => Delivery::Refused,
            DeliveryWord::Partial => Delivery::Partial,
        }),
    }
}

fn answer(answer: Answer) -> ServerAnswer {
    ServerAnswer {
        http_status: answer.http_status,
        grpc_code: answer.grpc_code,
        body: answer.body,
        content_type: answer.content_type,
        location: answer.location,
        retry_after: answer.retry_after,
    }
}

fn code(code: ProblemCode) -> ErrorCode {
    macro_rules! same_names {
        ($($name:ident),+ $(,)?) => { match code { $( ProblemCode::$name => ErrorCode::$name, )+ } };
    }
    same_names!(
        KeyRefused,
        KeyMissing,
        KeyForAnotherOrigin,
        KeyInvalid,
        Unreachable,
        ConnectTimeout,
        TlsFailed,
        NoFirstEvent,
        NoAnswer,
        EmptyAnswer,
        Cut,
        Stalled,
        LineTooLong,
        Stopped,
        ErrorLine,
        Redirected,
        SessionGone,
        NotFound,
        TooManyRequests,
        BadRequest,
        ServerFailed,
        UnexpectedStatus,
        UnreadableAnswer,
        Unhealthy,
        BaseUrlRefused,
        FieldEmpty,
        FieldTooLong,
        MerchantNameTaken,
        MerchantNotFound,
        ConversationNotFound,
        LineNotFound,
        TurnNotFound,
        ConversationClosed,
        TurnInProgress,
        KeychainUnavailable,
        KeychainLocked,
        KeychainTimeout,
        KeychainCancelled,
        DatabaseFailed,
        DatabaseNewer,
        FileFailed,
        FileUnreadable,
        InputInvalid,
        InputEvent,
        BodyTooLarge,
        DiskFull,
        RecordingNewer,
        RecordingCut,
        RecordingDamaged,
        RecordingTooLarge,
        NotARecording,
        CatalogFailed,
        CatalogBusy,
        Internal,
    )
}

#[cfg(test)]
mod tests {
    use agent_graph::{GrpcStatus, Refusal};

    use super::*;

    #[test]
    fn an_error_has_exactly_this_form_on_the_wire() {
        let refusal = Refusal {
            http_status: 401,
            grpc: GrpcStatus::read(r#"{"code":16,"message":"bad key"}"#),
            body: r#"{"code":16,"message":"bad key"}"#.into(),
            content_type: Some("application/json".into()),
            location: None,
            retry_after: None,
        };
        let refused = Error::Api(agent_graph::Error::Status(Box::new(refusal)));
        let report = problem(refused.problem_of("Loja Acme"));
        let expected = serde_json::json!({
            "code": "keyRefused",
            "params": { "merchant": "Loja Acme", "reason": "bad key", "status": "401" },
            "message": "The API key was refused (401). Edit the merchant Loja Acme to replace it.",
            "answer": {
                "httpStatus": 401,
                "grpcCode": 16,
                "body": "{\"code\":16,\"message\":\"bad key\"}",
                "contentType": "application/json",
                "location": null,
                "retryAfter": null,
            },
            "delivery": "refused",
        });
        assert_eq!(serde_json::to_value(report).unwrap(), expected);
    }
}
