import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation, line, said, turn } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import { Behind } from "./behind.svelte";
import { OpenConversation } from "./conversation.svelte";

let putBack: () => void;
let fake: FakeBackend;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "requestAnimationFrame"] });
  fake = new FakeBackend();
  fake.add({ conversation: conversation({ turns: 0 }), turns: [], lines: [] });
  putBack = useBackend(fake);
});

afterEach(() => {
  putBack();
  vi.useRealTimers();
});

it("an inspector has the lines of an answer once the answer itself was drawn", async () => {
  const open = new OpenConversation(conversation());
  await open.open();
  const behind = new Behind(open);
  const stop = $effect.root(() => {
    $effect(() => behind.follow());
  });
  flushSync();
  fake.push("c1", {
    turns: [turn({ state: "streaming" })],
    lines: [line({ id: 7, events: [said("Oi!")] })],
  });
  flushSync();
  expect([open.lines.length, behind.lines.length]).toEqual([1, 0]);
  // A line that is there can be chosen, whether it is listed yet or not.
  expect(behind.lineById(7)?.id).toBe(7);
  await vi.advanceTimersByTimeAsync(200);
  flushSync();
  expect(behind.lines).toBe(open.lines);
  expect(behind.turns).toBe(open.turns);
  stop();
  open.close();
});
