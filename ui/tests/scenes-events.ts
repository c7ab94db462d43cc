/** Every event that Sofia can send, and every limit of WhatsApp that one can break, as the preview page shows them. */
import type { Attachment } from "../src/ipc/generated/Attachment";
import type { Event } from "../src/ipc/generated/Event";
import type { EventBody } from "../src/ipc/generated/EventBody";
import type { Interactive } from "../src/ipc/generated/Interactive";
import type { LimitBreach } from "../src/ipc/generated/LimitBreach";
import type { LimitRule } from "../src/ipc/generated/LimitRule";
import type { MessageContent } from "../src/ipc/generated/MessageContent";
import type { SentEvent } from "../src/ipc/generated/SentEvent";
import type { FakeBackend } from "./fake-backend";
import { conversation, event, line, merchant, product, said, turn } from "./samples";

const cdn = "https://cdn.lojaacme.com.br";

function content(content: MessageContent): Event {
  return event("messageEvent", { type: "message", role: "assistant", content, createdAt: null });
}

export function interactive(interactive: Interactive, breaches: LimitBreach[] = []): Event {
  return { ...event("connectlyInteractiveEvent", { type: "interactive", interactive }), breaches };
}

export function attachment(change: Partial<Attachment> = {}): Attachment {
  return { kind: "image", url: `${cdn}/banner.jpg`, caption: null, filename: null, ...change };
}

export function list(change: Partial<Extract<Interactive, { type: "list" }>> = {}): Interactive {
  return {
    type: "list",
    header: "Prazo de entrega",
    attachment: null,
    body: "Escolha como quer receber o seu *vestido*:",
    footer: "Prazos em dias úteis",
    button: "Ver opções",
    sections: [
      {
        title: "Entrega",
        rows: [
          { id: "express", title: "Expressa", description: "Até 2 dias, R$ 24,90" },
          { id: "economy", title: "Econômica", description: "Até 7 dias, grátis" },
        ],
      },
      { title: "Retirada", rows: [{ id: "store", title: "Loja Batel", description: null }] },
    ],
    ...change,
  };
}

export function buttons(change: Partial<Extract<Interactive, { type: "replyButtons" }>> = {}): Interactive {
  return {
    type: "replyButtons",
    header: null,
    attachment: null,
    body: "Deseja continuar a compra?",
    footer: null,
    buttons: [
      { id: "yes", text: "Sim, continuar" },
      { id: "no", text: "Agora não" },
    ],
    ...change,
  };
}

export function single(change: Partial<Extract<Interactive, { type: "singleProduct" }>> = {}): Interactive {
  return {
    type: "singleProduct",
    header: null,
    attachment: null,
    body: "*Vestido midi azul-marinho*\nViscose forrada, com alças reguláveis.",
    footer: "Troca grátis em 30 dias",
    product: product({ imageUrl: `${cdn}/VST-0412-AZ.jpg` }),
    actionButton: { id: "product:VST-0412-AZ", text: "Ver produto" },
    buttons: [
      { id: "buy", text: "Quero este" },
      { id: "more", text: "Ver mais" },
    ],
    ...change,
  };
}

const carousel: Interactive = {
  type: "other",
  key: "carouselMessage",
  parts: [
    { type: "title", text: "Novidades da semana" },
    { type: "text", text: "Deslize e escolha o seu *preferido*." },
    { type: "button", button: { id: "all", text: "Ver tudo" } },
  ],
  cards: ["Vestido midi", "Saia plissada", "Camisa de linho", "Casaco leve"].map((title, index) => [
    { type: "image", url: `${cdn}/card-${index}.jpg` },
    { type: "title", text: title },
    { type: "text", text: `${129 + index * 30}.90 BRL` },
    { type: "link", url: `https://www.lojaacme.com.br/p/${index}` },
    { type: "button", button: { id: `card-${index}`, text: "Quero este" } },
  ]),
  cut: false,
};

/** One turn with these events, each in a line of its own, and more turns after it where something was sent. */
function told(events: Event[], then: SentEvent[] = []): (backend: FakeBackend) => string {
  return (backend) => {
    backend.overview.merchants = [merchant()];
    const lines = events.map((each, index) => line({ id: 20 + index, seq: index + 1, events: [each] }));
    const turns = [turn({ lines: lines.length })];
    if (then.length > 0)
      turns.push(turn({ id: 2, ordinal: 2, sent: then, sentAt: Date.now() - 10_000, lines: 1 }));
    if (then.length > 0) lines.push(line({ id: 90, turnId: 2, events: [said("Combinado! *Já anotei*.")] }));
    backend.add({ conversation: conversation({ turns: turns.length }), turns, lines });
    return "c1";
  };
}

