/** The presentation, and the dialog before it, as the preview page shows them. */
import type { PresentationPlan } from "../src/ipc/generated/PresentationPlan";
import type { FakeBackend } from "./fake-backend";
import { conversation, error, event, line, merchant, product, said, turn } from "./samples";
import { buttons, interactive, list, single } from "./scenes-events";

const plan: PresentationPlan = {
  stage: "phone",
  textSize: 100,
  screen: null,
  language: null,
  prompts: ["Oi!", "Tem vestido azul até 200 reais?", "Tem em preto?", "Qual o frete para 80010-000?"],
};

const dresses = [
  product(),
  product({
    productId: "VST-0398-AZ",
    title: "Vestido longo azul-royal",
    price: "259.9",
    facets: [{ label: "Cor", value: "Azul-royal" }],
  }),
  product({ title: "Chemise jeans", price: "149", facets: [], description: null }),
];

/** Puts the shop's merchants and a conversation in place, and begins when the window is up. */
function presented(
  change: Partial<PresentationPlan>,
  fill: (backend: FakeBackend) => void = talked,
  logo: number | null = null,
): (backend: FakeBackend) => string {
  return (backend) => {
    backend.overview.merchants = [merchant({ name: "Loja Acme", colour: "#c2255c", logo })];
    backend.on("presentation_plan", () => ({ ...plan, ...change }));
    fill(backend);
    answering(backend);
    void begun({ ...plan, ...change });
    return "c1";
  };
}

async function begun(chosen: PresentationPlan): Promise<void> {
  const { application } = await import("../src/state/application.svelte");
  const { open } = await import("../src/state/conversation.svelte");
  const { presentation } = await import("../src/state/presentation.svelte");
  const begin = (): void => {
    const [shown] = application.merchants;
    if (!application.ready || open.current === null || shown === undefined) setTimeout(begin, 50);
    else void presentation.begin(shown, chosen, open.current);
  };
  begin();
}

function talked(backend: FakeBackend): void {
  backend.add({
    conversation: conversation({ turns: 2 }),
    turns: [
      turn({ id: 1, sent: [{ type: "text", text: "Oi!", role: "user" }] }),
      turn({
        id: 2,
        ordinal: 2,
        sent: [{ type: "text", text: "Tem vestido azul até 200 reais?", role: "user" }],
      }),
    ],
    lines: [
      line({
        id: 1,
        turnId: 1,
        events: [said("Oi! Eu sou a *Sofia*, da Loja Acme. 👋\nComo posso ajudar hoje?")],
      }),
      line({ id: 2, turnId: 2, events: [said("Temos sim! Separei três vestidos azuis no seu tamanho:")] }),
      line({
        id: 3,
        turnId: 2,
        seq: 2,
        events: [event("recommendationEvent", { type: "recommendation", products: dresses })],
      }),
      line({
        id: 4,
        turnId: 2,
        seq: 3,
        events: [
          event("chatSuggestionEvent", {
            type: "suggestions",
            questions: ["Tem em preto?", "Qual o frete?", "Posso trocar depois?"],
          }),
        ],
      }),
    ],
  });
}

function fresh(backend: FakeBackend): void {
  backend.add({ conversation: conversation({ title: "", turns: 0 }), turns: [], lines: [] });
}

function troubled(backend: FakeBackend): void {
  backend.add({
    conversation: conversation(),
    turns: [turn({ state: "failed", error: error() })],
    lines: [line({ events: [said("Temos sim! Separei alguns")] })],
  });
}

/** What a customer can choose from, a picture and a handover. */
function chosen(backend: FakeBackend): void {
  const picture = event("messageEvent", {
    type: "message",
    role: "assistant",
    content: { type: "image", url: "https://cdn.lojaacme.com.br/tabela.jpg", caption: "Tabela de medidas" },
    createdAt: null,
  });
  const handover = event("agentHandoverEvent", {
    type: "handover",
    trigger: true,
    reason: "The customer asked for a person.",
    reasonNative: "O cliente pediu para falar com uma pessoa.",
    details: [],
  });
  const events = [picture, interactive(single()), interactive(list()), interactive(buttons()), handover];
  backend.add({
    conversation: conversation(),
    turns: [turn({})],
    lines: events.map((each, index) => line({ id: index + 1, seq: index + 1, events: [each] })),
  });
}

function answering(backend: FakeBackend): void {
  backend.answer = (held, begunTurn) => {
    const { id } = held.conversation;
    const words = ["Só um instante, vou conferir.", "Sim! O vestido midi também vem em preto, do P ao GG."];
    words.forEach((text, index) => {
      setTimeout(
        () =>
          backend.push(id, {
            turns: [{ ...begunTurn, state: "streaming", lines: index + 1 }],
            lines: [line({ id: backend.id(), turnId: begunTurn.id, seq: index + 1, events: [said(text)] })],
          }),
        900 * (index + 1),
      );
    });
    setTimeout(
      () =>
        backend.push(id, {
          conversation: { state: "live", lastAt: Date.now() },
          turns: [{ ...begunTurn, state: "complete", lines: 2 }],
        }),
      2_400,
    );
  };
}

/** The dialog, in each state of the check. */
function preparing(check: (backend: FakeBackend) => void): (backend: FakeBackend) => string {
  return (backend) => {
    backend.overview.merchants = [merchant({ colour: "#c2255c" })];
    backend.on("presentation_plan", () => plan);
    backend.on("presentation_screens", () => [
      { id: "a", name: "eDP-1", width: 1920, height: 1200, current: true },
      { id: "b", name: "HDMI-1", width: 1920, height: 1080, current: false },
    ]);
    check(backend);
    talked(backend);
    void opened();
    return "c1";
  };
}

async function opened(): Promise<void> {
  const { open } = await import("../src/state/conversation.svelte");
  const { preparePresentation } = await import("../src/state/prepare-presentation");
  const show = (): void => {
    if (open.current === null) setTimeout(show, 50);
    else preparePresentation();
  };
  show();
}

function refusing(backend: FakeBackend): void {
  backend.on("presentation_check", (_, send) => {
    send({ part: "key", result: { state: "passed", tookUs: 3_100 } });
    const refused = error({ code: "keyRefused", params: { merchant: "Loja Acme", status: "401" } });
    send({ part: "health", result: { state: "failed", tookUs: 96_000, error: refused } });
    send({ part: "init", result: { state: "failed", tookUs: 88_000, error: refused } });
    send({ part: "answer", result: { state: "skipped" } });
    return { ready: false, tookUs: 190_000, staysAwake: false };
  });
}

function slow(backend: FakeBackend): void {
  backend.on("presentation_check", (_, send) => {
    send({ part: "key", result: { state: "passed", tookUs: 3_100 } });
    send({ part: "health", result: { state: "passed", tookUs: 91_000 } });
    send({ part: "init", result: { state: "running" } });
    return new Promise(() => undefined);
  });
}

export const presentationScenes: Record<string, (backend: FakeBackend) => string | null> = {
  "presentation-phone": presented({}),
  "presentation-wide": presented({ stage: "wide" }),
  "presentation-fresh": presented({}, fresh),
  "presentation-wide-fresh": presented({ stage: "wide" }, fresh),
  "presentation-logo": presented({}, fresh, 2),
  "presentation-choices": presented({}, chosen),
  "presentation-wide-choices": presented({ stage: "wide" }, chosen),
  "presentation-trouble": presented({}, troubled),
  "presentation-prepare": preparing(() => undefined),
  "presentation-refused": preparing(refusing),
  "presentation-checking": preparing(slow),
};
