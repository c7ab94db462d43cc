import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation, line, said, turn } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import { OpenConversation } from "./conversation.svelte";

let fake: FakeBackend;
let putBack: () => void;

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

async function opened(): Promise<OpenConversation> {
  const open = new OpenConversation(conversation());
  await open.open();
  return open;
}

const streaming = turn({ state: "streaming" });
const ids = (open: OpenConversation): number[] => open.lines.map(({ id }) => id);

describe("a feed", () => {
  it("brings what is in the history first, and acknowledges it after a frame", async () => {
    const held = fake.held.get("c1");
    held?.turns.push(turn());
    held?.lines.push(line({ id: 5, events: [said("Oi!")] }));
    const open = await opened();
    expect(ids(open)).toEqual([5]);
    expect(fake.called("feed_acknowledge")).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(fake.called("feed_acknowledge").map(({ number }) => number)).toEqual([1]);
    open.close();
  });

  it("that loses a batch is pulled from the last line that came without a gap", async () => {
    const open = await opened();
    fake.push("c1", { turns: [streaming], lines: [line({ id: 10 })] });
    fake.lose.add(3);
    fake.push("c1", { lines: [line({ id: 11, seq: 2 })] });
    expect(ids(open)).toEqual([10]);
    fake.push("c1", { lines: [line({ id: 12, seq: 3 })] });
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.called("feed_pull").map(({ after }) => after)).toEqual([10]);
    expect(ids(open)).toEqual([10, 11, 12]);
    open.close();
  });

  it("of a long conversation begins at its end, and what came earlier follows page by page", async () => {
    const held = fake.held.get("c1");
    for (let id = 1; id <= 9; id += 1) {
      const turnId = Math.ceil(id / 3);
      held?.lines.push(line({ id, turnId, seq: ((id - 1) % 3) + 1 }));
      if (id % 3 === 0) held?.turns.push(turn({ id: turnId, ordinal: turnId }));
    }
    fake.tail = 2;
    const open = await opened();
    expect(ids(open)).toEqual([8, 9]);
    expect(open.turns.map(({ id }) => id)).toEqual([3]);
    expect(open.earlier).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fake.called("feed_earlier").map(({ before }) => before.lineId)).toEqual([7, 5, 3, 1]);
    expect(ids(open)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(open.turns.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(open.linesOf(2).map(({ id }) => id)).toEqual([4, 5, 6]);
    expect(open.earlier).toBe(false);
    open.close();
  });

  it("that loses its first batch pulls from where it began", async () => {
    const held = fake.held.get("c1");
    held?.turns.push(turn());
    held?.lines.push(line({ id: 5 }), line({ id: 6, seq: 2 }));
    fake.tail = 1;
    fake.lose.add(1);
    const open = await opened();
    fake.push("c1", { lines: [line({ id: 7, seq: 3 })] });
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.called("feed_pull").map(({ after }) => after)).toEqual([5]);
    open.close();
  });

  it("that says things twice shows them once", async () => {
    const open = await opened();
    const [feed] = [...fake.feeds.keys()];
    fake.push("c1", { turns: [streaming], lines: [line({ id: 10 })] });
    const again = await fake.call("feed_pull", { feed: feed ?? 0, after: 0 });
    open.apply(again);
    open.apply(again);
    expect(ids(open)).toEqual([10]);
    expect(open.turns.length).toBe(1);
    expect(open.linesOf(1).length).toBe(1);
    open.close();
  });

  it("that brings batches out of order ends with the lines of the wire in order", async () => {
    const open = await opened();
    const at = conversation();
    const batch = (number: number, id: number) => ({
      feed: 1,
      number,
      conversation: at,
      turns: [],
      lines: [line({ id, seq: id })],
      cursor: id,
      more: false,
    });
    open.apply(batch(3, 12));
    open.apply(batch(2, 11), false);
    expect(ids(open)).toEqual([11, 12]);
    expect(open.linesOf(1).map(({ id }) => id)).toEqual([11, 12]);
    expect(open.lineById(11)?.seq).toBe(11);
    open.close();
  });

  it("never takes a turn back that has ended", async () => {
    const open = await opened();
    fake.push("c1", { turns: [turn({ state: "complete", lines: 3 })] });
    fake.push("c1", { turns: [turn({ state: "streaming", lines: 2 })] });
    expect(open.turns[0]?.state).toBe("complete");
    open.close();
  });

  it("that is silent for a second while an answer is due is asked", async () => {
    const open = await opened();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(fake.called("feed_pull")).toEqual([]);
    fake.lose.add(2);
    fake.push("c1", { conversation: { state: "answering" }, turns: [turn({ state: "waiting" })] });
    open.expect(1);
    await vi.advanceTimersByTimeAsync(990);
    expect(open.turns).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(open.turns[0]?.state).toBe("waiting");
    open.close();
  });

  it("is asked less often the longer the silence, and no more once the turn has ended", async () => {
    const open = await opened();
    fake.push("c1", { turns: [turn({ state: "waiting" })] });
    await vi.advanceTimersByTimeAsync(20_000);
    const asked = fake.called("feed_pull").length;
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(12);
    fake.push("c1", { turns: [turn({ state: "complete" })] });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.called("feed_pull").length).toBe(asked);
    open.close();
  });

  it("that does not answer is told after three tries", async () => {
    const open = await opened();
    fake.refuse("feed_pull", { code: "internal", params: {}, message: "gone", answer: null, delivery: null });
    fake.push("c1", { turns: [turn({ state: "waiting" })] });
    await vi.advanceTimersByTimeAsync(1_500);
    expect(open.broken).toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(open.broken).not.toBeNull();
    open.close();
  });

  it("is closed when the conversation leaves the screen, and says nothing afterwards", async () => {
    const open = await opened();
    open.close();
    expect(fake.called("feed_close").length).toBe(1);
    expect(fake.feeds.size).toBe(0);
  });

  it("that opens after it was closed is closed again", async () => {
    const open = new OpenConversation(conversation());
    const opening = open.open();
    open.close();
    await opening;
    expect(fake.called("feed_close").length).toBe(1);
  });
});

it("a hundred thousand lines are taken in batches", async () => {
  const open = await opened();
  for (let batch = 0; batch < 200; batch += 1) {
    const lines = Array.from({ length: 500 }, (_, index) => line({ id: batch * 500 + index + 1 }));
    fake.push("c1", { lines });
  }
  expect(open.lines.length).toBe(100_000);
  expect(open.lineById(77_777)?.id).toBe(77_777);
  open.close();
});
