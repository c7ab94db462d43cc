import { describe, expect, it } from "vitest";

import { endsRightToLeft } from "./direction";

describe("the direction in which a text ends", () => {
  it.each([
    ["شكرا لك", true],
    ["תודה רבה", true],
    ["*שלום* Ana", true],
    ["Hello\nשלום", true],
    ["שלום\n123 🙂", true],
    ["שלום\nHello", false],
    ["Obrigada, שלום", false],
    ["12:30", false],
    ["", false],
  ])("%j", (text, expected) => {
    expect(endsRightToLeft(text)).toBe(expected);
  });
});
