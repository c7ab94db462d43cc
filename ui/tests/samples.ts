/** What the backend could have sent: the smallest true values, each field open to change. */
import type { Conversation } from "../src/ipc/generated/Conversation";
import type { ErrorReport } from "../src/ipc/generated/ErrorReport";
import type { Event } from "../src/ipc/generated/Event";
import type { EventBody } from "../src/ipc/generated/EventBody";
import type { Line } from "../src/ipc/generated/Line";
import type { Merchant } from "../src/ipc/generated/Merchant";
import type { Overview } from "../src/ipc/generated/Overview";
import type { Product } from "../src/ipc/generated/Product";
import type { RawLine } from "../src/ipc/generated/RawLine";
import type { RequestView } from "../src/ipc/generated/RequestView";
import type { Turn } from "../src/ipc/generated/Turn";

export function merchant(change: Partial<Merchant> = {}): Merchant {
  return {
    id: "acme",
    name: "Loja Acme",
    baseUrl: "https://api.connectly.ai",
    businessId: "0b6c0d1e-53b5-4b7f-9d1d-2f6d9f6f7a11",
    agentId: "agent-acme-1",
    colour: "#5b4be0",
    logo: null,
    simulated: false,
    key: { state: "stored", since: Date.UTC(2026, 10, 3, 14, 5), origin: "https://api.connectly.ai" },
    createdAt: 0,
    ...change,
  };
}

export const demo: Merchant = merchant({
  id: "demo",
  name: "Demo merchant",
  baseUrl: "http://127.0.0.1:39211",
  colour: "#1f7a8c",
  simulated: true,
  key: { state: "sessionOnly" },
});

export function overview(change: Partial<Overview> = {}): Overview {
  return {
    version: "0.1.0",
    dataFolder: "~/.local/share/sofia-desk",
    merchants: [merchant(), demo],
    demoShops: [
      { agentId: demo.agentId, name: "Moda Aurora", language: "pt-BR", currency: "BRL" },
      { agentId: "00a2", name: "Lumora Electronics", language: "en", currency: "USD" },
    ],
    keychain: { state: "available" },
    preferences: {
      theme: "system",
      contrast: "system",
      language: "en",
      keys: {},
      enterSends: true,
      railWidth: 248,
      inspectorWidth: 420,
      railOpen: true,
      inspectorOpen: true,
      zoom: 100,
      loadMedia: true,
      welcomes: {},
    },
    notices: [],
    left: null,
    ...change,
  };
}

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    merchantId: "acme",
    title: "tem vestido azul?",
    customerKey: "sofia-desk-5b1c9f02e41f2",
    sessionId: "s-1",
    state: "live",
    error: null,
    simulated: false,
    createdAt: Date.now() - 60_000,
    lastAt: Date.now() - 30_000,
    revision: 0,
    turns: 1,
    lastTurnFailed: false,
    merchantName: "Loja Acme",
    ownTitle: null,
    pinned: false,
    tags: [],
    note: "",
    deletedAt: null,
    source: { type: "held" },
    branch: null,
    ...change,
  };
}

export function turn(change: Partial<Turn> = {}): Turn {
  return {
    id: 1,
    ordinal: 1,
    sent: [{ type: "text", text: "tem vestido azul?", role: "user" }],
    sentAt: Date.now() - 30_000,
    state: "complete",
    error: null,
    timing: {
      connectUs: 31_000,
      headUs: 120_000,
      firstByteUs: 411_000,
      firstEventUs: 412_000,
      endUs: 1_900_000,
    },
    lines: 0,
    bytes: 0,
    retryOf: null,
    rating: null,
    ...change,
  };
}

export function event(kind: string, body: EventBody, index = 0): Event {
  return { index, kind, body, breaches: [] };
}

export function said(text: string, index = 0): Event {
  return event(
    "messageEvent",
    { type: "message", role: "assistant", content: { type: "text", text }, createdAt: null },
    index,
  );
}

export function line(change: Partial<Line> = {}): Line {
  const events = change.events ?? [];
  return {
    id: 1,
    turnId: 1,
    seq: 1,
    offsetUs: 412_000,
    bytes: 312,
    class: "events",
    kinds: events.map(({ kind }) => kind),
    events,
    held: false,
    problem: null,
    newFields: [],
    ...change,
  };
}

export function error(change: Partial<ErrorReport> = {}): ErrorReport {
  return {
    code: "errorLine",
    params: { code: "14", reason: "upstream model is overloaded" },
    message: "the stream carried an error line",
    answer: {
      httpStatus: 200,
      grpcCode: 14,
      body: '{"error":{"code":14,"message":"upstream model is overloaded","details":[]}}',
      contentType: "application/json",
      location: null,
      retryAfter: null,
    },
    delivery: "partial",
    ...change,
  };
}

export function product(change: Partial<Product> = {}): Product {
  return {
    productId: "VST-0412-AZ",
    title: "Vestido midi azul-marinho com alças",
    description: "Vestido midi em viscose, forrado, com alças reguláveis e fenda lateral. Lavar à mão.",
    url: "https://www.lojaacme.com.br/vestido-midi-azul",
    imageUrl: "https://cdn.lojaacme.com.br/1.jpg",
    price: "189.90",
    currency: "BRL",
    facets: [
      { label: "Cor", value: "Azul-marinho" },
      { label: "Tamanhos", value: "P, M, G, GG" },
    ],
    ...change,
  };
}

/** A line as the inspector gets it, without its id. */
export function rawLine(text: string): Omit<RawLine, "id"> {
  const bytes = new TextEncoder().encode(text).length;
  return { bytes, sha256: "0".repeat(64), text, invalidBytes: 0, invalid: [] };
}

export function requestView(change: Partial<RequestView> = {}): RequestView {
  return {
    method: "POST",
    url: "https://api.connectly.ai/external/v1/ai/agent_graph/invoke",
    headers: [{ name: "x-api-key", value: "••••" }],
    body: "{}",
    pretty: "{}",
    bodyBytes: 2,
    copies: { curl: "curl …", python: "import os …", httpie: "http …" },
    ...change,
  };
}
