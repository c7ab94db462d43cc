/**
 * What the inspector needs of the open conversation. It is the store's own shape, named here so that the pane can be
 * mounted in a test with a plain object.
 */
import type { Conversation } from "../../ipc/generated/Conversation";
import type { Line } from "../../ipc/generated/Line";
import type { Turn } from "../../ipc/generated/Turn";

export interface Selection {
  readonly lineId: number;
  readonly eventIndex: number | null;
}

export interface Subject {
  readonly id: string;
  readonly conversation: Conversation;
  /** By ordinal. */
  readonly turns: readonly Turn[];
  /** In wire order over all turns. */
  readonly lines: readonly Line[];
  readonly selection: Selection | null;
  /** False until the first batch has come: what is missing may still be on its way. */
  readonly loaded?: boolean;
  select(lineId: number, eventIndex?: number): void;
  lineById(id: number): Line | undefined;
}

/** The turn of the selected line, or else the newest. */
export function turnInView(subject: Subject): Turn | null {
  const selected = subject.selection === null ? undefined : subject.lineById(subject.selection.lineId);
  const chosen =
    selected === undefined ? undefined : subject.turns.find((turn) => turn.id === selected.turnId);
  return chosen ?? subject.turns.at(-1) ?? null;
}

/** The lines of one turn, in wire order. */
export function linesOfTurn(lines: readonly Line[], turnId: number): readonly Line[] {
  // One turn answers at a time, so its lines stand together; the filter is for the case that they once do not.
  const first = lines.findIndex((line) => line.turnId === turnId);
  if (first === -1) return [];
  const last = lines.findLastIndex((line) => line.turnId === turnId);
  const run = lines.slice(first, last + 1);
  return run.every((line) => line.turnId === turnId) ? run : run.filter((line) => line.turnId === turnId);
}
