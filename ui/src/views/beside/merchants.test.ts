import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { error, event, line } from "../../../tests/samples";
import { pairScenes } from "../../../tests/scenes-pair";
import App from "../../App.svelte";
import { setLanguage } from "../../i18n/index.svelte";
import { spokenLanguages } from "../../i18n/messages";
import { useBackend } from "../../ipc/backend";
import type { Turn } from "../../ipc/generated/Turn";
import { application } from "../../state/application.svelte";
import { beside } from "../../state/beside.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { drafts } from "../../state/drafts.svelte";
import { merchantsBeside } from "../../state/merchants-beside.svelte";
import { showConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
});

afterEach(() => {
  beside.close();
  merchantsBeside.asking = null;
  open.show(null);
  dialogs.close();
  drafts.clear();
  toasts.shown = [];
  setLanguage("en");
  putBack();
});

type User = ReturnType<typeof userEvent.setup>;

async function shown(): Promise<User> {
  const id = pairScenes.pair(fake);
  await application.start();
  const held = fake.held.get(id);
  if (held === undefined) throw new Error(`no ${id}`);
  await showConversation(held.conversation);
  render(App);
  await screen.findByTestId("message-list");
  return userEvent.setup();
}

/** An answer with a button that each merchant has under an id of its own. */
function offer(id: string, asked: Turn, merchantId: string): void {
  const buttons = [{ id: `${merchantId}-1`, text: "Vestidos" }];
  const nothing = { header: null, attachment: null, footer: null };
  const interactive = { type: "replyButtons", ...nothing, body: "O que você procura?", buttons } as const;
  fake.push(id, {
    conversation: { state: "live" },
    turns: [{ ...asked, state: "complete", lines: 1 }],
    lines: [
      line({
        id: fake.id(),
        turnId: asked.id,
        seq: 1,
        events: [event("interactiveMessageEvent", { type: "interactive", interactive })],
      }),
    ],
  });
}

/** Begins with the keyboard alone. */
async function begun(user: User, again: boolean): Promise<void> {
  await user.keyboard("{Control>}{Shift>}m{/Shift}{/Control}");
  const dialog = await screen.findByTestId("compare-merchants");
  const tick = within(dialog).getByTestId<HTMLInputElement>("compare-again");
  expect(tick.checked).toBe(true);
  if (!again) {
    tick.focus();
    await user.keyboard(" ");
  }
  within(dialog).getByTestId("compare-start").focus();
  await user.keyboard("{Enter}");
  await screen.findByTestId("beside");
}

const verdicts = (): (string | undefined)[] =>
  screen.queryAllByTestId("beside-row").map((row) => row.dataset["verdict"]);

