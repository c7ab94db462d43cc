import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FakeBackend, type Held } from "../../../tests/fake-backend";
import {
  conversation,
  demo,
  error,
  event,
  line,
  merchant,
  overview,
  product,
  said,
  turn,
} from "../../../tests/samples";
import { useBackend } from "../../ipc/backend";
import type { Delivery } from "../../ipc/generated/Delivery";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { drafts } from "../../state/drafts.svelte";
import { preferences } from "../../state/preferences.svelte";
import { showConversation } from "../../state/sessions";
import ConversationPane from "./ConversationPane.svelte";

let fake: FakeBackend;
let putBack: () => void;

beforeEach(() => {
  fake = new FakeBackend();
  putBack = useBackend(fake);
  preferences.take(overview().preferences);
});

afterEach(() => {
  open.show(null);
  drafts.clear();
  putBack();
});

async function shown(held: Partial<Held> = {}): Promise<ReturnType<typeof userEvent.setup>> {
  const all = fake.add({ conversation: conversation(), turns: [], lines: [], ...held });
  await showConversation(all.conversation);
  const { current } = open;
  if (current === null) throw new Error("nothing is open");
  render(ConversationPane, { conversation: current });
  return userEvent.setup();
}

const composer = (): HTMLTextAreaElement => screen.getByTestId("composer");

describe("the composer", () => {
  it("sends with Enter and breaks the line with Shift+Enter", async () => {
    const user = await shown();
    await user.type(composer(), "oi{Shift>}{Enter}{/Shift}tudo bem?");
    expect(composer().value).toBe("oi\ntudo bem?");
    expect(fake.called("conversation_send")).toEqual([]);
    await user.type(composer(), "{Enter}");
    expect(fake.called("conversation_send")).toEqual([{ id: "c1", text: "oi\ntudo bem?" }]);
    expect(composer().value).toBe("");
  });

  it("swaps them when the person likes it so", async () => {
    preferences.take({ ...overview().preferences, enterSends: false });
    const user = await shown();
    await user.type(composer(), "oi{Enter}");
    expect(fake.called("conversation_send")).toEqual([]);
    await user.type(composer(), "tudo bem?{Shift>}{Enter}{/Shift}");
    expect(fake.called("conversation_send")).toEqual([{ id: "c1", text: "oi\ntudo bem?" }]);
  });

  it("sends nothing that is empty", async () => {
    const user = await shown();
    await user.type(composer(), "   {Enter}");
    expect(fake.called("conversation_send")).toEqual([]);
  });

  it("gives the words back when they were refused", async () => {
    fake.refuse("conversation_send", error({ code: "turnInProgress" }));
    const user = await shown();
    await user.type(composer(), "oi{Enter}");
    await waitFor(() => expect(composer().value).toBe("oi"));
  });

  it("sends what was entered while the session was opening as soon as it is open", async () => {
    const user = await shown({ conversation: conversation({ state: "opening" }) });
    await user.type(composer(), "oi{Enter}");
    expect(fake.called("conversation_send")).toEqual([]);
    fake.push("c1", { conversation: { state: "live" } });
    await waitFor(() => expect(fake.called("conversation_send").length).toBe(1));
  });

  it("offers to stop while Sofia answers, and shows that she does", async () => {
    const user = await shown();
    await user.type(composer(), "oi{Enter}");
    await screen.findByTestId("typing");
    expect(screen.getByTestId("message-list")).toHaveProperty("ariaBusy", "true");
    await user.click(screen.getByTestId("stop"));
    expect(fake.called("conversation_stop")).toEqual([{ id: "c1" }]);
    await screen.findByTestId("stopped");
    expect(screen.getByTestId("send")).toBeTruthy();
  });
});

