/** Suites, runs and catalogs for the preview page and for tests: small true values, each open to change. */
import type { AnswerTruth } from "../src/ipc/generated/AnswerTruth";
import type { CatalogPreview } from "../src/ipc/generated/CatalogPreview";
import type { CatalogSummary } from "../src/ipc/generated/CatalogSummary";
import type { CoverageView } from "../src/ipc/generated/CoverageView";
import type { RunEvent } from "../src/ipc/generated/RunEvent";
import type { RunRepeat } from "../src/ipc/generated/RunRepeat";
import type { RunHeld } from "../src/ipc/generated/RunHeld";
import type { RunRow } from "../src/ipc/generated/RunRow";
import type { RunTest } from "../src/ipc/generated/RunTest";
import type { RunVerdict } from "../src/ipc/generated/RunVerdict";
import type { Suite } from "../src/ipc/generated/Suite";
import type { SuiteTest } from "../src/ipc/generated/SuiteTest";
import type { TestProposal } from "../src/ipc/generated/TestProposal";
import type { TruthFinding } from "../src/ipc/generated/TruthFinding";
import { event, product, said } from "./samples";

export function suiteTest(change: Partial<SuiteTest> = {}): SuiteTest {
  return {
    name: "blue dress under 200",
    tags: ["catalog"],
    repeat: 3,
    minPass: 1,
    turns: [
      {
        action: { type: "say", text: "Tem vestido azul até 200 reais?" },
        setup: false,
        assertions: ["recommends min: 1, price: {max: 200}, currency: BRL", "catalog-truth", "not-handover"],
      },
      {
        action: { type: "click", target: "suggestion", label: "azul" },
        setup: false,
        assertions: ['icontains "azul"'],
      },
    ],
    file: "/data/ana/acme/checks/catalog.yaml",
    line: 6,
    needsCatalog: true,
    ...change,
  };
}

export function suite(change: Partial<Suite> = {}): Suite {
  return {
    path: "/data/ana/acme/checks/catalog.yaml",
    name: "Acme, catalog",
    merchant: "Loja Acme",
    tests: [
      suiteTest(),
      suiteTest({ name: "price of a named product", tags: ["catalog", "price"], line: 18, repeat: 1 }),
      suiteTest({ name: "a brand that is not sold", tags: ["catalog"], line: 27, repeat: 1 }),
    ],
    faults: [],
    inFolder: false,
    ...change,
  };
}

/** A test that passed in some of its repeats; the rest failed or, where that is said, could not be judged. */
export function held(passed: number, judged: number, errors = 0): RunHeld {
  return { passed, judged, errors, open: 0 };
}

export function runRow(change: Partial<RunRow> = {}): RunRow {
  return {
    id: "1764000000000-1",
    merchant: "Loja Acme",
    simulated: false,
    suites: ["Acme, catalog"],
    beganAt: Date.UTC(2026, 10, 24, 8, 30),
    tests: 5,
    passed: 2,
    flaky: 1,
    failed: 1,
    errors: 1,
    open: 0,
    notRun: 0,
    stopped: false,
    tookUs: 41_300_000,
    notClosed: 0,
    running: false,
    elsewhere: false,
    baseline: false,
    rejudged: false,
    pair: null,
    repeatable: true,
    ...change,
  };
}

export function runTest(change: Partial<RunTest> = {}): RunTest {
  return {
    suite: "Acme, catalog",
    test: "blue dress under 200",
    tags: ["catalog"],
    status: "passed",
    reached: true,
    passed: 3,
    failed: 0,
    errors: 0,
    open: 0,
    minPass: 1,
    interval: { low: 0.4385, high: 1 },
    tookUs: 5_120_000,
    reason: null,
    ...change,
  };
}

export const wrongPrice =
  "catalog-truth: expected nothing that the catalog says otherwise; found Vestido midi azul-marinho com alças: the answer says 149.90 BRL, the catalog 189.90 BRL";

/** The same apart from the words. */
const wrongVerdict: RunVerdict = {
  assertion: "catalog-truth",
  line: 21,
  status: "failed",
  message: wrongPrice.slice("catalog-truth: ".length),
  said: {
    negated: false,
    expected: { code: "catalogSays", values: {} },
    found: {
      code: "all",
      values: {
        problems: [
          {
            code: "priceDiffers",
            values: {
              product: "Vestido midi azul-marinho com alças",
              answer: "149.90 BRL",
              catalog: "189.90 BRL",
              hints: [],
            },
          },
        ],
      },
    },
  },
  forAPerson: false,
};

