/** Whether what stands in the filter is text or a jq expression, and what is wrong with an expression, in words. */
import { type MessageKey, t } from "../../i18n/index.svelte";
import type { JqExpected } from "../../ipc/generated/JqExpected";
import type { JqFault } from "../../ipc/generated/JqFault";
import type { JqProblem } from "../../ipc/generated/JqProblem";

export type FilterForm = "text" | "jq";

/** What is in force: what somebody has chosen, or else jq for what begins as most expressions do. */
export function formOf(text: string, chosen: FilterForm | null): FilterForm {
  return chosen ?? (text.trimStart().startsWith(".") ? "jq" : "text");
}

const expected: Record<Exclude<JqExpected, "word">, MessageKey> = {
  digit: "jq.expected.digit",
  name: "jq.expected.name",
  escape: "jq.expected.escape",
  unicode: "jq.expected.unicode",
  token: "jq.expected.token",
  variable: "jq.expected.variable",
  pattern: "jq.expected.pattern",
  elseOrEnd: "jq.expected.elseOrEnd",
  commaOrBracket: "jq.expected.commaOrBracket",
  commaOrBrace: "jq.expected.commaOrBrace",
  semicolonOrParenthesis: "jq.expected.semicolonOrParenthesis",
  term: "jq.expected.term",
  key: "jq.expected.key",
  argument: "jq.expected.argument",
  text: "jq.expected.text",
  end: "jq.expected.end",
};

export function faultSentence(fault: JqFault): string {
  switch (fault.type) {
    case "expected":
      return fault.what === "word" ? t("jq.expected.word", { word: fault.word }) : t(expected[fault.what]);
    case "unclosed":
      return t("jq.unclosed", { open: fault.open });
    case "unknownFunction":
      return t("jq.unknownFunction", { name: fault.name, arity: fault.arity });
    case "unknownVariable":
      return t("jq.unknownVariable", { name: fault.name });
    case "unknownLabel":
      return t("jq.unknownLabel", { name: fault.name });
    case "modules":
      return t("jq.modules");
    case "tooLong":
      return t("jq.tooLong", { limit: fault.limit });
  }
}

/** What is wrong; `seq` names the line that could not be run to its end. */
export function problemSentence(problem: JqProblem, seq: number | null): string {
  switch (problem.type) {
    case "compile":
      return faultSentence(problem.fault);
    case "timedOut":
      return t(seq === null ? "jq.timedOut" : "jq.timedOutAt", {
        seconds: problem.milliseconds / 1000,
        seq: seq ?? 0,
      });
    case "outOfMemory":
      return t(seq === null ? "jq.outOfMemory" : "jq.outOfMemoryAt", {
        megabytes: Math.round(problem.bytes / 1_000_000),
        seq: seq ?? 0,
      });
    case "notRun":
      return t("jq.notRun", { reason: problem.reason });
  }
}
