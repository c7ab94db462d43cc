import { describe, expect, it } from "vitest";

import { readJson } from "./json-nodes";
import { jqPath, jsonPath, nodesAt } from "./json-path";

const text = String.raw`{"result":{"response":{"responseEvents":[{"a":1},{"odd key":{"it's \"x\"":[true]},"\u00e9":2}]}}}`;
const nodes = readJson(text);

function nodeOf(source: string): number {
  for (let node = 0; node < nodes.count; node += 1) if (nodes.source(node) === source) return node;
  throw new Error(source);
}

describe("the path of a node", () => {
  const table: [source: string, jq: string, json: string][] = [
    [text, ".", "$"],
    ["1", ".result.response.responseEvents[0].a", "$.result.response.responseEvents[0].a"],
    [
      "true",
      String.raw`.result.response.responseEvents[1]["odd key"]["it's \"x\""][0]`,
      String.raw`$.result.response.responseEvents[1]['odd key']['it\'s "x"'][0]`,
    ],
    ["2", '.result.response.responseEvents[1]["é"]', "$.result.response.responseEvents[1]['é']"],
  ];
  it.each(table)("of %s is an expression that finds it again", (source, jq, json) => {
    expect(jqPath(nodes, nodeOf(source))).toBe(jq);
    expect(jsonPath(nodes, nodeOf(source))).toBe(json);
  });

  it("of an element at the top needs its dot for jq", () => {
    expect(jqPath(readJson("[[7]]"), 2)).toBe(".[0][0]");
    expect(jsonPath(readJson("[[7]]"), 2)).toBe("$[0][0]");
  });
});

describe("nodesAt", () => {
  const lists = readJson('{"e":{"products":[{"stock":1,"x":{"y":2}},{"stock":3},4],"odd key":5},"stock":6}');
  const sources = (...paths: string[]): string[] =>
    nodesAt(lists, 0, new Set(paths))
      .map((node) => lists.source(node))
      .sort();

  it("finds a field in every element of a list, and nowhere else", () => {
    expect(sources(".e.products[].stock")).toEqual(["1", "3"]);
    expect(sources(".stock", ".e.products[].x.y")).toEqual(["2", "6"]);
    expect(sources('.e["odd key"]')).toEqual(["5"]);
    expect(sources(".e.products[]")).toEqual(["4", '{"stock":1,"x":{"y":2}}', '{"stock":3}']);
  });

  it("finds nothing where there is nothing", () => {
    expect(sources()).toEqual([]);
    expect(sources(".nothing", ".e.products.stock")).toEqual([]);
  });
});
