import { describe, expect, it } from "vitest";

import { invalidOffsets, rowCells, rowCount, rowOffset } from "./hex";

describe("a hex dump", () => {
  it("has sixteen bytes a row, and a last row with what is left", () => {
    expect([0, 1, 16, 17, 16 * 1024 * 1024].map(rowCount)).toEqual([0, 1, 1, 2, 1024 * 1024]);
    expect(rowOffset(1)).toBe("00000010");
    const piece = "41".repeat(16) + "ff0a7f";
    expect(rowCells(piece, 0)).toHaveLength(16);
    expect(rowCells(piece, 1)).toEqual([
      { hex: "ff", shown: "·", kind: "high" },
      { hex: "0a", shown: "·", kind: "control" },
      { hex: "7f", shown: "·", kind: "control" },
    ]);
    expect(rowCells(piece, 2)).toEqual([]);
  });
});

describe("invalidOffsets", () => {
  it("counts the bytes before each byte that is no text", () => {
    // é is two bytes, € three, 😀 four.
    const text = "é\ufffd€😀\ufffd\ufffdz";
    const found = invalidOffsets(text, [
      { at: 1, byte: 0xff },
      { at: 5, byte: 0xfe },
      { at: 6, byte: 0xfd },
    ]);
    expect([...found]).toEqual([2, 2 + 1 + 3 + 4, 2 + 1 + 3 + 4 + 1]);
  });

  it("tells a stand-in from the character itself", () => {
    expect([...invalidOffsets("\ufffd\ufffd", [{ at: 1, byte: 0xff }])]).toEqual([3]);
  });
});
