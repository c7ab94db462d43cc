/**
 * The conversations that the window knows, newest first. They come a page at a time, as the list of the rail is read;
 * what is older than the last page of a list is left out of that list, so that nothing moves in between later.
 */
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import type { ConversationList } from "../ipc/generated/ConversationList";
import { open } from "./conversation.svelte";
import { toasts } from "./toasts.svelte";

/** Conversations that one page brings. */
export const pageLength = 200;
/** What is pinned is there from the beginning; more is no pinning any more. */
const mostPinned = 500;

/** A session that the server still holds open for us. */
export function isLive(conversation: Conversation): boolean {
  return (
    conversation.state === "live" || conversation.state === "answering" || conversation.state === "opening"
  );
}

/** Which conversations the rail lists, beside those of whom. */
export type RailFilter =
  { type: "all" } | { type: "pinned" } | { type: "deleted" } | { type: "tag"; tag: string };

interface Read {
  /** The last of the pages so far. */
  last: Conversation | null;
  /** There is no page behind it. */
  whole: boolean;
}

function newestFirst(a: Conversation, b: Conversation): number {
  return b.lastAt - a.lastAt;
}

function fits(conversation: Conversation, merchantId: string | null, filter: RailFilter): boolean {
  if (merchantId !== null && conversation.merchantId !== merchantId) return false;
  if (filter.type === "pinned") return conversation.pinned;
  if (filter.type !== "tag") return true;
  const wanted = filter.tag.toLowerCase();
  return conversation.tags.some((tag) => tag.toLowerCase() === wanted);
}

class History {
  all = $state.raw<Conversation[]>([]);
  /** Those that are deleted and can be taken back. */
  deleted = $state.raw<Conversation[]>([]);
  loaded = $state(false);
  /** The rail lists the chosen merchant's conversations, or everybody's. */
  everybody = $state(false);
  filter = $state.raw<RailFilter>({ type: "all" });
  #reads = $state.raw<Record<string, Read>>({});
  #reading = new Set<string>();

  async load(): Promise<void> {
    this.#reads = {};
    const before = new Set(this.all);
    const [pinned, newest] = await Promise.all([
      backend.call("conversations_list", { merchantId: null, limit: mostPinned, pinned: true }),
      this.#page(null, { type: "all" }, null),
    ]);
    // What the watch has brought since is no older than what was read.
    this.all = this.all.filter((each) => !before.has(each));
    this.#merge([...pinned, ...newest]);
    this.#note(this.#key(null, { type: "all" }), newest);
    this.loaded = true;
  }

  byId(id: string): Conversation | undefined {
    return this.all.find((conversation) => conversation.id === id);
  }

  get live(): number {
    return this.all.filter(isLive).length;
  }

  /** Reactive: what the rail lists of a merchant or of all, what is pinned first. */
  list(merchantId: string | null): Conversation[] {
    const { filter } = this;
    if (filter.type === "deleted")
      return this.deleted.filter((each) => merchantId === null || each.merchantId === merchantId);
    const read = this.#reads[this.#key(merchantId, filter)];
    const oldest = read === undefined || read.whole ? Number.NEGATIVE_INFINITY : (read.last?.lastAt ?? 0);
    const listed = this.all.filter(
      (each) => fits(each, merchantId, filter) && (each.pinned || each.lastAt >= oldest),
    );
    return [...listed.filter(({ pinned }) => pinned), ...listed.filter(({ pinned }) => !pinned)];
  }

  /** Whether a list goes on behind what is known of it. */
  hasMore(merchantId: string | null): boolean {
    return this.#reads[this.#key(merchantId, this.filter)]?.whole === false;
  }

