import { describe, expect, it } from "vitest";

import { chordOf, digitOf, normal, overlap, unfit, withAnyDigit, written } from "./chords";

function pressed(key: string, held: Partial<KeyboardEventInit> = {}, mac = false): string | null {
  return chordOf(new KeyboardEvent("keydown", { key, ...held }), mac);
}

describe("a chord", () => {
  it.each([
    ["n", { ctrlKey: true }, "Mod+N"],
    ["N", { ctrlKey: true, shiftKey: true }, "Mod+Shift+N"],
    ["N", { ctrlKey: true }, "Mod+N"],
    ["Tab", { ctrlKey: true, shiftKey: true }, "Mod+Shift+Tab"],
    ["Escape", {}, "Escape"],
    ["F11", {}, "F11"],
    ["?", { ctrlKey: true, shiftKey: true }, "Mod+?"],
    ["+", { ctrlKey: true, shiftKey: true }, "Mod+Plus"],
    ["3", { ctrlKey: true }, "Mod+3"],
    ["3", { ctrlKey: true, shiftKey: true }, "Mod+3"],
    ["k", { ctrlKey: true, altKey: true }, "Mod+Alt+K"],
    ["k", { metaKey: true }, "Meta+K"],
    ["ç", { ctrlKey: true }, "Mod+Ç"],
    ["Control", { ctrlKey: true }, null],
    ["Shift", { shiftKey: true }, null],
    ["Dead", {}, null],
  ])("of %s with %o is %s", (key, held, expected) => {
    expect(pressed(key, held)).toBe(expected);
  });

  it("has Mod for ⌘ on a Mac, and Ctrl for itself", () => {
    expect(pressed("k", { metaKey: true }, true)).toBe("Mod+K");
    expect(pressed("Tab", { ctrlKey: true }, true)).toBe("Ctrl+Tab");
    expect(pressed("ø", { metaKey: true, altKey: true, code: "KeyO" }, true)).toBe("Mod+Alt+O");
  });

  it("is no chord where AltGr makes a character", () => {
    const event = new KeyboardEvent("keydown", {
      key: "ł",
      ctrlKey: true,
      altKey: true,
      modifierAltGraph: true,
    });
    expect(chordOf(event, false)).toBeNull();
  });

  it.each([
    ["Mod+N", "Mod+N", true],
    ["Mod+N", "Mod+Shift+N", false],
    ["Mod+1…9", "Mod+4", true],
    ["Mod+4", "Mod+1…9", true],
    ["Mod+1…9", "Mod+0", false],
    ["Mod+1…9", "Alt+4", false],
    ["Mod+Plus", "Mod+=", false],
  ])("%s and %s collide: %s", (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
  });

  it.each([
    ["K", "typing"],
    ["Shift+K", "typing"],
    ["Enter", "typing"],
    ["Mod+C", "editing"],
    ["Mod+Shift+Z", "editing"],
    ["F6", null],
    ["Mod+J", null],
    ["Alt+ArrowLeft", null],
  ])("%s is unfit for a command because of %s", (chord, expected) => {
    expect(unfit(chord)).toBe(expected);
  });

  it("is written as on this keyboard", () => {
    expect(written("Mod+Shift+R", false)).toBe("Ctrl+Shift+R");
    expect(written("Mod+Shift+R", true)).toBe("⌘⇧R");
    expect(written("Ctrl+Shift+Tab", true)).toBe("⌃⇧⇥");
    expect(written("Mod+Plus", false)).toBe("Ctrl++");
    expect(written("Mod+1…9", false)).toBe("Ctrl+1…9");
    expect(written("Escape", false)).toBe("Esc");
  });

  it("with a digit stands for all nine", () => {
    expect(withAnyDigit("Alt+4")).toBe("Alt+1…9");
    expect(withAnyDigit("Alt+K")).toBeNull();
    expect([digitOf("Mod+4"), digitOf("Mod+K")]).toEqual([4, 0]);
  });

  it("of Ctrl is one of Mod, but not on a Mac", () => {
    expect(normal("Ctrl+Tab", false)).toBe("Mod+Tab");
    expect(normal("Ctrl+Tab", true)).toBe("Ctrl+Tab");
  });
});
