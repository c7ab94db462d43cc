/** What the preview page can show. A scene fills the fake backend and names the conversation to open. */
import type { EventBody } from "../src/ipc/generated/EventBody";
import type { Line } from "../src/ipc/generated/Line";
import type { FakeBackend } from "./fake-backend";
import { veryLong } from "./scenes-long";
import { eventScenes } from "./scenes-events";
import { historyScenes } from "./scenes-history";
import { sendingScenes } from "./scenes-sending";
import { branchScenes } from "./scenes-branches";
import { pairScenes } from "./scenes-pair";
import { untrueScenes } from "./scenes-untrue";
import { playbackScenes } from "./scenes-playback";
import { presentationScenes } from "./scenes-presentation";
import { mediaScenes } from "./scenes-media";
import { conversation, demo, error, event, line, merchant, product, said, turn } from "./samples";

const minute = 60_000;
const day = 24 * 60 * minute;

function others(backend: FakeBackend): void {
  backend.overview.merchants = [
    merchant(),
    merchant({ id: "sol", name: "Farmácia Sol", colour: "#2e8b57", key: { state: "missing" } }),
    demo,
  ];
  const now = Date.now();
  const rows = [
    { id: "o1", title: "troca de tamanho", state: "closed", lastAt: now - 47 * minute },
    {
      id: "o2",
      title: "Quero saber o prazo de entrega para Curitiba",
      state: "failed",
      lastAt: now - 95 * minute,
    },
    { id: "o3", title: "horário da loja", state: "closed", lastAt: now - day },
    { id: "o4", title: "cupom de primeira compra", state: "notClosed", lastAt: now - day - 4 * minute },
    { id: "o5", title: "vocês têm loja física?", state: "closed", lastAt: now - 6 * day },
  ] as const;
  for (const row of rows)
    backend.add({ conversation: conversation({ ...row, sessionId: null }), turns: [], lines: [] });
  backend.add({
    conversation: conversation({ id: "o6", merchantId: "demo", simulated: true, lastAt: now - 3 * minute }),
    turns: [],
    lines: [],
  });
}

const products = [
  product(),
  product({
    productId: "VST-0398-AZ",
    title: "Vestido longo azul-royal",
    price: "259.9",
    facets: [
      { label: "Cor", value: "Azul-royal" },
      { label: "Tecido", value: "Crepe" },
      { label: "Tamanhos", value: "P, M" },
    ],
  }),
  product({ productId: null, title: "Chemise jeans", price: null, facets: [], description: null }),
  product({ title: "Vestido infantil azul", price: "R$ 79,90", currency: null, url: null }),
];

function shop(backend: FakeBackend): string {
  others(backend);
  const at = Date.now() - 4 * minute;
  const lines: Line[] = [
    line({
      id: 10,
      turnId: 1,
      seq: 1,
      events: [said("Oi! Eu sou a Sofia, da Loja Acme. 👋\nComo posso ajudar hoje?")],
    }),
    line({
      id: 11,
      turnId: 2,
      seq: 1,
      events: [said("Temos sim! Separei quatro vestidos azuis que estão disponíveis no seu tamanho:")],
    }),
    line({
      id: 12,
      turnId: 2,
      seq: 2,
      offsetUs: 655_000,
      bytes: 2_149,
      events: [event("recommendationEvent", { type: "recommendation", products })],
    }),
    line({
      id: 13,
      turnId: 2,
      seq: 3,
      offsetUs: 660_000,
      bytes: 96,
      events: [
        event("chatSuggestionEvent", {
          type: "suggestions",
          questions: ["Tem em preto?", "Qual o frete para 80010-000?", "Posso trocar depois?"],
        }),
      ],
    }),
  ];
  backend.add({
    conversation: conversation({ turns: 2 }),
    turns: [
      turn({ id: 1, sent: [{ type: "text", text: "oi", role: "user" }], sentAt: at, lines: 1, bytes: 212 }),
      turn({ id: 2, ordinal: 2, sentAt: at + minute, lines: 3, bytes: 2_557 }),
    ],
    lines,
  });
  backend.answer = (held, begun) => {
    const { id } = held.conversation;
    const words = ["Só um instante, vou conferir.", "Sim, o vestido midi também vem em preto, do P ao GG."];
    words.forEach((text, index) => {
      setTimeout(
        () =>
          backend.push(id, {
            turns: [{ ...begun, state: "streaming", lines: index + 1 }],
            lines: [line({ id: backend.id(), turnId: begun.id, seq: index + 1, events: [said(text)] })],
          }),
        900 * (index + 1),
      );
    });
    setTimeout(
      () =>
        backend.push(id, {
          conversation: { state: "live", lastAt: Date.now() },
          turns: [
            { ...begun, state: "complete", lines: 2, timing: { ...begun.timing, firstEventUs: 900_000 } },
          ],
        }),
      2_400,
    );
  };
  return "c1";
}

