import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ConversationPage } from "../../../tests/conversation-page";
import { finding } from "../../../tests/fake-checks";
import { event, product, said } from "../../../tests/samples";

/** Longer than any of this takes on a machine that does other things too. */
const LATER = { timeout: 20_000 };

let page: ConversationPage;

beforeEach(() => {
  page = new ConversationPage();
});
afterEach(() => page.leave());

const cards = event("recommendationEvent", { type: "recommendation", products: [product()] });

describe("pictures and pages of an answer's products", () => {
  it("are asked for when a person asks, and those that do not come are told with the reason", async () => {
    page.fake.on("catalog_reach", () => [
      finding({
        kind: "linkUnreachable",
        answer: "https://loja.example/p/1",
        catalog: "the server does not have it",
        title: "Vestido midi",
      }),
    ]);
    await page.show([cards]);
    expect(page.fake.called("catalog_reach")).toHaveLength(0);
    await userEvent.click(screen.getByTestId("reach-ask"));
    const found = screen.getByTestId("reach-found");
    const badge = await within(found).findByTestId("catalog-badge", undefined, LATER);
    expect(badge.dataset["kind"]).toBe("linkUnreachable");
    expect(found.textContent).toContain("Vestido midi");
    expect(within(found).getByTestId("truth-catalog").textContent).toBe("the server does not have it");
  });

  it("that all come are said to", async () => {
    page.fake.on("catalog_reach", () => []);
    await page.show([cards]);
    await userEvent.click(screen.getByTestId("reach-ask"));
    expect(await screen.findByText("All pictures and pages come.", undefined, LATER)).toBeTruthy();
  });

  it("are nothing to ask for where no product was recommended", async () => {
    await page.show([said("Oi!")]);
    expect(screen.queryByTestId("reach")).toBeNull();
  });
});
