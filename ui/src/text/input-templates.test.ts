import { describe, expect, it } from "vitest";

import { InputCheck } from "./input-check";
import { layOut, templates } from "./input-templates";

describe("a template", () => {
  it.each(templates.map(({ label, json }) => [label, json]))("can be sent as it is: %s", (_, json) => {
    expect(new InputCheck(json, "error").findings).toEqual([]);
  });
});

describe("what is laid out", () => {
  it.each([
    [
      '{"a":1.10,"a":[ ],"b":[1,{"__proto__":null}],"c":{}}',
      '{\n  "a": 1.10,\n  "a": [],\n  "b": [\n    1,\n    {\n      "__proto__": null\n    }\n  ],\n  "c": {}\n}',
    ],
    ["[]", "[]"],
    [' "x" ', '"x"'],
    ['{"a":', '{"a":'],
    ['[{"a":{"b":1}},2]', '[\n  {\n    "a": {\n      "b": 1\n    }\n  },\n  2\n]'],
  ])("differs in nothing but white space: %s", (json, expected) => {
    expect(layOut(json)).toBe(expected);
  });

  it("may be as deep as it likes", () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    expect(layOut(deep).replace(/\s/g, "")).toBe(deep);
  });
});
