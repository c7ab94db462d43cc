/** Two conversations turn by turn: what stands beside what, and what one side says and the other does not. */
import type { Branch } from "../ipc/generated/Branch";
import type { Event } from "../ipc/generated/Event";
import type { Line } from "../ipc/generated/Line";
import type { SentEvent } from "../ipc/generated/SentEvent";
import type { Turn } from "../ipc/generated/Turn";
import { isContext, wordsOf } from "./sent-event";

export interface BesideRow {
  key: string;
  origin: Turn | null;
  branch: Turn | null;
}

export interface Rows {
  /** What both have behind them: the branch was told of it. */
  shared: Turn[];
  rows: BesideRow[];
}

/** Turns without those that were tried again, which were said once. */
export function saidOnce(turns: readonly Turn[]): Turn[] {
  const repeated = new Set(turns.map((turn) => turn.retryOf));
  return turns.filter((turn) => !repeated.has(turn.id));
}

export function besideRows(origin: readonly Turn[], branch: readonly Turn[], left: Branch | null): Rows {
  const [before, after] = [saidOnce(origin), saidOnce(branch)];
  const told = left?.kind === "context" ? before.filter(({ ordinal }) => ordinal <= left.after) : [];
  const theirs = before.slice(told.length);
  const rows: BesideRow[] = [];
  for (let index = 0; index < Math.max(theirs.length, after.length); index += 1) {
    const pair = { origin: theirs[index] ?? null, branch: after[index] ?? null };
    rows.push({ key: `${pair.origin?.id ?? "-"} ${pair.branch?.id ?? "-"}`, ...pair });
  }
  return { shared: told, rows };
}

/** What the customer did in a turn, without what went along as context. */
export function ownEvents(turn: Turn): SentEvent[] {
  return turn.sent.filter((_, index) => !isContext(turn.sent, index));
}

/** What an event says; when it was made says nothing. */
export function sayingOf({ kind, body }: Event): string {
  return JSON.stringify([kind, body], (key, value: unknown) => (key === "createdAt" ? null : value));
}

export function sayingsOf(lines: readonly Line[]): Set<string> {
  return new Set(lines.flatMap(({ events }) => events.map(sayingOf)));
}

export type Verdict = "same" | "different" | "otherWords" | "only" | "coming";

function isOver(turn: Turn): boolean {
  return turn.state !== "waiting" && turn.state !== "streaming";
}

function asked(turn: Turn): string {
  return ownEvents(turn).map(wordsOf).join("\n").trim();
}

export function verdictOf(
  { origin, branch }: BesideRow,
  theirs: ReadonlySet<string>,
  ours: ReadonlySet<string>,
): Verdict {
  if (origin === null || branch === null) return "only";
  if (!isOver(origin) || !isOver(branch)) return "coming";
  if (asked(origin) !== asked(branch)) return "otherWords";
  const same = theirs.size === ours.size && [...theirs].every((saying) => ours.has(saying));
  return same && origin.state === branch.state ? "same" : "different";
}
