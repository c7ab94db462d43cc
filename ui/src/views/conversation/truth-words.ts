/** What the catalog says, for those who compare it with the answer. */
import { isMessageKey, t } from "../../i18n/index.svelte";
import type { TruthFinding } from "../../ipc/generated/TruthFinding";

/** `in_stock` and the like as they are named in the window's own words. */
function availability(word: string): string {
  const key = `availability.${word.replace(/[_ ](\w)/g, (_, letter: string) => letter.toUpperCase())}`;
  return isMessageKey(key) ? t(key) : word;
}

export function catalogValue(finding: TruthFinding): string {
  if (finding.catalog === null) return t("truth.nothing");
  return finding.kind === "outOfStock" ? availability(finding.catalog) : finding.catalog;
}
