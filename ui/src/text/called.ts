/** What a conversation is called. */
import { t } from "../i18n/index.svelte";
import type { Conversation } from "../ipc/generated/Conversation";

type Named = Pick<Conversation, "title" | "ownTitle" | "branch">;

/** The title that a person gave it, or the customer's first words; empty before there are any. */
export function ownWords({ title, ownTitle }: Omit<Named, "branch">): string {
  return ownTitle ?? title;
}

/** As it is listed: never empty. Reactive, since it may be a word of the window. */
export function calledOf(conversation: Named): string {
  const words = ownWords(conversation);
  if (words !== "") return words;
  return t(conversation.branch === null ? "conversations.untitled" : "branch.untitled");
}