describe("a turn that failed", () => {
  it.each<[Delivery, string]>([
    ["notSent", "Not sent"],
    ["outcomeUnknown", "Sent, outcome unknown"],
    ["partial", "Partial"],
    ["refused", "Refused"],
  ])("%s keeps what came, says so and offers a retry", async (delivery, words) => {
    const user = await shown({
      turns: [turn({ state: "failed", error: error({ delivery }) })],
      lines: [line({ events: [said("Temos sim! Separei")] })],
    });
    expect(screen.getByText("Temos sim! Separei")).toBeTruthy();
    expect(screen.getByTestId("error").textContent).toContain("upstream model is overloaded");
    expect(screen.getByTestId("turn").textContent).toContain(words);
    await user.click(screen.getByTestId("retry"));
    expect(fake.called("conversation_retry")).toEqual([{ id: "c1", turnId: 1 }]);
  });

  it("has the retry inside the error, before the way into the merchant's form", async () => {
    application.merchants = [merchant()];
    const unreachable = error({ code: "unreachable", params: { host: "api.connectly.ai" }, answer: null });
    await shown({ turns: [turn({ state: "failed", error: unreachable })] });
    const buttons = within(screen.getByTestId("error")).getAllByRole("button");
    expect(buttons.map(({ textContent }) => textContent?.trim())).toEqual(["Retry", "Edit merchant…"]);
    expect(screen.getAllByTestId("retry").length).toBe(1);
  });

  it("that was not found can be gone on from in a new session, since it may be the session that is not known", async () => {
    application.merchants = [merchant()];
    const unknown = error({ code: "notFound", params: { merchant: "Loja Acme", status: "404" } });
    const user = await shown({ turns: [turn({ state: "failed", error: unknown })] });
    expect(screen.getByTestId("error").textContent).toContain("(404)");
    await user.click(within(screen.getByTestId("error")).getByTestId("fresh-session"));
    expect(fake.called("conversation_restart")).toEqual([{ id: "c1", sameCustomer: true }]);
  });

  it("of what a session that has answered does not take is about what was sent, and not about the merchant", async () => {
    const refused = error({ code: "badRequest", params: { status: "400" }, delivery: "refused" });
    await shown({
      turns: [turn({ lines: 3 }), turn({ id: 2, ordinal: 2, lines: 0, state: "failed", error: refused })],
    });
    const shownError = screen.getByTestId("error");
    expect(shownError.textContent).toContain("it is what was sent that the server refuses");
    const buttons = within(shownError).getAllByRole("button");
    expect(buttons.map(({ textContent }) => textContent.trim())).toEqual(["Retry"]);
  });

  it("of the first message that a session does not take leads to the merchant’s ids", async () => {
    const refused = error({ code: "badRequest", params: { status: "400" }, delivery: "refused" });
    await shown({ turns: [turn({ lines: 0, state: "failed", error: refused })] });
    expect(screen.getByTestId("error").textContent).toContain("Check the business ID and the agent ID");
  });

  it("of a session that no longer exists leads to a new one as the same customer, and not to a retry", async () => {
    application.merchants = [merchant()];
    const gone = error({ code: "sessionGone", params: { merchant: "Loja Acme", status: "404" } });
    const user = await shown({
      conversation: conversation({ state: "failed", error: gone }),
      turns: [turn(), turn({ id: 2, ordinal: 2, state: "failed", error: gone })],
    });
    const card = screen.getByTestId("error");
    expect(card.textContent).toContain("This session no longer exists (404).");
    expect(card.textContent).toContain("Continue as the same customer in a new session.");
    expect(screen.queryByTestId("retry")).toBeNull();
    expect(screen.queryByText("The session could not be opened.")).toBeNull();
    const [first] = within(card).getAllByRole("button");
    expect(first?.textContent?.trim()).toBe("Continue as the same customer");
    await user.click(first as HTMLElement);
    expect(fake.called("conversation_restart")).toEqual([{ id: "c1", sameCustomer: true }]);
  });

  it("is not offered again once it was repeated", async () => {
    await shown({
      turns: [turn({ state: "failed", error: error() }), turn({ id: 2, ordinal: 2, retryOf: 1 })],
    });
    expect(screen.queryByTestId("retry")).toBeNull();
  });

  it("has the raw status and body one click away", async () => {
    await shown({ turns: [turn({ state: "failed", error: error() })] });
    const details = within(screen.getByTestId("error")).getByText("Details").closest("details");
    expect(details?.open).toBe(false);
    expect(details?.textContent).toContain("200");
    expect(details?.textContent).toContain('"code":14');
  });
});

