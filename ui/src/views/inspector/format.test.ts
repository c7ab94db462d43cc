import { describe, expect, it } from "vitest";

import * as format from "./format";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("figures", () => {
  const offsets: [us: number, locale: string, expected: string][] = [
    [0, "en", "+0 ms"],
    [400, "en", "+0.4 ms"],
    [9_940, "en", "+9.9 ms"],
    [9_960, "en", "+10 ms"],
    [412_000, "en", "+412 ms"],
    [31_200_000, "en", "+31,200 ms"],
    [31_200_000, "pt-BR", "+31.200 ms"],
  ];
  it.each(offsets)("an offset of %i µs in %s is %s", (us, locale, expected) => {
    expect(plain(format.offset(us, locale))).toBe(expected);
  });

  const gaps: [us: number, expected: string][] = [
    [1_500, "1.5 ms"],
    [999_400, "999 ms"],
    [999_600, "1.0 s"],
    [15_001_000, "15.0 s"],
    [120_000_000, "120 s"],
  ];
  it.each(gaps)("a gap of %i µs is %s", (us, expected) => {
    expect(plain(format.gap(us, "en"))).toBe(expected);
  });

  const sizes: [bytes: number, expected: string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [2_449, "2.4 kB"],
    [9_960, "10 kB"],
    [999_700, "1.0 MB"],
    [16_777_216, "17 MB"],
  ];
  it.each(sizes)("%i bytes are %s", (bytes, expected) => {
    expect(plain(format.bytes(bytes, "en"))).toBe(expected);
  });
});
