/** Two conversations turn by turn: what stands beside what, and what one side says and the other does not. */
import type { Event } from "../ipc/generated/Event";
import type { Line } from "../ipc/generated/Line";
import type { SentEvent } from "../ipc/generated/SentEvent";
import type { Turn } from "../ipc/generated/Turn";
import { isContext, wordsOf } from "./sent-event";

export interface BesideRow {
  key: string;
  left: Turn | null;
  right: Turn | null;
}

export interface Rows {
  /** What both have behind them: the one was told of it, or both were. */
  shared: Turn[];
  rows: BesideRow[];
}

/** Turns without those that were tried again, which were said once. */
export function saidOnce(turns: readonly Turn[]): Turn[] {
  const repeated = new Set(turns.map((turn) => turn.retryOf));
  return turns.filter((turn) => !repeated.has(turn.id));
}

/** Of two that have these behind them: what begins both is shared. */
export function besideRows(left: readonly Turn[], right: readonly Turn[]): Rows {
  const parted = left.findIndex(({ id }, index) => right[index]?.id !== id);
  const shared = left.slice(0, parted === -1 ? left.length : parted);
  const [theirs, ours] = [left.slice(shared.length), right.slice(shared.length)];
  const rows: BesideRow[] = [];
  for (let index = 0; index < Math.max(theirs.length, ours.length); index += 1) {
    const pair = { left: theirs[index] ?? null, right: ours[index] ?? null };
    rows.push({ key: `${pair.left?.id ?? "-"} ${pair.right?.id ?? "-"}`, ...pair });
  }
  return { shared, rows };
}

/** What the customer did in a turn, without what went along as context. */
export function ownEvents(turn: Turn): SentEvent[] {
  return turn.sent.filter((_, index) => !isContext(turn.sent, index));
}

/**
 * What an event says; when it was made says nothing, and neither does from which machine its pictures and links come: two
 * agents that say and show the same do so under addresses of their own.
 */
export function sayingOf({ kind, body }: Event): string {
  return JSON.stringify([kind, body], (key, value: unknown) => {
    if (key === "createdAt") return null;
    return typeof value === "string" && /url$|^link$/i.test(key) ? withoutHost(value) : value;
  });
}

function withoutHost(address: string): string {
  return address.replace(/^https?:\/\/[^/?#]*/i, "");
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
  { left, right }: BesideRow,
  theirs: ReadonlySet<string>,
  ours: ReadonlySet<string>,
): Verdict {
  if (left === null || right === null) return "only";
  if (!isOver(left) || !isOver(right)) return "coming";
  if (asked(left) !== asked(right)) return "otherWords";
  const same = theirs.size === ours.size && [...theirs].every((saying) => ours.has(saying));
  return same && left.state === right.state ? "same" : "different";
}
