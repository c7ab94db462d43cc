/**
 * What a screen reader is told of an answer while it comes: some of it at a time, each time what is new, and how it
 * ended. Each event by itself would interrupt the one before; the list itself stays silent, since it also changes when
 * the reader scrolls.
 */
import { errorSentence } from "../i18n/errors";
import { t } from "../i18n/index.svelte";
import type { Line } from "../ipc/generated/Line";
import type { Turn } from "../ipc/generated/Turn";
import { wordsOf } from "../text/event-words";
import { type OpenConversation, ended } from "./conversation.svelte";

/** What has come is told once nothing has come for this long … */
export const quietMs = 900;
/** … or after this, however much goes on coming. */
export const patienceMs = 4_000;
/** More is not listened to; the rest is counted. */
const mostCharacters = 600;

export class Announcements {
  /** What is told now. */
  text = $state("");
  #conversation: OpenConversation | null = null;
  #seenLine = 0;
  #underWay = new Set<number>();
  #waiting: Line[] = [];
  #endings: string[] = [];
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  /** Takes note of what is there now. What was there before the conversation was opened is no news. */
  notice(conversation: OpenConversation): void {
    if (!conversation.loaded) return;
    if (this.#conversation !== conversation) {
      this.stop();
      this.#conversation = conversation;
      this.#seenLine = conversation.lines.at(-1)?.id ?? 0;
      this.#underWay = new Set(conversation.turns.filter((turn) => !ended(turn)).map(({ id }) => id));
      return;
    }
    const fresh = conversation.lines.slice(firstAfter(conversation.lines, this.#seenLine));
    this.#seenLine = fresh.at(-1)?.id ?? this.#seenLine;
    this.#waiting.push(...fresh);
    const over = this.#turnsOver(conversation.turns);
    this.#endings.push(...over.map(endingOf));
    if (over.length > 0) this.#tell();
    else if (fresh.length > 0) this.#tellSoon();
  }

  stop(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#waiting = [];
    this.#endings = [];
    this.text = "";
  }

  #turnsOver(turns: readonly Turn[]): Turn[] {
    const over: Turn[] = [];
    for (const turn of turns) {
      if (!ended(turn)) this.#underWay.add(turn.id);
      else if (this.#underWay.delete(turn.id)) over.push(turn);
    }
    return over;
  }

  #tellSoon(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#tell(), quietMs);
    this.#patience ??= setTimeout(() => this.#tell(), patienceMs);
  }

  #tell(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.text = [...summary(this.#waiting), ...this.#endings].join(". ");
    this.#waiting = [];
    this.#endings = [];
  }
}

/** The place of the first line after this one; lines come in the order of their ids. */
function firstAfter(lines: readonly Line[], id: number): number {
  let at = lines.length;
  while (at > 0 && (lines[at - 1]?.id ?? 0) > id) at -= 1;
  return at;
}

function summary(lines: readonly Line[]): string[] {
  const words: string[] = [];
  let left = mostCharacters;
  let uncounted = 0;
  for (const event of lines.flatMap(({ events }) => events)) {
    const said = wordsOf(event).join(", ");
    if (said === "" || left <= 0) {
      uncounted += 1;
      continue;
    }
    words.push(said.length > left ? `${said.slice(0, left)}…` : said);
    left -= said.length;
  }
  const told = words.length === 0 ? [] : [t("announce.said", { words: words.join(". ") })];
  return uncounted === 0 ? told : [...told, t("announce.events", { count: uncounted })];
}

function endingOf(turn: Turn): string {
  if (turn.state === "stopped") return t("turn.stopped");
  if (turn.error !== null) return errorSentence(turn.error);
  return t("announce.complete");
}
