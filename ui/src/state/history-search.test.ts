import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { conversation } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import type { HistoryFound } from "../ipc/generated/HistoryFound";
import type { SnippetPart } from "../ipc/generated/SnippetPart";
import { HistorySearch, foundWords } from "./history-search.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  fake = new FakeBackend();
  putBack = useBackend(fake);
});

afterEach(() => {
  putBack();
  vi.useRealTimers();
});

function answer(words: string, change: Partial<HistoryFound> = {}): HistoryFound {
  const held = conversation({ id: words });
  const snippet = [{ text: words, found: true }];
  const hit = { conversationId: words, part: "answer", turnId: 1, lineId: 1, at: 0, snippet } as const;
  return {
    hits: [{ ...hit, snippet }],
    conversations: [held],
    more: null,
    behind: 0,
    literal: [],
    unknownKinds: [],
    everywhere: [],
    ...change,
  };
}

describe("a search", () => {
  it("asks once typing rests, and shows the answer to what was typed last", async () => {
    const late = new Map<string, (found: HistoryFound) => void>();
    fake.on("history_search", ({ text }) => new Promise((done) => late.set(text, done)));
    const search = new HistorySearch();
    search.words = "a";
    search.words = "az";
    await vi.advanceTimersByTimeAsync(500);
    search.words = "azul";
    await vi.advanceTimersByTimeAsync(500);
    expect([...late.keys()]).toEqual(["az", "azul"]);
    late.get("azul")?.(answer("azul"));
    late.get("az")?.(answer("az"));
    await vi.advanceTimersByTimeAsync(0);
    expect(search.found?.hits[0]?.conversationId).toBe("azul");
    expect(search.busy).toBe(false);
    search.words = " ";
    expect([search.found, search.active]).toEqual([null, false]);
  });

  it("asks again while the index lacks something", async () => {
    let left = 2;
    fake.on("history_search", ({ text }) => answer(text, { behind: left-- }));
    const search = new HistorySearch();
    search.words = "azul";
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.called("history_search").length).toBe(3);
    expect(search.found?.behind).toBe(0);
  });

  it("keeps the further pages that were read, until the index has caught up", async () => {
    let left = 3;
    const many = (words: string): HistoryFound["hits"] =>
      Array.from({ length: 50 }, () => answer(words).hits[0]!);
    fake.on("history_search", ({ behind }) =>
      behind === null
        ? answer("first", { hits: many("first"), more: 7, behind: left-- })
        : answer("second", { behind: left }),
    );
    const search = new HistorySearch();
    search.words = "azul";
    await vi.advanceTimersByTimeAsync(200);
    await search.more();
    expect(search.found?.hits.length).toBe(51);
    await vi.advanceTimersByTimeAsync(1_600);
    expect([search.found?.hits.length, search.found?.behind]).toEqual([51, 2]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([search.found?.hits.length, search.found?.behind]).toEqual([50, 0]);
  });

  it("goes on behind its last page", async () => {
    fake.on("history_search", ({ behind }) =>
      behind === null ? answer("first", { more: 7 }) : answer("second"),
    );
    const search = new HistorySearch();
    search.words = "azul";
    await vi.advanceTimersByTimeAsync(500);
    await search.more();
    expect(search.found?.hits.map(({ conversationId }) => conversationId)).toEqual(["first", "second"]);
    expect(search.found?.more).toBeNull();
    await search.more();
    expect(fake.called("history_search").length).toBe(2);
  });
});

it("words that were found side by side are looked for as one, and then each by itself", () => {
  const part = (text: string, found = false): SnippetPart => ({ text, found });
  expect(
    foundWords([part("um "), part("vestido", true), part(" "), part("azul", true), part(" de festa")]),
  ).toEqual(["vestido azul", "vestido", "azul"]);
  expect(foundWords([part("azul", true), part(" e "), part("azul", true)])).toEqual(["azul"]);
  expect(foundWords([part("nada")])).toEqual([]);
});
