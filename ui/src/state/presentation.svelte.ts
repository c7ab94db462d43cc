/**
 * The presentation that is going on: one merchant, one conversation, and the words that come next. What is refused is
 * told by a toast after the presentation; meanwhile it is nothing but trouble that can be tried again.
 */
import { type Spoken, speakToAudience, spokenFor } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { InputEvent } from "../ipc/generated/InputEvent";
import type { Merchant } from "../ipc/generated/Merchant";
import type { PresentationPlan } from "../ipc/generated/PresentationPlan";
import type { RecordedAnswers } from "../ipc/generated/RecordedAnswers";
import type { Turn } from "../ipc/generated/Turn";
import { ownEvents } from "../text/beside";
import { merchantColours } from "../text/merchant-colours";
import { rehearsedFor } from "../text/starters";
import { application } from "./application.svelte";
import { type OpenConversation, ended, open } from "./conversation.svelte";
import { dialogs } from "./dialogs.svelte";
import { drafts } from "./drafts.svelte";
import { history, isLive } from "./history.svelte";
import { deleteHollow, isHollow } from "./keeping";
import { sendEvents } from "./sending";
import { conversationOf } from "./beside.svelte";
import { type Playback, PlayedConversation, playConversation } from "./playback.svelte";
import { restartConversation, retryTurn, sendText, showConversation, startConversation } from "./sessions";
import { findAnswers, standIn } from "./stand-in";
import { toasts } from "./toasts.svelte";

export const textSizes = [70, 85, 100, 115, 130, 150, 175] as const;

const usual: PresentationPlan = {
  stage: "phone",
  textSize: 100,
  screen: null,
  language: null,
  prompts: null,
};

function shopOf(merchant: Merchant): { name: string; language: string } | undefined {
  return merchant.simulated
    ? application.demoShops.find(({ agentId }) => agentId === merchant.agentId)
    : undefined;
}

/** As the audience knows the merchant: the demo merchant is the shop that it plays. */
export function publicName(merchant: Merchant): string {
  return shopOf(merchant)?.name ?? merchant.name;
}

/** What an audience reads: what was chosen, the merchant's own language, or the window's (null). */
export function audienceLanguage(merchant: Merchant, plan: PresentationPlan): Spoken | null {
  if (plan.language !== null && plan.language !== "system") return plan.language;
  const shop = shopOf(merchant);
  return shop === undefined ? null : spokenFor(shop.language);
}

/** What is said to a merchant where nobody has rehearsed anything yet. */
export function promptsOf(merchant: Merchant, plan: PresentationPlan): readonly string[] {
  return plan.prompts ?? rehearsedFor(shopOf(merchant)?.language ?? "");
}

class Presentation {
  active = $state(false);
  plan = $state.raw<PresentationPlan>(usual);
  prompts = $state.raw<readonly string[]>([]);
  /** The prompt that comes next, from 0. */
  next = $state(0);
  /** Words on their way: being written, or waiting for the answer before them to end. */
  queued = $state.raw<string | null>(null);
  /** The words on their way are not to be written letter by letter any more. */
  hurried = $state(false);
  /** Recorded answers that could go on in the place of those that do not come. */
  recording = $state.raw<RecordedAnswers | null>(null);
  /** The conversation that a recording stands in for. */
  #left: Conversation | null = null;
  /** The conversations that were begun for this presentation. */
  #begun: string[] = [];
  /** What was open in the working window before. */
  #before: Conversation | null = null;
  /** A merchant that is known from its recording alone. */
  #guest = $state.raw<Merchant | null>(null);
  #merchantId = $state<string | null>(null);
  #conversationId = $state<string | null>(null);
  #unsent = $state.raw<string | null>(null);
  #refused = $state(false);
  #beginning = $state(false);
  /** Grows with every start and end, so that a session which opens late takes nothing over. */
  #starts = 0;
  #queuedPrompt: number | null = null;
  #delivering = false;

  get merchantId(): string | null {
    return this.#merchantId;
  }

