/** What a verdict says, in the language of the window. Reactive. */
import { locale, t } from "../../i18n/index.svelte";
import type { Phrase } from "../../ipc/generated/Phrase";
import type { PhraseValue } from "../../ipc/generated/PhraseValue";
import type { RunTest } from "../../ipc/generated/RunTest";
import type { RunVerdict } from "../../ipc/generated/RunVerdict";
import { availability } from "../conversation/truth-words";

/** What is counted, so that its words agree with it and the language writes it its own way. */
const numbers = new Set(["count", "min", "max", "ms"]);

/** Before what is said besides. */
const before: Partial<Record<string, string>> = { conditions: ", ", hints: "; " };

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function value(phrase: Phrase, name: string, held: PhraseValue): string | number {
  if (typeof held !== "string") {
    const words = held.map(wordsOf).join(name === "problems" || name === "hints" ? "; " : ", ");
    return words === "" ? "" : `${before[name] ?? ""}${words}`;
  }
  if (numbers.has(name) && held !== "" && Number.isFinite(Number(held))) return Number(held);
  if (name === "language") return languageName(held);
  if (name === "catalog" && phrase.code === "outOfStock") return availability(held);
  return held;
}

function wordsOf(phrase: Phrase): string {
  const values = Object.entries(phrase.values).map(([name, held]) => [name, value(phrase, name, held)]);
  return t(`verdict.${phrase.code}`, Object.fromEntries(values) as Record<string, string | number>);
}

/** What was expected and what there is. Of a run of an earlier version there is the English alone. */
export function verdictWords({
  status,
  message,
  said,
}: Pick<RunVerdict, "message" | "said"> & { status?: RunVerdict["status"] }): string {
  if (said === undefined) return message;
  const found = wordsOf(said.found);
  if (said.expected === null) return found;
  const expected = wordsOf(said.expected);
  if (status === "open") return t("verdict.open", { expected });
  return t(said.negated ? "verdict.notExpected" : "verdict.expected", { expected, found });
}

/**
 * The first thing that is wrong with a test. What was found comes first: that is what tells the rows of a list apart, which
 * are cut; what was expected is the same in many of them.
 */
export function reasonWords({ reason, wrong }: Pick<RunTest, "reason" | "wrong">): string | null {
  const said = wrong?.said;
  if (wrong === undefined || said === undefined) return reason;
  if (said.expected === null || said.negated || wrong.status === "open") return verdictWords(wrong);
  return t("verdict.foundFirst", { found: wordsOf(said.found), expected: wordsOf(said.expected) });
}
