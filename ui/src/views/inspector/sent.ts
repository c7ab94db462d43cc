/** What the customer did, in a few words. */
import type { SentEvent } from "../../ipc/generated/SentEvent";
import { firstPart } from "../../text/json-part";
import { wordsOf } from "../../text/sent-event";

/** A head is one line; what is longer than this would never be seen. */
const longest = 160;

/** The customer's words, or what stands for them where there are none. History sent along does not count. */
export function sentText(sent: readonly SentEvent[]): string {
  const own = sent.filter((event) => !("role" in event) || event.role !== "assistant");
  const parts = own.map(wordsOf);
  const text = (parts.at(-1) ?? "").replace(/\s+/g, " ").trim();
  const part = firstPart(text, longest);
  return part.length < text.length ? `${part}…` : part;
}
