/** How the fake backend keeps, finds and moves conversations: enough of it to see what a person sees. */
import type { Conversation } from "../src/ipc/generated/Conversation";
import type { ConversationList } from "../src/ipc/generated/ConversationList";
import type { DataStatement } from "../src/ipc/generated/DataStatement";
import type { HistoryFound } from "../src/ipc/generated/HistoryFound";
import type { Hit } from "../src/ipc/generated/Hit";
import type { SnippetPart } from "../src/ipc/generated/SnippetPart";
import { wordsOf } from "../src/text/event-words";
import { fold, foldWithPlaces, spansOf } from "../src/text/fold";
import type { Held } from "./fake-backend";

/** A page of the list, as the history gives it. */
export function listed(held: Iterable<Held>, wanted: ConversationList): Conversation[] {
  const { merchantId, tag, pinned, deleted, behind, limit } = wanted;
  return [...held]
    .map(({ conversation }) => conversation)
    .filter((each) => (deleted ?? false) === (each.deletedAt !== null))
    .filter((each) => merchantId === null || each.merchantId === merchantId)
    .filter((each) => pinned === undefined || each.pinned === pinned)
    .filter((each) => tag === undefined || each.tags.includes(tag))
    .filter((each) => behind === undefined || each.lastAt < behind.lastAt)
    .sort((a, b) => b.lastAt - a.lastAt)
    .slice(0, limit);
}

/** A conversation with all that it left and all that left these, the oldest first. */
export function familyOf(held: Iterable<Held>, id: string): Conversation[] {
  const all = [...held].map(({ conversation }) => conversation);
  const family = new Set([id]);
  let before = 0;
  while (before < family.size) {
    before = family.size;
    for (const { id: own, branch } of all) {
      if (family.has(own) && branch !== null) family.add(branch.of);
      if (branch !== null && family.has(branch.of)) family.add(own);
    }
  }
  return all
    .filter((each) => family.has(each.id) && each.deletedAt === null)
    .sort((a, b) => a.createdAt - b.createdAt);
}

function snippetOf(text: string, words: string): SnippetPart[] | null {
  const spans = spansOf(foldWithPlaces(text), fold(words));
  if (spans.length === 0) return null;
  const parts: SnippetPart[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) parts.push({ text: text.slice(at, start), found: false });
    parts.push({ text: text.slice(start, end), found: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), found: false });
  return parts;
}

const filters = /^(merchant|kind|before|after|rated|has|tag):(\S*)$/;
const known =
  /^(rated:(good|bad|any)|has:(handover|products|note|error)|(merchant|kind|tag):\S+|(before|after):\d{4}.*)$/;

/** What holds the words, each of them. Filters are known by name and narrow nothing down here. */
export function found(held: Iterable<Held>, text: string): HistoryFound {
  const tokens = text.split(/\s+/).filter((token) => token !== "");
  const literal = tokens.filter((token) => filters.test(token) && !known.test(token) && !token.endsWith(":"));
  const words = tokens.filter((token) => !filters.test(token)).join(" ");
  const hits: Hit[] = [];
  const conversations: Conversation[] = [];
  for (const { conversation, turns, lines } of held) {
    if (conversation.deletedAt !== null || words === "") continue;
    const before = hits.length;
    const hit = (part: Hit["part"], said: string[], turnId: number | null, lineId: number | null): void => {
      const snippet = snippetOf(said.join(" "), words);
      if (snippet !== null)
        hits.push({
          conversationId: conversation.id,
          part,
          turnId,
          lineId,
          at: conversation.lastAt,
          snippet,
        });
    };
    for (const line of [...lines].reverse())
      hit("answer", line.events.flatMap(wordsOf), line.turnId, line.id);
    for (const turn of [...turns].reverse()) hit("sent", turn.sent.flatMap(wordsOf), turn.id, null);
    hit("conversation", [conversation.note], null, null);
    if (hits.length > before) conversations.push(conversation);
  }
  const unknownKinds = tokens
    .map((token) => /^kind:(\S+)$/.exec(token)?.[1])
    .filter(
      (kind) => kind !== undefined && !/^(message|recommend|suggestion|\w+Event)$/.test(kind),
    ) as string[];
  return { hits, conversations, more: null, behind: 0, literal, unknownKinds, everywhere: [] };
}

export function statement(held: readonly Held[], retentionDays: number | null): DataStatement {
  const deleted = held.filter(({ conversation }) => conversation.deletedAt !== null).length;
  return {
    folder: "~/.local/share/sofia-desk",
    parts: [
      { kind: "database", bytes: 48_300_000 },
      { kind: "webView", bytes: 6_100_000 },
      { kind: "backup", bytes: 2_900_000 },
      { kind: "logs", bytes: 84_000 },
      { kind: "preferences", bytes: 612 },
      { kind: "other", bytes: 1_200_000 },
    ],
    conversations: held.length - deleted,
    deleted,
    turns: held.reduce((sum, { turns }) => sum + turns.length, 0),
    lines: held.reduce((sum, { lines }) => sum + lines.length, 0),
    retentionDays,
    daysToUndo: 7,
  };
}
