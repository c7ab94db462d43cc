/** Scenes of the checks: suites, runs, comparison, catalogs, and what the catalog says of an answer. */
import { checks, type ChecksSection } from "../src/state/checks.svelte";
import { openRun } from "../src/state/checks-run.svelte";
import { catalogs } from "../src/state/catalog.svelte";
import { open } from "../src/state/conversation.svelte";
import { dialogs } from "../src/state/dialogs.svelte";
import { application } from "../src/state/application.svelte";
import { place } from "../src/state/place.svelte";
import { runs } from "../src/state/checks-run.svelte";
import type { FakeBackend } from "./fake-backend";
import {
  catalogPreview,
  catalogSummary,
  coverage,
  finding,
  held,
  proposal,
  runRepeat,
  runRow,
  runTest,
  runTests,
  suite,
  suiteTest,
  wrongPrice,
} from "./fake-checks";

type Scene = (backend: FakeBackend) => string | null;

function ready(work: () => void): void {
  if (application.ready && open.current?.loaded === true) setTimeout(work, 100);
  else setTimeout(() => ready(work), 50);
}

function show(section: ChecksSection): void {
  checks.section = section;
  place.showChecks();
}

const suites = [
  suite(),
  suite({
    path: "/data/ana/.local/share/sofia-desk/suites/from-chats.yaml",
    name: "From chats",
    merchant: null,
    inFolder: true,
    tests: Array.from({ length: 26 }, (_, index) =>
      suiteTest({
        name: `question ${index + 1} of a customer about delivery and exchange`,
        tags: ["service"],
        repeat: 1,
      }),
    ),
  }),
];

const broken = suite({
  path: "/data/ana/acme/checks/broken.yaml",
  name: "broken.yaml",
  tests: [],
  faults: [
    { file: "/data/ana/acme/checks/broken.yaml", line: 3, message: "unknown field `nam`, expected `name`" },
    {
      file: "/data/ana/acme/checks/broken.yaml",
      line: 9,
      message: "there is no assertion `contain`; did you mean `contains`?",
    },
  ],
});

function withRuns(backend: FakeBackend): void {
  const rows = [
    runRow({ beganAt: Date.now() - 60_000 }),
    runRow({
      id: "2-1",
      baseline: true,
      beganAt: Date.now() - 86_400_000,
      passed: 4,
      flaky: 1,
      failed: 0,
      errors: 0,
    }),
    runRow({
      id: "3-1",
      merchant: "Demo merchant",
      simulated: true,
      suites: ["Moda Aurora"],
      stopped: true,
      notRun: 2,
      tests: 26,
      passed: 24,
      flaky: 0,
      failed: 0,
      errors: 0,
    }),
  ];
  backend
    .on("suites_list", () => suites)
    .on("runs_list", () => rows)
    .on("run_open", ({ id }) => ({ row: rows.find((row) => row.id === id) ?? runRow(), tests: runTests }))
    .on("run_repeats", () => [
      runRepeat(),
      runRepeat({ repeat: 2 }),
      runRepeat({ repeat: 3, status: "passed" }),
    ])
    .on("run_compare", () => ({
      with: rows[1] ?? runRow(),
      regressions: [
        { suite: "Acme, catalog", test: "price of a named product", before: held(3, 3), now: held(0, 3) },
      ],
      unjudged: [],
      fixes: [],
      added: [],
      removed: [],
      differences: [
        {
          suite: "Acme, catalog",
          test: "price of a named product",
          turns: [
            {
              turn: 1,
              did: "Quanto custa o vestido midi azul-marinho?",
              text: {
                before: "O *Vestido midi azul-marinho com alças* sai por R$ 189,90.",
                now: "O *Vestido midi azul-marinho com alças* sai por R$ 149,90. Quer ver outras cores?",
              },
              productsGone: [],
              productsNew: ["Vestido longo azul-royal"],
              assertions: [
                {
                  assertion: "catalog-truth",
                  heldBefore: 3,
                  ofBefore: 3,
                  heldNow: 0,
                  ofNow: 3,
                  worse: true,
                  message: wrongPrice,
                },
              ],
            },
          ],
        },
      ],
    }));
}

