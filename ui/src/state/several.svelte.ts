/** Several conversations, chosen in the rail to do one thing with all of them. */
import { SvelteSet } from "svelte/reactivity";

import type { Conversation } from "../ipc/generated/Conversation";

class Several {
  /** The rail shows a box at each row. */
  choosing = $state(false);
  readonly ids = new SvelteSet<string>();
  /** Where a span begins that Shift chooses. */
  #anchor: string | null = null;

  begin(id: string | null = null): void {
    this.choosing = true;
    if (id !== null) this.toggle(id);
  }

  end(): void {
    this.choosing = false;
    this.ids.clear();
    this.#anchor = null;
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = id;
  }

  /** Everything between the last one that was chosen and this one. */
  extend(id: string, listed: readonly Conversation[]): void {
    const from = listed.findIndex((each) => each.id === this.#anchor);
    const to = listed.findIndex((each) => each.id === id);
    if (from === -1 || to === -1) {
      this.toggle(id);
      return;
    }
    for (const each of listed.slice(Math.min(from, to), Math.max(from, to) + 1)) this.ids.add(each.id);
  }

  without(gone: readonly string[]): void {
    for (const id of gone) this.ids.delete(id);
    if (this.choosing && this.ids.size === 0) this.end();
  }
}

export const several = new Several();