function kinds(backend: FakeBackend): string {
  others(backend);
  const body: EventBody & { type: "handover" } = {
    type: "handover",
    trigger: true,
    reason: null,
    reasonNative: null,
    details: [],
  };
  const events = [
    event("agentHandoverEvent", {
      ...body,
      reason: "The customer asked for a person.",
      reasonNative: "O cliente pediu para falar com uma pessoa.",
    }),
    event("onelivDoctorHandoverEvent", {
      ...body,
      details: [
        { label: "doctorName", value: "Dra. Helena Prado" },
        { label: "doctorSpecialty", value: "Dermatologia" },
      ],
    }),
    event("loyaltyPointsEvent", { type: "unknown", json: "{}", problem: null }),
    event("messageEvent", {
      type: "message",
      role: "assistant",
      content: {
        type: "location",
        latitude: "-25.41914",
        longitude: "-49.26545",
        name: "Loja Acme Batel",
        address: "Av. do Batel, 1868, Curitiba",
      },
      createdAt: null,
    }),
    event("messageEvent", {
      type: "message",
      role: "assistant",
      content: { type: "image", url: "https://cdn.lojaacme.com.br/tabela.jpg", caption: "Tabela de medidas" },
      createdAt: null,
    }),
    event("connectlyInteractiveEvent", {
      type: "interactive",
      interactive: {
        type: "list",
        header: "Prazo de entrega",
        attachment: null,
        body: "Escolha como quer receber:",
        footer: "Prazos em dias úteis",
        button: "Ver opções",
        sections: [
          {
            title: "Entrega",
            rows: [
              { id: "1", title: "Expressa", description: "Até 2 dias, R$ 24,90" },
              { id: "2", title: "Econômica", description: "Até 7 dias, grátis" },
            ],
          },
        ],
      },
    }),
    event("connectlyInteractiveEvent", {
      type: "interactive",
      interactive: {
        type: "replyButtons",
        header: null,
        attachment: null,
        body: "Deseja continuar?",
        footer: null,
        buttons: [
          { id: "y", text: "Sim, continuar" },
          { id: "n", text: "Agora não" },
        ],
      },
    }),
  ];
  const lines = events.map((each, index) => line({ id: 20 + index, seq: index + 1, events: [{ ...each }] }));
  lines.push(line({ id: 40, seq: 20, held: true, kinds: ["recommendationEvent"], bytes: 1_340_000 }));
  lines.push(
    line({ id: 41, seq: 21, class: "notJson", problem: { type: "notJson", at: 0, fault: "value" } }),
  );
  backend.add({
    conversation: conversation(),
    turns: [
      turn({
        lines: lines.length,
        sent: [
          {
            type: "text",
            text: "Quero falar com alguém.\n\nFiz uma compra na semana passada e o vestido veio com o zíper quebrado; já mandei duas mensagens e ninguém respondeu, e a troca precisa ser feita antes de sábado porque é para um casamento. https://www.lojaacme.com.br/pedidos/123456789012345678901234567890123456789012345678901234567890",
            role: "user",
          },
        ],
      }),
    ],
    lines,
  });
  return "c1";
}

