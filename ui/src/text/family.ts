/** Conversations that left one another: what each has behind it, and which of them can be compared. */
import type { Branch } from "../ipc/generated/Branch";
import type { Conversation } from "../ipc/generated/Conversation";
import type { Turn } from "../ipc/generated/Turn";
import { saidOnce } from "./beside";

/** One conversation on the way from the outermost origin that is known. */
export interface Link {
  turns: readonly Turn[];
  branch: Branch | null;
}

/**
 * All that a conversation has behind it, from the beginning: what it was told, and what was said in it. The chain goes
 * from an origin over the branches in between to the conversation itself.
 */
export function pathOf(chain: readonly Link[]): Turn[] {
  let path: Turn[] = [];
  let before: readonly Turn[] = [];
  for (const { turns, branch } of chain) {
    const own = saidOnce(turns);
    if (branch?.kind === "context") {
      const left = new Set(before.filter(({ ordinal }) => ordinal > branch.after).map(({ id }) => id));
      path = [...path.filter(({ id }) => !left.has(id)), ...own];
    } else path = own;
    before = own;
  }
  return path;
}

/** What a conversation was told of, outermost first and itself last, as far as it is among these. */
export function chainOf<T extends { conversation: Conversation }>(of: T, known: readonly T[]): T[] {
  const chain = [of];
  for (let first: T = of; first.conversation.branch?.kind === "context";) {
    const wanted = first.conversation.branch.of;
    const origin = known.find(({ conversation }) => conversation.id === wanted);
    // What a recording says may go round in a circle.
    if (origin === undefined || chain.some(({ conversation }) => conversation.id === wanted)) break;
    chain.unshift(origin);
    first = origin;
  }
  return chain;
}

/** Whether there is another of the same family among these: what it left, what left it, or what left the same. */
export function hasFamily(
  { id, branch }: Pick<Conversation, "id" | "branch">,
  all: readonly Conversation[],
): boolean {
  return all.some(
    (each) =>
      each.id !== id &&
      (each.branch?.of === id ||
        (branch !== null && (each.id === branch.of || each.branch?.of === branch.of))),
  );
}