  get merchant(): Merchant | null {
    return application.merchantById(this.#merchantId) ?? this.#guest;
  }

  /** Never another one than what is presented, whatever is opened elsewhere. */
  get conversation(): OpenConversation | null {
    const { current } = open;
    return current !== null && current.id === this.#conversationId ? current : null;
  }

  /** What is presented is a recording. */
  get playback(): Playback | null {
    const { conversation } = this;
    return conversation instanceof PlayedConversation ? conversation.playback : null;
  }

  /** What is on its way can go. */
  get deliverable(): boolean {
    const { playback } = this;
    return playback === null ? this.ready : playback.waiting !== null;
  }

  /** Something can be said. */
  get ready(): boolean {
    const { conversation } = this;
    if (conversation?.conversation.state !== "live") return false;
    const last = conversation.turns.at(-1);
    return last === undefined || ended(last);
  }

  /** It does not go on by itself. */
  get troubled(): boolean {
    if (this.#beginning || this.playback !== null) return false;
    const { conversation } = this;
    if (this.#refused || this.#unsent !== null || conversation === null) return true;
    if (!isLive(conversation.conversation) || conversation.broken !== null) return true;
    const last = conversation.turns.at(-1);
    return last?.state === "failed" || last?.state === "interrupted";
  }

  /** Fills the screen, with a fresh customer or with the conversation that is open, and begins with one of the prompts. */
  async begin(
    merchant: Merchant,
    plan: PresentationPlan,
    continued: OpenConversation | null,
    next = 0,
  ): Promise<void> {
    this.plan = plan;
    this.prompts = promptsOf(merchant, plan);
    this.next = next;
    this.#merchantId = merchant.id;
    this.#guest = null;
    this.#conversationId = continued?.id ?? null;
    this.#begun = [];
    this.#before = continued === null ? (open.current?.conversation ?? null) : null;
    this.#forget();
    this.active = true;
    speakToAudience(audienceLanguage(merchant, plan));
    dialogs.close();
    const filled = backend.call("presentation_begin", {
      title: publicName(merchant),
      screen: plan.screen,
    });
    // In a window that could not be moved the presentation is still better than none.
    filled.catch((reason: unknown) => toasts.refuse(reason));
    if (continued === null) await this.#start((wanted) => startConversation(merchant.id, null, wanted));
  }

  /** Fills the screen with a conversation as it was, which plays by itself. */
  async beginPlayback(merchant: Merchant, plan: PresentationPlan, of: OpenConversation): Promise<void> {
    const played = await playConversation(of.id);
    if (played !== null) await this.begin(merchant, plan, played);
  }

  /** As `beginPlayback`, for a merchant that is known from the recording alone. */
  async beginRecording(of: OpenConversation): Promise<void> {
    const { merchantId, merchantName, simulated, createdAt } = of.conversation;
    const guest: Merchant = {
      id: merchantId,
      name: merchantName,
      baseUrl: "",
      businessId: "",
      agentId: "",
      colour: merchantColours[0],
      logo: null,
      simulated,
      key: { state: "missing" },
      createdAt,
    };
    await this.beginPlayback(guest, usual, of);
    if (this.active) this.#guest = guest;
  }

  /** Back to the working window, as it was. */
  end(): void {
    if (!this.active) return;
    this.#keepOwnWords();
    const hollow = this.#hollow();
    const left = this.#left;
    if (left !== null && !hollow.some(({ id }) => id === left.id)) void showConversation(left);
    this.active = false;
    this.#starts += 1;
    this.#beginning = false;
    speakToAudience(null);
    this.#conversationId = null;
    this.#forget();
    backend.call("presentation_end", null).catch((reason: unknown) => toasts.refuse(reason));
    void this.#leave(hollow);
  }

  /** A fresh customer in a fresh session, and the first prompt again. The old session is closed. */
  async reset(): Promise<void> {
    if (this.#beginning) return;
    this.next = 0;
    const { conversation } = this;
    if (conversation instanceof PlayedConversation && !conversation.playback.turnwise)
      await playConversation(conversation.id, conversation.playback.speed);
    else await this.#again(false);
  }

  /** The next prompt is written; once more, and it is written at once. */
  forward(): void {
    if (this.queued !== null) {
      this.hurried = true;
      return;
    }
    const { playback } = this;
    if (playback !== null) {
      this.#forwardIn(playback);
      return;
    }
    const prompt = this.prompts[this.next];
    if (prompt === undefined) return;
    this.#queuedPrompt = this.next;
    this.next += 1;
    this.#queue(prompt, false);
  }

  /** Takes back what is on its way; without it, the prompt before comes next. */
  back(): void {
    if (this.queued === null) {
      this.next = Math.max(0, this.next - 1);
      return;
    }
    if (this.#queuedPrompt !== null) this.next = this.#queuedPrompt;
    this.queued = null;
  }

  /** Words that the presenter has written, or a choice that the customer makes. */
  say(text: string): void {
    // A recording answers nothing but what was said in it.
    if (text.trim() === "" || this.playback !== null) return;
    this.#queuedPrompt = null;
    this.#queue(text, true);
  }

  /** Sends a choice of the customer's: a button, a row of a list. False where nothing was sent. */
  async choose(event: InputEvent): Promise<boolean> {
    const { conversation } = this;
    return conversation !== null && this.ready && (await sendEvents(conversation, [event]));
  }

  /** Sends what is on its way, if it can go. */
  async deliver(): Promise<void> {
    const { conversation, queued, playback } = this;
    if (playback !== null) {
      if (queued === null || playback.waiting === null) return;
      this.queued = null;
      playback.forward();
      return;
    }
    if (queued === null || conversation === null || !this.ready || this.#delivering) return;
    this.#delivering = true;
    this.queued = null;
    this.#unsent = null;
    const sent = await sendText(conversation, queued);
    if (!sent && conversation === this.conversation) this.#unsent = queued;
    this.#delivering = false;
  }

  /** Tries again what did not work, whatever it was. */
  async retry(): Promise<void> {
    const { conversation, merchant } = this;
    if (!this.troubled || merchant === null) return;
    const last = conversation?.turns.at(-1);
    const words = this.#unsent ?? lastWords(conversation);
    if (conversation === null) await this.#start((wanted) => startConversation(merchant.id, null, wanted));
    else if (!isLive(conversation.conversation)) {
      if ((await this.#again(true)) && words !== null) this.#queue(words, true);
    } else if (this.#unsent !== null) this.#queue(this.#unsent, true);
    else if (last !== undefined && this.ready) await retryTurn(conversation, last.id);
  }

  /** Looks whether the same was answered before, so that the presenter can be offered to go on with that. */
  async lookForRecording(): Promise<void> {
    const { merchant, conversation } = this;
    this.recording = null;
    if (!this.active || !this.troubled || merchant === null) return;
    const waiting = this.#unsent ?? this.queued;
    const next = [...(waiting === null ? [] : [waiting]), ...this.prompts.slice(this.next)];
    try {
      const found = await findAnswers(merchant.id, conversation, next);
      if (this.troubled && conversation === this.conversation) this.recording = found;
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** Goes on with the recorded answer to what was not answered; what comes behind it comes when it is asked for. */
  async goOnWithRecording(): Promise<void> {
    const { recording, conversation } = this;
    if (recording === null || !this.troubled) return;
    try {
      const played = await standIn(recording, conversation);
      if (conversation !== this.conversation) return;
      this.#forget();
      this.#left = conversation?.conversation ?? recording.conversation;
      this.#conversationId = played.id;
      open.show(played);
      played.playback.forward();
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** The customer's next words are written as they would be; a recording that plays by itself makes one step. */
  #forwardIn(playback: Playback): void {
    if (!playback.turnwise) {
      playback.pause();
      playback.step();
      return;
    }
    const turn = playback.upcoming;
    if (turn === null) return;
    const words = textOf(turn);
    if (words === null) playback.forward();
    else {
      this.#queuedPrompt = null;
      this.#queue(words, false);
    }
  }

  /** One step larger (1) or smaller (-1). */
  resize(direction: 1 | -1): void {
    const { textSize } = this.plan;
    const next =
      direction === 1
        ? textSizes.find((size) => size > textSize)
        : textSizes.findLast((size) => size < textSize);
    if (next === undefined || this.#merchantId === null) return;
    this.plan = { ...this.plan, textSize: next };
    const change = { merchantId: this.#merchantId, plan: this.plan };
    backend.call("presentation_plan_set", change).catch((reason: unknown) => toasts.refuse(reason));
  }

  /** What the presenter has written and could not send waits in the composer. Prompts are in the plan. */
  #keepOwnWords(): void {
    const { conversation, queued, playback } = this;
    if (conversation === null || playback !== null || queued === null || this.#queuedPrompt !== null) return;
    if (drafts.get(conversation.id) === "") drafts.set(conversation.id, queued);
  }

  /** Those of its conversations that never came to anything. */
  #hollow(): Conversation[] {
    return this.#begun.flatMap((id) => history.byId(id) ?? []).filter(isHollow);
  }

  /** Back in the working window it is told why nothing could be opened, and what was open before is open again. */
  async #leave(hollow: readonly Conversation[]): Promise<void> {
    for (const conversation of hollow) await deleteHollow(conversation);
    const reason = hollow.at(-1)?.error ?? null;
    if (reason !== null) toasts.refuse(reason);
    const before = this.#before === null ? undefined : history.byId(this.#before.id);
    if (hollow.length > 0 && open.current === null && !this.active && before !== undefined)
      await showConversation(before);
  }

  #queue(text: string, hurried: boolean): void {
    this.hurried = hurried;
    this.queued = text;
  }

  #forget(): void {
    this.queued = null;
    this.#queuedPrompt = null;
    this.#unsent = null;
    this.#refused = false;
    this.#left = null;
    this.recording = null;
  }

  #again(sameCustomer: boolean): Promise<boolean> {
    const { conversation, merchant } = this;
    if (merchant === null) return Promise.resolve(false);
    return this.#start((wanted) =>
      conversation === null
        ? startConversation(merchant.id, null, wanted)
        : restartConversation(conversation.id, sameCustomer, wanted),
    );
  }

  async #start(begin: (wanted: () => boolean) => Promise<{ id: string } | null>): Promise<boolean> {
    this.#forget();
    this.#beginning = true;
    this.#starts += 1;
    const start = this.#starts;
    const wanted = (): boolean => start === this.#starts;
    const fresh = await begin(wanted);
    if (!wanted()) return false;
    this.#beginning = false;
    this.#refused = fresh === null;
    if (fresh === null) return false;
    this.#conversationId = fresh.id;
    // What the fresh one stands in for.
    for (const conversation of this.#hollow()) void deleteHollow(conversation);
    this.#begun = [...this.#begun, fresh.id];
    return true;
  }
}

/** The customer's own words in a turn, if it was words. */
function textOf(turn: Turn): string | null {
  const own = ownEvents(turn).at(-1);
  return own?.type === "text" ? own.text : null;
}

/** What the customer said last, if it was words. */
function lastWords(conversation: OpenConversation | null): string | null {
  const sent = conversation?.turns.at(-1)?.sent.findLast(({ type }) => type === "text");
  return sent?.type === "text" && sent.role === "user" ? sent.text : null;
}

export const presentation = new Presentation();
