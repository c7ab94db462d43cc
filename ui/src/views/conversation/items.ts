/** What of a turn's lines is shown in the conversation, in the order of the wire. The rest is the inspector's. */
import type { Event } from "../../ipc/generated/Event";
import type { GistPart } from "../../ipc/generated/GistPart";
import type { Interactive } from "../../ipc/generated/Interactive";
import type { Line } from "../../ipc/generated/Line";
import type { Choice } from "../../state/choices.svelte";

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

/** Whether it takes the whole width: what scrolls sideways or wraps. */
export function isWide({ body }: Event): boolean {
  if (body.type === "interactive")
    return body.interactive.type === "other" && body.interactive.cards.length > 0;
  return body.type === "recommendation" || body.type === "suggestions";
}

/** All that can be chosen in a message, in reading order. */
export function offeredBy(interactive: Interactive): Choice[] {
  const pressed = ({ id, text }: { id: string; text: string }): Choice => ({ id, title: text });
  const inGist = (parts: GistPart[]): Choice[] =>
    parts.flatMap((part) => (part.type === "button" ? [pressed(part.button)] : []));
  switch (interactive.type) {
    case "list":
      return interactive.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ id, title })));
    case "replyButtons":
      return interactive.buttons.map(pressed);
    case "singleProduct": {
      const { actionButton, buttons } = interactive;
      return (actionButton === null ? buttons : [actionButton, ...buttons]).map(pressed);
    }
    case "other":
      return [...inGist(interactive.parts), ...interactive.cards.flatMap(inGist)];
  }
}
