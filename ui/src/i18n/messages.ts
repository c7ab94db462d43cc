/**
 * The message files of every language. English gives the keys; a language that misses one does not compile, and
 * `messages.test.ts` holds the placeholders to each other.
 */
import enCommands from "./en/commands.json";
import enErrors from "./en/errors.json";
import enInspector from "./en/inspector.json";
import enMedia from "./en/media.json";
import enShell from "./en/shell.json";
import esCommands from "./es/commands.json";
import esErrors from "./es/errors.json";
import esInspector from "./es/inspector.json";
import esMedia from "./es/media.json";
import esShell from "./es/shell.json";
import ptCommands from "./pt-BR/commands.json";
import ptErrors from "./pt-BR/errors.json";
import ptInspector from "./pt-BR/inspector.json";
import ptMedia from "./pt-BR/media.json";
import ptShell from "./pt-BR/shell.json";

const english = { ...enShell, ...enCommands, ...enErrors, ...enInspector, ...enMedia };

export type MessageKey = keyof typeof english;

/** The languages that the window speaks. */
export type Spoken = "en" | "pt-BR" | "es";

export const messages: Record<Spoken, Record<MessageKey, string>> = {
  en: english,
  "pt-BR": { ...ptShell, ...ptCommands, ...ptErrors, ...ptInspector, ...ptMedia },
  es: { ...esShell, ...esCommands, ...esErrors, ...esInspector, ...esMedia },
};

export const spokenLanguages: readonly Spoken[] = ["en", "pt-BR", "es"];
