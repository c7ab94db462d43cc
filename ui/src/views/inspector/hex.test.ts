import { describe, expect, it } from "vitest";

import { invalidOffsets, rowCells, rowCount, rowOffset } from "./hex";

describe("a hex dump", () => {
  it("has as many bytes a row as there is room for, and a last row with what is left", () => {
    expect([0, 1, 16, 17, 16 * 1024 * 1024].map((bytes) => rowCount(bytes, 16))).toEqual([
      0,
      1,
      1,
      2,
      1024 * 1024,
    ]);
    expect(rowCount(17, 8)).toBe(3);
    expect([rowOffset(1, 16), rowOffset(3, 8)]).toEqual(["00000010", "00000018"]);
    const piece = "41".repeat(16) + "ff0a7f";
    expect(rowCells(piece, 0, 16)).toHaveLength(16);
    const last = [
      { hex: "ff", shown: "·", kind: "high" },
      { hex: "0a", shown: "·", kind: "control" },
      { hex: "7f", shown: "·", kind: "control" },
    ];
    expect(rowCells(piece, 1, 16)).toEqual(last);
    expect(rowCells(piece, 2, 8)).toEqual(last);
    expect(rowCells(piece, 2, 16)).toEqual([]);
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
