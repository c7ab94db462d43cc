/** What a person does with merchants outside the form. */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Merchant } from "../ipc/generated/Merchant";
import { application } from "./application.svelte";
import { dialogs } from "./dialogs.svelte";
import { keychainWait } from "./keychain-wait.svelte";
import { startConversation } from "./sessions";
import { toasts } from "./toasts.svelte";
import { truth } from "./truth.svelte";

/** Lets the demo merchant play another of its shops, in a conversation of its own. */
export async function playShop(merchant: Merchant, agentId: string): Promise<void> {
  try {
    await changeShop(merchant, agentId);
    application.selectMerchant(merchant.id);
    await startConversation(merchant.id);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

/** Lets the demo merchant play another of its shops from now on. */
export async function changeShop(merchant: Merchant, agentId: string): Promise<void> {
  const { id, name, baseUrl, businessId, colour } = merchant;
  const draft = { name, baseUrl, businessId, agentId, colour };
  const saved = await backend.call("merchant_update", {
    id,
    draft,
    key: { type: "unchanged" },
    sessionOnly: false,
  });
  application.takeMerchant(saved.merchant);
  // Its catalog may be that of the new shop.
  truth.stale();
}

export async function duplicateMerchant(id: string): Promise<void> {
  try {
    const copy = await backend.call("merchant_duplicate", { id });
    application.takeMerchant(copy);
    application.selectMerchant(copy.id);
    dialogs.editMerchant(copy);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

export async function removeMerchant(id: string): Promise<void> {
  try {
    const removed = await keychainWait.whileWaiting(backend.call("merchant_remove", { id }));
    application.merchants = application.merchants.filter((merchant) => merchant.id !== id);
    toasts.say(t("merchant.removedToast", { count: removed.conversationsKept }));
    if (removed.keyError !== null) toasts.refuse(removed.keyError);
  } catch (reason) {
    toasts.refuse(reason);
  }
}

export async function exportMerchants(): Promise<void> {
  try {
    const moved = await backend.call("merchants_export", null);
    if (moved !== null) toasts.say(t("merchants.exported", { count: moved.names.length, path: moved.path }));
  } catch (reason) {
    toasts.refuse(reason);
  }
}

export async function importMerchants(): Promise<void> {
  try {
    const moved = await backend.call("merchants_import", null);
    if (moved === null) return;
    toasts.say(t("merchants.imported", { count: moved.names.length, skipped: moved.skipped.length }));
  } catch (reason) {
    toasts.refuse(reason);
  }
}
