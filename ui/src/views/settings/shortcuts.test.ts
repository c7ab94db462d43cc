import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import App from "../../App.svelte";
import { useBackend } from "../../ipc/backend";
import { application } from "../../state/application.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { chordsOf, resetAll } from "../../state/keys";
import { preferences } from "../../state/preferences.svelte";

let fake: FakeBackend;
let putBack: () => void;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(async () => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  await application.start();
  render(App);
  user = userEvent.setup();
  await user.keyboard("{Control>}/{/Control}");
});

afterEach(() => {
  resetAll();
  preferences.set({ enterSends: true });
  dialogs.close();
  putBack();
});

function row(id: string): HTMLElement {
  const found = screen.getAllByTestId("shortcut").find(({ dataset }) => dataset["command"] === id);
  if (found === undefined) throw new Error(`no row for ${id}`);
  return found;
}

function keysIn(id: string): string[] {
  return [...row(id).querySelectorAll("kbd")].map(({ textContent }) => textContent);
}

async function change(id: string): Promise<void> {
  await user.click(within(row(id)).getByTestId("shortcut-change"));
}

describe("the list of shortcuts", () => {
  it("records the next keys, keeps them, and can go back", async () => {
    await change("inspector");
    await user.keyboard("{Control>}j{/Control}");
    expect(keysIn("inspector")).toEqual(["Ctrl+J"]);
    await vi.waitFor(() =>
      expect(fake.called("preferences_set").at(-1)?.keys).toEqual({ inspector: ["Mod+J"] }),
    );
    await user.click(within(row("inspector")).getByTestId("shortcut-reset"));
    expect(keysIn("inspector")).toEqual(["Ctrl+I"]);
  });

  it("tells whose keys they are, and takes them only on a second word", async () => {
    await change("inspector");
    await user.keyboard("{Control>}n{/Control}");
    expect(screen.getByTestId("shortcut-word").textContent).toContain(
      "Ctrl+N already means “New conversation”.",
    );
    expect(keysIn("inspector")).toEqual(["Ctrl+I"]);
    await user.click(screen.getByTestId("shortcut-leave"));
    expect(chordsOf("newConversation")).toEqual(["Mod+N"]);
    await change("inspector");
    await user.keyboard("{Control>}n{/Control}");
    await user.click(screen.getByTestId("shortcut-take"));
    expect([keysIn("inspector"), keysIn("newConversation")]).toEqual([["Ctrl+N"], []]);
    await user.click(screen.getByTestId("shortcuts-reset-all"));
    expect([keysIn("inspector"), keysIn("newConversation")]).toEqual([["Ctrl+I"], ["Ctrl+N"]]);
  });

  it("refuses what is needed for writing, and says why", async () => {
    await change("inspector");
    await user.keyboard("j");
    expect(screen.getByTestId("shortcut-word").textContent).toContain("J is needed for writing.");
    await user.keyboard("{Control>}v{/Control}");
    expect(screen.getByTestId("shortcut-word").textContent).toContain("Ctrl+V belongs to text fields.");
    await user.keyboard("{Escape}");
    expect(keysIn("inspector")).toEqual(["Ctrl+I"]);
  });

  it("takes keys away, and does nothing else meanwhile", async () => {
    await change("inspector");
    await user.keyboard("{Backspace}");
    expect(row("inspector").textContent).toContain("none");
    await change("goTo");
    await user.keyboard("{Alt>}3{/Alt}");
    expect(keysIn("goTo")).toEqual(["Alt+1…9"]);
    expect(screen.getByTestId("shortcuts")).toBeTruthy();
  });

  it("swaps the keys that send and break the line", async () => {
    await user.click(screen.getByTestId("shortcut-swap"));
    expect(preferences.value.enterSends).toBe(false);
  });
});
