/**
 * What merchants are called in the window. The built-in one is stored under a name in one language, by which the
 * command line finds it, and is shown in the language of the window. Reactive, since its words are the window's.
 */
import { t } from "../i18n/index.svelte";
import type { DemoShop } from "../ipc/generated/DemoShop";
import type { Merchant } from "../ipc/generated/Merchant";

const builtIn = "Demo merchant (simulated)";

/** A stored name as it is shown, such as that of a conversation's merchant. */
export function shownName(name: string): string {
  return name === builtIn ? t("demo.merchant") : name;
}

/** A merchant as it is listed: the built-in one with the shop that it plays at the moment. */
export function listedName(merchant: Merchant, shops: readonly DemoShop[]): string {
  const shop = merchant.simulated ? shops.find(({ agentId }) => agentId === merchant.agentId) : undefined;
  return merchant.name === builtIn && shop !== undefined
    ? t("demo.playing", { shop: shop.name })
    : shownName(merchant.name);
}
