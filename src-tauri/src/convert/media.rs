//! Why a picture or a recording cannot be had, on its way to the window.

use sofia_media::Failure;

use crate::transfer::MediaFailure;

pub(crate) fn media_failure(failure: Failure) -> MediaFailure {
    match failure {
        Failure::NotAnAddress => MediaFailure::NotAnAddress,
        Failure::NotHttps => MediaFailure::NotHttps,
        Failure::RefusedAddress { host } => MediaFailure::RefusedAddress { host },
        Failure::NotFound => MediaFailure::NotFound,
        Failure::HttpStatus { status } => MediaFailure::HttpStatus { status },
        Failure::TooManyRedirects { limit } => MediaFailure::TooManyRedirects { limit },
        Failure::TooLarge { limit } => MediaFailure::TooLarge { limit },
        Failure::TooManyPixels { width, height } => MediaFailure::TooManyPixels { width, height },
        Failure::WrongType { declared } => MediaFailure::WrongType { declared },
        Failure::Insecure { host, reason } => MediaFailure::Insecure { host, reason },
        Failure::NoAnswer { host, reason } => MediaFailure::NoAnswer { host, reason },
        Failure::NotKept => MediaFailure::NotKept,
        Failure::TimedOut { host } => MediaFailure::TimedOut { host },
    }
}
