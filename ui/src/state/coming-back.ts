/**
 * The process of the page can end by itself. The host is told where the page is; the page that is loaded then goes on
 * from there: the conversation that was open, and its presentation.
 */
import { backend } from "../ipc/backend";
import type { LeftByPage } from "../ipc/generated/LeftByPage";
import type { PagePlace } from "../ipc/generated/PagePlace";
import { application } from "./application.svelte";
import { open } from "./conversation.svelte";
import { presentation } from "./presentation.svelte";
import { showConversation } from "./sessions";
import { toasts } from "./toasts.svelte";

/** Where the page is. Reactive. */
export function pagePlace(): PagePlace {
  const { merchantId, conversation, next, playback } = presentation;
  if (!presentation.active || merchantId === null)
    return { conversationId: open.current?.id ?? null, presented: null };
  return {
    conversationId: conversation?.id ?? null,
    presented: { merchantId, next, played: playback !== null },
  };
}

/** Tells the host. What cannot be told is a place that is not come back to, and nothing a person could mend. */
export function tellPlace(place: PagePlace): void {
  backend.call("page_is_at", place).catch(() => undefined);
}

export async function comeBack(left: LeftByPage): Promise<void> {
  try {
    if (left.conversation !== null) await showConversation(left.conversation);
    if (left.presented !== null) await goOn(left.presented);
  } catch (reason) {
    toasts.refuse(reason);
  }
  if (left.fillsScreen && !presentation.active)
    await backend.call("presentation_end", null).catch((reason: unknown) => toasts.refuse(reason));
}

async function goOn({ merchantId, next, played }: NonNullable<PagePlace["presented"]>): Promise<void> {
  const merchant = application.merchantById(merchantId);
  const { current } = open;
  if (merchant === undefined) {
    if (played && current !== null) await presentation.beginRecording(current);
    return;
  }
  const plan = await backend.call("presentation_plan", { id: merchant.id });
  if (played && current !== null) await presentation.beginPlayback(merchant, plan, current);
  // Nothing that an audience sees waits for a session that opens.
  else void presentation.begin(merchant, plan, current, next);
}
