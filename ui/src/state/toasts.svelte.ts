/** Short words at the edge of the window: what was done, or what was refused and what to do next. */
import { whenAnswered } from "../ipc/backend";
import { CommandError, asErrorReport } from "../ipc/errors";
import type { ErrorReport } from "../ipc/generated/ErrorReport";

export interface Toast {
  id: number;
  content:
    | { type: "said"; text: string; action: ToastAction | null; other: ToastAction | null }
    | { type: "refused"; report: ErrorReport; command: string | null; subject: string };
}

/** What can be done about what was said, such as taking it back. */
export interface ToastAction {
  label: string;
  run: () => void;
}

/** A word that asks for nothing goes by itself; a refusal stays until it is read, or what was refused is done. */
export const saidMs = 5_000;
/** What can still be taken back stays long enough to be read and thought about. */
export const actionMs = 12_000;
/** More than this at once would take the room of what they are about; the oldest goes. */
export const mostToasts = 3;

type Holder = "pointer" | "focus";

class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  /** What keeps them here. */
  #held = new Set<Holder>();

  constructor() {
    whenAnswered((command, subject) => {
      const over = this.shown.filter(
        ({ content }) =>
          content.type === "refused" && content.command === command && content.subject === subject,
      );
      for (const { id } of over) this.dismiss(id);
    });
  }

  /** The newest so far; those that come later have a larger number. */
  get newest(): number {
    return this.#next - 1;
  }

  say(text: string, action: ToastAction | null = null, other: ToastAction | null = null): void {
    const id = this.#add({ type: "said", text, action, other });
    if (this.#held.size === 0) this.#count(id);
  }

  refuse(thrown: unknown): void {
    const report = asErrorReport(thrown);
    const known = this.shown.find(
      ({ content }) => content.type === "refused" && content.report.message === report.message,
    );
    if (known !== undefined) this.dismiss(known.id);
    const { command, subject } = thrown instanceof CommandError ? thrown : { command: null, subject: "" };
    this.#add({ type: "refused", report, command, subject });
  }

  dismiss(id: number): void {
    this.#stop(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
    // The button that had the focus is gone without a word of leaving.
    this.release("focus");
  }

  /** While the pointer or the keyboard is at them, none goes. */
  hold(holder: Holder): void {
    this.#held.add(holder);
    for (const id of this.#timers.keys()) this.#stop(id);
  }

  release(holder: Holder): void {
    if (!this.#held.delete(holder) || this.#held.size > 0) return;
    for (const { id, content } of this.shown) if (content.type === "said") this.#count(id);
  }

  #count(id: number): void {
    this.#stop(id);
    const content = this.shown.find((toast) => toast.id === id)?.content;
    const ms = content?.type === "said" && content.action !== null ? actionMs : saidMs;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), ms),
    );
  }

  #stop(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #add(content: Toast["content"]): number {
    const id = this.#next++;
    const all = [...this.shown, { id, content }];
    for (const gone of all.slice(0, -mostToasts)) this.#stop(gone.id);
    this.shown = all.slice(-mostToasts);
    return id;
  }
}

export const toasts = new Toasts();
