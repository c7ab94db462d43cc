/** Recorded answers in the place of those that do not come: of the same merchant, to the same words. */
import { backend } from "../ipc/backend";
import type { RecordedAnswers } from "../ipc/generated/RecordedAnswers";
import { saidOnce } from "../text/beside";
import type { OpenConversation } from "./conversation.svelte";
import { PlayedConversation, recordedOf } from "./playback.svelte";

export function findAnswers(
  merchantId: string,
  conversation: OpenConversation | null,
  next: string[],
): Promise<RecordedAnswers | null> {
  return backend.call("presentation_recording", {
    merchantId,
    conversationId: conversation?.id ?? null,
    next,
  });
}

/** What was answered stays; the recording goes on from there, a turn whenever it is asked for. */
export async function standIn(
  { conversation, turnIds }: RecordedAnswers,
  live: OpenConversation | null,
): Promise<PlayedConversation> {
  const recorded = await recordedOf(conversation);
  const said = saidOnce(live?.turns ?? []);
  const failed = said.findIndex(({ state }) => state !== "complete");
  const before = failed === -1 ? said : said.slice(0, failed);
  const known = before.at(-1)?.ordinal ?? 0;
  const now = Date.now();
  const turns = recorded.turns
    .filter(({ id }) => turnIds.includes(id))
    .map((turn, index) => ({ ...turn, ordinal: known + index + 1, sentAt: now, retryOf: null }));
  return new PlayedConversation(
    {
      conversation: live?.conversation ?? conversation,
      turns,
      lines: recorded.lines.filter(({ turnId }) => turnIds.includes(turnId)),
    },
    {
      before: { turns: before, lines: before.flatMap(({ id }) => live?.linesOf(id) ?? []) },
      turnwise: true,
    },
  );
}
