/** Lines, turns and a conversation for tests, with only what a test is about spelt out. */
import type { Line } from "../../ipc/generated/Line";
import type { Timing } from "../../ipc/generated/Timing";
import type { Turn } from "../../ipc/generated/Turn";
import { conversation } from "../../../tests/samples";
import type { Selection, Subject } from "./subject";

export function line(id: number, turnId: number, more: Partial<Line> = {}): Line {
  return {
    id,
    turnId,
    seq: id,
    offsetUs: id * 1_000,
    bytes: 100,
    class: "events",
    kinds: ["messageEvent"],
    events: [],
    held: false,
    problem: null,
    newFields: [],
    ...more,
  };
}

export const untimed: Timing = {
  connectUs: null,
  headUs: null,
  firstByteUs: null,
  firstEventUs: null,
  endUs: null,
};

export function turn(id: number, ordinal: number, more: Partial<Turn> = {}): Turn {
  return {
    id,
    ordinal,
    sent: [{ type: "text", text: `question ${String(ordinal)}`, role: "user" }],
    sentAt: 0,
    state: "complete",
    error: null,
    timing: untimed,
    lines: 0,
    bytes: 0,
    retryOf: null,
    rating: null,
    ...more,
  };
}

export function subject(turns: Turn[], lines: Line[], selection: Selection | null = null): Subject {
  return {
    id: "one",
    conversation: conversation({
      id: "one",
      merchantId: "merchant",
      title: "",
      customerKey: "customer",
      sessionId: "session",
      createdAt: 0,
      lastAt: 0,
      turns: turns.length,
    }),
    turns,
    lines,
    selection,
    select: () => undefined,
    lineById: (id) => lines.find((held) => held.id === id),
  };
}
