/** The figures of one turn and how they are drawn. All times are microseconds since the request went out. */
import type { Line } from "../../ipc/generated/Line";
import type { Timing } from "../../ipc/generated/Timing";
import { type Family, lineFamilies } from "./kinds";

export type PhaseName = "connect" | "wait" | "body" | "stream";

export interface Phase {
  readonly name: PhaseName;
  readonly from: number;
  readonly to: number;
}

/** How far the drawing goes: the end, or the newest thing that is known while there is none. */
export function reach(timing: Timing, lines: readonly Line[]): number {
  const known = [timing.connectUs, timing.headUs, timing.firstByteUs, timing.firstEventUs, timing.endUs];
  return Math.max(0, lines.at(-1)?.offsetUs ?? 0, ...known.map((us) => us ?? 0));
}

/** The phases in order, without those that have not begun. A phase that is under way ends at `until`. */
export function phases(timing: Timing, until: number): Phase[] {
  const marks: [PhaseName, number | null][] = [
    ["connect", timing.connectUs],
    ["wait", timing.headUs],
    ["body", timing.firstByteUs],
    ["stream", timing.endUs],
  ];
  const found: Phase[] = [];
  let from = 0;
  for (const [name, to] of marks) {
    // No connect time means an open connection was used again; what follows then starts at zero.
    if (name === "connect" && to === null) continue;
    const end = Math.max(from, to ?? until);
    if (end > from) found.push({ name, from, to: end });
    if (to === null) break;
    from = end;
  }
  return found;
}

export interface Gap {
  readonly us: number;
  /** When the line before it came. */
  readonly from: number;
  /** The line that came after the gap. */
  readonly line: Line;
}

/** The longest silence between two lines, the first of them excluded: its wait is a phase of its own. */
export function longestGap(lines: readonly Line[]): Gap | null {
  let longest: Gap | null = null;
  for (let at = 1; at < lines.length; at += 1) {
    const before = lines[at - 1];
    const line = lines[at];
    if (before === undefined || line === undefined) continue;
    const us = line.offsetUs - before.offsetUs;
    if (longest === null || us > longest.us) longest = { us, from: before.offsetUs, line };
  }
  return longest;
}

export interface Tick {
  /** Pixels from the left. */
  readonly x: number;
  readonly family: Family;
  /** How many lines of this family stand in this place. */
  readonly count: number;
  /** From 0 to 1: how much of the greatest count of all this is. */
  readonly weight: number;
}

// What is rare is drawn last, so that an error is not buried under keep-alives.
const ORDER: readonly Family[] = [
  "quiet",
  "message",
  "suggestion",
  "recommendation",
  "interactive",
  "handover",
  "unknown",
  "error",
];

/** The families of a line, as places in `ORDER`; each kind is looked up once for all lines. */
function familyPlaces(): (line: Line) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (line) => {
    const only = line.kinds.length === 1 && line.class !== "error";
    const name = only ? (line.kinds[0] ?? "") : `${line.class} ${line.kinds.join(" ")}`;
    let places = known.get(name);
    if (places === undefined) {
      places = lineFamilies(line).map((family) => ORDER.indexOf(family));
      known.set(name, places);
    }
    return places;
  };
}

/** One tick per place and family: ten thousand lines come down to at most a few hundred ticks. */
export function ticks(lines: readonly Line[], until: number, width: number, step = 3): Tick[] {
  const slots = Math.floor(width / step) + 1;
  const counts = new Uint32Array(slots * ORDER.length);
  const placesOf = familyPlaces();
  let most = 1;
  for (const line of lines) {
    const part = until === 0 ? 0 : line.offsetUs / until;
    const slot = Math.min(slots - 1, Math.round((Math.min(1, Math.max(0, part)) * width) / step));
    for (const place of placesOf(line)) {
      const at = place * slots + slot;
      const count = (counts[at] ?? 0) + 1;
      counts[at] = count;
      if (count > most) most = count;
    }
  }
  const found: Tick[] = [];
  for (const [at, count] of counts.entries()) {
    const family = ORDER[Math.floor(at / slots)];
    if (count > 0 && family !== undefined) {
      found.push({ x: (at % slots) * step, family, count, weight: count / most });
    }
  }
  return found;
}

/** Round marks for an axis: steps of 1, 2 or 5 times a power of ten, at most `most` of them after zero. */
export function axis(until: number, most: number): number[] {
  if (until <= 0 || most < 1) return [0];
  const rough = until / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? power * 10;
  const marks: number[] = [];
  for (let at = 0; at <= until; at += step) marks.push(at);
  return marks;
}

/** One row of the waterfall: a bar from one time to another. */
export type Step =
  | { readonly type: "phase"; readonly name: PhaseName; readonly from: number; readonly to: number }
  /** A line, with the silence before it. */
  | { readonly type: "line"; readonly line: Line; readonly from: number; readonly to: number }
  /** From the last line to the end of the answer. */
  | { readonly type: "end"; readonly from: number; readonly to: number };

/** Every phase up to the first byte, every line, and the end, in the order in which they came. */
export function steps(timing: Timing, lines: readonly Line[], until: number): Step[] {
  const found: Step[] = [];
  let at = 0;
  for (const phase of phases(timing, until)) {
    if (phase.name === "stream") break;
    found.push({ type: "phase", ...phase });
    at = phase.to;
  }
  for (const line of lines) {
    // The first line comes with the first byte, which has been measured a moment earlier or later.
    const from = Math.min(at, line.offsetUs);
    found.push({ type: "line", line, from, to: line.offsetUs });
    at = line.offsetUs;
  }
  if (timing.endUs !== null) found.push({ type: "end", from: Math.min(at, timing.endUs), to: timing.endUs });
  return found;
}