export const runTests: RunTest[] = [
  runTest({
    test: "price of a named product",
    status: "failed",
    reached: false,
    passed: 0,
    failed: 3,
    interval: { low: 0, high: 0.5615 },
    reason: wrongPrice,
    wrong: wrongVerdict,
  }),
  runTest({
    test: "cheapest of a category",
    status: "flaky",
    passed: 2,
    failed: 1,
    minPass: 0.6,
    interval: { low: 0.2077, high: 0.9385 },
    reason: "suggests: expected a suggestion; found nothing",
  }),
  runTest({
    test: "exchange of a size",
    status: "error",
    reached: false,
    passed: 0,
    errors: 3,
    interval: null,
    reason: "the server answered 503: no model is free",
  }),
  runTest(),
  runTest({ test: "a brand that is not sold" }),
];

function runEvent(offsetUs: number, each: RunEvent["event"], pretty: string): RunEvent {
  return { offsetUs, event: each, raw: pretty.replace(/\s+/g, ""), pretty };
}

export function runRepeat(change: Partial<RunRepeat> = {}): RunRepeat {
  return {
    repeat: 1,
    status: "failed",
    error: null,
    turns: [
      {
        did: "Quanto custa o vestido midi azul-marinho?",
        context: [{ type: "text", text: "Oi! Eu sou a Sofia, da Loja Acme.", role: "assistant" }],
        sent: '{"messageEvent":{"role":"USER","content":{"textContent":{"text":"Quanto custa o vestido midi azul-marinho?"}}}}',
        events: [
          runEvent(
            412_000,
            said("O *Vestido midi azul-marinho com alças* sai por R$ 149,90. Quer ver outras cores?"),
            '{\n  "messageEvent": {\n    "role": "ASSISTANT"\n  }\n}',
          ),
          runEvent(
            655_000,
            event("recommendationEvent", {
              type: "recommendation",
              products: [product({ price: "149.90" })],
            }),
            '{\n  "recommendationEvent": {\n    "products": [{ "productId": "VST-0412-AZ", "price": 149.90 }]\n  }\n}',
          ),
        ],
        completeUs: 1_212_000,
        unreadableLines: 0,
        verdicts: [
          wrongVerdict,
          {
            assertion: "not-handover",
            line: 22,
            status: "passed",
            message: "expected not a handover; found none",
            said: {
              negated: true,
              expected: { code: "handover", values: { conditions: [] } },
              found: { code: "noneFound", values: {} },
            },
            forAPerson: false,
          },
        ],
        line: 19,
      },
    ],
    customer: "sofia-check-0b6c0d1e",
    session: "s-91",
    notClosed: null,
    tookUs: 1_702_000,
    ...change,
  };
}

export function finding(change: Partial<TruthFinding> = {}): TruthFinding {
  return {
    kind: "priceDiffers",
    place: { type: "card", card: { lineId: 12, event: 0, card: 0 } },
    answer: "189.90 BRL",
    catalog: "199.90 BRL",
    productId: "VST-0412-AZ",
    title: "Vestido midi azul-marinho com alças",
    matchedBy: "id",
    hint: null,
    ...change,
  };
}

export const noTruth: AnswerTruth = { catalogImportedAt: null, cards: [], mentions: [], findings: [] };

