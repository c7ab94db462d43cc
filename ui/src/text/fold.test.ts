import { describe, expect, it } from "vitest";

import { countIn, fold, foldWithPlaces, spansOf } from "./fold";

describe("folded text", () => {
  it.each([
    ["Açaí com GRANOLA", "acai com granola"],
    ["São Paulo", "sao paulo"],
    ["cafe\u0301", "cafe"],
    ["Ñandú", "nandu"],
    ["İstanbul", "istanbul"],
    ["ΆΛΦΑ", "αλφα"],
    ["हिन्दी", "हिन्दी"],
    ["👩‍👩‍👧 vestido", "👩‍👩‍👧 vestido"],
    ["", ""],
  ])("of %s is %s", (text, folded) => {
    expect(fold(text)).toBe(folded);
    expect(foldWithPlaces(text).text).toBe(folded);
  });

  it.each([
    ["Tem açaí? Açaí, sim.", "acai", ["açaí", "Açaí"]],
    ["cafe\u0301s", "cafe", ["cafe\u0301"]],
    ["👋🏽 Olá, olá", "ola", ["Olá", "olá"]],
    ["aaaa", "aa", ["aa", "aa"]],
    ["İ", "i", ["İ"]],
    ["nada", "tudo", []],
    ["nada", "", []],
  ])("is found in %s for %s as it is written there", (text, needle, found) => {
    const folded = foldWithPlaces(text);
    expect(spansOf(folded, needle).map(({ start, end }) => text.slice(start, end))).toEqual(found);
    expect(countIn(folded.text, needle)).toBe(found.length);
  });
});
