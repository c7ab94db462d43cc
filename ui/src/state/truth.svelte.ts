/**
 * What the merchant's catalog says of the answers on the screen. A turn asks for itself when it has ended or when more of
 * it has come; without a catalog there is nothing to show.
 */
import { SvelteMap } from "svelte/reactivity";

import { backend } from "../ipc/backend";
import type { AnswerTruth } from "../ipc/generated/AnswerTruth";
import type { CardTruth } from "../ipc/generated/CardTruth";
import type { TextMention } from "../ipc/generated/TextMention";
import type { TruthFinding } from "../ipc/generated/TruthFinding";

/** What is known of one card of an event. */
export interface CardKnown {
  card: CardTruth;
  findings: TruthFinding[];
}

/** What is known of one event. */
export interface EventKnown {
  /** By their places in the event. */
  cards: ReadonlyMap<number, CardKnown>;
  /** What its texts say that is not true. */
  texts: TruthFinding[];
  /** What they say that is. */
  right: TextMention[];
}

class Truth {
  #events = new SvelteMap<string, EventKnown>();
  /** Turns that are being asked about; true where more of one has come since. */
  #asked = new Map<number, boolean>();
  /** Merchants that had no catalog when last asked: it is not asked with every line then, but when a turn has ended. */
  #without = new Set<string>();
  /** Grows when a catalog has changed, so that what is in view asks again. */
  #edition = $state(0);

  get edition(): number {
    return this.#edition;
  }

  of(lineId: number, event: number): EventKnown | null {
    return this.#events.get(`${lineId}.${event}`) ?? null;
  }

  /** A catalog was imported or removed. */
  stale(): void {
    this.#events.clear();
    this.#without.clear();
    this.#edition += 1;
  }

  /** Asks about a turn: one question at a time, however fast its lines come. */
  async ask(turnId: number, merchantId: string, over: boolean): Promise<void> {
    if (!over && this.#without.has(merchantId)) return;
    if (this.#asked.has(turnId)) {
      this.#asked.set(turnId, true);
      return;
    }
    do {
      this.#asked.set(turnId, false);
      const edition = this.#edition;
      try {
        const answer = await backend.call("catalog_findings", { id: turnId });
        if (edition !== this.#edition) continue;
        if (answer.catalogImportedAt === null) {
          this.#without.add(merchantId);
          continue;
        }
        this.#without.delete(merchantId);
        this.#take(answer);
      } catch {
        // A badge that is missing says nothing; the catalog's own view tells what is wrong with it.
      }
    } while (this.#asked.get(turnId) === true);
    this.#asked.delete(turnId);
  }

  #take(answer: AnswerTruth): void {
    for (const [key, known] of knownByEvent(answer)) this.#events.set(key, known);
  }
}

export function knownByEvent(answer: AnswerTruth): Map<string, EventKnown> {
  interface Open {
    cards: Map<number, CardKnown>;
    texts: TruthFinding[];
    right: TextMention[];
  }
  const events = new Map<string, Open>();
  const at = (lineId: number, event: number): Open => {
    const key = `${lineId}.${event}`;
    let known = events.get(key);
    if (known === undefined) {
      known = { cards: new Map(), texts: [], right: [] };
      events.set(key, known);
    }
    return known;
  };
  for (const card of answer.cards)
    at(card.card.lineId, card.card.event).cards.set(card.card.card, { card, findings: [] });
  for (const { text, ...mention } of answer.mentions) {
    if (mention.said === "name" || mention.said === "rightPrice")
      at(text.lineId, text.event).right.push({ text, ...mention });
  }
  for (const finding of answer.findings) {
    if (finding.place.type === "card") {
      const { lineId, event, card } = finding.place.card;
      at(lineId, event).cards.get(card)?.findings.push(finding);
    } else {
      const { lineId, event } = finding.place.text;
      at(lineId, event).texts.push(finding);
    }
  }
  return events;
}

export const truth = new Truth();
