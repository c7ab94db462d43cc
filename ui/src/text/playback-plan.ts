/** When what of a recording happens, from its beginning: the timing is its own, but for pauses that nobody waits out. */
import type { Line } from "../ipc/generated/Line";
import type { Turn } from "../ipc/generated/Turn";

/** Between two messages a customer reads, thinks and writes; so long at most, and so long at least. */
const longestPauseUs = 3_000_000;
const shortestPauseUs = 500_000;

/** Something that happens. Times are microseconds since the beginning of the recording. */
export type Step = { at: number; turn: Turn } & (
  { type: "sent" } | { type: "line"; line: Line } | { type: "end" }
);

/** The steps in order. Turns that have not ended are no part of a recording. */
export function planOf(turns: readonly Turn[], lines: readonly Line[]): Step[] {
  const byTurn = new Map<number, Line[]>();
  for (const line of lines) {
    const own = byTurn.get(line.turnId);
    if (own === undefined) byTurn.set(line.turnId, [line]);
    else own.push(line);
  }
  const steps: Step[] = [];
  let at = 0;
  let before: { sentAt: number; lastedUs: number } | null = null;
  for (const turn of turns) {
    if (before !== null) {
      const pause = (turn.sentAt - before.sentAt) * 1_000 - before.lastedUs;
      at += Math.min(longestPauseUs, Math.max(shortestPauseUs, pause));
    }
    const sentAt = at;
    steps.push({ at, turn, type: "sent" });
    for (const line of byTurn.get(turn.id) ?? []) {
      // Lines stay in order whatever their offsets say.
      at = Math.max(at, sentAt + line.offsetUs);
      steps.push({ at, turn, type: "line", line });
    }
    at = Math.max(at, sentAt + (turn.timing.endUs ?? 0));
    steps.push({ at, turn, type: "end" });
    before = { sentAt: turn.sentAt, lastedUs: at - sentAt };
  }
  return steps;
}

/** A turn as it stood when so many of its lines had come. */
export function turnUntil(turn: Turn, lines: number, bytes: number): Turn {
  const { connectUs, headUs, firstByteUs, firstEventUs } = turn.timing;
  const begun = lines > 0;
  return {
    ...turn,
    state: begun ? "streaming" : "waiting",
    error: null,
    lines,
    bytes,
    timing: begun
      ? { connectUs, headUs, firstByteUs, firstEventUs, endUs: null }
      : { connectUs: null, headUs: null, firstByteUs: null, firstEventUs: null, endUs: null },
  };
}
