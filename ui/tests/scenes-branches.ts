/** Branches: one in which nothing has been said yet, and one beside the conversation that it left. */
import type { FakeBackend } from "./fake-backend";
import { conversation, demo, event, line, merchant, product, said, turn } from "./samples";

const minute = 60_000;

function origin(backend: FakeBackend): void {
  backend.overview.merchants = [merchant(), demo];
  const at = Date.now() - 90 * minute;
  backend.add({
    conversation: conversation({
      id: "origin",
      state: "closed",
      createdAt: at,
      lastAt: at + 3 * minute,
      turns: 3,
    }),
    turns: [
      turn({ id: 1, sent: [{ type: "text", text: "oi", role: "user" }], sentAt: at, lines: 1 }),
      turn({
        id: 2,
        ordinal: 2,
        sent: [{ type: "text", text: "tem vestido azul?", role: "user" }],
        sentAt: at + minute,
        lines: 2,
      }),
      turn({
        id: 3,
        ordinal: 3,
        sent: [{ type: "text", text: "qual o frete para Curitiba?", role: "user" }],
        sentAt: at + 2 * minute,
        lines: 1,
      }),
    ],
    lines: [
      line({
        id: 10,
        turnId: 1,
        seq: 1,
        events: [said("Oi! Eu sou a Sofia, da Loja Acme. Como posso ajudar?")],
      }),
      line({ id: 11, turnId: 2, seq: 1, events: [said("Temos sim! Separei dois vestidos azuis:")] }),
      line({
        id: 12,
        turnId: 2,
        seq: 2,
        events: [
          event("recommendationEvent", {
            type: "recommendation",
            products: [product(), product({ title: "Vestido longo azul-royal", price: "259.9" })],
          }),
        ],
      }),
      line({ id: 13, turnId: 3, seq: 1, events: [said("O frete para Curitiba sai por R$ 14,90.")] }),
    ],
  });
}

function begun(backend: FakeBackend): string {
  origin(backend);
  const branch = { of: "origin", after: 2, kind: "context" } as const;
  backend.add({
    conversation: conversation({ id: "branch", title: "", turns: 0, branch }),
    turns: [],
    lines: [],
  });
  const held = backend.held.get("origin");
  backend.contexts.set("branch", [
    ...(held?.turns[0]?.sent ?? []),
    { type: "text", text: "Oi! Eu sou a Sofia, da Loja Acme. Como posso ajudar?", role: "assistant" },
    ...(held?.turns[1]?.sent ?? []),
    { type: "text", text: "Temos sim! Separei dois vestidos azuis:", role: "assistant" },
  ]);
  return "branch";
}

function reasked(backend: FakeBackend): string {
  origin(backend);
  const branch = { of: "origin", after: 3, kind: "reasked" } as const;
  const at = Date.now() - 5 * minute;
  const held = backend.held.get("origin");
  backend.add({
    conversation: conversation({ id: "branch", title: "oi", turns: 3, createdAt: at, branch }),
    turns: (held?.turns ?? []).map((each, index) => ({
      ...each,
      id: 21 + index,
      sentAt: at + index * minute,
    })),
    lines: [
      line({
        id: 30,
        turnId: 21,
        seq: 1,
        events: [said("Oi! Eu sou a Sofia, da Loja Acme. Como posso ajudar?")],
      }),
      line({ id: 31, turnId: 22, seq: 1, events: [said("Temos sim! Separei dois vestidos azuis:")] }),
      line({
        id: 32,
        turnId: 22,
        seq: 2,
        events: [event("recommendationEvent", { type: "recommendation", products: [product()] })],
      }),
      line({
        id: 33,
        turnId: 23,
        seq: 1,
        events: [said("O frete para Curitiba é grátis acima de R$ 199,00.")],
      }),
    ],
  });
  return "branch";
}

/** Three branches of one origin: two of its context and one asked again. The open one left first. */
function siblings(backend: FakeBackend): string {
  reasked(backend);
  const at = Date.now() - 30 * minute;
  const asked = (id: number, ordinal: number, text: string): ReturnType<typeof turn> =>
    turn({
      id,
      ordinal,
      sent: [{ type: "text", text, role: "user" }],
      sentAt: at + ordinal * minute,
      lines: 1,
    });
  const answered = (id: number, turnId: number, text: string): ReturnType<typeof line> =>
    line({ id, turnId, seq: 1, events: [said(text)] });
  const add = (
    id: string,
    after: number,
    made: number,
    turns: ReturnType<typeof turn>[],
    lines: ReturnType<typeof line>[],
  ): void => {
    const branch = { of: "origin", after, kind: "context" } as const;
    const [first] = turns;
    const title = first?.sent[0]?.type === "text" ? first.sent[0].text : "";
    backend.add({
      conversation: conversation({
        id,
        title,
        turns: turns.length,
        createdAt: at + made,
        lastAt: at + made,
        branch,
      }),
      turns,
      lines,
    });
  };
  add(
    "first",
    1,
    1,
    [asked(41, 1, "tem vestido preto?"), asked(42, 2, "e o frete?")],
    [answered(51, 41, "Temos o midi preto, em P e M."), answered(52, 42, "O frete sai por R$ 14,90.")],
  );
  add("second", 2, 2, [asked(61, 1, "e em preto?")], [answered(71, 61, "Em preto temos o midi, em P e M.")]);
  return "first";
}

export const branchScenes = {
  "branch-siblings": siblings,
  "branch-begun": begun,
  "branch-reasked": reasked,
};
