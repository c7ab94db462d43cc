import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { error } from "../../../tests/samples";
import { branchScenes } from "../../../tests/scenes-branches";
import { useBackend } from "../../ipc/backend";
import App from "../../App.svelte";
import { application } from "../../state/application.svelte";
import { reasked } from "../../state/branches.svelte";
import { open } from "../../state/conversation.svelte";
import { drafts } from "../../state/drafts.svelte";
import { showConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
});

afterEach(() => {
  open.show(null);
  drafts.clear();
  reasked.clear();
  toasts.shown = [];
  putBack();
});

type User = ReturnType<typeof userEvent.setup>;

async function shown(scene: keyof typeof branchScenes, id: string): Promise<User> {
  branchScenes[scene](fake);
  await application.start();
  const held = fake.held.get(id);
  if (held === undefined) throw new Error(`no ${id}`);
  await showConversation(held.conversation);
  render(App);
  return userEvent.setup();
}

const list = (): HTMLElement => screen.getByTestId("message-list");

/** Opens the menu at an answer by the keyboard, and chooses. */
async function chooseAt(user: User, words: string, choice: string): Promise<void> {
  const at = (await within(list()).findByText(words)).closest<HTMLElement>("[data-testid='message']");
  if (at === null) throw new Error(`no message ${words}`);
  at.focus();
  await user.click(await within(at).findByTestId("message-menu"));
  await user.click(within(at).getByTestId(choice));
}

