/** What an audience can see, in words and in what a pointer or a screen reader brings up: nothing technical. */
import { render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { conversation, error, event, line, merchant, product, said, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import type { Event } from "../../ipc/generated/Event";
import type { EventBody } from "../../ipc/generated/EventBody";
import type { Line } from "../../ipc/generated/Line";
import type { PresentationStage } from "../../ipc/generated/PresentationStage";
import type { SentEvent } from "../../ipc/generated/SentEvent";
import type { Turn } from "../../ipc/generated/Turn";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { presentation } from "../../state/presentation.svelte";
import { showConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

/** Stands in every place that an audience must not see; the number says which. */
const mark = (place: number): string => `SECRET${place}`;

const acme = merchant({
  id: mark(1),
  baseUrl: `https://${mark(2)}.example`,
  businessId: mark(3),
  agentId: mark(4),
  key: { state: "stored", since: 0, origin: `https://${mark(2)}.example` },
});
const other = merchant({ id: "sol", name: mark(5) });

function handover(kind: string, change: Partial<Extract<EventBody, { type: "handover" }>> = {}): Event {
  return event(kind, {
    type: "handover",
    trigger: true,
    reason: mark(10),
    reasonNative: null,
    details: [{ label: mark(11), value: mark(12) }],
    ...change,
  });
}

const button = (text: string): { id: string; text: string } => ({ id: mark(13), text });
const empty = { header: null, attachment: null, body: "Escolha:", footer: null };

const events: Event[] = [
  {
    ...said("Oi! Eu sou a *Sofia*."),
    breaches: [
      { rule: "textLength", effect: "refusedOrCut", figure: 1, limit: 4096, section: null, item: null },
    ],
  },
  event("messageEvent", {
    type: "message",
    role: "assistant",
    content: { type: "image", url: `https://cdn.example/${mark(14)}.jpg`, caption: "Tabela de medidas" },
    createdAt: null,
  }),
  event("messageEvent", {
    type: "message",
    role: "assistant",
    content: { type: "audio", url: `https://cdn.example/${mark(15)}.ogg` },
    createdAt: null,
  }),
  event("messageEvent", {
    type: "message",
    role: "assistant",
    content: {
      type: "location",
      latitude: "-25.41914",
      longitude: "-49.26545",
      name: "Loja Batel",
      address: null,
    },
    createdAt: null,
  }),
  event("messageEvent", {
    type: "message",
    role: "assistant",
    content: { type: "unknown", key: mark(16) },
    createdAt: null,
  }),
  event("recommendationEvent", {
    type: "recommendation",
    products: [
      product({
        productId: mark(17),
        url: `https://loja.example/${mark(18)}`,
        imageUrl: `https://cdn.example/${mark(19)}`,
      }),
      product({ productId: mark(17), title: null, price: null, imageUrl: null, url: null }),
    ],
  }),
  event("connectlyInteractiveEvent", {
    type: "interactive",
    interactive: {
      ...empty,
      type: "list",
      button: "Ver opções",
      sections: [{ title: "Entrega", rows: [{ id: mark(20), title: "Expressa", description: null }] }],
    },
  }),
  event("connectlyInteractiveEvent", {
    type: "interactive",
    interactive: { ...empty, type: "replyButtons", buttons: [button("Sim"), button("Não")] },
  }),
  event("connectlyInteractiveEvent", {
    type: "interactive",
    interactive: {
      ...empty,
      type: "singleProduct",
      product: product({ productId: mark(21), url: `https://loja.example/${mark(22)}` }),
      actionButton: button("Comprar"),
      buttons: [],
    },
  }),
  event("connectlyInteractiveEvent", {
    type: "interactive",
    interactive: {
      type: "other",
      key: mark(23),
      parts: [
        { type: "title", text: "Carrossel" },
        { type: "link", url: `https://loja.example/${mark(24)}` },
        { type: "image", url: `https://cdn.example/${mark(25)}` },
        { type: "button", button: button("Ver") },
      ],
      cards: [],
      cut: true,
    },
  }),
  event("connectlyInteractiveEvent", {
    type: "interactive",
    interactive: { type: "other", key: mark(26), parts: [], cards: [], cut: false },
  }),
  handover("agentHandoverEvent"),
  handover("storefrontHandoverEvent"),
  handover("orderStatusHandoverEvent"),
  handover("locationQueryHandoverEvent"),
  handover("leadgenHandoverEvent"),
  handover("onelivDoctorHandoverEvent"),
  handover(`${mark(27)}HandoverEvent`),
  handover("agentHandoverEvent", { trigger: false }),
  event(mark(28), { type: "unknown", json: `{"${mark(29)}":1}`, problem: null }),
  event("recommendationEvent", { type: "unknown", json: "{}", problem: { type: "notAnObject" } }),
  event("chatSuggestionEvent", { type: "suggestions", questions: ["Tem em preto?"] }),
];

const sent: SentEvent[] = [
  { type: "text", text: "Oi!", role: "user", json: `{"${mark(30)}":1}` },
  {
    type: "message",
    role: "user",
    content: { type: "image", url: `https://cdn.example/${mark(31)}`, caption: null },
  },
  { type: "message", role: "user", content: { type: "audio", url: `https://cdn.example/${mark(32)}` } },
  { type: "message", role: "user", content: { type: "unknown", key: mark(33) } },
  { type: "buttonResponse", id: mark(34), title: "Sim" },
  { type: "listReply", id: mark(35), title: "Expressa", description: null },
  { type: "form", values: [{ label: mark(36), value: "Ana" }] },
  { type: "store", storeId: mark(37), name: "Batel", cpName: mark(38), city: "Curitiba", state: null },
  { type: "other", key: mark(39), json: `{"${mark(40)}":1}` },
];

const report = error({
  code: "unexpectedStatus",
  params: { reason: mark(41), status: mark(42), merchant: "Loja Acme" },
  message: mark(43),
});

const turns: Turn[] = [
  turn({ id: 1, state: "failed", error: report }),
  turn({ id: 2, ordinal: 2, retryOf: 1, state: "stopped", error: report }),
  turn({ id: 3, ordinal: 3, sent, state: "failed", error: report }),
];

const lines: Line[] = [
  line({ id: 1, turnId: 2, events: [said("Temos sim")] }),
  ...events.map((each, index) => line({ id: 10 + index, turnId: 3, seq: index + 1, events: [each] })),
  line({ id: 90, turnId: 3, class: "notJson" }),
  line({ id: 91, turnId: 3, class: "unknownShape" }),
  line({ id: 92, turnId: 3, class: "error", kinds: ["error"] }),
  line({ id: 93, turnId: 3, held: true, kinds: [mark(44)], bytes: 1_340_000 }),
];

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend({ merchants: [acme, other], dataFolder: mark(45) });
  fake.on("line_events", ({ id }) => ({
    id,
    events: [
      said("Uma resposta muito longa"),
      event(mark(46), { type: "unknown", json: "{}", problem: null }, 1),
    ],
  }));
  fake.add({
    conversation: conversation({ id: "sol-1", merchantId: "sol", title: mark(6) }),
    turns: [],
    lines: [],
  });
  fake.add({
    conversation: conversation({
      id: mark(7),
      merchantId: acme.id,
      sessionId: mark(8),
      customerKey: mark(9),
      title: "Oi!",
      error: report,
      state: "failed",
    }),
    turns,
    lines,
  });
  putBack = useBackend(fake);
});

afterEach(() => {
  presentation.end();
  open.show(null);
  toasts.shown = [];
  putBack();
  setLanguage("en");
});

/** All that can come to an audience's eyes or ears: text, and the attributes that become text. */
function perceptible(): string[] {
  const spoken = [
    "title",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "alt",
    "placeholder",
  ];
  const attributes = [...document.querySelectorAll("*")].flatMap((element) =>
    spoken.map((name) => element.getAttribute(name) ?? ""),
  );
  const fields = [...document.querySelectorAll("input")].map(({ value }) => value);
  return [document.title, document.body.textContent ?? "", ...attributes, ...fields];
}

const technical: RegExp[] = [
  /SECRET\d*/,
  /[{}]/,
  /\w+Event\b/,
  /https?:|www\./i,
  /json|http|null|undefined|api|session|token/i,
  /\b(401|404|429|5\d\d)\b/,
  /-?\d+\.\d{4,}/,
];

it.each<[PresentationStage, "en" | "pt-BR" | "es"]>([
  ["phone", "en"],
  ["phone", "pt-BR"],
  ["wide", "en"],
  ["wide", "es"],
])("nothing technical is to be found on the stage %s in %s", async (stage, language) => {
  await application.start();
  setLanguage(language);
  const held = fake.held.get(mark(7));
  if (held === undefined) throw new Error("nothing to present");
  await showConversation(held.conversation);
  const plan = { stage, textSize: 100, screen: null, language: null, prompts: ["Oi!"] };
  await presentation.begin(acme, plan, open.current);
  render(App);
  await screen.findByText("Uma resposta muito longa");

  // What is meant for them is there.
  const shown = screen.getByTestId("presentation").textContent ?? "";
  for (const words of [
    "Loja Acme",
    "Sofia",
    "Tabela de medidas",
    "R$",
    "Ver opções",
    "Sim",
    "Comprar",
    "Carrossel",
  ])
    expect(shown, words).toContain(words);
  expect(screen.getAllByTestId("handover").length).toBe(7);
  expect(screen.getByTestId("presentation-trouble")).toBeTruthy();
  expect(screen.queryByTestId("unknown-event")).toBeNull();
  expect(screen.queryByTestId("error")).toBeNull();
  // The list of keys is the presenter's, and is held to the same.
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
  await screen.findByTestId("presentation-keys");

  for (const text of perceptible())
    for (const pattern of technical) expect(pattern.exec(text)?.[0], text.slice(0, 400)).toBeUndefined();
});

it("what goes wrong meanwhile does not come to be seen", async () => {
  await application.start();
  render(App);
  fake.refuse("conversation_start", report).refuse("presentation_begin", report);
  const plan = { stage: "phone" as const, textSize: 100, screen: null, language: null, prompts: ["Oi!"] };
  await presentation.begin(acme, plan, null);
  await screen.findByTestId("presentation-trouble");
  fake.watch({
    type: "notice",
    notice: { type: "demoUnavailable", problem: { type: "listen", words: mark(47) } },
  });
  fake.watch({ type: "keychain", keychain: { state: "locked" } });
  toasts.say(mark(48));
  await waitFor(() => expect(toasts.shown.length).toBeGreaterThan(0));
  for (const text of perceptible()) expect(/SECRET\d*/.exec(text)?.[0]).toBeUndefined();
});
