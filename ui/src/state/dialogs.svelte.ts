/** Which dialog is open. One at a time: what a dialog asks, it asks inside itself. */
import type { Conversation } from "../ipc/generated/Conversation";
import type { Merchant } from "../ipc/generated/Merchant";
import type { SendingKind } from "../text/input-forms";
import type { CatalogImport } from "./catalog.svelte";
import type { OpenRun } from "./checks-run.svelte";
import type { OpenConversation } from "./conversation.svelte";

export type OpenDialog =
  | { type: "merchant"; merchant: Merchant | null; at: MerchantField | null }
  | { type: "removeMerchant"; merchant: Merchant }
  | { type: "presentation"; merchant: Merchant }
  | { type: "sending"; conversation: OpenConversation; kind: SendingKind }
  | { type: "describe"; conversation: Conversation; at: "tags" | "note" }
  | { type: "export"; conversations: readonly Conversation[] }
  | { type: "catalogImport"; importing: CatalogImport }
  | { type: "reports"; run: OpenRun }
  | { type: "removeRun"; run: RunToRemove }
  | { type: "saveTest"; conversation: Conversation }
  | { type: "compareMerchants" }
  | { type: "palette" }
  | { type: "settings" }
  | { type: "shortcuts" };

/** A run that a person wants to remove, and what is done when it is gone. */
export interface RunToRemove {
  id: string;
  name: string;
  gone: () => void;
}

/** The field that a next step leads to. */
export type MerchantField = "key" | "baseUrl" | "test";

class Dialogs {
  open = $state.raw<OpenDialog | null>(null);

  show(dialog: OpenDialog): void {
    this.open = dialog;
  }

  addMerchant(): void {
    this.open = { type: "merchant", merchant: null, at: null };
  }

  editMerchant(merchant: Merchant, at: MerchantField | null = null): void {
    this.open = { type: "merchant", merchant, at };
  }

  close(): void {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
