//! One recorded answer on its way onto the wire.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::watch;

use super::{AnswerEnd, RecordedAnswer, ReplaySpeed};
use crate::{
    life::until_stopped,
    turn::{TIME_TO_FLUSH, broken},
};

struct Playing {
    answer: Arc<RecordedAnswer>,
    began: Instant,
    speed: ReplaySpeed,
    stopping: watch::Receiver<bool>,
    at: usize,
}

/// The body of an answer whose request came at `began`.
pub(super) fn body(
    answer: Arc<RecordedAnswer>,
    began: Instant,
    speed: ReplaySpeed,
    stopping: watch::Receiver<bool>,
) -> Body {
    Body::from_stream(stream::unfold(Playing { answer, began, speed, stopping, at: 0 }, next))
}

/// Waits until so long after `began`; false where the server stops before that.
pub(super) async fn waited(began: Instant, after: Duration, stopping: &watch::Receiver<bool>) -> bool {
    let left = after.saturating_sub(began.elapsed());
    if left.is_zero() {
        return true;
    }
    tokio::select! {
        () = tokio::time::sleep(left) => true,
        () = until_stopped(stopping.clone()) => false,
    }
}

async fn next(mut playing: Playing) -> Option<(Result<Bytes, io::Error>, Playing)> {
    let piece = playing.answer.pieces.get(playing.at).cloned();
    playing.at += 1;
    let after = piece.as_ref().map_or(playing.answer.end, |(after, _)| *after);
    if !waited(playing.began, playing.speed.scaled(after), &playing.stopping).await {
        return Some((Err(broken()), playing));
    }
    if let Some((_, bytes)) = piece {
        return Some((Ok(bytes), playing));
    }
    match playing.answer.ending {
        AnswerEnd::Whole | AnswerEnd::Refused(_) => None,
        AnswerEnd::Broken => {
            tokio::time::sleep(TIME_TO_FLUSH).await;
            Some((Err(broken()), playing))
        }
        AnswerEnd::Silent => {
            until_stopped(playing.stopping.clone()).await;
            Some((Err(broken()), playing))
        }
    }
}
