import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";

import { conversation } from "../../../tests/samples";
import type { Conversation } from "../../ipc/generated/Conversation";
import ConversationItem from "./ConversationItem.svelte";

function dotOf(change: Partial<Conversation>): HTMLElement {
  const { unmount } = render(ConversationItem, {
    conversation: conversation(change),
    chosen: false,
    named: false,
    reachable: true,
    listed: false,
  });
  const dot = screen.getByTestId("conversation-item").querySelector<HTMLElement>(".dot");
  if (dot === null) throw new Error("there is no dot");
  unmount();
  return dot;
}

it("an open session whose last message failed is not marked as one that goes well", () => {
  const well = dotOf({ state: "live" });
  expect([well.title, well.classList.contains("troubled")]).toEqual(["Live", false]);
  const troubled = dotOf({ state: "live", lastTurnFailed: true });
  expect([troubled.title, troubled.classList.contains("troubled")]).toEqual([
    "Live; the last message failed",
    true,
  ]);
  const closed = dotOf({ state: "closed", lastTurnFailed: true });
  expect([closed.title, closed.classList.contains("troubled")]).toEqual(["Closed", false]);
});
