/** The way into a presentation: of the merchant whose conversation is open, or of the chosen one. */
import type { Merchant } from "../ipc/generated/Merchant";
import { application } from "./application.svelte";
import { open } from "./conversation.svelte";
import { dialogs } from "./dialogs.svelte";

export function preparedMerchant(): Merchant | null {
  return application.merchantById(open.current?.conversation.merchantId ?? null) ?? application.merchant;
}

export function preparePresentation(): void {
  const merchant = preparedMerchant();
  if (merchant !== null) dialogs.show({ type: "presentation", merchant });
}
