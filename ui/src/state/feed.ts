/**
 * Reads the feed of one conversation: numbered batches over a channel that has no back-pressure and may lose a
 * message without a word. It acknowledges what was drawn, and asks for what is missing. It keeps nothing itself:
 * the receiver applies batches, each as often and in whatever order it comes.
 */
import { backend } from "../ipc/backend";
import type { Batch } from "../ipc/generated/Batch";
import type { Place } from "../ipc/generated/Place";
import { afterFrame } from "./frame";

/** So long may a feed be silent while an answer is due. */
export const silenceMs = 1_000;
/** A silence that lasts is asked about less often, up to this. */
const longestSilenceMs = 4_000;
/** Pulls that may fail in a row before the receiver is told. */
const failuresBeforeWord = 3;

export interface FeedReceiver {
  /** `latest` is false for a batch that is older than another one applied before. */
  apply(batch: Batch, latest: boolean): void;
  /** Something is due: an answer, a session that opens or closes. */
  expecting(): boolean;
  /** The feed does not answer any more. */
  broken(reason: unknown): void;
}

export class FeedReader {
  #feed: number | null = null;
  #opened = false;
  #closed = false;
  #released = false;
  /** Every batch up to this number has been applied. */
  #contiguous = 0;
  /** The newest line of those. */
  #cursor = 0;
  #newest = 0;
  #acknowledged = 0;
  #pulling = false;
  #failures = 0;
  #silence: ReturnType<typeof setTimeout> | null = null;
  #patienceMs = silenceMs;

  constructor(
    readonly conversationId: string,
    private readonly receiver: FeedReceiver,
  ) {}

  /** Where what came earlier ends; null where the feed begins at the beginning. */
  async open(): Promise<Place | null> {
    const opened = await backend.callWithChannel(
      "feed_open",
      { conversationId: this.conversationId },
      (batch) => this.#receive(batch),
    );
    // Batches may have come before this answer, and told the feed's number.
    if (!this.#released) this.#feed = opened.feed;
    this.#cursor = Math.max(this.#cursor, opened.cursor);
    this.#opened = true;
    if (this.#newest > this.#contiguous) void this.#pull();
    if (this.#closed) this.#release();
    else this.#listenForSilence();
    return opened.earlier;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#release();
  }

  /** Something has been asked for, so an answer is due from now on. */
  expect(): void {
    this.#patienceMs = silenceMs;
    this.#listenForSilence();
  }

  #release(): void {
    if (this.#feed === null) return;
    const feed = this.#feed;
    this.#feed = null;
    this.#released = true;
    // The backend drops the feeds of a window that is gone, so a refusal changes nothing here.
    backend.call("feed_close", { feed }).catch(() => undefined);
  }

  #receive(batch: Batch): void {
    if (this.#closed) return;
    this.#feed ??= batch.feed;
    const gap = batch.number > this.#contiguous + 1;
    this.#take(batch, !gap);
    if (gap) void this.#pull();
  }

  #take(batch: Batch, contiguous: boolean): void {
    const latest = batch.number >= this.#newest;
    if (latest) this.#newest = batch.number;
    this.receiver.apply(batch, latest);
    if (contiguous) {
      this.#contiguous = Math.max(this.#contiguous, batch.number);
      this.#cursor = Math.max(this.#cursor, batch.cursor);
    }
    afterFrame(() => this.#acknowledge(batch.number));
    this.#patienceMs = silenceMs;
    this.#listenForSilence();
  }

  #acknowledge(number: number): void {
    if (this.#closed || this.#feed === null || number <= this.#acknowledged) return;
    this.#acknowledged = number;
    // A lost acknowledgement shows as silence, and silence is asked about.
    backend.call("feed_acknowledge", { feed: this.#feed, number }).catch(() => undefined);
  }

  async #pull(): Promise<void> {
    // Before the feed has said where it begins, a pull would fetch everything from the beginning.
    if (this.#pulling || this.#feed === null || !this.#opened) return;
    this.#pulling = true;
    try {
      let more = true;
      while (more && !this.#closed && this.#feed !== null) {
        const batch = await backend.call("feed_pull", { feed: this.#feed, after: this.#cursor });
        if (this.#closed) return;
        more = batch.more && batch.cursor > this.#cursor;
        const quiet = batch.lines.length === 0 && batch.number <= this.#newest;
        const patience = this.#patienceMs;
        this.#take(batch, true);
        if (quiet) this.#patienceMs = Math.min(patience * 1.5, longestSilenceMs);
      }
      this.#failures = 0;
    } catch (reason) {
      this.#failures += 1;
      if (this.#failures === failuresBeforeWord && !this.#closed) this.receiver.broken(reason);
    } finally {
      this.#pulling = false;
    }
    this.#listenForSilence();
  }

  #listenForSilence(): void {
    this.#stopListening();
    if (this.#closed || !this.receiver.expecting()) return;
    this.#silence = setTimeout(() => {
      if (this.receiver.expecting()) void this.#pull();
    }, this.#patienceMs);
  }

  #stopListening(): void {
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = null;
  }
}
