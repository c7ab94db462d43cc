import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { catalogSummary, proposal, suite, suiteTest } from "../../../tests/fake-checks";
import { conversation, demo, merchant, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import { checks } from "../../state/checks.svelte";
import { showConversation } from "../../state/sessions";
import { dialogs } from "../../state/dialogs.svelte";
import { place } from "../../state/place.svelte";

const aurora = suite({
  path: "/demo/moda-aurora.yaml",
  name: "Moda Aurora",
  merchant: "Moda Aurora",
  tests: [suiteTest({ name: "a greeting", needsCatalog: false })],
});
const lumora = suite({
  path: "/demo/lumora.yaml",
  name: "Lumora Electronics",
  merchant: "Lumora Electronics",
  tests: [suiteTest({ name: "a laptop" }), suiteTest({ name: "a greeting", needsCatalog: false })],
});

let fake: FakeBackend;
let putBack: () => void;

async function suitesOf(list: ReturnType<typeof suite>[]): Promise<ReturnType<typeof userEvent.setup>> {
  fake.on("suites_list", () => list);
  await application.start();
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{Control>}t{/Control}");
  await screen.findAllByTestId("test");
  return user;
}

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
});

afterEach(() => {
  cleanup();
  dialogs.close();
  place.showConversation();
  checks.section = "suites";
  checks.path = null;
  checks.pick(checks.listed, true);
  putBack();
});

describe("before a run", () => {
  it("it is said that a suite is for another merchant, whose tests can be left out", async () => {
    const user = await suitesOf([aurora, lumora]);
    expect(checks.merchant).toBe(demo.id);
    const note = await screen.findByTestId("run-strange");
    expect(note.textContent).toMatch(
      /2 tests are written for Lumora Electronics; Demo merchant would be asked/,
    );
    await user.click(within(note).getByTestId("run-leave-strange"));
    await waitFor(() => expect(screen.queryByTestId("run-strange")).toBeNull());
    expect(checks.plan?.suites).toEqual([{ path: aurora.path, tests: null }]);
  });

  it("the demo merchant can be made to play the shop that a suite is for", async () => {
    fake.on("merchant_update", ({ draft }) => ({
      merchant: { ...demo, agentId: draft.agentId },
      keyError: null,
      keyForgotten: false,
    }));
    const user = await suitesOf([lumora]);
    await user.click(await screen.findByTestId("run-play-shop"));
    await waitFor(() => expect(screen.queryByTestId("run-strange")).toBeNull());
    expect(fake.called("merchant_update")).toMatchObject([{ id: demo.id, draft: { agentId: "00a2" } }]);
    expect(checks.merchant).toBe(demo.id);
  });

  it("suites for the merchant who is asked, or for nobody, need no word", async () => {
    fake.on("catalog_summary", () => catalogSummary());
    await suitesOf([suite(), suite({ path: "/acme/any.yaml", name: "Any", merchant: null })]);
    await waitFor(() => expect(fake.called("catalog_summary").length).toBeGreaterThan(0));
    expect(screen.queryByTestId("run-strange")).toBeNull();
    expect(screen.queryByTestId("run-no-catalog")).toBeNull();
  });

  it("a catalog that is missing is named with the way to it, and the run can begin without", async () => {
    const user = await suitesOf([
      suite({ tests: [suiteTest(), suiteTest({ name: "b", needsCatalog: false })] }),
    ]);
    const note = await screen.findByTestId("run-no-catalog");
    expect(note.textContent).toMatch(/Loja Acme has no catalog: 1 test that needs one cannot be judged/);
    expect(screen.getByTestId<HTMLButtonElement>("suite-run").disabled).toBe(false);
    await user.click(within(note).getByTestId("run-to-catalog"));
    expect(await screen.findByTestId("catalog-import")).toBeTruthy();
    expect(application.merchant?.id).toBe(merchant().id);
  });
});

describe("a conversation that is saved as a test", () => {
  async function asked(suites: ReturnType<typeof suite>[]): Promise<HTMLSelectElement> {
    const held = fake.add({ conversation: conversation(), turns: [turn()], lines: [] });
    fake.on("suites_list", () => suites).on("test_propose", () => proposal());
    await application.start();
    render(App);
    await showConversation(held.conversation);
    await userEvent.setup().keyboard("{Control>}{Shift>}T{/Shift}{/Control}");
    return screen.findByTestId<HTMLSelectElement>("save-test-suite");
  }

  it("goes into the suite of its merchant, wherever that stands in the list", async () => {
    const select = await asked([aurora, lumora, suite()]);
    expect(select.value).toBe(suite().path);
  });

  it("goes into a suite of its own where that of its merchant was drawn from the catalog", async () => {
    const drawn = suite({ tests: [suiteTest({ tags: ["from-catalog", "search"] })] });
    expect((await asked([aurora, drawn])).value).toBe("");
  });

  it("goes into a suite of its own where there is none for its merchant", async () => {
    const select = await asked([aurora, lumora]);
    expect(select.value).toBe("");
    expect(screen.getByTestId<HTMLInputElement>("save-test-suite-name").value).toBe("Loja Acme");
  });
});
