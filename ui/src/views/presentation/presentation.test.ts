import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend, type Held } from "../../../tests/fake-backend";
import { conversation, demo, error, line, merchant, said, turn } from "../../../tests/samples";
import App from "../../App.svelte";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import type { PresentationPlan } from "../../ipc/generated/PresentationPlan";
import { application } from "../../state/application.svelte";
import { open } from "../../state/conversation.svelte";
import { dialogs } from "../../state/dialogs.svelte";
import { drafts } from "../../state/drafts.svelte";
import { history } from "../../state/history.svelte";
import { presentation } from "../../state/presentation.svelte";
import { showConversation } from "../../state/sessions";
import { toasts } from "../../state/toasts.svelte";

let fake: FakeBackend;
let putBack: () => void;
const acme = merchant();
const plan: PresentationPlan = {
  stage: "phone",
  textSize: 100,
  screen: null,
  language: null,
  prompts: ["Oi!", "Tem vestido azul?", "Qual o frete?"],
};

function wantsLessMotion(wants: boolean): void {
  vi.stubGlobal("matchMedia", (media: string) => ({ matches: wants && media.includes("reduce"), media }));
}

beforeEach(() => {
  // A prompt is then written at once.
  wantsLessMotion(true);
  fake = new FakeBackend({ merchants: [acme, demo] });
  fake.on("presentation_plan", () => plan);
  putBack = useBackend(fake);
});

afterEach(() => {
  // The window would go on to ask a backend that is not there any more.
  cleanup();
  presentation.end();
  open.show(null);
  dialogs.close();
  toasts.shown = [];
  vi.unstubAllGlobals();
  putBack();
  setLanguage("en");
});

/** Answers every message with these words, at once. */
function answering(words: string): void {
  fake.answer = (held, begun) => {
    fake.push(held.conversation.id, {
      conversation: { state: "live" },
      turns: [{ ...begun, state: "complete", lines: 1 }],
      lines: [line({ id: fake.id(), turnId: begun.id, events: [said(words)] })],
    });
  };
}

function failing(): void {
  fake.answer = (held, begun) => {
    fake.push(held.conversation.id, {
      conversation: { state: "live" },
      turns: [{ ...begun, state: "failed", error: error() }],
    });
  };
}

/** Presents a merchant: with a fresh customer, or with what is held. */
async function presented(
  change: Partial<PresentationPlan> = {},
  held: Held | null = null,
): Promise<ReturnType<typeof userEvent.setup>> {
  if (held !== null) fake.add(held);
  await application.start();
  if (held !== null) await showConversation(held.conversation);
  await presentation.begin(acme, { ...plan, ...change }, held === null ? null : open.current);
  render(App);
  await screen.findByTestId("presentation");
  return userEvent.setup();
}

const sentTexts = (): string[] => fake.called("conversation_send").map(({ text }) => text);

