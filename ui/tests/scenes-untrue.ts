/** Prices and product names in the text of an answer that the catalog does not know, or knows otherwise. */
import type { TruthFinding } from "../src/ipc/generated/TruthFinding";
import type { FakeBackend } from "./fake-backend";
import { finding } from "./fake-checks";
import { conversation, demo, line, merchant, said, turn } from "./samples";

const words =
  "Temos sim! Olha só:\n\n- *Vestido midi azul-marinho* por *R$ 149,90*\n- Saia plissada _lilás_ por R$ 89,90\n\n" +
  "O frete para Curitiba sai por R$ 14,90. Qual delas você prefere?";

function place(matched: string): TruthFinding["place"] {
  const start = words.indexOf(matched);
  const text = {
    lineId: 10,
    event: 0,
    part: "message" as const,
    matched,
    start,
    end: start + matched.length,
  };
  return { type: "text", text };
}

function untrue(backend: FakeBackend): string {
  backend.overview.merchants = [merchant(), demo];
  backend.add({
    conversation: conversation({ id: "untrue", turns: 1 }),
    turns: [turn({ id: 1, sent: [{ type: "text", text: "tem vestido ou saia?", role: "user" }], lines: 1 })],
    lines: [line({ id: 10, turnId: 1, seq: 1, events: [said(words)] })],
  });
  backend.on("catalog_findings", () => ({
    catalogImportedAt: 1,
    cards: [],
    mentions: [],
    findings: [
      finding({ place: place("R$ 149,90"), answer: "R$ 149,90", catalog: "189.90 BRL", matchedBy: null }),
      finding({
        kind: "unknownProduct",
        place: place("Saia plissada _lilás_"),
        answer: "Saia plissada lilás",
        catalog: null,
        productId: null,
        title: null,
        matchedBy: null,
      }),
    ],
  }));
  return "untrue";
}

export const untrueScenes = { untrue };
