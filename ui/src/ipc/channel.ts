/**
 * The window's end of a channel. Tauri's own holds back everything behind a message that was lost, for good; WebKitGTK
 * can lose one without a word. Here the messages are put in order too, but what is missing is waited for only so long.
 */
import { SERIALIZE_TO_IPC_FN, transformCallback } from "@tauri-apps/api/core";

/** A large message comes by a request of its own, and small ones that were sent later may overtake it. */
const patienceMs = 400;

type Raw<T> = { index: number; message: T } | { index: number; end: true };

/** Tauri keeps every callback in the page, and with it all that it reaches, until it is told to forget it. */
declare global {
  interface Window {
    readonly __TAURI_INTERNALS__?: { unregisterCallback(id: number): void };
  }
}

export class PatientChannel<T> {
  readonly id: number;
  #next = 0;
  #waiting = new Map<number, { message: T } | "end">();
  #patience: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private receive: (message: T) => void,
    /** Messages have not come, and those behind them have. */
    private readonly lost: () => void,
  ) {
    this.id = transformCallback<Raw<T>>((raw) => this.#take(raw));
  }

  [SERIALIZE_TO_IPC_FN](): string {
    return `__CHANNEL__:${String(this.id)}`;
  }

  toJSON(): string {
    return this[SERIALIZE_TO_IPC_FN]();
  }

  #take(raw: Raw<T>): void {
    if (raw.index < this.#next) {
      // Given up already; late is better than never, since what takes messages can tell an old one.
      if ("message" in raw) this.receive(raw.message);
      return;
    }
    this.#waiting.set(raw.index, "end" in raw ? "end" : { message: raw.message });
    this.#deliver();
    if (this.#waiting.size > 0) this.#patience ??= setTimeout(() => this.#giveUp(), patienceMs);
  }

  #deliver(): void {
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      if (next === "end") this.#forget();
      else this.receive(next.message);
    }
    if (this.#waiting.size > 0 || this.#patience === null) return;
    clearTimeout(this.#patience);
    this.#patience = null;
  }

  /** Nothing more comes: what was received into, such as a long conversation, must not stay for as long as the page. */
  #forget(): void {
    window.__TAURI_INTERNALS__?.unregisterCallback(this.id);
    this.receive = () => undefined;
  }

  #giveUp(): void {
    this.#patience = null;
    this.#next = Math.min(...this.#waiting.keys());
    this.#deliver();
    if (this.#waiting.size > 0) this.#patience ??= setTimeout(() => this.#giveUp(), patienceMs);
    this.lost();
  }
}
