import { describe, expect, it } from "vitest";

import { heldParts, utf8Bytes } from "./json-held";

const held = (text: string): string[] => heldParts(text, 10, 4).map(({ from, to }) => text.slice(from, to));

describe("heldParts", () => {
  it("keeps the beginning and the closing quote of a long string", () => {
    expect(held('{"a":"0123456789abc","b":"short"}')).toEqual(["456789abc"]);
  });

  it("sees the end of a string behind escaped quotes and backslashes", () => {
    expect(held(String.raw`["0123456789\"ab\\","x","0123456789ab"]`)).toEqual([
      String.raw`456789\"ab\\`,
      "456789ab",
    ]);
  });

  it("tears neither an escape nor a pair of units apart", () => {
    expect(held(String.raw`"012\u00e9456789"`)[0]?.startsWith(String.raw`\u00e9`)).toBe(true);
    expect(held('"012😀56789abc"')[0]?.startsWith("😀")).toBe(true);
  });

  it("holds a string that never ends, and takes a moment for five megabytes", () => {
    expect(held('"0123456789ab')).toEqual(["456789ab"]);
    const parts = heldParts(`{"text":"${"x".repeat(5_000_000)}"}`);
    expect(parts).toHaveLength(1);
    expect((parts[0]?.to ?? 0) - (parts[0]?.from ?? 0)).toBe(5_000_000 - 400);
  });
});

it("bytes are counted as UTF-8 has them", () => {
  const text = "aé€😀\ud800";
  expect(utf8Bytes(text, 0, 5)).toBe(new TextEncoder().encode("aé€😀").length);
  expect(utf8Bytes(text, 1, 2)).toBe(2);
});