describe("what Sofia says", () => {
  it("is text, whatever it looks like", async () => {
    await shown({ turns: [turn()], lines: [line({ events: [said("<img src=x onerror=alert(1)>\n*a*")] })] });
    const message = screen.getAllByTestId("message").find((each) => each.dataset["role"] === "sofia");
    expect(message?.querySelector("img")).toBeNull();
    expect(message?.textContent).toContain("<img src=x onerror=alert(1)>");
    expect(message?.dataset["kind"]).toBe("messageEvent");
    expect(message?.dataset["lineId"]).toBe("1");
  });

  it("becomes cards, whose pictures come from the backend alone", async () => {
    const user = await shown({
      turns: [turn()],
      lines: [
        line({
          events: [
            event("recommendationEvent", {
              type: "recommendation",
              products: [product(), product({ price: "R$ 1", currency: null, url: null })],
            }),
          ],
        }),
      ],
    });
    const cards = screen.getAllByTestId("product-card");
    expect(cards.length).toBe(2);
    const pictures = [...document.querySelectorAll("img")].map(({ src }) => src);
    expect(pictures).toEqual(
      Array(2).fill(fake.imageAddress("acme", "https://cdn.lojaacme.com.br/1.jpg", 0)),
    );
    expect(cards[0]?.textContent).toMatch(/R\$\s189,90/);
    expect(cards[1]?.textContent).toContain("R$ 1");
    await user.click(within(cards[0] as HTMLElement).getByText("www.lojaacme.com.br"));
    expect(fake.called("link_open")).toEqual([{ url: "https://www.lojaacme.com.br/vestido-midi-azul" }]);
  });

  it("is sent back when it is a suggestion", async () => {
    const body = { type: "suggestions", questions: ["Tem em preto?", "Qual o frete?"] } as const;
    const user = await shown({
      turns: [turn()],
      lines: [line({ events: [event("chatSuggestionEvent", { ...body, questions: [...body.questions] })] })],
    });
    await user.click(screen.getAllByTestId("suggestion")[1] as HTMLElement);
    expect(fake.called("conversation_send")).toEqual([{ id: "c1", text: "Qual o frete?" }]);
    // Not twice: an answer is due now.
    await user.click(screen.getAllByTestId("suggestion")[0] as HTMLElement);
    expect(fake.called("conversation_send").length).toBe(1);
  });

  it("is never dropped, even where nobody knows what it is", async () => {
    const user = await shown({
      turns: [turn()],
      lines: [
        line({ id: 7, events: [event("loyaltyEvent", { type: "unknown", json: "{}", problem: null })] }),
        line({ id: 8, seq: 2, class: "notJson" }),
      ],
    });
    expect(screen.getByTestId("unknown-event").textContent).toContain("loyaltyEvent");
    await user.click(screen.getByText("Show raw"));
    expect(open.current?.selection).toEqual({ lineId: 7, eventIndex: 0 });
    await user.click(screen.getByTestId("unread-lines"));
    expect(open.current?.selection?.lineId).toBe(8);
  });

  it("is chosen by a click or Enter, and marked", async () => {
    const user = await shown({ turns: [turn()], lines: [line({ id: 9, events: [said("Oi!")] })] });
    const message = screen.getByText("Oi!").closest("[data-testid='message']") as HTMLElement;
    message.focus();
    await user.keyboard("{Enter}");
    expect(open.current?.selection).toEqual({ lineId: 9, eventIndex: 0 });
    expect(message.getAttribute("aria-current")).toBe("true");
  });
});

it("a session that did not open can be tried again from the error that says why", async () => {
  application.merchants = [merchant()];
  const unreachable = error({ code: "unreachable", params: { host: "api.connectly.ai" }, answer: null });
  const user = await shown({ conversation: conversation({ state: "failed", error: unreachable }) });
  const again = within(screen.getByTestId("error")).getByTestId("session-try-again");
  expect(again.textContent?.trim()).toBe("Try again");
  await user.click(again);
  expect(fake.called("conversation_restart")).toEqual([{ id: "c1", sameCustomer: true }]);
});

it("a turn that the end of the application interrupted can be sent again in a fresh session", async () => {
  application.merchants = [merchant()];
  const user = await shown({
    conversation: conversation({ state: "notClosed" }),
    turns: [turn({ state: "interrupted" })],
  });
  await user.click(screen.getByTestId("session-send-again"));
  expect(fake.called("conversation_restart")).toEqual([{ id: "c1", sameCustomer: true }]);
  await waitFor(() => expect(open.current?.id).not.toBe("c1"));
  const { current } = open;
  if (current === null) throw new Error("nothing is open");
  render(ConversationPane, { conversation: current });
  await waitFor(() => expect(fake.called("conversation_resend")).toEqual([{ id: current.id, turnId: 1 }]));
});

it("an empty conversation with the demo merchant has words to begin with", async () => {
  application.merchants = [demo];
  application.demoShops = overview().demoShops;
  const user = await shown({ conversation: conversation({ merchantId: "demo", title: "" }) });
  await user.click((await screen.findAllByTestId("starter"))[0] as HTMLElement);
  expect(fake.called("conversation_send")).toEqual([{ id: "c1", text: "Oi!" }]);
  application.merchants = [];
});

it("a closed session has ways on instead of a composer", async () => {
  await shown({ conversation: conversation({ state: "closed" }), turns: [turn()] });
  expect(screen.queryByTestId("composer")).toBeNull();
  expect(screen.getByText("This session is closed.")).toBeTruthy();
  expect(screen.getByTestId("conversation-state").dataset["state"]).toBe("closed");
});
