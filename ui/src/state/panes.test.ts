import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { followFocus } from "./panes";

let stop: () => void;

beforeEach(() => {
  stop = followFocus();
});

afterEach(() => {
  stop();
  document.body.replaceChildren();
});

/** A pane with the merchant that is chosen, and rows of conversations that each have a menu. */
function rail(...ids: string[]): HTMLElement {
  const pane = document.createElement("nav");
  pane.dataset["pane"] = "rail";
  const merchant = Object.assign(document.createElement("button"), { textContent: "Loja Acme" });
  merchant.setAttribute("aria-current", "true");
  pane.append(merchant, ...ids.map(row));
  document.body.append(pane);
  return pane;
}

function row(id: string): HTMLElement {
  const each = document.createElement("div");
  each.dataset["conversationId"] = id;
  each.append(
    Object.assign(document.createElement("button"), { textContent: id }),
    Object.assign(document.createElement("button"), { textContent: `menu of ${id}` }),
  );
  return each;
}

function focused(): string | null | undefined {
  return document.activeElement?.textContent;
}

it("the keyboard stays with a conversation whose row is drawn anew at another place", async () => {
  const pane = rail("a", "b");
  pane.querySelector<HTMLElement>("[data-conversation-id='b'] button:last-child")?.focus();
  expect(focused()).toBe("menu of b");
  pane.querySelector("[data-conversation-id='b']")?.remove();
  pane.querySelector("[data-conversation-id='a']")?.before(row("b"));
  await vi.waitFor(() => expect(focused()).toBe("b"));
});

it("the keyboard stays in the pane when the conversation is gone from it", async () => {
  const pane = rail("a", "b");
  pane.querySelector<HTMLElement>("[data-conversation-id='b'] button")?.focus();
  pane.querySelector("[data-conversation-id='b']")?.remove();
  await vi.waitFor(() => expect(focused()).toBe("Loja Acme"));
});
