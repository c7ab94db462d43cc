//! Why a picture or a recording cannot be had.

/// One reason, with what a sentence about it needs. Hosts are as the network knows them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The text is no address on the web, or has a user name in it.
    #[error("it is not a web address that can be fetched")]
    NotAnAddress,
    /// Only https is fetched.
    #[error("it is not an https address")]
    NotHttps,
    /// The host is, or its name leads to, an address that is not on the public internet.
    #[error("{host} is not on the public internet")]
    RefusedAddress {
        /// The host as it was named.
        host: String,
    },
    /// 404 or 410.
    #[error("the server does not have it")]
    NotFound,
    /// Another status that is not 200.
    #[error("the server answered {status}")]
    HttpStatus {
        /// The status.
        status: u16,
    },
    /// Redirected once too often.
    #[error("it was redirected more than {limit} times")]
    TooManyRedirects {
        /// How many are followed.
        limit: u32,
    },
    /// More bytes than are taken.
    #[error("it is larger than {limit} bytes")]
    TooLarge {
        /// How many are taken.
        limit: u64,
    },
    /// The header announces more pixels than are decoded.
    #[error("it has {width} × {height} pixels")]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// None of the formats that are shown or played, or not whole.
    #[error("it is in no format that is shown or played")]
    WrongType {
        /// What the server called it.
        declared: Option<String>,
    },
    /// The certificate or the encryption is not in order.
    #[error("the connection to {host} is not secure: {reason}")]
    Insecure {
        /// Whose certificate.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No connection, no answer, or one that broke off.
    #[error("{host} did not answer: {reason}")]
    NoAnswer {
        /// Who did not.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// Nothing may be asked for, and nothing is kept of it.
    #[error("nothing is kept of it")]
    NotKept,
    /// A time-out.
    #[error("{host} took too long")]
    TimedOut {
        /// Who did.
        host: String,
    },
}

impl Failure {
    /// Whether the server itself has not been heard: what was kept of it then still counts.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Insecure { .. } | Self::NoAnswer { .. } | Self::TimedOut { .. })
    }
}
