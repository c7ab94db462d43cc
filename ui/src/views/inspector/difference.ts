/** The rows of a difference, one after the other or side by side. */
import type { DifferenceRow } from "../../ipc/generated/DifferenceRow";

/** A line of one side, or nothing where the other side has one more. */
export interface Cell {
  readonly number: number;
  readonly text: string;
}

export type PairedRow =
  | { readonly type: "same" | "changed"; readonly a: Cell | null; readonly b: Cell | null }
  | { readonly type: "hidden"; readonly lines: number };

/** Lines of both sides beside each other: a run of removed lines stands beside the run of added ones that follows it. */
export function paired(rows: readonly DifferenceRow[]): PairedRow[] {
  const pairs: PairedRow[] = [];
  let removed: Cell[] = [];
  let added: Cell[] = [];
  const flush = (): void => {
    const count = Math.max(removed.length, added.length);
    for (let at = 0; at < count; at += 1) {
      pairs.push({ type: "changed", a: removed[at] ?? null, b: added[at] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const row of rows) {
    if (row.type === "removed") {
      // A removed line behind an added one begins another change.
      if (added.length > 0) flush();
      removed.push({ number: row.a, text: row.text });
    } else if (row.type === "added") {
      added.push({ number: row.b, text: row.text });
    } else {
      flush();
      if (row.type === "hidden") pairs.push(row);
      else {
        pairs.push({
          type: "same",
          a: { number: row.a, text: row.text },
          b: { number: row.b, text: row.text },
        });
      }
    }
  }
  flush();
  return pairs;
}

/** How many lines differ on each side. */
export function counted(rows: readonly DifferenceRow[]): { removed: number; added: number } {
  let removed = 0;
  let added = 0;
  for (const row of rows) {
    if (row.type === "removed") removed += 1;
    if (row.type === "added") added += 1;
  }
  return { removed, added };
}