describe("two merchants side by side", () => {
  it("are sent each message at once, and what one alone recommends and who came first is said", async () => {
    const user = await shown();
    await begun(user, false);
    expect(fake.called("conversation_start").map(({ merchantId }) => merchantId)).toEqual(["sol", "acme"]);
    expect(screen.getAllByTestId("beside-head").map((head) => head.textContent)).toEqual([
      expect.stringContaining("Loja Acme"),
      expect.stringContaining("Moda Sol"),
    ]);
    const composer = await screen.findByTestId("composer");
    await waitFor(() => expect(document.activeElement).toBe(composer));
    await user.keyboard("tem vestido azul?{Enter}");
    await waitFor(() => expect(verdicts()).toEqual(["different"]));
    const sent = fake.called("conversation_send");
    expect(sent.map(({ text }) => text)).toEqual(["tem vestido azul?", "tem vestido azul?"]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
    const only = screen.getAllByTestId("beside-only").map((each) => each.textContent);
    expect(only[0]).toContain("Vestido longo azul-royal");
    expect(only[1]).toContain("Saia midi azul, Chemise jeans");
    // What both have is told of neither, though each shop has an id of its own for it.
    expect(only.join()).not.toContain("algodão");
    const first = screen.getAllByTestId("beside-first-event");
    expect(first.map((each) => each.textContent.trim())).toEqual([
      "First event 412 ms",
      "First event 655 ms",
    ]);
    expect(first.map((each) => each.dataset["sooner"])).toEqual(["true", "false"]);
  });

  it("are asked again what was asked, one message after the other, and add up", async () => {
    const user = await shown();
    await begun(user, true);
    await waitFor(() => expect(verdicts()).toEqual(["different", "different"]));
    expect(fake.called("conversation_send").map(({ text }) => text)).toEqual([
      "tem vestido azul?",
      "tem vestido azul?",
      "Qual o frete?",
      "Qual o frete?",
    ]);
    await waitFor(() => expect(screen.queryByTestId("beside-asking")).toBeNull());
    expect(screen.getByTestId("beside-totals").textContent).toMatch(
      /2 only here:\s+Saia midi azul, Chemise jeans/,
    );
    expect(screen.getByTestId("composer")).toBeTruthy();
  });

  it("stop asking where an answer fails", async () => {
    const user = await shown();
    const { answer } = fake;
    fake.answer = (held, asked) => {
      if (held.conversation.merchantId === "acme") answer(held, asked);
      else
        fake.push(held.conversation.id, {
          conversation: { state: "live" },
          turns: [{ ...asked, state: "failed", error: error() }],
        });
    };
    await begun(user, true);
    await waitFor(() =>
      expect(screen.getByTestId("beside").textContent).toContain("ended at message 1 of 2"),
    );
    expect(fake.called("conversation_send")).toHaveLength(2);
  });

  it("are told a choice, the one by its button and the other in words or by a button of its own", async () => {
    const user = await shown();
    const { answer } = fake;
    let both = false;
    fake.answer = (held, asked) => {
      if (held.conversation.merchantId === "sol" && !both) answer(held, asked);
      else offer(held.conversation.id, asked, held.conversation.merchantId);
    };
    await begun(user, false);
    await user.type(await screen.findByTestId("composer"), "oi{Enter}");
    await user.click(await screen.findByTestId("reply-button"));
    const chosen = (merchantId: string): { key: string; json: string }[] => [
      { key: "buttonResponseEvent", json: JSON.stringify({ id: `${merchantId}-1`, title: "Vestidos" }) },
    ];
    const [acme, sol] = [beside.pair?.left.id, beside.pair?.right.id];
    expect(fake.called("conversation_send_events").map(({ id, events }) => ({ id, events }))).toEqual([
      { id: acme, events: chosen("acme") },
    ]);
    expect(fake.called("conversation_send").at(-1)).toEqual({ id: sol, text: "Vestidos" });
    both = true;
    await waitFor(() => expect(verdicts()).toEqual(["different", "different"]));
    await user.type(screen.getByTestId("composer"), "e agora?{Enter}");
    await waitFor(() => expect(verdicts()).toHaveLength(3));
    const last = screen.getAllByTestId("beside-row")[2] as HTMLElement;
    const cell = last.querySelector<HTMLElement>("[data-side='right']");
    await user.click(await within(cell as HTMLElement).findByTestId("reply-button"));
    expect(
      fake
        .called("conversation_send_events")
        .slice(1)
        .map(({ id, events }) => ({ id, events })),
    ).toEqual([
      { id: sol, events: chosen("sol") },
      { id: acme, events: chosen("acme") },
    ]);
  });

  it("are left by Esc and come back by the keys, with what was said", async () => {
    const user = await shown();
    await begun(user, false);
    await user.type(await screen.findByTestId("composer"), "oi{Enter}");
    await waitFor(() => expect(verdicts()).toEqual(["different"]));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("beside")).toBeNull());
    await user.keyboard("{Control>}{Shift>}b{/Shift}{/Control}");
    await waitFor(() => expect(verdicts()).toEqual(["different"]));
    const held = fake.held.get("before");
    if (held !== undefined) await showConversation(held.conversation);
    await waitFor(() => expect(screen.queryByTestId("beside")).toBeNull());
    // Nothing is read any more but what is on the screen.
    await waitFor(() =>
      expect([...fake.feeds.values()].map(({ conversationId }) => conversationId)).toEqual(["before"]),
    );
  });

  it("say which session is over, and begin anew", async () => {
    const user = await shown();
    await begun(user, false);
    const { right } = beside.pair ?? {};
    if (right === undefined) throw new Error("no pair");
    fake.push(right.id, { conversation: { state: "closed" } });
    const restart = await screen.findByTestId("compare-restart");
    expect(screen.queryByTestId("composer")).toBeNull();
    expect(screen.getByTestId("beside").textContent).toContain("The session is over: Moda Sol");
    await user.click(restart);
    await screen.findByTestId("composer");
    expect(fake.called("conversation_start")).toHaveLength(4);
  });

  it("have their words in every language", async () => {
    const user = await shown();
    for (const language of spokenLanguages) {
      setLanguage(language);
      await user.click(screen.getByTestId("conversation-more"));
      await user.click(screen.getByTestId("compare-merchants-open"));
      const dialog = await screen.findByTestId("compare-merchants");
      expect(dialog.textContent).not.toContain("pair.");
      dialogs.close();
      await waitFor(() => expect(screen.queryByTestId("compare-merchants")).toBeNull());
    }
  });
});
