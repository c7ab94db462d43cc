import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation, line, said, turn } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import { open } from "./conversation.svelte";
import { history } from "./history.svelte";
import { PlayedConversation, playConversation, recordedOf } from "./playback.svelte";

const timing = { connectUs: null, headUs: 1, firstByteUs: 400_000, firstEventUs: 400_000, endUs: 1_000_000 };
const head = conversation({ turns: 2, state: "live" });
let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  fake = new FakeBackend();
  putBack = useBackend(fake);
  fake.add({
    conversation: head,
    turns: [
      turn({ id: 1, sentAt: 0, lines: 2, timing }),
      turn({ id: 2, ordinal: 2, sentAt: 2_000, lines: 1, timing }),
      turn({ id: 3, ordinal: 3, sentAt: 9_000, state: "streaming", lines: 1 }),
    ],
    lines: [
      line({ id: 1, turnId: 1, seq: 1, offsetUs: 400_000, events: [said("um")] }),
      line({ id: 2, turnId: 1, seq: 2, offsetUs: 800_000, events: [said("dois")] }),
      line({ id: 3, turnId: 2, seq: 1, offsetUs: 400_000, events: [said("três")] }),
      line({ id: 4, turnId: 3, seq: 1, offsetUs: 400_000, events: [said("quatro")] }),
    ],
  });
});

afterEach(() => {
  open.show(null);
  vi.useRealTimers();
  putBack();
});

async function played(): Promise<PlayedConversation> {
  const shown = await playConversation(head);
  if (shown === null) throw new Error("nothing plays");
  return shown;
}

const lineIds = (shown: PlayedConversation): number[] => shown.lines.map(({ id }) => id);
const states = (shown: PlayedConversation): string[] => shown.turns.map(({ state }) => state);

describe("a playback", () => {
  it("brings each line at its own time, and waits like somebody who is being answered", async () => {
    const shown = await played();
    expect([states(shown), lineIds(shown)]).toEqual([["waiting"], []]);
    await vi.advanceTimersByTimeAsync(410);
    expect([states(shown), lineIds(shown)]).toEqual([["streaming"], [1]]);
    await vi.advanceTimersByTimeAsync(400);
    expect(lineIds(shown)).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(400);
    expect(states(shown)).toEqual(["complete"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([states(shown), lineIds(shown), shown.playback.over]).toEqual([
      ["complete", "complete"],
      [1, 2, 3],
      true,
    ]);
  });

  it("is twice or five times as fast, and all there at once", async () => {
    const shown = await played();
    shown.playback.setSpeed(2);
    await vi.advanceTimersByTimeAsync(210);
    expect(lineIds(shown)).toEqual([1]);
    shown.playback.setSpeed(5);
    await vi.advanceTimersByTimeAsync(90);
    expect(lineIds(shown)).toEqual([1, 2]);
    shown.playback.setSpeed("atOnce");
    expect([lineIds(shown), shown.playback.over]).toEqual([[1, 2, 3], true]);
  });

  it("stands still while it is paused, goes on from there, and goes step by step", async () => {
    const shown = await played();
    await vi.advanceTimersByTimeAsync(300);
    shown.playback.pause();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lineIds(shown)).toEqual([]);
    shown.playback.step();
    expect([states(shown), lineIds(shown)]).toEqual([["streaming"], [1]]);
    shown.playback.step();
    expect([states(shown), lineIds(shown)]).toEqual([["complete"], [1, 2]]);
    shown.playback.play();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(lineIds(shown)).toEqual([1, 2, 3]);
  });

  it("asks for nothing but what is held, and leaves out what is still coming in", async () => {
    const shown = await played();
    shown.playback.setSpeed("atOnce");
    shown.expect();
    shown.take();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(new Set(fake.calls.map(({ command }) => command))).toEqual(new Set(["feed_earlier"]));
    expect(shown.conversation).toMatchObject({ state: "closed", source: { type: "playback", of: head.id } });
    expect(shown.turns).toHaveLength(2);
  });

  it("does not follow what happens to the conversation meanwhile", async () => {
    const shown = await played();
    history.take({ ...head, lastAt: head.lastAt + 1, title: "another" });
    expect(shown.conversation.title).toBe(head.title);
  });

  it("reads a long conversation page by page", async () => {
    fake.tail = 1;
    const recorded = await recordedOf(head);
    expect(recorded.turns.map(({ id }) => id)).toEqual([1, 2]);
    expect(recorded.lines.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

it("a recording whose turns are asked for plays one, and then waits", async () => {
  const shown = new PlayedConversation(await recordedOf(head), { turnwise: true });
  const { playback } = shown;
  playback.play();
  await vi.advanceTimersByTimeAsync(5_000);
  expect([states(shown), playback.waiting?.id]).toEqual([[], 1]);
  playback.forward();
  await vi.advanceTimersByTimeAsync(500);
  expect([states(shown), playback.waiting, playback.upcoming?.id]).toEqual([["streaming"], null, 2]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([states(shown), playback.waiting?.id]).toEqual([["complete"], 2]);
});
