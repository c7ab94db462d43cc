/**
 * The message files of every language. English gives the keys; a language that misses one does not compile, and
 * `messages.test.ts` holds the placeholders to each other.
 */
import enErrors from "./en/errors.json";
import enInspector from "./en/inspector.json";
import enShell from "./en/shell.json";
import esErrors from "./es/errors.json";
import esInspector from "./es/inspector.json";
import esShell from "./es/shell.json";
import ptErrors from "./pt-BR/errors.json";
import ptInspector from "./pt-BR/inspector.json";
import ptShell from "./pt-BR/shell.json";

const english = { ...enShell, ...enErrors, ...enInspector };

export type MessageKey = keyof typeof english;

/** The languages that the window speaks. */
export type Spoken = "en" | "pt-BR" | "es";

export const messages: Record<Spoken, Record<MessageKey, string>> = {
  en: english,
  "pt-BR": { ...ptShell, ...ptErrors, ...ptInspector },
  es: { ...esShell, ...esErrors, ...esInspector },
};

export const spokenLanguages: readonly Spoken[] = ["en", "pt-BR", "es"];
