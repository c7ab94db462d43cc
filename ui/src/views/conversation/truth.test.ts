import { screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ConversationPage } from "../../../tests/conversation-page";
import { catalogPreview, finding } from "../../../tests/fake-checks";
import { event, product, said } from "../../../tests/samples";
import type { AnswerTruth } from "../../ipc/generated/AnswerTruth";
import { knownByEvent, truth } from "../../state/truth.svelte";

let page: ConversationPage;

beforeEach(() => {
  page = new ConversationPage();
});
afterEach(() => {
  page.leave();
  truth.stale();
  vi.restoreAllMocks();
});

const cards = event("recommendationEvent", {
  type: "recommendation",
  products: [product({ price: "149.90" }), product({ productId: "VST-0398-AZ" })],
});

function answer(): AnswerTruth {
  const found = catalogPreview().products[0] ?? null;
  return {
    catalogImportedAt: 1,
    cards: [0, 1].map((card) => ({
      card: { lineId: 2, event: 0, card },
      product: found,
      products: 1,
      matchedBy: "id" as const,
    })),
    mentions: [],
    findings: [
      finding({
        place: { type: "card", card: { lineId: 2, event: 0, card: 0 } },
        answer: "149.90 BRL",
        catalog: "189.90 BRL",
      }),
      finding({
        place: {
          type: "text",
          text: { lineId: 1, event: 0, part: "message", matched: "R$ 149,90", start: 18, end: 27 },
        },
        answer: "R$ 149,90",
        catalog: "189.90 BRL",
        matchedBy: null,
      }),
    ],
  };
}

describe("what the catalog says of an answer", () => {
  it("stands on the card and under the text that it is about, with both values behind it", async () => {
    page.fake.on("catalog_findings", () => answer());
    await page.show([said("O vestido sai por R$ 149,90."), cards]);
    const [first, second] = screen.getAllByTestId("product-card") as [HTMLElement, HTMLElement];
    const badge = await within(first).findByTestId("catalog-badge");
    expect(badge.dataset["kind"]).toBe("priceDiffers");
    expect(within(first).getByTestId("truth-answer").textContent).toBe("149.90 BRL");
    expect(within(first).getByTestId("truth-catalog").textContent).toBe("189.90 BRL");
    expect((await within(second).findByTestId("catalog-badge")).dataset["kind"]).toBe("match");
    const text = screen.getAllByTestId("message").find((message) => message.dataset["lineId"] === "1");
    const inText = within(text as HTMLElement).getByTestId("catalog-badge");
    expect(inText.textContent).toContain("R$ 149,90");
  });

  it("is marked in the words themselves, whose explanation is the badge's", async () => {
    const shown = vi.spyOn(HTMLElement.prototype, "showPopover");
    page.fake.on("catalog_findings", () => answer());
    await page.show([said("O vestido sai por *R$ 149,90*."), cards]);
    const told = answer();
    const [, inText] = told.findings;
    if (inText?.place.type !== "text") throw new Error("the finding is in the text");
    inText.place.text = { ...inText.place.text, start: 19, end: 28 };
    page.fake.on("catalog_findings", () => told);
    truth.stale();
    const words = await screen.findByTestId("untrue-words");
    expect(words.textContent).toBe("R$ 149,90");
    expect(words.closest("strong")).not.toBeNull();
    expect(words.parentElement?.closest("p")?.textContent.trim()).toBe("O vestido sai por R$ 149,90.");
    words.focus();
    const [explanation] = shown.mock.contexts as HTMLElement[];
    expect(within(explanation as HTMLElement).getByTestId("truth-catalog").textContent).toBe("189.90 BRL");
    expect(explanation?.querySelector("[data-testid='truth-answer']")?.textContent).toBe("R$ 149,90");
  });

  it("marks nothing where the words are not those that were looked at", async () => {
    page.fake.on("catalog_findings", () => answer());
    await page.show([said("Por outro valor: R$ 149,90."), cards]);
    await screen.findAllByTestId("catalog-badge");
    expect(screen.queryByTestId("untrue-words")).toBeNull();
  });

  it("is nothing where the merchant has no catalog", async () => {
    await page.show([said("O vestido sai por R$ 149,90."), cards]);
    expect(page.fake.called("catalog_findings")).toHaveLength(1);
    expect(screen.queryByTestId("catalog-badge")).toBeNull();
  });

  it("is not asked for with every line where there is no catalog, but when a turn has ended", async () => {
    page.fake.on("catalog_findings", () => ({ ...answer(), catalogImportedAt: null }));
    await truth.ask(1, "m1", false);
    await truth.ask(1, "m1", false);
    await truth.ask(2, "m2", false);
    expect(page.fake.called("catalog_findings").map(({ id }) => id)).toEqual([1, 2]);
    await truth.ask(1, "m1", true);
    expect(page.fake.called("catalog_findings")).toHaveLength(3);
  });

  it("belongs to the event that says it", () => {
    const known = knownByEvent(answer());
    expect([...known.keys()].sort()).toEqual(["1.0", "2.0"]);
    expect(known.get("2.0")?.cards.get(0)?.findings).toHaveLength(1);
    expect(known.get("2.0")?.cards.get(1)?.findings).toEqual([]);
    expect(known.get("1.0")?.texts).toHaveLength(1);
  });
});
