import { describe, expect, it } from "vitest";

import { type JsonNodes, type StopReason, readJson } from "./json-nodes";

/** The nodes as an indented list of slices, which is what a person would see with everything unfolded. */
function drawn(nodes: JsonNodes): string[] {
  const depth = (node: number): number => {
    const parent = nodes.parent(node);
    return parent === null ? 0 : depth(parent) + 1;
  };
  return Array.from({ length: nodes.count }, (_, node) => {
    const key = nodes.key(node);
    const value = nodes.isContainer(node)
      ? `${nodes.kind(node)} ${nodes.childCount(node)}`
      : nodes.source(node);
    return "  ".repeat(depth(node)) + (key === null ? "" : `${key}: `) + value;
  });
}

function check(text: string, expected: string[]): void {
  const nodes = readJson(text);
  expect(nodes.stop).toBeNull();
  expect(drawn(nodes)).toEqual(expected);
}

describe("readJson", () => {
  const whole: [name: string, text: string, expected: string[]][] = [
    ["a number keeps its zeros", "1.10", ["1.10"]],
    [
      "a huge number stays exact",
      "[123456789012345678901234567890]",
      ["array 1", "  123456789012345678901234567890"],
    ],
    ["an exponent stays as written", "[1E+05,-0,-0.0e-7]", ["array 3", "  1E+05", "  -0", "  -0.0e-7"]],
    ["equal keys are two nodes", '{"a":1,"a":2}', ["object 2", '  "a": 1', '  "a": 2']],
    [
      "__proto__ is a key like another",
      '{"__proto__":{"x":1}}',
      ["object 1", '  "__proto__": object 1', '    "x": 1'],
    ],
    ["an escaped key keeps its escapes", '{"\\u0061":true}', ["object 1", '  "\\u0061": true']],
    ["half a surrogate pair is let through", '["\\ud83d"]', ["array 1", '  "\\ud83d"']],
    ["a character outside the first plane", '["😀"]', ["array 1", '  "😀"']],
    ["line separators may stand in a string", '["a\u2028b\u2029"]', ["array 1", '  "a\u2028b\u2029"']],
    [
      "white space around everything",
      ' \t{ "a" : [ 1 , 2 ] } \r\n',
      ["object 1", '  "a": array 2', "    1", "    2"],
    ],
    ["empty containers", '[{},[],""]', ["array 3", "  object 0", "  array 0", '  ""']],
    ["literals", "[true,false,null]", ["array 3", "  true", "  false", "  null"]],
    ["escaped quotes and backslashes", '["\\"\\\\",1]', ["array 2", '  "\\"\\\\"', "  1"]],
    [
      "siblings after nested containers",
      '[[1],{"a":[2]},3]',
      ["array 3", "  array 1", "    1", "  object 1", '    "a": array 1', "      2", "  3"],
    ],
  ];
  it.each(whole)("%s", (_, text, expected) => {
    check(text, expected);
  });

  const broken: [text: string, reason: StopReason, at: number, expected: string[]][] = [
    ["", "empty", 0, []],
    ["  ", "empty", 2, []],
    ["<html>", "character", 0, []],
    ["\ufeff{}", "character", 0, []],
    ['{"a":1', "end", 6, ["object 1", '  "a": 1']],
    ['{"a":"tex', "end", 9, ["object 1", '  "a": "tex']],
    ['{"a"', "end", 4, ["object 0"]],
    ['{"a" 1}', "colon", 5, ["object 0"]],
    ["{a:1}", "key", 1, ["object 0"]],
    ["[1 2]", "separator", 3, ["array 1", "  1"]],
    ["[1,]", "character", 3, ["array 1", "  1"]],
    ["[01]", "number", 1, ["array 0"]],
    ["[1.]", "number", 3, ["array 1", "  1."]],
    ["[-]", "number", 2, ["array 1", "  -"]],
    ["[NaN]", "character", 1, ["array 0"]],
    ["[nul]", "literal", 1, ["array 0"]],
    ["[tru", "end", 4, ["array 1", "  tru"]],
    ['["\\x"]', "escape", 2, ["array 1", '  "']],
    ['["\\u12g4"]', "escape", 2, ["array 1", '  "']],
    ['["a\u0001"]', "control", 3, ["array 1", '  "a']],
    ["{}{}", "trailing", 2, ["object 0"]],
    ["[}", "character", 1, ["array 0"]],
  ];
  it.each(broken)(
    "stops in %j because of %s at %i and keeps what came before",
    (text, reason, at, expected) => {
      const nodes = readJson(text);
      expect(nodes.stop).toEqual({ at, reason });
      expect(drawn(nodes)).toEqual(expected);
    },
  );

  it("reads a hundred thousand open brackets without recursion", () => {
    const nodes = readJson("[".repeat(100_000));
    expect(nodes.count).toBe(100_000);
    expect(nodes.stop).toEqual({ at: 100_000, reason: "end" });
    expect(nodes.end(0)).toBe(100_000);
    expect(nodes.after(0)).toBe(100_000);
  });

  it("reads a number of a million digits", () => {
    const digits = "7".repeat(1_000_000);
    expect(readJson(digits).source(0)).toHaveLength(1_000_000);
  });

  it("every node is the slice that JSON.parse would read", () => {
    const value = { a: [1, "zwei", { b: null }], c: true, d: [[], {}] };
    const nodes = readJson(JSON.stringify(value, null, 2));
    const child = nodes.children(0, 10).map((node) => JSON.parse(nodes.source(node)) as unknown);
    expect(child).toEqual([value.a, value.c, value.d]);
  });

  it("gives only as many children as asked", () => {
    const nodes = readJson("[[1,2],[3],4,5]");
    expect(nodes.children(0, 2).map((node) => nodes.source(node))).toEqual(["[1,2]", "[3]"]);
    expect(nodes.children(0, 99).map((node) => nodes.source(node))).toEqual(["[1,2]", "[3]", "4", "5"]);
  });

  it("stops at the number of nodes that it was given, with the containers around them closed", () => {
    const nodes = readJson("[1,[2,3],4]", 3);
    expect(nodes.count).toBe(3);
    expect(nodes.stop).toEqual({ at: 4, reason: "limit" });
    expect(nodes.source(0)).toBe("[1,[");
    expect(readJson("[1,[2,3],4]", 6).stop).toBeNull();
  });
});
