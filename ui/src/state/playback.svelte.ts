/**
 * A conversation of the history that is played once more. What it shows was read before it begins: while it plays,
 * nothing is sent, nothing is stored, and nothing goes over the network.
 */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { Earlier } from "../ipc/generated/Earlier";
import type { Line } from "../ipc/generated/Line";
import type { Place } from "../ipc/generated/Place";
import type { Turn } from "../ipc/generated/Turn";
import { type Step, planOf, turnUntil } from "../text/playback-plan";
import { conversationOf } from "./beside.svelte";
import { OpenConversation, ended, open } from "./conversation.svelte";
import { showConversation } from "./sessions";
import { toasts } from "./toasts.svelte";

export const speeds = [1, 2, 5, "atOnce"] as const;
export type Speed = (typeof speeds)[number];

/** How often the place is told while nothing happens. */
const glanceMs = 200;

export interface Recorded {
  conversation: Conversation;
  turns: Turn[];
  lines: Line[];
}

interface Wishes {
  /** What was there before the recording begins. */
  before?: { turns: readonly Turn[]; lines: readonly Line[] };
  /** Each turn waits until it is asked for. */
  turnwise?: boolean;
}

/** Everything of a conversation that has ended, from the history. */
export async function recordedOf(conversation: Conversation): Promise<Recorded> {
  const turns = new Map<number, Turn>();
  const lines: Line[] = [];
  let before: Place | null = { turnId: Number.MAX_SAFE_INTEGER, lineId: Number.MAX_SAFE_INTEGER };
  while (before !== null) {
    const page: Earlier = await backend.call("feed_earlier", { conversationId: conversation.id, before });
    for (const turn of page.turns) if (ended(turn)) turns.set(turn.id, turn);
    lines.push(...page.lines);
    before = page.before;
  }
  return {
    conversation,
    turns: [...turns.values()].sort((a, b) => a.ordinal - b.ordinal),
    lines: lines.filter(({ turnId }) => turns.has(turnId)).sort((a, b) => a.id - b.id),
  };
}

export class PlayedConversation extends OpenConversation {
  readonly playback: Playback;

  constructor(recorded: Recorded, wishes: Wishes = {}) {
    const { id } = recorded.conversation;
    const source = { type: "playback", of: id } as const;
    super({ ...recorded.conversation, state: "closed", error: null, source });
    const before = wishes.before ?? { turns: [], lines: [] };
    this.release([...before.turns], [...before.lines]);
    this.playback = new Playback(this, planOf(recorded.turns, recorded.lines), wishes.turnwise ?? false);
  }

  release(turns: Turn[], lines: Line[]): void {
    this.apply({ feed: 0, number: 0, conversation: this.conversation, turns, lines, cursor: 0, more: false });
  }

  override open(): Promise<void> {
    return Promise.resolve();
  }

  override expect(): void {
    // Nothing comes but what is played.
  }

  override take(): void {
    // What happens to the conversation meanwhile is no part of the recording.
  }

  override close(): void {
    this.playback.pause();
    super.close();
  }
}

/** The clock of a playback. */
export class Playback {
  playing = $state(false);
  speed = $state<Speed>(1);
  /** Microseconds of the recording. */
  place = $state(0);
  /** The step that comes next. */
  #next = $state(0);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #looked = 0;
  /** Lines and bytes of the turn that is being played. */
  #came = { lines: 0, bytes: 0 };

  constructor(
    private readonly conversation: PlayedConversation,
    private readonly steps: readonly Step[],
    readonly turnwise: boolean,
  ) {}

  /** Microseconds of the recording as a whole. */
  get total(): number {
    return this.steps.at(-1)?.at ?? 0;
  }

  get over(): boolean {
    return this.#next >= this.steps.length;
  }

