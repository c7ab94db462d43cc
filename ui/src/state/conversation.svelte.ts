/**
 * The conversation on the screen: its turns and the lines of the wire, as the feed brings them. Batches may come
 * twice, late or with gaps (see `feed.ts`), so applying one is idempotent: lines by id, turns whole by id.
 */
import { backend } from "../ipc/backend";
import type { Batch } from "../ipc/generated/Batch";
import type { Conversation } from "../ipc/generated/Conversation";
import type { Earlier } from "../ipc/generated/Earlier";
import type { Line } from "../ipc/generated/Line";
import type { Place } from "../ipc/generated/Place";
import type { Turn } from "../ipc/generated/Turn";
import { FeedReader } from "./feed";
import { idle } from "./frame";

export interface Selection {
  lineId: number;
  eventIndex: number | null;
}

/** The turn has come to its end, whichever it was. */
export function ended(turn: Turn): boolean {
  return turn.state !== "waiting" && turn.state !== "streaming";
}

/** A turn never goes back: of two reports, the one that knows more is the newer. */
function isNewer(turn: Turn, held: Turn): boolean {
  if (ended(held) !== ended(turn)) return ended(turn);
  if (held.state !== turn.state) return held.state === "waiting" || ended(turn);
  return turn.lines >= held.lines;
}

/** `items` and `added`, both ordered by `place`, as one ordered array. Mostly all of one lies before all of the other. */
function merged<T>(items: T[], added: T[], place: (item: T) => number): T[] {
  const last = items.at(-1);
  const first = added[0];
  if (first === undefined) return items;
  if (last === undefined || place(last) < place(first)) return items.concat(added);
  const head = items[0];
  const end = added.at(-1);
  if (head !== undefined && end !== undefined && place(end) < place(head)) return added.concat(items);
  return items.concat(added).sort((a, b) => place(a) - place(b));
}

/** The lines of one turn, so that a new line redraws its own turn alone. */
class TurnLines {
  lines = $state.raw<Line[]>([]);
}

export class OpenConversation {
  readonly id: string;
  conversation = $state.raw() as Conversation;
  /** Ordered by `ordinal`. */
  turns = $state.raw<Turn[]>([]);
  /** Ordered by id, which is the order of the wire. Replaced as a whole when lines come. */
  lines = $state.raw<Line[]>([]);
  selection = $state.raw<Selection | null>(null);
  /** The first batch has been applied. */
  loaded = $state(false);
  /** What came before the oldest of these turns is still on its way. */
  earlier = $state(false);
  /** Why the feed does not answer. */
  broken = $state.raw<unknown>(null);

  #byId = new Map<number, Line>();
  #byTurn = new Map<number, TurnLines>();
  #turnById = new Map<number, Turn>();
  #awaited = new Set<number>();
  #feed: FeedReader;
  /** What came earlier, fetched and not shown yet; the newest first. */
  #pages: Earlier[] = [];
  #pagesWanted = false;
  #closed = false;
  /** Everything behind the place at which the feed began is here. */
  #complete = false;
  /** Each looks whether what it waits for is there, and answers whether it has stopped waiting. */
  #waiting = new Set<() => boolean>();

