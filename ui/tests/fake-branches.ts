/** Branches in the fake backend: sessions that know what was said before. */
import type { BranchStart } from "../src/ipc/generated/BranchStart";
import type { SentEvent } from "../src/ipc/generated/SentEvent";
import type { Held } from "./fake-backend";

/** What was said until a branch leaves, as it goes along with the first message. */
export function contextUntil(origin: Held, { turnId, behind }: BranchStart): SentEvent[] {
  const context: SentEvent[] = [];
  for (const turn of origin.turns) {
    if (turn.id > turnId || (turn.id === turnId && behind === null)) break;
    context.push(...turn.sent);
    for (const line of origin.lines.filter((each) => each.turnId === turn.id)) {
      if (turn.id === turnId && behind !== null && line.seq > behind.seq) break;
      for (const { body } of line.events) {
        if (body.type === "message" && body.content.type === "text")
          context.push({ type: "text", text: body.content.text, role: "assistant" });
      }
    }
  }
  return context;
}
