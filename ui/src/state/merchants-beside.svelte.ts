/** The same messages to two merchants: how it begins, and how what was said once is said again to both. */
import { backend } from "../ipc/backend";
import type { Turn } from "../ipc/generated/Turn";
import { isContext, isSaidBySofia, wordsOf } from "../text/sent-event";
import { saidOnce } from "../text/beside";
import { application } from "./application.svelte";
import { beside } from "./beside.svelte";
import { open } from "./conversation.svelte";
import { dialogs } from "./dialogs.svelte";
import { history } from "./history.svelte";
import { welcome } from "./sending";
import { mayWait, sendText, startConversation } from "./sessions";
import { toasts } from "./toasts.svelte";

/** What the customer said in words, or chose, in the order of the conversation: another merchant can be asked the same. */
export function askedIn(turns: readonly Turn[]): string[] {
  return saidOnce(turns)
    .flatMap(({ sent }) => sent.filter((event, index) => !isContext(sent, index) && !isSaidBySofia(event)))
    .filter(({ type }) => type === "text" || type === "buttonResponse" || type === "listReply")
    .map(wordsOf)
    .filter((words) => words.trim() !== "");
}

interface Asking {
  /** The pair's left conversation, of which this is said. */
  id: string;
  words: readonly string[];
  /** How many have been said. */
  done: number;
  /** It ended before all were. */
  over: boolean;
}

class MerchantsBeside {
  asking = $state.raw<Asking | null>(null);
  /** Two sessions are being opened. */
  starting = $state(false);

  /** There are two merchants to choose. */
  get possible(): boolean {
    return application.merchants.length > 1;
  }

  /** Opens a session with each, beside each other, and says these words to both. */
  async start(leftId: string, rightId: string, words: readonly string[]): Promise<void> {
    this.starting = true;
    try {
      // The other one first: where it cannot be talked to, nothing has begun.
      const opened = backend.call("conversation_start", { merchantId: rightId, customerKey: null });
      const right = await mayWait(rightId, opened);
      history.take(right);
      welcome(right);
      const left = await startConversation(leftId);
      const { current } = open;
      if (left === null || current?.id !== left.id) return;
      this.asking = words.length === 0 ? null : { id: left.id, words, done: 0, over: false };
      dialogs.close();
      await beside.showMerchants(current, right);
    } catch (reason) {
      toasts.refuse(reason);
    } finally {
      this.starting = false;
    }
  }

  /** Says the next of the words to both. */
  async askNext(): Promise<void> {
    const { asking } = this;
    const left = beside.pair?.left;
    const next = asking?.words[asking.done];
    if (asking === null || left?.id !== asking.id || next === undefined) {
      this.asking = null;
      return;
    }
    this.asking = { ...asking, done: asking.done + 1 };
    if (!(await sendText(left, next))) this.stopAsking();
  }

  /** Nothing more is said by itself. */
  stopAsking(): void {
    if (this.asking !== null) this.asking = { ...this.asking, over: true };
  }
}

export const merchantsBeside = new MerchantsBeside();