describe("what the presenter's keys do", () => {
  it("the next prompt is written, sent and answered, one key for each", async () => {
    answering("Claro!");
    const user = await presented();
    await user.keyboard("{PageDown}");
    await waitFor(() => expect(sentTexts()).toEqual(["Oi!"]));
    await screen.findByText("Claro!");
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(sentTexts()).toEqual(["Oi!", "Tem vestido azul?"]));
    await user.keyboard(" ");
    await waitFor(() => expect(sentTexts()).toEqual(plan.prompts));
    // After the last one there is nothing more to send.
    await user.keyboard("{PageDown}");
    expect(presentation.queued).toBeNull();
    const said = screen.getAllByTestId("message").filter((each) => each.dataset["role"] === "customer");
    plan.prompts?.forEach((text, index) => expect(said[index]?.textContent).toContain(text));
  });

  it("what is below the edge of the screen is shown before the next prompt goes", async () => {
    answering("Claro!");
    const user = await presented();
    await user.keyboard("{PageDown}");
    await screen.findByText("Claro!");
    const list = screen.getByTestId("message-list");
    const scrolled = vi.fn<(options?: ScrollToOptions) => void>();
    Object.defineProperties(list, {
      scrollHeight: { value: 900, configurable: true },
      clientHeight: { value: 500, configurable: true },
      scrollBy: { value: scrolled, configurable: true },
    });
    list.scrollTop = 0;
    await user.keyboard("{PageDown}");
    expect(scrolled.mock.calls[0]?.[0]?.top).toBe(300);
    expect(presentation.queued).toBeNull();
    list.scrollTop = 400;
    await user.keyboard("{PageDown}");
    await waitFor(() => expect(sentTexts()).toEqual(["Oi!", "Tem vestido azul?"]));
    expect(scrolled).toHaveBeenCalledTimes(1);
  });

  it("a prompt waits in the field for the answer before it, and Page Up takes it back", async () => {
    const user = await presented();
    await user.keyboard("{PageDown}");
    await waitFor(() => expect(sentTexts()).toEqual(["Oi!"]));
    await screen.findByTestId("typing");
    await user.keyboard("{PageDown}{PageDown}");
    await waitFor(() =>
      expect((screen.getByTestId("composer") as HTMLInputElement).value).toBe("Tem vestido azul?"),
    );
    expect(sentTexts()).toEqual(["Oi!"]);
    await user.keyboard("{PageUp}");
    expect((screen.getByTestId("composer") as HTMLInputElement).value).toBe("");
    expect(presentation.next).toBe(1);
    await user.keyboard("{PageDown}");
    const id = presentation.conversation?.id ?? "";
    const [first] = fake.held.get(id)?.turns ?? [];
    if (first === undefined) throw new Error("no turn");
    fake.push(id, { conversation: { state: "live" }, turns: [{ ...first, state: "complete" }] });
    await waitFor(() => expect(sentTexts()).toEqual(["Oi!", "Tem vestido azul?"]));
  });

  it("Page Up goes one back in the list, so that Page Down says it again", async () => {
    answering("Claro!");
    const user = await presented();
    await user.keyboard("{PageDown}");
    await screen.findByText("Claro!");
    await user.keyboard("{PageUp}{PageDown}");
    await waitFor(() => expect(sentTexts()).toEqual(["Oi!", "Oi!"]));
  });

  it("any letter begins a message of one's own, and only a clicker's keys still count then", async () => {
    answering("Claro!");
    const user = await presented();
    await user.keyboard("tem 38 ?{ArrowLeft}{Home}");
    expect(fake.called("conversation_restart")).toEqual([]);
    expect((screen.getByTestId("composer") as HTMLInputElement).value).toBe("tem 38 ?");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sentTexts()).toEqual(["tem 38 ?"]));
    expect(presentation.next).toBe(0);
  });

  it("leaves nothing of a session that never opened, tells why, and keeps what the presenter wrote", async () => {
    const unreachable = error({ code: "unreachable", params: { host: "127.0.0.1" }, answer: null });
    const failed = (id: string): void => {
      fake.push(id, { conversation: { state: "failed", error: unreachable } });
    };
    fake.add({ conversation: conversation({ id: "before" }), turns: [], lines: [] });
    await application.start();
    await showConversation(conversation({ id: "before" }));
    await presentation.begin(acme, plan, null);
    render(App);
    const user = userEvent.setup();
    const first = presentation.conversation?.id ?? "";
    failed(first);
    await screen.findByTestId("presentation-trouble");
    await user.keyboard("{Home}");
    await waitFor(() => expect(presentation.conversation?.id).not.toBe(first));
    await waitFor(() => expect(fake.called("conversations_delete")).toEqual([{ ids: [first] }]));
    const second = presentation.conversation?.id ?? "";
    failed(second);
    await screen.findByTestId("presentation-trouble");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(fake.called("conversations_delete").at(-1)).toEqual({ ids: [second] }));
    await waitFor(() => expect(open.current?.id).toBe("before"));
    expect(toasts.shown.map(({ content }) => content.type)).toEqual(["refused"]);

    await presentation.begin(acme, plan, null);
    const third = presentation.conversation?.id ?? "";
    failed(third);
    presentation.say("tem 38?");
    await waitFor(() => expect(presentation.troubled).toBe(true));
    presentation.end();
    expect(drafts.get(third)).toBe("tem 38?");
    expect(fake.called("conversations_delete").length).toBe(2);
  });

  it("Home begins again with a fresh customer, and closes the session before", async () => {
    answering("Claro!");
    const user = await presented();
    await user.keyboard("{PageDown}");
    await screen.findByText("Claro!");
    const before = presentation.conversation?.id;
    await user.keyboard("{Home}");
    await waitFor(() => expect(presentation.conversation?.id).not.toBe(before));
    expect(fake.called("conversation_restart")).toEqual([{ id: before, sameCustomer: false }]);
    expect(screen.queryByText("Claro!")).toBeNull();
    expect(presentation.next).toBe(0);
  });

  it("? shows the keys, Esc hides them, and Esc leaves without a question", async () => {
    const user = await presented();
    await user.keyboard("?");
    expect(
      within(screen.getByTestId("presentation-keys")).getByText("Rest of the answer, then the next prompt"),
    ).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("presentation-keys")).toBeNull();
    expect(screen.getByTestId("presentation")).toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("presentation")).toBeNull());
    expect(fake.called("presentation_end").length).toBe(1);
  });

  it("+ and - change the size of the text, and it is remembered", async () => {
    const user = await presented();
    await user.keyboard("++-");
    expect(fake.called("presentation_plan_set").map((set) => set.plan.textSize)).toEqual([115, 130, 115]);
    expect(fake.called("presentation_plan_set").at(-1)?.merchantId).toBe(acme.id);
  });

  it("the keys of the working window do nothing here", async () => {
    const user = await presented();
    await user.keyboard("{Control>}k{/Control}{Control>}w{/Control}{Control>},{/Control}{F6}");
    expect(screen.queryByTestId("palette")).toBeNull();
    expect(screen.queryByTestId("settings")).toBeNull();
    expect(fake.called("conversation_close")).toEqual([]);
    expect(screen.getByTestId("presentation")).toBeTruthy();
  });
});

