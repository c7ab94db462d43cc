import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";

import { ConversationPage } from "../../../tests/conversation-page";
import { conversation, said } from "../../../tests/samples";
import { application } from "../../state/application.svelte";
import { dialogs } from "../../state/dialogs.svelte";

let page: ConversationPage;

beforeEach(async () => {
  page = new ConversationPage();
  await application.start();
});
afterEach(() => {
  dialogs.close();
  page.leave();
});

it("what is done now and then with a conversation is behind one button, the rest beside it", async () => {
  const user = await page.show([said("Oi!")]);
  const menu = screen.getByTestId("conversation-restart").closest<HTMLElement>("[role='menu']");
  if (menu === null) throw new Error("no menu");
  expect(screen.getByTestId("conversation-more").getAttribute("aria-label")).toBe(
    "More for this conversation",
  );
  for (const behind of ["conversation-restart", "conversation-new-customer", "save-test-open-dialog"])
    expect(within(menu).getByTestId(behind)).toBeTruthy();
  for (const beside of ["conversation-close", "conversation-play", "presentation-open", "inspector-toggle"])
    expect(menu.contains(screen.getByTestId(beside))).toBe(false);
  await user.click(within(menu).getByTestId("conversation-new-customer"));
  expect(page.fake.called("conversation_restart")).toEqual([{ id: "c1", sameCustomer: false }]);
});

it("a merchant is presented by a button that says so, and is named for what it presents", async () => {
  const user = await page.show([said("Oi!")]);
  await user.click(screen.getByRole("button", { name: "Present this merchant" }));
  expect(screen.getByTestId("presentation-open").textContent?.trim()).toBe("Present");
  expect(dialogs.open?.type).toBe("presentation");
});

it("what was noted stands in the head, and is written from there", async () => {
  const note = "Cliente pediu troca:\nver o pedido 4411";
  const user = await page.show([said("Oi!")], { conversation: conversation({ note }) });
  const shown = screen.getByRole("button", { name: /^Note Cliente pediu troca:/ });
  expect(shown.title).toBe(note);
  await user.click(shown);
  expect(dialogs.open).toMatchObject({ type: "describe", at: "note", conversation: { id: "c1" } });
  page.fake.push("c1", { conversation: { note: "" } });
  await waitFor(() => expect(screen.queryByTestId("conversation-note-shown")).toBeNull());
});
