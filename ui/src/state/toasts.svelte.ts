/** Short words at the edge of the window: what was done, or what was refused and what to do next. */
import { asErrorReport } from "../ipc/errors";
import type { ErrorReport } from "../ipc/generated/ErrorReport";

export interface Toast {
  id: number;
  content: { type: "said"; text: string } | { type: "refused"; report: ErrorReport };
}

/** A word that asks for nothing goes by itself; a refusal stays until it is read. */
const saidMs = 5_000;
/** More than this at once would cover the window; the oldest goes. */
const most = 4;

class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;

  say(text: string): void {
    const id = this.#add({ type: "said", text });
    setTimeout(() => this.dismiss(id), saidMs);
  }

  refuse(thrown: unknown): void {
    const report = asErrorReport(thrown);
    const known = this.shown.find(
      ({ content }) => content.type === "refused" && content.report.message === report.message,
    );
    if (known !== undefined) this.dismiss(known.id);
    this.#add({ type: "refused", report });
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  #add(content: Toast["content"]): number {
    const id = this.#next++;
    this.shown = [...this.shown, { id, content }].slice(-most);
    return id;
  }
}

export const toasts = new Toasts();
