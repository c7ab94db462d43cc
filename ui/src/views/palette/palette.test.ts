import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { conversation, demo, line, merchant, said, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  const rows = [
    { id: "a", title: "Açaí de 500 ml", lastAt: 3 },
    { id: "b", title: "troca de tamanho", lastAt: 2 },
    { id: "c", title: "", merchantId: "demo", simulated: true, lastAt: 1 },
  ];
  for (const row of rows) fake.add({ conversation: conversation(row), turns: [], lines: [] });
  fake.overview.merchants = [merchant(), { ...demo, name: "Demo merchant (simulated)" }];
  await application.start();
  render(App);
});

afterEach(() => {
  dialogs.close();
  open.show(null);
  setLanguage("en");
  putBack();
});

async function opened(): Promise<ReturnType<typeof userEvent.setup>> {
  const user = userEvent.setup();
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByTestId("search");
  return user;
}

function rows(): string[] {
  return screen.getAllByTestId("palette-item").map((row) => row.querySelector(".title")?.textContent ?? "");
}

function chosen(): string {
  const field = screen.getByTestId("search");
  const row = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  return row?.querySelector(".title")?.textContent ?? "";
}

describe("the palette", () => {
  it("begins with the latest conversations, then merchants and commands", async () => {
    await opened();
    expect(screen.getByTestId("search")).toBe(document.activeElement);
    expect(rows().slice(0, 5)).toEqual([
      "Açaí de 500 ml",
      "troca de tamanho",
      "New conversation",
      "Loja Acme",
      "Moda Aurora (demo)",
    ]);
    expect(rows()).toContain("Keyboard shortcuts");
  });

  it.each([
    ["en", "compare"],
    ["pt-BR", "comparar"],
    ["es", "comparar tiendas"],
  ] as const)("finds the view of two merchants by a word that people use, in %s", async (language, words) => {
    setLanguage(language);
    const user = await opened();
    await user.keyboard(words);
    const [row] = screen.getAllByTestId("palette-item");
    if (row === undefined) throw new Error("nothing is found");
    await user.click(row);
    expect(await screen.findByTestId("compare-merchants")).toBeTruthy();
  });

  it("goes to a conversation by a word of it, whatever its accents", async () => {
    const user = await opened();
    await user.keyboard("acai");
    expect(rows()[0]).toBe("Açaí de 500 ml");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(open.current?.id).toBe("a"));
    expect(screen.queryByTestId("palette")).toBeNull();
  });

  it("begins what was said close before what was found in it, for the row has one line", async () => {
    fake.add({
      conversation: conversation({ id: "d", title: "lavagem" }),
      turns: [turn({ id: 9 })],
      lines: [
        line({
          id: 90,
          turnId: 9,
          events: [said("Um conjunto de linho com cintura azul celeste e bolsos.")],
        }),
      ],
    });
    const user = await opened();
    await user.keyboard("celeste");
    await waitFor(() => expect(rows()).toContain("…cintura azul celeste e bolsos."));
  });

  it("goes to a merchant and its latest conversation", async () => {
    const user = await opened();
    await user.keyboard("demo{Enter}");
    await waitFor(() => expect(open.current?.id).toBe("c"));
    expect(application.merchant?.id).toBe("demo");
  });

  it("runs a command, and offers none that would do nothing", async () => {
    const user = await opened();
    expect(rows()).not.toContain("Close the session");
    expect(rows()).not.toContain("Go to a conversation");
    await user.keyboard("keybo{Enter}");
    expect(await screen.findByTestId("shortcuts")).toBeTruthy();
  });

  it("moves its choice with the arrows, round at the ends, and starts anew with each letter", async () => {
    const user = await opened();
    await user.keyboard("{ArrowUp}");
    expect(chosen()).toBe(rows().at(-1));
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(chosen()).toBe("troca de tamanho");
    await user.keyboard("zoom");
    expect(chosen()).toBe("Zoom in");
  });

  it("says where nothing fits, and Enter then does nothing", async () => {
    const user = await opened();
    await user.keyboard("<b>nada</b>{Enter}");
    const palette = screen.getByTestId("palette");
    expect(within(palette).getByText("Nothing fits “<b>nada</b>”.")).toBeTruthy();
    expect(screen.queryAllByTestId("palette-item")).toEqual([]);
  });
});
