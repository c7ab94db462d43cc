import { describe, expect, it } from "vitest";

import { merchantColours } from "./merchant-colours";
import { barOf, contrast, mixed, readableOn } from "./tint";

const colours = [...merchantColours, "#ffd400", "#ffffff", "#000000", "#808080", "#00ff00"];

it("contrast is that of WCAG", () => {
  expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

describe.each(colours)("%s", (colour) => {
  it.each(["#ffffff", "#f4efe6", "#1c1916"])(
    "can be read on %s, unchanged where it can already",
    (ground) => {
      const ink = readableOn(colour, ground);
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
      if (contrast(colour, ground) >= 4.5) expect(ink).toBe(colour);
    },
  );

  it("makes a bar whose letters can be read", () => {
    const { ground, ink } = barOf(colour);
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

it("a mixture lies between", () => {
  expect(mixed("#000000", "#ffffff", 0.5)).toBe("#808080");
  expect(mixed("#102030", "#ffffff", 0)).toBe("#102030");
});

it("a bar is the colour itself wherever that can be", () => {
  expect(barOf("#5b4be0")).toEqual({ ground: "#5b4be0", ink: "#ffffff" });
  expect(barOf("#ffd400")).toEqual({ ground: "#ffd400", ink: "#000000" });
  expect(barOf("#2e8b57").ink).toBe("#ffffff");
});
