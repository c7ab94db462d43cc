/** Scenes of the inspector: each view over lines that have their real text behind them. */
import type { Line } from "../src/ipc/generated/Line";
import type { RawLine } from "../src/ipc/generated/RawLine";
import type { Turn } from "../src/ipc/generated/Turn";
import type { TurnComparison } from "../src/ipc/generated/TurnComparison";
import { open } from "../src/state/conversation.svelte";
import type { DetailTab, InspectorTab } from "../src/views/inspector/layout.svelte";
import { layout } from "../src/views/inspector/layout.svelte";
import { pinOf, pins } from "../src/views/inspector/pins.svelte";
import type { FakeBackend } from "./fake-backend";
import { conversation, event, line, product, rawLine, requestView, said, turn } from "./samples";

type Scene = (backend: FakeBackend) => string | null;

const envelope = (...events: unknown[]): string =>
  JSON.stringify({ result: { response: { sessionId: "s-1", responseEvents: events } } });

const message = (text: string, more: object = {}): object => ({
  messageEvent: {
    role: "ASSISTANT",
    content: { textContent: { text } },
    createdAt: "2026-10-05T16:19:26.105Z",
    metadata: {},
    ...more,
  },
});

const card = (title: string, price: number, more: object = {}): object => ({
  productId: `VST-${String(price)}`,
  title,
  description: `${title}, em viscose leve.`,
  url: "https://www.lojaacme.com.br/p/1",
  imageUrl: "https://cdn.lojaacme.com.br/1.jpg",
  price,
  currency: "BRL",
  facets: { Cor: "Azul", Tamanhos: ["P", "M", "G"] },
  ...more,
});

interface Told {
  text: string;
  line: Partial<Line>;
  /** Bytes that are no text, by their places in `text`. */
  invalid?: RawLine["invalid"];
}

const told: Told[] = [
  {
    text: envelope(message("Temos sim! Separei quatro vestidos azuis:", { tone: "warm" })),
    line: {
      kinds: ["messageEvent"],
      events: [said("Temos sim! Separei quatro vestidos azuis:")],
      newFields: [{ index: 0, path: ".messageEvent.tone" }],
      offsetUs: 412_300,
    },
  },
  {
    text: envelope({
      recommendationEvent: {
        products: [
          card("Vestido midi azul", 189.9, { stock: 3 }),
          card("Vestido longo azul-royal", 259.9),
          card("Chemise jeans", 149.5),
        ],
      },
    }),
    line: {
      kinds: ["recommendationEvent"],
      events: [event("recommendationEvent", { type: "recommendation", products: [product(), product()] })],
      newFields: [{ index: 0, path: ".recommendationEvent.products[].stock" }],
      offsetUs: 655_000,
    },
  },
  { text: "", line: { class: "keepAlive", kinds: [], events: [], offsetUs: 900_000 } },
  {
    text: envelope(
      { chatSuggestionEvent: { suggestedQuestions: ["Tem em preto?", "Qual o frete?"] } },
      message("Quer ver mais?"),
    ),
    line: {
      kinds: ["chatSuggestionEvent", "messageEvent"],
      events: [event("chatSuggestionEvent", { type: "suggestions", questions: ["Tem em preto?"] })],
      offsetUs: 1_660_000,
    },
  },
  {
    text: 'Cabe\ufffd\ufffdalho de um proxy: "\ufffd"',
    invalid: [
      { at: 4, byte: 0xe7 },
      { at: 5, byte: 0xff },
      { at: 25, byte: 0x80 },
    ],
    line: {
      class: "notJson",
      kinds: [],
      events: [],
      problem: { type: "notUtf8", at: 4 },
      offsetUs: 1_702_000,
    },
  },
  {
    text: '{"result":{"response":{"responseEvents":[{"messageEvent":{"role":"ASSISTANT",}}]}}}',
    line: {
      class: "notJson",
      kinds: [],
      events: [],
      problem: { type: "notJson", at: 76, fault: "key" },
      offsetUs: 1_705_000,
    },
  },
  {
    text: envelope(
      message(`Um texto muito longo. ${"Vestidos azuis, de todos os tamanhos. ".repeat(140_000)}`),
    ),
    line: {
      kinds: ["messageEvent"],
      events: [said("Um texto muito longo.")],
      held: true,
      offsetUs: 2_050_000,
    },
  },
  {
    text: '{"error":{"code":14,"message":"upstream gone","details":[]}}',
    line: {
      class: "error",
      kinds: [],
      events: [],
      problem: { type: "status", code: 14, message: "upstream gone" },
      offsetUs: 2_610_000,
    },
  },
];

