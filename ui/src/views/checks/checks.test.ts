import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { held, runRepeat, runRow, runTest, runTests, suite, suiteTest } from "../../../tests/fake-checks";
import App from "../../App.svelte";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import type { RunNews } from "../../ipc/generated/RunNews";
import type { RunVerdict } from "../../ipc/generated/RunVerdict";
import { application } from "../../state/application.svelte";
import { checks } from "../../state/checks.svelte";
import { runs } from "../../state/checks-run.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { place } from "../../state/place.svelte";

let fake: FakeBackend;
let putBack: () => void;

const broken = suite({
  path: "/acme/broken.yaml",
  name: "broken.yaml",
  tests: [],
  faults: [{ file: "/acme/broken.yaml", line: 3, message: "unknown field `nam`" }],
});

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  fake.on("suites_list", () => [
    suite(),
    suite({
      path: "/acme/service.yaml",
      name: "Service",
      merchant: null,
      tests: [suiteTest({ name: "exchange", tags: ["service"], repeat: 1 })],
    }),
    broken,
  ]);
  await application.start();
});

afterEach(() => {
  cleanup();
  dialogs.close();
  runs.show(null);
  place.showConversation();
  checks.section = "suites";
  checks.path = null;
  checks.words = "";
  checks.tags.clear();
  checks.repeat = "";
  checks.otherId = null;
  checks.pick(checks.listed, true);
  putBack();
});

async function opened(): Promise<ReturnType<typeof userEvent.setup>> {
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{Control>}t{/Control}");
  await screen.findByTestId("suite-list");
  await screen.findAllByTestId("test");
  return user;
}

function names(): string[] {
  return screen.queryAllByTestId("test").map((test) => test.querySelector(".name")?.textContent ?? "");
}

/** What a run tells, one answer for each question. */
function telling(...news: Partial<RunNews>[]): void {
  let next = 0;
  fake.on("run_look", () => {
    const at = news[Math.min(next, news.length - 1)] ?? {};
    next += 1;
    return {
      ended: [],
      tests: 5,
      repeatsDone: 0,
      repeats: 9,
      elapsedUs: 1_000_000,
      leftUs: null,
      running: true,
      ...at,
    };
  });
}

describe("suites", () => {
  it("list their tests, and a filter and tags leave some of them", async () => {
    const user = await opened();
    expect(names()).toHaveLength(4);
    await user.click(screen.getByText("price", { selector: "[data-testid=test-tag]" }));
    expect(names()).toEqual(["price of a named product"]);
    await user.click(screen.getByText("price", { selector: "[data-testid=test-tag]" }));
    await user.type(screen.getByTestId("test-filter"), "EXCHÁNGE");
    expect(names()).toEqual(["exchange"]);
  });

  it("that cannot be read say what is wrong and on which line", async () => {
    await opened();
    const faults = screen.getByTestId("suite-faults");
    expect(within(faults).getByText("line 3")).toBeTruthy();
    expect(within(faults).getByText("unknown field `nam`")).toBeTruthy();
  });

  it("are run with what is ticked, for the merchant that the suite names, as often as is said", async () => {
    fake
      .on("run_start", () => ({ id: "r" }))
      .on("run_open", () => ({ row: runRow(), tests: [] }))
      .on("run_compare", () => null);
    const user = await opened();
    await user.click(screen.getByLabelText("Run a brand that is not sold"));
    await user.click(within(screen.getByTestId("suite-list")).getByText("Acme, catalog"));
    await user.type(screen.getByTestId("run-repeat"), "5");
    await user.click(screen.getByTestId("suite-run"));
    await screen.findByTestId("suite-progress");
    expect(fake.called("run_start")).toEqual([
      {
        merchantId: "acme",
        suites: [{ path: suite().path, tests: ["blue dress under 200", "price of a named product"] }],
        repeat: 5,
        concurrency: 4,
        rate: null,
        reach: false,
        pair: null,
      },
    ]);
  });

  it("are asked of two merchants at the same time, and the answers stand beside each other", async () => {
    const other = runRow({ id: "o", merchant: "Demo merchant", pair: "r" });
    fake
      .on("run_pair_start", () => ({ id: "r" }))
      .on("run_open", () => ({ row: runRow({ id: "r", pair: "o" }), tests: runTests }))
      .on("run_look", () => ({
        ended: [],
        tests: 5,
        repeatsDone: 9,
        repeats: 9,
        elapsedUs: 1,
        leftUs: 0,
        running: false,
      }))
      .on("run_compare", () => ({
        with: other,
        regressions: [],
        unjudged: [],
        fixes: [],
        added: [],
        removed: [],
        differences: [
          {
            suite: "Acme, catalog",
            test: "blue dress under 200",
            turns: [
              {
                turn: 1,
                did: "Tem?",
                text: { before: "Não.", now: "Sim." },
                productsGone: [],
                productsNew: [],
                assertions: [],
              },
            ],
          },
        ],
      }));
    const user = await opened();
    await user.selectOptions(screen.getByTestId("run-beside"), "demo");
    await user.click(screen.getByTestId("suite-run"));
    const compare = await screen.findByTestId("compare");
    expect(compare.querySelector(".since")?.textContent).toBe("Beside Demo merchant");
    const sides = [...compare.querySelectorAll("dl div")].map((side) => side.textContent.trim());
    expect(sides).toEqual(["Demo merchant Não.", "Loja Acme Sim."]);
    expect(fake.called("run_pair_start")[0]?.otherMerchantId).toBe("demo");
    expect(fake.called("run_compare").at(-1)).toEqual({ id: "r", with: "o" });
  });
});

