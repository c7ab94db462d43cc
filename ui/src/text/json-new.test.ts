import { describe, expect, it } from "vitest";

import { keySpans, newNodes } from "./json-new";
import { readJson } from "./json-nodes";

const text = `{
  "responseEvents": [
    {"messageEvent": {"text": "tone", "tone" : "warm"}},
    {"recommendationEvent": {"products": [{"stock": 3}, {"stock": "stock"}]}}
  ]
}`;

function keysOf(source: string, fields: { index: number; path: string }[]): string[] {
  const nodes = readJson(source);
  return keySpans(nodes, newNodes(nodes, fields)).map(({ from, to }) => `${from}:${source.slice(from, to)}`);
}

describe("the keys of new fields", () => {
  it("are found in every element of a list, in the order of the text, and not where their words are values", () => {
    const fields = [
      { index: 1, path: ".recommendationEvent.products[].stock" },
      { index: 0, path: ".messageEvent.tone" },
    ];
    expect(keysOf(text, fields)).toEqual([
      `${text.indexOf('"tone" :')}:"tone"`,
      `${text.indexOf('"stock": 3')}:"stock"`,
      `${text.indexOf('"stock": "')}:"stock"`,
    ]);
  });

  it("are those of the line itself where it is a bare event", () => {
    expect(keysOf('{"messageEvent":{"tone":1}}', [{ index: 0, path: ".messageEvent.tone" }])).toEqual([
      '17:"tone"',
    ]);
  });

  it("are none where the path leads nowhere", () => {
    expect(keysOf(text, [{ index: 7, path: ".messageEvent.tone" }])).toEqual([]);
  });
});