  constructor(
    conversation: Conversation,
    private readonly changed: (conversation: Conversation) => void = () => undefined,
  ) {
    this.id = conversation.id;
    this.conversation = conversation;
    this.#feed = new FeedReader(conversation.id, {
      apply: (batch, latest) => this.apply(batch, latest),
      expecting: () => this.#expecting(),
      broken: (reason) => {
        this.broken = reason;
      },
    });
  }

  /** Brings the end of the conversation, and then what came earlier, bit by bit, while nothing else is to do. */
  async open(): Promise<void> {
    const earlier = await this.#feed.open();
    if (earlier !== null) {
      this.earlier = true;
      void this.#fetchEarlier(earlier);
    }
  }

  async #fetchEarlier(from: Place): Promise<void> {
    let before: Place | null = from;
    try {
      while (before !== null && !this.#closed) {
        await idle();
        const page: Earlier = await backend.call("feed_earlier", { conversationId: this.id, before });
        if (this.#closed) return;
        this.#pages.push(page);
        before = page.before;
        if (this.#pagesWanted) this.#takePages();
      }
      this.#takePages();
      this.earlier = false;
    } catch (reason) {
      this.broken = reason;
    }
    this.#lookAgain();
  }

  /** The reader has come to the beginning of what is shown: what has been fetched so far is put before it. */
  wantEarlier(): void {
    if (!this.earlier) return;
    if (this.#pages.length > 0) this.#takePages();
    else this.#pagesWanted = true;
  }

  /** All at once, since the lists are built anew whenever something is put before what they show. */
  #takePages(): void {
    const pages = this.#pages.splice(0).reverse();
    this.#pagesWanted = false;
    this.#takeTurns(pages.flatMap((page) => page.turns));
    this.#takeLines(pages.flatMap((page) => page.lines));
  }

  close(): void {
    this.#closed = true;
    this.#feed.close();
    this.#lookAgain();
  }

  /** An answer is due, perhaps of a turn that the feed has not brought yet. */
  expect(turnId?: number): void {
    if (turnId !== undefined && !this.#turnById.has(turnId)) this.#awaited.add(turnId);
    this.#feed.expect();
  }

  select(lineId: number | null, eventIndex: number | null = null): void {
    this.selection = lineId === null ? null : { lineId, eventIndex };
  }

  lineById(id: number): Line | undefined {
    return this.#byId.get(id);
  }

  turnById(id: number): Turn | undefined {
    return this.#turnById.get(id);
  }

  /** Reactive: the lines of one turn, ordered by id. */
  linesOf(turnId: number): Line[] {
    return this.#holder(turnId).lines;
  }

  ended(turn: Turn): boolean {
    return ended(turn);
  }

  /** What the application says about this conversation outside the feed. */
  take(conversation: Conversation): void {
    if (conversation.revision >= this.conversation.revision) this.conversation = conversation;
    this.#feed.expect();
  }

  /** A turn as a command answered it. */
  takeTurn(turn: Turn): void {
    this.#takeTurns([turn]);
  }

  /** When a turn, or a line of it, is there: at once, with what came earlier, or not at all. */
  reached(turnId: number, lineId: number | null): Promise<boolean> {
    const there = (): boolean => (lineId === null ? this.#turnById.has(turnId) : this.#byId.has(lineId));
    return new Promise((answer) => {
      const look = (): boolean => {
        if (there()) answer(true);
        else if (this.#closed || this.broken !== null || (this.#complete && !this.earlier)) answer(false);
        else return false;
        return true;
      };
      if (!look()) this.#waiting.add(look);
    });
  }

  #lookAgain(): void {
    for (const look of this.#waiting) if (look()) this.#waiting.delete(look);
  }

  apply(batch: Batch, latest = true): void {
    if (latest && batch.conversation.revision >= this.conversation.revision) {
      this.conversation = batch.conversation;
      this.changed(batch.conversation);
    }
    this.#takeTurns(batch.turns);
    this.#takeLines(batch.lines);
    this.broken = null;
    this.loaded = true;
    this.#complete = !batch.more;
    this.#lookAgain();
  }

  #takeTurns(turns: Turn[]): void {
    let changed = false;
    for (const turn of turns) {
      this.#awaited.delete(turn.id);
      const held = this.#turnById.get(turn.id);
      if (held !== undefined && !isNewer(turn, held)) continue;
      this.#turnById.set(turn.id, turn);
      changed = true;
    }
    if (changed) this.turns = [...this.#turnById.values()].sort((a, b) => a.ordinal - b.ordinal);
  }

  #takeLines(lines: Line[]): void {
    const fresh = lines.filter((line) => !this.#byId.has(line.id));
    if (fresh.length === 0) return;
    fresh.sort((a, b) => a.id - b.id);
    const perTurn = new Map<number, Line[]>();
    for (const line of fresh) {
      this.#byId.set(line.id, line);
      const own = perTurn.get(line.turnId);
      if (own === undefined) perTurn.set(line.turnId, [line]);
      else own.push(line);
    }
    for (const [turnId, own] of perTurn) {
      const holder = this.#holder(turnId);
      holder.lines = merged(holder.lines, own, (line) => line.id);
    }
    this.lines = merged(this.lines, fresh, (line) => line.id);
  }

  #holder(turnId: number): TurnLines {
    let holder = this.#byTurn.get(turnId);
    if (holder === undefined) {
      holder = new TurnLines();
      this.#byTurn.set(turnId, holder);
    }
    return holder;
  }

  #expecting(): boolean {
    if (this.#awaited.size > 0) return true;
    const { state } = this.conversation;
    if (state === "opening" || state === "answering" || state === "closing") return true;
    const last = this.turns.at(-1);
    return last !== undefined && !ended(last);
  }
}

class Open {
  #current = $state.raw<OpenConversation | null>(null);

  get current(): OpenConversation | null {
    return this.#current;
  }

  /** Puts a conversation on the screen, or none. The feed of the one before is closed. */
  show(next: OpenConversation | null): void {
    this.#current?.close();
    this.#current = next;
  }
}

export const open = new Open();
