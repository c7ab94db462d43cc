/**
 * The run on the screen. While it goes on its news are asked for one after the other, each question answered when there
 * is something to tell; it goes on by itself when another is shown.
 */
import { SvelteMap } from "svelte/reactivity";

import { backend } from "../ipc/backend";
import { asErrorReport } from "../ipc/errors";
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import type { AgainWhich } from "../ipc/generated/AgainWhich";
import type { ReportKind } from "../ipc/generated/ReportKind";
import type { ReportsSaved } from "../ipc/generated/ReportsSaved";
import type { RunComparison } from "../ipc/generated/RunComparison";
import type { RunNews } from "../ipc/generated/RunNews";
import type { RunRepeat } from "../ipc/generated/RunRepeat";
import type { RunRow } from "../ipc/generated/RunRow";
import type { RunTest } from "../ipc/generated/RunTest";
import type { RunVerdict } from "../ipc/generated/RunVerdict";
import type { RunView } from "../ipc/generated/RunView";
import { fold } from "../text/fold";
import { toasts } from "./toasts.svelte";

/** What a person looks for in a list of results. */
export type Outcome = "passed" | "flaky" | "failed" | "error" | "open";
export const outcomes: readonly Outcome[] = ["failed", "flaky", "error", "open", "passed"];

/** A test that is flaky below its share has failed. */
export function outcomeOf(test: RunTest): Outcome {
  return test.status === "flaky" && !test.reached ? "failed" : test.status;
}

export function testKey({ suite, test }: { suite: string; test: string }): string {
  return `${suite}\n${test}`;
}

export class OpenRun {
  row = $state.raw() as RunRow;
  #tests = new SvelteMap<string, RunTest>();
  news = $state.raw<RunNews | null>(null);
  chosen = $state<string | null>(null);
  repeats = $state.raw<RunRepeat[] | null>(null);
  repeatsFailed = $state.raw<ErrorReport | null>(null);
  /** One outcome alone is listed; `null` for all. */
  only = $state<Outcome | null>(null);
  /** Tests alone are listed that have this in their names. */
  words = $state("");
  comparison = $state.raw<RunComparison | null>(null);
  stopping = $state(false);
  judging = $state(false);
  #starting = false;
  #gone = false;

  constructor(row: RunRow, tests: RunTest[]) {
    this.row = row;
    for (const test of tests) this.#tests.set(testKey(test), test);
  }

  get id(): string {
    return this.row.id;
  }

