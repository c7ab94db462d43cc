/** What a person does with conversations that were held. Every refusal is shown. */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { Rating } from "../ipc/generated/Rating";
import { calledOf } from "../text/called";
import { writeDraft } from "../text/draft";
import { type OpenConversation, open } from "./conversation.svelte";
import { drafts } from "./drafts.svelte";
import { history } from "./history.svelte";
import { several } from "./several.svelte";
import { toasts } from "./toasts.svelte";

async function changed(change: Promise<Conversation>): Promise<boolean> {
  try {
    history.take(await change);
    return true;
  } catch (reason) {
    toasts.refuse(reason);
    return false;
  }
}

/** An empty title brings back the customer's first words. */
export function rename(id: string, title: string): Promise<boolean> {
  const own = title.trim();
  return changed(backend.call("conversation_rename", { id, title: own === "" ? null : own }));
}

export function pin(id: string, pinned: boolean): Promise<boolean> {
  return changed(backend.call("conversation_pin", { id, pinned }));
}

export function describe(id: string, tags: string[], note: string): Promise<boolean> {
  return changed(backend.call("conversation_describe", { id, tags, note }));
}

/** Gives the ids of those that are gone now. */
async function putAway(conversations: readonly Conversation[]): Promise<string[]> {
  const gone = await backend.call("conversations_delete", { ids: conversations.map(({ id }) => id) });
  const deletedAt = Date.now();
  for (const conversation of conversations)
    if (gone.includes(conversation.id)) history.take({ ...conversation, deletedAt });
  if (open.current !== null && gone.includes(open.current.id)) open.show(null);
  several.without(gone);
  return gone;
}

/** Its session never opened, and there is nothing in it that anybody has said, written or noted. */
export function isHollow({ id, state, turns, ownTitle, note, tags, pinned, branch }: Conversation): boolean {
  const marked = ownTitle !== null || note !== "" || tags.length > 0 || pinned || branch !== null;
  return state === "failed" && turns === 0 && !marked && writeDraft(drafts.of(id)) === null;
}

/** Puts away what nobody misses, without a word. */
export async function deleteHollow(conversation: Conversation): Promise<void> {
  try {
    await putAway([conversation]);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

/** Deletes at once; a word at the edge of the window offers the way back. */
export async function deleteConversations(conversations: readonly Conversation[]): Promise<void> {
  const [first] = conversations;
  if (first === undefined) return;
  try {
    const gone = await putAway(conversations);
    const said =
      gone.length === 1
        ? t("history.deleted", { title: calledOf(first) })
        : t("history.deletedMany", { count: gone.length });
    toasts.say(said, { label: t("history.undo"), run: () => void restoreConversations(gone) });
  } catch (reason) {
    toasts.refuse(reason);
  }
}

export async function restoreConversations(ids: readonly string[]): Promise<void> {
  try {
    const restored = await backend.call("conversations_restore", { ids: [...ids] });
    for (const conversation of restored) history.take(conversation);
    if (restored.length < ids.length) toasts.say(t("history.restoredPart", { count: restored.length }));
  } catch (reason) {
    toasts.refuse(reason);
  }
}

/** Says what one thinks of an answer; null takes it back. */
export async function rate(
  conversation: OpenConversation,
  turnId: number,
  rating: Rating | null,
): Promise<boolean> {
  try {
    conversation.takeTurn(await backend.call("turn_rate", { turnId, rating }));
    return true;
  } catch (reason) {
    toasts.refuse(reason);
    return false;
  }
}
