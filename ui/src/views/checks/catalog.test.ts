import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { catalogPreview, catalogSummary, proposal, suite } from "../../../tests/fake-checks";
import { conversation, error, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { useBackend } from "../../ipc/backend";
import { CommandError } from "../../ipc/errors";
import type { CatalogProgress } from "../../ipc/generated/CatalogProgress";
import { application } from "../../state/application.svelte";
import { checks } from "../../state/checks.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { place } from "../../state/place.svelte";
import { showConversation } from "../../state/sessions";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  fake
    .on("catalog_choose", () => ({ handle: "f", name: "acme.tsv", bytes: 1_000 }))
    .on("catalog_preview", () => catalogPreview());
  await application.start();
});

afterEach(() => {
  cleanup();
  dialogs.close();
  open.show(null);
  place.showConversation();
  checks.section = "suites";
  putBack();
});

async function importing(): Promise<ReturnType<typeof userEvent.setup>> {
  render(App);
  const user = userEvent.setup();
  checks.section = "catalog";
  place.showChecks();
  await screen.findByText("No catalog yet");
  await user.click(screen.getByTestId("catalog-import"));
  await screen.findByTestId("feed-columns");
  return user;
}

function column(name: string): HTMLSelectElement {
  const found = screen.getAllByTestId("feed-column").find((select) => select.dataset["column"] === name);
  return found as HTMLSelectElement;
}

describe("a feed", () => {
  it("shows what its columns were taken for, and what is wrong with its rows, with their lines", async () => {
    await importing();
    expect(column("title").value).toBe("title");
    expect(column("preco").value).toBe("");
    const findings = screen.getAllByTestId("feed-finding");
    expect(findings[0]?.textContent).toMatch(/line 812.*its id was used already, on line 77.*row left out/s);
  });

  it("is looked at anew with what a person says of a column, and imported so", async () => {
    const corrected = {
      format: null,
      columns: [{ column: "preco", field: "price" }],
      currency: null,
      shop: null,
    };
    const feed = { merchantId: "acme", handle: "f", reading: corrected };
    fake.on("catalog_import", () => ({
      summary: catalogSummary(),
      first: true,
      added: 18_201,
      changed: 0,
      removed: 0,
      unchanged: 0,
      examples: [],
    }));
    const user = await importing();
    await user.selectOptions(column("preco"), "price");
    await waitFor(() => expect(fake.called("catalog_preview").at(-1)).toEqual(feed));
    await user.click(screen.getByTestId("catalog-start"));
    expect(await screen.findByText("18,201 products are in the catalog of Loja Acme.")).toBeTruthy();
    expect(fake.called("catalog_import")).toEqual([feed]);
    await user.click(screen.getByTestId("catalog-done"));
    expect(await screen.findByTestId("catalog-summary")).toBeTruthy();
  });

  it("some of whose prices name no currency is read with that of the others, which can be changed", async () => {
    const { counts } = catalogPreview();
    fake.on("catalog_preview", ({ reading }) =>
      catalogPreview(
        reading.currency === null
          ? {
              currency: "BRL",
              counts: [{ code: "currency_missing", severity: "doubt", count: 3 }, ...counts],
            }
          : { currency: "BRL" },
      ),
    );
    const user = await importing();
    const field = await screen.findByTestId<HTMLInputElement>("catalog-currency");
    expect(field.value).toBe("BRL");
    await waitFor(() => expect(fake.called("catalog_preview").at(-1)?.reading.currency).toBe("BRL"));
    await user.clear(field);
    await user.type(field, "usd");
    await user.tab();
    await waitFor(() => expect(fake.called("catalog_preview").at(-1)?.reading.currency).toBe("USD"));
    expect(screen.getByTestId("catalog-currency")).toBeTruthy();
  });

  it("follows the currency as it is typed, marks one that there is none of, and counts its bare prices once", async () => {
    const bare = { code: "currency_missing", severity: "doubt" as const };
    fake.on("catalog_preview", ({ reading }) => {
      if (reading.currency === "R$$")
        throw new CommandError(
          "catalog_preview",
          error({ code: "inputInvalid", params: { field: "currency" } }),
        );
      return reading.currency === null
        ? catalogPreview({
            currency: null,
            counts: [{ ...bare, count: 6 }],
            findings: [{ ...bare, line: 2, id: "A", params: {}, message: "" }],
          })
        : catalogPreview({ currency: reading.currency, counts: [], findings: [] });
    });
    const user = await importing();
    expect(screen.getByTestId("feed-findings").dataset["count"]).toBe("1");
    expect(screen.getByText(/6 prices name no currency/)).toBeTruthy();
    const field = await screen.findByTestId<HTMLInputElement>("catalog-currency");
    await user.type(field, "R$$");
    expect(await screen.findByText("“R$$” is no currency. Write its code, such as BRL.")).toBeTruthy();
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(screen.queryByTestId("error")).toBeNull();
    await user.clear(field);
    await user.type(field, "brl");
    await waitFor(() => expect(screen.getByTestId("feed-findings").dataset["count"]).toBe("0"));
    expect(field.getAttribute("aria-invalid")).not.toBe("true");
  });

  it("without a column that tells products apart cannot be imported", async () => {
    fake.on("catalog_preview", () => catalogPreview({ namesProducts: false, products: [] }));
    await importing();
    expect(screen.getByText("No column tells products apart. Choose one as “id”.")).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>("catalog-start").disabled).toBe(true);
  });

  it("says how far its import is, and can be cancelled", async () => {
    let tell: (progress: CatalogProgress) => void = () => undefined;
    let end: () => void = () => undefined;
    fake
      .on("catalog_import", async (_, send) => {
        tell = send;
        await new Promise<void>((resolve) => (end = resolve));
        return null;
      })
      .on("catalog_import_cancel", () => {
        end();
        return null;
      });
    const user = await importing();
    await user.click(screen.getByTestId("catalog-start"));
    tell({ part: "reading", share: 0.5, rows: 500, totalRows: 1_000 });
    expect(await screen.findByText("500 of 1,000 rows")).toBeTruthy();
    await user.click(screen.getByTestId("catalog-cancel"));
    expect(await screen.findByText("The import was cancelled. The catalog is as it was.")).toBeTruthy();
    expect(fake.called("catalog_import_cancel")).toEqual([{ id: "acme" }]);
  });

  it("that is imported again says what was added, changed and removed, with both values", async () => {
    fake.on("catalog_import", () => ({
      summary: catalogSummary(),
      first: false,
      added: 14,
      changed: 120,
      removed: 3,
      unchanged: 18_064,
      examples: [
        {
          kind: "changed" as const,
          id: "VST-0412-AZ",
          title: "Vestido midi",
          differences: [{ field: "price", before: "199.90 BRL", after: "189.90 BRL" }],
        },
      ],
    }));
    const user = await importing();
    await user.click(screen.getByTestId("catalog-start"));
    const changes = await screen.findByTestId("catalog-changes");
    expect(changes.textContent).toMatch(/14 added.*120 changed.*3 removed/s);
    expect(screen.getByTestId("catalog-change").textContent).toContain("price: 199.90 BRL → 189.90 BRL");
  });
});