describe("a run", () => {
  beforeEach(() => {
    fake
      .on("runs_list", () => [runRow({ id: "r" })])
      .on("run_open", () => ({ row: runRow({ id: "r" }), tests: runTests }))
      .on("run_compare", () => null)
      .on("run_repeats", () => [runRepeat(), runRepeat({ repeat: 2, status: "passed" })]);
  });

  async function openedRun(): Promise<ReturnType<typeof userEvent.setup>> {
    const user = await opened();
    await user.click(screen.getByLabelText("Runs"));
    await user.click((await screen.findByTestId("run")).querySelector("button") as HTMLElement);
    await screen.findAllByTestId("suite-result");
    return user;
  }

  it("tells how far it is, and its results as they come, until its end", async () => {
    fake.on("run_start", () => ({ id: "r" }));
    let ended = false;
    fake.on("run_open", () => ({ row: runRow({ id: "r", running: !ended }), tests: ended ? runTests : [] }));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let looks = 0;
    fake.on("run_look", async ({ tests, repeatsDone }) => {
      looks += 1;
      const common = { tests: 5, repeats: 9, elapsedUs: 1_000_000 };
      if (looks === 1)
        return { ...common, ended: [runTest()], repeatsDone: 3, leftUs: 2_000_000, running: true };
      expect([tests, repeatsDone]).toEqual([1, 3]);
      await held;
      ended = true;
      return { ...common, ended: runTests.slice(0, 3), repeatsDone: 9, leftUs: 0, running: false };
    });
    const user = await opened();
    await user.click(screen.getByTestId("suite-run"));
    expect(await screen.findByText("3 of 9 conversations")).toBeTruthy();
    expect(screen.getByText("about 2.0 s left")).toBeTruthy();
    expect(screen.getAllByTestId("suite-result")).toHaveLength(1);
    release();
    await waitFor(() => expect(screen.getByTestId("suite-progress").dataset["state"]).toBe("ended"));
    // The file has the one that was not told.
    await waitFor(() => expect(screen.getAllByTestId("suite-result")).toHaveLength(5));
  });

  it("can be stopped", async () => {
    fake
      .on("run_open", () => ({ row: runRow({ id: "r", running: true }), tests: [] }))
      .on("run_stop", () => null);
    telling({ repeatsDone: 1 });
    // The second question is not answered any more.
    const first = fake;
    let asked = 0;
    first.on("run_look", async () => {
      asked += 1;
      if (asked > 1) await new Promise<never>(() => undefined);
      return { ended: [], tests: 5, repeatsDone: 1, repeats: 9, elapsedUs: 1, leftUs: 1, running: true };
    });
    const user = await opened();
    await user.click(screen.getByLabelText("Runs"));
    await user.click((await screen.findByTestId("run")).querySelector("button") as HTMLElement);
    await user.click(await screen.findByTestId("run-stop"));
    expect(fake.called("run_stop")).toEqual([{ id: "r" }]);
    expect(await screen.findByText("Stopping: sessions are being closed")).toBeTruthy();
  });

  it("has what is wrong first, and one outcome alone where that is asked for", async () => {
    fake.on("run_open", () => ({
      row: runRow({ id: "r" }),
      tests: [
        runTest(),
        runTest({ test: "too often", status: "flaky", reached: false, passed: 1, failed: 2 }),
        ...runTests.slice(1, 3),
      ],
    }));
    const user = await openedRun();
    const statuses = (): (string | undefined)[] =>
      screen.getAllByTestId("suite-result").map((result) => result.dataset["status"]);
    expect(statuses()).toEqual(["failed", "flaky", "error", "passed"]);
    await user.click(screen.getAllByTestId("run-count")[1] as HTMLElement);
    expect(statuses()).toEqual(["flaky"]);
  });

  it("shows each failure with what was expected and what was said, and the raw events one click away", async () => {
    const user = await openedRun();
    const first = screen.getAllByTestId("suite-result")[0] as HTMLElement;
    expect(first.textContent).toContain("0 of 3");
    expect(first.textContent).toContain("0%–56%");
    await user.click(first);
    const detail = screen.getByTestId("test-detail");
    const failed = await within(detail).findAllByTestId("verdict");
    expect(failed[0]?.dataset["status"]).toBe("failed");
    expect(failed[0]?.textContent).toContain(
      "Expected what the catalog says; found Vestido midi azul-marinho com alças: the answer says 149.90 BRL",
    );
    setLanguage("es");
    await waitFor(() =>
      expect(failed[0]?.textContent).toContain("la respuesta dice 149.90 BRL, el catálogo 189.90 BRL"),
    );
    expect(first.textContent).toContain("la respuesta dice 149.90 BRL");
    setLanguage("en");
    expect(within(detail).getByText("Quanto custa o vestido midi azul-marinho?")).toBeTruthy();
    const raw = within(detail).getAllByTestId("run-raw-event");
    expect(raw[1]?.textContent).toContain('"price": 149.90');
    expect(within(detail).getByTestId("run-context").textContent).toContain(
      "Oi! Eu sou a Sofia, da Loja Acme.",
    );
    // A repeat that passed is folded.
    expect(within(detail).getAllByTestId("run-turn")).toHaveLength(1);
  });

  it("is run again, where it failed, as a run of its own", async () => {
    fake.on("run_again", () => ({ id: "r2" }));
    const user = await openedRun();
    await user.click(screen.getByTestId("run-failed-again"));
    expect(fake.called("run_again")).toEqual([{ id: "r", which: "failed" }]);
    await waitFor(() => expect(fake.called("run_open").at(-1)).toEqual({ id: "r2" }));
  });

  it("asks a person where a test cannot judge, takes the word, and lets it be taken back", async () => {
    const [turn] = runRepeat().turns;
    let status: "open" | "passed" = "open";
    const verdicts = (): RunVerdict[] => [
      { assertion: "contains Acme", line: 9, status: "passed", message: "expected Acme", forAPerson: false },
      { assertion: 'human "names the shop"', line: 9, status, message: "to judge", forAPerson: true },
    ];
    fake
      .on("run_repeats", () => [
        runRepeat({ status, turns: turn === undefined ? [] : [{ ...turn, verdicts: verdicts() }] }),
      ])
      .on("answer_judge", () => ({ row: runRow({ id: "r" }), tests: runTests }));
    const user = await openedRun();
    await user.click(screen.getAllByTestId("suite-result")[0] as HTMLElement);
    status = "passed";
    await user.click(await screen.findByTestId("judge-holds"));
    const word = {
      id: "r",
      suite: "Acme, catalog",
      test: "price of a named product",
      repeat: 1,
      turn: 0,
      line: 9,
      assertion: 'human "names the shop"',
      holds: true,
    };
    expect(fake.called("answer_judge")).toEqual([word]);
    await user.click(await screen.findByText("2 assertions hold"));
    await waitFor(() => expect(screen.getByTestId("judge-holds").ariaPressed).toBe("true"));
    await user.click(screen.getByTestId("judge-fails"));
    expect(fake.called("answer_judge").at(-1)).toEqual({ ...word, holds: false });
    // What is pressed already is taken back.
    await user.click(screen.getByTestId("judge-holds"));
    expect(fake.called("answer_judge").at(-1)).toEqual({ ...word, holds: null });
  });

  it("is judged anew as a run of its own", async () => {
    fake.on("run_rejudge", () => ({ id: "r3" }));
    const user = await openedRun();
    await user.click(screen.getByTestId("run-rejudge"));
    expect(fake.called("run_rejudge")).toEqual([{ id: "r" }]);
    await waitFor(() => expect(fake.called("run_open").at(-1)).toEqual({ id: "r3" }));
  });

  it("is compared with its baseline: what got worse, by name", async () => {
    fake.on("run_compare", () => ({
      with: runRow({ id: "b", baseline: true }),
      regressions: [
        { suite: "Acme, catalog", test: "price of a named product", before: held(3, 3), now: held(0, 3) },
      ],
      unjudged: [
        { suite: "Acme, catalog", test: "blue dress under 200", before: held(3, 3), now: held(0, 0, 3) },
        { suite: "Acme, catalog", test: "gift", before: held(3, 3), now: held(1, 1, 2) },
      ],
      fixes: [],
      added: [],
      removed: [],
      differences: [],
    }));
    const user = await openedRun();
    const compare = await screen.findByTestId("compare");
    expect(compare.dataset["regressions"]).toBe("1");
    expect(within(compare).getByText("2 not judged any more")).toBeTruthy();
    const unjudged = within(compare).getAllByTestId("unjudged");
    expect(unjudged.map((test) => test.parentElement?.textContent.replace(/\s+/g, " ").trim())).toEqual([
      "blue dress under 200 3 of 3 → not judged",
      "gift 3 of 3 → 1 of 1, 2 not judged",
    ]);
    await user.click(within(compare).getByTestId("regression"));
    expect(fake.called("run_repeats").at(-1)).toEqual({
      id: "r",
      suite: "Acme, catalog",
      test: "price of a named product",
    });
  });

  it("is written as the reports that are ticked", async () => {
    fake.on("reports_save", ({ kinds }) => ({ folder: "/data/reports/r", files: kinds }));
    const user = await openedRun();
    await user.click(screen.getByTestId("run-reports"));
    await user.click(await screen.findByLabelText(/JUnit/));
    await user.click(screen.getByTestId("reports-save"));
    expect(await screen.findByText("2 reports are in /data/reports/r")).toBeTruthy();
    expect(fake.called("reports_save")).toEqual([{ id: "r", kinds: ["html", "junit"], choose: false }]);
  });
});
