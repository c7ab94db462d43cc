/** The lines whose raw text contains what was typed. The text is in the backend, so it is asked, but not at every key. */
import { backend } from "../../ipc/backend";

/** A pause in typing. */
const typingMs = 150;
/** How often a growing conversation is searched again. */
const growingMs = 700;

export class RawMatches {
  ids = $state.raw<ReadonlySet<number>>(new Set());
  /** The text that `ids` answers. */
  answered = $state("");
  /** The backend could not search; kinds and numbers are still matched. */
  failed = $state(false);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #wanted = "";
  #conversation = "";

  /** Asks soon. The same text again means that there are more lines now. */
  ask(conversationId: string, text: string): void {
    const isOther = conversationId !== this.#conversation;
    const isNew = isOther || text !== this.#wanted;
    this.#wanted = text;
    this.#conversation = conversationId;
    if (text === "" || isOther) {
      this.stop();
      this.ids = new Set();
      this.answered = "";
      this.failed = false;
    }
    if (text === "") return;
    // A search that waits for its turn will see the new lines too.
    if (!isNew && this.#timer !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#search(conversationId, text);
      },
      isNew ? typingMs : growingMs,
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked += 1;
  }

  async #search(conversationId: string, text: string): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const { ids } = await backend.call("lines_matching", { conversationId, text });
      if (asked !== this.#asked) return;
      this.ids = new Set(ids);
      this.failed = false;
    } catch {
      if (asked !== this.#asked) return;
      this.ids = new Set();
      this.failed = true;
    }
    this.answered = text;
  }
}
