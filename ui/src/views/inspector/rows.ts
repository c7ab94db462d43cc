/**
 * The rows of the event list. With a hundred thousand lines they are rebuilt at every batch, so a row is one number:
 * from 0 up it is an index into the lines, below 0 it is the head of a section (`headOf`).
 */
import type { Line } from "../../ipc/generated/Line";
import type { Turn } from "../../ipc/generated/Turn";

/** A run of lines of one turn. `turn` is null for lines whose turn has not been told yet. */
export interface Section {
  readonly turnId: number;
  readonly turn: Turn | null;
  readonly first: number;
  readonly count: number;
}

export const headRow = (section: number): number => -section - 1;
export const isHead = (row: number): boolean => row < 0;
export const sectionOfHead = (row: number): number => -row - 1;

function runs(turns: readonly Turn[], lines: readonly Line[]): Section[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const found: Section[] = [];
  let first = 0;
  while (first < lines.length) {
    const turnId = lines[first]?.turnId ?? 0;
    let end = first + 1;
    while (end < lines.length && lines[end]?.turnId === turnId) end += 1;
    found.push({ turnId, turn: byId.get(turnId) ?? null, first, count: end - first });
    first = end;
  }
  return found;
}

/** Every run of lines, and every turn that has none yet, in the order of the conversation. */
export function sectionsOf(turns: readonly Turn[], lines: readonly Line[]): Section[] {
  const withLines = runs(turns, lines);
  const told = new Set(withLines.map((section) => section.turnId));
  const silent = turns.filter((turn) => !told.has(turn.id));
  const all: Section[] = [];
  let next = 0;
  const addSilentBefore = (ordinal: number, first: number): void => {
    for (let turn = silent[next]; turn !== undefined && turn.ordinal < ordinal; turn = silent[next]) {
      all.push({ turnId: turn.id, turn, first, count: 0 });
      next += 1;
    }
  };
  for (const section of withLines) {
    if (section.turn !== null) addSilentBefore(section.turn.ordinal, section.first);
    all.push(section);
  }
  addSilentBefore(Number.POSITIVE_INFINITY, lines.length);
  return all;
}

export interface Rows {
  readonly rows: readonly number[];
  /** Places in `rows` of the heads, ascending. */
  readonly heads: readonly number[];
  /** How many lines are among the rows. */
  readonly lines: number;
}

/** All rows, or those of the lines that `keeps` lets through; a head without lines goes too when there is a filter. */
export function rowsOf(
  sections: readonly Section[],
  lines: readonly Line[],
  keeps: ((line: Line) => boolean) | null,
): Rows {
  const rows: number[] = [];
  const heads: number[] = [];
  for (const [index, section] of sections.entries()) {
    const head = rows.length;
    rows.push(headRow(index));
    for (let at = section.first; at < section.first + section.count; at += 1) {
      const line = lines[at];
      if (keeps === null || (line !== undefined && keeps(line))) rows.push(at);
    }
    if (keeps !== null && rows.length === head + 1) rows.pop();
    else heads.push(head);
  }
  return { rows, heads, lines: rows.length - heads.length };
}

/** The last value that is not greater, in an ascending list; -1 where all are. */
export function lastNotAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The place in `rows` of a line, by its place in the lines: rows of lines ascend, so halving finds it. */
export function placeOfLine(rows: Rows, sections: readonly Section[], line: number): number | null {
  // A head stands before its section's lines, so it compares as just below the first of them.
  const value = (row: number): number =>
    isHead(row) ? (sections[sectionOfHead(row)]?.first ?? 0) - 0.5 : row;
  let low = 0;
  let high = rows.rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(rows.rows[middle] ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return rows.rows[low] === line ? low : null;
}

/** The place of a line by its id: ids ascend in wire order. */
export function indexOfLine(lines: readonly Line[], id: number): number | null {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return lines[low]?.id === id ? low : null;
}

/** From one row of a line to another, over the heads: `by` rows up or down, stopping at the ends. */
export function steppedPlace(rows: Rows, from: number | null, by: number): number | null {
  if (rows.lines === 0) return null;
  const last = rows.rows.length - 1;
  let place = from === null ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, from + by));
  const way = by > 0 ? 1 : -1;
  while (place >= 0 && place <= last && isHead(rows.rows[place] ?? 0)) place += way;
  if (place >= 0 && place <= last) return place;
  // Only heads lay that way: the nearest line on the other side is the end of the list.
  place = Math.min(last, Math.max(0, place));
  while (place >= 0 && place <= last && isHead(rows.rows[place] ?? 0)) place -= way;
  return place >= 0 && place <= last ? place : null;
}
