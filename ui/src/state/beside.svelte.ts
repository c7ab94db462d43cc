/** Two conversations beside each other: two of which one left the other, or both a third, or the same said to two merchants. */
import { t } from "../i18n/index.svelte";
import { backend } from "../ipc/backend";
import type { Conversation } from "../ipc/generated/Conversation";
import { chainOf, hasFamily } from "../text/family";
import { OpenConversation, open } from "./conversation.svelte";
import { history } from "./history.svelte";
import { toasts } from "./toasts.svelte";

export interface Pair {
  kind: "branch" | "merchants";
  /** What a branch left, or the merchant that was there first. */
  left: OpenConversation;
  right: OpenConversation;
  /** All that left one another, the oldest first: what can be chosen in their place. */
  family: readonly Conversation[];
  /** What neither of them is and one was told: it is read along with them. */
  told: readonly OpenConversation[];
}

/** A conversation that need not be in any list. */
export async function conversationOf(id: string): Promise<Conversation> {
  return history.byId(id) ?? (await backend.call("conversation_read", { id }));
}

/** The one of a pair that is the window's open conversation. */
function openOf({ kind, left, right }: Pair): OpenConversation {
  return kind === "branch" ? right : left;
}

/** Those that are read for the comparison alone. */
function readBy(pair: Pair): OpenConversation[] {
  return [pair.left, pair.right, ...pair.told].filter((each) => each !== openOf(pair));
}

function opened(conversation: Conversation): OpenConversation {
  return new OpenConversation(conversation, (changed) => history.take(changed));
}

class Beside {
  #pair = $state.raw<Pair | null>(null);
  /** Which conversations were said the same, for as long as the window is open. */
  #partners = new Map<string, string>();

  /** It is there for as long as the one that it was opened from is on the screen. */
  get pair(): Pair | null {
    return this.#pair !== null && openOf(this.#pair) === open.current ? this.#pair : null;
  }

  /** Whether a conversation has one to stand beside. */
  canShow(conversation: Conversation): boolean {
    const { id, branch } = conversation;
    return branch !== null || this.#partners.has(id) || hasFamily(conversation, history.all);
  }

  /** A conversation beside what it left or what left it, or beside the one that was said the same. */
  async show(conversation: OpenConversation): Promise<void> {
    const partner = this.#partners.get(conversation.id);
    if (partner === undefined) {
      await this.showFamily(conversation);
      return;
    }
    try {
      const right = opened(await conversationOf(partner));
      if (open.current !== conversation) return;
      await this.#put({ kind: "merchants", left: conversation, right, family: [], told: [] });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** The open conversation beside another of its family: what it left, or the latest, where none is named. */
  async showFamily(right: OpenConversation, id?: string): Promise<void> {
    try {
      const family = await backend.call("branch_family", { id: right.id });
      const others = family.filter((each) => each.id !== right.id);
      const wanted = id ?? right.conversation.branch?.of;
      const chosen = others.find((each) => each.id === wanted) ?? others.at(-1);
      if (open.current !== right) return;
      if (chosen === undefined) {
        toasts.say(t("beside.alone"));
        return;
      }
      const known = family.map((conversation) => ({ conversation }));
      const chains = [chosen, right.conversation].map((conversation) => chainOf({ conversation }, known));
      const told = new Set(chains.flat().map(({ conversation }) => conversation.id));
      const between = others.filter((each) => each !== chosen && told.has(each.id));
      await this.#put({ kind: "branch", left: opened(chosen), right, family, told: between.map(opened) });
    } catch (reason) {
      toasts.refuse(reason);
    }
  }

  /** The open conversation beside a fresh one with another merchant. */
  async showMerchants(left: OpenConversation, other: Conversation): Promise<void> {
    this.#partners.set(left.id, other.id);
    this.#partners.set(other.id, left.id);
    await this.show(left);
  }

  async #put(pair: Pair): Promise<void> {
    this.close();
    this.#pair = pair;
    await Promise.all(readBy(pair).map((each) => each.open()));
  }

  /** Whom a message goes to: both, where two merchants are said the same. */
  addressees(conversation: OpenConversation): OpenConversation[] {
    const { pair } = this;
    return pair?.kind === "merchants" && pair.left === conversation
      ? [pair.left, pair.right]
      : [conversation];
  }

  /** Where the one that a pair was opened from is not on the screen any more, nothing more is read of the other. */
  leave(pair: Pair): void {
    if (this.#pair === pair && openOf(pair) !== open.current) this.close();
  }

  close(): void {
    if (this.#pair !== null) for (const each of readBy(this.#pair)) each.close();
    this.#pair = null;
  }
}

export const beside = new Beside();
