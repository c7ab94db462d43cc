import { describe, expect, it } from "vitest";

import type { Line } from "../../ipc/generated/Line";
import type { Turn } from "../../ipc/generated/Turn";
import { line, turn } from "./fixtures";
import {
  indexOfLine,
  isHead,
  lastNotAfter,
  placeOfLine,
  rowsOf,
  sectionOfHead,
  sectionsOf,
  steppedPlace,
} from "./rows";

function drawn(turns: Turn[], lines: Line[], keeps: ((line: Line) => boolean) | null = null): string {
  const sections = sectionsOf(turns, lines);
  return rowsOf(sections, lines, keeps)
    .rows.map((row) =>
      isHead(row)
        ? `[${String(sections[sectionOfHead(row)]?.turn?.ordinal ?? "?")}]`
        : String(lines[row]?.id),
    )
    .join(" ");
}

describe("rowsOf", () => {
  const twoTurns = [turn(7, 1), turn(8, 2)];
  const fourLines = [line(1, 7), line(2, 7), line(3, 8), line(4, 8)];
  const cases: [name: string, turns: Turn[], lines: Line[], expected: string][] = [
    ["nothing", [], [], ""],
    ["lines under the heads of their turns", twoTurns, fourLines, "[1] 1 2 [2] 3 4"],
    ["a turn without lines has its head", [...twoTurns, turn(9, 3)], fourLines, "[1] 1 2 [2] 3 4 [3]"],
    [
      "a silent turn between others keeps its place",
      [turn(7, 1), turn(9, 2), turn(8, 3)],
      fourLines,
      "[1] 1 2 [2] [3] 3 4",
    ],
    ["lines of a turn that has not been told yet", [turn(7, 1)], fourLines, "[1] 1 2 [?] 3 4"],
    ["only silent turns", twoTurns, [], "[1] [2]"],
  ];
  it.each(cases)("%s", (_, turns, lines, expected) => {
    expect(drawn(turns, lines)).toBe(expected);
  });

  it("a filter leaves out the heads of turns without a match", () => {
    expect(drawn([...twoTurns, turn(9, 3)], fourLines, (held) => held.id > 2)).toBe("[2] 3 4");
  });

  it("counts the lines, not the heads", () => {
    const sections = sectionsOf(twoTurns, fourLines);
    expect(rowsOf(sections, fourLines, null).lines).toBe(4);
  });
});

describe("placeOfLine", () => {
  it("finds every line among the heads, and none that is filtered out", () => {
    const lines = [line(10, 7), line(20, 7), line(30, 8), line(40, 9)];
    const sections = sectionsOf([turn(7, 1), turn(8, 2), turn(9, 3)], lines);
    const rows = rowsOf(sections, lines, (held) => held.id !== 20);
    const places = lines.map((held) => {
      const index = indexOfLine(lines, held.id);
      return index === null ? null : placeOfLine(rows, sections, index);
    });
    expect(places).toEqual([1, null, 3, 5]);
    expect(indexOfLine(lines, 25)).toBeNull();
  });
});

describe("steppedPlace", () => {
  // [1] 0 1 [2] 2 [3]
  const lines = [line(1, 7), line(2, 7), line(3, 8)];
  const sections = sectionsOf([turn(7, 1), turn(8, 2), turn(9, 3)], lines);
  const rows = rowsOf(sections, lines, null);
  const cases: [from: number | null, by: number, expected: number | null][] = [
    [null, 1, 1],
    [null, -1, 4],
    [1, 1, 2],
    [2, 1, 4],
    [4, -1, 2],
    [4, 1, 4],
    [1, -1, 1],
    [1, 100, 4],
    [4, -100, 1],
  ];
  it.each(cases)("goes from %j by %i to %j", (from, by, expected) => {
    expect(steppedPlace(rows, from, by)).toBe(expected);
  });

  it("goes nowhere where there are only heads", () => {
    expect(steppedPlace(rowsOf(sectionsOf([turn(7, 1)], []), [], null), null, 1)).toBeNull();
  });
});

describe("lastNotAfter", () => {
  it("finds the last value that is not greater", () => {
    expect([0, 3, 4, 9, 99].map((value) => lastNotAfter([3, 5, 9], value))).toEqual([-1, 0, 0, 2, 2]);
  });
});
