import { describe, expect, it } from "vitest";

import type { DifferenceRow } from "../../ipc/generated/DifferenceRow";
import { counted, paired } from "./difference";

const rows: DifferenceRow[] = [
  { type: "hidden", lines: 7 },
  { type: "same", a: 8, b: 8, text: "{" },
  { type: "removed", a: 9, text: "old" },
  { type: "removed", a: 10, text: "older" },
  { type: "added", b: 9, text: "new" },
  { type: "same", a: 11, b: 10, text: "}" },
  { type: "added", b: 11, text: "more" },
];

describe("a difference side by side", () => {
  it("puts what was removed beside what was added in its place", () => {
    expect(paired(rows)).toEqual([
      { type: "hidden", lines: 7 },
      { type: "same", a: { number: 8, text: "{" }, b: { number: 8, text: "{" } },
      { type: "changed", a: { number: 9, text: "old" }, b: { number: 9, text: "new" } },
      { type: "changed", a: { number: 10, text: "older" }, b: null },
      { type: "same", a: { number: 11, text: "}" }, b: { number: 10, text: "}" } },
      { type: "changed", a: null, b: { number: 11, text: "more" } },
    ]);
  });

  it("keeps every line of both sides once", () => {
    const pairs = paired(rows);
    const texts = (side: "a" | "b"): string[] =>
      pairs
        .flatMap((pair) => (pair.type === "hidden" ? [] : [pair[side]?.text ?? ""]))
        .filter((text) => text !== "");
    expect(texts("a")).toEqual(["{", "old", "older", "}"]);
    expect(texts("b")).toEqual(["{", "new", "}", "more"]);
  });
});

it("counts the lines that differ", () => {
  expect(counted(rows)).toEqual({ removed: 2, added: 2 });
});
