import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { beating } from "./beating";

describe("signs that something goes on", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("are dimmed and lit in one beat, and leave no clock behind", () => {
    const signs = [document.createElement("i"), document.createElement("i")];
    const ends = signs.map(beating);
    const dimmed = (): boolean[] => signs.map((sign) => sign.hasAttribute("data-dimmed"));
    vi.advanceTimersByTime(700);
    expect(dimmed()).toEqual([true, true]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(700);
    expect(dimmed()).toEqual([false, false]);
    vi.advanceTimersByTime(700);
    for (const end of ends) end();
    expect(dimmed()).toEqual([false, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stay lit for those who want no motion", () => {
    vi.spyOn(window, "matchMedia").mockReturnValue({ matches: true } as MediaQueryList);
    const sign = document.createElement("i");
    beating(sign)();
    expect(vi.getTimerCount()).toBe(0);
  });
});
