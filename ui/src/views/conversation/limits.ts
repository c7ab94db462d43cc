/** WhatsApp's limits in words, in the language in force. */
import { t } from "../../i18n/index.svelte";
import type { LimitBreach } from "../../ipc/generated/LimitBreach";
import type { LimitEffect } from "../../ipc/generated/LimitEffect";

/** What becomes of the message as a whole: one breach that nobody can cut away is enough to have it refused. */
export function limitEffect(breaches: readonly LimitBreach[]): LimitEffect {
  return breaches.every(({ effect }) => effect === "refusedOrCut") ? "refusedOrCut" : "refused";
}

/** Which button or row of which section, where there are several. */
function placeOf({ rule, section, item }: LimitBreach): string | null {
  if (section !== null && item !== null) return t("limit.inRow", { section, item });
  if (section !== null) return t("limit.inSection", { section });
  if (item === null) return null;
  return rule.startsWith("button") ? t("limit.inButton", { item }) : null;
}

/** `The button’s title has 27 characters; the limit is 20 (button 2)`. */
export function limitSentence(breach: LimitBreach): string {
  const { figure, limit } = breach;
  const sentence = t(`limit.${breach.rule}`, { figure, limit });
  const place = placeOf(breach);
  return place === null ? sentence : `${sentence} (${place})`;
}
