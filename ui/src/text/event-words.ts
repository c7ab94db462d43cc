/** What of an event a person reads, as plain text: for finding it again, and for reading it out. */
import type { Event } from "../ipc/generated/Event";
import type { SentEvent } from "../ipc/generated/SentEvent";
import { parseWhatsApp, shownText } from "./whatsapp";

/** Values that say how to show the others, or that nobody sees in the conversation. */
const unseen = new Set([
  "type",
  "role",
  "kind",
  "index",
  "key",
  "id",
  "productId",
  "url",
  "imageUrl",
  "json",
  "createdAt",
  "currency",
  "price",
]);

/** Texts whose marks are shown as form: what is left is what a person reads. */
const formatted = new Set(["text", "body", "caption"]);

/** The strings of a value in their order. New kinds of events bring new fields, which are then found by themselves. */
function collect(value: unknown, words: string[], name = ""): void {
  if (typeof value === "string") {
    if (value.trim() !== "") words.push(formatted.has(name) ? shownText(parseWhatsApp(value)) : value);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, words);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) if (!unseen.has(name)) collect(each, words, name);
  }
}

/** One string for each thing that is read. */
export function wordsOf(said: Event | SentEvent): string[] {
  const words: string[] = [];
  collect("body" in said ? said.body : said, words);
  return words;
}
