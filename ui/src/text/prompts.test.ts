import { describe, expect, it } from "vitest";

import { longestPrompt, moved, promptsIn } from "./prompts";

describe("pasted prompts", () => {
  it.each([
    ["oi", ["oi"]],
    ["oi\ntem vestido azul?\r\n\r\nqual o frete?\r", ["oi", "tem vestido azul?", "qual o frete?"]],
    ["1. oi\n2) tudo bem?\n10. tchau", ["oi", "tudo bem?", "tchau"]],
    ["- oi\n• tudo bem?\n  * tchau", ["oi", "tudo bem?", "tchau"]],
    // A number that is no list, and a dash inside the words, stay.
    ["100 reais\n-10% hoje?\n3.5 mm", ["100 reais", "-10% hoje?", "3.5 mm"]],
    ["\n \n", []],
    ["", []],
  ])("%j is %j", (pasted, expected) => {
    expect(promptsIn(pasted)).toEqual(expected);
  });

  it("are cut where no customer could write on", () => {
    expect(promptsIn("a".repeat(longestPrompt + 1))[0]?.length).toBe(longestPrompt);
  });
});

it.each([
  [0, 2, "bca"],
  [2, 0, "cab"],
  [1, 1, "abc"],
  [0, 9, "bca"],
  [2, -1, "cab"],
  [7, 0, "abc"],
])("moving %i to %i gives %s", (from, to, expected) => {
  expect(moved([..."abc"], from, to).join("")).toBe(expected);
});
