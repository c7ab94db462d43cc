//! What a person does with conversations that were held: found, named, rated, deleted.

use sofia_core::search::SearchRequest;

use crate::convert;
use crate::host::Host;
use crate::transfer::*;

pub(super) async fn history_search(host: &Host, input: HistorySearch) -> Result<HistoryFound, ErrorReport> {
    let request = SearchRequest {
        text: input.text,
        behind: input.behind,
        limit: input.limit,
        ..SearchRequest::default()
    };
    host.engine.search(request).await.map(convert::history::found).map_err(convert::error)
}

pub(super) async fn tags_list(host: &Host, (): ()) -> Result<Vec<TagUse>, ErrorReport> {
    let tags = host.engine.tags().await.map_err(convert::error)?;
    Ok(tags.into_iter().map(|(name, conversations)| TagUse { name, conversations }).collect())
}

pub(super) async fn conversation_rename(
    host: &Host,
    input: ConversationRename,
) -> Result<Conversation, ErrorReport> {
    let renamed = host.engine.rename_conversation(&input.id, input.title.as_deref()).await;
    renamed.map(convert::conversation).map_err(convert::error)
}

pub(super) async fn conversation_pin(
    host: &Host,
    input: ConversationPin,
) -> Result<Conversation, ErrorReport> {
    let pinned = host.engine.pin_conversation(&input.id, input.pinned).await;
    pinned.map(convert::conversation).map_err(convert::error)
}

pub(super) async fn conversation_describe(
    host: &Host,
    input: ConversationDescribe,
) -> Result<Conversation, ErrorReport> {
    host.engine.tag_conversation(&input.id, &input.tags).await.map_err(convert::error)?;
    let noted = host.engine.note_conversation(&input.id, &input.note).await;
    noted.map(convert::conversation).map_err(convert::error)
}

pub(super) async fn conversations_delete(
    host: &Host,
    input: ConversationIds,
) -> Result<Vec<String>, ErrorReport> {
    host.engine.delete_conversations(&input.ids).await.map_err(convert::error)
}

pub(super) async fn conversations_restore(
    host: &Host,
    input: ConversationIds,
) -> Result<Vec<Conversation>, ErrorReport> {
    let ids = host.engine.restore_conversations(&input.ids).await.map_err(convert::error)?;
    let mut restored = Vec::with_capacity(ids.len());
    for id in ids {
        restored.push(convert::conversation(host.engine.conversation(&id).await.map_err(convert::error)?));
    }
    Ok(restored)
}

pub(super) async fn turn_rate(host: &Host, input: TurnRate) -> Result<Turn, ErrorReport> {
    let rating = input.rating.as_ref().map(|rating| (rating.good, rating.reason.as_str()));
    host.engine.rate_answer(input.turn_id, rating).await.map(convert::turn).map_err(convert::error)
}