describe("a branch", () => {
  it("leaves behind an answer, says what it goes on from, and shows what goes along", async () => {
    const user = await shown("branch-begun", "origin");
    await chooseAt(user, "Temos sim! Separei dois vestidos azuis:", "branch-here");
    await screen.findByTestId("branch-strip");
    expect(fake.called("branch_start")).toEqual([
      { conversationId: "origin", turnId: 2, behind: { seq: 1, eventIndex: 0 }, kind: "context" },
    ]);
    expect(screen.getByTestId("branch-origin").textContent).toContain("tem vestido azul?");
    const context = await screen.findByTestId("branch-context");
    // It was said at another time than the branch began.
    expect(context.querySelector("time")).toBeNull();
    expect(within(context).getAllByTestId("message")).toHaveLength(4);
    expect(fake.called("conversation_send")).toEqual([]);
    await user.click(screen.getByTestId("branch-origin"));
    await waitFor(() => expect(open.current?.id).toBe("origin"));
  });

  it("leaves before the customer's words, which are taken up", async () => {
    const user = await shown("branch-begun", "origin");
    const sent = (await screen.findAllByTestId("sent-event")).at(-1);
    if (sent === undefined) throw new Error("nothing was sent");
    await user.click(within(sent).getByTestId("sent-menu"));
    await user.click(within(sent).getByTestId("branch-here"));
    await screen.findByTestId("branch-strip");
    expect(fake.called("branch_start")[0]).toMatchObject({ turnId: 3, behind: null });
    await waitFor(() =>
      expect(screen.getByTestId<HTMLTextAreaElement>("composer").value).toBe("qual o frete para Curitiba?"),
    );
  });

  it("that asks again tells how far it is, can be stopped, and gives the composer back", async () => {
    const user = await shown("branch-begun", "origin");
    await chooseAt(user, "Temos sim! Separei dois vestidos azuis:", "branch-reask");
    const strip = await screen.findByTestId("branch-reasking");
    expect(strip.textContent).toContain("message 1 of 2");
    expect(screen.queryByTestId("composer")).toBeNull();
    const id = open.current?.id ?? "";
    const [first] = fake.held.get("origin")?.turns ?? [];
    if (first === undefined) throw new Error("no turn");
    fake.push(id, { turns: [{ ...first, id: 91, state: "waiting" }] });
    await user.click(within(strip).getByTestId("stop"));
    expect(fake.called("conversation_stop")).toEqual([{ id }]);
    await screen.findByTestId("branch-reask-ended");
    expect(screen.getByTestId("composer")).toBeTruthy();
  });

  it("begins at the chosen message by its keys", async () => {
    const user = await shown("branch-begun", "origin");
    await within(list()).findByText("Temos sim! Separei dois vestidos azuis:");
    open.current?.select(10, 0);
    await user.keyboard("{Control>}b{/Control}");
    await screen.findByTestId("branch-strip");
    expect(fake.called("branch_start")[0]).toMatchObject({ turnId: 1, behind: { seq: 1, eventIndex: 0 } });
  });

  it("stands beside its origin, and what one side alone says is marked", async () => {
    const user = await shown("branch-reasked", "branch");
    await user.click(await screen.findByTestId("branch-compare"));
    const rows = await waitFor(() => {
      const found = screen.getAllByTestId("beside-row");
      expect(found.map((row) => row.dataset["verdict"])).toEqual(["same", "different", "different"]);
      return found;
    });
    const marked = rows.map((row) => row.querySelectorAll(".different").length);
    expect(marked).toEqual([0, 2, 2]);
    expect(screen.queryByTestId("inspector")).toBeNull();
    await user.click(screen.getByTestId("beside-close"));
    await screen.findByTestId("branch-strip");
    expect([...fake.feeds.values()].map(({ conversationId }) => conversationId)).toEqual(["branch"]);
  });

  it("stands beside any other of its family, from where the two parted", async () => {
    const user = await shown("branch-siblings", "first");
    await user.click(await screen.findByTestId("branch-compare"));
    const verdicts = (): (string | undefined)[] =>
      screen.queryAllByTestId("beside-row").map((row) => row.dataset["verdict"]);
    await waitFor(() => expect(verdicts()).toEqual(["otherWords", "otherWords"]));
    const [left, right] = screen.getAllByTestId("beside-head");
    if (left === undefined || right === undefined) throw new Error("no heads");
    // The origin, the branch that asked again and the other sibling, each by its number in the family.
    const offered = within(left).getAllByTestId("beside-member");
    expect(offered.map((each) => [each.textContent?.trim().slice(0, 2), each.ariaChecked])).toEqual([
      ["1.", "true"],
      ["3.", "false"],
      ["4.", "false"],
    ]);
    await user.click(within(left).getByText(/e em preto\? \(after message 2/));
    await waitFor(() => expect(verdicts()).toEqual(["otherWords", "otherWords"]));
    const rows = await waitFor(() => {
      const found = screen.getAllByTestId("beside-row");
      expect(found[0]?.querySelector("[data-side='left']")?.textContent).toContain("tem vestido azul?");
      return found;
    });
    expect(rows.map((row) => row.querySelector("[data-side='left']")?.textContent)).toEqual([
      expect.stringContaining("Temos sim! Separei dois vestidos azuis:"),
      expect.stringContaining("Em preto temos o midi"),
    ]);
    expect(screen.getByTestId("beside-shared").textContent).toContain("1 message before the branch");
    expect(
      screen.getAllByTestId("beside-head").map((head) => head.querySelector(".pill")?.textContent),
    ).toEqual(["Branch", "Branch"]);
    // The other side can be another as well: it becomes the conversation that one writes in.
    const [, second] = screen.getAllByTestId("beside-head");
    if (second === undefined) throw new Error("no head");
    await user.click(within(second).getByText(/^\s*1\. tem vestido azul\? \(origin/));
    await waitFor(() => expect(open.current?.id).toBe("origin"));
    await waitFor(() => expect(verdicts()).toEqual(["otherWords"]));
    await user.click(screen.getByTestId("beside-close"));
    await screen.findByTestId("message-list");
    expect([...fake.feeds.values()].map(({ conversationId }) => conversationId)).toEqual(["origin"]);
    // From an origin its branches are a click away as well.
    await user.click(screen.getByTestId("conversation-beside"));
    await screen.findByTestId("beside");
  });

  it("whose origin is gone says so", async () => {
    fake.refuse("conversation_read", error({ code: "conversationNotFound", params: {} }));
    branchScenes["branch-begun"](fake);
    fake.held.delete("origin");
    await application.start();
    const branch = fake.held.get("branch");
    if (branch !== undefined) await showConversation(branch.conversation);
    render(App);
    await waitFor(() =>
      expect(screen.getByTestId("branch-strip").textContent).toContain("not here any more"),
    );
    expect(screen.queryByTestId("branch-compare")).toBeNull();
  });
});
