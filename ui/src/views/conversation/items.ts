/** What of a turn's lines is shown in the conversation, in the order of the wire. The rest is the inspector's. */
import type { Event } from "../../ipc/generated/Event";
import type { Line } from "../../ipc/generated/Line";

export type Item =
  | { type: "event"; key: string; line: Line; event: Event }
  /** Too large to come by itself. */
  | { type: "held"; key: string; line: Line }
  /** Neighbouring lines that have no meaning. */
  | { type: "unread"; key: string; lines: Line[] };

/** A line that should have had a meaning and has none. An error line shows as the error of its turn. */
function isUnread(line: Line): boolean {
  return line.class === "notJson" || line.class === "unknownShape" || line.class === "tooLong";
}

export function itemsOf(lines: readonly Line[]): Item[] {
  const items: Item[] = [];
  for (const line of lines) {
    if (isUnread(line)) {
      const last = items.at(-1);
      if (last?.type === "unread") last.lines.push(line);
      else items.push({ type: "unread", key: `${line.id}u`, lines: [line] });
    } else if (line.held) {
      items.push({ type: "held", key: `${line.id}h`, line });
    } else {
      for (const event of line.events)
        items.push({ type: "event", key: `${line.id}.${event.index}`, line, event });
    }
  }
  return items;
}

export type Side = "customer" | "sofia" | "notice";

/** Whose side of the conversation an event is shown on. */
export function sideOf(event: Event): Side {
  switch (event.body.type) {
    case "message":
      return event.body.role === "user" ? "customer" : "sofia";
    case "handover":
    case "unknown":
      return "notice";
    default:
      return "sofia";
  }
}
