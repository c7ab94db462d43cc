/** Which merchant a suite is for. The built-in merchant plays several shops, and suites name the shop. */
import type { DemoShop } from "../ipc/generated/DemoShop";
import type { Merchant } from "../ipc/generated/Merchant";
import { fold } from "./fold";

export function isSameName(one: string, other: string): boolean {
  return fold(one).trim() === fold(other).trim();
}

/** The merchant that is named, by its own name or by that of a shop that it can play. */
export function merchantNamed(
  named: string,
  merchants: readonly Merchant[],
  shops: readonly DemoShop[],
): Merchant | undefined {
  const own = merchants.find(({ name }) => isSameName(name, named));
  if (own !== undefined || !shops.some(({ name }) => isSameName(name, named))) return own;
  return merchants.find(({ simulated }) => simulated);
}

/** Whether a suite holds for a merchant as it is at the moment. One that names nobody is for anybody. */
export function isFor(named: string | null, merchant: Merchant, shops: readonly DemoShop[]): boolean {
  if (named === null || isSameName(named, merchant.name)) return true;
  const played = shops.find(({ agentId }) => agentId === merchant.agentId);
  return merchant.simulated && played !== undefined && isSameName(named, played.name);
}
