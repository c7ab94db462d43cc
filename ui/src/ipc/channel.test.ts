import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Raw = { index: number; message: string } | { index: number; end: true };
const tauri = vi.hoisted(() => ({ callback: (_: unknown): void => undefined }));
vi.mock("@tauri-apps/api/core", () => ({
  SERIALIZE_TO_IPC_FN: "__TAURI_TO_IPC_KEY__",
  transformCallback: (callback: (raw: unknown) => void) => {
    tauri.callback = callback;
    return 7;
  },
}));

import { PatientChannel } from "./channel";

let got: string[];
let forgotten: number[];
let lost: number;
const come = (raw: Raw): void => tauri.callback(raw);
const message = (index: number): Raw => ({ index, message: `m${index}` });

beforeEach(() => {
  vi.useFakeTimers();
  got = [];
  forgotten = [];
  lost = 0;
  vi.stubGlobal("window", {
    __TAURI_INTERNALS__: { unregisterCallback: (id: number) => forgotten.push(id) },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function channel(): PatientChannel<string> {
  return new PatientChannel<string>(
    (each) => got.push(each),
    () => (lost += 1),
  );
}

describe("a channel", () => {
  it("crosses as its number", () => {
    expect(JSON.stringify({ channel: channel() })).toBe('{"channel":"__CHANNEL__:7"}');
  });

  it("gives messages in the order in which they were sent", async () => {
    channel();
    for (const index of [0, 2, 3, 1]) come(message(index));
    expect(got).toEqual(["m0", "m1", "m2", "m3"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(lost).toBe(0);
  });

  it("goes on behind a message that was lost, and says so", async () => {
    channel();
    for (const index of [0, 2, 3]) come(message(index));
    expect(got).toEqual(["m0"]);
    await vi.advanceTimersByTimeAsync(500);
    expect(got).toEqual(["m0", "m2", "m3"]);
    expect(lost).toBe(1);
    come(message(4));
    expect(got.at(-1)).toBe("m4");
  });

  it("gives up on several holes, one after the other", async () => {
    channel();
    for (const index of [1, 3]) come(message(index));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(got).toEqual(["m1", "m3"]);
    expect(lost).toBe(2);
  });

  it("still gives what comes after it was given up", async () => {
    channel();
    come(message(1));
    await vi.advanceTimersByTimeAsync(500);
    come(message(0));
    expect(got).toEqual(["m1", "m0"]);
  });

  it("ends without a word, and is forgotten then, with all that it held", async () => {
    channel();
    come({ index: 2, end: true });
    come(message(0));
    expect(forgotten).toEqual([]);
    come(message(1));
    await vi.advanceTimersByTimeAsync(5_000);
    expect([got, lost, forgotten]).toEqual([["m0", "m1"], 0, [7]]);
  });

  it("is forgotten too where what came before its end was lost", async () => {
    channel();
    come({ index: 1, end: true });
    await vi.advanceTimersByTimeAsync(500);
    expect([got, lost, forgotten]).toEqual([[], 1, [7]]);
  });
});
