//! How a run ended: the table of exit codes, in one place.

use std::process::ExitCode;

use sofia_core::{Error, Problem, ProblemCode};

/// An exit code. `sofia ask --help` explains them to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// All went well.
    Fine = 0,
    /// Anything that has no code of its own: the database, a file, the keychain.
    Other = 1,
    /// Arguments, merchants and keys that cannot be used, and refused base URLs.
    Usage = 2,
    /// 401 or 403.
    KeyRefused = 3,
    /// Nothing was sent.
    Unreachable = 4,
    /// The API answered with an error.
    ApiError = 5,
    /// The answer is not whole.
    Incomplete = 6,
    /// Ctrl-C or SIGTERM.
    Stopped = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// The exit code of a problem. Errors of `init` come as problems alone, so this is where all errors meet.
    pub(crate) fn of(problem: &Problem) -> Self {
        use ProblemCode as Code;
        match problem.code {
            Code::KeyRefused => Self::KeyRefused,
            Code::Unreachable | Code::ConnectTimeout | Code::TlsFailed => Self::Unreachable,
            Code::NoFirstEvent
            | Code::NoAnswer
            | Code::EmptyAnswer
            | Code::Cut
            | Code::Stalled
            | Code::LineTooLong => Self::Incomplete,
            Code::ErrorLine
            | Code::Redirected
            | Code::SessionGone
            | Code::NotFound
            | Code::TooManyRequests
            | Code::BadRequest
            | Code::ServerFailed
            | Code::UnexpectedStatus
            | Code::UnreadableAnswer
            | Code::Unhealthy => Self::ApiError,
            Code::KeyMissing
            | Code::KeyForAnotherOrigin
            | Code::KeyInvalid
            | Code::BaseUrlRefused
            | Code::FieldEmpty
            | Code::FieldTooLong
            | Code::MerchantNameTaken
            | Code::MerchantNotFound
            | Code::InputInvalid
            | Code::InputEvent
            | Code::BodyTooLarge => Self::Usage,
            Code::Stopped => Self::Stopped,
            Code::ConversationNotFound
            | Code::LineNotFound
            | Code::TurnNotFound
            | Code::ConversationClosed
            | Code::TurnInProgress
            | Code::KeychainUnavailable
            | Code::KeychainLocked
            | Code::KeychainTimeout
            | Code::KeychainCancelled
            | Code::DatabaseFailed
            | Code::DatabaseNewer
            | Code::FileFailed
            | Code::FileUnreadable
            | Code::DiskFull
            | Code::RecordingNewer
            | Code::RecordingCut
            | Code::RecordingDamaged
            | Code::RecordingTooLarge
            | Code::NotARecording
            | Code::CatalogFailed
            | Code::CatalogBusy
            | Code::Internal => Self::Other,
        }
    }
}

/// Why a run did not do what it was asked to.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the process ends with.
    pub exit: Exit,
    /// What is said.
    pub said: Said,
}

/// What is said about a failure.
#[derive(Debug)]
pub(crate) enum Said {
    /// A problem of the engine, with what the server answered.
    Problem(Box<Problem>),
    /// Our own words.
    Words(String),
    /// Several findings, each on a line of its own, as editors read them.
    Lines(Vec<String>),
}

