import { describe, expect, it } from "vitest";

import { lineFilter } from "./filter";
import { line } from "./fixtures";

const lines = [
  line(1, 1, { kinds: ["messageEvent"] }),
  line(12, 1, { kinds: ["recommendationEvent", "chatSuggestionEvent"] }),
  line(13, 1, { kinds: [], class: "keepAlive" }),
  line(112, 1, { kinds: [], class: "notJson" }),
];

describe("lineFilter", () => {
  const cases: [text: string, raw: number[], expected: number[]][] = [
    ["message", [], [1]],
    ["SUGGESTION", [], [12]],
    ["keepalive", [], [13]],
    ["notjson", [], [112]],
    ["12", [], [12]],
    ["#12", [1], [12]],
    ["12", [1], [1, 12]],
    ["vestido", [112, 1], [1, 112]],
    ["  recommendation ", [], [12]],
    ["nothing", [], []],
  ];
  it.each(cases)("%j with raw matches %j lets through %j", (text, raw, expected) => {
    const keeps = lineFilter(text, new Set(raw));
    expect(lines.filter((held) => keeps?.(held)).map((held) => held.id)).toEqual(expected);
  });

  it("asks for nothing when nothing is typed", () => {
    expect(lineFilter("  ", new Set())).toBeNull();
  });
});