function failed(backend: FakeBackend): string {
  others(backend);
  backend.add({
    conversation: conversation({ turns: 3, lastTurnFailed: true }),
    turns: [
      turn({ id: 1, state: "stopped", error: error({ code: "stopped", params: {}, answer: null }) }),
      turn({ id: 2, ordinal: 2, state: "failed", error: error(), lines: 1 }),
      turn({
        id: 3,
        ordinal: 3,
        state: "failed",
        sent: [{ type: "text", text: "e o frete?", role: "user" }],
        error: error({
          code: "keyRefused",
          params: { merchant: "Loja Acme", status: "401" },
          delivery: "refused",
          answer: {
            httpStatus: 401,
            grpcCode: 16,
            body: '{"code":16,"message":"invalid api key","details":[]}',
            contentType: "application/json",
            location: null,
            retryAfter: null,
          },
        }),
      }),
    ],
    lines: [
      line({ id: 1, turnId: 1, events: [said("Claro, vou verificar os vestidos que temos em")] }),
      line({ id: 2, turnId: 2, events: [said("Temos sim! Separei alguns")] }),
      line({ id: 3, turnId: 2, seq: 2, class: "error", kinds: ["error"] }),
    ],
  });
  return "c1";
}

function waiting(backend: FakeBackend): string {
  shop(backend);
  const held = backend.held.get("c1");
  if (held !== undefined) {
    held.conversation = { ...held.conversation, state: "answering" };
    held.turns.push(
      turn({
        id: 3,
        ordinal: 3,
        state: "waiting",
        sent: [{ type: "text", text: "Tem em preto?", role: "user" }],
      }),
    );
  }
  return "c1";
}

function closed(backend: FakeBackend): string {
  shop(backend);
  const held = backend.held.get("c1");
  if (held !== undefined) held.conversation = { ...held.conversation, state: "closed" };
  return "c1";
}

/** The application was killed while an answer was coming. */
function interrupted(backend: FakeBackend): string {
  others(backend);
  backend.add({
    conversation: conversation({ state: "notClosed" }),
    turns: [turn({ state: "interrupted", lines: 1 })],
    lines: [line({ events: [said("Claro, vou verificar os vestidos que temos em")] })],
  });
  return "c1";
}

function refusedInit(backend: FakeBackend): string {
  others(backend);
  backend.add({
    conversation: conversation({
      title: "",
      state: "failed",
      turns: 0,
      error: error({
        code: "keyRefused",
        params: { merchant: "Loja Acme", status: "401" },
        delivery: null,
      }),
    }),
    turns: [],
    lines: [],
  });
  return "c1";
}

function empty(backend: FakeBackend): string {
  others(backend);
  backend.add({ conversation: conversation({ title: "", turns: 0 }), turns: [], lines: [] });
  return "c1";
}

function firstRun(backend: FakeBackend): null {
  backend.overview.merchants = [demo];
  return null;
}

function long(backend: FakeBackend): string {
  others(backend);
  const turns = Array.from({ length: 300 }, (_, index) =>
    turn({
      id: index + 1,
      ordinal: index + 1,
      sent: [{ type: "text", text: `pergunta ${index + 1}`, role: "user" }],
    }),
  );
  const lines = turns.map((each) =>
    line({
      id: each.id,
      turnId: each.id,
      events: [said(`Resposta ${each.id}. `.repeat(1 + (each.id % 12)))],
    }),
  );
  backend.add({ conversation: conversation({ turns: turns.length }), turns, lines });
  return "c1";
}

export const scenes: Record<string, (backend: FakeBackend) => string | null> = {
  shop,
  kinds,
  failed,
  waiting,
  closed,
  refusedInit,
  interrupted,
  empty,
  firstRun,
  long,
  veryLong,
  ...branchScenes,
  ...pairScenes,
  ...untrueScenes,
  ...playbackScenes,
  ...presentationScenes,
  ...eventScenes,
  ...mediaScenes,
  ...historyScenes(shop),
  ...sendingScenes,
};