const handover: Extract<EventBody, { type: "handover" }> = {
  type: "handover",
  trigger: true,
  reason: null,
  reasonNative: null,
  details: [],
};

const texts = [
  said(
    "Oi! Eu sou a *Sofia*, da _Loja Acme_. 👋\n\n*Horário*\n- Segunda a sexta: *10h às 20h*\n- Sábado: _10h às 18h_\n- Domingo: ~fechado~ *12h às 17h* em dezembro\n\n1. Escolha o vestido\n2. Informe o tamanho\n3. Pague com `PIX`",
  ),
  said(
    "> Posso trocar depois?\nPode, sim! Envie ```TROCA``` e o número do pedido, ou veja https://www.lojaacme.com.br/trocas_e_devolucoes.\n```\npedido: 1042\nmotivo: tamanho\n```\nMais em lojaacme.com.br",
  ),
  said("snake_case_name e 2*3*4 ficam como são; *sem par também."),
  said("مرحبا! لدينا *فستان أزرق* بسعر ~200~ *189 ريال*\n\nOlá, também em português."),
  said("مرحبا! لدينا *فستان أزرق* بسعر ~200~ *189 ريال*"),
  said("Em hebraico:\nשלום! יש לנו שמלה כחולה במידה שלך, והיא נשלחת היום."),
  said("👗👠👜"),
  said("🎉"),
  content({ type: "text", text: "" }),
];

const media = [
  content({
    type: "image",
    url: `${cdn}/tabela.jpg`,
    caption: "*Tabela de medidas*: veja o seu tamanho antes de comprar.",
  }),
  content({ type: "image", url: `${cdn}/fails/notFound.jpg`, caption: null }),
  content({ type: "audio", url: `${cdn}/voz.ogg` }),
  content({
    type: "location",
    latitude: "-25.41914",
    longitude: "-49.26545",
    name: "Loja Acme Batel",
    address: "Av. do Batel, 1868, Curitiba",
  }),
  content({ type: "location", latitude: "NaN", longitude: null, name: null, address: null }),
];

const pictured = (change: Parameters<typeof product>[0]): ReturnType<typeof product> =>
  product({ imageUrl: `${cdn}/${change?.productId ?? "x"}.jpg`, ...change });

const products = [
  event("recommendationEvent", {
    type: "recommendation",
    products: [
      pictured({ productId: "VST-0412-AZ" }),
      pictured({ productId: "VST-0398-AZ", title: "Vestido longo azul-royal", price: "259.9" }),
      pictured({ productId: "none", title: "Chemise jeans", price: null, imageUrl: null, facets: [] }),
      pictured({
        productId: "gone",
        imageUrl: `${cdn}/fails/notFound.jpg`,
        price: "R$ 79,90",
        currency: null,
        url: null,
      }),
    ],
  }),
  interactive(single()),
  interactive(single({ product: null, actionButton: null, body: "Só hoje", footer: null })),
];

const kinds = [
  interactive(list()),
  interactive(buttons()),
  interactive(
    buttons({
      header: "Coleção de verão",
      attachment: attachment(),
      body: "Chegaram *12 peças* novas.",
      footer: "Frete grátis acima de R$ 199",
    }),
  ),
  interactive(
    buttons({
      attachment: attachment({ kind: "video", url: `${cdn}/desfile.mp4` }),
      buttons: [{ id: "v", text: "Quero ver" }],
    }),
  ),
  interactive(
    buttons({
      attachment: attachment({
        kind: "document",
        url: `${cdn}/medidas.pdf`,
        filename: "Tabela de medidas.pdf",
      }),
      buttons: [{ id: "d", text: "Recebi" }],
    }),
  ),
];

const handovers = [
  event("agentHandoverEvent", {
    ...handover,
    reason: "The customer asked to talk to a human agent.",
    reasonNative: "O cliente pediu para falar com uma pessoa.",
  }),
  event("storefrontHandoverEvent", {
    ...handover,
    details: [{ label: "initialSearchPhrase", value: "vestido azul até 200" }],
  }),
  event("orderStatusHandoverEvent", handover),
  event("locationQueryHandoverEvent", { ...handover, trigger: false }),
  event("leadgenHandoverEvent", handover),
  event("onelivDoctorHandoverEvent", {
    ...handover,
    details: [
      { label: "doctorSpecialty", value: "Dermatologia" },
      { label: "doctorName", value: "Dra. Helena Prado" },
      { label: "requirements", value: "Jejum de 8 horas" },
      { label: "clinicCode", value: "CWB-7" },
    ],
  }),
];

const unknowns = [
  interactive(carousel),
  interactive({ type: "other", key: "flowMessage", parts: [], cards: [], cut: false }),
  content({ type: "unknown", key: "stickerContent" }),
  event("loyaltyPointsEvent", { type: "unknown", json: "{}", problem: null }),
  event("messageEvent", { type: "unknown", json: "{}", problem: { type: "notAnObject" } }),
];

