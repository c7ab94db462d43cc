import { describe, expect, it } from "vitest";

import { line, untimed } from "./fixtures";
import { axis, longestGap, phases, reach, steps, ticks } from "./timing";

const whole = { connectUs: 30, headUs: 100, firstByteUs: 120, firstEventUs: 121, endUs: 500 };

describe("phases", () => {
  const cases: [name: string, timing: typeof untimed, until: number, expected: string][] = [
    ["all of them", whole, 500, "connect 0-30, wait 30-100, body 100-120, stream 120-500"],
    ["an open connection", { ...whole, connectUs: null }, 500, "wait 0-100, body 100-120, stream 120-500"],
    [
      "a stream that is under way",
      { ...whole, endUs: null },
      300,
      "connect 0-30, wait 30-100, body 100-120, stream 120-300",
    ],
    ["nothing yet", untimed, 0, ""],
    ["ended before the head", { ...untimed, connectUs: 30, endUs: 90 }, 90, "connect 0-30, wait 30-90"],
    ["marks in the same moment", { ...whole, headUs: 120 }, 500, "connect 0-30, wait 30-120, stream 120-500"],
  ];
  it.each(cases)("%s", (_, timing, until, expected) => {
    const found = phases(timing, until).map(({ name, from, to }) => `${name} ${String(from)}-${String(to)}`);
    expect(found.join(", ")).toBe(expected);
  });
});

describe("reach", () => {
  it("goes to the newest line while there is no end", () => {
    expect(reach({ ...whole, endUs: null }, [line(1, 1, { offsetUs: 900 })])).toBe(900);
    expect(reach(untimed, [])).toBe(0);
  });
});

describe("longestGap", () => {
  it("names the line that came after the longest silence", () => {
    const lines = [10, 20, 90, 95].map((offsetUs, index) => line(index + 1, 1, { offsetUs }));
    expect(longestGap(lines)).toMatchObject({ us: 70, from: 20, line: { id: 3 } });
  });

  it("there is none between fewer than two lines", () => {
    expect(longestGap([])).toBeNull();
    expect(longestGap([line(1, 1)])).toBeNull();
  });
});

describe("ticks", () => {
  it("ten thousand lines come down to at most one tick per place and family", () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => line(index, 1, { offsetUs: index }));
    const found = ticks(lines, 10_000, 300);
    expect(found.length).toBeLessThanOrEqual(101);
    expect(found.reduce((sum, tick) => sum + tick.count, 0)).toBe(10_000);
    expect(Math.max(...found.map((tick) => tick.x))).toBeLessThanOrEqual(300);
  });

  it("what is rare is drawn over what is common", () => {
    const lines = [line(1, 1, { class: "error" }), line(2, 1, { class: "keepAlive", kinds: [] }), line(3, 1)];
    expect(ticks(lines, 10_000, 300).map((tick) => tick.family)).toEqual(["quiet", "message", "error"]);
  });

  it("a line past the end stands at the end", () => {
    expect(ticks([line(1, 1, { offsetUs: 99 })], 10, 30)).toMatchObject([{ x: 30 }]);
  });

  it("draws nothing of nothing", () => {
    expect(ticks([], 0, 0)).toEqual([]);
  });
});

describe("axis", () => {
  const cases: [until: number, most: number, expected: number[]][] = [
    [0, 5, [0]],
    [1_000, 5, [0, 200, 400, 600, 800, 1_000]],
    [31_401_000, 4, [0, 10_000_000, 20_000_000, 30_000_000]],
    [7, 1, [0]],
  ];
  it.each(cases)("up to %i with at most %i marks", (until, most, expected) => {
    expect(axis(until, most)).toEqual(expected);
  });
});

describe("steps", () => {
  const drawn = (timing: typeof untimed, until: number, offsets: number[]): string =>
    steps(
      timing,
      offsets.map((offsetUs, at) => line(at + 1, 1, { offsetUs })),
      until,
    )
      .map((step) => {
        const name =
          step.type === "phase" ? step.name : step.type === "line" ? `#${String(step.line.seq)}` : "end";
        return `${name} ${String(step.from)}-${String(step.to)}`;
      })
      .join(", ");

  it("has every phase, every line with the silence before it, and the end", () => {
    expect(drawn(whole, 500, [121, 300, 300])).toBe(
      "connect 0-30, wait 30-100, body 100-120, #1 120-121, #2 121-300, #3 300-300, end 300-500",
    );
  });

  it("draws no silence backwards where a line is told to come before its first byte", () => {
    expect(drawn(whole, 500, [118])).toBe("connect 0-30, wait 30-100, body 100-120, #1 118-118, end 118-500");
  });

  it("ends with what is under way, and is empty before anything is", () => {
    expect(drawn({ ...whole, firstByteUs: null, endUs: null }, 300, [])).toBe(
      "connect 0-30, wait 30-100, body 100-300",
    );
    expect(drawn(untimed, 0, [])).toBe("");
  });
});