  /** Reads the first page of what the rail lists, where nothing of it has been read. */
  async begin(merchantId: string | null): Promise<void> {
    if (this.#reads[this.#key(merchantId, this.filter)] === undefined) await this.more(merchantId);
  }

  /** Reads the next page of what the rail lists. */
  async more(merchantId: string | null): Promise<void> {
    const { filter } = this;
    const key = this.#key(merchantId, filter);
    const read = this.#reads[key];
    if (read?.whole === true || this.#reading.has(key)) return;
    this.#reading.add(key);
    try {
      const page = await this.#page(merchantId, filter, read?.last ?? null);
      if (filter.type === "deleted") this.#mergeDeleted(page);
      else this.#merge(page);
      this.#note(key, page);
    } catch (reason) {
      toasts.refuse(reason);
    } finally {
      this.#reading.delete(key);
    }
  }

  take(conversation: Conversation): void {
    const { id } = conversation;
    const held = this.byId(id) ?? this.deleted.find((each) => each.id === id);
    if (held !== undefined && held.revision > conversation.revision) return;
    if (conversation.deletedAt !== null) {
      this.all = this.all.filter((each) => each.id !== id);
      if (this.filter.type === "deleted") this.#mergeDeleted([conversation]);
      return;
    }
    if (this.deleted.some((each) => each.id === id))
      this.deleted = this.deleted.filter((each) => each.id !== id);
    const at = this.all.findIndex((each) => each.id === id);
    if (this.all[at]?.lastAt === conversation.lastAt) this.all = this.all.with(at, conversation);
    else {
      const others = this.all.filter((each) => each.id !== id);
      const after = others.findIndex(({ lastAt }) => lastAt < conversation.lastAt);
      this.all = others.toSpliced(after === -1 ? others.length : after, 0, conversation);
    }
    const shown = open.current;
    if (shown?.id === id && shown.conversation !== conversation) shown.take(conversation);
  }

  /** A conversation that is gone for good. */
  drop(id: string): void {
    this.all = this.all.filter((each) => each.id !== id);
    this.deleted = this.deleted.filter((each) => each.id !== id);
    if (open.current?.id === id) open.show(null);
  }

  setFilter(filter: RailFilter): void {
    // What is deleted elsewhere is not followed while it is not shown.
    if (filter.type === "deleted") this.#forget("deleted");
    this.filter = filter;
  }

  #key(merchantId: string | null, filter: RailFilter): string {
    const kind = filter.type === "tag" ? `tag ${filter.tag}` : filter.type;
    return `${kind} ${merchantId ?? ""}`;
  }

  #forget(kind: RailFilter["type"]): void {
    const kept = Object.entries(this.#reads).filter(([key]) => !key.startsWith(`${kind} `));
    this.#reads = Object.fromEntries(kept);
    this.deleted = [];
  }

  #note(key: string, page: Conversation[]): void {
    const last = page.at(-1) ?? this.#reads[key]?.last ?? null;
    this.#reads = { ...this.#reads, [key]: { last, whole: page.length < pageLength } };
  }

  #page(merchantId: string | null, filter: RailFilter, last: Conversation | null): Promise<Conversation[]> {
    const wanted: ConversationList = { merchantId, limit: pageLength };
    if (filter.type === "pinned") wanted.pinned = true;
    if (filter.type === "deleted") wanted.deleted = true;
    if (filter.type === "tag") wanted.tag = filter.tag;
    if (last !== null) wanted.behind = { id: last.id, lastAt: last.lastAt };
    return backend.call("conversations_list", wanted);
  }

  #merge(page: Conversation[]): void {
    const held = new Map(page.map((each) => [each.id, each]));
    // What has come over the watch meanwhile may be newer.
    for (const each of this.all)
      if ((held.get(each.id)?.revision ?? 0) <= each.revision) held.set(each.id, each);
    this.all = [...held.values()].sort(newestFirst);
  }

  #mergeDeleted(page: Conversation[]): void {
    const held = new Map([...this.deleted, ...page].map((each) => [each.id, each]));
    this.deleted = [...held.values()].sort(newestFirst);
  }
}

export const history = new History();
