/**
 * The message files of every language. English gives the keys; a language that misses one does not compile, and
 * `messages.test.ts` holds the placeholders to each other.
 */
import enBranch from "./en/branch.json";
import enCatalog from "./en/catalog.json";
import enChecks from "./en/checks.json";
import enCommands from "./en/commands.json";
import enErrors from "./en/errors.json";
import enEvents from "./en/events.json";
import enHistory from "./en/history.json";
import enInspection from "./en/inspection.json";
import enInspector from "./en/inspector.json";
import enMedia from "./en/media.json";
import enPair from "./en/pair.json";
import enPlayback from "./en/playback.json";
import enPresentation from "./en/presentation.json";
import enProducts from "./en/products.json";
import enRunNotes from "./en/run-notes.json";
import enSending from "./en/sending.json";
import enShell from "./en/shell.json";
import enVerdict from "./en/verdict.json";
import esBranch from "./es/branch.json";
import esCatalog from "./es/catalog.json";
import esChecks from "./es/checks.json";
import esCommands from "./es/commands.json";
import esErrors from "./es/errors.json";
import esEvents from "./es/events.json";
import esHistory from "./es/history.json";
import esInspection from "./es/inspection.json";
import esInspector from "./es/inspector.json";
import esMedia from "./es/media.json";
import esPair from "./es/pair.json";
import esPlayback from "./es/playback.json";
import esPresentation from "./es/presentation.json";
import esProducts from "./es/products.json";
import esRunNotes from "./es/run-notes.json";
import esSending from "./es/sending.json";
import esShell from "./es/shell.json";
import esVerdict from "./es/verdict.json";
import ptBranch from "./pt-BR/branch.json";
import ptCatalog from "./pt-BR/catalog.json";
import ptChecks from "./pt-BR/checks.json";
import ptCommands from "./pt-BR/commands.json";
import ptErrors from "./pt-BR/errors.json";
import ptEvents from "./pt-BR/events.json";
import ptHistory from "./pt-BR/history.json";
import ptInspection from "./pt-BR/inspection.json";
import ptInspector from "./pt-BR/inspector.json";
import ptMedia from "./pt-BR/media.json";
import ptPair from "./pt-BR/pair.json";
import ptPlayback from "./pt-BR/playback.json";
import ptPresentation from "./pt-BR/presentation.json";
import ptProducts from "./pt-BR/products.json";
import ptRunNotes from "./pt-BR/run-notes.json";
import ptSending from "./pt-BR/sending.json";
import ptShell from "./pt-BR/shell.json";
import ptVerdict from "./pt-BR/verdict.json";

const english = {
  ...enShell,
  ...enVerdict,
  ...enBranch,
  ...enCatalog,
  ...enChecks,
  ...enCommands,
  ...enErrors,
  ...enEvents,
  ...enHistory,
  ...enInspection,
  ...enInspector,
  ...enMedia,
  ...enPair,
  ...enPlayback,
  ...enPresentation,
  ...enProducts,
  ...enRunNotes,
  ...enSending,
};

export type MessageKey = keyof typeof english;

/** The languages that the window speaks. */
export type Spoken = "en" | "pt-BR" | "es";

export const messages: Record<Spoken, Record<MessageKey, string>> = {
  en: english,
  "pt-BR": {
    ...ptShell,
    ...ptVerdict,
    ...ptBranch,
    ...ptCatalog,
    ...ptChecks,
    ...ptCommands,
    ...ptErrors,
    ...ptEvents,
    ...ptHistory,
    ...ptInspection,
    ...ptInspector,
    ...ptMedia,
    ...ptPair,
    ...ptPlayback,
    ...ptPresentation,
    ...ptProducts,
    ...ptRunNotes,
    ...ptSending,
  },
  es: {
    ...esShell,
    ...esVerdict,
    ...esBranch,
    ...esCatalog,
    ...esChecks,
    ...esCommands,
    ...esErrors,
    ...esEvents,
    ...esHistory,
    ...esInspection,
    ...esInspector,
    ...esMedia,
    ...esPair,
    ...esPlayback,
    ...esPresentation,
    ...esProducts,
    ...esRunNotes,
    ...esSending,
  },
};

export const spokenLanguages: readonly Spoken[] = ["en", "pt-BR", "es"];