const firstId = 101;

function bytesOf({ text, invalid = [] }: Told): Uint8Array {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const { at, byte } of invalid) {
    pieces.push(encoder.encode(text.slice(from, at)), Uint8Array.of(byte));
    from = at + 1;
  }
  const rest = encoder.encode(text.slice(from));
  return pieces.length === 0 ? rest : Uint8Array.from([...pieces, rest].flatMap((piece) => [...piece]));
}

function raw(each: Told): Omit<RawLine, "id"> {
  if (each.invalid === undefined) return { ...rawLine(each.text), sha256: "5f".repeat(32) };
  return {
    ...rawLine(each.text),
    bytes: bytesOf(each).length,
    sha256: "5f".repeat(32),
    invalid: each.invalid,
    invalidBytes: each.invalid.length,
  };
}

function comparison(a: Turn, b: Turn): TurnComparison {
  const side = (of: Turn, texts: number): TurnComparison["a"] => ({
    turn: of,
    conversationId: "c1",
    merchantId: "acme",
    simulated: false,
    kinds: [
      { kind: "messageEvent", count: texts },
      { kind: "recommendationEvent", count: 1 },
      { kind: "chatSuggestionEvent", count: 1 },
    ],
    texts,
    characters: texts * 64,
  });
  const named = (title: string, price: string) => ({ id: title, title, price, currency: "BRL" });
  return {
    a: side(a, 2),
    b: side(b, 3),
    productsKept: 2,
    productsRemoved: [named("Vestido longo azul-royal", "259.90")],
    productsAdded: [named("Macacão azul-petróleo", "219.90"), named("Saia midi azul", "129.00")],
    productsChanged: [{ a: named("Chemise jeans", "149.50"), b: named("Chemise jeans", "139.50") }],
    textsKept: 1,
    rows: [
      { type: "hidden", lines: 3 },
      { type: "same", a: 4, b: 4, text: '    "content": {' },
      { type: "same", a: 5, b: 5, text: '      "textContent": {' },
      { type: "removed", a: 6, text: '        "text": "Temos sim! Separei quatro vestidos azuis:"' },
      { type: "added", b: 6, text: '        "text": "Olha o que achei em azul para você:"' },
      { type: "same", a: 7, b: 7, text: "      }" },
      { type: "same", a: 8, b: 8, text: "    }," },
      { type: "hidden", lines: 41 },
      { type: "same", a: 50, b: 50, text: '          "title": "Chemise jeans",' },
      { type: "removed", a: 51, text: '          "price": 149.5,' },
      { type: "added", b: 51, text: '          "price": 139.5,' },
      { type: "added", b: 52, text: '          "oldPrice": 149.5,' },
      { type: "same", a: 52, b: 53, text: '          "currency": "BRL",' },
      { type: "hidden", lines: 18 },
    ],
    cut: false,
  };
}