export function catalogSummary(change: Partial<CatalogSummary> = {}): CatalogSummary {
  return {
    file: "acme-feed.tsv.gz",
    format: "tsv",
    packed: true,
    encoding: "UTF-8",
    importedAt: Date.UTC(2026, 10, 24, 8, 12),
    rows: 18_204,
    products: 18_201,
    currency: "BRL",
    shop: null,
    columns: [
      { name: "id", field: "id", corrected: false, sample: null },
      { name: "title", field: "title", corrected: false, sample: null },
      { name: "price", field: "price", corrected: false, sample: null },
      { name: "custom_label_0", field: null, corrected: false, sample: null },
    ],
    counts: [
      { code: "duplicate_id", severity: "rowLeftOut", count: 3 },
      { code: "price_doubtful", severity: "doubt", count: 1 },
    ],
    findings: [
      {
        line: 812,
        id: "VST-0412-AZ",
        code: "duplicate_id",
        severity: "rowLeftOut",
        params: { firstLine: "77" },
        message: "its id was used already, on line 77",
      },
      {
        line: 4_012,
        id: "SAP-0031",
        code: "price_doubtful",
        severity: "doubt",
        params: { field: "price", text: "1.299", read: "1299 BRL", other: "1.299 BRL", basis: "column" },
        message: 'price "1.299" was read as 1299 BRL, because of the other rows; it could be 1.299 BRL',
      },
    ],
    bytes: 12_400_000,
    ...change,
  };
}

export function catalogPreview(change: Partial<CatalogPreview> = {}): CatalogPreview {
  const { counts, findings } = catalogSummary();
  return {
    format: "tsv",
    packed: true,
    encoding: "UTF-8",
    columns: [
      { name: "id", field: "id", corrected: false, sample: "VST-0412-AZ" },
      { name: "title", field: "title", corrected: false, sample: "Vestido midi azul-marinho com alças" },
      { name: "preco", field: null, corrected: false, sample: "189,90" },
      { name: "availability", field: "availability", corrected: false, sample: "in stock" },
      { name: "custom_label_0", field: null, corrected: false, sample: "verão" },
    ],
    fields: ["id", "title", "price", "sale_price", "availability", "link", "image_link"],
    rows: 500,
    whole: false,
    namesProducts: true,
    currency: "BRL",
    linksMissing: false,
    products: [
      {
        id: "VST-0412-AZ",
        title: "Vestido midi azul-marinho com alças",
        price: "189.90 BRL",
        availability: "inStock",
        link: null,
        imageLink: null,
        category: null,
      },
      {
        id: "VST-0398-AZ",
        title: "Vestido longo azul-royal",
        price: null,
        availability: "outOfStock",
        link: null,
        imageLink: null,
        category: null,
      },
    ],
    counts,
    findings,
    ...change,
  };
}

export function proposal(change: Partial<TestProposal> = {}): TestProposal {
  return {
    name: "tem vestido azul?",
    merchant: "Loja Acme",
    turns: [
      {
        action: { type: "say", text: "tem vestido azul?" },
        words: "Temos sim! Separei quatro vestidos azuis que estão disponíveis no seu tamanho:",
        whole: true,
        assertions: [
          { text: "{type: recommends, min: 1, currency: BRL}", chosen: true },
          { text: "{type: recommends, ids: [VST-0412-AZ, VST-0398-AZ]}", chosen: false },
          { text: "{type: catalog-truth}", chosen: true },
          { text: "{type: not-handover}", chosen: true },
          { text: "{type: icontains, value: vestido}", chosen: true },
        ],
      },
      {
        action: { type: "click", target: "suggestion", label: "Tem em preto?" },
        words: "Sim, o vestido midi também",
        whole: false,
        assertions: [],
      },
    ],
    ...change,
  };
}

export function coverage(change: Partial<CoverageView> = {}): CoverageView {
  return {
    runs: 6,
    spoilt: [],
    simulated: false,
    answers: 412,
    hasCatalog: true,
    catalogProducts: 18_201,
    coveredProducts: 1_204,
    recommended: [
      { id: "VST-0412-AZ", title: "Vestido midi azul-marinho com alças", inCatalog: true, answers: 31 },
      { id: "X-1", title: "Chemise jeans", inCatalog: false, answers: 2 },
    ],
    never: [
      { id: "SAP-0031", title: "Sapatilha bege", category: "Calçados", soldOut: false },
      { id: "SAP-0032", title: "Sapatilha preta", category: "Calçados", soldOut: true },
    ],
    categories: [
      { name: "Calçados", products: 812, covered: 0 },
      { name: "Bolsas", products: 402, covered: 96 },
      { name: "Vestidos", products: 1_204, covered: 871 },
    ],
    nothingFound: [
      { question: "Tem sapatilha número 34?", answers: 3, expectedProducts: true },
      { question: "Vocês vendem tinta?", answers: 1, expectedProducts: false },
    ],
    ...change,
  };
}