describe("the presentation", () => {
  it("begins with a fresh customer under the merchant's name, on the chosen screen", async () => {
    await presented({ screen: "HDMI-1 1920,0" });
    expect(fake.called("presentation_begin")).toEqual([{ title: "Loja Acme", screen: "HDMI-1 1920,0" }]);
    expect(fake.called("conversation_start")).toEqual([{ merchantId: acme.id, customerKey: null }]);
    expect(document.title).toBe("Loja Acme");
    presentation.end();
    await waitFor(() => expect(document.title).not.toBe("Loja Acme"));
  });

  it("is in place of the working window, which comes back with the conversation in the rail", async () => {
    answering("Claro!");
    const user = await presented();
    for (const part of ["merchant-list", "inspector", "status-api", "conversation-list"])
      expect(screen.queryByTestId(part), part).toBeNull();
    await user.keyboard("{PageDown}");
    await screen.findByText("Claro!");
    await user.click(screen.getByTestId("presentation-exit"));
    await screen.findByTestId("conversation-list");
    expect(within(screen.getByTestId("conversation-list")).getByText("Oi!")).toBeTruthy();
    expect(open.current?.conversation.title).toBe("Oi!");
  });

  it("never shows another conversation, whatever is opened elsewhere", async () => {
    answering("Claro!");
    const user = await presented();
    await user.keyboard("{PageDown}");
    await screen.findByText("Claro!");
    await showConversation(
      fake.add({
        conversation: conversation({ id: "other" }),
        turns: [turn({ sent: [{ type: "text", text: "segredo", role: "user" }] })],
        lines: [],
      }).conversation,
    );
    await waitFor(() => expect(screen.queryByText("Claro!")).toBeNull());
    expect(screen.getByTestId("presentation").textContent).not.toContain("segredo");
  });

  it("is not taken over by a session of the one before, which opens late", async () => {
    let opened: (late: ReturnType<typeof conversation>) => void = () => undefined;
    fake.on("conversation_start", () => new Promise((done) => (opened = done)));
    await application.start();
    void presentation.begin(acme, plan, null);
    await waitFor(() => expect(fake.called("conversation_start").length).toBe(1));
    presentation.end();
    const own = { conversation: conversation({ id: "own", merchantId: demo.id }), turns: [], lines: [] };
    fake.on("conversation_start", () => fake.add(own).conversation);
    await presentation.begin(demo, plan, null);
    expect(presentation.conversation?.id).toBe("own");
    opened(fake.add({ conversation: conversation({ id: "late" }), turns: [], lines: [] }).conversation);
    await waitFor(() => expect(history.byId("late")).toBeDefined());
    expect([presentation.conversation?.id, open.current?.id]).toEqual(["own", "own"]);
    expect(presentation.troubled).toBe(false);
  });

  it("shows the demo merchant as the shop that it plays, with a small mark", async () => {
    await application.start();
    render(App);
    await presentation.begin(demo, { ...plan, prompts: null }, null);
    const shown = await screen.findByTestId("presentation");
    expect(within(shown).getAllByText("Moda Aurora").length).toBeGreaterThan(0);
    expect(shown.textContent).not.toContain("Demo merchant");
    expect(within(shown).getByTestId("simulated").textContent).toBe("demo");
    expect(fake.called("presentation_begin")[0]?.title).toBe("Moda Aurora");
    // What nobody has rehearsed yet, and nothing that shows a fault.
    expect(presentation.prompts.length).toBeGreaterThan(3);
    expect(presentation.prompts.some((prompt) => prompt.startsWith("/"))).toBe(false);
  });

  it("writes a prompt letter by letter, and at once for those who want less motion", async () => {
    const words = "Tem vestido azul até 200 reais?";
    wantsLessMotion(false);
    const user = await presented({ prompts: [words, words] });
    await user.keyboard("{PageDown}");
    const field: HTMLInputElement = screen.getByTestId("composer");
    await waitFor(() => expect(field.value.length).toBeGreaterThan(0));
    expect(sentTexts()).toEqual([]);
    expect(words.startsWith(field.value)).toBe(true);
    await waitFor(() => expect(sentTexts()).toEqual([words]), { timeout: 8_000 });
    presentation.end();
    wantsLessMotion(true);
    await presentation.begin(acme, { ...plan, prompts: [words] }, null);
    await screen.findByTestId("presentation");
    await user.keyboard("{PageDown}");
    expect(sentTexts()).toEqual([words, words]);
  });

  it("writes a prompt at once when the key is pressed again", async () => {
    wantsLessMotion(false);
    const user = await presented({ prompts: ["Tem vestido azul até 200 reais?".repeat(100)] });
    await user.keyboard("{PageDown}{PageDown}");
    expect(sentTexts().length).toBe(1);
  });
});