impl Failure {
    /// The arguments cannot be followed.
    pub(crate) fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, said: Said::Words(words.into()) }
    }

    /// A file that was named is at fault. The sentence begins with its name, which stays as it is.
    pub(crate) fn of_file(words: String) -> Self {
        Self { exit: Exit::Usage, said: Said::Lines(vec![words]) }
    }

    /// Stopped before there was anything to print.
    pub(crate) fn stopped() -> Self {
        Self { exit: Exit::Stopped, said: Said::Words("Stopped.".to_owned()) }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { exit: Exit::of(&problem), said: Said::Problem(Box::new(problem)) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        error.problem().into()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self { exit: Exit::Other, said: Said::Words(format!("{error:#}.")) }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use agent_graph::{AddressError, Error as Api, FaultKind, GrpcStatus, InputFault, KeyError, Refusal};
    use sofia_core::credentials::KeychainError;
    use sofia_core::problem::Context;

    use super::*;

    fn refusal(http_status: u16) -> Box<Refusal> {
        Box::new(Refusal {
            http_status,
            grpc: None,
            body: Vec::new().into(),
            content_type: None,
            location: None,
            retry_after: None,
        })
    }

    fn status() -> GrpcStatus {
        GrpcStatus { code: Some(16), message: "m".into(), json: "{}".into() }
    }

    #[test]
    fn every_error_of_the_api_has_the_exit_code_of_the_table() {
        let (host, reason) = ("h".to_owned(), "r".to_owned());
        let after = Duration::from_secs(1);
        let table = [
            (Api::Address(AddressError::NoHost), 2),
            (Api::Setup { reason: reason.clone() }, 1),
            (Api::Connect { host: host.clone(), reason: reason.clone() }, 4),
            (Api::ConnectTimeout { host: host.clone(), after }, 4),
            (Api::Tls { host: host.clone(), reason: reason.clone() }, 4),
            (Api::NoAnswer { host: host.clone(), reason: reason.clone() }, 6),
            (Api::NoFirstEvent { host, after }, 6),
            (Api::Empty, 6),
            (Api::Redirect(refusal(301)), 5),
            (Api::Redirect(refusal(308)), 5),
            (Api::Status(refusal(304)), 5),
            (Api::Status(refusal(400)), 5),
            (Api::Status(refusal(401)), 3),
            (Api::Status(refusal(403)), 3),
            (Api::Status(refusal(404)), 5),
            (Api::Status(refusal(409)), 5),
            (Api::Status(refusal(429)), 5),
            (Api::Status(refusal(499)), 5),
            (Api::Status(refusal(500)), 5),
            (Api::Status(refusal(502)), 5),
            (Api::Status(refusal(504)), 5),
            (Api::Unreadable { call: "init", reason: reason.clone(), body: Vec::new().into() }, 5),
            (Api::ErrorLine { status: status() }, 5),
            (Api::Cut { reason: reason.clone(), lines: 0 }, 6),
            (Api::Cut { reason, lines: 3 }, 6),
            (Api::Stalled { after, lines: 1 }, 6),
            (Api::LineTooLong { limit: 16 }, 6),
            (Api::Stopped { lines: 1 }, 130),
        ];
        for (error, expected) in table {
            for in_session in [false, true] {
                let problem =
                    Problem::of(&Error::from(error.clone()), Context { merchant: "Acme", in_session });
                assert_eq!(Exit::of(&problem) as u8, expected, "{error}");
            }
        }
    }

    #[test]
    fn every_other_error_has_the_exit_code_of_the_table() {
        let merchant = || "Acme".to_owned();
        let path = || PathBuf::from("sofia.db");
        let fault = || InputFault { field: "f".into(), kind: FaultKind::Missing };
        let table = [
            (Error::KeyMissing { merchant: merchant() }, 2),
            (Error::KeyForAnotherOrigin { merchant: merchant(), origin: "o".into() }, 2),
            (Error::KeyInvalid(KeyError::SeveralLines), 2),
            (Error::Address(AddressError::Query), 2),
            (Error::FieldEmpty { field: "name" }, 2),
            (Error::FieldTooLong { field: "name", limit: 80 }, 2),
            (Error::MerchantNameTaken { name: merchant() }, 2),
            (Error::MerchantNotFound { name: merchant() }, 2),
            (Error::InputInvalid { reason: "r".into() }, 2),
            (Error::InputEvent { number: 1, fault: fault() }, 2),
            (Error::BodyTooLarge { limit: 1 }, 2),
            (Error::Keychain(KeychainError::Locked), 1),
            (Error::Keychain(KeychainError::Cancelled), 1),
            (Error::Store { path: path(), reason: "r".into() }, 1),
            (Error::DatabaseNewer { path: path() }, 1),
            (Error::FileUnreadable { path: path(), reason: "r".into() }, 1),
            (Error::CatalogFailed { path: path(), reason: "r".into() }, 1),
            (Error::CatalogBusy { merchant: merchant() }, 1),
            (Error::ConversationClosed, 1),
            (Error::Internal { reason: "r".into() }, 1),
        ];
        for (error, expected) in table {
            assert_eq!(Failure::from(error.clone()).exit as u8, expected, "{error}");
        }
    }
}