describe("a conversation that is saved as a test", () => {
  it("has the turns and assertions that are ticked, in the suite that is chosen", async () => {
    const held = fake.add({ conversation: conversation(), turns: [turn()], lines: [] });
    fake
      .on("suites_list", () => [suite()])
      .on("test_propose", () => proposal())
      .on("test_save", ({ name }) => ({
        path: suite().path,
        test: suite().tests[0]?.name ?? name,
        suites: [suite()],
      }));
    await application.start();
    render(App);
    await showConversation(held.conversation);
    const user = userEvent.setup();
    await user.keyboard("{Control>}{Shift>}T{/Shift}{/Control}");
    const dialog = await screen.findByTestId("save-test");
    const boxes = await within(dialog).findAllByTestId<HTMLInputElement>("save-test-assertion");
    expect(boxes.map((box) => box.checked)).toEqual([true, false, true, true, true]);
    await user.click(boxes[4] as HTMLElement);
    const [first, second] = within(dialog).getAllByTestId("save-test-turn-kept") as [
      HTMLElement,
      HTMLElement,
    ];
    await user.click(first);
    // What is clicked in a turn was offered by the one before it.
    expect(dialog.textContent).toContain("the test will not find it");
    await user.click(second);
    expect(within(dialog).getByTestId<HTMLButtonElement>("save-test-save").disabled).toBe(true);
    await user.click(first);
    await user.click(within(dialog).getByTestId("save-test-save"));
    await waitFor(() => expect(screen.queryByTestId("save-test")).toBeNull());
    expect(fake.called("test_save")).toEqual([
      {
        conversationId: "c1",
        name: "tem vestido azul?",
        tags: [],
        chosen: [
          ["{type: recommends, min: 1, currency: BRL}", "{type: catalog-truth}", "{type: not-handover}"],
          null,
        ],
        path: suite().path,
        suiteName: "Loja Acme",
      },
    ]);
    expect(checks.picked).toHaveLength(suite().tests.length);
    checks.only(suite().path, suite().tests[0]?.name ?? "");
    expect(checks.picked).toHaveLength(1);
    checks.words = "";
    expect(checks.picked).toHaveLength(suite().tests.length);
  });
});
