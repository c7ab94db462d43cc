/** Before a presentation: how it will look, what will be said, and a check that all is there. */
import { backend } from "../ipc/backend";
import { asErrorReport } from "../ipc/errors";
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import type { Merchant } from "../ipc/generated/Merchant";
import type { PresentationPart } from "../ipc/generated/PresentationPart";
import type { PresentationPlan } from "../ipc/generated/PresentationPlan";
import type { PresentationScreen } from "../ipc/generated/PresentationScreen";
import type { PresentationVerdict } from "../ipc/generated/PresentationVerdict";
import type { StepResult } from "../ipc/generated/StepResult";
import { longestPrompt, mostPrompts, moved } from "../text/prompts";
import { promptsOf } from "./presentation.svelte";
import { toasts } from "./toasts.svelte";

/** Prompts are written letter by letter; the file is written when the hand rests. */
const restMs = 400;

/** A row of the list; its key stays when it moves. */
export interface Row {
  key: number;
  text: string;
}

export class Preparation {
  plan = $state.raw<PresentationPlan | null>(null);
  screens = $state.raw<PresentationScreen[]>([]);
  rows = $state.raw<Row[]>([]);
  /** A prompt that is being written, and that is meant also where nobody pressed Enter behind it. */
  fresh = $state("");
  steps = $state.raw<Partial<Record<PresentationPart, StepResult>> | null>(null);
  verdict = $state.raw<PresentationVerdict | null>(null);
  /** Why there was no check at all. */
  refused = $state.raw<ErrorReport | null>(null);
  checking = $state(false);
  #keys = 0;
  #writing: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly merchant: Merchant) {}

  async load(): Promise<void> {
    try {
      const plan = await backend.call("presentation_plan", { id: this.merchant.id });
      this.rows = promptsOf(this.merchant, plan).map((text) => this.#row(text));
      this.plan = plan;
      this.screens = await backend.call("presentation_screens", null);
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  get prompts(): string[] {
    return [...this.rows.map(({ text }) => text), this.fresh]
      .map((text) => text.trim())
      .filter((text) => text !== "");
  }

  get full(): boolean {
    return this.rows.length >= mostPrompts;
  }

  change(change: Partial<PresentationPlan>): void {
    if (this.plan === null) return;
    this.plan = { ...this.plan, ...change };
    if (this.#writing !== null) clearTimeout(this.#writing);
    this.#writing = setTimeout(() => this.save(), restMs);
  }

  /** Writes what has not been written yet. */
  save(): void {
    if (this.#writing === null || this.plan === null) return;
    clearTimeout(this.#writing);
    this.#writing = null;
    backend
      .call("presentation_plan_set", { merchantId: this.merchant.id, plan: this.plan })
      .catch((reason: unknown) => toasts.refuse(reason));
  }

  write(text: string): void {
    this.fresh = text;
    this.change({ prompts: this.prompts });
  }

  /** Adds prompts behind what was being written, as many as there is room for. */
  add(texts: readonly string[]): void {
    const written = [this.fresh.trim(), ...texts].filter((text) => text !== "");
    const room = written.slice(0, mostPrompts - this.rows.length);
    this.fresh = "";
    this.#take([...this.rows, ...room.map((text) => this.#row(text))]);
  }

  edit(key: number, text: string): void {
    this.#take(this.rows.map((row) => (row.key === key ? { key, text: text.slice(0, longestPrompt) } : row)));
  }

  remove(key: number): void {
    this.#take(this.rows.filter((row) => row.key !== key));
  }

  /** Moves a row to a place, from 0. */
  move(key: number, to: number): void {
    const from = this.rows.findIndex((row) => row.key === key);
    if (from === -1 || to < 0 || to >= this.rows.length || to === from) return;
    this.#take(moved(this.rows, from, to));
  }

  /** Tries the key, the network and a first answer. `greeting` is sent where there is no prompt. */
  async check(greeting: string): Promise<void> {
    this.steps = {};
    this.verdict = null;
    this.refused = null;
    this.checking = true;
    const prompt = this.prompts[0] ?? greeting;
    try {
      this.verdict = await backend.callWithChannel(
        "presentation_check",
        { merchantId: this.merchant.id, prompt },
        ({ part, result }) => {
          this.steps = { ...this.steps, [part]: result };
        },
      );
    } catch (reason) {
      this.refused = asErrorReport(reason);
      this.steps = null;
    }
    this.checking = false;
  }

  cancelKeychain(): void {
    // What was waiting fails with `keychainCancelled`, and that is shown.
    backend.call("keychain_cancel", null).catch((reason: unknown) => toasts.refuse(reason));
  }

  #row(text: string): Row {
    this.#keys += 1;
    return { key: this.#keys, text };
  }

  #take(rows: Row[]): void {
    this.rows = rows;
    this.change({ prompts: this.prompts });
  }
}
