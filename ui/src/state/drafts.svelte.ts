/**
 * What a person has begun to write in each conversation: the words in the composer, what goes along as context, and
 * the forms of the *more* menu. The backend keeps it, so that a restart takes nothing away. Beside it, where they
 * were reading, which is kept while the window is open.
 */
import { SvelteMap } from "svelte/reactivity";

import { backend } from "../ipc/backend";
import { type Draft, emptyDraft, readDraft, writeDraft } from "../text/draft";
import { toasts } from "./toasts.svelte";

export interface ReadingPlace {
  /** The turn at the top of the screen, and how far of it lies above. */
  turnId: number;
  offset: number;
  atBottom: boolean;
}

/** Writing goes on for a while; it is kept when it rests. */
const restMs = 400;

class Drafts {
  readonly #all = new SvelteMap<string, Draft>();
  /** Those of which the backend has said what it keeps. */
  readonly #restored = new Set<string>();
  readonly #unkept = new Set<string>();
  #keeping: ReturnType<typeof setTimeout> | null = null;

  of(id: string): Draft {
    return this.#all.get(id) ?? emptyDraft;
  }

  change(id: string, change: Partial<Draft>): void {
    this.#all.set(id, { ...this.of(id), ...change });
    this.#unkept.add(id);
    if (this.#keeping !== null) clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.keepNow(), restMs);
  }

  /** The words in the composer. */
  get(id: string): string {
    return this.of(id).text;
  }

  set(id: string, text: string): void {
    this.change(id, { text });
  }

  has(id: string): boolean {
    return this.#all.has(id);
  }

  /** Gives what was begun in one conversation to another, which has nothing of its own yet. */
  move(from: string, to: string): void {
    const draft = this.#all.get(from);
    if (draft === undefined || writeDraft(draft) === null || writeDraft(this.of(to)) !== null) return;
    this.change(to, draft);
    this.change(from, emptyDraft);
  }

  /** Brings back what was kept, unless something was written in the meantime. */
  async restore(id: string): Promise<void> {
    if (this.#restored.has(id)) return;
    this.#restored.add(id);
    try {
      const kept = await backend.call("draft", { id });
      if (kept !== null && !this.#all.has(id)) this.#all.set(id, readDraft(kept));
    } catch (reason) {
      this.#restored.delete(id);
      toasts.refuse(reason);
    }
  }

  /** Writes down what has changed. */
  keepNow(): void {
    if (this.#keeping !== null) clearTimeout(this.#keeping);
    this.#keeping = null;
    for (const id of this.#unkept) {
      const content = writeDraft(this.of(id));
      backend.call("draft_set", { conversationId: id, content }).catch((reason: unknown) => {
        toasts.refuse(reason);
      });
    }
    this.#unkept.clear();
  }

  /** Forgets all of it, kept or not; what the backend keeps stays there. */
  clear(): void {
    if (this.#keeping !== null) clearTimeout(this.#keeping);
    this.#keeping = null;
    this.#all.clear();
    this.#restored.clear();
    this.#unkept.clear();
  }
}

export const drafts = new Drafts();

/** What the composer is to hold next, by conversation: it takes it in such a way that *undo* brings back what it held. */
export const incoming = new SvelteMap<string, string>();

/** The turn whose events are sent by themselves, because a person asked for it, once a session is open. */
export interface PendingSend {
  turnId: number;
  /** Its words, which are a draft where the session does not open. */
  text: string;
}
export const pendingSends = new SvelteMap<string, PendingSend>();
export const readingPlaces = new Map<string, ReadingPlace>();