export function checkScenes(base: Record<string, Scene>): Record<string, Scene> {
  const over =
    (work: () => void, prepare: (backend: FakeBackend) => void = withRuns): Scene =>
    (backend) => {
      const id = base["shop"]?.(backend) ?? null;
      prepare(backend);
      ready(work);
      return id;
    };
  return {
    checksSuites: over(() => show("suites")),
    checksBroken: over(
      () => {
        show("suites");
        setTimeout(() => (checks.path = broken.path), 200);
      },
      (backend) => void backend.on("suites_list", () => [...suites, broken]),
    ),
    checksEmpty: over(
      () => show("suites"),
      () => undefined,
    ),
    checksRuns: over(() => show("runs")),
    checksRun: over(() => {
      show("runs");
      void openRun("1764000000000-1").then(() => runs.open?.choose(runTests[0] ?? runTest()));
    }),
    // A person's word is asked for, given, and given against.
    checksJudging: over(
      () => {
        show("runs");
        void openRun("1764000000000-1").then(() => runs.open?.choose(runTests[0] ?? runTest()));
      },
      (backend) => {
        withRuns(backend);
        const [turn] = runRepeat().turns;
        const words = ["It says how long a customer has", "It is friendly", "It names the shop"];
        const verdicts = (["open", "failed", "failed"] as const).map((status, index) => ({
          assertion: `human "${words[index] ?? ""}"`,
          line: 2,
          status,
          message:
            status === "open"
              ? `a person is to judge: ${words[index] ?? ""}`
              : `expected ${words[index] ?? ""}; found O *Vestido midi* sai por R$ 149,90.`,
          forAPerson: true,
        }));
        backend.on("run_repeats", () => [
          runRepeat({ status: "failed", turns: turn === undefined ? [] : [{ ...turn, verdicts }] }),
        ]);
      },
    ),
    checksRunning: over(
      () => {
        show("runs");
        void openRun("1764000000000-1");
      },
      (backend) => {
        withRuns(backend);
        let looks = 0;
        backend
          .on("run_open", () => ({ row: runRow({ running: true, tests: 26 }), tests: [] }))
          .on("run_look", async () => {
            looks += 1;
            if (looks > 1) await new Promise<never>(() => undefined);
            return {
              ended: runTests,
              tests: 26,
              repeatsDone: 15,
              repeats: 78,
              elapsedUs: 12_400_000,
              leftUs: 52_000_000,
              running: true,
            };
          });
      },
    ),
    checksReports: over(() => {
      show("runs");
      void openRun("1764000000000-1").then(() => {
        if (runs.open !== null) dialogs.show({ type: "reports", run: runs.open });
      });
    }),
    checksNoCatalog: over(() => show("catalog")),
    checksCatalog: over(
      () => show("catalog"),
      (backend) => void backend.on("catalog_summary", () => catalogSummary()),
    ),
    checksImport: over(
      () => {
        show("catalog");
        void catalogs.choose("acme").then((importing) => {
          if (importing !== null) dialogs.show({ type: "catalogImport", importing });
        });
      },
      (backend) =>
        void backend
          .on("catalog_choose", () => ({ handle: "f", name: "acme-feed.tsv.gz", bytes: 2_100_000 }))
          .on("catalog_preview", () => catalogPreview())
          .on("catalog_import", () => ({
            summary: catalogSummary(),
            first: false,
            added: 14,
            changed: 120,
            removed: 3,
            unchanged: 18_064,
            examples: [
              {
                kind: "changed",
                id: "VST-0412-AZ",
                title: "Vestido midi azul-marinho com alças",
                differences: [{ field: "price", before: "199.90 BRL", after: "189.90 BRL" }],
              },
              { kind: "added", id: "VST-0501", title: "Vestido curto vermelho", differences: [] },
            ],
          })),
    ),
    checksSaveTest: over(
      () => {
        if (open.current !== null)
          dialogs.show({ type: "saveTest", conversation: open.current.conversation });
      },
      (backend) => {
        withRuns(backend);
        backend.on("test_propose", () => proposal());
      },
    ),
    checksCoverage: over(
      () => show("coverage"),
      (backend) => void backend.on("coverage", () => coverage()),
    ),
    badges: over(
      () => undefined,
      (backend) =>
        void backend
          .on("catalog_reach", () => [
            finding({
              kind: "linkUnreachable",
              answer: "https://acme.example/p/chemise-jeans",
              catalog: "the server does not have it",
              title: "Chemise jeans",
            }),
          ])
          .on("catalog_findings", ({ id }) => ({
            catalogImportedAt: 1,
            cards: [0, 1, 2, 3].map((card) => ({
              card: { lineId: 12, event: 0, card },
              product: card === 2 ? null : (catalogPreview().products[0] ?? null),
              products: 1,
              matchedBy: "id" as const,
            })),
            mentions:
              id === 2
                ? [
                    {
                      text: {
                        lineId: 11,
                        event: 0,
                        part: "message" as const,
                        matched: "Vestido midi",
                        start: 0,
                        end: 12,
                      },
                      said: "name" as const,
                      productId: "VST-0412-AZ",
                      title: "Vestido midi azul-marinho com alças",
                    },
                  ]
                : [],
            findings: [
              finding(),
              finding({
                kind: "unknownProduct",
                place: { type: "card", card: { lineId: 12, event: 0, card: 2 } },
                answer: "Chemise jeans",
                catalog: null,
                productId: "X-1",
                title: null,
              }),
              finding({
                kind: "outOfStock",
                catalog: "out of stock",
                answer: "recommended",
                place: { type: "card", card: { lineId: 12, event: 0, card: 3 } },
              }),
              finding({
                place: {
                  type: "text",
                  text: { lineId: 11, event: 0, part: "message", matched: "R$ 149,90", start: 1, end: 5 },
                },
                answer: "R$ 149,90",
                catalog: "189.90 BRL",
                matchedBy: null,
              }),
            ],
          })),
    ),
  };
}
