import { describe, expect, it } from "vitest";

import { findNodes, placeFrom } from "./json-find";
import { readJson } from "./json-nodes";

const text = String.raw`{"title":"Vestido AZUL","price":59.90,"note":"Ol\u00e1","list":[{"azul":null}]}`;

describe("findNodes", () => {
  const nodes = readJson(text);
  const sources = (wanted: string): string[] => findNodes(nodes, wanted).map((node) => nodes.source(node));

  it("looks into keys and plain values, whatever their case", () => {
    expect(sources("azul")).toEqual(['"Vestido AZUL"', "null"]);
    expect(sources("59.90")).toEqual(["59.90"]);
    expect(sources("PRICE")).toEqual(["59.90"]);
  });

  it("finds a value by what it says and by what is written", () => {
    expect(sources("olá")).toEqual([String.raw`"Ol\u00e1"`]);
    expect(sources("u00e1")).toEqual([String.raw`"Ol\u00e1"`]);
  });

  it("does not find a container by what is in it, nor anything by nothing", () => {
    expect(sources("[{")).toEqual([]);
    expect(sources("")).toEqual([]);
  });
});

it("the place to go on from is the first that is not before", () => {
  expect(placeFrom([2, 5, 9], 5)).toBe(1);
  expect(placeFrom([2, 5, 9], 6)).toBe(2);
  expect(placeFrom([2, 5, 9], 10)).toBe(0);
});
