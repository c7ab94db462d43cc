/**
 * A conversation as the inspector reads it: a frame behind. People wait for the answer, so that is drawn by itself, and
 * what came over the wire for it right after. In one frame the two would take twice as long.
 */
import type { Conversation } from "../ipc/generated/Conversation";
import type { Line } from "../ipc/generated/Line";
import type { Turn } from "../ipc/generated/Turn";
import type { OpenConversation, Selection } from "./conversation.svelte";
import { afterFrame } from "./frame";

export class Behind {
  turns = $state.raw<readonly Turn[]>([]);
  lines = $state.raw<readonly Line[]>([]);
  loaded = $state(false);
  #due = false;

  constructor(private readonly of: OpenConversation) {
    this.#take();
  }

  get id(): string {
    return this.of.id;
  }

  get conversation(): Conversation {
    return this.of.conversation;
  }

  get selection(): Selection | null {
    return this.of.selection;
  }

  select(lineId: number, eventIndex?: number): void {
    this.of.select(lineId, eventIndex);
  }

  lineById(id: number): Line | undefined {
    return this.of.lineById(id);
  }

  /** Reactive: called in an effect, it takes over whatever comes. */
  follow(): void {
    const { turns, lines, loaded } = this.of;
    const isLevel = turns === this.turns && lines === this.lines && loaded === this.loaded;
    if (isLevel || this.#due) return;
    this.#due = true;
    afterFrame(() => {
      this.#due = false;
      this.#take();
    });
  }

  #take(): void {
    this.turns = this.of.turns;
    this.lines = this.of.lines;
    this.loaded = this.of.loaded;
  }
}
