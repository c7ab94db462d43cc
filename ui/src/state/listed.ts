/** The conversations as the rail lists them: the chosen merchant's, or everybody's. */
import type { Conversation } from "../ipc/generated/Conversation";
import { application } from "./application.svelte";
import { open } from "./conversation.svelte";
import { history } from "./history.svelte";
import { showConversation } from "./sessions";

/** Whose conversations are listed; null for everybody's. */
export function listedMerchant(): string | null {
  return history.everybody ? null : (application.merchant?.id ?? null);
}

export function listedConversations(): Conversation[] {
  return history.list(listedMerchant());
}

/** Goes to a place in the list, from 0. */
export function goTo(index: number): void {
  const conversation = listedConversations()[index];
  if (conversation !== undefined) void showConversation(conversation);
}

/** Goes one further in the list (1) or back (-1), round at its ends. */
export function goBy(step: 1 | -1): void {
  const listed = listedConversations();
  if (listed.length === 0) return;
  const at = listed.findIndex(({ id }) => id === open.current?.id);
  goTo(at === -1 ? 0 : (at + step + listed.length) % listed.length);
}
