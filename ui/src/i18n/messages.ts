/**
 * The message files of every language. English gives the keys; a language that misses one does not compile, and
 * `messages.test.ts` holds the placeholders to each other.
 */
import enCommands from "./en/commands.json";
import enErrors from "./en/errors.json";
import enEvents from "./en/events.json";
import enInspection from "./en/inspection.json";
import enInspector from "./en/inspector.json";
import enMedia from "./en/media.json";
import enPresentation from "./en/presentation.json";
import enSending from "./en/sending.json";
import enShell from "./en/shell.json";
import esCommands from "./es/commands.json";
import esErrors from "./es/errors.json";
import esEvents from "./es/events.json";
import esInspection from "./es/inspection.json";
import esInspector from "./es/inspector.json";
import esMedia from "./es/media.json";
import esPresentation from "./es/presentation.json";
import esSending from "./es/sending.json";
import esShell from "./es/shell.json";
import ptCommands from "./pt-BR/commands.json";
import ptErrors from "./pt-BR/errors.json";
import ptEvents from "./pt-BR/events.json";
import ptInspection from "./pt-BR/inspection.json";
import ptInspector from "./pt-BR/inspector.json";
import ptMedia from "./pt-BR/media.json";
import ptPresentation from "./pt-BR/presentation.json";
import ptSending from "./pt-BR/sending.json";
import ptShell from "./pt-BR/shell.json";

const english = {
  ...enShell,
  ...enCommands,
  ...enErrors,
  ...enEvents,
  ...enInspection,
  ...enInspector,
  ...enMedia,
  ...enPresentation,
  ...enSending,
};

export type MessageKey = keyof typeof english;

/** The languages that the window speaks. */
export type Spoken = "en" | "pt-BR" | "es";

export const messages: Record<Spoken, Record<MessageKey, string>> = {
  en: english,
  "pt-BR": {
    ...ptShell,
    ...ptCommands,
    ...ptErrors,
    ...ptEvents,
    ...ptInspection,
    ...ptInspector,
    ...ptMedia,
    ...ptPresentation,
    ...ptSending,
  },
  es: {
    ...esShell,
    ...esCommands,
    ...esErrors,
    ...esEvents,
    ...esInspection,
    ...esInspector,
    ...esMedia,
    ...esPresentation,
    ...esSending,
  },
};

export const spokenLanguages: readonly Spoken[] = ["en", "pt-BR", "es"];
