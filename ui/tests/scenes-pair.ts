/** The same messages to two merchants: a short conversation to begin from, and answers that differ. */
import type { Turn } from "../src/ipc/generated/Turn";
import type { FakeBackend, Held } from "./fake-backend";
import { conversation, event, line, merchant, product, said, turn } from "./samples";

const minute = 60_000;

const shared = product({ productId: "7", title: "Vestido azul de algodão", price: "189.9" });
const products = {
  acme: [shared, product({ productId: "8", title: "Vestido longo azul-royal", price: "259.9" })],
  sol: [
    { ...shared, productId: "A-1", price: "179.9" },
    product({ productId: "A-2", title: "Saia midi azul", price: "99.9" }),
    product({ productId: "A-3", title: "Chemise jeans", price: "149.9" }),
  ],
};

/** Answers as the shop does to which the conversation belongs. */
function answer(backend: FakeBackend, held: Held, asked: Turn): void {
  const { id, merchantId } = held.conversation;
  const isAcme = merchantId === "acme";
  const lineId = backend.id();
  const words = isAcme
    ? "Temos sim! Separei *dois vestidos* azuis para você:"
    : "Oi! 💙 Encontrei três peças azuis. Qual é o seu tamanho?";
  backend.push(id, {
    conversation: { state: "live", turns: held.turns.length },
    turns: [
      {
        ...asked,
        state: "complete",
        lines: 2,
        timing: { ...asked.timing, firstEventUs: isAcme ? 412_000 : 655_000, endUs: 1_204_000 },
      },
    ],
    lines: [
      line({ id: lineId, turnId: asked.id, seq: 1, offsetUs: 412_000, events: [said(words)] }),
      line({
        id: backend.id(),
        turnId: asked.id,
        seq: 2,
        offsetUs: 900_000,
        events: [
          event("recommendationEvent", {
            type: "recommendation",
            products: isAcme ? products.acme : products.sol,
          }),
        ],
      }),
    ],
  });
}

function pair(backend: FakeBackend): string {
  backend.overview.merchants = [
    merchant(),
    merchant({ id: "sol", name: "Moda Sol", colour: "#2e8b57", businessId: "another" }),
  ];
  const at = Date.now() - 90 * minute;
  backend.add({
    conversation: conversation({ id: "before", state: "closed", lastAt: at, turns: 2 }),
    turns: [
      turn({
        id: 1,
        sent: [{ type: "text", text: "tem vestido azul?", role: "user" }],
        sentAt: at,
        lines: 1,
      }),
      turn({
        id: 2,
        ordinal: 2,
        sent: [{ type: "buttonResponse", id: "b2", title: "Qual o frete?" }],
        sentAt: at + minute,
        lines: 1,
      }),
    ],
    lines: [
      line({ id: 10, turnId: 1, seq: 1, events: [said("Temos sim!")] }),
      line({ id: 11, turnId: 2, seq: 1, events: [said("O frete sai por R$ 14,90.")] }),
    ],
  });
  backend.answer = (held, asked) => answer(backend, held, asked);
  return "before";
}

export const pairScenes = { pair };
