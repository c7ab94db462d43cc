/** Conversations that come in a file. */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { ConversationsImported } from "../ipc/generated/ConversationsImported";
import { calledOf } from "../text/called";
import { application } from "./application.svelte";
import { history } from "./history.svelte";
import { layout } from "./layout.svelte";
import { showConversation } from "./sessions";
import { toasts } from "./toasts.svelte";

/** Asks for a file, takes in what is in it, and shows it. */
export async function importConversations(): Promise<void> {
  try {
    const imported = await backend.call("conversations_import", null);
    if (imported !== null) showImported(imported);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

/** Takes in once more what was left out because it is here already. */
async function importAgain(number: number): Promise<void> {
  try {
    const imported = await backend.call("conversations_import_again", { number });
    if (imported === null) toasts.say(t("history.importForgotten"));
    else showImported(imported);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

/** Shows a conversation that may be in no list as it is filtered now. */
function reveal(conversation: Conversation): void {
  history.setFilter({ type: "all" });
  history.take(conversation);
  // A merchant that is known from the recording alone is in no list of merchants.
  if (application.merchantById(conversation.merchantId) === undefined) history.everybody = true;
  void showConversation(conversation);
}

/** Says what was left out, with a way to it, and one to have it all the same. */
function tellKnown(known: readonly Conversation[], again: number | null): void {
  const [first] = known;
  if (first === undefined) return;
  toasts.say(
    t("history.importKnown", { count: known.length, title: calledOf(first) }),
    { label: t("history.importOpen"), run: () => reveal(first) },
    again === null ? null : { label: t("history.importAgain"), run: () => void importAgain(again) },
  );
}

export function showImported({ conversations, known, again, notices }: ConversationsImported): void {
  tellKnown(known, again);
  if (conversations.length === 0 && known.length > 0) return;
  history.setFilter({ type: "all" });
  for (const conversation of conversations) history.take(conversation);
  const [first] = conversations;
  if (first !== undefined) reveal(first);
  const words = [t("history.importedToast", { count: conversations.length })];
  for (const notice of notices) words.push(t(`history.notice.${notice}`));
  toasts.say(words.join(" "));
  // The bare lines of an answer are the inspector's.
  if (notices.includes("capture")) layout.showInspector();
}
