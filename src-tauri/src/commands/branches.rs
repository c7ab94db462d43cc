//! Branches: begun, what goes along with their first message, and what they can be compared with.

use crate::convert;
use crate::host::Host;
use crate::transfer::*;

pub(super) async fn branch_start(host: &Host, input: BranchStart) -> Result<BranchStarted, ErrorReport> {
    let (at, kind) = (convert::branch_point(&input), convert::branch_kind(input.kind));
    let begun = host.engine.branch_conversation(&input.conversation_id, at, kind).await;
    let begun = begun.map_err(convert::error)?;
    Ok(BranchStarted { conversation: convert::conversation(begun.conversation), reasked: begun.reasked })
}

/// What goes along with the first message, until it was sent.
pub(super) async fn branch_context(
    host: &Host,
    input: ConversationId,
) -> Result<Vec<SentEvent>, ErrorReport> {
    Ok(convert::unsent(&host.engine.preface_of(&input.id)))
}

/// Whatever a conversation left and what left it, the oldest first.
pub(super) async fn branch_family(
    host: &Host,
    input: ConversationId,
) -> Result<Vec<Conversation>, ErrorReport> {
    let family = host.engine.family_of(&input.id).await.map_err(convert::error)?;
    Ok(family.into_iter().map(convert::conversation).collect())
}
