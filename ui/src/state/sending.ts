/** Whatever a customer can send besides plain words. Every refusal is shown; nothing is sent twice by itself. */
import { SvelteMap } from "svelte/reactivity";

import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { InputEvent } from "../ipc/generated/InputEvent";
import type { TurnStarted } from "../ipc/generated/TurnStarted";
import { type ContextMessage, textEvent } from "../text/input-forms";
import { application } from "./application.svelte";
import { beside } from "./beside.svelte";
import type { OpenConversation } from "./conversation.svelte";
import { drafts } from "./drafts.svelte";
import { preferences } from "./preferences.svelte";
import { toasts } from "./toasts.svelte";

/** The newest turn that was sent from here, by conversation: whoever sends wants to see it. */
export const ownTurns = new SvelteMap<string, number>();

export interface SendingOptions {
  /** Keys and fields that the reference does not name are meant: the raw editor alone may send them. */
  allowUnknown?: boolean;
}

/** False where nothing was sent, so that what was written can be kept. */
export async function sent(conversation: OpenConversation, started: Promise<TurnStarted>): Promise<boolean> {
  try {
    const { turnId } = await started;
    conversation.expect(turnId);
    ownTurns.set(conversation.id, turnId);
    return true;
  } catch (reason) {
    toasts.refuse(reason);
    return false;
  }
}

/** Whether any of those to whom it goes could be sent it: those who could must not get it again. */
export async function sentToAny(
  conversation: OpenConversation,
  send: (each: OpenConversation) => Promise<boolean>,
): Promise<boolean> {
  return (await Promise.all(beside.addressees(conversation).map(send))).includes(true);
}

/** Sends the events, oldest first, behind the context that was put in front of them. */
export function sendEvents(
  conversation: OpenConversation,
  events: InputEvent[],
  options: SendingOptions = {},
): Promise<boolean> {
  return sentToAny(conversation, (each) => sendEventsTo(each, events, options));
}

/** The same to one of two that stand beside each other. */
export async function sendEventsTo(
  conversation: OpenConversation,
  events: InputEvent[],
  { allowUnknown = false }: SendingOptions = {},
): Promise<boolean> {
  const { id } = conversation;
  const { context } = drafts.of(id);
  const all = [...contextOf(id).map(textEvent), ...events];
  const started = backend.call("conversation_send_events", { id, events: all, allowUnknown });
  const isSent = await sent(conversation, started);
  if (isSent && drafts.of(id).context === context) drafts.change(id, { context: [] });
  return isSent;
}

/** What a turn has sent, as it was sent, as a new turn. */
export function sendAgain(conversation: OpenConversation, turnId: number): Promise<boolean> {
  return sent(conversation, backend.call("conversation_resend", { id: conversation.id, turnId }));
}

/** What goes along with the next message as said before it. */
export function contextOf(id: string): readonly ContextMessage[] {
  return drafts.of(id).context.filter(({ text }) => text.trim() !== "");
}

/** What Sofia has said before the customer's first message; empty where nothing is remembered. */
export function welcomeOf(merchantId: string): string {
  return preferences.value.welcomes[merchantId] ?? "";
}

/** Remembers a merchant's welcome, or forgets it where it is empty. Merchants that are gone have none. */
export function rememberWelcome(merchantId: string, text: string): void {
  if (welcomeOf(merchantId) === text) return;
  const others = application.merchants.filter(({ id }) => id !== merchantId && welcomeOf(id) !== "");
  const welcomes = Object.fromEntries(others.map(({ id }) => [id, welcomeOf(id)]));
  preferences.set({ welcomes: text === "" ? welcomes : { ...welcomes, [merchantId]: text } });
}

/** Puts the welcome of its merchant in front of a conversation that begins, if there is one. */
export function welcome({ id, merchantId }: Conversation): void {
  const text = welcomeOf(merchantId);
  if (text.trim() === "" || drafts.of(id).context.length > 0) return;
  drafts.change(id, { context: [{ role: "assistant", text }] });
}
