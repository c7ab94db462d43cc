/** What a person has begun to write, and where they were reading, kept for each conversation while the window is open. */
import { SvelteMap } from "svelte/reactivity";

export interface ReadingPlace {
  /** The turn at the top of the screen, and how far of it lies above. */
  turnId: number;
  offset: number;
  atBottom: boolean;
}

export const drafts = new SvelteMap<string, string>();
/** What is sent by itself, because a person asked for it, once a session is open. */
export const pendingSends = new SvelteMap<string, string>();
export const readingPlaces = new Map<string, ReadingPlace>();
