import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation, error, line, said, turn } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import { Announcements, patienceMs, quietMs } from "./announcements.svelte";
import { OpenConversation } from "./conversation.svelte";

let fake: FakeBackend;
let putBack: () => void;
let open: OpenConversation;
let told: Announcements;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "requestAnimationFrame"] });
  fake = new FakeBackend();
  putBack = useBackend(fake);
  fake.add({
    conversation: conversation(),
    turns: [turn({ id: 1 })],
    lines: [line({ id: 1, events: [said("antes")] })],
  });
  open = new OpenConversation(conversation());
  told = new Announcements();
  await open.open();
  told.notice(open);
});

afterEach(() => {
  open.close();
  told.stop();
  putBack();
  vi.useRealTimers();
});

const streaming = turn({ id: 2, ordinal: 2, state: "streaming" });

function come(id: number, text: string): void {
  fake.push("c1", { turns: [streaming], lines: [line({ id, turnId: 2, seq: id, events: [said(text)] })] });
  told.notice(open);
}

describe("what is read out of an answer", () => {
  it("is nothing of what was there before", () => {
    vi.advanceTimersByTime(patienceMs);
    expect(told.text).toBe("");
  });

  it("is told in one piece once nothing more has come for a moment", () => {
    for (const [index, text] of ["Temos", "três", "vestidos"].entries()) {
      come(10 + index, text);
      vi.advanceTimersByTime(quietMs - 1);
      expect(told.text).toBe("");
    }
    vi.advanceTimersByTime(1);
    expect(told.text).toBe("Sofia: Temos. três. vestidos");
  });

  it("is told from time to time where it does not end", () => {
    const heard: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      come(10 + index, `parte ${index}`);
      vi.advanceTimersByTime(quietMs - 100);
      if (told.text !== heard.at(-1)) heard.push(told.text);
    }
    expect(heard.filter((text) => text !== "").length).toBeLessThanOrEqual(
      Math.ceil((30 * (quietMs - 100)) / patienceMs),
    );
    expect(heard.join(" ")).toContain("parte 0");
    expect(heard.join(" ")).toContain("parte 20");
  });

  it("ends with how the answer ended", () => {
    come(10, "Temos");
    fake.push("c1", { turns: [{ ...streaming, state: "complete" }] });
    told.notice(open);
    expect(told.text).toBe("Sofia: Temos. The answer is complete");
    fake.push("c1", { turns: [turn({ id: 3, ordinal: 3, state: "waiting" })] });
    told.notice(open);
    fake.push("c1", { turns: [turn({ id: 3, ordinal: 3, state: "failed", error: error() })] });
    told.notice(open);
    expect(told.text).toBe("Sofia reported an error in the middle of the answer: UNAVAILABLE (14).");
  });

  it("is bounded, and what is left out is counted", () => {
    for (let index = 0; index < 50; index += 1) come(10 + index, `uma frase bastante longa, número ${index}`);
    vi.advanceTimersByTime(quietMs);
    expect(told.text.length).toBeLessThan(900);
    expect(told.text).toMatch(/\d+ more events$/);
  });
});
