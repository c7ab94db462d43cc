import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ConversationPage } from "../../../tests/conversation-page";
import { conversation, turn } from "../../../tests/samples";
import { attachment, buttons, interactive, list, single } from "../../../tests/scenes-events";
import { open } from "../../state/conversation.svelte";

let page: ConversationPage;

beforeEach(() => {
  page = new ConversationPage();
});
afterEach(() => page.leave());

describe("reply buttons", () => {
  it("send back what was pressed, show it, and can be pressed again", async () => {
    const user = await page.show([interactive(buttons())]);
    const [yes, no] = screen.getAllByTestId("reply-button");
    await user.click(yes as HTMLElement);
    expect(page.sent()).toEqual([[["buttonResponseEvent", { id: "yes", title: "Sim, continuar" }]]]);
    await waitFor(() => expect(yes?.dataset["chosen"]).toBe("true"));
    expect(yes?.textContent).toContain("chosen");
    expect(no?.dataset["chosen"]).toBe("false");
    // An answer is due now, and nothing can be sent.
    expect(no?.getAttribute("aria-disabled")).toBe("true");
    await user.click(no as HTMLElement);
    expect(page.sent().length).toBe(1);
    const last = open.current?.turns.at(-1);
    page.fake.push("c1", {
      conversation: { state: "live" },
      turns: last ? [{ ...last, state: "complete" }] : [],
    });
    await waitFor(() => expect(no?.getAttribute("aria-disabled")).toBe("false"));
    await user.click(no as HTMLElement);
    expect(page.sent().length).toBe(2);
    await waitFor(() => expect([yes, no].map((each) => each?.dataset["chosen"])).toEqual(["false", "true"]));
  });

  it("mark nothing where nothing was sent", async () => {
    page.fake.on("conversation_send_events", () => {
      throw new Error("refused");
    });
    const user = await page.show([interactive(buttons())]);
    await user.click(screen.getAllByTestId("reply-button")[0] as HTMLElement);
    expect(screen.getAllByTestId("reply-button").map(({ dataset }) => dataset["chosen"])).toEqual([
      "false",
      "false",
    ]);
  });

  it("show what the history says was chosen, and cannot be pressed in a closed session", async () => {
    const user = await page.show([interactive(buttons())], {
      conversation: conversation({ state: "closed" }),
      turns: [
        turn(),
        turn({ id: 2, ordinal: 2, sent: [{ type: "buttonResponse", id: "no", title: "Agora não" }] }),
      ],
    });
    const all = screen.getAllByTestId("reply-button");
    expect(all.map(({ dataset }) => dataset["chosen"])).toEqual(["false", "true"]);
    for (const each of all) {
      expect(each.getAttribute("aria-disabled")).toBe("true");
      await user.click(each);
    }
    expect(page.sent()).toEqual([]);
  });

  it.each([
    ["image", "https://a.example/b.jpg", "img"],
    ["video", "https://a.example/b.mp4", "button.tile"],
    ["document", "https://a.example/b.pdf", "button.tile"],
    ["other", null, "div.tile"],
  ] as const)("have a header of kind %s above", async (kind, url, selector) => {
    await page.show([
      interactive(buttons({ header: "Verão", footer: "Até sábado", attachment: attachment({ kind, url }) })),
    ]);
    const tile = screen.getByTestId("attachment");
    expect(tile.dataset["kind"]).toBe(kind);
    expect(tile.querySelector(selector)).not.toBeNull();
    for (const words of ["Verão", "Deseja continuar a compra?", "Até sábado"])
      expect(screen.getByText(words)).toBeTruthy();
  });

  it("with a file open it in the browser", async () => {
    const file = attachment({ kind: "document", url: "https://a.example/b.pdf", filename: "Tabela.pdf" });
    const user = await page.show([interactive(buttons({ attachment: file }))]);
    await user.click(screen.getByText("Tabela.pdf"));
    expect(page.fake.called("link_open")).toEqual([{ url: "https://a.example/b.pdf" }]);
  });
});

describe("a list", () => {
  it("opens a sheet of sections and rows, of which one is chosen and sent", async () => {
    const user = await page.show([interactive(list())]);
    expect(screen.queryByTestId("list-sheet")).toBeNull();
    await user.click(screen.getByTestId("list-open"));
    const sheet = screen.getByTestId("list-sheet");
    expect(within(sheet).getByText("Entrega").tagName).toBe("LEGEND");
    const rows = within(sheet).getAllByTestId("list-row");
    expect(rows.map(({ textContent }) => textContent?.trim())).toEqual([
      expect.stringMatching(/Expressa\s*Até 2 dias, R\$ 24,90/),
      expect.stringMatching(/Econômica\s*Até 7 dias, grátis/),
      "Loja Batel",
    ]);
    expect(screen.getByTestId<HTMLButtonElement>("list-send").disabled).toBe(true);
    await user.click(rows[1] as HTMLElement);
    await user.click(screen.getByTestId("list-send"));
    expect(page.sent()).toEqual([
      [["listReplyEvent", { id: "economy", title: "Econômica", description: "Até 7 dias, grátis" }]],
    ]);
    expect(screen.queryByTestId("list-sheet")).toBeNull();
    await screen.findByText("Chosen: Econômica");
  });

  it("sends a row without a description as it is", async () => {
    const user = await page.show([interactive(list())]);
    await user.click(screen.getByTestId("list-open"));
    await user.click(screen.getByText("Loja Batel"));
    await user.click(screen.getByTestId("list-send"));
    expect(page.sent()).toEqual([[["listReplyEvent", { id: "store", title: "Loja Batel" }]]]);
  });

  it("can be read but not sent in a closed session", async () => {
    const user = await page.show([interactive(list())], { conversation: conversation({ state: "closed" }) });
    await user.click(screen.getByTestId("list-open"));
    await user.click(screen.getByText("Expressa"));
    expect(screen.getByTestId<HTMLButtonElement>("list-send").disabled).toBe(true);
    expect(screen.getByTestId("list-sheet").textContent).toContain("once the session is open");
  });

  it("closes without a choice", async () => {
    const user = await page.show([interactive(list({ button: null }))]);
    expect(screen.getByTestId("list-open").textContent).toContain("Options");
    await user.click(screen.getByTestId("list-open"));
    await user.click(within(screen.getByTestId("list-sheet")).getByLabelText("Close"));
    expect(screen.queryByTestId("list-sheet")).toBeNull();
    expect(page.sent()).toEqual([]);
  });
});

describe("a single product", () => {
  it("shows its product, and each of its buttons answers", async () => {
    const user = await page.show([interactive(single())]);
    const card = screen.getByTestId("product-card");
    expect(card.textContent).toMatch(/Vestido midi azul-marinho com alças\s*R\$\s189,90/);
    expect(card.querySelector("img")).not.toBeNull();
    await user.click(screen.getByText("Ver produto"));
    expect(page.sent()).toEqual([
      [["buttonResponseEvent", { id: "product:VST-0412-AZ", title: "Ver produto" }]],
    ]);
  });

  it("is shown by its words where it names no more than an id", async () => {
    await page.show([interactive(single({ product: null, actionButton: null, buttons: [] }))]);
    expect(screen.queryByTestId("product-card")).toBeNull();
    expect(screen.getByText("Vestido midi azul-marinho").tagName).toBe("STRONG");
  });
});