  /** The turn that would begin next, where none is being played. */
  get waiting(): Turn | null {
    const step = this.steps[this.#next];
    return step?.type === "sent" ? step.turn : null;
  }

  /** The turn that begins next, whatever comes before it. */
  get upcoming(): Turn | null {
    return this.steps.find((step, index) => index >= this.#next && step.type === "sent")?.turn ?? null;
  }

  play(): void {
    if (this.playing || this.over) return;
    this.playing = true;
    this.#looked = performance.now();
    this.#look();
  }

  pause(): void {
    this.playing = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  setSpeed(speed: Speed): void {
    // What has passed has passed at the speed before.
    if (this.playing) this.#look();
    this.speed = speed;
    if (this.playing) this.#look();
  }

  /** The next thing that happens, now. The end of an answer comes with its last line. */
  step(): void {
    const first = this.steps[this.#next];
    if (first === undefined) return;
    let to = this.#next + 1;
    if (first.type !== "end" && this.steps[to]?.type === "end") to += 1;
    this.#release(to);
  }

  /** Begins the turn that waits; an answer that is coming in comes at once. */
  forward(): void {
    if (this.waiting === null) {
      const to = this.steps.findIndex((step, index) => index >= this.#next && step.type === "end");
      if (to !== -1) this.#release(to + 1);
      return;
    }
    this.#release(this.#next + 1);
    this.play();
  }

  #look(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const now = performance.now();
    const passed = (now - this.#looked) * 1_000;
    this.#looked = now;
    const end = this.#stop();
    const limit = this.steps[end - 1]?.at ?? 0;
    this.place = this.speed === "atOnce" ? limit : Math.min(limit, this.place + passed * this.speed);
    let to = this.#next;
    while (to < end && (this.steps[to]?.at ?? 0) <= this.place) to += 1;
    if (to > this.#next) this.#release(to);
    if (!this.playing || this.#next >= end) {
      this.pause();
      return;
    }
    const due = ((this.steps[this.#next]?.at ?? 0) - this.place) / 1_000 / Number(this.speed);
    this.#timer = setTimeout(() => this.#look(), Math.min(glanceMs, Math.max(0, due)));
  }

  /** The step before which it stops by itself. */
  #stop(): number {
    if (!this.turnwise) return this.steps.length;
    const next = this.steps.findIndex((step, index) => index > this.#next && step.type === "sent");
    if (this.waiting !== null) return this.#next;
    return next === -1 ? this.steps.length : next;
  }

  #release(to: number): void {
    const turns = new Map<number, Turn>();
    const lines: Line[] = [];
    for (const step of this.steps.slice(this.#next, to)) {
      const { turn } = step;
      if (step.type === "end") {
        turns.set(turn.id, turn);
        continue;
      }
      if (step.type === "sent") this.#came = { lines: 0, bytes: 0 };
      else {
        this.#came = { lines: this.#came.lines + 1, bytes: this.#came.bytes + step.line.bytes };
        lines.push(step.line);
      }
      turns.set(turn.id, turnUntil(turn, this.#came.lines, this.#came.bytes));
    }
    this.place = Math.max(this.place, this.steps[to - 1]?.at ?? 0);
    this.#next = to;
    this.conversation.release([...turns.values()], lines);
    if (this.over) this.pause();
  }
}

/** What is being played in the window, if it is. */
export function shownPlayback(): PlayedConversation | null {
  const { current } = open;
  return current instanceof PlayedConversation ? current : null;
}

/** Plays a conversation, or the one with an id, from its beginning, in its place in the window. Null where there is
 * nothing to play, or it cannot be: that has been said then. */
export async function playConversation(
  conversation: Conversation | string,
  speed: Speed = 1,
): Promise<PlayedConversation | null> {
  try {
    const head = typeof conversation === "string" ? await conversationOf(conversation) : conversation;
    const recorded = await recordedOf(head);
    if (recorded.turns.length === 0) {
      toasts.say(t("playback.nothing"));
      return null;
    }
    const played = new PlayedConversation(recorded);
    open.show(played);
    played.playback.setSpeed(speed);
    played.playback.play();
    return played;
  } catch (reason) {
    toasts.refuse(reason);
    return null;
  }
}

/** From the beginning, as fast as before. */
export async function playAgain(played: PlayedConversation): Promise<void> {
  await playConversation(played.id, played.playback.speed);
}

/** Back to the conversation as it is. */
export async function leavePlayback(played: PlayedConversation): Promise<void> {
  try {
    await showConversation(await conversationOf(played.id));
  } catch (reason) {
    toasts.refuse(reason);
  }
}
