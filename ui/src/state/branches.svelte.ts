/** Going back into a conversation: a session of its own that knows what was said until then. */
import { SvelteMap } from "svelte/reactivity";

import { backend } from "../ipc/backend";
import type { AnswerPlace } from "../ipc/generated/AnswerPlace";
import type { BranchKind } from "../ipc/generated/BranchKind";
import type { SentEvent } from "../ipc/generated/SentEvent";
import { application } from "./application.svelte";
import { type OpenConversation, ended, open } from "./conversation.svelte";
import { editSent } from "./editing";
import { isLive } from "./history.svelte";
import { isPlayback } from "./played";
import { beginConversation, mayWait } from "./sessions";

/** Where a branch leaves: behind a message of an answer, or before what the customer did. */
export interface BranchPoint {
  turnId: number;
  behind: AnswerPlace | null;
  /** What the customer did there: it is taken up again, to be said otherwise. */
  said?: SentEvent;
}

/** How many messages are asked again, by conversation, while that may still go on. */
export const reasked = new SvelteMap<string, number>();

/** Whether a conversation can be gone back into: its merchant can be talked to. */
export function canBranch(conversation: OpenConversation): boolean {
  const head = conversation.conversation;
  return !isPlayback(head) && application.merchantById(head.merchantId) !== undefined;
}

export async function branchFrom(
  conversation: OpenConversation,
  at: BranchPoint,
  kind: BranchKind,
): Promise<void> {
  const { id } = conversation;
  const { merchantId } = conversation.conversation;
  const started = mayWait(
    merchantId,
    backend.call("branch_start", { conversationId: id, turnId: at.turnId, behind: at.behind, kind }),
  );
  const begun = started.then((answer) => {
    if (answer.reasked > 0) reasked.set(answer.conversation.id, answer.reasked);
    return answer.conversation;
  });
  const fresh = await beginConversation(begun);
  if (fresh === null || at.said === undefined) return;
  const { current } = open;
  if (current?.id === fresh.id) editSent(current, at.said);
}

/** The message that is chosen, or the last one of all. */
export function chosenPoint(conversation: OpenConversation): BranchPoint | null {
  const chosen = conversation.selection;
  const line = chosen === null ? conversation.lines.at(-1) : conversation.lineById(chosen.lineId);
  if (line === undefined) return null;
  return { turnId: line.turnId, behind: { seq: line.seq, eventIndex: chosen?.eventIndex ?? null } };
}

export interface Reasking {
  /** The message whose answer is coming in, or the last that was asked. */
  done: number;
  all: number;
  /** Nothing more is asked. */
  over: boolean;
}

/** How far asking again has come; null where nothing is asked again, or all of it was. */
export function reaskingOf(conversation: OpenConversation): Reasking | null {
  const all = reasked.get(conversation.id);
  if (all === undefined) return null;
  const { turns } = conversation;
  const last = turns.at(-1);
  const done = turns.length;
  const first = turns.findIndex((turn) => ended(turn) && turn.state !== "complete");
  const failed = first !== -1;
  // Whoever goes on by hand behind it has seen that it ended.
  if (done > all || (failed && first < done - 1)) return null;
  if (done === all && last !== undefined && ended(last) && !failed) return null;
  return { done, all, over: failed || !isLive(conversation.conversation) };
}
