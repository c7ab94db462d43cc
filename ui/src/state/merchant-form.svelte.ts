/**
 * The merchant form: what was typed, what the backend said about each field, the connection test, and the wait for
 * the keychain. A key that was typed lives here until it is stored; a pasted one is only a handle.
 */
import { backend } from "../ipc/backend";
import { asErrorReport } from "../ipc/errors";
import type { ConnectionCall } from "../ipc/generated/ConnectionCall";
import type { ConnectionVerdict } from "../ipc/generated/ConnectionVerdict";
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import type { KeyInput } from "../ipc/generated/KeyInput";
import type { Merchant } from "../ipc/generated/Merchant";
import type { OnboardingFound } from "../ipc/generated/OnboardingFound";
import type { OtherAgent } from "../ipc/generated/OtherAgent";
import type { PastedKey } from "../ipc/generated/PastedKey";
import type { StepResult } from "../ipc/generated/StepResult";
import { freeColour } from "../text/merchant-colours";
import { application } from "./application.svelte";
import { reaching } from "./reach.svelte";

export const defaultBaseUrl = "https://api.connectly.ai";
/** A keychain that takes longer than this is probably asking the person for a password. */
const patienceMs = 700;

export type FormField = "name" | "baseUrl" | "businessId" | "agentId" | "key";
const fields: readonly FormField[] = ["name", "baseUrl", "businessId", "agentId", "key"];

/** What a key is bound to, as the backend writes it; null while the address is none. */
function originOf(address: string): string | null {
  try {
    return new URL(address.trim()).origin;
  } catch {
    return null;
  }
}

/** The field that an error is about, where it is about one. */
export function fieldOf(report: ErrorReport): FormField | null {
  switch (report.code) {
    case "baseUrlRefused":
      return "baseUrl";
    case "keyInvalid":
    case "keyMissing":
    case "keyForAnotherOrigin":
      return "key";
    case "merchantNameTaken":
      return "name";
    case "fieldEmpty":
    case "fieldTooLong": {
      const named = (report.params["field"] ?? "").replace(/_(\w)/g, (_, letter: string) =>
        letter.toUpperCase(),
      );
      return fields.find((field) => field === named) ?? (/key$/i.test(named) ? "key" : null);
    }
    default:
      return null;
  }
}

export class MerchantForm {
  merchant = $state.raw<Merchant | null>(null);
  name = $state("");
  baseUrl = $state(defaultBaseUrl);
  businessId = $state("");
  agentId = $state("");
  colour = $state("");
  typedKey = $state("");
  pastedKey = $state.raw<PastedKey | null>(null);
  replacing = $state(false);
  sessionOnly = $state(false);
  found = $state.raw<OnboardingFound | null>(null);

  errors = $state.raw<Partial<Record<FormField, ErrorReport>>>({});
  /** An error that is about no field. */
  error = $state.raw<ErrorReport | null>(null);
  keyError = $state.raw<ErrorReport | null>(null);
  keyForgotten = $state(false);
  busy = $state(false);
  waitingForKeychain = $state(false);

  steps = $state.raw<Partial<Record<ConnectionCall, StepResult>> | null>(null);
  verdict = $state.raw<ConnectionVerdict | null>(null);
  testing = $state(false);
  /** Tests that began, and edits that made one a thing of the past. */
  #tests = 0;

  constructor(merchant: Merchant | null) {
    this.merchant = merchant;
    this.colour = merchant?.colour ?? freeColour(application.merchants.map(({ colour }) => colour));
    if (merchant === null) return;
    this.name = merchant.name;
    this.baseUrl = merchant.baseUrl;
    this.businessId = merchant.businessId;
    this.agentId = merchant.agentId;
  }

  get draft(): { name: string; baseUrl: string; businessId: string; agentId: string; colour: string } {
    return {
      name: this.name.trim(),
      baseUrl: this.baseUrl.trim(),
      businessId: this.businessId.trim(),
      agentId: this.agentId.trim(),
      colour: this.colour,
    };
  }

  /** Something was typed or pasted that is stored nowhere. */
  get unsaved(): boolean {
    const { merchant, draft } = this;
    if (this.typedKey !== "" || this.pastedKey !== null) return true;
    if (merchant === null)
      return (
        draft.name + draft.businessId + draft.agentId !== "" ||
        (draft.baseUrl !== defaultBaseUrl && draft.baseUrl !== "")
      );
    return (
      draft.name !== merchant.name ||
      draft.baseUrl !== merchant.baseUrl ||
      draft.businessId !== merchant.businessId ||
      draft.agentId !== merchant.agentId ||
      draft.colour !== merchant.colour
    );
  }

  get isUsualAddress(): boolean {
    return originOf(this.baseUrl) === defaultBaseUrl;
  }

  /** Something is filled in, but not the agent that makes it Sofia who answers. */
  get agentIdMissing(): boolean {
    const begun = this.merchant !== null || this.name.trim() !== "" || this.businessId.trim() !== "";
    return begun && this.agentId.trim() === "" && this.merchant?.simulated !== true;
  }

