import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { error } from "../../tests/samples";
import { backend, useBackend } from "../ipc/backend";
import { mostToasts, saidMs, toasts } from "./toasts.svelte";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const { id } of toasts.shown) toasts.dismiss(id);
  toasts.release("pointer");
  vi.useRealTimers();
});

function words(): string[] {
  return toasts.shown.map(({ content }) => (content.type === "said" ? content.text : content.report.code));
}

describe("a toast", () => {
  it("that asks for nothing goes by itself, and a refusal stays", () => {
    toasts.say("Saved.");
    toasts.refuse(error());
    vi.advanceTimersByTime(saidMs);
    expect(words()).toEqual(["errorLine"]);
  });

  it("stays while the pointer or the keyboard is at it, and then has its time again", () => {
    toasts.say("Saved.");
    vi.advanceTimersByTime(saidMs - 1);
    toasts.hold("pointer");
    toasts.hold("focus");
    toasts.say("Added.");
    toasts.release("focus");
    vi.advanceTimersByTime(saidMs * 3);
    expect(words()).toEqual(["Saved.", "Added."]);
    toasts.release("pointer");
    vi.advanceTimersByTime(saidMs - 1);
    expect(words()).toEqual(["Saved.", "Added."]);
    vi.advanceTimersByTime(1);
    expect(words()).toEqual([]);
  });

  it("that is dismissed with the keyboard does not keep the others", () => {
    toasts.say("one");
    toasts.say("two");
    toasts.hold("focus");
    toasts.dismiss(toasts.shown[0]?.id ?? 0);
    vi.advanceTimersByTime(saidMs);
    expect(words()).toEqual([]);
  });

  it("that refuses goes when the same is done after all", async () => {
    const fake = new FakeBackend();
    const putBack = useBackend(fake);
    fake.refuse("presentation_end", error());
    const end = (): Promise<unknown> => backend.call("presentation_end", null);
    await end().catch((reason: unknown) => toasts.refuse(reason));
    await backend.call("conversations_list", { merchantId: null, limit: 1 });
    expect(words()).toEqual(["errorLine"]);
    fake.on("presentation_end", () => null);
    await end();
    expect(words()).toEqual([]);
    putBack();
  });

  it("that refuses stays while something else is done by the same command", async () => {
    const fake = new FakeBackend();
    const putBack = useBackend(fake);
    fake.refuse("draft_set", error());
    const keep = (conversationId: string): Promise<unknown> =>
      backend
        .call("draft_set", { conversationId, content: "x" })
        .catch((reason: unknown) => toasts.refuse(reason));
    await keep("a");
    fake.on("draft_set", () => null);
    await keep("b");
    expect(words()).toEqual(["errorLine"]);
    await keep("a");
    expect(words()).toEqual([]);
    putBack();
  });

  it("is one of a few: the oldest goes, and the same refusal is not said twice", () => {
    for (const text of ["a", "b", "c", "d"]) toasts.say(text);
    expect(words()).toEqual(["b", "c", "d"]);
    expect(toasts.shown.length).toBe(mostToasts);
    toasts.refuse(error());
    toasts.refuse(error());
    expect(words()).toEqual(["c", "d", "errorLine"]);
  });
});
