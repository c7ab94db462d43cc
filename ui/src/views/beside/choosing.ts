/** A choice in the message of one of two merchants: the other is told the same, by its own button or row where it has one. */
import type { InputEvent } from "../../ipc/generated/InputEvent";
import type { Interactive } from "../../ipc/generated/Interactive";
import type { Pair } from "../../state/beside.svelte";
import type { OpenConversation } from "../../state/conversation.svelte";
import { sendEventsTo } from "../../state/sending";
import { sendTextTo } from "../../state/sessions";
import { offeredBy } from "../conversation/items";

function titleOf({ json }: InputEvent): string {
  return (JSON.parse(json) as { title: string }).title;
}

function choiceIn(interactive: Interactive, title: string): InputEvent | null {
  if (interactive.type === "list") {
    const row = interactive.sections.flatMap(({ rows }) => rows).find((each) => each.title === title);
    if (row === undefined) return null;
    const { id, description } = row;
    const chosen = description === null ? { id, title } : { id, title, description };
    return { key: "listReplyEvent", json: JSON.stringify(chosen) };
  }
  const choice = offeredBy(interactive).find((each) => each.title === title);
  return choice === undefined ? null : { key: "buttonResponseEvent", json: JSON.stringify(choice) };
}

/** What of that title the last answer offers. */
function offeredIn(conversation: OpenConversation, title: string): InputEvent | null {
  const last = conversation.turns.at(-1);
  const lines = last === undefined ? [] : conversation.linesOf(last.id);
  for (const { body } of lines.flatMap(({ events }) => events)) {
    const found = body.type === "interactive" ? choiceIn(body.interactive, title) : null;
    if (found !== null) return found;
  }
  return null;
}

/** False where neither could be sent it. */
export async function chooseInBoth(
  { left, right }: Pair,
  side: OpenConversation,
  event: InputEvent,
): Promise<boolean> {
  const other = side === left ? right : left;
  const title = titleOf(event);
  const same = offeredIn(other, title);
  const sent = await Promise.all([
    sendEventsTo(side, [event]),
    same === null ? sendTextTo(other, title) : sendEventsTo(other, [same]),
  ]);
  return sent.includes(true);
}
