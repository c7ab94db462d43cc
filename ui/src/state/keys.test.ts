import { describe, expect, it } from "vitest";

import { shortcutFor, written } from "./keys";

function pressed(key: string, held: Partial<KeyboardEventInit> = {}): string | null {
  return shortcutFor(new KeyboardEvent("keydown", { key, ...held }))?.action ?? null;
}

describe("the keys of the window", () => {
  it.each([
    ["n", { ctrlKey: true }, "newConversation"],
    ["N", { ctrlKey: true, shiftKey: true }, null],
    ["n", {}, null],
    ["w", { ctrlKey: true }, "close"],
    ["R", { ctrlKey: true, shiftKey: true }, "restart"],
    ["r", { ctrlKey: true }, null],
    ["Escape", {}, "stop"],
    ["i", { ctrlKey: true }, "inspector"],
    [",", { ctrlKey: true }, "settings"],
    ["3", { ctrlKey: true }, "goTo"],
    ["Tab", { ctrlKey: true }, "next"],
    ["Tab", { ctrlKey: true, shiftKey: true }, "previous"],
    ["Tab", {}, null],
    ["0", { ctrlKey: true }, "zoomReset"],
    ["+", { ctrlKey: true, shiftKey: true }, "zoomIn"],
    ["=", { ctrlKey: true }, "zoomIn"],
    ["-", { ctrlKey: true }, "zoomOut"],
    ["?", { ctrlKey: true, shiftKey: true }, "shortcuts"],
    ["/", { ctrlKey: true }, "shortcuts"],
    ["n", { ctrlKey: true, altKey: true }, null],
  ])("%s with %o does %s", (key, held, expected) => {
    expect(pressed(key, held)).toBe(expected);
  });

  it("are written as on this keyboard", () => {
    expect(written("Mod+Shift+R")).toBe("Ctrl+Shift+R");
  });
});
