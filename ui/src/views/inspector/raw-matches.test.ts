import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Backend, useBackend } from "../../ipc/backend";
import { RawMatches } from "./raw-matches.svelte";

let asked: string[] = [];
let answer: () => Promise<number[]>;
let restore: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answer = () => Promise.resolve([1, 2]);
  const fake = {
    call: async (command: string, input: { text: string }) => {
      asked.push(`${command} ${input.text}`);
      return { ids: await answer() };
    },
  };
  restore = useBackend(fake as unknown as Backend);
});

afterEach(() => {
  restore();
  vi.useRealTimers();
});

describe("RawMatches", () => {
  it("asks once after a pause in typing", async () => {
    const matches = new RawMatches();
    for (const text of ["v", "ve", "ves"]) matches.ask("one", text);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(["lines_matching ves"]);
    expect([...matches.ids]).toEqual([1, 2]);
    expect(matches.answered).toBe("ves");
  });

  it("searches a growing conversation again, but not at every batch", async () => {
    const matches = new RawMatches();
    matches.ask("one", "ves");
    await vi.advanceTimersByTimeAsync(200);
    for (let batch = 0; batch < 100; batch += 1) {
      matches.ask("one", "ves");
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThan(6);
  });

  it("an answer to an earlier text is not taken for one to this", async () => {
    const matches = new RawMatches();
    let late: (ids: number[]) => void = () => undefined;
    answer = () => new Promise((resolve) => (late = resolve));
    matches.ask("one", "a");
    await vi.advanceTimersByTimeAsync(200);
    const first = late;
    matches.ask("one", "b");
    await vi.advanceTimersByTimeAsync(200);
    late([9]);
    first([1]);
    await vi.advanceTimersByTimeAsync(0);
    expect([...matches.ids]).toEqual([9]);
    expect(matches.answered).toBe("b");
  });

  it("says that the raw text could not be searched", async () => {
    const matches = new RawMatches();
    answer = () => Promise.reject(new Error("database is busy"));
    matches.ask("one", "ves");
    await vi.advanceTimersByTimeAsync(200);
    expect(matches.failed).toBe(true);
    matches.ask("one", "");
    expect(matches.failed).toBe(false);
  });
});
