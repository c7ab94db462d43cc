/**
 * The lines that a jq expression lets through. The backend runs it, some seconds' worth of lines at a time; of a
 * conversation that grows only what is new is run.
 */
import { backend } from "../../ipc/backend";
import { asErrorReport } from "../../ipc/errors";
import type { ErrorReport } from "../../ipc/generated/ErrorReport";
import type { JqLine } from "../../ipc/generated/JqLine";
import type { JqStop } from "../../ipc/generated/JqStop";
import type { JqTrouble } from "../../ipc/generated/JqTrouble";
import type { Place } from "../../ipc/generated/Place";

/** A pause in typing: an expression is no expression until it is whole. */
const typingMs = 300;
/** How often a growing conversation is looked through again. */
const growingMs = 700;

export class JqMatches {
  /** The lines that pass, by id. */
  lines = $state.raw<ReadonlyMap<number, JqLine>>(new Map());
  /** The expression that `lines` answers, as far as it has come. */
  answered = $state("");
  running = $state(false);
  stopped = $state.raw<JqStop | null>(null);
  trouble = $state.raw<JqTrouble | null>(null);
  failed = $state.raw<ErrorReport | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #wanted = "";
  #conversation = "";
  #cursor: Place | null = null;

  /** Asks soon. The same expression again means that there are more lines now. */
  ask(conversationId: string, expression: string): void {
    const isNew = expression !== this.#wanted || conversationId !== this.#conversation;
    this.#wanted = expression;
    this.#conversation = conversationId;
    if (expression === "") {
      this.stop();
      this.#begin("");
      return;
    }
    // What waits for its turn, or is under way, will see the new lines too.
    if (!isNew && (this.#timer !== undefined || this.running || this.stopped !== null)) return;
    if (isNew) this.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (isNew) this.#begin(expression);
        void this.#run(conversationId, expression);
      },
      isNew ? typingMs : growingMs,
    );
  }

  /** Nothing that is under way counts any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked += 1;
    this.running = false;
  }

  #begin(expression: string): void {
    this.lines = new Map();
    this.answered = expression;
    this.stopped = null;
    this.trouble = null;
    this.failed = null;
    this.#cursor = null;
  }

  async #run(conversationId: string, expression: string): Promise<void> {
    const asked = (this.#asked += 1);
    this.running = true;
    try {
      for (let more = true; more;) {
        const found = await backend.call("lines_by_jq", { conversationId, expression, after: this.#cursor });
        if (asked !== this.#asked) return;
        if (found.passed.length > 0) {
          this.lines = new Map([...this.lines, ...found.passed.map((line) => [line.id, line] as const)]);
        }
        if (found.trouble !== null) {
          const before = this.trouble;
          this.trouble =
            before === null ? found.trouble : { ...before, inputs: before.inputs + found.trouble.inputs };
        }
        this.#cursor = found.cursor;
        this.stopped = found.stopped;
        more = found.more && found.stopped === null;
      }
    } catch (thrown) {
      if (asked === this.#asked) this.failed = asErrorReport(thrown);
    } finally {
      if (asked === this.#asked) this.running = false;
    }
  }
}
