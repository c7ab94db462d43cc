/** Whether the chosen merchant's API answers: asked on choosing, after a failure, and every minute while visible. */
import { backend } from "../ipc/backend";
import { asErrorReport } from "../ipc/errors";
import type { ErrorReport } from "../ipc/generated/ErrorReport";
import type { Reachability } from "../ipc/generated/Reachability";

const everyMs = 60_000;

export type Reach =
  | { type: "unknown" }
  | { type: "asking" }
  | { type: "answered"; reachability: Reachability }
  | { type: "refused"; report: ErrorReport };

class Reaching {
  now = $state.raw<Reach>({ type: "unknown" });
  #asked = 0;

  /** Asks about a merchant now and then every minute; the answer is a way to stop. */
  follow(merchantId: string): () => void {
    this.now = { type: "asking" };
    void this.ask(merchantId);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void this.ask(merchantId);
    }, everyMs);
    return () => {
      clearInterval(timer);
      this.#asked += 1;
      this.now = { type: "unknown" };
    };
  }

  async ask(merchantId: string): Promise<void> {
    const asked = ++this.#asked;
    let answer: Reach;
    try {
      answer = { type: "answered", reachability: await backend.call("merchant_reach", { id: merchantId }) };
    } catch (reason) {
      answer = { type: "refused", report: asErrorReport(reason) };
    }
    // A question that came later has the better answer.
    if (asked === this.#asked) this.now = answer;
  }
}

export const reaching = new Reaching();