it("a logo stands for the merchant, and its letters where the logo cannot be shown", async () => {
  fake.overview = { ...fake.overview, merchants: [merchant({ logo: 7 })] };
  await presented();
  const logos = (): HTMLElement[] => screen.queryAllByTestId("presentation-logo");
  expect(logos().length).toBeGreaterThan(0);
  for (const logo of logos()) logo.querySelector("img")?.dispatchEvent(new Event("error"));
  await waitFor(() => expect(logos()).toEqual([]));
  expect(screen.getAllByText("LA").length).toBeGreaterThan(0);
});

describe("trouble", () => {
  it("is a neutral line; Enter sends the same again, and it stands there once", async () => {
    failing();
    const user = await presented();
    await user.keyboard("{PageDown}");
    const trouble = await screen.findByTestId("presentation-trouble");
    expect(trouble.textContent?.trim()).toBe("Just a moment…");
    answering("Claro!");
    await user.keyboard("{Enter}");
    await screen.findByText("Claro!");
    expect(fake.called("conversation_retry").length).toBe(1);
    expect(screen.queryByTestId("presentation-trouble")).toBeNull();
    expect(screen.getAllByText("Oi!").length).toBe(1);
  });

  it("keeps words that could not be sent, and sends them on Enter", async () => {
    fake.refuse("conversation_send", error({ code: "unreachable", params: { host: "api.connectly.ai" } }));
    const user = await presented();
    await user.keyboard("{PageDown}");
    await screen.findByTestId("presentation-trouble");
    expect(screen.queryByTestId("toast")).toBeNull();
    fake.on("conversation_send", ({ id }) => {
      fake.push(id, { turns: [turn({ id: 77, state: "waiting" })] });
      return { turnId: 77 };
    });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("presentation-trouble")).toBeNull());
    expect(sentTexts()).toEqual(["Oi!", "Oi!"]);
  });

  it("a session that is gone is opened anew for the same customer, and the same is said", async () => {
    const user = await presented(
      {},
      {
        conversation: conversation({ state: "failed", error: error({ code: "sessionGone" }) }),
        turns: [turn({ state: "failed", error: error({ code: "sessionGone" }) })],
        lines: [],
      },
    );
    answering("Claro!");
    await screen.findByTestId("presentation-trouble");
    await user.keyboard("{Enter}");
    await screen.findByText("Claro!");
    expect(fake.called("conversation_restart")).toEqual([{ id: "c1", sameCustomer: true }]);
    expect(sentTexts()).toEqual(["tem vestido azul?"]);
  });

  it("a conversation that could not be begun is begun on Enter", async () => {
    fake.refuse("conversation_start", error({ code: "keyMissing", params: { merchant: "Loja Acme" } }));
    const user = await presented();
    await screen.findByTestId("presentation-trouble");
    fake.on(
      "conversation_start",
      () => fake.add({ conversation: conversation(), turns: [], lines: [] }).conversation,
    );
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("presentation-trouble")).toBeNull());
    expect(presentation.conversation?.id).toBe("c1");
  });

  it("is told after the presentation", async () => {
    fake.refuse("presentation_begin", error({ code: "internal", params: { reason: "no screen" } }));
    const user = await presented();
    expect(document.body.textContent).not.toContain("no screen");
    await user.keyboard("{Escape}");
    expect((await screen.findByTestId("toast")).textContent).toContain("no screen");
  });
});

it("a merchant that is taken away meanwhile leaves its place to no other", async () => {
  await presented();
  expect(screen.getByTestId("presentation").textContent).toContain("Loja Acme");
  fake.watch({ type: "merchants", merchants: [merchant({ id: "sol", name: "Farmácia Sol" })] });
  await waitFor(() => expect(screen.getByTestId("presentation").textContent).not.toContain("Loja Acme"));
  expect(screen.getByTestId("presentation").textContent).not.toContain("Farmácia Sol");
});
