/** What was sent, in a few words of its own: for heads, titles and lists. */
import type { SentEvent } from "../ipc/generated/SentEvent";

/** The key of the event, as it stands in the request. */
export function keyOf(sent: SentEvent): string {
  switch (sent.type) {
    case "text":
    case "message":
      return "messageEvent";
    case "buttonResponse":
      return "buttonResponseEvent";
    case "listReply":
      return "listReplyEvent";
    case "form":
      return "filledFormResponseEvent";
    case "store":
      return "storeEvent";
    case "other":
      return sent.key;
  }
}

/** Its own words, or the key where there are none. */
export function wordsOf(sent: SentEvent): string {
  switch (sent.type) {
    case "text":
      return sent.text;
    case "message":
      if (sent.content.type === "image") return sent.content.caption || sent.content.url;
      if (sent.content.type === "audio") return sent.content.url;
      if (sent.content.type === "location") return sent.content.name || sent.content.address || keyOf(sent);
      return keyOf(sent);
    case "buttonResponse":
    case "listReply":
      return sent.title;
    case "form":
      return sent.values.map(({ value }) => value).join(", ") || keyOf(sent);
    case "store":
      return sent.name || sent.storeId;
    case "other":
      return sent.key;
  }
}

/** A message of the agent, which went along as context. */
export function isSaidBySofia(sent: SentEvent): boolean {
  return "role" in sent && sent.role === "assistant";
}

/** What was said before the last thing that was sent: it is no message of its own. */
export function isContext(sent: readonly SentEvent[], index: number): boolean {
  const event = sent[index];
  return event !== undefined && "role" in event && (event.role === "assistant" || index < sent.length - 1);
}
