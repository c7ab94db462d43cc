import { describe, expect, it } from "vitest";

import { firstPart, preview, textPieces } from "./json-part";

describe("firstPart", () => {
  const cases: [text: string, limit: number, expected: string][] = [
    ["abc", 3, "abc"],
    ["abcd", 3, "abc"],
    ["a😀b", 2, "a"],
    ["a😀b", 3, "a😀"],
    ["", 5, ""],
  ];
  it.each(cases)("cuts %j to %i units as %j", (text, limit, expected) => {
    expect(firstPart(text, limit)).toBe(expected);
  });
});

describe("preview", () => {
  it("draws white space together", () => {
    const text = '{\n  "a": 1\n}';
    expect(preview(text, 0, text.length)).toBe('{ "a": 1 }');
  });

  it("ends a long source with an ellipsis", () => {
    const text = `[${"1,".repeat(500)}1]`;
    expect(preview(text, 0, text.length, 10)).toBe("[1,1,1,1,1…");
  });
});

describe("textPieces", () => {
  it("cuts a text into pieces that are the text again, and no character in two", () => {
    const text = "ab😀cd😀😀e";
    const places = textPieces(text, 3);
    const pieces = places.map((from, at) => text.slice(from, places[at + 1]));
    expect(pieces.join("")).toBe(text);
    expect(pieces).toEqual(["ab", "😀c", "d😀", "😀e"]);
    expect(textPieces("")).toEqual([]);
  });
});
