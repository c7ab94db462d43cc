/** Searching everything that was ever said, noted or sent, and going to what was found. */
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { HistoryFound } from "../ipc/generated/HistoryFound";
import type { Hit } from "../ipc/generated/Hit";
import type { SnippetPart } from "../ipc/generated/SnippetPart";
import { open } from "./conversation.svelte";
import { find } from "./find.svelte";
import { layout } from "./layout.svelte";
import { showConversation } from "./sessions";
import { toasts } from "./toasts.svelte";

/** Hits on one page. */
const page = 50;
/** Typing rests for so long before it is looked for. */
const restMs = 120;
/** While the index takes in what is missing, it is asked again so often. */
const againMs = 1_500;

/** One place that looks for words: what was typed last is what is shown. */
export class HistorySearch {
  #words = $state("");
  found = $state.raw<HistoryFound | null>(null);
  /** What was typed last has not been answered. */
  busy = $state(false);
  #asked = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  get words(): string {
    return this.#words;
  }

  set words(words: string) {
    if (words === this.#words) return;
    this.#words = words;
    clearTimeout(this.#rest);
    this.#asked += 1;
    if (words.trim() === "") {
      this.found = null;
      this.busy = false;
      return;
    }
    this.busy = true;
    this.#rest = setTimeout(() => void this.#ask(), restMs);
  }

  get active(): boolean {
    return this.#words.trim() !== "";
  }

  conversationOf(hit: Hit): Conversation | undefined {
    return this.found?.conversations.find(({ id }) => id === hit.conversationId);
  }

  /** The next page of hits. */
  async more(): Promise<void> {
    const before = this.found;
    if (before?.more == null || this.busy) return;
    const asked = this.#asked;
    try {
      const next = await backend.call("history_search", {
        text: this.#words,
        behind: before.more,
        limit: page,
      });
      if (asked !== this.#asked || this.found !== before) return;
      const known = new Set(before.conversations.map(({ id }) => id));
      this.found = {
        ...next,
        hits: [...before.hits, ...next.hits],
        conversations: [...before.conversations, ...next.conversations.filter(({ id }) => !known.has(id))],
      };
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  async #ask(): Promise<void> {
    const asked = this.#asked;
    try {
      const found = await backend.call("history_search", { text: this.#words, behind: null, limit: page });
      if (asked !== this.#asked) return;
      // Further pages that are being read stay where they are; when the index has caught up, all is shown anew.
      const before = this.found;
      const paged = before !== null && before.hits.length > page && found.behind > 0;
      this.found = paged ? { ...before, behind: found.behind } : found;
      if (found.behind > 0) this.#rest = setTimeout(() => void this.#ask(), againMs);
    } catch (reason) {
      if (asked === this.#asked) toasts.refuse(reason);
    }
    if (asked === this.#asked) this.busy = false;
  }
}

/** What the rail looks for. */
export const railSearch = new (class extends HistorySearch {
  /** Grows with each wish to search, so that the field takes the focus. */
  asked = $state(0);

  show(): void {
    if (!layout.railShown) layout.toggleRail();
    this.asked += 1;
  }
})();

/** The words that were found, the longest run of them first: what stands side by side may be one phrase. */
export function foundWords(snippet: readonly SnippetPart[]): string[] {
  const words: string[] = [];
  let run = "";
  let gap = "";
  const end = (): void => {
    if (run !== "") words.push(run);
    run = "";
    gap = "";
  };
  for (const part of snippet) {
    if (part.found) {
      run = run === "" ? part.text : run + gap + part.text;
      gap = "";
      words.push(part.text);
    } else if (/^\s+$/.test(part.text) && run !== "") gap = part.text;
    else end();
  }
  end();
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

/** Opens a conversation at what was found in it: the message is selected, and the words are marked where they stand. */
export async function openHit(hit: Hit, conversation: Conversation): Promise<void> {
  await showConversation(conversation);
  const shown = open.current;
  const { turnId, lineId } = hit;
  if (shown?.id !== conversation.id || turnId === null) return;
  if (!(await shown.reached(turnId, lineId)) || open.current !== shown) return;
  let place = null;
  for (const words of foundWords(hit.snippet)) {
    place = find.showAt(words, turnId, lineId);
    if (place !== null) break;
  }
  // With filters alone there is nothing to mark, and what is only in the raw line is the inspector's to show.
  if (place === null) find.close();
  if (place === null && lineId !== null) layout.showInspector();
  const line = lineId ?? (place === null ? (shown.linesOf(turnId)[0]?.id ?? null) : null);
  shown.select(line, place?.eventIndex ?? null);
}
