/** What a person does with conversations. Every refusal is shown; nothing is tried twice by itself. */
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import { application } from "./application.svelte";
import { OpenConversation, open } from "./conversation.svelte";
import { type PendingSend, drafts, pendingSends } from "./drafts.svelte";
import { history } from "./history.svelte";
import { keychainWait } from "./keychain-wait.svelte";
import { isPlayback } from "./played";
import { textEvent } from "../text/input-forms";
import { contextOf, sendEventsTo, sent, sentToAny, welcome } from "./sending";
import { place } from "./place.svelte";
import { toasts } from "./toasts.svelte";

/** Puts a conversation on the screen and begins to read its feed. */
export async function showConversation(conversation: Conversation): Promise<void> {
  place.showConversation();
  const { current } = open;
  if (current?.id === conversation.id && !isPlayback(current.conversation)) return;
  const next = new OpenConversation(conversation, (changed) => history.take(changed));
  open.show(next);
  void drafts.restore(conversation.id);
  if (application.merchantById(conversation.merchantId)) application.selectMerchant(conversation.merchantId);
  try {
    await next.open();
  } catch (reason) {
    next.broken = reason;
  }
}

/**
 * What was begun in the conversation before goes on in the one that starts. A branch has been welcomed already. One that
 * is not wanted any more when it has started, since a keychain was asked for long, is kept and not shown.
 */
export async function beginConversation(
  started: Promise<Conversation>,
  before?: string,
  wanted: () => boolean = () => true,
): Promise<Conversation | null> {
  try {
    const conversation = await started;
    history.take(conversation);
    if (before !== undefined) drafts.move(before, conversation.id);
    if (conversation.branch === null) welcome(conversation);
    if (wanted()) await showConversation(conversation);
    return conversation;
  } catch (reason) {
    toasts.refuse(reason);
    return null;
  }
}

/** Only a key that the keychain holds has to be waited for. */
export function mayWait<T>(merchantId: string | undefined, answer: Promise<T>): Promise<T> {
  const state = application.merchantById(merchantId ?? null)?.key.state;
  return state === "stored" ? keychainWait.whileWaiting(answer) : answer;
}

export function startConversation(
  merchantId: string,
  customerKey: string | null = null,
  wanted?: () => boolean,
): Promise<Conversation | null> {
  const started = backend.call("conversation_start", { merchantId, customerKey });
  return beginConversation(mayWait(merchantId, started), undefined, wanted);
}

/** A fresh session beside the old one: the same customer, or a new one. */
export async function restartConversation(
  id: string,
  sameCustomer: boolean,
  wanted?: () => boolean,
): Promise<OpenConversation | null> {
  const { merchantId } = history.byId(id) ?? {};
  await drafts.restore(id);
  const restarted = backend.call("conversation_restart", { id, sameCustomer });
  const fresh = await beginConversation(mayWait(merchantId, restarted), id, wanted);
  return fresh !== null && open.current?.id === fresh.id ? open.current : null;
}

/** A fresh session as the same customer, in which a turn's events are sent again as soon as it is open. */
export async function continueAndSend(id: string, again: PendingSend): Promise<void> {
  const fresh = await restartConversation(id, true);
  if (fresh !== null) pendingSends.set(fresh.id, again);
}

export async function closeSession(id: string): Promise<void> {
  try {
    history.take(await backend.call("conversation_close", { id }));
  } catch (reason) {
    toasts.refuse(reason);
  }
}

/** False where nothing was sent, so that the words can go back to where they came from. */
export function sendText(conversation: OpenConversation, text: string): Promise<boolean> {
  return sentToAny(conversation, (each) => sendTextTo(each, text));
}

/** The same to one of two that stand beside each other. */
export function sendTextTo(conversation: OpenConversation, text: string): Promise<boolean> {
  if (contextOf(conversation.id).length > 0)
    return sendEventsTo(conversation, [textEvent({ role: "user", text })]);
  return sent(conversation, backend.call("conversation_send", { id: conversation.id, text }));
}

export async function retryTurn(conversation: OpenConversation, turnId: number): Promise<void> {
  try {
    const started = await backend.call("conversation_retry", { id: conversation.id, turnId });
    conversation.expect(started.turnId);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

export async function stopAnswer(conversation: OpenConversation): Promise<void> {
  try {
    await backend.call("conversation_stop", { id: conversation.id });
    conversation.expect();
  } catch (reason) {
    toasts.refuse(reason);
  }
}

export async function openLink(url: string): Promise<void> {
  try {
    await backend.call("link_open", { url });
  } catch (reason) {
    toasts.refuse(reason);
  }
}
