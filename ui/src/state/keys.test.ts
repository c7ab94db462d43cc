import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { isMessageKey, t } from "../i18n/index.svelte";
import { useBackend } from "../ipc/backend";
import { overlap } from "./chords";
import { type CommandId, commands } from "./commands";
import { bind, chordsOf, commandFor, fitted, holderOf, isChanged, keysOf, reset, resetAll } from "./keys";

let putBack: () => void;

beforeEach(() => {
  putBack = useBackend(new FakeBackend());
});

afterEach(() => {
  resetAll();
  putBack();
});

function pressed(key: string, held: Partial<KeyboardEventInit> = {}): CommandId | null {
  return commandFor(new KeyboardEvent("keydown", { key, ...held }))?.command.id ?? null;
}

describe("the usual keys", () => {
  it.each([
    ["k", { ctrlKey: true }, "palette"],
    ["n", { ctrlKey: true }, "newConversation"],
    ["N", { ctrlKey: true, shiftKey: true }, null],
    ["n", {}, null],
    ["w", { ctrlKey: true }, "close"],
    ["R", { ctrlKey: true, shiftKey: true }, "restart"],
    ["r", { ctrlKey: true }, null],
    ["Escape", {}, "stop"],
    ["i", { ctrlKey: true }, "inspector"],
    ["f", { ctrlKey: true }, "find"],
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
    ["F6", {}, "nextPane"],
  ])("%s with %o asks for %s", (key, held, expected) => {
    expect(pressed(key, held)).toBe(expected);
  });

  it("collide nowhere, and every command has a name of its own", () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    const all = commands.flatMap(({ id, keys, also = [], always = [] }) =>
      [...keys, ...also, ...always].map((chord) => ({ id, chord })),
    );
    for (const one of all)
      for (const other of all)
        if (one.id !== other.id) expect(overlap(one.chord, other.chord), `${one.id} ${other.id}`).toBe(false);
    for (const { label } of commands) expect(isMessageKey(label), t(label)).toBe(true);
  });

  it("tell the digit that was pressed", () => {
    expect(commandFor(new KeyboardEvent("keydown", { key: "7", ctrlKey: true }))?.digit).toBe(7);
  });
});

describe("other keys", () => {
  it("stand for the command from then on, in place of the usual ones", () => {
    bind("newConversation", ["Mod+J"]);
    expect([pressed("j", { ctrlKey: true }), pressed("n", { ctrlKey: true })]).toEqual([
      "newConversation",
      null,
    ]);
    expect([keysOf("newConversation"), isChanged("newConversation")]).toEqual(["Ctrl+J", true]);
  });

  it("that somebody has are taken from there", () => {
    expect(holderOf("Mod+N", "settings")?.id).toBe("newConversation");
    bind("settings", ["Mod+N"]);
    expect(chordsOf("newConversation")).toEqual([]);
    expect(pressed("n", { ctrlKey: true })).toBe("settings");
  });

  it("of a command that gets its usual ones back are taken from who has them by now", () => {
    bind("settings", ["Mod+N"]);
    reset("newConversation");
    expect(pressed("n", { ctrlKey: true })).toBe("newConversation");
    expect(chordsOf("settings")).toEqual([]);
    resetAll();
    expect(keysOf("settings")).toBe("Ctrl+,");
    expect(isChanged("settings")).toBe(false);
  });

  it("take one digit from the nine only with all of them", () => {
    expect(holderOf("Mod+4", "settings")?.id).toBe("goTo");
    expect([fitted("goTo", "Alt+4"), fitted("goTo", "Alt+K"), fitted("settings", "Alt+K")]).toEqual([
      "Alt+1…9",
      null,
      "Alt+K",
    ]);
  });

  it("are none where the person took them away, and Esc stays", () => {
    bind("find", []);
    bind("stop", ["Mod+."]);
    expect([pressed("f", { ctrlKey: true }), keysOf("find")]).toEqual([null, ""]);
    expect([pressed(".", { ctrlKey: true }), pressed("Escape")]).toEqual(["stop", "stop"]);
  });
});
