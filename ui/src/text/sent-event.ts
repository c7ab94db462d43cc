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
