/** What the catalog says, for those who compare it with the answer. */
import { isMessageKey, t } from "../../i18n/index.svelte";
import type { TruthFinding } from "../../ipc/generated/TruthFinding";
import type { Spot } from "../../text/whatsapp-spots";

/** `in_stock` and the like as they are named in the window's own words. */
export function availability(word: string): string {
  const key = `availability.${word.replace(/[_ ](\w)/g, (_, letter: string) => letter.toUpperCase())}`;
  return isMessageKey(key) ? t(key) : word;
}

export function catalogValue(finding: TruthFinding): string {
  if (finding.catalog === null) return t("truth.nothing");
  return finding.kind === "outOfStock" ? availability(finding.catalog) : finding.catalog;
}

/** The words of a text that are not true. A finding may be about another text of the same message. */
export function spotsOf(
  text: string,
  findings: readonly TruthFinding[],
): (Spot & { finding: TruthFinding })[] {
  return findings.flatMap((finding) => {
    if (finding.place.type !== "text") return [];
    const { start, end, matched } = finding.place.text;
    return text.slice(start, end) === matched ? [{ start, end, finding }] : [];
  });
}

/** What a finding's explanation is called, so that the words in the bubble open the one of the badge below. */
export function explanationId(finding: TruthFinding): string | undefined {
  if (finding.place.type !== "text") return undefined;
  const { lineId, event, part, start, end } = finding.place.text;
  return `truth-${lineId}-${event}-${part}-${start}-${end}-${finding.kind}`;
}
