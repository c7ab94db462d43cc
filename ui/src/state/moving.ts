/** Conversations that come in a file. */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { ConversationsImported } from "../ipc/generated/ConversationsImported";
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

export function showImported({ conversations, notices }: ConversationsImported): void {
  history.setFilter({ type: "all" });
  for (const conversation of conversations) history.take(conversation);
  const [first] = conversations;
  if (first !== undefined) {
    // A merchant that is known from the recording alone is in no list of merchants.
    if (application.merchantById(first.merchantId) === undefined) history.everybody = true;
    void showConversation(first);
  }
  const words = [t("history.importedToast", { count: conversations.length })];
  for (const notice of notices) words.push(t(`history.notice.${notice}`));
  toasts.say(words.join(" "));
  // The bare lines of an answer are the inspector's.
  if (notices.includes("capture")) layout.showInspector();
}
