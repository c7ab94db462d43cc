import { type OpenConversation, ended } from "./conversation.svelte";

/** An answer is coming in, or about to. */
export function isAnswering({ conversation, turns }: OpenConversation): boolean {
  const last = turns.at(-1);
  return conversation.state === "answering" || (last !== undefined && !ended(last));
}
