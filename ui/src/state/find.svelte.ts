/**
 * Finding words in the open conversation. It goes by what the conversation holds and not by what is on the page, so
 * that a place is found whether or not it is drawn; whoever draws the list is asked to bring it there.
 */
import type { Event } from "../ipc/generated/Event";
import type { SentEvent } from "../ipc/generated/SentEvent";
import { wordsOf } from "../text/event-words";
import { countIn, fold } from "../text/fold";
import { type OpenConversation, open } from "./conversation.svelte";

/** One place where the words stand. */
export interface FoundPlace {
  turnId: number;
  /** The line and the event in it; both null for what the customer said. */
  lineId: number | null;
  eventIndex: number | null;
  /** Which of the things that the customer said in this turn; null for what came back. */
  sentIndex: number | null;
  /** Which of the places in the same message, from 0. */
  nth: number;
}

/** More would be no help to anybody, and the list of them would cost more than the search. */
export const mostPlaces = 5_000;

const foldedWords = new WeakMap<Event | SentEvent, string>();

function foldedOf(said: Event | SentEvent): string {
  let folded = foldedWords.get(said);
  if (folded === undefined) {
    folded = fold(wordsOf(said).join("\n"));
    foldedWords.set(said, folded);
  }
  return folded;
}

/** Every place in a conversation where the words stand, in the order in which it is read. */
export function placesIn(conversation: OpenConversation, words: string): FoundPlace[] {
  const needle = fold(words);
  const places: FoundPlace[] = [];
  if (needle.trim() === "") return places;
  const add = (said: Event | SentEvent, place: Omit<FoundPlace, "nth">): void => {
    const count = countIn(foldedOf(said), needle);
    for (let nth = 0; nth < count && places.length < mostPlaces; nth += 1) places.push({ ...place, nth });
  };
  for (const turn of conversation.turns) {
    const turnId = turn.id;
    turn.sent.forEach((sent, sentIndex) => add(sent, { turnId, lineId: null, eventIndex: null, sentIndex }));
    for (const line of conversation.linesOf(turnId))
      for (const event of line.events)
        add(event, { turnId, lineId: line.id, eventIndex: event.index, sentIndex: null });
    if (places.length >= mostPlaces) break;
  }
  return places;
}

function same(one: FoundPlace, other: FoundPlace): boolean {
  return (
    one.turnId === other.turnId &&
    one.lineId === other.lineId &&
    one.eventIndex === other.eventIndex &&
    one.sentIndex === other.sentIndex &&
    one.nth === other.nth
  );
}

class Find {
  #conversation = $state.raw<OpenConversation | null>(null);
  #words = $state("");
  /** The place that the reader stands at; it is kept while more comes. */
  #at = $state.raw<FoundPlace | null>(null);
  /** Grows with each wish to find, so that the field takes the focus again. */
  asked = $state(0);
  /** Nobody wishes to type: what is found was looked for elsewhere, and the focus stays there. */
  quiet = $state(false);

  readonly places = $derived(
    this.#conversation === null || this.#conversation !== open.current
      ? []
      : placesIn(this.#conversation, this.#words),
  );
  /** The number of the current place in the list, from 0; -1 where there is none. */
  readonly index = $derived.by(() => {
    const at = this.#at;
    return at === null ? -1 : this.places.findIndex((place) => same(place, at));
  });
  readonly current = $derived(this.places[this.index] ?? null);

  /** The place that was gone to; another one only where somebody goes to another. */
  get at(): FoundPlace | null {
    return this.#at;
  }

  /** The bar is there: for the conversation that it was opened in, and for no other. */
  get shown(): boolean {
    return this.#conversation !== null && this.#conversation === open.current;
  }

  get words(): string {
    return this.#words;
  }

  /** What is typed is looked for at once. The newest place comes first: it is the nearest to where one writes. */
  set words(words: string) {
    this.#words = words;
    this.#at = this.places.at(-1) ?? null;
  }

  show(): void {
    if (open.current === null) return;
    if (this.#conversation !== open.current) {
      this.#conversation = open.current;
      this.#at = this.places.at(-1) ?? null;
    }
    this.quiet = false;
    this.asked += 1;
  }

  /** Marks words in the open conversation, and goes to the first of them in a turn, or in a line of it. */
  showAt(words: string, turnId: number, lineId: number | null): FoundPlace | null {
    if (open.current === null) return null;
    this.#conversation = open.current;
    this.#words = words;
    this.#at = this.places.find((place) => place.turnId === turnId && place.lineId === lineId) ?? null;
    this.quiet = true;
    return this.#at;
  }

  close(): void {
    this.#conversation = null;
    this.#at = null;
  }

  /** To the next place (1) or the one before (-1), round at the ends. */
  step(way: 1 | -1): void {
    const count = this.places.length;
    if (count === 0) return;
    const from = this.index === -1 ? (way === 1 ? -1 : count) : this.index;
    this.#at = this.places[(from + way + count) % count] ?? null;
  }
}

export const find = new Find();
