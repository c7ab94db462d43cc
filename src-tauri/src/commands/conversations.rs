//! Conversations: started, spoken in, stopped, closed.

use sofia_core::history::{ListFilter, ListPlace};

use crate::convert;
use crate::host::Host;
use crate::transfer::*;

/// What a list holds at most: more rows than anybody scrolls through.
const LONGEST_LIST: u32 = 10_000;

pub(super) async fn conversations_list(
    host: &Host,
    input: ConversationList,
) -> Result<Vec<Conversation>, ErrorReport> {
    let filter = ListFilter {
        merchant_id: input.merchant_id,
        tag: input.tag,
        pinned: input.pinned,
        deleted: input.deleted.unwrap_or_default(),
        behind: input.behind.map(|place| ListPlace { id: place.id, last_at: place.last_at }),
        limit: input.limit.min(LONGEST_LIST),
        ..ListFilter::default()
    };
    let conversations = host.engine.conversations(filter).await.map_err(convert::error)?;
    Ok(conversations.into_iter().map(convert::conversation).collect())
}

/// A conversation that need not be in any list.
pub(super) async fn conversation_read(
    host: &Host,
    input: ConversationId,
) -> Result<Conversation, ErrorReport> {
    host.engine.conversation(&input.id).await.map(convert::conversation).map_err(convert::error)
}

pub(super) async fn conversation_start(
    host: &Host,
    input: ConversationStart,
) -> Result<Conversation, ErrorReport> {
    let started = host.engine.start_conversation(&input.merchant_id, input.customer_key.as_deref()).await;
    started.map(convert::conversation).map_err(convert::error)
}

pub(super) async fn conversation_restart(
    host: &Host,
    input: ConversationRestart,
) -> Result<Conversation, ErrorReport> {
    let restarted = host.engine.restart_conversation(&input.id, input.same_customer).await;
    restarted.map(convert::conversation).map_err(convert::error)
}

pub(super) async fn conversation_send(
    host: &Host,
    input: ConversationSend,
) -> Result<TurnStarted, ErrorReport> {
    let turn_id = host.engine.say(&input.id, &input.text).await.map_err(convert::error)?;
    Ok(TurnStarted { turn_id })
}

pub(super) async fn conversation_send_events(
    host: &Host,
    input: ConversationSendEvents,
) -> Result<TurnStarted, ErrorReport> {
    let events = convert::input_events(&input.events, input.allow_unknown).map_err(convert::error)?;
    let turn_id = host.engine.send(&input.id, events).await.map_err(convert::error)?;
    Ok(TurnStarted { turn_id })
}

pub(super) async fn draft(host: &Host, input: ConversationId) -> Result<Option<String>, ErrorReport> {
    host.engine.draft(&input.id).await.map_err(convert::error)
}

pub(super) async fn draft_set(host: &Host, input: DraftSet) -> Result<(), ErrorReport> {
    host.engine.set_draft(&input.conversation_id, input.content).await.map_err(convert::error)
}

pub(super) async fn conversation_resend(
    host: &Host,
    input: ConversationResend,
) -> Result<TurnStarted, ErrorReport> {
    let turn_id = host.engine.resend(&input.id, input.turn_id).await.map_err(convert::error)?;
    Ok(TurnStarted { turn_id })
}

pub(super) async fn conversation_retry(
    host: &Host,
    input: ConversationRetry,
) -> Result<TurnStarted, ErrorReport> {
    let turn_id = host.engine.retry(&input.id, input.turn_id).await.map_err(convert::error)?;
    Ok(TurnStarted { turn_id })
}

pub(super) async fn conversation_stop(host: &Host, input: ConversationId) -> Result<(), ErrorReport> {
    host.engine.stop(&input.id);
    Ok(())
}

pub(super) async fn conversation_close(
    host: &Host,
    input: ConversationId,
) -> Result<Conversation, ErrorReport> {
    host.engine.close_conversation(&input.id).await.map(convert::conversation).map_err(convert::error)
}
