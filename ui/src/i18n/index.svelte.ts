/**
 * Every string that a person reads comes from here: `t(key, params)`. Both functions read reactive state, so a
 * template that calls them follows the language at once.
 */
import { IntlMessageFormat } from "intl-messageformat";

import type { Language } from "../ipc/generated/Language";
import { type MessageKey, type Spoken, messages } from "./messages";

export type { MessageKey, Spoken } from "./messages";

/** Values for the placeholders of a message. */
export type MessageParams = Record<string, string | number | Date | boolean>;

/** The language that fits a BCP-47 tag best; English where none does. */
export function spokenFor(tag: string): Spoken {
  const base = tag.toLowerCase().split("-")[0];
  if (base === "pt") return "pt-BR";
  return base === "es" ? "es" : "en";
}

let chosen = $state<Language>("system");
/** What an audience reads, whatever the window's language is. */
let staged = $state<Spoken | null>(null);
const system = typeof navigator === "undefined" ? "en" : navigator.language || "en";
const own = $derived<Spoken>(chosen === "system" ? spokenFor(system) : chosen);
const spoken = $derived<Spoken>(staged ?? own);

const compiled = new Map<string, IntlMessageFormat>();

function format(language: Spoken, key: MessageKey, params: MessageParams | undefined): string {
  const message = messages[language][key];
  if (!message.includes("{") && !message.includes("'")) return message;
  const name = `${language} ${key}`;
  let ready = compiled.get(name);
  if (ready === undefined) {
    ready = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
    compiled.set(name, ready);
  }
  return String(ready.format(params));
}

/** The message in the language in force. */
export function t(key: MessageKey, params?: MessageParams): string {
  return format(spoken, key, params);
}

/** Whether there is a message under this name, for names that are put together at run time. */
export function isMessageKey(name: string): name is MessageKey {
  return Object.hasOwn(messages.en, name);
}

/** BCP-47 of the language in force, for `Intl`. */
export function locale(): string {
  // The system's own regional tag is kept, so that dates look as they do elsewhere on the machine.
  const understood = spokenFor(system) !== "en" || system.toLowerCase().startsWith("en");
  return chosen === "system" && understood && spoken === own ? system : spoken;
}

/** The message file in force, for the `lang` of the document. */
export function language(): Spoken {
  return spoken;
}

export function setLanguage(next: Language): void {
  chosen = next;
}

/** Speaks another language than the window's until it is told `null`. */
export function speakToAudience(next: Spoken | null): void {
  staged = next;
}
