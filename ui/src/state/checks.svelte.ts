/** The suites that are open, which of their tests are to be run, and how. */
import { SvelteSet } from "svelte/reactivity";

import { backend } from "../ipc/backend";
import type { RunPlan } from "../ipc/generated/RunPlan";
import type { Suite } from "../ipc/generated/Suite";
import type { SuiteTest } from "../ipc/generated/SuiteTest";
import { fold } from "../text/fold";
import { isFor, merchantNamed } from "../text/suite-merchants";
import { application } from "./application.svelte";
import { openRun } from "./checks-run.svelte";
import { toasts } from "./toasts.svelte";

export type ChecksSection = "suites" | "runs" | "catalog" | "coverage";

export interface ListedTest {
  suite: Suite;
  test: SuiteTest;
}

class Checks {
  section = $state<ChecksSection>("suites");
  suites = $state.raw<Suite[]>([]);
  loaded = $state(false);
  /** The one suite whose tests are listed; `null` for all. */
  path = $state<string | null>(null);
  words = $state("");
  tags = new SvelteSet<string>();
  /** Tests that are ticked off are not run, by their keys. */
  #left = new SvelteSet<string>();
  merchantId = $state<string | null>(null);
  /** Who is asked the same at the same time, if anybody. */
  otherId = $state<string | null>(null);
  /** Empty for what the suites say. */
  repeat = $state("");
  concurrency = $state("4");
  /** Empty for no limit. */
  rate = $state("");
  reach = $state(false);
  starting = $state(false);

  get shown(): Suite[] {
    return this.path === null ? this.suites : this.suites.filter((suite) => suite.path === this.path);
  }

  get allTags(): string[] {
    return [...new Set(this.shown.flatMap(({ tests }) => tests.flatMap((test) => test.tags)))].sort();
  }

  /** The tests that the filter lets through. */
  get listed(): ListedTest[] {
    const words = fold(this.words).trim();
    return this.shown.flatMap((suite) =>
      suite.tests
        .filter((test) => this.tags.size === 0 || test.tags.some((tag) => this.tags.has(tag)))
        .filter((test) => words === "" || fold(test.name).includes(words))
        .map((test) => ({ suite, test })),
    );
  }

  get picked(): ListedTest[] {
    return this.listed.filter((listed) => this.isPicked(listed));
  }

  /** The merchant that a run is for: as chosen, else as the suite says, else the one in the rail. */
  get merchant(): string | null {
    if (this.merchantId !== null && application.merchantById(this.merchantId)) return this.merchantId;
    const named = this.shown.map(({ merchant }) => merchant).find((name) => name !== null) ?? null;
    const own =
      named === null ? undefined : merchantNamed(named, application.merchants, application.demoShops);
    return own?.id ?? application.merchant?.id ?? null;
  }

  /** The chosen tests whose suites are for somebody else than the merchant who would be asked. */
  get strange(): ListedTest[] {
    const merchant = application.merchantById(this.merchant);
    if (merchant === undefined) return [];
    return this.picked.filter(({ suite }) => !isFor(suite.merchant, merchant, application.demoShops));
  }

  /** The merchant who is asked beside the first: another one that is still there. */
  get other(): string | null {
    const there = application.merchantById(this.otherId) !== undefined;
    return there && this.otherId !== this.merchant ? this.otherId : null;
  }

  isPicked({ suite, test }: ListedTest): boolean {
    return !this.#left.has(keyOf(suite.path, test.name));
  }

  pick(listed: readonly ListedTest[], picked: boolean): void {
    for (const { suite, test } of listed) {
      if (picked) this.#left.delete(keyOf(suite.path, test.name));
      else this.#left.add(keyOf(suite.path, test.name));
    }
  }

  /** Lists one suite with all of its tests, each picked. */
  showAlone(path: string): void {
    this.path = this.suites.length > 1 ? path : null;
    this.words = "";
    this.tags.clear();
    this.pick(this.listed, true);
  }

  /** Lists one test of a suite. The filter, which is in sight, does it: no other test is left out of later runs. */
  only(path: string, test: string): void {
    this.showAlone(path);
    if (this.listed.some((each) => each.test.name === test)) this.words = test;
  }

  async addDemo(): Promise<void> {
    try {
      this.take(await backend.call("suites_demo", null));
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  toggleTag(tag: string): void {
    if (!this.tags.delete(tag)) this.tags.add(tag);
  }

  async load(): Promise<void> {
    try {
      this.take(await backend.call("suites_list", null));
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  async open(): Promise<void> {
    try {
      const suites = await backend.call("suites_open", null);
      if (suites === null) return;
      this.take(suites);
      this.path = suites.at(-1)?.path ?? null;
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  async close(path: string): Promise<void> {
    try {
      this.take(await backend.call("suite_close", { path }));
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  async edit(path: string): Promise<void> {
    try {
      await backend.call("suite_edit", { path });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** The list as the backend has it. */
  take(suites: Suite[]): void {
    this.suites = suites;
    this.loaded = true;
    if (!suites.some(({ path }) => path === this.path)) this.path = null;
    for (const tag of this.tags) if (!this.allTags.includes(tag)) this.tags.delete(tag);
  }

  /** What would be run now. */
  get plan(): RunPlan | null {
    const { merchant, picked } = this;
    if (merchant === null || picked.length === 0) return null;
    const suites = this.shown
      .map((suite) => ({
        path: suite.path,
        tests: picked.filter((listed) => listed.suite === suite).map(({ test }) => test.name),
        all: suite.tests.length,
      }))
      .filter(({ tests }) => tests.length > 0)
      .map(({ path, tests, all }) => ({ path, tests: tests.length === all ? null : tests }));
    return {
      merchantId: merchant,
      suites,
      repeat: whole(this.repeat),
      concurrency: whole(this.concurrency) ?? 1,
      rate: positive(this.rate),
      reach: this.reach,
      pair: null,
    };
  }

  /** How often something is said to the agent at least: once for each repeat of a test. */
  get repeats(): number {
    const every = whole(this.repeat);
    return this.picked.reduce((sum, { test }) => sum + (every ?? test.repeat), 0);
  }

  async run(): Promise<void> {
    const { plan } = this;
    if (plan === null || this.starting) return;
    this.starting = true;
    try {
      const { other } = this;
      const { id } = await (other === null
        ? backend.call("run_start", plan)
        : backend.call("run_pair_start", { plan, otherMerchantId: other }));
      this.section = "runs";
      await openRun(id);
    } catch (reason) {
      toasts.refuse(reason);
    } finally {
      this.starting = false;
    }
  }
}

function keyOf(path: string, test: string): string {
  return `${path}\n${test}`;
}

function whole(text: string): number | null {
  const number = Number.parseInt(text, 10);
  return Number.isInteger(number) && number > 0 ? number : null;
}

function positive(text: string): number | null {
  const number = Number.parseFloat(text.replace(",", "."));
  return Number.isFinite(number) && number > 0 ? number : null;
}

export const checks = new Checks();
