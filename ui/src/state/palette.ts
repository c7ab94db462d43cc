/**
 * What the palette finds. Each source looks through one kind of thing; a source that has to ask for its answers keeps
 * what has come in reactive state, and `find` gives that.
 */
import { locale, t } from "../i18n/index.svelte";
import type { MessageKey } from "../i18n/messages";
import type { Conversation } from "../ipc/generated/Conversation";
import { dayOf, formatDate, formatTimeOfDay } from "../text/days";
import type { Span } from "../text/fold";
import { calledOf } from "../text/called";
import { fit } from "../text/fuzzy";
import { listedName, shownName } from "../text/merchant-names";
import { application } from "./application.svelte";
import { written } from "./chords";
import { type Command, commands } from "./commands";
import { HistorySearch, openHit } from "./history-search.svelte";
import { history } from "./history.svelte";
import { chordsOf } from "./keys";
import { showConversation } from "./sessions";

export interface PaletteItem {
  /** Unlike any other in its source. */
  id: string;
  title: string;
  /** What of the title fits what was typed. */
  spans: Span[];
  /** What tells it from others of the same title. */
  detail: string;
  keys: string;
  score: number;
  choose: () => void;
}

export interface PaletteSource {
  id: "conversations" | "merchants" | "commands" | "history";
  label: MessageKey;
  /** At most so many; what does not fit is found by typing more. */
  most: number;
  /** The best first. Where nothing was typed, what is wanted most often. */
  find: (words: string) => PaletteItem[];
}

export interface PaletteSection {
  source: PaletteSource;
  items: PaletteItem[];
}

function best(items: PaletteItem[]): PaletteItem[] {
  return items.sort((a, b) => b.score - a.score);
}

/** What was typed may fit the title, or the title and the detail together (`azul acme`). */
function fits(words: string, title: string, detail: string): { score: number; spans: Span[] } | null {
  const own = fit(words, title);
  if (own !== null || detail === "") return own;
  const both = fit(words, `${title} ${detail}`);
  if (both === null) return null;
  const spans = both.spans.filter(({ end }) => end <= title.length);
  return { score: both.score / 2, spans };
}

function when(at: number): string {
  const now = Date.now();
  const day = dayOf(at, now);
  if (day.type === "today") return formatTimeOfDay(at, locale());
  return day.type === "date" ? formatDate(at, now, locale()) : t(`day.${day.type}`);
}

function conversationItem(words: string, conversation: Conversation): PaletteItem[] {
  const title = calledOf(conversation);
  const merchant = shownName(conversation.merchantName);
  const found = fits(words, title, merchant);
  if (found === null) return [];
  const detail = `${merchant} · ${when(conversation.lastAt)}`;
  return [
    {
      id: conversation.id,
      title,
      detail,
      keys: "",
      ...found,
      choose: () => void showConversation(conversation),
    },
  ];
}

const search = new HistorySearch();
/** What fits by its name is nearer to what was meant than what was said some time. */
const scoreOfHits = 0.001;

/** A row has one line, of which so much may stand before what was found. */
const mostBefore = 16;

/** The end of what stands before the first hit, from a word on. */
function endOf(before: string): string {
  if (before.length <= mostBefore) return before;
  const end = before.slice(-mostBefore);
  return `…${end.slice(end.indexOf(" ") + 1)}`;
}

/** What was said, noted or sent with these words in it. It comes a moment after it was asked for. */
function historyItems(words: string): PaletteItem[] {
  // A section is read while the page is drawn, which is no time to change anything.
  if (search.words !== words) queueMicrotask(() => (search.words = words));
  const { found } = search;
  if (words.trim() === "" || found === null || search.words !== words) return [];
  return found.hits.flatMap((hit, index): PaletteItem[] => {
    const conversation = search.conversationOf(hit);
    if (conversation === undefined) return [];
    const spans: Span[] = [];
    let title = "";
    for (const part of hit.snippet) {
      if (part.found) spans.push({ start: title.length, end: title.length + part.text.length });
      title += title === "" && !part.found && hit.snippet.length > 1 ? endOf(part.text) : part.text;
    }
    const detail = `${calledOf(conversation)} · ${shownName(conversation.merchantName)} · ${when(hit.at)}`;
    const choose = (): void => void openHit(hit, conversation);
    return [{ id: String(index), title, spans, detail, keys: "", score: scoreOfHits, choose }];
  });
}

/** Chooses a merchant, and goes to the latest conversation with it where there is one. */
function goToMerchant(id: string): void {
  application.selectMerchant(id);
  const latest = history.all.find(({ merchantId }) => merchantId === id);
  if (latest !== undefined) void showConversation(latest);
}

function commandItem(words: string, command: Command): PaletteItem[] {
  const title = t(command.label);
  const found = fit(words, title);
  if (found === null) return [];
  const keys = chordsOf(command.id).map((chord) => written(chord));
  return [
    { id: command.id, title, detail: "", keys: keys.join("  "), ...found, choose: () => command.run(0) },
  ];
}

/** What makes no sense to choose from a list: the palette itself, a digit that is not pressed, the topmost layer. */
function isChoosable(command: Command): boolean {
  return command.id !== "palette" && command.id !== "stop" && command.byDigit !== true && command.enabled();
}

export const paletteSources: readonly PaletteSource[] = [
  {
    id: "conversations",
    label: "palette.conversations",
    most: 8,
    find: (words) => best(history.all.flatMap((conversation) => conversationItem(words, conversation))),
  },
  {
    id: "merchants",
    label: "palette.merchants",
    most: 6,
    find: (words) =>
      best(
        application.merchants.flatMap((merchant) => {
          const { id } = merchant;
          const title = listedName(merchant, application.demoShops);
          const found = fit(words, title);
          const detail = merchant.simulated ? t("simulated.mark") : "";
          return found === null
            ? []
            : [{ id, title, detail, keys: "", ...found, choose: () => goToMerchant(id) }];
        }),
      ),
  },
  {
    id: "commands",
    label: "palette.commands",
    most: 40,
    find: (words) => best(commands.filter(isChoosable).flatMap((command) => commandItem(words, command))),
  },
  {
    id: "history",
    label: "history.search.section",
    most: 12,
    find: historyItems,
  },
];

/** Every section that has something, the one with the best fit first. */
export function paletteSections(words: string): PaletteSection[] {
  const sections = paletteSources.map((source) => ({
    source,
    items: source.find(words).slice(0, source.most),
  }));
  const top = ({ items }: PaletteSection): number => items[0]?.score ?? 0;
  return sections.filter(({ items }) => items.length > 0).sort((a, b) => top(b) - top(a));
}