function lines(backend: FakeBackend): string {
  const made = told.map((each, at) => {
    const size = bytesOf(each).length;
    return line({ id: firstId + at, turnId: 2, seq: at + 1, ...each.line, bytes: size });
  });
  const timing = {
    connectUs: 84_000,
    headUs: 310_000,
    firstByteUs: 405_000,
    firstEventUs: 412_300,
    endUs: 2_790_000,
  };
  const turns = [
    turn({ id: 1, sent: [{ type: "text", text: "oi", role: "user" }], lines: 1, bytes: 212 }),
    turn({
      id: 2,
      ordinal: 2,
      state: "failed",
      timing,
      lines: made.length,
      bytes: made.reduce((sum, each) => sum + each.bytes, 0),
    }),
  ];
  const hello = line({ id: 100, turnId: 1, seq: 1, bytes: 212, events: [said("Oi! Eu sou a Sofia.")] });
  backend.add({ conversation: conversation({ turns: 2 }), turns, lines: [hello, ...made] });
  const at = (id: number): Told => told[id - firstId] ?? { text: envelope(message("Oi!")), line: {} };
  backend
    .on("line_raw", ({ id }) => ({ id, ...raw(at(id)) }))
    .on("line_bytes", ({ id, from, length }) => ({
      id,
      from,
      hex: Array.from(bytesOf(at(id)).slice(from, from + length), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join(""),
    }))
    .on("line_pretty", ({ id }) => {
      try {
        return { id, text: JSON.stringify(JSON.parse(at(id).text), null, 2), problem: null };
      } catch {
        return { id, text: null, problem: at(id).line.problem ?? null };
      }
    })
    .on("lines_by_jq", ({ expression }) => ({
      passed: expression.includes("nothing")
        ? []
        : [
            { id: firstId + 1, results: products, cut: false },
            { id: firstId + 3, results: [], cut: false },
          ],
      trouble: null,
      cursor: { turnId: 2, lineId: 108 },
      more: false,
      stopped: expression.includes("nothing")
        ? {
            problem: {
              type: "compile",
              at: expression.indexOf("nothing"),
              length: 7,
              fault: { type: "unknownFunction", name: "nothing", arity: 0 },
            },
            lineId: null,
          }
        : null,
    }))
    .on("turn_request", () => {
      const body = {
        businessId: "0b6c0d1e-53b5-4b7f-9d1d-2f6d9f6f7a11",
        clientKey: "sofia-desk-4711",
        sessionId: "s-1",
        agentId: "agent-acme-1",
        inputEvents: [
          { messageEvent: { role: "USER", content: { textContent: { text: "tem vestido azul?" } } } },
        ],
      };
      return requestView({
        headers: [
          { name: "content-type", value: "application/json" },
          { name: "accept", value: "application/json" },
          { name: "accept-encoding", value: "identity" },
          { name: "x-api-key", value: "••••" },
        ],
        body: JSON.stringify(body),
        pretty: JSON.stringify(body, null, 2),
        bodyBytes: JSON.stringify(body).length,
      });
    })
    .on("session_calls", () => [
      {
        name: "init",
        request: requestView({
          url: "https://api.connectly.ai/external/v1/ai/agent_graph/init",
          body: '{"businessId":"0b6c…"}',
          pretty: '{\n  "businessId": "0b6c…"\n}',
        }),
        sentAt: Date.UTC(2026, 10, 24, 12, 4),
        tookUs: 184_000,
        answer: '{\n  "response": {\n    "sessionId": "s-1"\n  }\n}',
        error: null,
      },
    ])
    .on("turns_compare", ({ a, b }) => {
      const of = (id: number): Turn => turns.find((each) => each.id === id) ?? turn();
      return comparison(of(a), of(b));
    });
  return "c1";
}

const products = ['{"title":"Vestido midi azul","price":189.9}', '{"title":"Chemise jeans","price":149.5}'];

/** When the conversation is open. */
function then(work: () => void): void {
  if (open.current?.loaded === true) setTimeout(work, 100);
  else setTimeout(() => then(work), 50);
}

function view(tab: InspectorTab, detail: DetailTab, at: number, more: () => void = () => undefined): Scene {
  return (backend) => {
    then(() => {
      layout.tab = tab;
      layout.detail = detail;
      open.current?.select(firstId + at);
      more();
    });
    return lines(backend);
  };
}

function type(text: string): void {
  const field = document.querySelector<HTMLInputElement>('[data-testid="event-filter"]');
  if (field === null) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function find(text: string): void {
  document.querySelector<HTMLButtonElement>('[data-testid="tree-find-open"]')?.click();
  setTimeout(() => {
    const field = document.querySelector<HTMLInputElement>('[data-testid="tree-find"]');
    if (field === null) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, 50);
}

export const inspectorScenes: Record<string, Scene> = {
  inspectorTree: view("events", "tree", 1),
  inspectorFind: view("events", "tree", 1, () => setTimeout(() => find("azul"), 300)),
  inspectorLong: view("events", "tree", 6),
  inspectorPretty: view("events", "pretty", 6),
  inspectorHex: view("events", "raw", 4),
  inspectorRaw: view("events", "raw", 4, () => (layout.raw = "text")),
  inspectorJq: view("events", "tree", 1, () =>
    setTimeout(() => type(".event.recommendationEvent.products[]? | {title, price}"), 200),
  ),
  inspectorJqWrong: view("events", "tree", 1, () => setTimeout(() => type(".kind == nothing"), 200)),
  inspectorRequest: view("request", "tree", 1),
  inspectorTiming: view("timing", "tree", 3),
  inspectorCompareNone: view("compare", "tree", 1),
  inspectorCompare: view("compare", "tree", 1, () => {
    const shown = open.current;
    if (shown === null) return;
    pins.clear();
    for (const each of shown.turns) pins.pin(pinOf(shown, each));
  }),
};
