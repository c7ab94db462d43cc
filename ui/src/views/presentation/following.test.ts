import { describe, expect, it } from "vitest";

import { followingTop } from "./following";

/** A list of 500 pixels in which 100 are scrolled, drawn `zoom` times as large at 40 pixels of the screen. */
function list(scrollHeight: number, zoom = 1) {
  const box = { top: 40, height: 500 * zoom };
  return { scrollTop: 100, scrollHeight, clientHeight: 500, getBoundingClientRect: () => box };
}
const at = (top: number) => ({ getBoundingClientRect: () => ({ top, height: 30 }) });

describe("a presentation that goes along with what comes", () => {
  it("goes to the end while the question stays in sight", () => {
    expect(followingTop(list(700), at(340))).toBe(200);
    expect(followingTop(list(700), null)).toBe(200);
  });

  it("stops with the question on top of an answer that is higher than the screen", () => {
    expect(followingTop(list(2_000), at(340))).toBe(100 + 300 - 12);
  });

  it("counts in the list’s own pixels where it is drawn larger", () => {
    expect(followingTop(list(2_000, 2), at(340))).toBe(100 + 150 - 12);
  });
});
