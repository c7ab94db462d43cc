import { describe, expect, it } from "vitest";

import { line } from "./fixtures";
import { type Family, kindCounts, kindFamily, kindLabel, lineFamilies, rowKind } from "./kinds";

describe("kinds", () => {
  const families: [kind: string, family: Family, isNamed: boolean][] = [
    ["messageEvent", "message", true],
    ["message_event", "message", true],
    ["onelivDoctorHandoverEvent", "handover", true],
    ["somebodyElsesHandoverEvent", "handover", false],
    ["carouselEvent", "unknown", false],
    ["__proto__", "unknown", false],
    ["constructor", "unknown", false],
  ];
  it.each(families)("%s is of the family %s", (kind, family, isNamed) => {
    expect(kindFamily(kind)).toBe(family);
    expect(kindLabel(kind) !== null).toBe(isNamed);
  });

  it("a row is called by its first event, or else by its class", () => {
    expect(rowKind(line(1, 1, { kinds: ["recommendationEvent", "messageEvent"] }))).toBe(
      "recommendationEvent",
    );
    expect(rowKind(line(1, 1, { kinds: [], class: "tooLong" }))).toBe("tooLong");
  });

  it("counts equal kinds in the order in which they first come", () => {
    expect(kindCounts(["b", "a", "b"])).toEqual([
      { kind: "b", count: 2 },
      { kind: "a", count: 1 },
    ]);
  });

  it("a line in error is marked as one, whatever else it holds", () => {
    expect(lineFamilies(line(1, 1, { class: "error", kinds: ["messageEvent"] }))).toEqual(["error"]);
    expect(lineFamilies(line(1, 1, { class: "notJson", kinds: [] }))).toEqual(["error"]);
    expect(lineFamilies(line(1, 1, { class: "keepAlive", kinds: [] }))).toEqual(["quiet"]);
  });
});
