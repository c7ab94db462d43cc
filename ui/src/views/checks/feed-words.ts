/** What is wrong with a row of a feed, in the language in force; in English where the window has no words for it. */
import { isMessageKey, t } from "../../i18n/index.svelte";
import type { CatalogPreview } from "../../ipc/generated/CatalogPreview";
import type { FeedFinding } from "../../ipc/generated/FeedFinding";

/** Every blank that a sentence may have, so that one that is left out still reads. */
const blanks = {
  expected: "",
  found: "",
  limit: "",
  reason: "",
  firstLine: "",
  field: "",
  text: "",
  read: "",
  other: "",
  column: "",
  sale: "",
  price: "",
  handle: "",
};

export function findingSentence(finding: Pick<FeedFinding, "code" | "params" | "message">): string {
  const key = `feed.${finding.code}`;
  return isMessageKey(key) ? t(key, { ...blanks, ...finding.params }) : finding.message;
}

const formats: Record<CatalogPreview["format"], string> = {
  tsv: "TSV",
  csv: "CSV",
  shopifyCsv: "Shopify CSV",
  xml: "XML",
  json: "JSON",
  jsonLines: "JSON Lines",
};

/** The name of a format, as people who make feeds know it. */
export function formatName(format: CatalogPreview["format"]): string {
  return formats[format];
}