  /** What is wrong comes first; the order of the suites otherwise. */
  get tests(): RunTest[] {
    const all = [...this.#tests.values()];
    const words = fold(this.words).trim();
    const wanted = all
      .filter((test) => this.only === null || outcomeOf(test) === this.only)
      .filter((test) => words === "" || fold(test.test).includes(words));
    const place = (test: RunTest): number => outcomes.indexOf(outcomeOf(test));
    return wanted.sort((a, b) => place(a) - place(b));
  }

  get counts(): Record<Outcome, number> {
    const counts = { passed: 0, flaky: 0, failed: 0, error: 0, open: 0 };
    for (const test of this.#tests.values()) counts[outcomeOf(test)] += 1;
    return counts;
  }

  /** Tests that are not as they must be: failed, flaky under their share, or not judged. */
  get wrong(): number {
    return [...this.#tests.values()].filter(({ reached, status }) => !reached && status !== "open").length;
  }

  get running(): boolean {
    return this.news === null ? this.row.running : this.news.running;
  }

  get ended(): number {
    return this.#tests.size;
  }

  get test(): RunTest | null {
    return this.chosen === null ? null : (this.#tests.get(this.chosen) ?? null);
  }

  close(): void {
    this.#gone = true;
  }

  /** Asks until the run has ended or another is shown. */
  async follow(): Promise<void> {
    let tests = 0;
    let repeatsDone = 0;
    try {
      for (;;) {
        const news = await backend.call("run_look", { id: this.id, tests, repeatsDone });
        if (this.#gone) return;
        this.news = news;
        for (const test of news.ended) this.#tests.set(testKey(test), test);
        tests += news.ended.length;
        repeatsDone = news.repeatsDone;
        if (news.failed !== undefined) toasts.refuse(news.failed);
        if (!news.running) break;
      }
    } catch (reason) {
      // Its end was told before: what it came to is in its file.
      if (asErrorReport(reason).code !== "runNotFound") toasts.refuse(reason);
    }
    if (!this.#gone) await this.reload();
  }

  async reload(): Promise<void> {
    try {
      const view = await backend.call("run_open", { id: this.id });
      if (this.#gone) return;
      this.#takeView(view);
    } catch (reason) {
      // What was told stays on the screen.
      if (!this.#gone) toasts.refuse(reason);
      return;
    } finally {
      this.stopping = false;
    }
    await this.compareByItself();
  }

  /** With the same at another merchant where there is that, as soon as it has ended; with the baseline otherwise. */
  async compareByItself(): Promise<void> {
    const { pair } = this.row;
    if (pair !== null) await this.#ended(pair);
    if (!this.#gone) await this.compare(pair);
  }

  async #ended(id: string): Promise<void> {
    let running = true;
    let tests = 0;
    let repeatsDone = 0;
    while (running && !this.#gone) {
      try {
        const news = await backend.call("run_look", { id, tests, repeatsDone });
        ({ running, repeatsDone } = news);
        // It is told once, and here.
        if (news.failed !== undefined) toasts.refuse(news.failed);
        // What is known is not told again: a question that has an answer already is answered at once.
        tests += news.ended.length;
      } catch {
        // It has ended before, and its end was told.
        running = false;
      }
    }
  }

  async compare(other: string | null): Promise<void> {
    try {
      this.comparison = await backend.call("run_compare", { id: this.id, with: other });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** Shows a test: what was said in each repeat of it. */
  async choose(test: { suite: string; test: string } | null): Promise<void> {
    const key = test === null ? null : testKey(test);
    this.chosen = key;
    this.repeats = null;
    this.repeatsFailed = null;
    if (test === null) return;
    try {
      const repeats = await backend.call("run_repeats", { id: this.id, suite: test.suite, test: test.test });
      if (this.chosen === key) this.repeats = repeats;
    } catch (reason) {
      if (this.chosen === key) this.repeatsFailed = asErrorReport(reason);
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    try {
      await backend.call("run_stop", { id: this.id });
    } catch (reason) {
      this.stopping = false;
      toasts.refuse(reason);
    }
  }

  /** Runs it again, once, however often that is asked for until it has begun. */
  async again(which: AgainWhich): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    try {
      const { id } = await backend.call("run_again", { id: this.id, which });
      await openRun(id);
    } catch (reason) {
      toasts.refuse(reason);
    } finally {
      this.#starting = false;
    }
  }

  /** Judges the answers anew, with the suites as they are now. Nobody is asked. */
  async judgeAnew(): Promise<void> {
    this.judging = true;
    try {
      const { id } = await backend.call("run_rejudge", { id: this.id });
      await openRun(id);
    } catch (reason) {
      toasts.refuse(reason);
    } finally {
      this.judging = false;
    }
  }

  async setBaseline(on: boolean): Promise<void> {
    try {
      this.row = await backend.call("run_baseline_set", { id: this.id, on });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** A person's word on an answer, or `null` to take it back; the run is judged anew with it. */
  async judge(
    test: RunTest,
    repeat: number,
    turn: number,
    { line, assertion }: RunVerdict,
    holds: boolean | null,
  ): Promise<void> {
    try {
      const { suite, test: name } = test;
      const input = { id: this.id, suite, test: name, repeat, turn, line, assertion, holds };
      this.#takeView(await backend.call("answer_judge", input));
      await this.choose(test);
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  #takeView({ row, tests }: RunView): void {
    this.row = row;
    this.#tests.clear();
    for (const test of tests) this.#tests.set(testKey(test), test);
  }

  async saveReports(kinds: ReportKind[], choose: boolean): Promise<ReportsSaved | null> {
    try {
      return await backend.call("reports_save", { id: this.id, kinds, choose });
    } catch (reason) {
      toasts.refuse(reason);
      return null;
    }
  }

  async openReport(): Promise<void> {
    try {
      await backend.call("report_open", { id: this.id });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }
}

class Runs {
  rows = $state.raw<RunRow[]>([]);
  loaded = $state(false);
  #open = $state.raw<OpenRun | null>(null);

  get open(): OpenRun | null {
    return this.#open;
  }

  show(run: OpenRun | null): void {
    this.#open?.close();
    this.#open = run;
  }

  async load(): Promise<void> {
    try {
      this.rows = await backend.call("runs_list", null);
      this.loaded = true;
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** Whether it is gone. What stays may go on in another process: the list says so. */
  async remove(id: string): Promise<boolean> {
    try {
      await backend.call("run_remove", { id });
      return true;
    } catch (reason) {
      toasts.refuse(reason);
      return false;
    } finally {
      await this.load();
    }
  }
}

export const runs = new Runs();

/** Puts a run on the screen, and follows it where it goes on. */
export async function openRun(id: string): Promise<void> {
  try {
    const { row, tests } = await backend.call("run_open", { id });
    const run = new OpenRun(row, tests);
    runs.show(run);
    void runs.load();
    if (row.running) void run.follow();
    else await run.compareByItself();
  } catch (reason) {
    toasts.refuse(reason);
  }
}
