import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import { history, pageLength } from "./history.svelte";

let fake: FakeBackend;
let putBack: () => void;

function hold(change: Partial<Conversation>): void {
  fake.add({ conversation: conversation(change), turns: [], lines: [] });
}

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
});

afterEach(() => {
  history.filter = { type: "all" };
  history.all = [];
  putBack();
});

const ids = (merchantId: string | null = null): string[] => history.list(merchantId).map(({ id }) => id);

describe("the list", () => {
  it("comes a page at a time, and what is pinned stands on top from the beginning", async () => {
    const count = pageLength * 2 + 10;
    for (let index = 0; index < count; index += 1)
      hold({ id: `c${index}`, lastAt: 10_000 - index, pinned: index === count - 1 });
    await history.load();
    expect(ids().length).toBe(pageLength + 1);
    expect(ids().slice(0, 2)).toEqual([`c${count - 1}`, "c0"]);
    expect(history.hasMore(null)).toBe(true);
    await history.more(null);
    await history.more(null);
    expect(history.hasMore(null)).toBe(false);
    expect(new Set(ids()).size).toBe(count);
    const calls = fake.called("conversations_list").length;
    await history.more(null);
    expect(fake.called("conversations_list").length).toBe(calls);
  });

  it("keeps what came while it was read, and nothing that was there before and is gone", async () => {
    hold({ id: "a", lastAt: 3 });
    history.all = [conversation({ id: "gone", lastAt: 5 })];
    const reading = history.load();
    history.take(conversation({ id: "came", lastAt: 9 }));
    await reading;
    expect(ids()).toEqual(["came", "a"]);
  });

  it("leaves out what is older than the last page of it, so that nothing comes in between later", async () => {
    for (let index = 0; index < pageLength + 5; index += 1) hold({ id: `c${index}`, lastAt: 10_000 - index });
    await history.load();
    history.take(conversation({ id: "old", lastAt: 1 }));
    expect(ids()).not.toContain("old");
    history.take(conversation({ id: "new", lastAt: 20_000 }));
    expect(ids()[0]).toBe("new");
  });

  it("keeps its order where a conversation is merely closed, and takes no reading for newer than a later one", async () => {
    hold({ id: "a", lastAt: 3 });
    hold({ id: "b", lastAt: 3 });
    hold({ id: "c", lastAt: 2 });
    await history.load();
    history.take(conversation({ id: "a", lastAt: 3, revision: 5, state: "closed" }));
    history.take(conversation({ id: "c", lastAt: 2, revision: 2, state: "closed" }));
    expect(ids()).toEqual(["a", "b", "c"]);
    history.take(conversation({ id: "a", lastAt: 9, revision: 4, state: "closing" }));
    expect([ids()[0], history.byId("a")?.state, history.byId("a")?.lastAt]).toEqual(["a", "closed", 3]);
    history.take(conversation({ id: "c", lastAt: 10, revision: 3, state: "answering" }));
    expect(ids()).toEqual(["c", "a", "b"]);
  });

  it("of one merchant is read for itself", async () => {
    for (let index = 0; index < pageLength; index += 1) hold({ id: `c${index}`, lastAt: 10_000 - index });
    hold({ id: "rare", merchantId: "sol", lastAt: 1 });
    await history.load();
    expect(ids("sol")).toEqual([]);
    await history.begin("sol");
    expect(ids("sol")).toEqual(["rare"]);
  });

  it("shows those of a tag, and those that were deleted until they are put back", async () => {
    hold({ id: "a", tags: ["Frete"] });
    hold({ id: "b", deletedAt: 5 });
    await history.load();
    history.setFilter({ type: "tag", tag: "frete" });
    expect(ids()).toEqual(["a"]);
    history.setFilter({ type: "deleted" });
    await history.begin(null);
    expect(ids()).toEqual(["b"]);
    history.take(conversation({ id: "b" }));
    expect(ids()).toEqual([]);
    history.setFilter({ type: "all" });
    expect(ids().sort()).toEqual(["a", "b"]);
    history.take(conversation({ id: "a", deletedAt: 7 }));
    expect(ids()).toEqual(["b"]);
    history.drop("b");
    expect(ids()).toEqual([]);
  });
});
