/** Why a line or an event has no meaning, in words, in the language in force. */
import type { EventProblem } from "../ipc/generated/EventProblem";
import type { JsonFault } from "../ipc/generated/JsonFault";
import type { LineProblem } from "../ipc/generated/LineProblem";
import { grpcCode } from "./errors";
import { type MessageKey, t } from "./index.svelte";

const faults: Record<JsonFault, MessageKey> = {
  end: "inspector.tree.stop.end",
  value: "inspector.tree.stop.character",
  separator: "inspector.tree.stop.separator",
  key: "inspector.tree.stop.key",
  colon: "inspector.tree.stop.colon",
  escape: "inspector.tree.stop.escape",
  control: "inspector.tree.stop.control",
  number: "inspector.tree.stop.number",
  literal: "inspector.tree.stop.literal",
  trailing: "inspector.tree.stop.trailing",
  other: "reading.fault.other",
};

/** Bytes count from 1 for people. */
const place = (at: number): number => at + 1;

function statusSentence(code: number | null, message: string): string {
  const named = code === null ? "" : grpcCode(String(code));
  // The server's words stay as they came.
  const words = [named, message].filter((part) => part !== "").join(": ");
  return words === "" ? t("reading.statusWithoutWords") : t("reading.status", { words });
}

export function lineProblem(problem: LineProblem): string {
  switch (problem.type) {
    case "notUtf8":
      return t("reading.notUtf8", { at: place(problem.at) });
    case "notJson":
      return t("reading.notJson", { at: place(problem.at), what: t(faults[problem.fault]) });
    case "status":
      return statusSentence(problem.code, problem.message);
    default:
      return t(`reading.${problem.type}`);
  }
}

export function eventProblem(problem: EventProblem): string {
  return problem.type === "notJson"
    ? t("reading.event.notJson", { at: place(problem.at), what: t(faults[problem.fault]) })
    : t(`reading.event.${problem.type}`);
}
