/** What of a conversation an audience sees: what the customer and Sofia said, and nothing of how it came. */
import type { Event } from "../../ipc/generated/Event";
import type { Line } from "../../ipc/generated/Line";
import type { MessageContent } from "../../ipc/generated/MessageContent";
import type { SentEvent } from "../../ipc/generated/SentEvent";
import type { Turn } from "../../ipc/generated/Turn";
import { itemsOf } from "../conversation/items";

/** The turns, without those that were tried again: their words would stand there twice. */
export function presentedTurns(turns: readonly Turn[]): Turn[] {
  const repeated = new Set(turns.map((turn) => turn.retryOf));
  return turns.filter((turn) => !repeated.has(turn.id));
}

/** An event that means something to a customer. */
export function isPresentable({ body }: Event): boolean {
  switch (body.type) {
    case "message":
      return body.content.type !== "unknown";
    case "recommendation":
      return body.products.length > 0;
    case "suggestions":
      return body.questions.length > 0;
    case "handover":
      return body.trigger !== false;
    case "interactive":
      return (
        body.interactive.type !== "other" || body.interactive.parts.length + body.interactive.cards.length > 0
      );
    default:
      return false;
  }
}

export type PresentedItem =
  | { type: "event"; key: string; line: Line; event: Event }
  /** Too large to come by itself, so it has to be fetched. */
  | { type: "held"; key: string; line: Line };

/** The events of a turn. Suggestions are for what comes next, so only the last turn has them. */
export function presentedItems(lines: readonly Line[], last: boolean): PresentedItem[] {
  const items: PresentedItem[] = [];
  for (const item of itemsOf(lines)) {
    if (item.type === "held") items.push({ type: "held", key: item.key, line: item.line });
    if (item.type !== "event" || !isPresentable(item.event)) continue;
    if (item.event.body.type === "suggestions" && !last) continue;
    items.push({ type: "event", key: item.key, line: item.line, event: item.event });
  }
  return items;
}

/** What the customer did, as they would see it themselves; null where that is nothing. */
export function presentedSent(sent: SentEvent): Exclude<MessageContent, { type: "unknown" }> | null {
  switch (sent.type) {
    case "text":
      return words(sent.text);
    case "message":
      if (sent.content.type === "text") return words(sent.content.text);
      return sent.content.type === "unknown" ? null : sent.content;
    case "buttonResponse":
    case "listReply":
      return words(sent.title);
    case "form":
      return words(sent.values.map(({ value }) => value).join("\n"));
    case "store":
      return words([sent.name, sent.city].filter(Boolean).join(", "));
    case "other":
      return null;
  }
}

function words(text: string): { type: "text"; text: string } | null {
  return text.trim() === "" ? null : { type: "text", text };
}

/** Whose words they are: a message that was put in front can be Sofia's. */
export function sideOfSent(sent: SentEvent): "customer" | "sofia" {
  return (sent.type === "text" || sent.type === "message") && sent.role === "assistant"
    ? "sofia"
    : "customer";
}
