//! Feeds: how what comes into a conversation reaches the window.

use sofia_core::conversation::Cursor;

use crate::convert;
use crate::host::{Host, Outlet};
use crate::transfer::*;

pub(super) async fn feed_open(
    host: &Host,
    input: FeedOpen,
    batches: Outlet<Batch>,
) -> Result<FeedOpened, ErrorReport> {
    host.feeds.open(&host.engine, input.conversation_id, batches).await
}

pub(super) async fn feed_acknowledge(host: &Host, input: FeedAcknowledge) -> Result<(), ErrorReport> {
    host.feeds.acknowledge(input.feed, input.number);
    Ok(())
}

pub(super) async fn feed_pull(host: &Host, input: FeedPull) -> Result<Batch, ErrorReport> {
    host.feeds.pull(&host.engine, input.feed, input.after).await
}

pub(super) async fn feed_earlier(host: &Host, input: EarlierWanted) -> Result<Earlier, ErrorReport> {
    let before = Cursor { turn_id: input.before.turn_id, line_id: input.before.line_id };
    let found = host.engine.earlier(&input.conversation_id, before).await.map_err(convert::error)?;
    Ok(convert::earlier(found))
}

pub(super) async fn feed_close(host: &Host, input: FeedClose) -> Result<(), ErrorReport> {
    host.feeds.close(input.feed);
    Ok(())
}
