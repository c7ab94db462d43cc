import { screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ConversationPage, handover, message } from "../../../tests/conversation-page";
import { said } from "../../../tests/samples";
import { eventScenes, interactive } from "../../../tests/scenes-events";
import { open } from "../../state/conversation.svelte";

let page: ConversationPage;

beforeEach(() => {
  page = new ConversationPage();
});
afterEach(() => page.leave());

describe("a message", () => {
  it("of words has WhatsApp's form", async () => {
    await page.show([said("Oi! Somos a *Loja Acme*")]);
    expect(screen.getByText("Loja Acme", { selector: "strong" })).toBeTruthy();
  });

  it("without words says so", async () => {
    await page.show([message({ type: "text", text: "" })]);
    expect(screen.getByText("Message without text")).toBeTruthy();
  });

  it("with a picture asks the backend for it and has its caption below", async () => {
    await page.show([message({ type: "image", url: "https://a.example/1.png", caption: "A *tabela*" })]);
    const picture = document.querySelector("img");
    expect(picture?.src).toBe(page.fake.imageAddress("acme", "https://a.example/1.png", 0));
    expect(picture?.alt).toBe("A *tabela*");
    expect(screen.getByText("tabela").tagName).toBe("STRONG");
  });

  it("with a recording has a player that fetches nothing before it is pressed", async () => {
    await page.show([message({ type: "audio", url: "https://a.example/1.ogg" })]);
    expect(screen.getByTestId("audio-toggle")).toBeTruthy();
    expect(page.fake.called("media_state")).toEqual([]);
  });

  it("with a place opens it in a map, and only where it is a place", async () => {
    const place = { type: "location", name: "Loja", address: "Rua 1" } as const;
    const user = await page.show([
      message({ ...place, latitude: "-25.4", longitude: "-49.2" }),
      message({ ...place, latitude: "NaN", longitude: null }),
    ]);
    const [somewhere, nowhere] = screen.getAllByTestId("location");
    await user.click(within(somewhere as HTMLElement).getByText("Open in map"));
    expect(page.fake.called("link_open")).toEqual([
      { url: "https://www.openstreetmap.org/?mlat=-25.4&mlon=-49.2#map=17/-25.4/-49.2" },
    ]);
    expect(within(nowhere as HTMLElement).queryByText("Open in map")).toBeNull();
    expect(nowhere?.textContent).toContain("No place on the map has these coordinates: NaN");
  });
});

describe("an unknown kind", () => {
  it("of interactive message shows what can be read in it, its buttons answer, and its raw form is a click away", async () => {
    const user = await page.show([
      interactive({
        type: "other",
        key: "carouselMessage",
        parts: [{ type: "title", text: "Novidades" }],
        cards: [
          [
            { type: "image", url: "https://a.example/1.png" },
            { type: "text", text: "R$ 59,90 à *vista*" },
            { type: "link", url: "https://loja.example/p/1" },
            { type: "button", button: { id: "want-1", text: "Quero" } },
          ],
        ],
        cut: true,
      }),
    ]);
    expect(screen.getByText("Novidades")).toBeTruthy();
    const card = within(screen.getByTestId("unknown-card"));
    expect(card.getByText("vista").tagName).toBe("STRONG");
    await user.click(card.getByText("loja.example"));
    expect(page.fake.called("link_open")).toEqual([{ url: "https://loja.example/p/1" }]);
    await user.click(card.getByText("Quero"));
    expect(page.sent()).toEqual([[["buttonResponseEvent", { id: "want-1", title: "Quero" }]]]);
    expect(screen.getByText(/There is more in it/)).toBeTruthy();
    expect(screen.getByTestId("unknown-event").textContent).toContain("carouselMessage");
    await user.click(screen.getByText("Show raw"));
    expect(open.current?.selection).toEqual({ lineId: 1, eventIndex: 0 });
  });

  it("of content is named", async () => {
    await page.show([message({ type: "unknown", key: "stickerContent" })]);
    expect(screen.getByTestId("unknown-event").textContent).toMatch(/Unknown content\s*stickerContent/);
  });
});

describe("a handover", () => {
  it.each([
    ["agentHandoverEvent", "Handed over to a person"],
    ["storefrontHandoverEvent", "Handed over to the storefront"],
    ["orderStatusHandoverEvent", "Handed over to order status"],
    ["locationQueryHandoverEvent", "Handed over to the store finder"],
    ["leadgenHandoverEvent", "Handed over to lead capture"],
    ["onelivDoctorHandoverEvent", "Handed over to a doctor"],
  ])("%s has its own words", async (kind, words) => {
    await page.show([handover(kind)]);
    expect(screen.getByTestId("handover").textContent).toContain(words);
  });

  it("says why in English and in the customer's language, and what came along", async () => {
    const details = [
      { label: "doctorName", value: "Dra. Inês" },
      { label: "clinicCode", value: "7" },
    ];
    const reasons = { reason: "asked for a person", reasonNative: "pediu uma pessoa" };
    await page.show([handover("onelivDoctorHandoverEvent", { ...reasons, details })]);
    const rows = screen.getAllByTestId("handover-detail").map(({ textContent }) => textContent?.trim());
    expect(rows).toEqual([
      "Reason asked for a person",
      "In the customer’s language pediu uma pessoa",
      "Doctor Dra. Inês",
      "clinicCode 7",
    ]);
  });

  it("says the same reason once", async () => {
    await page.show([handover("agentHandoverEvent", { reason: "same", reasonNative: "same" })]);
    expect(screen.getAllByTestId("handover-detail").length).toBe(1);
  });
});

it.each(Object.keys(eventScenes))("the scene %s is drawn without an error", async (name) => {
  eventScenes[name]?.(page.fake);
  const held = page.fake.held.get("c1");
  if (held === undefined) throw new Error("the scene has no conversation");
  await page.open(held);
  expect(screen.getAllByTestId("message").length).toBeGreaterThan(held.lines.length);
});
