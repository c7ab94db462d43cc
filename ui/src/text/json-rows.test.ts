import { describe, expect, it } from "vitest";

import { type JsonNodes, readJson } from "./json-nodes";
import {
  type Unfolded,
  eventNode,
  openingUnfolded,
  unfoldedBelow,
  unfoldedTo,
  visibleRows,
} from "./json-rows";

function drawn(nodes: JsonNodes, unfolded: Unfolded): string[] {
  return visibleRows(nodes, unfolded).map((row) => {
    const indent = "  ".repeat(row.depth);
    if (row.type === "more") return `${indent}+${String(row.hidden)}`;
    const name = nodes.key(row.node) ?? nodes.source(row.node).slice(0, 8);
    return `${indent}${name} ${String(row.position)}/${String(row.siblings)}`;
  });
}

describe("visibleRows", () => {
  it("shows a folded container as one row", () => {
    const nodes = readJson('{"a":{"b":1},"c":2}');
    expect(drawn(nodes, new Map([[0, 2]]))).toEqual(['{"a":{"b 1/1', '  "a" 1/2', '  "c" 2/2']);
  });

  it("ends a container that is shown in part with the number of hidden children", () => {
    const nodes = readJson("[10,20,30,40]");
    expect(drawn(nodes, new Map([[0, 2]]))).toEqual(["[10,20,3 1/1", "  10 1/4", "  20 2/4", "  +2"]);
  });

  it("is empty for a text without nodes", () => {
    expect(visibleRows(readJson(""), new Map())).toEqual([]);
  });

  it("holds a hundred thousand levels at once", () => {
    const nodes = readJson("[".repeat(100_000));
    const rows = visibleRows(nodes, unfoldedBelow(nodes, new Map(), 0, 1_000_000));
    expect(rows).toHaveLength(100_000);
    expect(rows.at(-1)).toMatchObject({ depth: 99_999 });
  });
});

describe("openingUnfolded", () => {
  it("opens all of a small line", () => {
    const nodes = readJson('{"a":{"b":[1,{"c":2}]}}');
    expect(visibleRows(nodes, openingUnfolded(nodes))).toHaveLength(nodes.count);
  });

  it("opens the beginning of a long array and leaves the rest", () => {
    const nodes = readJson(`[${"[1],".repeat(500)}[1]]`);
    const rows = visibleRows(nodes, openingUnfolded(nodes));
    expect(rows.at(-1)).toMatchObject({ type: "more", hidden: 501 - 25 });
    expect(rows.length).toBeLessThan(100);
  });

  it("stops at a bounded number of rows however deep the text is", () => {
    const nodes = readJson("[".repeat(100_000));
    expect(visibleRows(nodes, openingUnfolded(nodes, 50)).length).toBeLessThanOrEqual(51);
  });
});

describe("unfoldedTo", () => {
  it("opens every container above a node and shows it", () => {
    const nodes = readJson(`{"a":[${"0,".repeat(250)}{"deep":1}]}`);
    const deep = nodes.count - 1;
    const rows = visibleRows(nodes, unfoldedTo(nodes, new Map(), deep));
    expect(rows.some((row) => row.type === "node" && row.node === deep)).toBe(true);
  });
});

describe("eventNode", () => {
  const lines: [name: string, text: string, index: number, found: string | null][] = [
    [
      "the envelope with result",
      '{"result":{"response":{"responseEvents":[{"a":1},{"b":2}]}}}',
      1,
      '{"b":2}',
    ],
    ["the envelope with response", '{"response":{"responseEvents":[{"a":1}]}}', 0, '{"a":1}'],
    ["bare and in snake case", '{"response_events":[{"a":1}]}', 0, '{"a":1}'],
    ["an index past the end", '{"responseEvents":[]}', 0, null],
    ["no envelope", '{"messageEvent":{}}', 0, null],
    ["not JSON", "<html>", 0, null],
  ];
  it.each(lines)("finds the event in %s", (_, text, index, found) => {
    const nodes = readJson(text);
    const node = eventNode(nodes, index);
    expect(node === null ? null : nodes.source(node)).toBe(found);
  });
});