export function breach(
  rule: LimitRule,
  figure: number,
  limit: number,
  place: Partial<LimitBreach> = {},
): LimitBreach {
  const effect = /(?<!Id)Length$/.test(rule) ? "refusedOrCut" : "refused";
  return { rule, effect, figure, limit, section: null, item: null, ...place };
}

const long = (length: number): string => "Vestido midi azul ".repeat(Math.ceil(length / 18)).slice(0, length);

/** Every limit, each in the message that breaks it. */
const limitedButtons = [
  { ...said(long(4_100)), breaches: [breach("textLength", 4_100, 4_096)] },
  interactive(
    buttons({
      header: long(71),
      body: long(1_030),
      footer: long(61),
      buttons: [
        { id: "yes", text: "Quero falar com uma pessoa" },
        { id: " no", text: "Não" },
        { id: "x".repeat(257), text: "Não" },
        { id: "empty", text: "" },
      ],
    }),
    [
      breach("headerLength", 71, 60),
      breach("bodyLength", 1_030, 1_024),
      breach("footerLength", 61, 60),
      breach("buttonCount", 4, 3),
      breach("buttonTitleLength", 26, 20, { item: 1 }),
      breach("buttonIdSpace", 1, 0, { item: 2 }),
      breach("buttonTitleRepeated", 2, 1, { item: 3 }),
      breach("buttonIdLength", 257, 256, { item: 3 }),
      breach("buttonTitleEmpty", 0, 1, { item: 4 }),
    ],
  ),
  interactive(buttons({ attachment: attachment({ kind: "other", url: `${cdn}/voz.ogg` }), buttons: [] }), [
    breach("headerKind", 1, 0),
    breach("buttonsMissing", 0, 1),
  ]),
];

const crowded = Array.from({ length: 11 }, (_, section) => ({
  title: section === 1 ? null : section === 0 ? "Vestidos para todas as ocasiões" : `Seção ${section + 1}`,
  rows: [
    {
      id: section === 0 ? "r".repeat(201) : `row-${section}`,
      title: section === 0 ? "Vestido midi azul-marinho" : `Peça ${section + 1}`,
      description: section === 0 ? long(80) : null,
    },
  ],
}));

const limitedLists = [
  interactive(list({ attachment: attachment(), button: "Ver todas as opções agora", sections: crowded }), [
    breach("headerKind", 1, 0),
    breach("listButtonLength", 25, 20),
    breach("rowCount", 11, 10),
    breach("sectionCount", 11, 10),
    breach("sectionTitleLength", 31, 24, { section: 1 }),
    breach("rowTitleLength", 25, 24, { section: 1, item: 1 }),
    breach("rowDescriptionLength", 80, 72, { section: 1, item: 1 }),
    breach("rowIdLength", 201, 200, { section: 1, item: 1 }),
    breach("sectionTitleMissing", 0, 1, { section: 2 }),
  ]),
  {
    ...event("recommendationEvent", {
      type: "recommendation",
      products: Array.from({ length: 31 }, (_, index) =>
        pictured({ productId: `P-${index}`, title: `Peça ${index + 1}` }),
      ),
    }),
    breaches: [breach("productCount", 31, 30)],
  },
  interactive(
    {
      type: "other",
      key: "productListMessage",
      parts: [{ type: "text", text: "Escolha até três." }],
      cards: [
        ["Para você", "Vestido midi azul-marinho com alças", "Vestido longo azul-royal", "Chemise jeans"].map(
          (text) => ({ type: "title" as const, text }),
        ),
      ],
      cut: false,
    },
    [breach("productHeaderMissing", 0, 1)],
  ),
];

function closed(backend: FakeBackend): string {
  const id = told([...kinds, ...products])(backend);
  const held = backend.held.get(id);
  if (held !== undefined) held.conversation = { ...held.conversation, state: "closed" };
  return id;
}

export const eventScenes: Record<string, (backend: FakeBackend) => string | null> = {
  eventsText: told(texts),
  eventsMedia: told(media),
  eventsProducts: told(products),
  eventsInteractive: told(kinds),
  eventsChosen: told(
    [interactive(buttons()), interactive(list())],
    [
      { type: "buttonResponse", id: "yes", title: "Sim, continuar" },
      { type: "listReply", id: "economy", title: "Econômica", description: null },
    ],
  ),
  eventsClosed: closed,
  eventsHandover: told(handovers),
  eventsUnknown: told(unknowns),
  eventsLimitsButtons: told(limitedButtons),
  eventsLimitsLists: told(limitedLists),
};
