/** What was chosen in messages with buttons or a list, so that they can show it. */
import { SvelteMap } from "svelte/reactivity";

import type { OpenConversation } from "./conversation.svelte";

export interface Choice {
  id: string;
  title: string;
}

/** Which message: an event of a line of a conversation. */
export interface Offer {
  conversation: OpenConversation;
  lineId: number;
  eventIndex: number;
}

class Choices {
  /** For as long as the window is open; a later start reads the history. */
  #made = new SvelteMap<string, Choice>();

  take(offer: Offer, choice: Choice): void {
    this.#made.set(keyOf(offer), choice);
  }

  /** Reactive. What was pressed here, or else what the customer's next turn says. */
  of(offer: Offer, offered: readonly Choice[]): Choice | null {
    return this.#made.get(keyOf(offer)) ?? chosenNext(offer, offered);
  }

  clear(): void {
    this.#made.clear();
  }
}

function keyOf({ conversation, lineId, eventIndex }: Offer): string {
  return `${conversation.id} ${lineId} ${eventIndex}`;
}

function chosenNext({ conversation, lineId }: Offer, offered: readonly Choice[]): Choice | null {
  const turnId = conversation.lineById(lineId)?.turnId;
  const at = conversation.turns.findIndex(({ id }) => id === turnId);
  if (at === -1) return null;
  for (const sent of conversation.turns[at + 1]?.sent ?? []) {
    if (sent.type !== "buttonResponse" && sent.type !== "listReply") continue;
    const found = offered.find(({ id, title }) => id === sent.id && title === sent.title);
    if (found !== undefined) return found;
  }
  return null;
}

export const choices = new Choices();
