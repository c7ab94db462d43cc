/** A conversation of thousands of turns, for the preview page: opened at its end, the rest following. */
import type { FakeBackend } from "./fake-backend";
import { conversation, event, line, product, said, turn } from "./samples";

const turns = 5_000;
const linesPerTurn = 20;

export function veryLong(backend: FakeBackend): string {
  const begin = Date.now() - turns * 60_000;
  const held = backend.add({
    conversation: conversation({ id: "long", title: "uma conversa muito longa", turns }),
    turns: [],
    lines: [],
  });
  let id = 0;
  for (let ordinal = 1; ordinal <= turns; ordinal += 1) {
    held.turns.push(
      turn({
        id: ordinal,
        ordinal,
        sent: [{ type: "text", role: "user", text: `pergunta ${ordinal}` }],
        sentAt: begin + ordinal * 60_000,
        lines: linesPerTurn,
      }),
    );
    for (let seq = 1; seq <= linesPerTurn; seq += 1) {
      id += 1;
      const text = `Resposta ${ordinal}.${seq} ${"e mais uma palavra ".repeat((ordinal * seq) % 9)}`;
      const events =
        seq === 2
          ? [event("recommendationEvent", { type: "recommendation", products: [product(), product()] })]
          : seq === 1
            ? [said(text)]
            : [];
      held.lines.push(line({ id, turnId: ordinal, seq, offsetUs: seq * 40_000, events }));
    }
  }
  backend.tail = 400;
  return "long";
}
