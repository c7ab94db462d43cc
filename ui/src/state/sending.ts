/** Whatever a customer can send besides plain words, in one call. Every refusal is shown; nothing is sent twice by itself. */
import { backend } from "../ipc/backend";
import type { InputEvent } from "../ipc/generated/InputEvent";
import type { OpenConversation } from "./conversation.svelte";
import { toasts } from "./toasts.svelte";

export interface SendingOptions {
  /** Keys and fields that the reference does not name are meant: the raw editor alone may send them. */
  allowUnknown?: boolean;
}

/** Sends the events, oldest first. False where nothing was sent, so that what was written can be kept. */
export async function sendEvents(
  conversation: OpenConversation,
  events: InputEvent[],
  { allowUnknown = false }: SendingOptions = {},
): Promise<boolean> {
  try {
    const { turnId } = await backend.call("conversation_send_events", {
      id: conversation.id,
      events,
      allowUnknown,
    });
    conversation.expect(turnId);
    return true;
  } catch (reason) {
    toasts.refuse(reason);
    return false;
  }
}
