/** Goes on where the page was that ended by itself: the conversation that was open, and its presentation. */
import { backend } from "../ipc/backend";
import type { LeftByPage } from "../ipc/generated/LeftByPage";
import { application } from "./application.svelte";
import { open } from "./conversation.svelte";
import { presentation } from "./presentation.svelte";
import { showConversation } from "./sessions";
import { toasts } from "./toasts.svelte";

export async function comeBack({ conversation, presented }: LeftByPage): Promise<void> {
  if (conversation !== null) await showConversation(conversation);
  if (!presented) return;
  try {
    const merchant = application.merchantById(conversation?.merchantId ?? null);
    const { current } = open;
    if (merchant !== undefined && current !== null)
      await presentation.resume(
        merchant,
        await backend.call("presentation_plan", { id: merchant.id }),
        current,
      );
    else await backend.call("presentation_end", null);
  } catch (reason) {
    toasts.refuse(reason);
  }
}