  /** The pasted key belongs to another address than the one in the form, so a key is asked for again. */
  get pastedElsewhere(): boolean {
    const origin = this.pastedKey?.origin ?? null;
    return origin !== null && origin !== originOf(this.baseUrl);
  }

  get key(): KeyInput {
    const pasted: KeyInput | null =
      this.pastedKey === null ? null : { type: "pasted", handle: this.pastedKey.handle };
    if (pasted !== null && !this.pastedElsewhere) return pasted;
    if (this.typedKey !== "") return { type: "typed", value: this.typedKey };
    // The backend refuses it where the address is another one.
    return pasted ?? { type: "unchanged" };
  }

  /** Takes what an onboarding mail holds. What it does not hold stays as it is. */
  take(found: OnboardingFound): void {
    this.found = found;
    this.name = found.name ?? this.name;
    this.baseUrl = found.baseUrl ?? this.baseUrl;
    this.businessId = found.businessId ?? this.businessId;
    this.agentId = found.agentId ?? this.agentId;
    if (found.key !== null) {
      this.pastedKey = found.key;
      this.typedKey = "";
      this.replacing = false;
    }
    this.errors = {};
  }

  /** Takes one of the other agents that the text names; the one before it can be taken again. */
  takeAgent(other: OtherAgent): void {
    const { found } = this;
    if (found?.agentId == null) return;
    const before: OtherAgent = { id: found.agentId, environment: found.environment };
    this.found = {
      ...found,
      agentId: other.id,
      environment: other.environment,
      otherAgents: found.otherAgents.map((one) => (one.id === other.id ? before : one)),
    };
    this.agentId = other.id;
  }

  /** True when everything is stored and the form may go. */
  async save(): Promise<boolean> {
    this.#forgetErrors();
    return this.#withKeychain(async () => {
      const { draft, key, sessionOnly } = this;
      const saved =
        this.merchant === null
          ? await backend.call("merchant_add", { draft, key, sessionOnly })
          : await backend.call("merchant_update", { id: this.merchant.id, draft, key, sessionOnly });
      this.merchant = saved.merchant;
      application.takeMerchant(saved.merchant);
      application.selectMerchant(saved.merchant.id);
      void reaching.ask(saved.merchant.id);
      this.keyError = saved.keyError;
      this.keyForgotten = saved.keyForgotten && key.type === "unchanged";
      if (this.keyError === null) this.#forgetKey();
      return this.keyError === null && !this.keyForgotten;
    });
  }

  async removeKey(): Promise<void> {
    const { merchant } = this;
    if (merchant === null) return;
    this.#forgetErrors();
    await this.#withKeychain(async () => {
      this.merchant = await backend.call("key_remove", { id: merchant.id });
      application.takeMerchant(this.merchant);
      void reaching.ask(merchant.id);
      return true;
    });
  }

  cancelKeychain(): void {
    // What was waiting fails with `keychainCancelled`, and that is shown.
    backend.call("keychain_cancel", null).catch((reason: unknown) => this.#refuse(reason));
  }

  /** What the last test said is about something else now. One that is under way is not shown any more. */
  forgetTest(): void {
    this.#tests += 1;
    this.steps = null;
    this.verdict = null;
    this.errors = {};
    this.error = null;
  }

  async test(): Promise<void> {
    this.#forgetErrors();
    this.#tests += 1;
    const test = this.#tests;
    const isShown = (): boolean => test === this.#tests;
    this.steps = {};
    this.verdict = null;
    this.testing = true;
    await this.#withKeychain(async () => {
      const { draft, key } = this;
      const id = this.merchant?.id ?? null;
      const verdict = await backend.callWithChannel("merchant_test", { id, draft, key }, (step) => {
        this.waitingForKeychain = false;
        if (isShown()) this.steps = { ...this.steps, [step.call]: step.result };
      });
      if (isShown()) this.verdict = verdict;
      return true;
    }, isShown);
    if (this.verdict === null && Object.keys(this.steps ?? {}).length === 0) this.steps = null;
    this.testing = false;
  }

  async #withKeychain(action: () => Promise<boolean>, isShown = (): boolean => true): Promise<boolean> {
    this.busy = true;
    const patience = setTimeout(() => {
      this.waitingForKeychain = Object.keys(this.steps ?? {}).length === 0 || !this.testing;
    }, patienceMs);
    try {
      return await action();
    } catch (reason) {
      if (isShown()) this.#refuse(reason);
      return false;
    } finally {
      clearTimeout(patience);
      this.waitingForKeychain = false;
      this.busy = false;
    }
  }

  #refuse(reason: unknown): void {
    const report = asErrorReport(reason);
    const field = fieldOf(report);
    if (field === null) this.error = report;
    else this.errors = { ...this.errors, [field]: report };
  }

  #forgetErrors(): void {
    this.errors = {};
    this.error = null;
    this.keyError = null;
    this.keyForgotten = false;
  }

  #forgetKey(): void {
    this.typedKey = "";
    this.pastedKey = null;
    this.replacing = false;
  }
}
