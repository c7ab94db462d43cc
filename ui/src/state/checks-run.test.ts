import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../tests/fake-backend";
import { runRow, runTest, runTests } from "../../tests/fake-checks";
import { error } from "../../tests/samples";
import { useBackend } from "../ipc/backend";
import type { RunNews } from "../ipc/generated/RunNews";
import { OpenRun } from "./checks-run.svelte";
import { toasts } from "./toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  fake.on("run_compare", () => null);
});

afterEach(() => {
  putBack();
  for (const { id } of toasts.shown) toasts.dismiss(id);
});

function news(change: Partial<RunNews>): RunNews {
  const common = { tests: 3, repeatsDone: 0, repeats: 9, elapsedUs: 1, leftUs: null, running: true };
  return { ended: [], ...common, ...change };
}

function refusals(): string[] {
  return toasts.shown.map(({ content }) => (content.type === "said" ? content.text : content.report.code));
}

describe("the run on the screen", () => {
  it("waits for the other side of a comparison without asking for what it was told", async () => {
    // As the backend does: what is known already is waited for, all else is answered at once.
    const told = [1, 3, 3];
    let answered = 0;
    fake.on("run_look", ({ tests }) => {
      expect(tests).toBe(answered === 0 ? 0 : told[answered - 1]);
      const ended = runTests.slice(tests, told[answered]);
      answered += 1;
      return news({ ended, repeatsDone: answered, running: answered < told.length });
    });
    const run = new OpenRun(runRow({ id: "one", pair: "other" }), runTests);
    await run.compareByItself();
    expect(fake.called("run_look").map(({ id }) => id)).toEqual(["other", "other", "other"]);
    expect(fake.called("run_compare")).toEqual([{ id: "one", with: "other" }]);
  });

  it("says why the other side of a comparison was ended: nobody is told again", async () => {
    const failed = error({ code: "diskFull", message: "no space is left on the other side" });
    fake.on("run_look", () => news({ running: false, failed }));
    const run = new OpenRun(runRow({ id: "one", pair: "other" }), runTests);
    await run.compareByItself();
    expect(refusals()).toEqual(["diskFull"]);
  });

  it("says why it was ended where what came could not be written, and where its file cannot be read", async () => {
    fake.on("run_look", () =>
      news({
        ended: [runTest()],
        running: false,
        failed: error({ code: "diskFull", message: "no space is left" }),
      }),
    );
    fake.on("run_open", () => Promise.reject(error({ code: "fileUnreadable", message: "line 3 is cut" })));
    const run = new OpenRun(runRow({ id: "r", running: true }), []);
    await run.follow();
    expect(refusals()).toEqual(["diskFull", "fileUnreadable"]);
    expect([run.ended, run.stopping, run.running]).toEqual([1, false, false]);
  });

  it("is run again once, however often that is clicked before it has begun", async () => {
    let begin: (id: { id: string }) => void = () => undefined;
    fake.on("run_again", () => new Promise<{ id: string }>((resolve) => (begin = resolve)));
    fake.on("run_open", ({ id }) => ({ row: runRow({ id }), tests: [] })).on("runs_list", () => []);
    const run = new OpenRun(runRow({ id: "r" }), []);
    const clicks = [run.again("all"), run.again("all")];
    await vi.waitFor(() => expect(fake.called("run_again")).toEqual([{ id: "r", which: "all" }]));
    begin({ id: "new" });
    await Promise.all(clicks);
    void run.again("all");
    expect(fake.called("run_again")).toHaveLength(2);
  });
});
